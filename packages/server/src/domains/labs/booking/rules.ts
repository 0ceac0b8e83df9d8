import type { Reason } from '@hegu/contract/errors.ts';
import type { ApprovalMode } from '@hegu/contract/labs/booking-rules.ts';
import type { Temporal } from 'temporal-polyfill';
import type { Calendar } from '../../../platform/clock/calendar.ts';
import { crowded, firstOverlap, overlaps, type Span } from '../../../platform/occupancy/intervals.ts';
import { type Audience, type HoursSegment, maxRangeDays, maxRangeMs } from '../hours/rules.ts';
import { checkLimits, isoOf, type LimitSkips, type LimitState, refusal } from './limits/rules.ts';
import { minutesOf } from './operator/rules.ts';

/**
 * The booking-rule engine (预约规则引擎): one decision for every way a reservation comes to be or changes. Pure; the
 * caller loads the state and hands over the instant. Spans of the state are half-open, in epoch milliseconds.
 */

const MINUTE = 60_000;

export type BookingKind = 'create' | 'move' | 'resize' | 'approve' | 'import' | 'hand-over';

/** Whom the reservation is for. */
export interface BookingPerson {
  readonly id: string;
  /** Staff of this instrument: limits, hours and qualification do not bind them. */
  readonly isStaff: boolean;
  /** Superuser of this instrument: free of limits and hours where the instrument says so (`superuserBypass`). */
  readonly isSuperuser?: boolean;
  readonly audience: Audience;
}

/** Who asks for it. */
export interface BookingActor {
  readonly id: string;
  /** Staff of this instrument or its facility: may book for others. */
  readonly isStaff: boolean;
  /** May waive overridable reasons. */
  readonly mayOverride: boolean;
  /** May act for this person though not staff. */
  readonly mayActFor?: boolean;
}

export interface BookingRequest {
  readonly kind: BookingKind;
  readonly startsAt: Temporal.Instant;
  readonly endsAt: Temporal.Instant;
  readonly person: BookingPerson;
  readonly actor: BookingActor;
  readonly projectId?: string | null;
  /** `self`: the person sets it up alone, so staff need no notice. */
  readonly configuration?: { readonly choice: string; readonly self?: boolean } | null;
  /** The reservation that this one replaces or re-checks: it neither overlaps nor counts. */
  readonly replaces?: string | null;
  readonly override?: boolean;
  /** Of the facility's operator, as asked for; left out: as long as the instrument needs one. */
  readonly operatorMinutes?: number;
  /** Approving: codes that were waived when it was asked for stay waived. */
  readonly waivedBefore?: readonly string[];
  /** A running reservation whose start stays as it is (staff extending it): its start is not "in the past". */
  readonly keepsStart?: boolean;
}

/** Something that lies on a resource: a reservation, a hold. Never a name. */
export interface Taken extends Span {
  /** Of the reservation. */
  readonly id: string;
}

/** Another resource that has to be free along with the instrument. */
export interface LinkedResource {
  readonly id: string;
  /** Its own name (of a thing, not of a person), for the sentence. */
  readonly name: string;
  /** An accessory (配件) rather than an instrument. */
  readonly accessory?: boolean;
  readonly down: boolean;
  readonly capacity?: number;
  readonly taken: readonly Taken[];
  readonly outages: readonly Span[];
}

export interface ChargeableProject {
  readonly id: string;
  readonly active: boolean;
  /** Null: any instrument. */
  readonly instrumentIds: readonly string[] | null;
  /** The actor leads it (课题组负责人) and so approves by asking. */
  readonly ledByActor?: boolean;
}

export interface PersonStanding {
  /** Qualification on this instrument: null none; `until` null for ever. */
  readonly qualification: { readonly until: Temporal.Instant | null } | null;
  readonly siteTraining: 'valid' | 'missing' | 'not-required';
  readonly accessUntil: Temporal.Instant | null;
  /** Of the organisation in the valley (入驻), and of the person. */
  readonly membership: 'active' | 'none' | 'suspended';
  readonly suspendedUntil?: Temporal.Instant | null;
}

