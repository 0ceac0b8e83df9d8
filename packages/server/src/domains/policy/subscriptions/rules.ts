import type { Topic } from '@hegu/contract/policy/subscriptions.ts';
import { parseDay } from '@hegu/rules/civil.ts';
import type { Clause, Policy } from '@hegu/rules/clause.ts';
import { standingOf } from '@hegu/rules/evaluate/assess.ts';

/** What a subscription covers, and what there is to tell on a day. Pure. */

export interface Entry {
  readonly clause: Clause;
  readonly policy: Pick<Policy, 'id' | 'field' | 'level' | 'district'>;
  /** Codes of the tracks it is for. */
  readonly tracks: ReadonlySet<string>;
}

/** A clause subscribed to goes on in the one that takes its place. */
export function covers(topic: Topic, { clause, policy, tracks }: Entry): boolean {
  switch (topic.kind) {
    case 'clause':
      return clause.id === topic.clauseId || clause.follows.includes(topic.clauseId);
    case 'document':
      return policy.id === topic.policyId;
    case 'matter':
      return (
        (topic.field === undefined || policy.field === topic.field) &&
        (topic.level === undefined || policy.level === topic.level) &&
        (topic.district === undefined || policy.district === topic.district) &&
        (topic.track === undefined || tracks.has(topic.track))
      );
    case 'eligible':
      return false;
  }
}

/**
 * When applications are taken, as far as it is known to the day: the filing windows, or the whole period where there are none. An edge of the
 * period that is known only by its month or year is no day to remind of.
 */
export function windowsOf(clause: Pick<Clause, 'filing' | 'period' | 'datesKnown'>): {
  readonly from: string | null;
  readonly to: string | null;
}[] {
  if (clause.filing.length > 0) return clause.filing.map((w) => ({ from: w.from, to: w.to }));
  const toTheDay = (edge: 'from' | 'to') => (clause.datesKnown?.[edge] ?? 'day') === 'day';
  return [
    {
      from: toTheDay('from') ? clause.period.from : null,
      to: toTheDay('to') ? clause.period.to : null,
    },
  ];
}

/** One thing to tell. The key names it for good: what has been told under it is not told again. */
export interface WindowNews {
  readonly key: string;
  readonly what: 'opens' | 'closes';
  readonly clauseId: string;
  readonly from: string | null;
  readonly to: string | null;
  /** Days left, for one that closes; 0: today is the last. */
  readonly days: number;
}

const daysBetween = (from: string, to: string): number => parseDay(to) - parseDay(from);

/**
 * What is to be told of a clause's windows by `today`. Everything that has come since the subscription and is still so: a job that did
 * not run for a week tells then.
 */
export function windowNews(
  clause: Clause,
  today: string,
  sub: { readonly since: string; readonly remindDays: number },
): WindowNews[] {
  const standing = standingOf(clause, today);
  if (standing === 'over' || standing === 'notYet') return [];
  return windowsOf(clause).flatMap(({ from, to }): WindowNews[] => {
    if ((from !== null && today < from) || (to !== null && to < today)) return [];
    const of = { clauseId: clause.id, from, to };
    const left = to === null ? null : daysBetween(today, to);
    const closes =
      left !== null && left <= sub.remindDays
        ? [{ ...of, key: `closes:${clause.id}:${to}`, what: 'closes' as const, days: left }]
        : [];
    // Subscribed to while it was open already: they have seen that
    const opens =
      from !== null && from > sub.since
        ? [{ ...of, key: `opens:${clause.id}:${from}`, what: 'opens' as const, days: 0 }]
        : [];
    return [...opens, ...closes];
  });
}

interface Edge {
  readonly what: 'opens' | 'closes';
  readonly on: string;
}

/** What comes next in a clause's windows on a day. */
export function nextEdge(clause: Clause, today: string): Edge | null {
  if (standingOf(clause, today) === 'over') return null;
  const edges = windowsOf(clause).flatMap(({ from, to }): Edge[] => {
    if (from !== null && today < from) return [{ what: 'opens', on: from }];
    return to !== null && today <= to ? [{ what: 'closes', on: to }] : [];
  });
  return edges.sort((a, b) => (a.on < b.on ? -1 : 1))[0] ?? null;
}

export interface Mark {
  readonly clauseId: string;
  readonly policyId: string;
  readonly hash: string;
  readonly clause: Clause;
}

export interface Change {
  readonly kind: 'published' | 'changed' | 'removed';
  readonly clauseId: string;
  readonly policyId: string;
  readonly before: Clause | null;
}

/** How the library differs from what was seen of it before. */
export function changesBetween(
  before: readonly Mark[],
  now: readonly Pick<Mark, 'clauseId' | 'policyId' | 'hash'>[],
): Change[] {
  const old = new Map(before.map((m) => [m.clauseId, m]));
  const present = new Set(now.map((m) => m.clauseId));
  return [
    ...now.flatMap(({ clauseId, policyId, hash }): Change[] => {
      const was = old.get(clauseId);
      if (!was) return [{ kind: 'published', clauseId, policyId, before: null }];
      return was.hash === hash ? [] : [{ kind: 'changed', clauseId, policyId, before: was.clause }];
    }),
    ...before
      .filter((m) => !present.has(m.clauseId))
      .map(({ clauseId, policyId, clause }) => ({
        kind: 'removed' as const,
        clauseId,
        policyId,
        before: clause,
      })),
  ];
}
