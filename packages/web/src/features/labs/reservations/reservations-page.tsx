import { reservationStatuses } from '@hegu/contract/labs/booking-rules.ts';
import { listReservations, type Reservation } from '@hegu/contract/labs/reservations.ts';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useId } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { localName, useT } from '../../../i18n/messages.ts';
import { useEvents } from '../../../lib/events.ts';
import { reservationPlace } from '../../../lib/places.ts';
import { useRoutePages } from '../../../lib/query.ts';
import { useFormat, useNow, useSession } from '../../../lib/session.ts';
import { buttonClass } from '../../../ui/button.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { inputClass } from '../../../ui/field.tsx';
import { Page } from '../../../ui/page.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { RequireSignIn } from '../../../ui/sign-in.tsx';
import { Money } from '../../../ui/value.tsx';
import { DecideBar, useDecideMany, useRowName } from '../manage/approvals/decide-many.tsx';
import { Choices } from '../parts/choices.tsx';
import { minutesBetween } from '../parts/time.ts';
import { ReservationStatusTag, reservationStatusWords } from '../status.tsx';
import { ApprovalButtons } from './approval-buttons.tsx';
import { CalendarFeed } from './calendar-feed.tsx';
import { reservationWords } from './messages.ts';
import styles from './reservations.module.css';

type View = 'upcoming' | 'past' | 'awaiting';
type Whose = 'mine' | 'group';

export function ReservationsPage() {
  const t = useT(reservationWords);
  return (
    <RequireSignIn title={t.title}>
      <Reservations />
    </RequireSignIn>
  );
}

const over = reservationStatuses.filter((s) => !['held', 'pending', 'confirmed', 'checked_in'].includes(s));

