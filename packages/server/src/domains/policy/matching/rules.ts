import type { Answers } from '@hegu/contract/policy/matching.ts';
import type { Decision } from '@hegu/rules/evaluate/assess.ts';
import type { Item, Observation, Profile } from '@hegu/rules/facts.ts';
import type { Window } from '../library/rules.ts';

/** Where a clause stands on the page of a firm, and what eight answers say of one. Pure. */

export type Group = 'now' | 'confirm' | 'soon' | 'nearly' | 'data' | 'review' | 'received' | 'other' | 'over';

/**
 * `now` can be applied for today, `confirm` is paid without an application, `review` when nothing is missing but a judgement, `soon`
 * once its window opens. `nearly` is for whom the clause is meant and who can reach it in few steps; who is outside its
 * scope, or can do nothing about it, is told so once and not teased.
 */
export function groupOf(
  decision: Decision,
  window: Window,
  automatic: boolean,
  ways: readonly { readonly length: number }[],
): Group {
  if (decision.standing === 'over') return 'over';
  const unmet = decision.requirements.some((r) => r.truth === 'unmet');
  const outside = decision.requirements.some((r) => r.requirement.kind === 'scope' && r.truth === 'unmet');
  if (outside) return 'other';
  if (unmet) {
    const shortest = Math.min(...ways.map((w) => w.length));
    return shortest <= nearly ? 'nearly' : 'other';
  }
  if (decision.requirements.some((r) => r.truth === 'unknown')) return 'data';
  if (window.state === 'closed') return 'over';
  if (decision.standing === 'notYet' || window.state === 'soon') return 'soon';
  if (decision.requirements.some((r) => r.truth === 'review')) return 'review';
  return automatic ? 'confirm' : 'now';
}

/** More steps than these are a plan and not a near miss. */
const nearly = 3;

/** Answers given before signing in, as a profile: said by the visitor today, and nothing is taken to be all there is. */
export function profileFromAnswers(answers: Answers, today: string): Profile {
  const said = { source: 'answers', observedOn: today };
  const lastYear = Number(today.slice(0, 4)) - 1;
  const facts: Record<string, Observation[]> = {};
  const tell = (field: string, value: Observation['value'] | undefined, year?: number) => {
    if (value !== undefined) facts[field] = [{ value, ...(year === undefined ? {} : { year }), ...said }];
  };
  tell('registeredDistrict', answers.district);
  tell('taxDistrict', answers.district);
  tell('city', answers.district === undefined ? undefined : `${answers.district.slice(0, 2)}0000`);
  tell('fields', answers.fields);
  tell('establishedOn', answers.establishedOn);
  tell('sizeClass', answers.sizeClass);
  tell('entityType', answers.sizeClass === undefined ? undefined : 'company');
  tell('revenue', answers.revenueFen, lastYear);
  tell('salesIncome', answers.revenueFen, lastYear);
  tell('rdExpense', answers.rdExpenseFen, lastYear);
  const collections: Record<string, { complete: boolean; items: Item[] }> = {};
  if (answers.titles !== undefined)
    collections.certificates = {
      complete: true,
      items: answers.titles.map((kind, i) => {
        const known = answers.titleDetails?.find((d) => d.kind === kind);
        const values: Item['values'] = { kind };
        if (known?.event !== undefined) values.event = known.event;
        if (known?.grantedOn !== undefined) {
          values.grantedOn = known.grantedOn;
          // Asked for titles held today: it is valid at least until then.
          values.validTo = today;
        }
        return { id: `title-${i}`, values, ...said };
      }),
    };
  if (answers.product !== undefined) {
    const { kind, class: registered, stage, stageOn } = answers.product;
    const values: Item['values'] = { kind };
    if (registered !== undefined) values.class = registered;
    if (stage !== undefined) values.stage = stage;
    if (stageOn !== undefined) {
      if (stage === 'approved' || stage === 'marketed') values.approvedOn = stageOn;
      else values.stageOn = stageOn;
    }
    collections.products = { complete: false, items: [{ id: 'product', values, ...said }] };
  }
  return { facts, collections };
}
