import type { Finding } from '../evaluate/run.ts';
import type { FactValue, Words } from '../facts.ts';

/** Steps, and sets of them: the algebra of ways to open a clause. */

export interface Step {
  /** Steps of one key are the same thing to do; the one with the larger `level` includes the others. */
  readonly key: string;
  readonly level: number;
  /** `do`: the firm's own doing; `wait`: only time; `tell`: the firm may meet it already, the data is missing; `judge`: people have to say. */
  readonly kind: 'do' | 'wait' | 'tell' | 'judge';
  readonly words: Words;
  /** Keys of steps that have to be done before this one. */
  readonly after?: readonly string[];
  /** Days to wait until it can be done, where that is known. */
  readonly days?: number;
  /** What an item is once it is done. */
  readonly makes?: Change;
  /** About an item, and nobody can say what it makes of it: data to be told, time to pass. */
  readonly loose?: true;
}
export type StepSet = readonly Step[];

export interface Change {
  readonly collection: string;
  readonly item: string;
  readonly values: Readonly<Record<string, FactValue>>;
}

/** Beyond this many ways nobody reads on; the shortest are kept. */
const most = 24;

/** Ways to make a finding met (or unmet), out of the ways of its leaves. */
export function waysOf(
  f: Finding,
  met: boolean,
  leaf: (f: Finding, met: boolean) => readonly StepSet[],
): readonly StepSet[] {
  if (f.truth === (met ? 'met' : 'unmet')) return [[]];
  const parts = f.parts ?? [];
  const { node } = f;
  switch (node.op) {
    case 'not':
      return parts[0] ? waysOf(parts[0], !met, leaf) : [];
    case 'all':
    case 'any':
      return (node.op === 'all') === met
        ? parts.reduce<readonly StepSet[]>((sets, p) => both(sets, waysOf(p, met, leaf)), [[]])
        : smallest(parts.flatMap((p) => waysOf(p, met, leaf)));
    case 'atLeast': {
      // Of n parts, k met; or n − k + 1 unmet
      const needed = met ? node.count : parts.length - node.count + 1;
      let reach: (readonly StepSet[])[] = [[[]]];
      for (const p of parts) {
        const here = waysOf(p, met, leaf);
        const next = reach.map((sets) => [...sets]);
        for (const [n, sets] of reach.entries())
          next[n + 1] = smallest([...(next[n + 1] ?? []), ...both(sets, here)]);
        reach = next;
      }
      return reach[needed] ?? [];
    }
    default:
      return leaf(f, met);
  }
}

/** Every pair joined, equal keys at the larger level, supersets dropped. */
export function both(a: readonly StepSet[], b: readonly StepSet[]): StepSet[] {
  const out: StepSet[] = [];
  for (const x of a) for (const y of b) out.push(merged(x, y));
  return smallest(out);
}

/** What comes first stands first; else by key, so that equal sets look alike. */
export function merged(a: StepSet, b: StepSet): StepSet {
  const byKey = new Map(a.map((s) => [s.key, s]));
  for (const s of b) {
    const other = byKey.get(s.key);
    if (!other || other.level < s.level) byKey.set(s.key, s);
  }
  const depth = depths(byKey);
  return [...byKey.values()].sort(
    (x, y) =>
      (depth.get(x.key) ?? 0) - (depth.get(y.key) ?? 0) || (x.key < y.key ? -1 : x.key > y.key ? 1 : 0),
  );
}

/** How many steps lie before each. */
function depths(byKey: ReadonlyMap<string, Step>): Map<string, number> {
  const depth = new Map<string, number>();
  const visit = (key: string): number => {
    const known = depth.get(key);
    if (known !== undefined) return known;
    depth.set(key, 0);
    const before = (byKey.get(key)?.after ?? []).filter((k) => byKey.has(k));
    const d = before.length === 0 ? 0 : Math.max(...before.map(visit)) + 1;
    depth.set(key, d);
    return d;
  };
  for (const key of byKey.keys()) visit(key);
  return depth;
}

/** The longest run of steps of which each has to wait for the one before; 1 where all can be begun today. */
export const longestRun = (set: StepSet): number =>
  set.length === 0 ? 0 : Math.max(...depths(new Map(set.map((s) => [s.key, s]))).values()) + 1;

/** The set without a step and without what has to come after it. */
export function without(set: StepSet, step: Step): StepSet {
  const gone = new Set([step.key]);
  // What comes first stands first
  for (const s of set) if (s.after?.some((k) => gone.has(k))) gone.add(s.key);
  return set.filter((s) => !gone.has(s.key));
}

/** How much there is to do: data that is missing is told at one go. */
export const weightOf = (set: StepSet): number =>
  set.filter((s) => s.kind !== 'tell').length + (set.some((s) => s.kind === 'tell') ? 1 : 0);

export const tellFirst: Words = { zh: '补充资料：', en: 'Tell us: ' };

/** As it is told: what has to be done in its order, then what is missing, in one sentence. */
export function spoken(set: StepSet): readonly Pick<Step, 'kind' | 'words'>[] {
  const tells = set.filter((s) => s.kind === 'tell');
  const rest = set.filter((s) => s.kind !== 'tell');
  if (tells.length < 2) return [...rest, ...tells];
  const bare = (l: 'zh' | 'en') =>
    tells.map((t) =>
      t.words[l].startsWith(tellFirst[l]) ? t.words[l].slice(tellFirst[l].length) : t.words[l],
    );
  return [
    ...rest,
    {
      kind: 'tell',
      words: { zh: tellFirst.zh + bare('zh').join('、'), en: tellFirst.en + bare('en').join(', ') },
    },
  ];
}

/** Is everything in `a` done once `b` is? */
export const includes = (b: StepSet, a: StepSet): boolean =>
  a.every((s) => b.some((t) => t.key === s.key && t.level >= s.level));

export function smallest(sets: readonly StepSet[]): StepSet[] {
  const sorted = [...sets].sort((a, b) => a.length - b.length);
  const kept: StepSet[] = [];
  for (const s of sorted) {
    if (!kept.some((k) => includes(s, k))) kept.push(s);
    if (kept.length >= most) break;
  }
  return kept;
}
