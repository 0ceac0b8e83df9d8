import type { Columns, WireColumn } from '@hegu/contract/policy/impact.ts';
import type { WorkCalendar } from '@hegu/rules/civil.ts';
import { weekdays } from '@hegu/rules/civil.ts';
import type { Clause } from '@hegu/rules/clause.ts';
import { assessAll, changeBetween, countsOf } from '@hegu/rules/columns/assess.ts';
import { countBits, type Truths } from '@hegu/rules/columns/bits.ts';
import { answerable, type Cuts } from '@hegu/rules/columns/coarse.ts';
import { costValueOf, sumOver, withCost } from '@hegu/rules/columns/cost.ts';
import { ColumnEvaluator } from '@hegu/rules/columns/evaluate.ts';
import { needsOf } from '@hegu/rules/columns/needs.ts';
import type { Column, Population } from '@hegu/rules/columns/population.ts';
import type { FactCatalogue } from '@hegu/rules/facts.ts';

/** The live preview: a clause over all firms, in the browser, at every edit. Runs in a worker; knows no page. */

export interface LiveResult {
  readonly size: number;
  readonly met: number;
  readonly review: number;
  readonly unknown: number;
  readonly unmet: number;
  readonly gained: number;
  readonly lost: number;
  /** Null where it cannot be told firm by firm. */
  readonly costFen: number | null;
  readonly costOpen: number;
  readonly blocked: readonly { readonly id: string; readonly unmet: number; readonly alone: number }[];
  readonly ms: number;
}

export type LiveAnswer =
  | { readonly kind: 'result'; readonly result: LiveResult }
  /** The clause reads what was not loaded. */
  | { readonly kind: 'missing' }
  /** It cannot be evaluated as it is. */
  | { readonly kind: 'broken' };

export interface Live {
  readonly population: Population;
  readonly catalogue: FactCatalogue;
  readonly calendar: WorkCalendar;
  readonly before: Truths | null;
  readonly cuts: Cuts;
}

function bytes(text: string): ArrayBuffer {
  const raw = atob(text);
  const out = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) out[i] = raw.charCodeAt(i);
  return out.buffer;
}

const column = (c: WireColumn): Column =>
  c.kind === 'number'
    ? { kind: 'number', values: new Float64Array(bytes(c.values)) }
    : {
        kind: 'code',
        words: c.words,
        offsets: new Int32Array(bytes(c.offsets)),
        codes: new Int32Array(bytes(c.codes)),
        known: new Uint8Array(bytes(c.known)),
      };

export function open(columns: Columns, catalogue: FactCatalogue): Live {
  const exceptions = new Set(columns.exceptions);
  const calendar: WorkCalendar = { isWorkday: (d) => weekdays.isWorkday(d) !== exceptions.has(d) };
  const population: Population = {
    size: columns.size,
    assessedOn: columns.assessedOn,
    facts: new Map(columns.facts.map((f) => [f.key, column(f.column)])),
    collections: new Map(
      columns.collections.map((c) => [
        c.name,
        {
          items: c.items,
          offsets: new Int32Array(bytes(c.offsets)),
          complete: new Uint8Array(bytes(c.complete)),
          columns: new Map(c.columns.map((x) => [x.key, column(x.column)])),
        },
      ]),
    ),
  };
  const holding = columns.holds as unknown as Clause | null;
  const evaluator = new ColumnEvaluator(population, catalogue, calendar);
  const before = holding && assessAll(holding, evaluator, population.size, columns.assessedOn).truth;
  const cuts = new Map(columns.cuts.map((c) => [c.key, Float64Array.from(c.at)]));
  return { population, catalogue, calendar, before, cuts };
}

export function evaluate(live: Live, clause: Clause): LiveAnswer {
  const { population, catalogue, calendar } = live;
  const { size, assessedOn } = population;
  const started = performance.now();
  const needs = needsOf([withCost(clause)], assessedOn);
  for (const key of needs.facts.keys()) if (!population.facts.has(key)) return { kind: 'missing' };
  for (const [name, fields] of needs.collections) {
    const there = population.collections.get(name);
    if (!there || [...fields].some((f) => !there.columns.has(f))) return { kind: 'missing' };
  }
  // A figure is known by its stretch: an edge within one is asked of the server again
  if (!answerable([clause], live.cuts, assessedOn, catalogue)) return { kind: 'missing' };
  try {
    const evaluator = new ColumnEvaluator(population, catalogue, calendar);
    const after = assessAll(clause, evaluator, size, assessedOn);
    const counts = countsOf(after, size);
    const none: Truths = {
      met: after.truth.met.map(() => 0),
      unmet: after.truth.met,
      unknown: after.truth.met,
    };
    const change = changeBetween(live.before ?? none, after.truth, size);
    const cost = costValueOf(clause.benefit);
    const sum = cost && sumOver(evaluator.value(cost, clause.definitions, clause.event), after.truth, size);
    return {
      kind: 'result',
      result: {
        size,
        met: counts.met,
        review: counts.review,
        unknown: counts.unknown,
        unmet: counts.unmet,
        gained: countBits(change.gained),
        lost: countBits(change.lost),
        costFen: sum ? sum.fen : null,
        costOpen: sum ? sum.open : 0,
        blocked: counts.blocked.map(({ id, unmet, alone }) => ({ id, unmet, alone })),
        ms: performance.now() - started,
      },
    };
  } catch {
    // What cannot be compiled is told at its place by the checks
    return { kind: 'broken' };
  }
}
