import type { WorkCalendar } from '@hegu/rules/civil.ts';
import { parseDay, printDay } from '@hegu/rules/civil.ts';
import type { Clause } from '@hegu/rules/clause.ts';
import { compileCondition, compileValue } from '@hegu/rules/evaluate/compile.ts';
import { compare, type Quantity } from '@hegu/rules/evaluate/quantity.ts';
import { runOf } from '@hegu/rules/evaluate/run.ts';
import { unitOf } from '@hegu/rules/evaluate/units.ts';
import { conditionWords } from '@hegu/rules/explain/words.ts';
import type { Condition, Value } from '@hegu/rules/expression.ts';
import {
  type FactCatalogue,
  type FactValue,
  type FieldDef,
  factsAt,
  type Item,
  type Words,
} from '@hegu/rules/facts.ts';
import type { GoldenCase } from '@hegu/rules/golden.ts';

/**
 * Do the standard cases of a clause stand where it turns? For every comparison with a fixed edge: is there a case just below
 * it, at it, and just above it; and the cases that are missing, made from one that is there. Pure.
 */

export type Side = 'below' | 'at' | 'above';
export const sides: readonly Side[] = ['below', 'at', 'above'];
export type Path = readonly (string | number)[];

/** A comparison of something about a firm with something that is the same for all. */
interface Turn {
  readonly path: Path;
  readonly node: Extract<Condition, { op: 'compare' }>;
  readonly collection: string | undefined;
  readonly firmSide: Value;
  readonly edgeSide: Value;
}

export interface EdgeState {
  readonly path: Path;
  readonly asks: Words;
  readonly below: boolean;
  readonly at: boolean;
  readonly above: boolean;
  /** Cases for the sides that have none, their outcome still to be filled in. */
  readonly makes: Partial<Record<Side, GoldenCase>>;
}

interface World {
  readonly clause: Clause;
  readonly catalogue: FactCatalogue;
  readonly calendar: WorkCalendar;
}

export function edgesOf(world: World, cases: readonly GoldenCase[]): EdgeState[] {
  const { clause, catalogue } = world;
  return turnsOf(clause).map((turn): EdgeState => {
    const measure = measurer(world, turn);
    const found = new Set<Side>(cases.flatMap((c) => [...measure(c)]));
    const asks = conditionWords(
      {
        catalogue,
        definitions: clause.definitions,
        assessedYear: Number(cases[0]?.assessedOn.slice(0, 4) ?? clause.period.from.slice(0, 4)),
        ...(turn.collection === undefined ? {} : { collection: turn.collection }),
      },
      turn.node,
    );
    const missing = sides.filter((s) => !found.has(s));
    return {
      path: turn.path,
      asks,
      below: found.has('below'),
      at: found.has('at'),
      above: found.has('above'),
      makes: missing.length === 0 ? {} : casesFor(world, turn, cases, missing, asks),
    };
  });
}

function turnsOf(clause: Clause): Turn[] {
  const turns: Turn[] = [];
  const open = (v: Value): boolean => dependsOnFirm(v, clause);
  const condition = (c: Condition, path: Path, collection: string | undefined): void => {
    switch (c.op) {
      case 'all':
      case 'any':
      case 'atLeast':
        for (const [i, part] of c.of.entries()) condition(part, [...path, 'of', i], collection);
        return;
      case 'not':
        condition(c.of, [...path, 'of'], collection);
        return;
      case 'exists':
        if (c.where) condition(c.where, [...path, 'where'], c.in);
        return;
      case 'compare': {
        const left = open(c.left);
        const right = open(c.right);
        if (left !== right)
          turns.push({
            path,
            node: c,
            collection,
            firmSide: left ? c.left : c.right,
            edgeSide: left ? c.right : c.left,
          });
        for (const side of ['left', 'right'] as const) {
          const v = c[side];
          if ((v.op === 'count' || v.op === 'total' || v.op === 'greatest') && v.where)
            condition(v.where, [...path, side, 'where'], v.in);
        }
        return;
      }
      default:
    }
  };
  for (const [i, r] of clause.requirements.entries())
    condition(r.rule, ['clause', 'requirements', i, 'rule'], undefined);
  return turns;
}