function Reservations() {
  const t = useT(reservationWords);
  const states = useT(reservationStatusWords);
  const { me, has } = useSession();
  const search = useSearch({ from: '/reservations' });
  const navigate = useNavigate({ from: '/reservations' });
  const id = useId();
  const view: View = search.view === 'past' || search.view === 'awaiting' ? search.view : 'upcoming';
  const whose: Whose = search.whose === 'group' ? 'group' : 'mine';
  const status = over.find((s) => s === search.status);
  const rooms = me?.user ? [`user:${me.user.id}`] : [];
  useEvents(rooms);
  const approver = has('pi', 'facility', 'admin');
  const list = useRoutePages(
    listReservations,
    {
      query: {
        ...(view === 'awaiting' ? { awaitingMe: 'true' as const } : { scope: whose }),
        ...(view === 'upcoming' ? { upcoming: 'true' as const } : {}),
        ...(view === 'past' ? { status: status ?? over.join(',') } : {}),
        ...(search.project ? { projectId: search.project } : {}),
        limit: 30,
      },
    },
    { rooms },
  );
  const waiting = useRoutePages(
    listReservations,
    { query: { awaitingMe: 'true', limit: 50 } },
    { enabled: approver, rooms },
  );
  const columns = useColumns(view, whose);
  const many = useDecideMany();
  const rowName = useRowName();
  const set = (change: Record<string, string | undefined>) =>
    void navigate({ search: { ...search, ...change }, replace: true });

  return (
    <Page title={t.title} actions={<CalendarFeed />}>
      <div className={styles.filters}>
        <Choices<View>
          label={t.views}
          value={view}
          options={[
            { value: 'upcoming', label: t.upcoming },
            ...(approver
              ? [{ value: 'awaiting' as const, label: t.awaiting, count: waiting.items?.length }]
              : []),
            { value: 'past', label: t.past },
          ]}
          onChange={(next) => set({ view: next === 'upcoming' ? undefined : next, status: undefined })}
        />
        {has('pi') && view !== 'awaiting' && (
          <Choices<Whose>
            label={t.whose}
            value={whose}
            options={[
              { value: 'mine', label: t.mine },
              { value: 'group', label: t.group },
            ]}
            onChange={(next) => set({ whose: next === 'mine' ? undefined : next })}
          />
        )}
        {view === 'past' && (
          <label className={styles.status} htmlFor={id}>
            <span>{t.status}</span>
            <select
              id={id}
              className={inputClass}
              value={status ?? ''}
              onChange={(event) => set({ status: event.target.value || undefined })}
            >
              <option value="">{t.allStatus}</option>
              {over.map((s) => (
                <option key={s} value={s}>
                  {states[s]}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      {list.error && <ProblemView error={list.error} />}
      <div aria-busy={list.isPlaceholder} className={list.isPlaceholder ? styles.old : undefined}>
        {view === 'awaiting' && <DecideBar many={many} rows={list.items} />}
        {!(list.error && !list.items) && (
          <DataTable
            label={t.listLabel}
            columns={columns}
            rows={list.items}
            rowKey={(r) => r.id}
            {...(view === 'awaiting' ? { selected: many.selected, onSelect: many.select, rowName } : {})}
            tone={(r) =>
              r.status === 'pending' || r.status === 'held'
                ? 'wait'
                : r.status === 'checked_in'
                  ? 'act'
                  : undefined
            }
            more={list.more}
            empty={<Nothing view={view} whose={whose} />}
          />
        )}
      </div>
    </Page>
  );
}

function Nothing({ view, whose }: { view: View; whose: Whose }) {
  const t = useT(reservationWords);
  if (view === 'awaiting') {
    return (
      <Empty icon="check" title={t.nothingAwaiting}>
        {t.nothingAwaitingHint}
      </Empty>
    );
  }
  if (whose === 'group') {
    return (
      <Empty icon="calendar" title={t.nothingGroup}>
        {t.nothingGroupHint}
      </Empty>
    );
  }
  const past = view === 'past';
  return (
    <Empty
      icon="calendar"
      title={past ? t.nothingPast : t.nothingUpcoming}
      action={
        <Link to="/search" className={buttonClass('act')}>
          {t.find}
        </Link>
      }
    >
      {past ? t.nothingPastHint : t.nothingUpcomingHint}
    </Empty>
  );
}

function useColumns(view: View, whose: Whose): readonly Column<Reservation>[] {
  const t = useT(reservationWords);
  const locale = useLocale();
  const format = useFormat();
  const now = useNow();
  const name = (r: Reservation) =>
    localName({ nameZh: r.instrumentNameZh, nameEn: r.instrumentNameEn }, locale);
  const columns: Column<Reservation>[] = [
    {
      key: 'time',
      title: t.time,
      card: 'subtitle',
      render: (r) => (
        <span className={styles.when}>
          {view === 'past' ? (
            format.range(r.startsAt, r.endsAt)
          ) : (
            <Soon from={r.startsAt} to={r.endsAt} now={now} />
          )}
          <small>{format.duration(minutesBetween(r.startsAt, r.endsAt))}</small>
        </span>
      ),
    },
    {
      key: 'instrument',
      title: t.instrument,
      card: 'title',
      render: (r) => (
        <span className={styles.what}>
          <Link to={reservationPlace(r.id)}>{name(r)}</Link>
          <small>
            {localName({ nameZh: r.facilityNameZh, nameEn: r.facilityNameEn }, locale)}
            {r.room && ` · ${r.room}`}
          </small>
        </span>
      ),
    },
    // All that await approval are in the same state.
    ...(view === 'awaiting'
      ? []
      : [
          {
            key: 'status',
            title: t.status,
            card: 'corner' as const,
            render: (r: Reservation) => <ReservationStatusTag status={r.status} />,
          },
        ]),
    {
      key: 'project',
      title: t.project,
      render: (r) => r.projectName,
    },
    {
      key: 'money',
      title: view === 'past' ? t.charged : t.estimate,
      align: 'end',
      render: (r) => <Money fen={view === 'past' ? r.chargedFen : r.estimateFen} />,
    },
  ];
  if (view === 'awaiting' || whose === 'group') {
    columns.splice(2, 0, {
      key: 'who',
      title: t.who,
      render: (r) => (
        <span className={styles.what}>
          {r.personName}
          <small>{localName({ nameZh: r.organisationName, nameEn: r.organisationNameEn }, locale)}</small>
        </span>
      ),
    });
  }
  if (view === 'awaiting') {
    columns.push({
      key: 'actions',
      title: '',
      card: 'actions',
      render: (r) => <ApprovalButtons reservation={r} />,
    });
  }
  return columns;
}

function Soon({ from, to, now }: { from: string; to: string; now: number }) {
  const format = useFormat();
  // `今天 14:00` and then only the end, when both are on one day.
  const hours = format.hours(from, to);
  const end = /^\d\d:\d\d–(\d\d:\d\d)$/.exec(hours)?.[1];
  return <>{end ? `${format.soon(from, now)}–${end}` : format.range(from, to)}</>;
}
