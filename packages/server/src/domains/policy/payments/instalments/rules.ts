import { instalmentsOf } from '@hegu/rules/benefit/amounts.ts';
import { parseDay, printDay, shiftDay, weekdays } from '@hegu/rules/civil.ts';
import type { Clause } from '@hegu/rules/clause.ts';
import type { RuleText } from '../../applications/decisions/rules.ts';

/** When an award is paid, and what has to hold by then. Pure. */

export interface Planned {
  readonly seq: number;
  readonly percent: number;
  readonly amountFen: number;
  readonly dueOn: string;
  readonly status: 'ready' | 'waiting';
}

/** Parts of nothing are left out: a place in the list that nobody would ever be paid for. */
export function planOf(clause: Pick<Clause, 'benefit'>, awardedFen: number, from: string): Planned[] {
  const parts = clause.benefit.instalments ?? [];
  const plan = parts.length === 0 ? [{ percent: 100, afterMonths: 0 }] : parts;
  const amounts = instalmentsOf(awardedFen, plan);
  return plan
    .map((p, i) => ({
      seq: i + 1,
      percent: p.percent,
      amountFen: amounts[i] ?? 0,
      dueOn: printDay(shiftDay(parseDay(from), { months: p.afterMonths }, weekdays)),
      status: p.afterMonths === 0 ? ('ready' as const) : ('waiting' as const),
    }))
    .filter((p) => p.amountFen > 0);
}

/** The condition of an instalment as a rule of its own; null where it is paid without another look. */
export function recheckRule(rule: RuleText, seq: number): RuleText | null {
  const clause = rule.clauses.find((c) => c.id === rule.clause);
  const recheck = clause?.benefit.instalments?.[seq - 1]?.recheck;
  if (!clause || !recheck) return null;
  const again: Clause = {
    ...clause,
    requirements: [
      {
        id: 'recheck',
        kind: 'requirement',
        text: { zh: `第 ${seq} 期拨付条件`, en: `Condition of instalment ${seq}` },
        article: clause.article,
        rule: recheck,
      },
    ],
  };
  return { ...rule, clauses: [again, ...rule.clauses.filter((c) => c.id !== rule.clause)] };
}