/** What the service loads. `audience` of the limits is the person's. */
export interface BookingState extends Omit<LimitState, 'audience'> {
  readonly instrument: {
    readonly id: string;
    readonly status: 'draft' | 'active' | 'down' | 'retired';
    readonly capacity?: number;
    readonly superuserBypass?: boolean;
    /** Only operators run it: `operatorOnly`. */
    readonly operatorOnly?: boolean;
  };
  /** `hoursSegments` over the requested range for the person's audience; null: always open. */
  readonly hours: readonly HoursSegment[] | null;
  readonly outages: readonly Span[];
  /** Everything that takes time on the instrument around the request, the person's own included. */
  readonly taken: readonly Taken[];
  readonly linked: readonly LinkedResource[];
  /** Asked for, but not among what the instrument can be used with. */
  readonly accessoriesUnknown?: readonly string[];
  readonly standing: PersonStanding;
  /** Those the person may charge. */
  readonly projects: readonly ChargeableProject[];
  /** False where nothing is charged. Default true. */
  readonly projectRequired?: boolean;
  readonly configuration?: {
    readonly required: boolean;
    readonly options: readonly string[];
    /** What staff need to set one up. */
    readonly noticeMinutes: number | null;
  };
}

export type Approval = 'pi' | 'facility';
export type BookingFlag = 'short-notice' | 'on-behalf' | 'overridden' | 'provisional-hours';

export interface Decision {
  readonly accepted: boolean;
  /** What stands in the way, all at once; the weightiest first. */
  readonly reasons: readonly Reason[];
  /** What was waived by override. */
  readonly waived: readonly Reason[];
  readonly flags: readonly BookingFlag[];
  /** Approvals still needed before it is confirmed, in order. */
  readonly approval: readonly Approval[];
  /** The project to charge: the one asked for, or the only one there is. */
  readonly projectId: string | null;
}

/** Malformed ranges: refused before anything is loaded, because nothing could be loaded for them. */
export function checkRange(startsAt: Temporal.Instant, endsAt: Temporal.Instant): Reason | null {
  const start = startsAt.epochMilliseconds;
  const end = endsAt.epochMilliseconds;
  if (start >= end) {
    return refusal('reservation.reversed', { startsAt: startsAt.toString(), endsAt: endsAt.toString() });
  }
  if (end - start > maxRangeMs) return refusal('reservation.too_long_range', { maxDays: maxRangeDays });
  return null;
}

export function decide(request: BookingRequest, state: BookingState, now: Temporal.Instant): Decision {
  const malformed = checkRange(request.startsAt, request.endsAt);
  if (malformed) {
    return { accepted: false, reasons: [malformed], waived: [], flags: [], approval: [], projectId: null };
  }
  const { kind, person, actor } = request;
  const span: Span = { start: request.startsAt.epochMilliseconds, end: request.endsAt.epochMilliseconds };
  const nowMs = now.epochMilliseconds;
  const all: Reason[] = [];
  const flags: BookingFlag[] = [];

  if (actor.id !== person.id && kind !== 'approve' && kind !== 'hand-over') {
    if (actor.isStaff || actor.mayActFor) flags.push('on-behalf');
    else all.push(refusal('reservation.not_on_behalf'));
  }
  checkInstrument(request, state, span, nowMs, all);
  const project = chooseProject(request, state, all);
  checkConfiguration(request, state, span, nowMs, all, flags);
  checkOperator(request, state, all);
  checkStanding(request, state, all);
  const unbound =
    person.isStaff || (person.isSuperuser === true && state.instrument.superuserBypass === true);
  if (state.hours?.some((h) => h.provisional && overlaps(h, span))) flags.push('provisional-hours');
  if (!unbound) {
    if (state.hours) checkHours(state.hours, state.calendar, span, all);
    const own = request.replaces ? state.own.filter((o) => o.id !== request.replaces) : state.own;
    const limits: LimitState = { ...state, own, audience: person.audience };
    checkLimits(limits, span, nowMs, all, skipsFor(request, span, nowMs));
  }
  return settle(request, state, all, flags, project);
}