/** Every value below a value, with definitions spelled out; conditions inside `where` and `when` are not entered. */
function within(v: Value, clause: Clause, seen: ReadonlySet<string> = new Set()): Value[] {
  const parts = (of: readonly Value[]): Value[] => of.flatMap((x) => within(x, clause, seen));
  switch (v.op) {
    case 'add':
    case 'min':
    case 'max':
    case 'average':
      return [v, ...parts(v.of)];
    case 'subtract':
      return [v, ...parts([v.from, v.take])];
    case 'multiply':
    case 'bands':
      return [v, ...parts([v.value])];
    case 'ratio':
      return [v, ...parts([v.over, v.under])];
    case 'growth':
      return [v, ...parts([v.to, v.from])];
    case 'between':
      return [v, ...parts([v.from, v.to])];
    case 'shift':
      return [v, ...parts([v.date])];
    case 'when':
      return [v, ...parts([v.use, v.otherwise])];
    case 'use': {
      const defined = seen.has(v.name) ? undefined : clause.definitions[v.name];
      return defined ? within(defined, clause, new Set([...seen, v.name])) : [v];
    }
    default:
      return [v];
  }
}

const aboutFirm: readonly Value['op'][] = ['fact', 'item', 'count', 'total', 'greatest', 'when'];
const dependsOnFirm = (v: Value, clause: Clause): boolean =>
  within(v, clause).some((x) => aboutFirm.includes(x.op));

/** How far from the edge still is "just": a step of what is counted, or a twentieth of what is measured. */
function nearness(unit: string | undefined, edge: number): number {
  if (unit === 'money' || unit === 'share' || unit === 'area') return Math.abs(edge) / 20 || 1;
  return 1;
}

/** For a case, the firm's side against the edge: of the firm, or of each item of the collection. */
function reader(world: World, turn: Turn) {
  const { clause, catalogue, calendar } = world;
  const context = {
    catalogue,
    definitions: clause.definitions,
    ...(turn.collection === undefined ? {} : { collection: turn.collection }),
  };
  const firm = compileValue(context, turn.firmSide);
  const edge = compileValue(context, turn.edgeSide);
  const unit = unitOf(context, turn.firmSide);
  const read = (golden: GoldenCase, itemId?: string): { value: Quantity; edge: Quantity }[] => {
    const facts = factsAt(golden.profile, golden.assessedOn);
    const run = runOf(facts, { assessedOn: golden.assessedOn, calendar }, clause.event);
    const items: (Item | undefined)[] =
      turn.collection === undefined ? [undefined] : [...(facts.items(turn.collection)?.items ?? [])];
    return items.flatMap((item) => {
      if (itemId !== undefined && item?.id !== itemId) return [];
      run.item = item;
      const value = firm(run);
      const bound = edge(run);
      return value.missing === 0 && bound.missing === 0 && Number.isFinite(bound.lo)
        ? [{ value, edge: bound }]
        : [];
    });
  };
  return { read, unit };
}

/** The edge itself, in the unit of the firm's side; null where it is not known for a case. */
function edgeOf(world: World, turn: Turn, golden: GoldenCase): number | null {
  const { clause, catalogue, calendar } = world;
  const edge = compileValue({ catalogue, definitions: clause.definitions }, turn.edgeSide);
  const { lo, missing } = edge(
    runOf(
      factsAt(golden.profile, golden.assessedOn),
      { assessedOn: golden.assessedOn, calendar },
      clause.event,
    ),
  );
  return missing === 0 && Number.isFinite(lo) ? lo : null;
}

const sign = (a: Quantity, b: Quantity): -1 | 0 | 1 =>
  compare('eq', a, b) === 'met' ? 0 : compare('gt', a, b) === 'met' ? 1 : -1;

