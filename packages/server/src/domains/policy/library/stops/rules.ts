import { parseDay, printDay } from '@hegu/rules/civil.ts';
import type { Clause } from '@hegu/rules/clause.ts';

/** What a stopped clause is from the day on which that was decided. Pure. */

export interface Ending {
  /** First day on which it is no longer in force. */
  readonly from: string;
  /** Day of the decision; never after `from`. */
  readonly decidedOn: string;
}

type Stretch = Clause['period'];

export const dayBefore = (day: string): string => printDay(parseDay(day) - 1);

/**
 * The clause as it stands under a stop: period, bridges and windows end on the day before. What would begin later is left out; where
 * nothing else is left, a day that is over by then stands for "no more", since no window at all would mean "all the time".
 */
export function ended(clause: Clause, { from, decidedOn }: Ending): Clause {
  const last = dayBefore(from);
  const gone = dayBefore(decidedOn);
  const over: Stretch = { from: gone, to: gone };
  const cut = (s: Stretch): Stretch[] =>
    s.from > last ? [] : [s.to === null || s.to > last ? { from: s.from, to: last } : s];
  const filing = clause.filing.flatMap(cut);
  const { datesKnown } = clause;
  return {
    ...clause,
    period: cut(clause.period)[0] ?? over,
    bridges: clause.bridges.flatMap(cut),
    filing: clause.filing.length > 0 && filing.length === 0 ? [over] : filing,
    // The new end is known to the day
    ...(datesKnown && (clause.period.to === null || clause.period.to > last)
      ? { datesKnown: { ...datesKnown, to: 'day' as const } }
      : {}),
  };
}

/** The last day on which a clause can apply at all; null where it is open. */
export function lastDay(clause: Pick<Clause, 'period' | 'bridges'>): string | null {
  let last = '';
  for (const { to } of [clause.period, ...clause.bridges]) {
    if (to === null) return null;
    if (to > last) last = to;
  }
  return last;
}
