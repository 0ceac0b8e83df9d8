import { getAvailability, getInstrument, type Instrument } from '@hegu/contract/labs/instruments.ts';
import {
  checkIn,
  getReservation,
  listReservations,
  type Reservation,
} from '@hegu/contract/labs/reservations.ts';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { makerName } from '../../../i18n/maker.ts';
import { localName, useT } from '../../../i18n/messages.ts';
import { useEvents } from '../../../lib/events.ts';
import { instrumentPlace, reservationPlace } from '../../../lib/places.ts';
import { useRouteMutation, useRouteQuery } from '../../../lib/query.ts';
import { useFormat, useNow, useSession } from '../../../lib/session.ts';
import { Button, buttonClass } from '../../../ui/button.tsx';
import { FreeStrip } from '../../../ui/free-strip.tsx';
import { Page } from '../../../ui/page.tsx';
import { Alert, ProblemView } from '../../../ui/problem-view.tsx';
import { SignInLink } from '../../../ui/sign-in.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import { Money } from '../../../ui/value.tsx';
import { gridOf } from '../booking/wish.ts';
import { usualMinutes } from '../instrument/usual.ts';
import { OutageAlert } from '../parts/outage-alert.tsx';
import { EditProblem } from '../parts/stale.tsx';
import { daysQuery, dayWindows, reasonWords, toStrip } from '../parts/strips.ts';
import { dayOf, iso, minute } from '../parts/time.ts';
import { instrumentTones, labs } from '../parts/words.ts';
import { ReservationStatusTag } from '../status.tsx';
import { CheckedOut, CheckOutButton, type Left } from './check-out.tsx';
import { phoneWords } from './messages.ts';
import styles from './phone.module.css';

/** What the QR code beside an instrument opens: one thing to do now, in one big button. */
export function PhonePage() {
  const t = useT(phoneWords);
  const words = useT(labs);
  const locale = useLocale();
  const { id } = useParams({ from: '/i/$id' });
  const { me } = useSession();
  const rooms = [`instrument:${id}`, ...(me?.user ? [`user:${me.user.id}`] : [])];
  useEvents(rooms);
  const { data, error } = useRouteQuery(getInstrument, { params: { id } }, { rooms });
  if (!data) {
    return (
      <Page title={t.title} width="text">
        {error ? <ProblemView error={error} /> : <Skeleton lines={5} height={40} />}
      </Page>
    );
  }
  const place = [localName({ nameZh: data.facilityNameZh, nameEn: data.facilityNameEn }, locale), data.room];
  return (
    <Page
      title={localName(data, locale)}
      width="text"
      meta={
        <>
          {data.status !== 'active' && (
            <StatusTag tone={instrumentTones[data.status]}>{words.status[data.status]}</StatusTag>
          )}
          <span>{`${makerName(data.maker, locale)} ${data.model}`}</span>
          <span className={styles.faint}>{place.filter(Boolean).join(' · ')}</span>
        </>
      }
    >
      <div className={styles.stack}>
        {me?.user ? <Mine instrument={data} rooms={rooms} /> : <NowFree instrument={data} />}
        {me && !me.user && <SignInLink block>{t.signIn}</SignInLink>}
        <Fault instrument={data} />
      </div>
    </Page>
  );
}

/** The reader's own reservation that matters here: the running one, else the next. */
function Mine({ instrument, rooms }: { instrument: Instrument; rooms: readonly string[] }) {
  const [left, setLeft] = useState<Left | null>(null);
  const { data, error, isPending } = useRouteQuery(
    listReservations,
    { query: { scope: 'mine', instrumentId: instrument.id, upcoming: 'true', limit: 10 } },
    { rooms, refetchInterval: 60_000 },
  );
  const format = useFormat();
  const now = useNow();
  if (isPending) return <Skeleton lines={2} height={56} />;
  if (error) return <ProblemView error={error} />;
  const running = data?.items.find((r) => r.status === 'checked_in');
  const next = running ?? data?.items.find((r) => r.status === 'confirmed' || r.status === 'pending');
  const today = next && dayOf(next.startsAt, format.zone) === dayOf(now, format.zone);
  return (
    <>
      {next && <MyTurn reservation={next} instrument={instrument} rooms={rooms} onDone={setLeft} />}
      <CheckedOut left={left} onClose={() => setLeft(null)} />
      {!(running || (next && today)) && <NowFree instrument={instrument} />}
    </>
  );
}

const earlyMinutes = 15;

