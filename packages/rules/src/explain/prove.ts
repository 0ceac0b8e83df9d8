import { type Finding, runOf } from '../evaluate/run.ts';
import type { Condition } from '../expression.ts';
import type { Facts, FactValue, Item } from '../facts.ts';
import { all, any, atLeast, not, type Truth } from '../truth.ts';
import { type ExplainContext, ruleFor } from './explain.ts';
import { includes, type StepSet } from './steps.ts';

/**
 * Does a set of steps really open what it says? The items are changed as the steps change them and the rule is asked again:
 * two conditions may want one item to be two things at once, which each alone does not show.
 */
export function opens(
  findings: readonly Finding[],
  cx: ExplainContext,
  set: StepSet,
  leafSteps: (f: Finding, met: boolean) => StepSet,
): boolean {
  const facts = after(cx, set);
  const changed = new Set(set.flatMap((s) => (s.makes ? [s.makes.collection] : [])));
  const open = new Set(
    set.flatMap((s) =>
      s.makes && !hasItem(cx.facts, s.makes.collection, s.makes.item) ? [s.makes.collection] : [],
    ),
  );
  const done = (steps: StepSet) => steps.length > 0 && includes(set, steps);
  const truth = (f: Finding): Truth => {
    const parts = f.parts ?? [];
    switch (f.node.op) {
      case 'all':
        return all(parts.map(truth));
      case 'any':
        return any(parts.map(truth));
      case 'atLeast':
        return atLeast(f.node.count, parts.map(truth));
      case 'not':
        return parts[0] ? not(truth(parts[0])) : 'unknown';
      default: {
        const reads = collectionsOf(f.node).filter((c) => changed.has(c));
        if (reads.length > 0) {
          const now = ruleFor(cx, undefined, f.node).truth(runOf(facts, cx.at, cx.event));
          if (now === 'met') return now;
          // What is free of a new one is taken as the firm will have it
          if (now !== 'unmet' && reads.some((c) => open.has(c))) return 'met';
          // One that was met may be undone by what another asks of the same item
          if (f.truth === 'met') return now;
        }
        if (f.truth !== 'met' && done(leafSteps(f, true))) return 'met';
        if (f.truth !== 'unmet' && done(leafSteps(f, false))) return 'unmet';
        return f.truth;
      }
    }
  };
  return findings.every((f) => truth(f) === 'met');
}

const hasItem = (facts: Facts, collection: string, id: string): boolean =>
  facts.items(collection)?.items.some((i) => i.id === id) ?? false;

function after(cx: ExplainContext, set: StepSet): Facts {
  const { facts } = cx;
  const made = new Map<string, Map<string, Record<string, FactValue>>>();
  for (const { makes } of set) {
    if (!makes) continue;
    const items = made.get(makes.collection) ?? new Map<string, Record<string, FactValue>>();
    items.set(makes.item, { ...items.get(makes.item), ...makes.values });
    made.set(makes.collection, items);
  }
  return {
    fact: (field, year) => facts.fact(field, year),
    years: (field) => facts.years(field),
    items(collection) {
      const was = facts.items(collection);
      const changes = made.get(collection);
      if (!changes) return was;
      const items: Item[] = (was?.items ?? []).map((i) => ({
        ...i,
        values: { ...i.values, ...changes.get(i.id) },
      }));
      for (const [id, values] of changes)
        if (!hasItem(facts, collection, id))
          items.push({ id, values, source: '', observedOn: cx.at.assessedOn });
      return { complete: was?.complete ?? false, items };
    },
  };
}

/** Collections that a leaf reads. */
export function collectionsOf(node: Condition): string[] {
  const out: string[] = [];
  const walk = (v: unknown): void => {
    if (Array.isArray(v)) v.forEach(walk);
    else if (typeof v === 'object' && v !== null) {
      if ('in' in v && typeof v.in === 'string') out.push(v.in);
      Object.values(v).forEach(walk);
    }
  };
  walk(node);
  return out;
}
