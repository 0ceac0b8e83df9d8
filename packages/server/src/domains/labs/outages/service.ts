import type { createOutage } from '@hegu/contract/labs/instruments.ts';
import type { RouteBody } from '@hegu/contract/route.ts';
import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import type { Command } from '../../../platform/command.ts';
import { DomainError } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { notify } from '../../../platform/notices/index.ts';
import { liveBetween, lockResources, release, type Take, take } from '../../../platform/occupancy/service.ts';
import { access } from '../access.ts';
import { hold } from '../booking/life/held/service.ts';
import { end } from '../booking/life/service.ts';
import * as store from './store.ts';

/**
 * Outages (停机). An outage takes all time that nothing stands on; a reservation it falls on keeps its place until somebody
 * cancels or moves it, and then the outage takes that time too (`fillOutages`).
 */

const maxOccurrences = 200;
const maxDays = 366;

interface Period {
  readonly startsAt: Temporal.Instant;
  readonly endsAt: Temporal.Instant;
}

/** The occurrences of an outage; a rule must end by itself (COUNT or UNTIL). RFC 5545 §3.3.10, in the valley's zone. */
export function occurrences(first: Period, recurrence: string | undefined, zone: string): Period[] {
  if (recurrence === undefined) return [first];
  const bad = (problem: string) => new DomainError('outage.recurrence', { path: 'body.recurrence', problem });
  if (!/^FREQ=(DAILY|WEEKLY|MONTHLY)(;[A-Z]+=[A-Z0-9,+-]+)*$/.test(recurrence))
    throw bad('RFC 5545 RRULE: FREQ=DAILY|WEEKLY|MONTHLY;…');
  if (!/;(COUNT|UNTIL)=/.test(recurrence)) throw bad('COUNT or UNTIL');
  const length = first.startsAt.until(first.endsAt);
  let starts: { toInstant(): { epochMilliseconds: number } }[];
  try {
    const rule = new RRuleTemporal({
      rruleString: `DTSTART;TZID=${zone}:${compact(first.startsAt.toZonedDateTimeISO(zone))}\nRRULE:${recurrence}`,
      maxIterations: 2000,
    });
    starts = rule.all((_, i) => i <= maxOccurrences);
  } catch (error) {
    throw bad((error as Error).message.slice(0, 120));
  }
  if (starts.length > maxOccurrences)
    throw new DomainError('outage.too_many_occurrences', { max: maxOccurrences });
  if (starts.length === 0) throw bad('no occurrence');
  return starts.map((s) => {
    const startsAt = Temporal.Instant.fromEpochMilliseconds(s.toInstant().epochMilliseconds);
    return { startsAt, endsAt: startsAt.add(length) };
  });
}

const two = (n: number) => String(n).padStart(2, '0');
const compact = (z: Temporal.ZonedDateTime) =>
  `${z.year}${two(z.month)}${two(z.day)}T${two(z.hour)}${two(z.minute)}${two(z.second)}`;

type Made = Awaited<ReturnType<typeof createOn>>;

/** Of an instrument. */
export const create = (cx: Command, instrumentId: string, body: RouteBody<typeof createOutage>) =>
  createOn(cx, 'instrument', instrumentId, body);

/** As it is answered: of those it falls on, no ids of people. */
export const shown = ({ hits, ...made }: Made) => ({
  ...made,
  hits: hits.map(({ userId: _userId, ...hit }) => hit),
});

