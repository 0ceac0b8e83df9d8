import type { Span } from '../../../../platform/occupancy/intervals.ts';
import { type AvailabilityState, nextFree, type SlotFinder, slotFinder } from '../rules.ts';

/** Slots over several instruments: who is free for two hours, and chains of steps over several instruments. Pure. */

export interface Candidate {
  readonly instrumentId: string;
  readonly state: AvailabilityState;
}

export interface Range {
  /** Epoch milliseconds; at most a year apart. */
  readonly from: number;
  readonly to: number;
  readonly now: number;
}

export interface FoundSlots {
  readonly instrumentId: string;
  /** Earliest first; never empty. */
  readonly slots: readonly Span[];
}

/** Who is free for this long between two moments: the earliest first; whoever is not is left out. */
export function searchSlots(
  candidates: readonly Candidate[],
  minutes: number,
  range: Range,
  perInstrument = 3,
): FoundSlots[] {
  const found: (FoundSlots & { at: number })[] = [];
  for (const { instrumentId, state } of candidates) {
    const slots = nextFree(state, { ...range, minutes, limit: perInstrument });
    const [first] = slots;
    if (first) found.push({ instrumentId, slots, at: first.start });
  }
  return found
    .sort((a, b) => a.at - b.at || (a.instrumentId < b.instrumentId ? -1 : 1))
    .map(({ instrumentId, slots }) => ({ instrumentId, slots }));
}

export interface JointStep {
  /** Any one of these serves. */
  readonly candidates: readonly Candidate[];
  readonly minutes: number;
  /** Index of an earlier step that has to be over first. */
  readonly after?: number;
  /** Begins at most this long after the end of `after`. */
  readonly maxGapMinutes?: number;
}

export interface PlannedStep extends Span {
  readonly step: number;
  readonly instrumentId: string;
}

const MINUTE = 60_000;

/** A step may only wait for one before it; else the plan has no beginning. */
export function brokenStep(steps: readonly JointStep[]): number | null {
  const broken = steps.findIndex(
    (s, i) => s.after !== undefined && !(Number.isInteger(s.after) && s.after >= 0 && s.after < i),
  );
  return broken === -1 ? null : broken;
}

/**
 * The earliest joint plan, or null. Each step has an earliest start that only ever moves later: behind the step it waits
 * for, or closer before a step that would otherwise begin too long after it. Every round moves some step at least a
 * minute on, and none may leave the range, so the search ends. Steps that share an instrument take their turns in the
 * order given and count as one another's reservations (gap, per day).
 */
export function jointSlots(steps: readonly JointStep[], range: Range): PlannedStep[] | null {
  if (brokenStep(steps) !== null) throw new RangeError('a step waits for itself or a later one');
  const earliest = steps.map(() => Math.max(range.from, range.now));
  const plan: PlannedStep[] = [];
  const finders = new FinderCache(range);
  for (let k = 0; k < steps.length; ) {
    const step = steps[k] as JointStep;
    const before = step.after === undefined ? undefined : plan[step.after];
    if (before) earliest[k] = Math.max(earliest[k] as number, before.end);
    const placed = place(step, k, earliest[k] as number, plan, finders);
    if (!placed) return null;
    const slack = step.maxGapMinutes === undefined ? Number.POSITIVE_INFINITY : step.maxGapMinutes * MINUTE;
    if (before && step.after !== undefined && placed.start - before.end > slack) {
      // The one before must end later; how late is known, so go there at once
      const longest = finders.longest(steps[step.after] as JointStep);
      earliest[step.after] = Math.max(before.start + MINUTE, placed.start - slack - longest);
      k = step.after;
      plan.length = k;
      continue;
    }
    plan[k] = placed;
    k++;
  }
  return plan;
}

function place(
  step: JointStep,
  index: number,
  from: number,
  plan: readonly PlannedStep[],
  finders: FinderCache,
): PlannedStep | null {
  let best: PlannedStep | null = null;
  for (const candidate of step.candidates) {
    const slot = finders.get(candidate, step.minutes, plan).next(from);
    if (!slot || (best && (slot.end > best.end || (slot.end === best.end && slot.start >= best.start))))
      continue;
    best = { step: index, instrumentId: candidate.instrumentId, start: slot.start, end: slot.end };
  }
  return best;
}

/** Finders are dear to build and asked often; one is remade only when earlier steps lie on its instrument. */
class FinderCache {
  private readonly range: Range;
  private readonly plain = new Map<AvailabilityState, Map<number, SlotFinder>>();
  constructor(range: Range) {
    this.range = range;
  }

  longest(step: JointStep): number {
    return Math.max(...step.candidates.map((c) => this.get(c, step.minutes, []).longest));
  }

  get(candidate: Candidate, minutes: number, plan: readonly PlannedStep[]): SlotFinder {
    const { state, instrumentId } = candidate;
    const earlier = plan.filter((p) => p.instrumentId === instrumentId);
    if (earlier.length > 0) return slotFinder(withSteps(state, earlier), { ...this.range, minutes });
    let byLength = this.plain.get(state);
    if (!byLength) {
      byLength = new Map();
      this.plain.set(state, byLength);
    }
    let finder = byLength.get(minutes);
    if (!finder) {
      finder = slotFinder(state, { ...this.range, minutes });
      byLength.set(minutes, finder);
    }
    return finder;
  }
}

const withSteps = (state: AvailabilityState, steps: readonly PlannedStep[]): AvailabilityState => ({
  ...state,
  busy: [...state.busy, ...steps],
  own: [
    ...state.own,
    ...steps.map((p) => ({ id: `step ${p.step}`, status: 'confirmed' as const, start: p.start, end: p.end })),
  ],
});
