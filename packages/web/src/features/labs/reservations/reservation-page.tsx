import { getInstrument } from '@hegu/contract/labs/instruments.ts';
import { getReservation } from '@hegu/contract/labs/reservations.ts';
import type { RouteOk } from '@hegu/contract/route.ts';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { useLocale } from '../../../i18n/locale.ts';
import { localName, useT } from '../../../i18n/messages.ts';
import { useEvents } from '../../../lib/events.ts';
import { instrumentPlace, reservationPlace } from '../../../lib/places.ts';
import { useRouteQuery } from '../../../lib/query.ts';
import { useFormat, useNow, useSession } from '../../../lib/session.ts';
import { type FactRow, Facts } from '../../../ui/facts.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Page, Section } from '../../../ui/page.tsx';
import { Alert, ProblemView } from '../../../ui/problem-view.tsx';
import { RequireSignIn } from '../../../ui/sign-in.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import { Money } from '../../../ui/value.tsx';
import { useConfigurationName } from '../parts/configuration-name.ts';
import { OutageAlert } from '../parts/outage-alert.tsx';
import { QuoteView } from '../parts/quote-view.tsx';
import { minutesBetween } from '../parts/time.ts';
import { labs } from '../parts/words.ts';
import { ReservationStatusTag } from '../status.tsx';
import { ApprovalButtons } from './approval-buttons.tsx';
import { reservationWords } from './messages.ts';
import { holdIsOver, ReservationActions } from './reservation-actions.tsx';
import styles from './reservations.module.css';

export type FullReservation = RouteOk<typeof getReservation>;

export function ReservationPage() {
  const t = useT(reservationWords);
  return (
    <RequireSignIn title={t.title}>
      <Loader />
    </RequireSignIn>
  );
}

function Loader() {
  const t = useT(reservationWords);
  const { id } = useParams({ from: '/reservations/$id' });
  const { me } = useSession();
  const rooms = me?.user ? [`user:${me.user.id}`] : [];
  const { data, error } = useRouteQuery(getReservation, { params: { id } }, { rooms });
  useEvents(rooms);
  const crumbs = [{ label: t.title, link: { to: '/reservations' as const } }];
  if (!data) {
    return (
      <Page title={t.what} crumbs={crumbs}>
        {error ? <ProblemView error={error} /> : <Skeleton lines={7} height={32} />}
      </Page>
    );
  }
  return <Loaded reservation={data} />;
}

/** In what way another one has taken its place. The history is that of all that followed one another, so the moment decides. */
export const replacedHow = (
  r: Pick<FullReservation, 'replacedBy' | 'cancelledAt' | 'history'>,
): 'moved' | 'handed' | null =>
  r.replacedBy === null
    ? null
    : r.history.some(
          (h) => h.action === 'reservation.hand-over' && Date.parse(h.at) === Date.parse(r.cancelledAt ?? ''),
        )
      ? 'handed'
      : 'moved';

/** Nobody cancels what lapsed by itself, and who says no to a request does not cancel it. */
const ended = (t: typeof reservationWords.zh, r: FullReservation, when: string): string =>
  r.status === 'expired'
    ? t.lapsed(when)
    : (r.status === 'rejected' ? t.rejectedBy : t.cancelledBy)(r.cancelledByName ?? '–', when);

function Loaded({ reservation: r }: { reservation: FullReservation }) {
  const t = useT(reservationWords);
  const words = useT(labs);
  const locale = useLocale();
  const format = useFormat();
  const now = useNow(r.status === 'held' ? 1000 : undefined);
  const { me } = useSession();
  const search = useSearch({ from: '/reservations/$id' });
  const replaced = replacedHow(r);
  const name = localName({ nameZh: r.instrumentNameZh, nameEn: r.instrumentNameEn }, locale);
  return (
    <Page
      title={name}
      crumbs={[{ label: t.title, link: { to: '/reservations' } }]}
      meta={
        <>
          {replaced ? (
            <StatusTag tone="calm">{t.replaced[replaced]}</StatusTag>
          ) : (
            <ReservationStatusTag status={r.status} />
          )}
          <strong>{format.range(r.startsAt, r.endsAt)}</strong>
          <span>{format.duration(minutesBetween(r.startsAt, r.endsAt))}</span>
          {r.shortNotice && <StatusTag tone="wait">{t.shortNotice}</StatusTag>}
          {r.status === 'held' && r.holdExpiresAt && (
            <StatusTag tone={holdIsOver(r, now) ? 'wrong' : 'wait'}>
              {holdIsOver(r, now) ? t.holdOver : t.holdUntil(format.time(r.holdExpiresAt))}
            </StatusTag>
          )}
          {r.status === 'pending' && r.approvalDeadline && (
            <span>{t.deadline(format.soon(r.approvalDeadline, now))}</span>
          )}
        </>
      }
      actions={
        <>
          <ApprovalButtons reservation={r} deadline={false} />
          <ReservationActions reservation={r} />
        </>
      }
    >
      {r.barred && (
        <Alert tone="wait" title={words.barred}>
          <p>{r.barred.message}</p>
        </Alert>
      )}
      <OutageAlert reservation={r} />
      {search.new && <WhatNext reservation={r} moved={search.new === 'moved'} />}
      {r.replacedBy && (
        <Alert tone="wait" title={replaced === 'handed' ? t.handed : t.newer}>
          {/* Who gave it away has no part in it any more */}
          {(replaced !== 'handed' || r.userId !== me?.user?.id) && (
            <p>
              <Link to={reservationPlace(r.replacedBy)}>{t.newerLink}</Link>
            </p>
          )}
        </Alert>
      )}
      {r.cancelledAt && !r.replacedBy && (
        <Alert tone="wait" title={ended(t, r, format.dateTime(r.cancelledAt))}>
          {r.cancelReason && <p>{t.reason(r.cancelReason)}</p>}
          {r.status === 'expired' && r.userId === me?.user?.id && (
            <p>
              <Link to="/instruments/$id/book" params={{ id: r.instrumentId }}>
                {t.bookAgain}
              </Link>
            </p>
          )}
        </Alert>
      )}
      <div className={styles.columns}>
        <div>
          <ReservationFacts reservation={r} />
          {r.quote && (
            <Section title={t.price}>
              <QuoteView quote={r.quote} totalLabel={t.estimate} />
            </Section>
          )}
        </div>
        <History reservation={r} />
      </div>
    </Page>
  );
}

