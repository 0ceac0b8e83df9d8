import type { Reason } from '@hegu/contract/errors.ts';
import type { ApprovalMode, ReservationStatus } from '@hegu/contract/labs/booking-rules.ts';
import { Temporal } from 'temporal-polyfill';
import { overlaps, type Span } from '../../../../platform/occupancy/intervals.ts';
import { type MergedRules, refusal } from '../limits/rules.ts';
import {
  type Approval,
  approvalsOf,
  type BookingPerson,
  type BookingRequest,
  type BookingState,
  type Decision,
  decide,
} from '../rules.ts';

/** The life of a reservation after it was made: cancel, move, hand over, approve, miss. Pure. */

const MINUTE = 60_000;

/** A request that nobody answers lapses after two days, or at its start. */
export const approvalMinutes = 48 * 60;

export interface ReservationFacts {
  readonly id: string;
  readonly userId: string;
  readonly status: ReservationStatus;
  readonly startsAt: Temporal.Instant;
  readonly endsAt: Temporal.Instant;
  /** Of a hold or a request, what nobody has said yes to by then has lapsed, whether or not the sweep has come by. */
  readonly lapsesAt?: Temporal.Instant | null;
  /** The one that took its place when it was moved or handed over. */
  readonly replacedBy?: string | null;
}

const spanOf = (r: ReservationFacts): Span => ({
  start: r.startsAt.epochMilliseconds,
  end: r.endsAt.epochMilliseconds,
});

/** Who wants to change it. */
export interface LifeActor {
  readonly id: string;
  readonly isStaff: boolean;
  readonly mayActFor?: boolean;
}

/** Why the time cannot be used: nobody is charged for giving up what they could not have had. */
export interface Unavailability {
  /** Its holder may no longer begin by themselves: `barredReason`. */
  readonly barred: boolean;
  readonly down: boolean;
  /** A required linked resource is down. */
  readonly linkedDown: boolean;
  readonly outages: readonly Span[];
}

/** Then giving it up is never late, and not coming not missed. */
export function cannotServe(u: Unavailability, r: ReservationFacts, now: number): boolean {
  if (u.down || u.linkedDown || u.barred) return true;
  const span = spanOf(r);
  return u.outages.some((o) => (o.start <= now && now < o.end) || overlaps(o, span));
}

/** Why a reservation can no longer be changed at all, or null. */
export function closedReason(r: ReservationFacts, now: Temporal.Instant): Reason | null {
  if (r.lapsesAt && Temporal.Instant.compare(r.lapsesAt, now) <= 0) return refusal('reservation.expired');
  switch (r.status) {
    case 'cancelled':
    case 'late_cancelled':
      return r.replacedBy
        ? refusal('reservation.replaced', { replacedBy: r.replacedBy })
        : refusal('reservation.already_cancelled');
    case 'rejected':
      return refusal('reservation.already_cancelled');
    case 'expired':
      return refusal('reservation.expired');
    case 'shortened':
      return refusal('reservation.replaced');
    case 'missed':
      return refusal('reservation.already_missed');
    case 'finished':
      return refusal('reservation.already_ended', { endsAt: r.endsAt.toString() });
    case 'held':
    case 'pending':
    case 'confirmed':
    case 'checked_in':
      return Temporal.Instant.compare(r.endsAt, now) <= 0
        ? refusal('reservation.already_ended', { endsAt: r.endsAt.toString() })
        : null;
  }
}

/**
 * Is giving the time up now a late cancellation? Less than `lateCancelMinutes` before the start is; exactly that
 * many is in time. Never while the instrument cannot serve, and never for what was not confirmed.
 */
export function isLateCancel(
  r: ReservationFacts,
  rules: MergedRules,
  unavailable: Unavailability,
  now: Temporal.Instant,
): boolean {
  const minutes = rules.values.lateCancelMinutes ?? null;
  if (minutes === null || r.status === 'held' || r.status === 'pending') return false;
  const nowMs = now.epochMilliseconds;
  return spanOf(r).start - nowMs < minutes * MINUTE && !cannotServe(unavailable, r, nowMs);
}

export interface HolderStanding {
  /** The rules asked for it when it was booked, and still do. */
  readonly required: boolean;
  /** Runs the instrument themselves. */
  readonly isStaff: boolean;
  /** What they hold on the instrument now; `until` null: without an end. Null where it was withdrawn, or never granted. */
  readonly qualification: { readonly until: Temporal.Instant | null } | null;
  /** What the facility waived when it was booked. */
  readonly waived: readonly string[];
}

/**
 * Why its holder may not begin by themselves (decision 13), or null. As in booking, a qualification has to last to the end; what the
 * facility waived then stays waived.
 */