export async function createOn(
  cx: Command,
  kind: store.Outable['kind'],
  id: string,
  body: RouteBody<typeof createOutage>,
) {
  const first = {
    startsAt: Temporal.Instant.from(body.startsAt),
    endsAt: Temporal.Instant.from(body.endsAt),
  };
  if (Temporal.Instant.compare(first.startsAt, first.endsAt) >= 0) throw new DomainError('time.reversed', {});
  if (first.endsAt.epochMilliseconds - first.startsAt.epochMilliseconds > maxDays * 86_400_000) {
    throw new DomainError('reservation.too_long_range', { maxDays });
  }
  const out = await store.findOutable(cx.tx, cx.scope, id, kind);
  if (!out) throw new DomainError('record.not_found', {});
  access.assert(cx.actor, 'outage.create', { ownerOrganisationId: out.ownerOrganisationId });
  const periods = occurrences(first, body.recurrence, cx.scope.zone);
  // What is cancelled gives time back on all that was taken along, so all of it is locked here, in the one order
  const cancels = body.hits === 'cancel' && !body.dryRun;
  const standing = cancels ? await store.hitsOf(cx.tx, cx.scope, id, periods) : [];
  const along = await store.heldBy(
    cx.tx,
    cx.scope,
    standing.map((h) => h.reservationId),
  );
  // Whoever books at this moment waits or loses; nobody slips in between the look and the taking
  await lockResources(cx.tx, cx.scope, [id, ...along]);
  const hits = await store.hitsOf(cx.tx, cx.scope, id, periods);
  if (body.dryRun) return { outages: [], occurrences: periods.length, hits };
  const seriesId = periods.length > 1 ? newId() : null;
  const ids: string[] = [];
  for (const p of periods) {
    const outageId = newId();
    ids.push(outageId);
    await store.insertOutage(cx.tx, cx.scope, {
      id: outageId,
      instrument_id: id,
      series_id: seriesId,
      recurrence: body.recurrence ?? null,
      starts_at: p.startsAt,
      ends_at: p.endsAt,
      planned: body.planned,
      reason: body.reason,
      ended_at: null,
      created_by: cx.actor.userId,
      created_at: cx.now,
    });
  }
  if (body.hits === 'cancel') {
    for (const hit of hits) {
      if (hit.status !== 'checked_in')
        await end(cx, await hold(cx, hit.reservationId), 'cancelled', body.reason, 'reservation.cancel');
    }
  }
  for (const [i, p] of periods.entries())
    await occupy(cx, { id: ids[i] as string, resourceId: id, capacity: out.capacity, ...p });
  if (body.hits === 'keep') {
    for (const hit of hits) {
      const p =
        periods.find(
          (x) =>
            Temporal.Instant.compare(x.startsAt, Temporal.Instant.from(hit.endsAt)) < 0 &&
            Temporal.Instant.compare(Temporal.Instant.from(hit.startsAt), x.endsAt) < 0,
        ) ?? first;
      await notify(cx, {
        kind: 'outage.hits',
        to: [hit.userId],
        data: {
          nameZh: out.nameZh,
          nameEn: out.nameEn,
          startsAt: hit.startsAt,
          outageFrom: p.startsAt.toString(),
          outageTo: p.endsAt.toString(),
          reason: body.reason,
        },
        link: `/reservations/${hit.reservationId}`,
      });
    }
  }
  await cx.audit({
    action: 'outage.create',
    entity: out.kind,
    entityId: id,
    after: {
      outages: ids,
      startsAt: body.startsAt,
      endsAt: body.endsAt,
      recurrence: body.recurrence ?? null,
      reason: body.reason,
      hits: hits.map((h) => h.reservationId),
    },
  });
  told(cx, out);
  const outages = await store.outagesById(cx.tx, cx.scope, ids);
  return { outages, occurrences: periods.length, hits };
}

const told = (cx: Command, out: store.Outable) =>
  cx.emit({
    type: 'outage.changed',
    entityId: out.id,
    rooms: [...out.instrumentIds.map((i) => `instrument:${i}`), `facility:${out.facilityId}`],
  });

interface Occupying extends Period {
  readonly id: string;
  readonly resourceId: string;
  readonly capacity: number;
}

/** Takes what is free of [startsAt, endsAt) on every lane; what reservations stand on stays theirs. */
async function occupy(cx: Command, o: Occupying): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const lost = await takePieces(cx, o);
    if (!lost) return;
    // Somebody booked between the look and the taking: look again
    if (attempt === 5) throw new DomainError('request.conflict', {});
  }
}

