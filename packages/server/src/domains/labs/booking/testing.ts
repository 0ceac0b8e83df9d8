import { Temporal } from 'temporal-polyfill';
import { chinaCalendar } from '../../../platform/clock/calendar.ts';
import type { CaseSetup, When, Who } from './cases.ts';
import type { ReservationFacts, Unavailability } from './life/rules.ts';
import { mergeRules, occupies } from './limits/rules.ts';
import type { BookingActor, BookingPerson, BookingState, LinkedResource } from './rules.ts';

/** The fixture of the case table for tests of pure rules: Wed 2026-07-15 10:00 in Shanghai. */

export const zone = 'Asia/Shanghai';
export const now = Temporal.Instant.from('2026-07-15T10:00:00+08:00');

/** 'HH:MM' today, 'MM-DD HH:MM' of 2026 or a full RFC 3339 time. */
export function at(when: When): Temporal.Instant {
  if (when.length > 11) return Temporal.Instant.from(when);
  const [date, clock] = when.length === 5 ? ['07-15', when] : (when.split(' ') as [string, string]);
  return Temporal.Instant.from(`2026-${date}T${clock}:00+08:00`);
}

export const ms = (when: When): number => at(when).epochMilliseconds;

type CaseReservation = NonNullable<CaseSetup['reservations']>[number];

export const reservationOf = (r: CaseReservation, index: number): ReservationFacts => ({
  id: `r${index}`,
  userId: r.who,
  status: r.status ?? 'confirmed',
  startsAt: at(r.from),
  endsAt: at(r.to),
});

const isToolStaff = (setup: CaseSetup, who: Who) =>
  who === 'S' || who === 'V' || (who === 'U1' && setup.u1?.staffOnTool === true);

export const personOf = (setup: CaseSetup, who: Who): BookingPerson => ({
  id: who,
  isStaff: isToolStaff(setup, who),
  isSuperuser: who === 'U1' && setup.u1?.superuser === true,
  audience: { organisationIds: [`org-${who}`], groupIds: [] },
});

export const actorOf = (setup: CaseSetup, who: Who): BookingActor => ({
  id: who,
  isStaff: isToolStaff(setup, who),
  mayOverride: isToolStaff(setup, who),
});

export const unavailabilityOf = (setup: CaseSetup): Unavailability => ({
  down: setup.down ?? false,
  linkedDown: setup.linkedDown ?? false,
  outages: (setup.outages ?? []).map(([from, to]) => ({ start: ms(from), end: ms(to) })),
});

export function stateOf(setup: CaseSetup, who: Who): BookingState {
  const u1 = who === 'U1' ? (setup.u1 ?? {}) : {};
  const reservations = (setup.reservations ?? []).map((r, i) => ({
    id: `r${i}`,
    who: r.who,
    status: r.status ?? ('confirmed' as const),
    start: ms(r.from),
    end: ms(r.to),
  }));
  const camera: LinkedResource = {
    id: 'C',
    name: '相机',
    down: setup.linkedDown ?? false,
    taken: [],
    outages: [],
  };
  const projects = u1.projects ?? [{ id: `P${who.slice(1)}`, active: true }];
  return {
    instrument: {
      id: 'T',
      status: setup.down ? 'down' : 'active',
      superuserBypass: setup.superuserBypass ?? false,
    },
    rules: mergeRules([{ level: 'instrument', rules: setup.rules ?? {} }]),
    zone,
    calendar: chinaCalendar,
    hours: null,
    outages: unavailabilityOf(setup).outages,
    taken: reservations.filter((r) => occupies(r.status)),
    own: reservations.filter((r) => r.who === who),
    linked: setup.linkedDown === undefined ? [] : [camera],
    standing: {
      membership: 'active',
      siteTraining: u1.siteTraining ?? 'valid',
      qualification: u1.qualified === false ? null : { until: null },
      accessUntil: u1.accessUntil ? at(u1.accessUntil) : null,
    },
    projects: projects.map((p) => ({
      id: p.id,
      active: p.active,
      instrumentIds: 'instruments' in p && p.instruments ? p.instruments : null,
    })),
    configuration: setup.configuration,
  };
}
