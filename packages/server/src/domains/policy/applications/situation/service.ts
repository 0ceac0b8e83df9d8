import type { Payment } from '@hegu/rules/benefit/stacking.ts';
import type { Clause } from '@hegu/rules/clause.ts';
import { factsAt, findingSource, type Observation, type Profile, unnamedFinding } from '@hegu/rules/facts.ts';
import { workCalendarOf } from '../../../../platform/clock/calendar.ts';
import type { Query } from '../../../../platform/command.ts';
import { DomainError } from '../../../../platform/errors.ts';
import { profileOf } from '../../../enterprise/index.ts';
import { libraryOf, todayOf } from '../../library/service.ts';
import { earlierOf } from '../../matching/service.ts';
import { reviewedAt } from '../../review/store.ts';
import { type RuleText, ruleOf, type Unmet } from '../decisions/rules.ts';
import { consider, kept, whyNot } from '../decisions/service.ts';
import { type Form, formOf, materialsOf } from '../form/rules.ts';
import * as materialStore from '../materials/store.ts';
import * as store from '../store.ts';

/** How one application stands by the rule today: with everything known of the firm, paid to it and promised to it. */

export interface Situation {
  readonly clause: Clause;
  readonly rule: RuleText;
  readonly considered: ReturnType<typeof consider>;
  readonly whyNot: readonly Unmet[];
  readonly form: Form;
  readonly materials: ReturnType<typeof materialsOf>;
}

export interface About {
  readonly id: string | null;
  readonly firmId: string;
  readonly clauseId: string;
  readonly item: string;
  /** The rule is the one it was handed in under; a draft follows the library. */
  readonly submittedDecisionId: string | null;
  /** What the firm's data is read for. Handling an application is a duty by law and needs no consent (个人信息保护法 art. 13). */
  readonly purpose?: 'application' | 'policyMatching';
}

/** @throws `policy.clause_unknown`, `record.not_found` */
export async function situationOf(q: Query, about: About): Promise<Situation> {
  const rule =
    about.submittedDecisionId === null
      ? await currentRule(q, about.clauseId)
      : (await kept(q, about.submittedDecisionId)).rule;
  const known = await profileOf(q.tx, q.scope, about.firmId, {
    purpose: about.purpose ?? 'application',
  });
  if (!known) throw new DomainError('record.not_found', { id: about.firmId });
  const profile = await foundBefore(q, about, known);
  const today = todayOf(q);
  const paid = earlierOf(factsAt(besides(profile, about.id), today));
  const due = await store.promised(q.tx, q.scope, about.firmId, about.id);
  const earlier: Payment[] = [
    ...paid,
    ...due.map((d) => ({
      clause: d.clause,
      item: d.item === '' ? null : d.item,
      fen: d.fen,
      on: todayOf({ now: d.on, scope: q.scope }),
    })),
  ];
  const considered = consider(q, rule, { profile, item: about.item, earlier });
  const { clause, catalogue, facts, result } = considered;
  const files = about.id === null ? [] : await materialStore.ofApplication(q.tx, q.scope, about.id);
  return {
    clause,
    rule,
    considered,
    whyNot: whyNot(considered, workCalendarOf(q.scope.zone)),
    form: formOf(clause, catalogue, facts, today, result),
    materials: materialsOf({ clause, catalogue, facts, assessedOn: today, item: about.item }, files),
  };
}

/** Key of what an application has paid out, in the firm's `awards`. */
export const awardKey = (applicationId: string, seq: number): string => `policy:${applicationId}:${seq}`;

/**
 * Findings written before they named their clause: those of a day on which an application of the firm for this clause was reviewed are
 * about this clause, and no other.
 */
async function foundBefore(q: Query, about: About, profile: Profile): Promise<Profile> {
  const unnamed = (o: Observation) => o.source === unnamedFinding;
  if (!Object.values(profile.facts).some((all) => all.some(unnamed))) return profile;
  const reviews = await reviewedAt(q.tx, q.scope, about.firmId, about.clauseId);
  const days = new Set(reviews.map((at) => todayOf({ now: at, scope: q.scope })));
  const named = (o: Observation): Observation =>
    unnamed(o) && days.has(o.observedOn) ? { ...o, source: findingSource(about.clauseId) } : o;
  return {
    ...profile,
    facts: Object.fromEntries(Object.entries(profile.facts).map(([key, all]) => [key, all.map(named)])),
  };
}

/** Without what this application itself has paid out: that is not held against it. */
function besides(profile: Profile, id: string | null): Profile {
  const { awards } = profile.collections;
  if (id === null || !awards) return profile;
  const items = awards.items.filter((i) => !i.id.startsWith(`policy:${id}:`));
  return { ...profile, collections: { ...profile.collections, awards: { ...awards, items } } };
}

/** @throws `policy.clause_unknown` */
export async function currentRule(q: Query, clauseId: string): Promise<RuleText> {
  const v = await libraryOf(q);
  if (!v.library.clauses.has(clauseId)) throw new DomainError('policy.clause_unknown', { id: clauseId });
  return ruleOf(v.library, clauseId);
}