const asked: LimitSkips = new Set(['notice', 'horizon', 'priority']);
const begun: LimitSkips = new Set(['notice', 'horizon']);

/**
 * An approval comes later than the request, and imported history later than the run: what was early enough then stays
 * so. A resize keeps a start that was early enough.
 */
function skipsFor(request: BookingRequest, span: Span, now: number): LimitSkips | undefined {
  if (request.kind === 'approve' || (request.kind === 'import' && span.start < now)) return asked;
  return request.kind === 'resize' || request.keepsStart === true ? begun : undefined;
}

function settle(
  request: BookingRequest,
  state: BookingState,
  all: readonly Reason[],
  flags: BookingFlag[],
  project: ChargeableProject | null,
): Decision {
  const overriding = request.override === true && request.actor.mayOverride;
  const before = request.waivedBefore ?? [];
  const isWaived = (r: Reason) => r.overridable && (overriding || before.includes(r.code));
  const waived = all.filter(isWaived);
  const reasons = waived.length === 0 ? all : all.filter((r) => !isWaived(r));
  if (waived.length > 0) flags.push('overridden');
  return {
    accepted: reasons.length === 0,
    reasons,
    waived,
    flags,
    approval: approvalsOf(state.rules.values.approval ?? 'none').filter((step) =>
      step === 'facility' ? !request.actor.isStaff : project !== null && project.ledByActor !== true,
    ),
    projectId: project?.id ?? null,
  };
}

/** The steps of an approval mode, in order: the one who pays first, then the one who serves. */
export function approvalsOf(mode: ApprovalMode): readonly Approval[] {
  switch (mode) {
    case 'none':
      return [];
    case 'facility':
      return ['facility'];
    case 'pi':
      return ['pi'];
    case 'pi+facility':
      return ['pi', 'facility'];
  }
}

const spanData = (s: Span) => ({ startsAt: isoOf(s.start), endsAt: isoOf(s.end) });

function checkInstrument(
  request: BookingRequest,
  state: BookingState,
  span: Span,
  now: number,
  out: Reason[],
): void {
  const { status, capacity = 1 } = state.instrument;
  if (status === 'retired') out.push(refusal('instrument.retired'));
  if (status === 'draft') out.push(refusal('instrument.not_bookable'));
  // What was done elsewhere is imported with its history; nothing else begins in the past
  if (span.start < now && request.kind !== 'import' && request.keepsStart !== true) {
    out.push(refusal('reservation.in_past', { startsAt: request.startsAt.toString() }));
  }
  const full = fullDuring(state.taken, capacity, span, request.replaces);
  if (full) out.push(refusal('reservation.overlap', spanData(full)));
  for (const r of state.linked) {
    const taken = fullDuring(r.taken, r.capacity ?? 1, span, request.replaces);
    if (taken)
      out.push(
        refusal(r.accessory ? 'reservation.accessory_taken' : 'reservation.linked_overlap', {
          resource: r.name,
          resourceId: r.id,
          ...spanData(taken),
        }),
      );
  }
  // What was agreed before it was taken off the instrument's list stays agreed
  if (state.accessoriesUnknown?.length && request.kind !== 'approve')
    out.push(refusal('reservation.accessory_unknown', { accessoryIds: state.accessoriesUnknown }));
  const outage = firstOverlap(state.outages, span);
  if (outage) out.push(refusal('reservation.outage', spanData(outage)));
  for (const r of state.linked) {
    if (r.down || firstOverlap(r.outages, span)) {
      out.push(refusal('reservation.linked_outage', { resource: r.name, resourceId: r.id }));
    }
  }
  if (status === 'down') out.push(refusal('instrument.down'));
}

function fullDuring(
  taken: readonly Taken[],
  capacity: number,
  span: Span,
  except: string | null | undefined,
): Span | undefined {
  if (capacity <= 1) {
    for (const t of taken) if (t.id !== except && overlaps(t, span)) return t;
    return undefined;
  }
  const others = except ? taken.filter((t) => t.id !== except) : taken;
  return crowded(others, capacity, span)[0];
}

