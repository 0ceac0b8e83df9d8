import type { Answers, Match, MatchResult, Step as StepView } from '@hegu/contract/policy/matching.ts';
import { groups } from '@hegu/contract/policy/matching.ts';
import type { Award } from '@hegu/rules/benefit/stacking.ts';
import type { Assessment } from '@hegu/rules/evaluate/run.ts';
import { type ExplainContext, type Explained, explain } from '@hegu/rules/explain/explain.ts';
import { type StepSet, spoken } from '@hegu/rules/explain/steps.ts';
import { bestUnlocks, isNear, unlockSets } from '@hegu/rules/explain/unlock.ts';
import { type Facts, factsAt, type Profile, type Words } from '@hegu/rules/facts.ts';
import { payable } from '@hegu/rules/library.ts';
import type { z } from 'zod';
import { workCalendarOf } from '../../../platform/clock/calendar.ts';
import type { Command, Query } from '../../../platform/command.ts';
import { DomainError } from '../../../platform/errors.ts';
import { discloseFirm, firmOfOrganisation, profileOf, referenceOf } from '../../enterprise/index.ts';
import { access } from '../access.ts';
import { mostFen, windowOn } from '../library/rules.ts';
import { clauseOf, libraryOf, summaryOf, todayOf, type ValleyLibrary } from '../library/service.ts';
import { checkAnswers, type Group, gainsOf, groupOf, profileFromAnswers, rivalsOf } from './rules.ts';

/** What all policies come to for one firm, with every reason. */

type StepOut = z.infer<typeof StepView>;
const shown = (steps: StepSet): StepOut[] => spoken(steps).map(({ kind, words }) => ({ kind, words }));

/** The organisation through which somebody is of a firm's people. */
async function ownOf(q: Query, firmId: string): Promise<string | null> {
  for (const { organisationId } of q.actor?.memberships ?? [])
    if ((await firmOfOrganisation(q.tx, q.scope, organisationId)) === firmId) return organisationId;
  return null;
}

/** For the firm's own people, who see everything. @throws `access.denied`, `record.not_found` */
export async function matchFirm(q: Query, firmId: string, on: string | undefined): Promise<MatchResult> {
  const own = await ownOf(q, firmId);
  access.assert(q.actor, 'policy.match', { organisationId: own });
  if (own === null) throw new DomainError('access.denied', { action: 'policy.match' });
  const profile = await profileOf(q.tx, q.scope, firmId);
  if (!profile) throw new DomainError('record.not_found', {});
  return matchProfile(q, profile, on ?? todayOf(q));
}

/**
 * For an officer: what the firm lets be used for matching. The firm sees who has looked.
 * @throws `access.denied`, `record.not_found`, `firm.purpose_not_yours`, `firm.no_consent`
 */
export async function matchFirmFor(
  cx: Command,
  firmId: string,
  body: { readonly on?: string | undefined; readonly note: string },
): Promise<MatchResult> {
  access.assert(cx.actor, 'policy.match', { organisationId: null });
  await discloseFirm(cx, firmId, { purpose: 'policyMatching', note: body.note, what: 'facts' });
  const profile = await profileOf(cx.tx, cx.scope, firmId, { purpose: 'policyMatching' });
  if (!profile) throw new DomainError('record.not_found', {});
  return matchProfile(cx, profile, body.on ?? todayOf(cx));
}

/** @throws `fact.date_future` and `fact.code_unknown`, all at once, with the question as `field` */
export async function matchAnswers(q: Query, answers: Answers): Promise<MatchResult> {
  const today = todayOf(q);
  const refused = checkAnswers(answers, referenceOf(q), today);
  if (refused.length > 0) throw DomainError.all(refused);
  return matchProfile(q, profileFromAnswers(answers, today), today);
}

/** Money the firm has had for clauses, as its profile says. */
export function earlierOf(facts: Facts) {
  return (facts.items('awards')?.items ?? []).flatMap((i) => {
    const { clause, amount, paidOn, product } = i.values;
    return typeof clause === 'string' && typeof amount === 'number' && typeof paidOn === 'string'
      ? [{ clause, item: typeof product === 'string' ? product : null, fen: amount, on: paidOn }]
      : [];
  });
}

/** Tracks the firm works in, or all of its fields where it has named none; null where nothing is known of either. */
function tracksOfFirm(q: Query, facts: Facts): string[] | null {
  const codes = (field: string) => {
    const value = facts.fact(field, null)?.value;
    return Array.isArray(value) ? value : [];
  };
  const [tracks, fields] = [codes('tracks'), codes('fields')];
  if (tracks.length > 0) return tracks;
  const all = [...referenceOf(q).tracks.values()].filter((t) => fields.includes(t.field));
  return all.length > 0 ? all.map((t) => t.code) : null;
}