/** What happens after a booking was made; the page somebody lands on from the booking form. */
function WhatNext({ reservation: r, moved }: { reservation: FullReservation; moved: boolean }) {
  const t = useT(reservationWords);
  const words = useT(labs);
  const title = moved && r.status === 'confirmed' ? t.movedDone : t.doneTitle[r.status];
  if (!title) return null;
  const due = r.approvalsDue[0];
  const lines = due ? t.nextPending(words[due]) : t.nextConfirmed;
  return (
    <div className={styles.done} data-waits={due ? true : undefined} role="status">
      <h2>
        <Icon name={due ? 'wait' : 'check'} size={24} />
        {title}
      </h2>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}

function ReservationFacts({ reservation: r }: { reservation: FullReservation }) {
  const t = useT(reservationWords);
  const words = useT(labs);
  const locale = useLocale();
  const format = useFormat();
  const { has: may } = useSession();
  const { data: instrument } = useRouteQuery(getInstrument, { params: { id: r.instrumentId } });
  const configuration = useConfigurationName(r.instrumentId, r.configuration);
  const rows: readonly FactRow[] = [
    [
      t.instrument,
      <Link key="i" to={instrumentPlace(r.instrumentId)}>
        {localName({ nameZh: r.instrumentNameZh, nameEn: r.instrumentNameEn }, locale)}
      </Link>,
    ],
    [
      t.place,
      [localName({ nameZh: r.facilityNameZh, nameEn: r.facilityNameEn }, locale), instrument?.address, r.room]
        .filter(Boolean)
        .join(' · '),
    ],
    [
      t.who,
      <>
        {r.personName}{' '}
        <small>
          {localName({ nameZh: r.organisationName, nameEn: r.organisationNameEn }, locale)}
          {r.createdBy !== r.userId && ` · ${t.byOther(r.createdByName)}`}
        </small>
      </>,
    ],
    [t.project, r.projectName],
    [t.configuration, configuration],
    [t.accessories, r.accessories.map((a) => localName(a, locale)).join(locale === 'zh' ? '、' : ', ')],
    [t.note, r.note],
    [t.due, r.approvalsDue.map((a) => words[a]).join(locale === 'zh' ? '、' : ', ')],
    [
      r.chargedFen === null ? t.estimate : t.charged,
      <>
        <Money fen={r.chargedFen ?? r.estimateFen} />{' '}
        {r.chargedFen === null && r.heldFen > 0 && (
          <small>
            {t.held} {format.money(r.heldFen)}
          </small>
        )}
        {r.chargeId && (
          <Link to="/charges/$id" params={{ id: r.chargeId }}>
            {t.seeCharge}
          </Link>
        )}
      </>,
    ],
    [
      t.voucher,
      r.voucherFen > 0 && (
        <>
          <Money fen={r.voucherFen} />{' '}
          <small>
            {t.voucherRest(format.money((r.chargedFen ?? r.estimateFen) - r.voucherFen))}{' '}
            {may('researcher', 'pi') && <Link to="/vouchers">{t.seeVoucher}</Link>}
          </small>
        </>
      ),
    ],
    [t.made, format.dateTime(r.createdAt)],
  ];
  return (
    <Section title={t.what}>
      <Facts rows={rows} />
    </Section>
  );
}

/** The milestones that the record itself keeps, for one that came from an import and has no log. */
function milestones(r: FullReservation): FullReservation['history'] {
  const at = (instant: string | null, actorName: string | null, action: string, data = {}) =>
    instant === null ? [] : [{ at: instant, actorName: actorName ?? '–', action, data }];
  return [
    ...at(r.createdAt, r.createdByName, 'reservation.create', { startsAt: r.startsAt, endsAt: r.endsAt }),
    ...at(r.checkedInAt, r.personName, 'reservation.check-in'),
    ...at(r.checkedOutAt, r.personName, 'reservation.check-out'),
    ...at(r.cancelledAt, r.cancelledByName, 'reservation.cancel', { reason: r.cancelReason }),
  ];
}

function History({ reservation: r }: { reservation: FullReservation }) {
  const t = useT(reservationWords);
  const locale = useLocale();
  const format = useFormat();
  const entries = r.history.length > 0 ? r.history : milestones(r);
  const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
  return (
    <Section title={t.history}>
      <ol className={styles.history}>
        {entries.map((entry) => {
          const reason = text(entry.data.reason);
          const from = text(entry.data.startsAt);
          const to = text(entry.data.endsAt);
          const timed = entry.action === 'reservation.create' || entry.action === 'reservation.move';
          return (
            <li key={`${entry.at}${entry.action}`}>
              <span>
                <strong>{entry.actorName}</strong> {t.actionsDone[entry.action] ?? entry.action}
                {timed && from && to && `${locale === 'zh' ? '：' : ': '}${format.range(from, to)}`}
              </span>
              {reason && <span>{t.reason(reason)}</span>}
              <time dateTime={entry.at}>{format.dateTime(entry.at)}</time>
            </li>
          );
        })}
      </ol>
    </Section>
  );
}
