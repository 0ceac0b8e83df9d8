import { getAvailability, getInstrument, type Instrument } from '@hegu/contract/labs/instruments.ts';
import { createReservation } from '@hegu/contract/labs/reservations.ts';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { makerName } from '../../../i18n/maker.ts';
import { localName, useT } from '../../../i18n/messages.ts';
import { useEvents } from '../../../lib/events.ts';
import { ApiProblem } from '../../../lib/problem.ts';
import { useRouteMutation, useRouteQuery } from '../../../lib/query.ts';
import { serverNow, useFormat, useSession } from '../../../lib/session.ts';
import { Empty } from '../../../ui/empty.tsx';
import { type Crumb, Page, Section } from '../../../ui/page.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { SignInLink } from '../../../ui/sign-in.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { usualMinutes } from '../instrument/usual.ts';
import { Alternatives, slotsOf } from '../parts/alternatives.tsx';
import type { Span } from '../parts/day-strip-drag.ts';
import { iso, minute } from '../parts/time.ts';
import { TimeChooser } from '../parts/time-chooser.tsx';
import styles from './booking.module.css';
import { BookingFields } from './booking-fields.tsx';
import { lookAgainFrom, nineTomorrow } from './first-span.ts';
import { forget, keep, recall } from './kept.ts';
import { bookingWords } from './messages.ts';
import { onlyToFill, usePreview, Verdict } from './verdict.tsx';
import { bodyOf, firstWish, gridOf, leastOf, type Wish } from './wish.ts';

export function BookingPage() {
  const t = useT(bookingWords);
  const { actions, gate } = useT();
  const locale = useLocale();
  const { id } = useParams({ from: '/instruments/$id/book' });
  const { start, end } = useSearch({ from: '/instruments/$id/book' });
  const format = useFormat();
  const { me } = useSession();
  const { data, error } = useRouteQuery(getInstrument, { params: { id } }, { rooms: [`instrument:${id}`] });
  useEvents([`instrument:${id}`]);
  const name = data ? localName(data, locale) : '';
  const title = name ? t.title(name) : t.titleBare;
  const crumbs: readonly Crumb[] = name
    ? [{ label: name, link: { to: '/instruments/$id', params: { id } } }]
    : [];
  if (error || !data || !me) {
    return (
      <Page title={title} crumbs={crumbs}>
        {error ? <ProblemView error={error} /> : <Skeleton lines={8} height={40} />}
      </Page>
    );
  }
  if (!me.user) {
    return (
      <Page title={title} crumbs={crumbs}>
        <Empty icon="user" title={gate.signInFirst} action={<SignInLink>{actions.signIn}</SignInLink>}>
          {start && end && Date.parse(end) > Date.parse(start)
            ? t.signInFor(format.range(start, end))
            : t.signInWhy}
        </Empty>
      </Page>
    );
  }
  return (
    <Page
      title={title}
      crumbs={crumbs}
      meta={<span>{`${makerName(data.maker, locale)} ${data.model}`}</span>}
    >
      <Begin key={id} instrument={data} />
    </Page>
  );
}

/** The time asked for in the address; without an end, as long as is usual here. */
function askedSpan(start: string | undefined, end: string | undefined, instrument: Instrument): Span | null {
  const from = Date.parse(start ?? '');
  const to = Date.parse(end ?? '');
  if (!Number.isFinite(from)) return null;
  return {
    start: from,
    end: Number.isFinite(to) && to > from ? to : from + usualMinutes(instrument) * minute,
  };
}

/** What the address says when the page opens: from then on the form writes it. */
function Begin({ instrument }: { instrument: Instrument }) {
  const { start, end } = useSearch({ from: '/instruments/$id/book' });
  const [asked] = useState(() => askedSpan(start, end, instrument));
  return asked ? (
    <BookingForm instrument={instrument} first={asked} />
  ) : (
    <FromNextFree instrument={instrument} />
  );
}

const week = 7 * 24 * 60 * minute;

