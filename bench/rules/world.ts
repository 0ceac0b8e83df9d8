import { type DemoFirm, makeFirms } from '../../demo/firms/index.ts';
import type { Clause } from '../../packages/rules/src/clause.ts';
import type { Condition, Value } from '../../packages/rules/src/expression.ts';
import type { Facts, Item, Observation } from '../../packages/rules/src/facts.ts';
import { packPolicies } from '../../packages/server/src/domains/policy/library/service.ts';

/** Firms and clauses to measure with: the demo valley's generator, and the clauses of the packs. */

export const assessedOn = '2026-07-15';

/** A firm's facts as the evaluators read them; about one statement in twelve is missing. */
export function factsOf(firm: DemoFirm): Facts {
  const byField = new Map<string, Map<number | null, Observation>>();
  for (const o of firm.statements.observations) {
    let byYear = byField.get(o.field);
    if (!byYear) {
      byYear = new Map();
      byField.set(o.field, byYear);
    }
    byYear.set(o.year ?? null, o);
  }
  const collections = new Map<string, { complete: boolean; items: Item[] }>();
  const of = (name: string) => {
    let c = collections.get(name);
    if (!c) {
      c = { complete: false, items: [] };
      collections.set(name, c);
    }
    return c;
  };
  for (const i of firm.statements.items) of(i.collection).items.push(i);
  for (const c of firm.statements.complete) of(c.collection).complete = c.complete;
  return {
    fact: (field, year) => byField.get(field)?.get(year),
    years: () => [],
    items: (name) => collections.get(name),
  };
}

export function* manyFirms(count: number): Generator<Facts> {
  for (const firm of makeFirms({ count, today: assessedOn })) yield factsOf(firm);
}

/** The clauses of the packs, and as many variants with other thresholds and districts as make up the number. */
export function manyClauses(count: number): Clause[] {
  const real = packPolicies().policies.flatMap((p) => p.clauses);
  const out = [...real];
  for (let i = 0; out.length < count; i++) {
    const base = real[i % real.length] as Clause;
    out.push({
      ...base,
      id: `${base.id}.v${i}`,
      requirements: base.requirements.map((r) => ({ ...r, rule: varied(r.rule, i) })),
    });
  }
  return out.slice(0, count);
}

const districts = ['310104', '310106', '310107', '310110', '310112', '310114', '310115', '310117', '310120'];

function varied(c: Condition, n: number): Condition {
  switch (c.op) {
    case 'all':
    case 'any':
    case 'atLeast':
      return { ...c, of: c.of.map((p) => varied(p, n)) };
    case 'not':
      return { ...c, of: varied(c.of, n) };
    case 'compare':
      return { ...c, right: variedValue(c.right, n) };
    case 'in':
      return c.set.some((s) => districts.includes(s))
        ? { ...c, set: [districts[n % districts.length] as string] }
        : c;
    default:
      return c;
  }
}

const variedValue = (v: Value, n: number): Value =>
  v.op === 'money'
    ? { ...v, yuan: v.yuan + 10_000 * (n + 1) }
    : v.op === 'percent'
      ? { ...v, value: v.value + (n % 7) / 2 }
      : v.op === 'number'
        ? { ...v, value: v.value + 1 + (n % 3) }
        : v;