function chooseProject(
  request: BookingRequest,
  state: BookingState,
  out: Reason[],
): ChargeableProject | null {
  if (state.projectRequired === false && !request.projectId) return null;
  const active = state.projects.filter((p) => p.active);
  const asked = request.projectId ?? null;
  if (active.length === 0) {
    out.push(refusal('project.none_active'));
    return null;
  }
  let project: ChargeableProject | undefined;
  if (asked === null) {
    project = active.length === 1 ? active[0] : undefined;
    if (!project) out.push(refusal('project.choose', { projectIds: active.map((p) => p.id) }));
  } else {
    project = state.projects.find((p) => p.id === asked);
    if (!project) out.push(refusal('project.not_yours', { projectId: asked }));
    else if (!project.active) out.push(refusal('project.not_active', { projectId: asked }));
  }
  if (project?.instrumentIds && !project.instrumentIds.includes(state.instrument.id)) {
    out.push(refusal('project.instrument_not_allowed', { projectId: project.id }));
  }
  return project ?? null;
}

function checkConfiguration(
  request: BookingRequest,
  state: BookingState,
  span: Span,
  now: number,
  out: Reason[],
  flags: BookingFlag[],
): void {
  const known = state.configuration;
  if (!known) return;
  const asked = request.configuration ?? null;
  if (!asked) {
    if (known.required) out.push(refusal('reservation.configuration_required', { options: known.options }));
    return;
  }
  if (!known.options.includes(asked.choice)) {
    out.push(refusal('reservation.configuration_unknown', { choice: asked.choice, options: known.options }));
  }
  const short = known.noticeMinutes !== null && span.start - now < known.noticeMinutes * MINUTE;
  if (short && asked.self !== true) flags.push('short-notice');
}

/** Asked when it is made; what was agreed then stays, and goes along with the time when it is moved. */
function checkOperator(request: BookingRequest, state: BookingState, out: Reason[]): void {
  const asked = request.operatorMinutes;
  if (request.kind !== 'create' || asked === undefined || state.instrument.operatorOnly !== true) return;
  const minutes = minutesOf(request.startsAt, request.endsAt);
  if (asked < minutes) out.push(refusal('reservation.operator_required', { asked, minutes }));
}

function checkStanding(request: BookingRequest, state: BookingState, out: Reason[]): void {
  const { standing } = state;
  const end = request.endsAt.epochMilliseconds;
  if (standing.membership === 'none') out.push(refusal('reservation.not_member'));
  if (standing.membership === 'suspended') {
    const until = standing.suspendedUntil ?? null;
    out.push(
      until
        ? refusal('reservation.suspended_until', { until: until.toString() })
        : refusal('reservation.suspended'),
    );
  }
  // Whoever may come in today must still be allowed to when the run ends
  if (standing.accessUntil && standing.accessUntil.epochMilliseconds < end) {
    out.push(refusal('reservation.access_expired', { expiresAt: standing.accessUntil.toString() }));
  }
  if (standing.siteTraining === 'missing') out.push(refusal('reservation.training_missing'));
  if (state.rules.values.trainingRequired && !request.person.isStaff) {
    const until = standing.qualification?.until ?? null;
    if (!standing.qualification) out.push(refusal('reservation.not_qualified'));
    else if (until && until.epochMilliseconds < end) {
      out.push(refusal('reservation.qualification_expired', { expiresAt: until.toString() }));
    }
  }
}

/** One reason for each kind of closed time that the request touches. */
function checkHours(hours: readonly HoursSegment[], calendar: Calendar, span: Span, out: Reason[]): void {
  const touched = (kind: HoursSegment['kind']) => hours.find((h) => h.kind === kind && overlaps(h, span));
  const holiday = touched('holiday');
  if (holiday) {
    const name = holiday.date ? calendar.holidayName(holiday.date) : null;
    const names = { nameZh: name?.zh, nameEn: name?.en };
    out.push(refusal('reservation.holiday', { date: holiday.date, ...names, ...spanData(holiday) }));
  }
  const closed = touched('closed');
  if (closed) out.push(refusal('reservation.closed', spanData(closed)));
  const members = touched('members');
  if (members) out.push(refusal('reservation.members_hours', spanData(members)));
}
