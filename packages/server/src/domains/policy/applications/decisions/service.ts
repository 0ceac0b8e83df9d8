import type { Payment } from '@hegu/rules/benefit/stacking.ts';
import { explainRequirement } from '@hegu/rules/explain/explain.ts';
import type { Profile } from '@hegu/rules/facts.ts';
import { canonicalJson, sha256Hex } from '../../../../platform/canonical.ts';
import { personOf } from '../../../../platform/casework/rules.ts';
import { workCalendarOf } from '../../../../platform/clock/calendar.ts';
import type { Command, Query } from '../../../../platform/command.ts';
import { DomainError } from '../../../../platform/errors.ts';
import { newId } from '../../../../platform/ids.ts';
import { todayOf } from '../../library/service.ts';
import {
  type Decided,
  decide,
  listening,
  type Result,
  type RuleText,
  recalled,
  type Seen,
  type Unmet,
} from './rules.ts';
import * as store from './store.ts';

/** Decisions of rules about applications: computed, kept, and computed again. */

export interface Subject {
  readonly profile: Profile;
  readonly item: string;
  readonly earlier: readonly Payment[];
}

/** What the rule says today; nothing is written. */
export function consider(
  q: Pick<Query, 'now' | 'scope'>,
  rule: RuleText,
  of: Subject,
): Decided & { readonly seen: Seen } {
  const today = todayOf(q);
  const { calendar, heard } = listening(workCalendarOf(q.scope.zone));
  const seen = { ...of, assessedOn: today, knownOn: today };
  const decided = decide(rule, seen, calendar);
  return { ...decided, seen: { ...seen, workdays: heard() } };
}

/** Keeps a decision with everything it was made from. @returns its id */
export async function keep(
  cx: Command,
  firmId: string,
  rule: RuleText,
  of: Decided & { readonly seen: Seen },
): Promise<string> {
  const id = newId();
  const [ruleText, facts, result] = [rule, of.seen, of.result].map((x) => canonicalJson(x)) as [
    string,
    string,
    string,
  ];
  const ruleHash = sha256Hex(ruleText);
  await store.insertRule(cx.tx, cx.scope, ruleHash, ruleText);
  await store.insertDecision(cx.tx, cx.scope, {
    id,
    firmId,
    clauseId: rule.clause,
    ruleHash,
    assessedOn: of.seen.assessedOn,
    knownOn: of.seen.knownOn,
    facts,
    factsHash: sha256Hex(facts),
    result,
    resultHash: sha256Hex(result),
    madeAt: cx.now,
    madeBy: personOf(cx.actor),
  });
  return id;
}

export interface Kept {
  readonly id: string;
  readonly rule: RuleText;
  readonly seen: Seen;
  readonly result: Result;
  readonly hashes: { readonly rule: string; readonly facts: string; readonly result: string };
  readonly madeAt: string;
}

/** @throws `record.not_found` */
export async function kept(q: Pick<Query, 'tx' | 'scope'>, id: string): Promise<Kept> {
  const row = await store.findDecision(q.tx, q.scope, id);
  if (!row) throw new DomainError('record.not_found', { id });
  return {
    id,
    rule: JSON.parse(row.rule) as RuleText,
    seen: JSON.parse(row.facts) as Seen,
    result: JSON.parse(row.result) as Result,
    hashes: { rule: row.ruleHash, facts: row.factsHash, result: row.resultHash },
    madeAt: row.madeAt.toString(),
  };
}

export interface Replay {
  /** The stored texts are those of their hashes, and the result comes out the same to the byte. */
  readonly same: boolean;
  readonly textsUntouched: boolean;
  readonly stored: string;
  readonly computed: string;
}

/** Computes a decision again from the stored texts alone and compares the bytes. @throws `record.not_found` */
export async function replay(q: Pick<Query, 'tx' | 'scope'>, decisionId: string): Promise<Replay> {
  const row = await store.findDecision(q.tx, q.scope, decisionId);
  if (!row) throw new DomainError('record.not_found', { id: decisionId });
  const textsUntouched =
    sha256Hex(row.rule) === row.ruleHash &&
    sha256Hex(row.facts) === row.factsHash &&
    sha256Hex(row.result) === row.resultHash;
  let computed: string;
  try {
    const { workdays, ...seen } = JSON.parse(row.facts) as Seen;
    computed = canonicalJson(decide(JSON.parse(row.rule) as RuleText, seen, recalled(workdays)).result);
  } catch (error) {
    // A text that was tampered with may not even be one; that is an answer, not a failure
    computed = `: ${error instanceof Error ? error.message : String(error)}`;
  }
  return { same: textsUntouched && computed === row.result, textsUntouched, stored: row.result, computed };
}

const explaining = (of: Decided & { readonly seen: Seen }, calendar: ReturnType<typeof workCalendarOf>) => ({
  catalogue: of.catalogue,
  definitions: of.clause.definitions,
  facts: of.facts,
  at: { assessedOn: of.seen.assessedOn, calendar },
});

/** What the requirements ask that the rule could not answer, in words: for the person who is to answer. */
export function whatIsOpen(
  of: Decided & { readonly seen: Seen },
  calendar: ReturnType<typeof workCalendarOf>,
): { zh: string; en: string }[] {
  const cx = explaining(of, calendar);
  return of.decision.requirements
    .filter((r) => r.truth === 'unknown' || r.truth === 'review')
    .map((r) => explainRequirement(cx, r).asks);
}

/** Why not, requirement by requirement: those that are not met, with what is missing. */
export function whyNot(
  of: Decided & { readonly seen: Seen },
  calendar: ReturnType<typeof workCalendarOf>,
): Unmet[] {
  const cx = explaining(of, calendar);
  return of.decision.requirements
    .filter((r) => r.truth === 'unmet')
    .map((r) => {
      const e = explainRequirement(cx, r);
      const part = e.shortfall ? e : (deepest(e) ?? e);
      const because =
        part.shortfall && part.actual
          ? {
              zh: `现为 ${part.actual.zh}，${part.shortfall.zh}`,
              en: `${part.actual.en}: ${part.shortfall.en}`,
            }
          : part.actual
            ? { zh: `现为 ${part.actual.zh}`, en: `now ${part.actual.en}` }
            : null;
      return { id: e.id, text: e.text, article: e.article, because };
    });
}

type Part = ReturnType<typeof explainRequirement>['parts'][number];
function deepest(of: { readonly parts: readonly Part[] }): Part | null {
  for (const p of of.parts) {
    if (p.truth !== 'unmet') continue;
    if (p.shortfall) return p;
    const below = deepest(p);
    if (below) return below;
  }
  return null;
}