/** The first slot of the usual length in the week from an instant on; undefined while it is not known. */
function useFirstFree(instrument: Instrument, from: number | null): Span | null | undefined {
  const { data, error } = useRouteQuery(
    getAvailability,
    {
      params: { id: instrument.id },
      query: { from: iso(from ?? 0), to: iso((from ?? 0) + week), minutes: usualMinutes(instrument) },
    },
    { enabled: from !== null },
  );
  if (from === null || error) return null;
  if (!data) return undefined;
  const { nextFree } = data;
  return nextFree && { start: Date.parse(nextFree.startsAt), end: Date.parse(nextFree.endsAt) };
}

/** The first time that can be had from nine o'clock tomorrow on, so that nobody begins with a refusal. */
function FromNextFree({ instrument }: { instrument: Instrument }) {
  const { zone } = useFormat();
  const [nine] = useState(() => nineTomorrow(serverNow(), zone));
  const free = useFirstFree(instrument, nine);
  const byDay = useFirstFree(instrument, free ? lookAgainFrom(free.start, zone) : null);
  if (free === undefined || byDay === undefined) return <Skeleton lines={8} height={40} />;
  const first = byDay ?? free ?? { start: nine, end: nine + usualMinutes(instrument) * minute };
  return <BookingForm instrument={instrument} first={first} />;
}

function BookingForm({ instrument, first }: { instrument: Instrument; first: Span }) {
  const t = useT(bookingWords);
  const navigate = useNavigate({ from: '/instruments/$id/book' });
  const { me } = useSession();
  const userId = me?.user?.id ?? '';
  const [wish, setWish] = useState<Wish>(() => recall(userId, instrument.id, firstWish(instrument, first)));
  useEffect(() => keep(userId, instrument.id, wish), [userId, instrument.id, wish]);
  const body = bodyOf(instrument.id, wish);
  const preview = usePreview(body);
  // One key for one wish, so that a second press after a lost answer does not book twice.
  const key = useRef<{ readonly body: string; readonly key: string } | null>(null);
  const book = useRouteMutation(createReservation, {
    invalidate: ['labs', 'billing', 'voucher'],
    onSuccess: (made) => {
      forget(userId, instrument.id);
      // Back leads to where the search was, not to a form that now finds the time taken.
      void navigate({
        to: '/reservations/$id',
        params: { id: made.id },
        search: { new: '1' },
        replace: true,
      });
    },
  });
  const change = (part: Partial<Wish>) => {
    setWish((before) => ({ ...before, ...part }));
    book.reset();
    if (part.span) {
      void navigate({
        search: { start: iso(part.span.start), end: iso(part.span.end) },
        replace: true,
        resetScroll: false,
      });
    }
  };
  const submit = () => {
    const written = JSON.stringify(body);
    if (key.current?.body !== written) key.current = { body: written, key: crypto.randomUUID() };
    book.mutate({ body, idempotencyKey: key.current.key });
  };
  const offered = slotsOf(book.error);
  const fits = preview.data && (preview.data.accepted || onlyToFill(preview.data.reasons));
  return (
    <div className={styles.columns}>
      <div className={styles.main}>
        <Section title={t.time}>
          <TimeChooser
            instrumentId={instrument.id}
            value={wish.span}
            gridMinutes={gridOf(instrument)}
            minMinutes={leastOf(instrument)}
            fits={preview.fresh ? fits : undefined}
            onChange={(span) => change({ span })}
          />
        </Section>
        <Section title={t.forWhat} id="for-what">
          <BookingFields instrument={instrument} wish={wish} onChange={change} />
        </Section>
      </div>
      <aside className={styles.side}>
        <Verdict
          preview={preview}
          staff={instrument.may.bookForOthers}
          override={wish.override}
          wish={wish}
          busy={book.isPending}
          onOverride={(override) => change({ override })}
          onVoucher={change}
          onPick={(span) => change({ span })}
          onSubmit={submit}
        />
        {book.error && (
          <ProblemView
            error={book.error}
            title={book.error instanceof ApiProblem && book.error.status === 409 ? t.lost : t.refused}
            nearest={
              offered.length > 0 && (
                <Alternatives
                  instrumentId={instrument.id}
                  slots={offered}
                  onPick={(span) => change({ span })}
                />
              )
            }
          />
        )}
      </aside>
    </div>
  );
}
