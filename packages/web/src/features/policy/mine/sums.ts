import type { Condition, Match } from '@hegu/contract/policy/matching.ts';

/** What a page draws from a match: sums per clause, and which missing facts would settle the most. Pure. */

type Words = Match['clause']['title'];
type Explained = Condition['explained'];
type Group = Match['group'];

/** The groups whose sums are counted: met, or waiting for a judgement or a window. */
const counted: ReadonlySet<Group> = new Set<Group>(['confirm', 'now', 'review', 'soon']);

export interface PaidRow {
  readonly id: string;
  readonly title: Words;
  readonly fullFen: number;
  readonly paidFen: number;
}

/** Clauses with a known sum: by itself, and paid together with the rest; the largest first. */
export function paidRows(matches: readonly Match[]): PaidRow[] {
  return matches
    .filter((m) => counted.has(m.group))
    .map((m) => ({
      id: m.clause.id,
      title: m.clause.title,
      fullFen: m.awards.reduce((n, a) => n + (a.fullFen ?? 0), 0),
      paidFen: m.awards.reduce((n, a) => n + (a.paidFen ?? 0), 0),
    }))
    .filter((r) => r.fullFen > 0)
    .sort((a, b) => b.fullFen - a.fullFen || (a.id < b.id ? -1 : 1));
}

const unknownLabels = (e: Explained, found: Map<string, Words>): void => {
  if (e.truth !== 'unknown') return;
  // Items of a collection are asked for as a whole: its own fields are named inside the sentence.
  for (const s of e.sources) if (s.value === null) found.set(s.label.zh, s.label);
  for (const part of e.parts) unknownLabels(part, found);
};

export interface Missing {
  readonly label: Words;
  /** How many clauses wait for it. */
  readonly clauses: number;
  /** The most that one of them comes to, in 分; 0 where none names a sum. */
  readonly mostFen: number;
}

/** Facts that are missing, those first that most clauses wait for. */
export function missingFacts(matches: readonly Match[], most = 4): Missing[] {
  const all = new Map<string, { label: Words; clauses: number; mostFen: number }>();
  for (const m of matches) {
    if (m.group !== 'data') continue;
    const found = new Map<string, Words>();
    for (const c of m.conditions) unknownLabels(c.explained, found);
    for (const [key, label] of found) {
      const before = all.get(key) ?? { label, clauses: 0, mostFen: 0 };
      all.set(key, {
        label,
        clauses: before.clauses + 1,
        mostFen: Math.max(before.mostFen, m.clause.mostFen ?? 0),
      });
    }
  }
  return [...all.values()]
    .sort((a, b) => b.clauses - a.clauses || b.mostFen - a.mostFen || (a.label.zh < b.label.zh ? -1 : 1))
    .slice(0, most);
}

/** Columns of so many figures, at most three: no row with one left over, as long as there is another way. */
export const figureColumns = (figures: number): number => (figures === 4 ? 2 : Math.min(figures, 3));

/** How near a clause is: the share of its conditions that are met already. What is of the firm's track, near and large comes first. */
export const nearness = (m: Match): number =>
  m.conditions.length === 0 ? 0 : m.conditions.filter((c) => c.truth === 'met').length / m.conditions.length;

export function byNearness(matches: readonly Match[]): Match[] {
  return [...matches].sort(
    (a, b) =>
      Number(b.ofTrack) - Number(a.ofTrack) ||
      nearness(b) - nearness(a) ||
      (b.clause.mostFen ?? 0) - (a.clause.mostFen ?? 0),
  );
}