export async function matchProfile(q: Query, profile: Profile, on: string): Promise<MatchResult> {
  const v = await libraryOf(q);
  const at: Assessment = { assessedOn: on, calendar: workCalendarOf(q.scope.zone) };
  const facts = factsAt(profile, on);
  const earlier = earlierOf(facts);
  const { decisions, stack, possible } = v.library.consider(facts, at, earlier);
  const due = new Set(stack.awards.map((a) => a.candidate.clause));
  const awards = new Map<string, Award[]>();
  for (const a of [...stack.awards, ...possible.awards.filter((x) => !due.has(x.candidate.clause))])
    awards.set(a.candidate.clause, [...(awards.get(a.candidate.clause) ?? []), a]);
  const titleOf = (id: string): Words => v.library.clauses.get(id)?.clause.title ?? { zh: id, en: id };

  const rivals = rivalsOf(v.library.policies, v.library.lifted(facts, at));
  const gains = gainsOf(rivals, stack.awards, earlier);
  const tracks = tracksOfFirm(q, facts);
  const unlockable: { id: string; sets: StepSet[]; worth: number }[] = [];
  const matches = decisions.map((d): Match => {
    const entry = clauseOf(v, d.clauseId);
    const cx: ExplainContext = {
      catalogue: v.library.catalogue,
      definitions: entry.clause.definitions,
      facts,
      at,
      event: entry.clause.event,
    };
    const sets = d.outcome === 'eligible' ? [[]] : unlockSets(d, cx);
    const done =
      payable(d.outcome) && !awards.has(d.clauseId) && earlier.some((e) => e.clause === d.clauseId);
    const most = mostFen(entry.clause.benefit.amount);
    const group = done
      ? 'received'
      : groupOf(d, windowOn(entry.clause, on), entry.clause.automatic, sets, gains(d.clauseId, most));
    if (group === 'nearly' || group === 'data')
      unlockable.push({ id: d.clauseId, sets: sets.filter(isNear), worth: most ?? 0 });
    return {
      clause: summaryOf(v, entry, on),
      outcome: d.outcome,
      group,
      ofTrack: tracks === null || tracks.some((t) => v.entries.get(d.clauseId)?.tracks.has(t)),
      conditions: d.requirements.map((r) => ({
        id: r.requirement.id,
        kind: r.requirement.kind,
        text: r.requirement.text,
        article: r.requirement.article ?? null,
        truth: r.truth,
        explained: explainedView(explain(cx, r.finding)),
      })),
      awards: (awards.get(d.clauseId) ?? []).map((a) => awardView(v, a, titleOf)),
      ways: (group === 'nearly' ? sets.filter(isNear) : sets)
        .filter((s) => s.length > 0)
        .slice(0, 3)
        .map(shown),
    };
  });
  const counts = Object.fromEntries(groups.map((g) => [g, matches.filter((m) => m.group === g).length]));
  const reachable = new Set<Group>(['now', 'confirm', 'review', 'soon']);
  const open = matches.filter((m) => reachable.has(m.group));
  const reached = new Set(open.map((m) => m.clause.id));
  const sum = (of: readonly Match[]) =>
    of.reduce((n, m) => n + m.awards.reduce((s, a) => s + (a.paidFen ?? 0), 0), 0);
  return {
    assessedOn: on,
    // Everything decided in the firm's favour, taken together
    totalFen: possible.awards.reduce(
      (n, a) => n + (reached.has(a.candidate.clause) ? (a.paidFen ?? 0) : 0),
      0,
    ),
    certainFen: sum(open.filter((m) => m.clause.entitlement === 'fixed' && m.group !== 'review')),
    unknownAmounts: open.filter((m) => m.awards.some((a) => a.paidFen === null)).length,
    counts: counts as MatchResult['counts'],
    matches: matches.sort((a, b) => order[a.group] - order[b.group] || worth(b) - worth(a)),
    unlocks: bestUnlocks(
      unlockable.sort((a, b) => b.worth - a.worth),
      { rivals: (a, b) => rivals.get(a)?.has(b) ?? false },
    ).map((u) => ({
      steps: shown(u.steps),
      opens: u.opens.map((id) => ({ id, title: titleOf(id) })),
    })),
  };
}

type ExplainedView = Match['conditions'][number]['explained'];
const explainedView = ({ field: _, ...e }: Explained): ExplainedView => ({
  ...e,
  sources: e.sources.map((s) => ({ ...s, otherYears: [...s.otherYears] })),
  parts: e.parts.map(explainedView),
});

const order: Readonly<Record<Group, number>> = {
  confirm: 0,
  now: 1,
  review: 2,
  soon: 3,
  nearly: 4,
  data: 5,
  received: 6,
  other: 7,
  over: 8,
};
const worth = (m: Match): number =>
  m.awards.reduce((n, a) => n + (a.paidFen ?? 0), 0) || (m.clause.mostFen ?? 0);

function awardView(v: ValleyLibrary, a: Award, titleOf: (id: string) => Words): Match['awards'][number] {
  const caps = v.library.policies.flatMap((p) => p.caps);
  const exclusions = v.library.policies.flatMap((p) => p.exclusions);
  return {
    item: a.candidate.item,
    entitlement: a.candidate.entitlement,
    fullFen: a.fullFen,
    paidFen: a.paidFen,
    displacedBy: a.displacedBy.map((d) => ({
      clauseId: d.clause,
      title: titleOf(d.clause),
      because: exclusions.find((e) => e.id === d.exclusion)?.text ?? {
        zh: '不重复享受',
        en: 'Not paid twice',
      },
    })),
    cutBy: a.cutBy.map((c) => ({
      byFen: c.byFen,
      because:
        c.by === 'base'
          ? { zh: `随“${titleOf(c.id).zh}”的金额减少`, en: `Less, because “${titleOf(c.id).en}” pays less` }
          : c.by === 'limit'
            ? { zh: '已到本条款的件数上限', en: 'As many as the clause allows' }
            : (caps.find((x) => x.id === c.id)?.text ?? { zh: '已到上限', en: 'A ceiling is reached' }),
    })),
  };
}