export function barredReason(
  r: Pick<ReservationFacts, 'endsAt'>,
  holder: HolderStanding,
): Pick<Reason, 'code' | 'data'> | null {
  if (!holder.required || holder.isStaff || holder.waived.includes('reservation.not_qualified')) return null;
  if (!holder.qualification) return { code: 'usage.not_qualified', data: {} };
  const { until } = holder.qualification;
  const ends = until !== null && Temporal.Instant.compare(until, r.endsAt) < 0;
  if (!ends || holder.waived.includes('reservation.qualification_expired')) return null;
  return { code: 'usage.qualification_expired', data: { expiresAt: until.toString() } };
}

export interface CancelRequest {
  readonly reservation: ReservationFacts;
  readonly actor: LifeActor;
  /** Wanted of everybody but the owner; it goes into the mail. */
  readonly reason?: string | null;
}

export interface CancelDecision {
  readonly accepted: boolean;
  readonly reasons: readonly Reason[];
  /** What it becomes: `late_cancelled` counts as missed and may be charged. */
  readonly status: 'cancelled' | 'late_cancelled';
}

export function decideCancel(
  request: CancelRequest,
  rules: MergedRules,
  unavailable: Unavailability,
  now: Temporal.Instant,
): CancelDecision {
  const { reservation: r, actor } = request;
  const reasons: Reason[] = [];
  // Giving up what has lapsed frees its time before the sweep does
  const closed = closedReason({ ...r, lapsesAt: null }, now);
  if (closed) reasons.push(closed);
  else if (r.status === 'checked_in') reasons.push(refusal('reservation.already_started'));
  const owns = actor.id === r.userId;
  if (!owns && !request.reason?.trim()) reasons.push(refusal('reservation.reason_required'));
  if (!owns && !actor.isStaff && !actor.mayActFor) reasons.push(refusal('reservation.not_owner'));
  // What staff take away is not held against the person
  const byStaff = !owns && actor.isStaff;
  const late = !byStaff && isLateCancel(r, rules, unavailable, now);
  return { accepted: reasons.length === 0, reasons, status: late ? 'late_cancelled' : 'cancelled' };
}

export interface MoveRequest
  extends Omit<BookingRequest, 'kind' | 'replaces' | 'keepsStart' | 'waivedBefore'> {
  readonly reservation: ReservationFacts;
}

export interface MoveDecision extends Decision {
  readonly kind: 'move' | 'resize';
  /** What the old row becomes, linked to the new one: moving to later at the last minute cancels it late. */
  readonly oldStatus: 'cancelled' | 'late_cancelled';
}

/**
 * Another start (move) or another end (resize): the same rules as for a new one, the old one not counted. A running
 * one stays as it is; only staff may change its end. Shortening needs no new approval.
 */
export function decideMove(
  request: MoveRequest,
  state: BookingState,
  unavailable: Unavailability,
  now: Temporal.Instant,
): MoveDecision {
  const { reservation: r, actor, person } = request;
  const old = spanOf(r);
  const nowMs = now.epochMilliseconds;
  const start = request.startsAt.epochMilliseconds;
  const end = request.endsAt.epochMilliseconds;
  const kind = start === old.start ? 'resize' : 'move';
  const keepsStart = kind === 'resize' && old.start < nowMs && actor.isStaff && end > nowMs;
  const first: Reason[] = [];
  const closed = closedReason(r, now);
  if (closed) first.push(closed);
  if (actor.id !== r.userId && !actor.isStaff && !actor.mayActFor)
    first.push(refusal('reservation.not_owner'));
  const { freezeMinutes = null } = state.rules.values;
  if (
    freezeMinutes !== null &&
    !person.isStaff &&
    old.start - nowMs < freezeMinutes * MINUTE &&
    !keepsStart
  ) {
    first.push(
      refusal('reservation.frozen', { freezeMinutes, setBy: state.rules.setBy.freezeMinutes?.level }),
    );
  }
  // Neither may a running one be moved into the future: its time has begun to be used
  if (kind === 'move' && old.start < nowMs && start >= nowMs) {
    first.push(refusal('reservation.in_past', { startsAt: r.startsAt.toString() }));
  }
  const decision = decide({ ...request, kind, replaces: r.id, keepsStart }, state, now);
  const isWaived = (reason: Reason) => reason.overridable && request.override === true && actor.mayOverride;
  const waived = [...first.filter(isWaived), ...decision.waived];
  const reasons = [...first.filter((reason) => !isWaived(reason)), ...decision.reasons];
  const within = old.start <= start && end <= old.end;
  const late =
    start > old.start && !actorIsStaffForOther(actor, r) && isLateCancel(r, state.rules, unavailable, now);
  return {
    ...decision,
    accepted: reasons.length === 0,
    reasons,
    waived,
    flags:
      waived.length > 0 && !decision.flags.includes('overridden')
        ? [...decision.flags, 'overridden']
        : decision.flags,
    approval: within && r.status !== 'pending' ? [] : decision.approval,
    kind,
    oldStatus: late ? 'late_cancelled' : 'cancelled',
  };
}

const actorIsStaffForOther = (actor: LifeActor, r: ReservationFacts): boolean =>
  actor.isStaff && actor.id !== r.userId;

