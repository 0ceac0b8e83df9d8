import type { BookingErrorCode } from '@hegu/contract/labs/booking-errors.ts';
import type { BookingRules, ReservationStatus } from '@hegu/contract/labs/booking-rules.ts';
import { Temporal } from 'temporal-polyfill';
import { chinaCalendar } from '../../../../platform/clock/calendar.ts';
import type { ReservationFacts, Unavailability } from '../life/rules.ts';
import { mergeRules, occupies } from '../limits/rules.ts';
import type { BookingActor, BookingFlag, BookingPerson, BookingState, LinkedResource } from '../rules.ts';

/**
 * Reservation rules as cases: a floor that every way of booking has to hold (row numbers and facts from the tests and the
 * policy code of usnistgov/NEMO at fd77c53, told in our words; X1 from elabftw#6561). Data only, so that the pure engine and
 * the HTTP face are asked the same.
 *
 * Fixture: it is Wed 2026-07-15 10:00 (+08:00). Instrument T has no limits. U1 and U2 are active, trained and qualified on
 * T, with one active project each (P1, P2). S is facility staff, V staff of T alone. Each try starts from the row's state.
 */

/** 'HH:MM' today, or 'MM-DD HH:MM' of 2026, on the valley's clock. */
export type When = string;
export type Who = 'U1' | 'U2' | 'S' | 'V';

export interface CaseSetup {
  readonly rules?: BookingRules;
  /** The reservation that a try moves or cancels is the first. */
  readonly reservations?: readonly { who: Who; from: When; to: When; status?: ReservationStatus }[];
  readonly outages?: readonly (readonly [When, When])[];
  readonly down?: boolean;
  readonly linkedDown?: boolean;
  readonly superuserBypass?: boolean;
  readonly configuration?: { required: boolean; options: readonly string[]; noticeMinutes: number | null };
  /** Of U1. */
  readonly u1?: {
    readonly projects?: readonly { id: string; active: boolean; instruments?: readonly string[] }[];
    readonly siteTraining?: 'missing';
    readonly qualified?: false;
    readonly accessUntil?: When;
    readonly staffOnTool?: true;
    readonly superuser?: true;
  };
}

export interface CaseTry {
  readonly setup?: CaseSetup;
  readonly act: 'book' | 'move' | 'cancel';
  readonly by: Who;
  readonly for?: Who;
  readonly from?: When;
  readonly to?: When;
  readonly projectId?: string;
  readonly configuration?: { readonly choice: string; readonly self?: boolean };
  readonly override?: boolean;
  readonly reason?: string;
  /** Exactly these codes; none: accepted. */
  readonly codes?: readonly BookingErrorCode[];
  /** Codes among the refusal that a manager may override; checked when given. */
  readonly overridable?: readonly BookingErrorCode[];
  readonly flags?: readonly BookingFlag[];
  /** What becomes of the reservation moved or cancelled. */
  readonly becomes?: 'cancelled' | 'late_cancelled';
}

export interface CaseRow {
  readonly row: number | 'X1';
  readonly title: string;
  readonly setup?: CaseSetup;
  readonly tries: readonly CaseTry[];
}

export const book = (by: Who, from: When, to: When, rest: Partial<CaseTry> = {}): CaseTry => ({
  act: 'book',
  by,
  from,
  to,
  ...rest,
});
export const move = (by: Who, from: When, to: When, rest: Partial<CaseTry> = {}): CaseTry => ({
  act: 'move',
  by,
  from,
  to,
  ...rest,
});
export const cancel = (by: Who, rest: Partial<CaseTry> = {}): CaseTry => ({ act: 'cancel', by, ...rest });
export const refused = (...codes: BookingErrorCode[]): Partial<CaseTry> => ({ codes });

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
  barred: false,
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
