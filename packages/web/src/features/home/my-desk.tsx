import { listTodos, type Todo } from '@hegu/contract/casework.ts';
import { listReservations, type Reservation } from '@hegu/contract/labs/reservations.ts';
import { listStatements, type Statement } from '@hegu/contract/labs/statements.ts';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useLocale } from '../../i18n/locale.ts';
import { localName, useT } from '../../i18n/messages.ts';
import { lastMoment } from '../../lib/due.ts';
import { useEvents } from '../../lib/events.ts';
import { reservationPlace } from '../../lib/places.ts';
import { useRouteQuery } from '../../lib/query.ts';
import { useFormat, useNow, useSession } from '../../lib/session.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Section } from '../../ui/page.tsx';
import { Alert, ProblemView } from '../../ui/problem-view.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { StatusTag } from '../../ui/status-tag.tsx';
import { Money } from '../../ui/value.tsx';
import { ReservationStatusTag } from '../labs/status.tsx';
import { home } from './messages.ts';
import styles from './my-desk.module.css';

const WorkDesk = lazy(() => import('./work-desk.tsx').then((m) => ({ default: m.WorkDesk })));

/** More than this are a long way down on a phone. */
const shownFirst = 8;

/** What waits for the person who is signed in, and what they have booked next. */
export function MyDesk({ userId }: { userId: string }) {
  const t = useT(home);
  // Who works for the valley or a facility rarely books: their counters come first
  const { me, has } = useSession();
  const works = has('facility', 'park', 'officer', 'admin');
  const rooms = useMemo(() => [`user:${userId}`], [userId]);
  useEvents(rooms);
  const waiting = useRouteQuery(listReservations, { query: { awaitingMe: 'true', limit: 6 } }, { rooms });
  const todos = useRouteQuery(listTodos, { query: { done: 'false', limit: 100 } }, { rooms });
  const statements = useRouteQuery(
    listStatements,
    { query: { scope: 'group', status: 'issued', limit: 6 } },
    { rooms, enabled: has('pi') },
  );
  const next = useRouteQuery(listReservations, { query: { upcoming: 'true', limit: 6 } }, { rooms });
  // A booking to approve is listed with its time and price; its to-do would say it twice.
  const open = todos.data?.items.filter((todo) => todo.subjectKind !== 'reservation') ?? [];
  const bills = statements.data?.items.filter((s) => s.may.confirm) ?? [];
  const nothing =
    waiting.data?.items.length === 0 &&
    todos.data !== undefined &&
    open.length === 0 &&
    (statements.data !== undefined || !has('pi')) &&
    bills.length === 0;
  return (
    <div className={styles.desk}>
      {me?.memberships.length === 0 && !me.user?.platformAdmin && (
        <Alert tone="wait" title={t.noOrganisation}>
          <p>
            {t.noOrganisationHint} <Link to="/apply">{t.applyJoin}</Link>
          </p>
        </Alert>
      )}
      <Section title={t.waiting} hint={t.waitingHint}>
        {waiting.error && <ProblemView error={waiting.error} />}
        {waiting.isPending && <Skeleton lines={3} height={40} />}
        {nothing && (
          <Empty icon="check" title={t.nothingWaits}>
            {t.nothingWaitsHint}
          </Empty>
        )}
        <Todos todos={open} />
        <Bills statements={bills} />
        <Rows reservations={waiting.data?.items} person />
      </Section>
      {works && (
        <Suspense fallback={<Skeleton lines={4} height={40} />}>
          <WorkDesk />
        </Suspense>
      )}
      {(!works || (next.data && next.data.items.length > 0)) && (
        <Section title={t.next}>
          {next.error && <ProblemView error={next.error} />}
          {next.isPending && <Skeleton lines={3} height={40} />}
          {next.data?.items.length === 0 && (
            <Empty icon="calendar" title={t.nothingBooked}>
              {t.nothingBookedHint}
            </Empty>
          )}
          <Rows reservations={next.data?.items} />
        </Section>
      )}
    </div>
  );
}

function Todos({ todos }: { todos: readonly Todo[] }) {
  const t = useT(home);
  const format = useFormat();
  const [all, setAll] = useState(false);
  const hidden = all ? 0 : Math.max(0, todos.length - shownFirst);
  return (
    <>
      <ul>
        {todos.slice(0, todos.length - hidden).map((todo) => (
          <li key={todo.id} className={styles.todo}>
            <span className={styles.task}>
              {todo.link ? <Link to={todo.link}>{todo.title}</Link> : todo.title}
              {todo.about && <small>{todo.about}</small>}
            </span>
            {todo.dueAt && (
              <StatusTag tone={todo.overdue ? 'wrong' : 'wait'}>
                {todo.overdue ? t.overdue : t.due(format.date(lastMoment(todo.dueAt)))}
              </StatusTag>
            )}
          </li>
        ))}
      </ul>
      {hidden > 0 && (
        <Button className={styles.all} onClick={() => setAll(true)}>
          {t.allTodos(format.number(todos.length))}
        </Button>
      )}
    </>
  );
}

/** Statements that whoever answers for the money has not confirmed yet. */
function Bills({ statements }: { statements: readonly Statement[] }) {
  const t = useT(home);
  const format = useFormat();
  return (
    <ul>
      {statements.map((s) => (
        <li key={s.id} className={styles.todo}>
          <span className={styles.task}>
            <Link to="/statements/$id" params={{ id: s.id }}>
              {t.bill(format.month(s.month))}
            </Link>
            <small>
              {s.projectName} · {s.ownerName}
            </small>
          </span>
          <Money fen={s.totalFen} />
        </li>
      ))}
    </ul>
  );
}

function Rows({
  reservations,
  person = false,
}: {
  reservations: readonly Reservation[] | undefined;
  person?: boolean;
}) {
  const locale = useLocale();
  const format = useFormat();
  const now = useNow();
  if (!reservations || reservations.length === 0) return null;
  return (
    <ul>
      {reservations.map((r) => {
        const instrument = localName({ nameZh: r.instrumentNameZh, nameEn: r.instrumentNameEn }, locale);
        const organisation = localName({ nameZh: r.organisationName, nameEn: r.organisationNameEn }, locale);
        return (
          <li key={r.id}>
            <Link to={reservationPlace(r.id)} className={styles.row}>
              <span className={styles.when}>
                {format.soon(r.startsAt, now)}
                <small>{format.duration((Date.parse(r.endsAt) - Date.parse(r.startsAt)) / 60_000)}</small>
              </span>
              <span className={styles.what}>
                {instrument}
                <small>{person ? `${r.personName} · ${organisation}` : r.projectName}</small>
              </span>
              <span className={styles.state}>
                <ReservationStatusTag status={r.status} />
                <Money fen={r.estimateFen} />
              </span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
