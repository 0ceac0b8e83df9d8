import type { Reason } from '@hegu/contract/errors.ts';
import type { FactCatalogue, FactValue, Words } from '@hegu/rules/facts.ts';
import type { Result } from '../applications/decisions/rules.ts';
import { refuse } from '../applications/rules.ts';

/** What a review may say. Pure. */

/** Kinds of to-dos: an administrator's to find somebody for a case, and of whom they found. */
export const nobodyLeft = 'policy.nobody_left';
export const inCharge = 'policy.in_charge';

export interface Judgement {
  readonly field: string;
  readonly year?: number | undefined;
  readonly value: FactValue;
}

/** Only what the law leaves to people, in the shape of the field. */
export function whyJudgement(j: Judgement, catalogue: FactCatalogue): Reason | null {
  const field = catalogue.fields.get(j.field);
  const fits =
    field?.from === 'expert' &&
    (field.period === 'year') === (j.year !== undefined) &&
    (field.type === 'flag'
      ? typeof j.value === 'boolean'
      : field.type === 'number'
        ? typeof j.value === 'number' && (field.unit !== 'share' || (j.value >= 0 && j.value <= 1))
        : field.type === 'code'
          ? typeof j.value === 'string' && (!field.codes || j.value in field.codes)
          : false);
  return fits ? null : refuse('policy.judgement_field', { field: j.field });
}

/**
 * May this be approved with this sum? Never above what the rule comes to; never where the rule says no. What is selective or has no
 * figure in the text is left to the office, which says why.
 */
export function whyNotApprove(
  result: Pick<Result, 'conditions' | 'mostFen'>,
  requirements: ReadonlyMap<string, Words>,
  amountFen: number | undefined,
): Reason[] {
  const text = (id: string) => requirements.get(id) ?? { zh: id, en: id };
  const reasons: Reason[] = [];
  for (const c of result.conditions) {
    if (c.truth === 'met') continue;
    const { zh, en } = text(c.id);
    reasons.push(
      refuse(c.truth === 'unmet' ? 'policy.rule_says_no' : 'policy.rule_open', {
        requirement: c.id,
        textZh: zh,
        textEn: en,
      }),
    );
  }
  if (amountFen === undefined || amountFen === 0) reasons.push(refuse('policy.amount_required', {}));
  else if (result.mostFen !== null && amountFen > result.mostFen)
    reasons.push(refuse('policy.above_computed', { amountFen, mostFen: result.mostFen }));
  return reasons;
}