function MyTurn({
  reservation: r,
  instrument,
  rooms,
  onDone,
}: {
  reservation: Reservation;
  instrument: Instrument;
  rooms: readonly string[];
  onDone: (left: Left) => void;
}) {
  const t = useT(phoneWords);
  const words = useT(labs);
  const format = useFormat();
  const now = useNow(15_000);
  // Whether a qualification has gone since is told with the one reservation, not in lists
  const { data: full, isPending: looking } = useRouteQuery(
    getReservation,
    { params: { id: r.id } },
    { rooms, enabled: r.status === 'confirmed', refetchInterval: 60_000 },
  );
  const barred = r.status === 'confirmed' ? full?.barred : null;
  const arrive = useRouteMutation(checkIn);
  const running = r.status === 'checked_in';
  const late = running && now > Date.parse(r.endsAt);
  return (
    <section className={styles.turn} data-running={running || undefined} aria-label={t.yourTurn}>
      <div className={styles.turnHead}>
        <h2>{running ? t.inUse : t.yourTurn}</h2>
        <ReservationStatusTag status={r.status} />
      </div>
      <p className={styles.when}>{format.range(r.startsAt, r.endsAt)}</p>
      {running && r.checkedInAt && (
        <p className={styles.faint}>
          {t.since(format.time(r.checkedInAt))} · {t.until(format.time(r.endsAt))}
        </p>
      )}
      {running && <p className={late ? styles.late : undefined}>{late ? t.overrun : t.leftOver}</p>}
      {full && r.status === 'confirmed' && <OutageAlert reservation={full} />}
      {barred && (
        <Alert tone="wait" title={words.barred}>
          <p>{barred.message}</p>
        </Alert>
      )}
      {r.may.checkIn && !barred && (
        <Button
          look="act"
          className={styles.big}
          busy={looking || arrive.isPending}
          onClick={() => arrive.mutate({ params: { id: r.id }, ifMatch: r.version })}
        >
          {t.checkIn}
        </Button>
      )}
      {r.may.checkOut && <CheckOutButton reservation={r} instrument={instrument} big onDone={onDone} />}
      {!running && !r.may.checkIn && !barred && (
        <p className={styles.faint}>
          {r.status === 'pending'
            ? t.pending
            : t.opensAt(format.soon(Date.parse(r.startsAt) - earlyMinutes * minute, now))}
        </p>
      )}
      {arrive.error && <EditProblem error={arrive.error} onReload={() => arrive.reset()} />}
      <Link to={reservationPlace(r.id)}>{t.other}</Link>
    </section>
  );
}

/** Whether it is free this minute, until when; and if not, when next. */
function NowFree({ instrument }: { instrument: Instrument }) {
  const t = useT(phoneWords);
  const words = useT(labs);
  const locale = useLocale();
  const format = useFormat();
  const { me } = useSession();
  const now = useNow();
  const { zone } = format;
  const today = dayOf(now, zone);
  const { data, error, isPending } = useRouteQuery(
    getAvailability,
    {
      params: { id: instrument.id },
      query: { ...daysQuery(today, 7, zone), minutes: usualMinutes(instrument) },
    },
    { rooms: [`instrument:${instrument.id}`], refetchInterval: 60_000, keepPrevious: true },
  );
  if (isPending) return <Skeleton lines={2} height={40} />;
  if (error) return <ProblemView error={error} />;
  const comma = locale === 'zh' ? '、' : ', ';
  // The server's "now" is a little ahead of the tick of this page: what it calls past is over.
  const at = data.segments.findIndex((s) => now < Date.parse(s.endsAt) && !s.reasons.includes('past'));
  const here = data.segments[at];
  // Less than a grid unit is left of this stretch: nobody can book it any more.
  const grid = gridOf(instrument) * minute;
  const start = Math.ceil(now / grid) * grid;
  const usable = here?.free === true && Date.parse(here.endsAt) - start >= grid;
  const whyNot = (here && reasonWords(here, words.reason, comma)) ?? words.reason.closed;
  const strip = toStrip(data.segments, words.reason, comma);
  const [window] = dayWindows(data.segments, today, 1, zone);
  const end = here ? Math.min(Date.parse(here.endsAt), start + usualMinutes(instrument) * minute) : start;
  const bookable = me?.user && instrument.may.book;
  return (
    <section className={styles.now} aria-label={t.now}>
      <p className={styles.state} data-free={usable || undefined}>
        {usable && here
          ? t.freeUntil(format.soon(here.endsAt, now))
          : here?.reasons.includes('booked') && data.segments[at + 1]?.free
            ? t.busyUntil(format.soon(here.endsAt, now))
            : t.notNow(whyNot)}
      </p>
      {window && (
        <FreeStrip from={window.from} to={window.to} segments={strip} label={t.today} height={40} scale />
      )}
      {!usable && data.nextFree && (
        <p>{t.nextFree(format.range(data.nextFree.startsAt, data.nextFree.endsAt))}</p>
      )}
      {instrument.pricePerHourFen !== null && (
        <p className={styles.faint}>
          {words.tierPrice[instrument.tier]} <Money fen={instrument.pricePerHourFen} per={words.perHour} />
        </p>
      )}
      {bookable && usable && (
        <Link
          to="/instruments/$id/book"
          params={{ id: instrument.id }}
          search={{ start: iso(start), end: iso(end) }}
          className={`${buttonClass('act', true)} ${styles.big}`}
        >
          {t.bookNow}
        </Link>
      )}
      {bookable && !usable && data.nextFree && (
        <Link
          to="/instruments/$id/book"
          params={{ id: instrument.id }}
          search={{ start: data.nextFree.startsAt, end: data.nextFree.endsAt }}
          className={`${buttonClass('act', true)} ${styles.big}`}
        >
          {t.bookNext}
        </Link>
      )}
      <p className={styles.links}>
        {bookable && (
          <Link to="/instruments/$id/book" params={{ id: instrument.id }}>
            {t.bookLater}
          </Link>
        )}
        <Link to={instrumentPlace(instrument.id)}>{t.more}</Link>
      </p>
    </section>
  );
}

/** Staff record an outage; everybody else is told whom to call. */
function Fault({ instrument }: { instrument: Instrument }) {
  const t = useT(phoneWords);
  const { contact } = instrument;
  if (instrument.may.manage) {
    return (
      <p className={styles.fault}>
        <span>{t.fault}</span>
        <Link to="/manage/outages" search={{ instrument: instrument.id }} className={buttonClass('wrong')}>
          {t.faultStaff}
        </Link>
      </p>
    );
  }
  if (!contact?.phone && !contact?.email) return null;
  return (
    <p className={styles.fault}>
      <span>{t.fault}</span>
      <a
        className={buttonClass('plain')}
        href={contact.phone ? `tel:${contact.phone.replace(/[^\d+]/g, '')}` : `mailto:${contact.email}`}
      >
        {t.faultCall} {contact.name}
      </a>
    </p>
  );
}