async function takePieces(cx: Command, o: Occupying): Promise<boolean> {
  const taken = await liveBetween(cx.tx, cx.scope, [o.resourceId], o.startsAt, o.endsAt);
  for (let lane = 0; lane < o.capacity; lane++) {
    const stops = taken.filter((t) => t.lane === lane);
    let from = o.startsAt;
    for (const t of [...stops, { startsAt: o.endsAt, endsAt: o.endsAt }]) {
      if (Temporal.Instant.compare(from, t.startsAt) < 0) {
        const piece: Take = {
          resourceId: o.resourceId,
          capacity: 1,
          startsAt: from,
          endsAt: t.startsAt,
          kind: 'outage',
          refKind: 'outage',
          refId: o.id,
          lane,
        };
        if ((await take(cx.tx, cx.scope, [piece])) !== null) return true;
      }
      if (Temporal.Instant.compare(from, t.endsAt) < 0) from = t.endsAt;
    }
  }
  return false;
}

/** Time was given back: outages that cover it and have not ended take it. */
export async function fillOutages(
  cx: Command,
  freed: readonly { resourceId: string; startsAt: Temporal.Instant; endsAt: Temporal.Instant }[],
): Promise<void> {
  for (const f of freed) {
    const over = await store.runningOver(cx.tx, cx.scope, f.resourceId, f.startsAt, f.endsAt);
    for (const o of over) {
      const startsAt = Temporal.Instant.compare(o.startsAt, f.startsAt) > 0 ? o.startsAt : f.startsAt;
      const endsAt = Temporal.Instant.compare(o.endsAt, f.endsAt) < 0 ? o.endsAt : f.endsAt;
      await occupy(cx, { id: o.id, resourceId: f.resourceId, capacity: o.capacity, startsAt, endsAt });
    }
  }
}

/** Ends a running outage now, or calls a future one off; with those of its recurrence that come after it, if wished. */
export async function endNow(cx: Command, id: string, following = false) {
  const o = await store.findOutage(cx.tx, cx.scope, id);
  if (!o) throw new DomainError('record.not_found', {});
  const out = await store.findOutable(cx.tx, cx.scope, o.instrumentId);
  if (!out) throw new DomainError('record.not_found', {});
  access.assert(cx.actor, 'outage.create', { ownerOrganisationId: out.ownerOrganisationId });
  if (o.endedAt !== null || Temporal.Instant.compare(o.endsAt, cx.now) <= 0)
    throw new DomainError('outage.ended', {});
  await release(cx.tx, cx.scope, id);
  const running = Temporal.Instant.compare(o.startsAt, cx.now) < 0;
  await store.endOutage(cx.tx, cx.scope, id, running ? cx.now : o.startsAt);
  if (running) {
    // What it took until now stays on record
    await occupy(cx, {
      id,
      resourceId: out.id,
      capacity: out.capacity,
      startsAt: o.startsAt,
      endsAt: cx.now,
    });
  }
  const later =
    following && o.seriesId ? await store.followingOf(cx.tx, cx.scope, o.seriesId, o.startsAt) : [];
  for (const l of later) {
    await release(cx.tx, cx.scope, l.id);
    await store.endOutage(cx.tx, cx.scope, l.id, l.startsAt);
  }
  await cx.audit({
    action: 'outage.end',
    entity: out.kind,
    entityId: out.id,
    before: {
      outage: id,
      endsAt: o.endsAt.toString(),
      ...(later.length > 0 ? { following: later.map((l) => l.id) } : {}),
    },
    after: { endedAt: cx.now.toString() },
  });
  told(cx, out);
  const [row] = await store.outagesById(cx.tx, cx.scope, [id]);
  if (!row) throw new DomainError('record.not_found', {});
  return row;
}
