import type { Decision } from '../evaluate/assess.ts';
import { isKnown } from '../evaluate/quantity.ts';
import type { Finding } from '../evaluate/run.ts';
import type { Condition, Value } from '../expression.ts';
import type { Words } from '../facts.ts';
import { type ExplainContext, type Explained, explain } from './explain.ts';
import { waysToHave } from './items.ts';
import { opens } from './prove.ts';
import {
  both,
  includes,
  longestRun,
  merged,
  type Step,
  type StepSet,
  smallest,
  tellFirst,
  waysOf,
  weightOf,
  without,
} from './steps.ts';
import { daysUntil } from './time.ts';

/**
 * What would open a clause: the smallest sets of steps after which it is met, and which steps open the most clauses
 * together. What nobody can change (a day that has passed, an award once received) is never a step.
 */

/** Without one of its steps a set opens nothing; longer ones than these are not looked through for that. */
const proven = 12;

/**
 * The minimal sets for one clause; empty where nothing the firm can do opens it, [[]] where it is open. Each is proven: the items are
 * changed and the rule is asked again. Where two conditions pull one item two ways, a way over another item may be missed.
 */
export function unlockSets(decision: Decision, cx: ExplainContext): StepSet[] {
  let sets: StepSet[] = [[]];
  for (const r of decision.requirements) {
    // Who is outside the clause's scope is not told to move house for it
    if (r.requirement.kind === 'scope' && r.truth === 'unmet') return [];
    // The clause's own words say best what to do, where one requirement is one thing
    sets = both(sets, ways(r.finding, cx, r.requirement.text));
  }
  const findings = decision.requirements.map((r) => r.finding);
  const leafSteps = (f: Finding, met: boolean): StepSet => {
    if (f.truth === 'unknown') return told(explain(cx, f));
    const one = stepOf(f, f.node, met, cx);
    return one ? [one] : [];
  };
  const opened = (set: StepSet) => opens(findings, cx, set, leafSteps);
  const changing = (set: StepSet) => set.some((s) => s.makes) && !set.some((s) => s.loose);
  const real = sets.filter((s) => !changing(s) || opened(s));
  return smallest(
    real.map((s) => {
      if (!changing(s) || s.length > proven) return s;
      // Two leaves may have asked for what one step gives
      let least = s;
      for (const step of s) {
        const less = without(least, step);
        if (less.length > 0 && less.length < least.length && opened(less)) least = less;
      }
      return least;
    }),
  );
}

const ways = (f: Finding, cx: ExplainContext, text: Words): readonly StepSet[] => {
  // The words of the whole requirement are those of a leaf only where it is the whole
  const own = f.parts ? undefined : text;
  return waysOf(f, true, (leaf, met) => {
    if (leaf.truth === 'unknown') return [told(explain(cx, leaf))];
    const step = stepOf(leaf, leaf.node, met, cx, own);
    if (!step) return [];
    return leaf.node.op === 'exists' && met && leaf.truth === 'unmet'
      ? waysToHave(cx, leaf.node, step)
      : [[step]];
  });
};

function stepOf(f: Finding, node: Condition, met: boolean, cx: ExplainContext, text?: Words): Step | null {
  if (f.truth === 'review') {
    const asks = text ?? explain(cx, f).asks;
    return step(`judge:${keyOf(node)}`, 1, 'judge', {
      zh: `经评审认定：${asks.zh}`,
      en: `Reviewers find: ${asks.en}`,
    });
  }
  const explained = explain(cx, f);
  if (node.op !== 'compare') {
    if (changeOf(node, cx) !== 'firm') return null;
    // Having fewer of what is recorded is nothing one can do
    if (node.op === 'exists' && !met) return null;
    const words: Words = met
      ? (text ?? { zh: `做到：${explained.asks.zh}`, en: `Reach: ${explained.asks.en}` })
      : { zh: `不再：${explained.asks.zh}`, en: `No longer: ${explained.asks.en}` };
    return step(`${met ? '' : 'not:'}${keyOf(node)}`, 1, 'do', words);
  }
  const upward = (node.is === 'ge' || node.is === 'gt') === met;
  const sign = upward ? 1 : -1;
  // A larger bound to reach (or a smaller one to stay under) includes the lesser
  const level = f.right && isKnown(f.right) ? sign * f.right.lo : 1;
  if (usesItems(node.left) && !upward) return null;
  const days = daysUntil({ ...cx, assessedYear: Number(cx.at.assessedOn.slice(0, 4)) }, f, node, upward);
  if (days === null && changeOf(node, cx) !== 'firm') return null;
  const gap = explained.shortfall
    ? { zh: `（${explained.shortfall.zh}）`, en: ` (${explained.shortfall.en})` }
    : { zh: '', en: '' };
  return {
    ...step(`${upward ? '≥' : '≤'}${JSON.stringify(node.left)}`, level, days === null ? 'do' : 'wait', {
      zh: (text ?? explained.asks).zh + gap.zh,
      en: (text ?? explained.asks).en + gap.en,
    }),
    ...(days === null ? {} : { days }),
  };
}

