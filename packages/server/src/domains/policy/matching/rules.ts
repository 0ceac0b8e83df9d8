import type { Reason } from '@hegu/contract/errors.ts';
import type { Answers } from '@hegu/contract/policy/matching.ts';
import type { Award, Payment } from '@hegu/rules/benefit/stacking.ts';
import type { Policy } from '@hegu/rules/clause.ts';
import type { Decision } from '@hegu/rules/evaluate/assess.ts';
import type { StepSet } from '@hegu/rules/explain/steps.ts';
import { isNear } from '@hegu/rules/explain/unlock.ts';
import type { FactValue, FieldDef, Item, Observation, Profile } from '@hegu/rules/facts.ts';
import { checkValue, type FirmReference } from '../../enterprise/index.ts';
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
  ways: readonly StepSet[],
  gains = true,
): Group {
  if (decision.standing === 'over') return 'over';
  const unmet = decision.requirements.some((r) => r.truth === 'unmet');
  const outside = decision.requirements.some((r) => r.requirement.kind === 'scope' && r.truth === 'unmet');
  if (outside) return 'other';
  if (unmet) return gains && ways.some(isNear) ? 'nearly' : 'other';
  if (decision.requirements.some((r) => r.truth === 'unknown')) return 'data';
  if (window.state === 'closed') return 'over';
  if (decision.standing === 'notYet' || window.state === 'soon') return 'soon';
  if (decision.requirements.some((r) => r.truth === 'review')) return 'review';
  return automatic ? 'confirm' : 'now';
}

/** Clauses of which one firm is paid one: of each, the others. */
export type Rivals = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * What excludes each other for a firm (就高不重复), and what is given once for one matter (只能享受一次). Rules that hold for each product or
 * title by itself leave another one free.
 */
export function rivalsOf(
  policies: readonly Pick<Policy, 'caps' | 'exclusions'>[],
  lifted: ReadonlySet<string>,
): Rivals {
  const rivals = new Map<string, Set<string>>();
  const apart = (ids: readonly string[]) => {
    for (const a of ids) {
      const mine = rivals.get(a) ?? new Set<string>();
      for (const b of ids) if (b !== a) mine.add(b);
      rivals.set(a, mine);
    }
  };
  for (const p of policies) {
    for (const e of p.exclusions) if (e.per === 'firm' && !lifted.has(e.id)) apart(e.clauses);
    for (const c of p.caps)
      if (c.per === 'firm' && c.limit.op === 'count' && c.limit.count === 1) apart(c.clauses);
  }
  return rivals;
}

/**
 * Would a clause bring more than what the firm is due, or has had, of its rivals? Where the text sets no figure nobody can say that
 * it would not.
 *
 * @returns by the clause and the most it pays, in 分.
 */
export function gainsOf(
  rivals: Rivals,
  due: readonly Award[],
  earlier: readonly Payment[],
): (id: string, mostFen: number | null) => boolean {
  const had = new Map<string, number>();
  const add = (id: string, fen: number) => had.set(id, (had.get(id) ?? 0) + fen);
  for (const a of due) if ((a.paidFen ?? 0) > 0) add(a.candidate.clause, a.paidFen ?? 0);
  for (const p of earlier) add(p.clause, p.fen);
  return (id, mostFen) => {
    if (mostFen === null) return true;
    for (const other of rivals.get(id) ?? []) if ((had.get(other) ?? 0) >= Math.max(1, mostFen)) return false;
    return true;
  };
}

/**
 * What cannot be true of an answer: a choice that there is not, a day that has not come. The same words as where a firm states it.
 *
 * @returns refusals whose `field` is the path of the answer in the request
 */
export function checkAnswers(answers: Answers, reference: FirmReference, today: string): Reason[] {
  const speaker = { reference, today, certifies: false, creditCode: '' };
  const { fields, collections } = reference.catalogue;
  const check = (field: string, def: FieldDef | undefined, value: FactValue | undefined): Reason[] =>
    def === undefined || value === undefined
      ? []
      : checkValue(def, value, speaker).map((r) => ({ ...r, data: { ...r.data, field } }));
  const certificate = collections.get('certificates')?.byKey;
  const product = collections.get('products')?.byKey;
  return [
    ...check('district', fields.get('registeredDistrict'), answers.district),
    ...check('fields', fields.get('fields'), answers.fields),
    ...check('establishedOn', fields.get('establishedOn'), answers.establishedOn),
    ...(answers.titles ?? []).flatMap((kind, i) => check(`titles.${i}`, certificate?.get('kind'), kind)),
    ...(answers.titleDetails ?? []).flatMap((d, i) => [
      ...check(`titleDetails.${i}.kind`, certificate?.get('kind'), d.kind),
      ...check(`titleDetails.${i}.grantedOn`, certificate?.get('grantedOn'), d.grantedOn),
    ]),
    ...check('product.stageOn', product?.get('stageOn'), answers.product?.stageOn),
  ];
}

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
