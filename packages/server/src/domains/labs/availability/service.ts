import type { getAvailability } from '@hegu/contract/labs/instruments.ts';
import type { RouteOk, RouteParams, RouteQuery } from '@hegu/contract/route.ts';
import { Temporal } from 'temporal-polyfill';
import { calendarOf } from '../../../platform/clock/calendar.ts';
import type { Query } from '../../../platform/command.ts';
import { DomainError } from '../../../platform/errors.ts';
import { crowded } from '../../../platform/occupancy/intervals.ts';
import { liveBetween, type OccupancyRow } from '../../../platform/occupancy/service.ts';
import { type LoadedPerson, loadPerson } from '../booking/standing/store.ts';
import {
  assertVisible,
  audienceOf,
  isStaff,
  personIsStaff,
  rulesFor,
  toSpan,
} from '../booking/state/service.ts';
import { type OutageSpan, type OwnRow, outagesBetween, ownReservations } from '../booking/state/store.ts';
import { type LoadedInstrument, loadInstrument } from '../booking/store.ts';
import { hoursSegments } from '../hours/rules.ts';
import { type AvailabilityState, type FreeReason, freeIntervals, nearestFree, nextFree } from './rules.ts';

/** Free time as one reader sees it: why the rest is not free, never who has it. */

const maxDays = 92;
const dayMs = 86_400_000;

export function checkWindow(from: Temporal.Instant, to: Temporal.Instant, days = maxDays): void {
  const length = to.epochMilliseconds - from.epochMilliseconds;
  if (length <= 0) throw new DomainError('time.reversed', {});
  if (length > days * dayMs) throw new DomainError('availability.range_too_long', { maxDays: days });
}

interface Window {
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
}

interface Facts {
  readonly taken: readonly OccupancyRow[];
  readonly outages: readonly OutageSpan[];
  readonly person: LoadedPerson | null;
  readonly own: readonly OwnRow[];
}

/**
 * What stands in the way of the instrument and of everything that is taken along with it. Each has lanes of its own: where
 * something is linked, the spans in which one of them is full, and so as if there were one lane.
 */
function together(
  instrument: LoadedInstrument,
  taken: readonly OccupancyRow[],
  w: Window,
): Pick<AvailabilityState, 'busy' | 'holds'> {
  const booked = taken.filter((o) => o.kind !== 'hold');
  if (instrument.links.length === 0)
    return { busy: booked.map(toSpan), holds: taken.filter((o) => o.kind === 'hold').map(toSpan) };
  const within = toSpan({ startsAt: w.from, endsAt: w.to });
  const full = (rows: readonly OccupancyRow[]) =>
    [instrument, ...instrument.links].flatMap((r) =>
      crowded(rows.filter((o) => o.resourceId === r.id).map(toSpan), r.capacity, within),
    );
  return { busy: full(booked), holds: full(taken) };
}

function stateFrom(
  q: Query,
  instrument: LoadedInstrument,
  facts: Facts,
  w: Window,
  { userId, except }: For,
): AvailabilityState {
  const ids = new Set([instrument.id, ...instrument.links.map((l) => l.id)]);
  const taken = facts.taken.filter((o) => ids.has(o.resourceId) && o.kind !== 'outage' && o.refId !== except);
  const { busy, holds } = together(instrument, taken, w);
  const linkedDown = instrument.links.some((l) => l.status === 'down' || l.status === 'retired');
  const down = instrument.status === 'down' || instrument.status === 'retired' || linkedDown;
  const calendar = calendarOf(q.scope.zone);
  const audience = audienceOf(facts.person);
  return {
    rules: rulesFor(instrument, facts.person),
    zone: q.scope.zone,
    calendar,
    audience,
    own: facts.own
      .filter((o) => o.instrumentId === instrument.id && o.id !== except)
      .map((o) => ({ id: o.id, status: o.status, ...toSpan(o) })),
    hours: instrument.openingHours
      ? hoursSegments(
          instrument.openingHours,
          calendar,
          q.scope.zone,
          w.from.epochMilliseconds,
          w.to.epochMilliseconds,
          audience,
        )
      : null,
    busy,
    holds,
    outages: down
      ? [toSpan({ startsAt: w.from, endsAt: w.to })]
      : facts.outages.filter((o) => ids.has(o.instrumentId)).map(toSpan),
    capacity: instrument.links.length > 0 ? 1 : instrument.capacity,
    // Staff who book for somebody are told what holds for that person
    unbound:
      userId === (q.actor?.userId ?? null)
        ? isStaff(q.actor, instrument.ownerOrganisationId)
        : facts.person !== null && personIsStaff(facts.person, instrument.ownerOrganisationId),
  };
}

interface For {
  /** Whose rules hold; null: a visitor's. */
  readonly userId: string | null;
  /** The reservation that is being moved: it leaves its time free. */
  readonly except?: string | undefined;
}

/** States of several instruments in a handful of queries. */
export async function availabilityStates(
  q: Query,
  instruments: readonly LoadedInstrument[],
  w: Window,
  whose: For = { userId: q.actor?.userId ?? null },
): Promise<Map<string, AvailabilityState>> {
  const ids = [...new Set(instruments.flatMap((i) => [i.id, ...i.links.map((l) => l.id)]))];
  const taken = await liveBetween(q.tx, q.scope, ids, w.from, w.to);
  const outages = await outagesBetween(q.tx, q.scope, ids, w.from, w.to);
  const person = whose.userId
    ? await loadPerson(
        q.tx,
        q.scope,
        whose.userId,
        instruments.map((i) => i.id),
        q.now,
      )
    : null;
  const own: OwnRow[] = [];
  if (person) {
    for (const i of instruments.length === 1 ? instruments : []) {
      own.push(
        ...(await ownReservations(q.tx, q.scope, person.userId, i.id, w.from.subtract({ hours: 32 * 24 }))),
      );
    }
  }
  return new Map(instruments.map((i) => [i.id, stateFrom(q, i, { taken, outages, person, own }, w, whose)]));
}