const step = (key: string, level: number, kind: Step['kind'], words: Words): Step => ({
  key,
  level,
  kind,
  words,
});
const keyOf = (node: Condition): string => JSON.stringify(node);

/** One step for each thing that is missing: the same data is told once, whatever is asked of it. */
const told = (e: Explained): StepSet => {
  const missing = e.sources.filter((s) => s.value === null);
  const of = missing.length > 0 ? missing.map((s) => s.label) : [e.asks];
  return merged(
    [],
    of.map((w) =>
      step(`tell:${w.zh}`, 1, 'tell', { zh: `${tellFirst.zh}${w.zh}`, en: `${tellFirst.en}${w.en}` }),
    ),
  );
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

/** Steps that are a near miss and not a plan. */
const nearSteps = 3;
const nearDays = 183;

/**
 * A near miss: few steps, none of which has to wait for another, and none that has to wait for more than half a year. Data that is missing is told at
 * one go, and counts as one. Whoever
 * has to go through Ⅰ期 and Ⅱ期 first, or needs the rung below, has a plan to make.
 */
export const isNear = (set: StepSet): boolean =>
  weightOf(set) <= nearSteps && longestRun(set) <= 1 && set.every((s) => (s.days ?? 0) <= nearDays);

export interface Unlock {
  readonly steps: StepSet;
  /** Clauses that are open once the steps are done, beyond those open already; of those that exclude each other one. */
  readonly opens: readonly string[];
}

/**
 * Which few steps open the most: every clause's own minimal sets, and the joins of two where they open together what neither opens.
 * Most clauses first, then fewest steps.
 *
 * @param clauses the one worth more first: of those that exclude each other it is the one that counts.
 * @param rivals whether two clauses are not paid together.
 */
export function bestUnlocks(
  clauses: readonly { readonly id: string; readonly sets: readonly StepSet[] }[],
  { limit = 5, rivals }: { limit?: number; rivals?: (a: string, b: string) => boolean } = {},
): Unlock[] {
  const closed = clauses.filter((c) => c.sets.length > 0 && !c.sets.some((s) => s.length === 0));
  const single = closed.flatMap((c) => c.sets.slice(0, 4));
  const candidates = new Map<string, StepSet>();
  const keep = (s: StepSet) => candidates.set(s.map((x) => `${x.key}:${x.level}`).join('\n'), s);
  const reached = (steps: StepSet) => {
    const all: string[] = [];
    for (const c of closed)
      if (c.sets.some((s) => includes(steps, s)) && !all.some((id) => rivals?.(id, c.id))) all.push(c.id);
    return all;
  };
  for (const s of single) keep(s);
  for (const [i, a] of single.slice(0, 40).entries())
    for (const b of single.slice(i + 1, 40)) {
      const joined = merged(a, b);
      const apart = new Set([...reached(a), ...reached(b)]);
      if (reached(joined).some((id) => !apart.has(id))) keep(joined);
    }
  const found = [...candidates.values()].map((steps): Unlock => ({ steps, opens: reached(steps) }));
  found.sort(
    (a, b) =>
      b.opens.length / weightOf(b.steps) - a.opens.length / weightOf(a.steps) ||
      weightOf(a.steps) - weightOf(b.steps),
  );
  const out: Unlock[] = [];
  for (const f of found) {
    const better = out.some(
      (o) => f.opens.every((id) => o.opens.includes(id)) && o.steps.length <= f.steps.length,
    );
    if (!better) out.push(f);
    if (out.length >= limit) break;
  }
  return out;
}
