import { Temporal } from 'temporal-polyfill';
import { civilDateOf } from '../../../../platform/clock/civil.ts';

/**
 * What a monthly statement (月度账单) asks for. Money that a project has pays its charges in the order in which they arose, so
 * what is owed is owed for the latest ones: first for those that stand on no statement yet, then on statements.
 *
 *     total = prepaid + paid + due                      of every statement, none below 0
 *     Σ due = max(0, −position − unbilled)              of every project, always
 *
 * where position = balance + held + arrears (negative), and unbilled the charges that stand on no statement.
 */

/** What a project owes for its statements. */
export const owedOnStatements = (s: { positionFen: number; unbilledFen: number }): number =>
  Math.max(0, -s.positionFen - s.unbilledFen);

/** `HG-202611-0001`: unique in a valley. */
export const numberOf = (month: string, sequence: number): string =>
  `HG-${month.replace('-', '')}-${String(sequence).padStart(4, '0')}`;

/** A civil month of the valley as instants, half-open. @param month `YYYY-MM` */
export function monthSpan(month: string, zone: string): { from: Temporal.Instant; to: Temporal.Instant } {
  const first = Temporal.PlainDate.from(`${month}-01`);
  return {
    from: first.toZonedDateTime(zone).toInstant(),
    to: first.add({ months: 1 }).toZonedDateTime(zone).toInstant(),
  };
}

export const monthOf = (at: Temporal.Instant, zone: string): string => civilDateOf(at, zone).slice(0, 7);

export const monthBefore = (month: string): string =>
  Temporal.PlainDate.from(`${month}-01`).subtract({ months: 1 }).toString().slice(0, 7);

/**
 * How much of what comes onto a statement is asked for; the rest is prepaid.
 * @param s.addedFen the charges that come onto it now
 * @param s.owedFen `owedOnStatements` with them
 * @param s.duesFen what the project's statements ask for without them
 */
export const dueOf = (s: { addedFen: number; owedFen: number; duesFen: number }): number =>
  Math.min(s.addedFen, Math.max(0, s.owedFen - s.duesFen));

/** A charge on a statement became cheaper: less is asked for, and beyond that less was prepaid. */
export function lessen(
  s: { totalFen: number; prepaidFen: number; paidFen: number },
  lessFen: number,
): { totalFen: number; prepaidFen: number } {
  const dueFen = s.totalFen - s.prepaidFen - s.paidFen;
  return { totalFen: s.totalFen - lessFen, prepaidFen: s.prepaidFen - Math.max(0, lessFen - dueFen) };
}

/**
 * Which statements are covered when they ask for more than is owed for them.
 * @param open oldest first
 */
export function cover(
  open: readonly { readonly id: string; readonly dueFen: number }[],
  owedFen: number,
): { statementId: string; coveredFen: number }[] {
  let excess = open.reduce((sum, s) => sum + s.dueFen, 0) - owedFen;
  const covered: { statementId: string; coveredFen: number }[] = [];
  for (const s of open) {
    if (excess <= 0) break;
    const coveredFen = Math.min(s.dueFen, excess);
    covered.push({ statementId: s.id, coveredFen });
    excess -= coveredFen;
  }
  return covered;
}