const iso = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms).toString();
const slotOf = (s: { start: number; end: number }) => ({ startsAt: iso(s.start), endsAt: iso(s.end) });

type Segment = RouteOk<typeof getAvailability>['segments'][number];
const reasonNames: Record<FreeReason, Segment['reasons'][number]> = {
  past: 'past',
  notice: 'notice',
  'beyond-horizon': 'beyond_horizon',
  closed: 'closed',
  holiday: 'holiday',
  members: 'members_hours',
  outage: 'outage',
  booked: 'booked',
  held: 'booked',
  priority: 'priority',
};

export async function availability(
  q: Query,
  input: { params: RouteParams<typeof getAvailability>; query: RouteQuery<typeof getAvailability> },
): Promise<RouteOk<typeof getAvailability>> {
  const from = Temporal.Instant.from(input.query.from);
  const to = Temporal.Instant.from(input.query.to);
  checkWindow(from, to);
  const instrument = await loadInstrument(q.tx, q.scope, input.params.id);
  assertVisible(q.actor, instrument);
  const state = (await availabilityStates(q, [instrument], { from, to })).get(
    instrument.id,
  ) as AvailabilityState;
  const outages = await outagesBetween(q.tx, q.scope, [instrument.id], from, to);
  const mine = state.own.filter((o) => ['held', 'pending', 'confirmed', 'checked_in'].includes(o.status));
  const nowMs = q.now.epochMilliseconds;
  const segments = freeIntervals(state, from.epochMilliseconds, to.epochMilliseconds, nowMs).map(
    (s): Segment => {
      const reasons: Segment['reasons'] = [...new Set(s.reasons.map((r) => reasonNames[r]))];
      if (mine.some((m) => m.start < s.end && s.start < m.end) && reasons.includes('booked'))
        reasons.push('mine');
      const outage = s.reasons.includes('outage')
        ? outages.find((o) => toSpan(o).start < s.end && s.start < toSpan(o).end)
        : undefined;
      return { ...slotOf(s), free: s.free, reasons, note: outage?.reason ?? null };
    },
  );
  const next =
    input.query.minutes === undefined
      ? []
      : nextFree(state, {
          minutes: input.query.minutes,
          from: Math.max(from.epochMilliseconds, nowMs),
          to: to.epochMilliseconds,
          now: nowMs,
        });
  return {
    instrumentId: instrument.id,
    from: from.toString(),
    to: to.toString(),
    zone: q.scope.zone,
    segments,
    nextFree: next[0] ? slotOf(next[0]) : null,
  };
}

interface Wish {
  readonly startsAt: Temporal.Instant;
  readonly endsAt: Temporal.Instant;
  readonly userId: string;
  /** The reservation that is being moved there. */
  readonly except?: string | undefined;
}

/** Where slots near a wish are looked for: two weeks from it on, and two days before. */
function aroundWish(q: Query, wanted: Wish) {
  const nowMs = q.now.epochMilliseconds;
  const start = wanted.startsAt.epochMilliseconds;
  const minutes = Math.min(
    Math.max(1, Math.round((wanted.endsAt.epochMilliseconds - start) / 60_000)),
    44_640,
  );
  const centre = Math.min(Math.max(start, nowMs), nowMs + 180 * dayMs);
  const from = Math.max(nowMs, centre - 2 * dayMs);
  const to = centre + 14 * dayMs;
  return {
    window: {
      from: Temporal.Instant.fromEpochMilliseconds(from),
      to: Temporal.Instant.fromEpochMilliseconds(to),
    },
    search: { minutes, from, to, now: nowMs, wanted: centre },
  };
}

/** What a refusal offers: the nearest slots of that length on the same instrument within two weeks. */
export async function nearestSlots(
  q: Query,
  instrument: LoadedInstrument,
  wanted: Wish,
  limit = 3,
): Promise<{ startsAt: string; endsAt: string }[]> {
  const { window, search } = aroundWish(q, wanted);
  const state = (await availabilityStates(q, [instrument], window, wanted)).get(instrument.id);
  return state ? nearestFree(state, { ...search, limit }).map(slotOf) : [];
}

/** The slot of that length on each of these instruments that is nearest to the wish; the nearest of those first. */
export async function nearestElsewhere(
  q: Query,
  instruments: readonly LoadedInstrument[],
  wanted: Wish,
  limit = 3,
) {
  const { window, search } = aroundWish(q, wanted);
  const states = await availabilityStates(q, instruments, window, wanted);
  return instruments
    .flatMap((i) => {
      const state = states.get(i.id);
      return (state ? nearestFree(state, { ...search, limit: 1 }) : []).map((slot) => ({ i, slot }));
    })
    .sort((a, b) => Math.abs(a.slot.start - search.wanted) - Math.abs(b.slot.start - search.wanted))
    .slice(0, limit)
    .map(({ i, slot }) => ({ instrumentId: i.id, nameZh: i.nameZh, nameEn: i.nameEn, ...slotOf(slot) }));
}