function measurer(world: World, turn: Turn): (golden: GoldenCase) => Set<Side> {
  const { read, unit } = reader(world, turn);
  return (golden) => {
    const found = new Set<Side>();
    for (const { value, edge } of read(golden)) {
      const s = sign(value, edge);
      if (s === 0) found.add('at');
      else if (Math.abs(value.lo - edge.lo) <= nearness(unit, edge.lo) + 1e-9)
        found.add(s < 0 ? 'below' : 'above');
    }
    return found;
  };
}

/** Something about a case that can be moved in whole steps. */
interface Knob {
  readonly start: number;
  readonly least: number;
  readonly most: number;
  readonly turnTo: (x: number) => GoldenCase;
  readonly itemId?: string;
}

/** Steps to one: 0.01 % of a share, 0.1 of a score. */
const stepsOf = (field: FieldDef): number =>
  field.unit === 'share' ? 10_000 : field.unit === 'score' ? 10 : field.unit === 'area' ? 100 : 1;

/** Steps of a field's value; `fallback` is where to begin when nobody has told it. */
function scale(field: FieldDef, told: FactValue | undefined, fallback: number | null) {
  const value =
    told ??
    (fallback === null ? undefined : field.type === 'date' ? printDay(Math.trunc(fallback)) : fallback);
  if (field.type === 'date' && typeof value === 'string')
    return { start: parseDay(value), least: 0, most: 60_000, back: (x: number): FactValue => printDay(x) };
  if (field.type === 'number' && typeof value === 'number') {
    const steps = stepsOf(field);
    return {
      start: Math.round(value * steps),
      least: 0,
      most: 1e15,
      back: (x: number): FactValue => x / steps,
    };
  }
  return null;
}

const told = (golden: GoldenCase) => ({ source: 'standard-case', observedOn: golden.assessedOn });

function knobsOf(world: World, turn: Turn, golden: GoldenCase): Knob[] {
  const { clause, catalogue, calendar } = world;
  const { profile } = golden;
  const knobs: Knob[] = [];
  for (const v of within(turn.firmSide, clause)) {
    if (v.op === 'fact') {
      const field = catalogue.fields.get(v.field);
      const year =
        v.year === undefined
          ? undefined
          : v.year <= 0
            ? Number(golden.assessedOn.slice(0, 4)) + v.year
            : v.year;
      const before = factsAt(profile, golden.assessedOn).fact(v.field, year ?? null);
      const scaled = field && scale(field, before?.value, edgeOf(world, turn, golden));
      if (!scaled) continue;
      const others = (profile.facts[v.field] ?? []).filter((o) => o !== before);
      const dated = year === undefined ? {} : { year };
      knobs.push({
        ...scaled,
        turnTo: (x) => ({
          ...golden,
          profile: {
            ...profile,
            facts: {
              ...profile.facts,
              [v.field]: [...others, { value: scaled.back(x), ...dated, ...told(golden) }],
            },
          },
        }),
      });
    } else if (v.op === 'item' && turn.collection !== undefined) {
      const { collection } = turn;
      const field = catalogue.collections.get(collection)?.byKey.get(v.field);
      const all = profile.collections[collection];
      for (const item of all?.items ?? []) {
        const scaled = field && scale(field, item.values[v.field], null);
        if (!scaled || !all) continue;
        knobs.push({
          ...scaled,
          itemId: item.id,
          turnTo: (x) => ({
            ...golden,
            profile: {
              ...profile,
              collections: {
                ...profile.collections,
                [collection]: {
                  ...all,
                  items: all.items.map((i) =>
                    i === item ? { ...i, values: { ...i.values, [v.field]: scaled.back(x) } } : i,
                  ),
                },
              },
            },
          }),
        });
      }
    } else if (v.op === 'count') {
      const all = profile.collections[v.in];
      const context = { catalogue, definitions: clause.definitions, collection: v.in };
      const rule = v.where ? compileCondition(context, v.where) : null;
      const run = runOf(
        factsAt(profile, golden.assessedOn),
        { assessedOn: golden.assessedOn, calendar },
        clause.event,
      );
      const counted = (all?.items ?? []).filter((item) => {
        run.item = item;
        return rule === null || rule.truth(run) === 'met';
      });
      const [pattern] = counted;
      if (!all || !pattern) continue;
      knobs.push({
        start: counted.length,
        least: 0,
        most: 200,
        turnTo: (x) => ({
          ...golden,
          profile: {
            ...profile,
            collections: {
              ...profile.collections,
              [v.in]: {
                complete: true,
                items: [
                  ...all.items.filter((i) => !counted.includes(i)),
                  ...Array.from({ length: x }, (_, i) => ({ ...pattern, id: `${pattern.id}-${i + 1}` })),
                ],
              },
            },
          },
        }),
      });
    }
  }
  return knobs;
}

