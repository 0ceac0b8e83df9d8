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
import { end, hold } from '../booking/life/service.ts';
import { loadInstruments } from '../booking/store.ts';
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
  const bad = (problem: string) => new DomainError('request.invalid', { path: 'body.recurrence', problem });
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

export async function create(cx: Command, instrumentId: string, body: RouteBody<typeof createOutage>) {
  const first = {
    startsAt: Temporal.Instant.from(body.startsAt),
    endsAt: Temporal.Instant.from(body.endsAt),
  };
  if (Temporal.Instant.compare(first.startsAt, first.endsAt) >= 0) throw new DomainError('time.reversed', {});
  if (first.endsAt.epochMilliseconds - first.startsAt.epochMilliseconds > maxDays * 86_400_000) {
    throw new DomainError('reservation.too_long_range', { maxDays });
  }
  const [instrument] = await loadInstruments(cx.tx, cx.scope, [instrumentId]);
  if (!instrument) throw new DomainError('record.not_found', {});
  access.assert(cx.actor, 'outage.create', { ownerOrganisationId: instrument.ownerOrganisationId });
  const periods = occurrences(first, body.recurrence, cx.scope.zone);
  // Whoever books at this moment waits or loses; nobody slips in between the look and the taking
  await lockResources(cx.tx, cx.scope, [instrumentId]);
  const hits = await store.hitsOf(cx.tx, cx.scope, instrumentId, periods);
  if (body.dryRun) return { outages: [], occurrences: periods.length, hits };
  const seriesId = periods.length > 1 ? newId() : null;
  const ids: string[] = [];
  for (const p of periods) {
    const id = newId();
    ids.push(id);
    await store.insertOutage(cx.tx, cx.scope, {
      id,
      instrument_id: instrumentId,
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
    await occupy(cx, { id: ids[i] as string, instrumentId, capacity: instrument.capacity, ...p });
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
          nameZh: instrument.nameZh,
          nameEn: instrument.nameEn,
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
    entity: 'instrument',
    entityId: instrumentId,
    after: {
      outages: ids,
      startsAt: body.startsAt,
      endsAt: body.endsAt,
      recurrence: body.recurrence ?? null,
      reason: body.reason,
      hits: hits.map((h) => h.reservationId),
    },
  });
  cx.emit({ type: 'outage.changed', entityId: instrumentId, rooms: [`instrument:${instrumentId}`] });
  const outages = await store.outagesById(cx.tx, cx.scope, ids);
  return { outages, occurrences: periods.length, hits };
}

interface Occupying extends Period {
  readonly id: string;
  readonly instrumentId: string;
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
  const taken = await liveBetween(cx.tx, cx.scope, [o.instrumentId], o.startsAt, o.endsAt);
  for (let lane = 0; lane < o.capacity; lane++) {
    const stops = taken.filter((t) => t.lane === lane);
    let from = o.startsAt;
    for (const t of [...stops, { startsAt: o.endsAt, endsAt: o.endsAt }]) {
      if (Temporal.Instant.compare(from, t.startsAt) < 0) {
        const piece: Take = {
          resourceId: o.instrumentId,
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
      await occupy(cx, { id: o.id, instrumentId: f.resourceId, capacity: o.capacity, startsAt, endsAt });
    }
  }
}

/** Ends a running outage now, or calls a future one off. */
export async function endNow(cx: Command, id: string) {
  const o = await store.findOutage(cx.tx, cx.scope, id);
  if (!o) throw new DomainError('record.not_found', {});
  const [instrument] = await loadInstruments(cx.tx, cx.scope, [o.instrumentId]);
  if (!instrument) throw new DomainError('record.not_found', {});
  access.assert(cx.actor, 'outage.create', { ownerOrganisationId: instrument.ownerOrganisationId });
  if (o.endedAt !== null || Temporal.Instant.compare(o.endsAt, cx.now) <= 0)
    throw new DomainError('outage.ended', {});
  await release(cx.tx, cx.scope, id);
  const running = Temporal.Instant.compare(o.startsAt, cx.now) < 0;
  await store.endOutage(cx.tx, cx.scope, id, running ? cx.now : o.startsAt);
  if (running) {
    // What it took until now stays on record
    await occupy(cx, {
      id,
      instrumentId: o.instrumentId,
      capacity: instrument.capacity,
      startsAt: o.startsAt,
      endsAt: cx.now,
    });
  }
  await cx.audit({
    action: 'outage.end',
    entity: 'instrument',
    entityId: o.instrumentId,
    before: { outage: id, endsAt: o.endsAt.toString() },
    after: { endedAt: cx.now.toString() },
  });
  cx.emit({ type: 'outage.changed', entityId: o.instrumentId, rooms: [`instrument:${o.instrumentId}`] });
  const [row] = await store.outagesById(cx.tx, cx.scope, [id]);
  if (!row) throw new DomainError('record.not_found', {});
  return row;
}
