import type { Decision } from '../evaluate/assess.ts';
import type { Finding } from '../evaluate/compile.ts';
import { isKnown } from '../evaluate/quantity.ts';
import type { Condition, Value } from '../expression.ts';
import type { Words } from '../facts.ts';
import { type ExplainContext, type Explained, explain } from './explain.ts';

/**
 * What would open a clause: the smallest sets of steps after which it is met, and which steps open the most clauses
 * together. What nobody can change (a day that has passed, an award once received) is never a step.
 */

export interface Step {
  /** Steps of one key are the same thing to do; the one with the larger `level` includes the others. */
  readonly key: string;
  readonly level: number;
  /** `do`: the firm's own doing; `wait`: only time; `tell`: the firm may meet it already, the data is missing; `judge`: people have to say. */
  readonly kind: 'do' | 'wait' | 'tell' | 'judge';
  readonly words: Words;
}
export type StepSet = readonly Step[];

/** Beyond this many ways nobody reads on; the shortest are kept. */
const most = 24;

/** The minimal sets for one clause; empty where nothing the firm can do opens it, [[]] where it is open. */
export function unlockSets(decision: Decision, cx: ExplainContext): StepSet[] {
  let sets: StepSet[] = [[]];
  for (const r of decision.requirements) {
    // Who is outside the clause's scope is not told to move house for it
    if (r.requirement.kind === 'scope' && r.truth === 'unmet') return [];
    // The clause's own words say best what to do, where one requirement is one thing
    sets = both(sets, ways(r.finding, true, cx, r.requirement.text));
  }
  return sets;
}

/** Ways to make a finding met (or unmet). */
function ways(f: Finding, met: boolean, cx: ExplainContext, text?: Words): StepSet[] {
  if (f.truth === (met ? 'met' : 'unmet')) return [[]];
  const parts = f.parts ?? [];
  const { node } = f;
  switch (node.op) {
    case 'not':
      return parts[0] ? ways(parts[0], !met, cx) : [];
    case 'all':
    case 'any':
      return (node.op === 'all') === met
        ? parts.reduce<StepSet[]>((sets, p) => both(sets, ways(p, met, cx)), [[]])
        : smallest(parts.flatMap((p) => ways(p, met, cx)));
    case 'atLeast': {
      // Of n parts, k met; or n − k + 1 unmet
      const needed = met ? node.count : parts.length - node.count + 1;
      let reach: StepSet[][] = [[[]]];
      for (const p of parts) {
        const here = ways(p, met, cx);
        const next = reach.map((sets) => [...sets]);
        for (const [n, sets] of reach.entries())
          next[n + 1] = smallest([...(next[n + 1] ?? []), ...both(sets, here)]);
        reach = next;
      }
      return reach[needed] ?? [];
    }
    default: {
      const step = stepOf(f, node, met, cx, text);
      return step ? [[step]] : [];
    }
  }
}

/** Every pair joined, equal keys at the larger level, supersets dropped. */
function both(a: readonly StepSet[], b: readonly StepSet[]): StepSet[] {
  const out: StepSet[] = [];
  for (const x of a) for (const y of b) out.push(merged(x, y));
  return smallest(out);
}

function merged(a: StepSet, b: StepSet): StepSet {
  const byKey = new Map(a.map((s) => [s.key, s]));
  for (const s of b) {
    const other = byKey.get(s.key);
    if (!other || other.level < s.level) byKey.set(s.key, s);
  }
  return [...byKey.values()].sort((x, y) => (x.key < y.key ? -1 : x.key > y.key ? 1 : 0));
}

/** Is everything in `a` done once `b` is? */
export const includes = (b: StepSet, a: StepSet): boolean =>
  a.every((s) => b.some((t) => t.key === s.key && t.level >= s.level));

function smallest(sets: readonly StepSet[]): StepSet[] {
  const sorted = [...sets].sort((a, b) => a.length - b.length);
  const kept: StepSet[] = [];
  for (const s of sorted) {
    if (!kept.some((k) => includes(s, k))) kept.push(s);
    if (kept.length >= most) break;
  }
  return kept;
}

