import type { Condition, Definitions, Value } from '../expression.ts';
import { columnKey, type Needs } from './population.ts';

/** Which columns a rule reads. */

export interface Rule {
  readonly definitions: Definitions;
  readonly requirements: readonly { readonly rule: Condition }[];
}

export function needsOf(rules: readonly Rule[], assessedOn: string): Needs {
  const needs: Needs = { facts: new Map(), collections: new Map() };
  const assessedYear = Number(assessedOn.slice(0, 4));
  for (const { definitions, requirements } of rules) {
    const walk = { needs, assessedYear, definitions };
    for (const r of requirements) ofCondition(walk, r.rule, undefined);
  }
  return needs;
}

interface Walk {
  readonly needs: Needs;
  readonly assessedYear: number;
  readonly definitions: Definitions;
}

const fact = (w: Walk, field: string, year: number | undefined) => {
  const of = year === undefined ? null : year <= 0 ? w.assessedYear + year : year;
  w.needs.facts.set(columnKey(field, of), { field, year: of });
};

function items(w: Walk, collection: string): Set<string> {
  let fields = w.needs.collections.get(collection);
  if (!fields) {
    fields = new Set();
    w.needs.collections.set(collection, fields);
  }
  return fields;
}

function ofCondition(w: Walk, c: Condition, inside: string | undefined): void {
  switch (c.op) {
    case 'all':
    case 'any':
    case 'atLeast':
      for (const part of c.of) ofCondition(w, part, inside);
      return;
    case 'not':
      ofCondition(w, c.of, inside);
      return;
    case 'compare':
      ofValue(w, c.left, inside);
      ofValue(w, c.right, inside);
      return;
    case 'flag':
    case 'in':
      ofValue(w, c.value, inside);
      return;
    case 'exists':
      items(w, c.in);
      if (c.where) ofCondition(w, c.where, c.in);
      return;
    case 'review':
      fact(w, c.field, undefined);
      return;
    case 'always':
  }
}

function ofValue(w: Walk, v: Value, inside: string | undefined): void {
  switch (v.op) {
    case 'fact':
      fact(w, v.field, v.year);
      return;
    case 'item':
      if (inside) items(w, inside).add(v.field);
      return;
    case 'count':
    case 'total':
    case 'greatest':
      items(w, v.in);
      if (v.where) ofCondition(w, v.where, v.in);
      if (v.op !== 'count') ofValue(w, v.value, v.in);
      return;
    case 'when':
      ofCondition(w, v.if, inside);
      ofValue(w, v.use, inside);
      ofValue(w, v.otherwise, inside);
      return;
    case 'use': {
      const defined = w.definitions[v.name];
      if (defined) ofValue(w, defined, inside);
      return;
    }
    case 'add':
    case 'average':
    case 'min':
    case 'max':
      for (const part of v.of) ofValue(w, part, inside);
      return;
    case 'subtract':
      ofValue(w, v.from, inside);
      ofValue(w, v.take, inside);
      return;
    case 'multiply':
    case 'bands':
      ofValue(w, v.value, inside);
      return;
    case 'ratio':
      ofValue(w, v.over, inside);
      ofValue(w, v.under, inside);
      return;
    case 'growth':
    case 'between':
      ofValue(w, v.from, inside);
      ofValue(w, v.to, inside);
      return;
    case 'shift':
      ofValue(w, v.date, inside);
      return;
    default:
      return;
  }
}