export interface HandOverRequest {
  readonly reservation: ReservationFacts;
  readonly actor: BookingRequest['actor'];
  /** The colleague. */
  readonly to: BookingPerson;
  /** The colleague shares an organisation or group with the holder. */
  readonly isColleague: boolean;
  /** To be charged from now on; one the colleague may charge. */
  readonly projectId?: string | null;
  readonly configuration?: BookingRequest['configuration'];
  readonly override?: boolean;
}

/**
 * The colleague must be able to book this very time themselves: every rule is asked about them, with `state` loaded for
 * them, so that handing over is no way around a rule.
 */
export function decideHandOver(
  request: HandOverRequest,
  state: BookingState,
  now: Temporal.Instant,
): Decision {
  const { reservation: r, actor, to } = request;
  const first: Reason[] = [];
  const closed = closedReason(r, now);
  if (closed) first.push(closed);
  if (actor.id !== r.userId && !actor.isStaff && !actor.mayActFor)
    first.push(refusal('reservation.not_owner'));
  if (to.id === r.userId) first.push(refusal('reservation.same_person'));
  else if (!request.isColleague) first.push(refusal('reservation.not_colleague'));
  const decision = decide(
    {
      kind: 'hand-over',
      startsAt: r.startsAt,
      endsAt: r.endsAt,
      person: to,
      actor,
      projectId: request.projectId,
      configuration: request.configuration,
      replaces: r.id,
      override: request.override,
    },
    state,
    now,
  );
  if (first.length === 0) return decision;
  return { ...decision, accepted: false, reasons: [...first, ...decision.reasons] };
}

/** The approval that is due next, or null when all are given. */
export function nextApproval(mode: ApprovalMode, given: readonly Approval[]): Approval | null {
  for (const step of approvalsOf(mode)) if (!given.includes(step)) return step;
  return null;
}

export interface ApprovalDecision {
  readonly accepted: boolean;
  readonly reasons: readonly Reason[];
  /** What this actor gives by saying yes: both at once, who is both. */
  readonly gives: readonly Approval[];
  /** `confirmed` once nothing is due. */
  readonly status: 'pending' | 'confirmed';
}

/**
 * May this actor approve (or reject) now? `needed` are the steps stored with the reservation, in order. The rules are
 * asked again besides, by `decide` with kind `approve`.
 */
export function decideApproval(
  reservation: ReservationFacts,
  needed: readonly Approval[],
  given: readonly Approval[],
  actor: { readonly isStaff: boolean; readonly leadsProject: boolean },
  now: Temporal.Instant,
): ApprovalDecision {
  const reasons: Reason[] = [];
  const closed = closedReason(reservation, now);
  if (closed) reasons.push(closed);
  else if (reservation.status !== 'pending') reasons.push(refusal('reservation.not_pending'));
  const due = needed.filter((step) => !given.includes(step));
  const gives: Approval[] = [];
  for (const step of due) {
    if (step === 'pi' ? actor.leadsProject : actor.isStaff) gives.push(step);
    else break;
  }
  if (due.length > 0 && gives.length === 0)
    reasons.push(refusal('reservation.not_your_approval', { due: due[0] }));
  return {
    accepted: reasons.length === 0,
    reasons,
    gives,
    status: gives.length === due.length ? 'confirmed' : 'pending',
  };
}

/** When an unanswered request lapses: after the time allowed, and at its start at the latest. */
export function pendingUntil(
  reservation: Pick<ReservationFacts, 'startsAt'>,
  askedAt: Temporal.Instant,
  allowedMinutes: number | null,
): Temporal.Instant {
  if (allowedMinutes === null) return reservation.startsAt;
  const lapses = askedAt.add({ minutes: allowedMinutes });
  return Temporal.Instant.compare(lapses, reservation.startsAt) < 0 ? lapses : reservation.startsAt;
}

/**
 * From when on a reservation nobody checked in to is missed (爽约): `noShowMinutes` after the start, at its end at the
 * latest. Null: the instrument does not ask for check-in.
 */
export function missedFrom(r: ReservationFacts, rules: MergedRules): Temporal.Instant | null {
  const minutes = rules.values.noShowMinutes ?? null;
  if (minutes === null) return null;
  const limit = r.startsAt.add({ minutes });
  return Temporal.Instant.compare(limit, r.endsAt) < 0 ? limit : r.endsAt;
}

/** Jobs ask for all older than `now`, so a late job misses none. Not held against anybody while the instrument cannot serve. */
export function isMissed(
  r: ReservationFacts,
  rules: MergedRules,
  unavailable: Unavailability,
  now: Temporal.Instant,
): boolean {
  if (r.status !== 'confirmed') return false;
  const from = missedFrom(r, rules);
  if (!from || Temporal.Instant.compare(now, from) < 0) return false;
  return !cannotServe(unavailable, r, now.epochMilliseconds);
}