function stepOf(f: Finding, node: Condition, met: boolean, cx: ExplainContext, text?: Words): Step | null {
  if (f.truth === 'unknown') {
    // The same data is told once, whatever is asked of it
    const words = told(explain(cx, f));
    return step(`tell:${words.zh}`, 1, 'tell', words);
  }
  if (f.truth === 'review') {
    const asks = text ?? explain(cx, f).asks;
    return step(`judge:${keyOf(node)}`, 1, 'judge', {
      zh: `经评审认定：${asks.zh}`,
      en: `Reviewers find: ${asks.en}`,
    });
  }
  const change = changeOf(node, cx);
  if (change === 'never') return null;
  const explained = explain(cx, f);
  if (node.op !== 'compare') {
    // Having fewer of what is recorded is nothing one can do
    if (node.op === 'exists' && !met) return null;
    const words: Words = met
      ? (text ?? { zh: `做到：${explained.asks.zh}`, en: `Reach: ${explained.asks.en}` })
      : { zh: `不再：${explained.asks.zh}`, en: `No longer: ${explained.asks.en}` };
    return step(`${met ? '' : 'not:'}${keyOf(node)}`, 1, change === 'time' ? 'wait' : 'do', words);
  }
  const upward = (node.is === 'ge' || node.is === 'gt') === met;
  const sign = upward ? 1 : -1;
  // A larger bound to reach (or a smaller one to stay under) includes the lesser
  const level = f.right && isKnown(f.right) ? sign * f.right.lo : 1;
  if (usesItems(node.left) && !upward) return null;
  const gap = explained.shortfall
    ? { zh: `（${explained.shortfall.zh}）`, en: ` (${explained.shortfall.en})` }
    : { zh: '', en: '' };
  return step(`${upward ? '≥' : '≤'}${JSON.stringify(node.left)}`, level, change === 'time' ? 'wait' : 'do', {
    zh: (text ?? explained.asks).zh + gap.zh,
    en: (text ?? explained.asks).en + gap.en,
  });
}

const step = (key: string, level: number, kind: Step['kind'], words: Words): Step => ({
  key,
  level,
  kind,
  words,
});
const keyOf = (node: Condition): string => JSON.stringify(node);

const told = (e: Explained): Words => {
  const missing = e.sources.filter((s) => s.value === null);
  const of = missing.length > 0 ? missing.map((s) => s.label) : [e.asks];
  return {
    zh: `补充资料：${of.map((w) => w.zh).join('、')}`,
    en: `Tell us: ${of.map((w) => w.en).join(', ')}`,
  };
};

/** Who can change what a leaf looks at: the hardest of its fields decides, except that items can always be added. */
function changeOf(node: Condition, cx: ExplainContext): 'firm' | 'time' | 'never' {
  let hardest: 'firm' | 'time' | 'never' = 'firm';
  const meet = (change: 'firm' | 'time' | 'never') => {
    if (change === 'never' || (change === 'time' && hardest === 'firm')) hardest = change;
  };
  const walk = (v: Value): void => {
    if (v.op === 'use') {
      const defined = cx.definitions[v.name];
      if (defined) walk(defined);
    } else if (v.op === 'fact') {
      const field = cx.catalogue.fields.get(v.field);
      // The returns of a year that is over are what they are; the next year's can still be reached
      meet(field?.change ?? 'firm');
    } else
      for (const part of Object.values(v))
        if (part && typeof part === 'object' && !('where' in v))
          for (const p of Array.isArray(part) ? part : [part]) if (isValue(p)) walk(p);
  };
  if (node.op === 'compare') {
    walk(node.left);
    walk(node.right);
  } else if (node.op === 'flag' || node.op === 'in') walk(node.value);
  return hardest;
}

const isValue = (v: unknown): v is Value => typeof v === 'object' && v !== null && 'op' in v;
const usesItems = (v: Value): boolean => v.op === 'count' || v.op === 'total' || v.op === 'greatest';

export interface Unlock {
  readonly steps: StepSet;
  /** Clauses that are open once the steps are done, beyond those open already. */
  readonly opens: readonly string[];
}

/**
 * Which few steps open the most: every clause's own minimal sets and the joins of two, those that open nothing more
 * than a smaller one dropped. Most clauses first, then fewest steps.
 */
export function bestUnlocks(
  clauses: readonly { readonly id: string; readonly sets: readonly StepSet[] }[],
  limit = 5,
): Unlock[] {
  const closed = clauses.filter((c) => c.sets.length > 0 && !c.sets.some((s) => s.length === 0));
  const single = closed.flatMap((c) => c.sets.slice(0, 4));
  const candidates = new Map<string, StepSet>();
  const keep = (s: StepSet) => candidates.set(s.map((x) => `${x.key}:${x.level}`).join('\n'), s);
  for (const s of single) keep(s);
  for (const [i, a] of single.slice(0, 40).entries())
    for (const b of single.slice(i + 1, 40)) keep(merged(a, b));
  const found = [...candidates.values()].map(
    (steps): Unlock => ({
      steps,
      opens: closed.filter((c) => c.sets.some((s) => includes(steps, s))).map((c) => c.id),
    }),
  );
  found.sort(
    (a, b) =>
      b.opens.length / b.steps.length - a.opens.length / a.steps.length || a.steps.length - b.steps.length,
  );
  const out: Unlock[] = [];
  for (const f of found) {
    const better = out.some((o) => f.opens.every((id) => o.opens.includes(id)) && includes(f.steps, o.steps));
    if (!better) out.push(f);
    if (out.length >= limit) break;
  }
  return out;
}
