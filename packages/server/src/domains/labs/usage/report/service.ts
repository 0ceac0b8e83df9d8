import type { getFigures, getUsage } from '@hegu/contract/labs/reservations.ts';
import type { RouteOk, RouteQuery } from '@hegu/contract/route.ts';
import { Temporal } from 'temporal-polyfill';
import { calendarOf } from '../../../../platform/clock/calendar.ts';
import type { Query } from '../../../../platform/command.ts';
import { measure } from '../../../../platform/occupancy/intervals.ts';
import { checkWindow } from '../../availability/service.ts';
import { runs } from '../../booking/listing/service.ts';
import { loadInstruments } from '../../booking/store.ts';
import { openIntervals } from '../../hours/rules.ts';
import {
  inventory,
  newestInstruments,
  ownersOf,
  type UsageRow,
  usageRows,
  valleyTotals,
  weeklyMinutes,
} from './store.ts';

/** Machine hours (机时): what an assessment of sharing asks for (运行机时, 共享机时), by month and by instrument. */

/** Those who look after the valley see all of it; a facility manager what their organisation runs. */
function reach(q: Query): readonly string[] | 'all' {
  const all = q.actor?.memberships.some((m) => ['park', 'officer', 'admin'].includes(m.role)) ?? false;
  return all ? 'all' : runs(q);
}

const year = { hours: 365 * 24 };

const sum = (rows: readonly UsageRow[]) => ({
  reservations: rows.reduce((a, r) => a + r.reservations, 0),
  usedMinutes: rows.reduce((a, r) => a + r.usedMinutes, 0),
  sharedMinutes: rows.reduce((a, r) => a + r.sharedMinutes, 0),
  incomeFen: rows.reduce((a, r) => a + Number(r.incomeFen), 0),
});

export async function usage(q: Query, query: RouteQuery<typeof getUsage>): Promise<RouteOk<typeof getUsage>> {
  const asked = (value: string | undefined) => (value === undefined ? null : Temporal.Instant.from(value));
  const to = asked(query.to) ?? asked(query.from)?.add(year) ?? q.now;
  const from = asked(query.from) ?? to.subtract(year);
  checkWindow(from, to, 366);
  const rows = await usageRows(q.tx, q.scope, {
    ownerIds: reach(q),
    facilityId: query.facilityId,
    instrumentId: query.instrumentId,
    from,
    to,
  });
  const months = [...new Set(rows.map((r) => r.month))].map((month) => {
    const own = rows.filter((r) => r.month === month);
    return {
      month,
      ...sum(own),
      missed: own.reduce((a, r) => a + r.missed, 0),
      lateCancelled: own.reduce((a, r) => a + r.lateCancelled, 0),
    };
  });
  const ids = [...new Set(rows.map((r) => r.instrumentId))];
  const instruments = await loadInstruments(q.tx, q.scope, ids);
  const owners = await ownersOf(q.tx, q.scope, ids);
  const calendar = calendarOf(q.scope.zone);
  return {
    months,
    instruments: instruments
      .map((i) => ({
        instrumentId: i.id,
        nameZh: i.nameZh,
        nameEn: i.nameEn,
        facilityNameZh: i.facilityNameZh,
        facilityNameEn: i.facilityNameEn,
        ownerNameZh: owners.get(i.id)?.ownerNameZh ?? '',
        ownerNameEn: owners.get(i.id)?.ownerNameEn ?? '',
        ...sum(rows.filter((r) => r.instrumentId === i.id)),
        openMinutes: Math.round(
          measure(
            openIntervals(
              i.openingHours,
              calendar,
              q.scope.zone,
              from.epochMilliseconds,
              to.epochMilliseconds,
            ),
          ) / 60_000,
        ),
      }))
      .sort((a, b) => b.usedMinutes - a.usedMinutes),
  };
}

const figureWeeks = 13;

/** The front page's figures: whole weeks back from now, so that the last bar is as long as the others. */
export async function figures(q: Query): Promise<RouteOk<typeof getFigures>> {
  const from = q.now.subtract({ hours: 24 * 7 * figureWeeks });
  const totals = await valleyTotals(q.tx, q.scope, from, q.now);
  const weekly = await weeklyMinutes(q.tx, q.scope, from, q.now);
  return {
    days: figureWeeks * 7,
    ...(await inventory(q.tx, q.scope)),
    ...totals,
    weeks: Array.from({ length: figureWeeks }, (_, n) => {
      const week = weekly.find((w) => w.week === n);
      return {
        from: from.add({ hours: 24 * 7 * n }).toString(),
        usedMinutes: week?.usedMinutes ?? 0,
        sharedMinutes: week?.sharedMinutes ?? 0,
      };
    }),
    newest: await newestInstruments(q.tx, q.scope, 5),
  };
}
