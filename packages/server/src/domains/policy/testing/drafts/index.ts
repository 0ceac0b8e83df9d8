import type { Draft } from '@hegu/contract/policy/drafts.ts';
import type { Clause } from '@hegu/rules/clause.ts';

/** Changes to the clause of a draft, as an officer's editor would save them. */

/** A copy of the draft's clause, changed. */
export function edited(draft: Draft, change: (c: Clause) => unknown): Record<string, unknown> {
  const clause = structuredClone(draft.clause) as unknown as Clause;
  change(clause);
  return clause as unknown as Record<string, unknown>;
}

/** Another ceiling, in yuan, where the amount is a share. */
export function setCap(c: Clause, yuan: number): void {
  const { amount } = c.benefit;
  if (amount.op === 'percent') amount.capYuan = yuan;
}