const sideWords: Readonly<Record<Side, Words>> = {
  below: { zh: '略低于界线', en: 'just below' },
  at: { zh: '恰在界线上', en: 'exactly at' },
  above: { zh: '略高于界线', en: 'just above' },
};

function casesFor(
  world: World,
  turn: Turn,
  cases: readonly GoldenCase[],
  missing: readonly Side[],
  asks: Words,
): Partial<Record<Side, GoldenCase>> {
  const { read } = reader(world, turn);
  const measure = measurer(world, turn);
  const makes: Partial<Record<Side, GoldenCase>> = {};
  // What is let in says most: only the comparison decides about it
  const ranked = [...cases].sort(
    (a, b) => Number(b.expect.outcome === 'eligible') - Number(a.expect.outcome === 'eligible'),
  );
  for (const golden of ranked.slice(0, 6)) {
    for (const knob of knobsOf(world, turn, golden)) {
      const signAt = (x: number): -1 | 0 | 1 | null => {
        const [one] = read(knob.turnTo(x), knob.itemId);
        return one ? sign(one.value, one.edge) : null;
      };
      for (const x of stepsAround(knob, signAt)) {
        const made = knob.turnTo(x);
        for (const side of measure(made))
          if (missing.includes(side) && !makes[side])
            makes[side] = {
              ...made,
              earlier: [],
              name: {
                zh: `${asks.zh}：${sideWords[side].zh}`,
                en: `${asks.en}: ${sideWords[side].en}`,
              },
              expect: { outcome: golden.expect.outcome },
            };
      }
      if (missing.every((s) => makes[s])) return makes;
    }
  }
  return makes;
}

/** Where a function of whole steps changes sign: the last step before, those at zero, the first after. */
function stepsAround(knob: Knob, signAt: (x: number) => -1 | 0 | 1 | null): number[] {
  const clamp = (x: number) => Math.min(knob.most, Math.max(knob.least, x));
  const here = signAt(knob.start);
  if (here === null) return [];
  const found = new Set<number>();
  // Both ways, in doubling strides, until the sign is another one; then by halves
  for (const way of [1, -1]) {
    let from = knob.start;
    let fromSign: -1 | 0 | 1 = here;
    for (let stride = 1; stride < 2e15; stride *= 2) {
      const to = clamp(knob.start + way * stride);
      const toSign = signAt(to);
      if (toSign === null) break;
      if (toSign !== fromSign) {
        for (const x of borders(from, fromSign, to, toSign, signAt)) found.add(x);
        if (toSign !== 0) break;
        fromSign = toSign;
      }
      if (to === knob.least || to === knob.most) break;
      from = to;
    }
  }
  if (here === 0) found.add(knob.start);
  return [...found];
}

function borders(
  a: number,
  aSign: -1 | 0 | 1,
  b: number,
  bSign: -1 | 0 | 1,
  signAt: (x: number) => -1 | 0 | 1 | null,
): number[] {
  let [lo, hi] = [a, b];
  const hiSign = bSign;
  while (Math.abs(hi - lo) > 1) {
    const middle = Math.trunc((lo + hi) / 2);
    const s = signAt(middle);
    if (s === null) return [];
    if (s === aSign) lo = middle;
    else if (s === hiSign) hi = middle;
    else return [...borders(a, aSign, middle, s, signAt), middle, ...borders(middle, s, b, bSign, signAt)];
  }
  return [lo, hi];
}
