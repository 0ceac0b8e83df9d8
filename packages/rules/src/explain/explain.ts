import type { RequirementFinding } from '../evaluate/assess.ts';
import { type CompiledCondition, compileCondition } from '../evaluate/compile.ts';
import { isKnown, type Quantity } from '../evaluate/quantity.ts';
import { type Assessment, type Cite, type Finding, runOf } from '../evaluate/run.ts';
import type { Condition, Definitions, Value } from '../expression.ts';
import type { FactCatalogue, Facts, FactValue, FieldDef, Item, Words } from '../facts.ts';
import type { Truth } from '../truth.ts';
import { type Measured, numberWords, rangeWords } from './format.ts';
import { itemName } from './item-name.ts';
import {
  beside,
  boundWords,
  codeWords,
  comparisonWords,
  conditionWords,
  measuredOf,
  valueWords,
  type WordsContext,
} from './words.ts';

/** The answer itself: for each condition what is asked, what is there and from where, and what is missing by how much. */

export interface Source {
  /** What was read: '2025 年研发费用'. */
  readonly label: Words;
  readonly value: Words | null;
  readonly source: string | null;
  readonly observedOn: string | null;
  /** Other years that have a value, where the one asked for has none. */
  readonly otherYears: readonly number[];
}

export interface Explained {
  readonly truth: Truth;
  readonly op: Condition['op'];
  /** What is asked, as a sentence. */
  readonly asks: Words;
  /** What is there; null where nothing is known. */
  readonly actual: Words | null;
  readonly required: Words | null;
  /** What is missing: '差 40 万元'; null where it is met or cannot be put in a number. */
  readonly shortfall: Words | null;
  readonly sources: readonly Source[];
  /** The one field a flag or code is asked of, where there is one. */
  readonly field?: string | undefined;
  /** Of `exists` that is unmet: what the closest item lacks. */
  readonly parts: readonly Explained[];
}

export interface ExplainedRequirement extends Explained {
  readonly id: string;
  readonly kind: 'scope' | 'requirement';
  readonly text: Words;
  readonly article: string | null;
}

export interface ExplainContext {
  readonly catalogue: FactCatalogue;
  readonly definitions: Definitions;
  readonly facts: Facts;
  readonly at: Assessment;
  readonly event?: { readonly from: string; readonly to: string | null } | undefined;
}

export function explainRequirement(cx: ExplainContext, r: RequirementFinding): ExplainedRequirement {
  const { id, kind, text, article } = r.requirement;
  return { id, kind, text, article: article ?? null, ...explain(cx, r.finding) };
}

export function explain(cx: ExplainContext, finding: Finding): Explained {
  const words: WordsContext = {
    catalogue: cx.catalogue,
    definitions: cx.definitions,
    assessedYear: Number(cx.at.assessedOn.slice(0, 4)),
    event: cx.event,
  };
  return explainNode(cx, words, finding);
}

function explainNode(cx: ExplainContext, words: WordsContext, finding: Finding): Explained {
  const { node, truth } = finding;
  const base = {
    truth,
    op: node.op,
    asks: conditionWords(words, node),
    field: fieldAsked(node),
    sources: (finding.cites ?? []).flatMap((c) => sourceOf(cx, words, c)),
    parts: finding.parts
      ? finding.parts.map((p) => explainNode(cx, words, p))
      : nearestItem(cx, words, finding),
  };
  if (node.op !== 'compare' || !finding.left || !finding.right)
    return { ...base, ...plainActual(words, node, base.sources, finding), shortfall: null };
  const measured = measuredOf(words, node.left);
  const right = boundWords(words, node.left, node.right);
  const is = comparisonWords(words, node.is, node.left);
  const bound = isKnown(finding.right) ? numberWords(finding.right.lo, measured) : right;
  // "至少 5%" says more than "研发费用 × 0.05" where the bound is itself computed
  return {
    ...base,
    actual: rangeWords(finding.left.lo, finding.left.hi, measured),
    required: { zh: beside(is.zh, bound.zh), en: `${is.en} ${bound.en}` },
    shortfall: truth === 'unmet' ? shortfall(words, node, finding.left, finding.right, measured) : null,
  };
}

/** By condition and catalogue: a condition stands in one place, so that its collection is always the same. */
const compiled = new WeakMap<Condition, Map<FactCatalogue, CompiledCondition>>();

/** Of the items that do not do, the one that comes closest, with what it lacks: an answer one can act on. */
function nearestItem(cx: ExplainContext, words: WordsContext, finding: Finding): Explained[] {
  const { node } = finding;
  if (node.op !== 'exists' || !node.where || finding.truth !== 'unmet') return [];
  const items = cx.facts.items(node.in)?.items ?? [];
  const where = ruleFor(cx, node.in, node.where);
  const run = runOf(cx.facts, cx.at, cx.event);
  let best: { finding: Finding; item: Item; lacks: number } | undefined;
  for (const item of items) {
    run.item = item;
    const found = where.finding(run);
    const lacks = lacking(found);
    if (!best || lacks < best.lacks) best = { finding: found, item, lacks };
  }
  if (!best) return [];
  const shown = explainNode(cx, { ...words, collection: node.in }, best.finding);
  const missing = (shown.parts.length > 0 ? shown.parts : [shown]).filter((p) => p.truth !== 'met');
  const { item } = best;
  const name = itemName(cx.catalogue, node.in, item.id, item.values);
  return missing.map((p) => ({
    ...p,
    asks: { zh: `${name.zh}：${p.asks.zh}`, en: `${name.en}: ${p.asks.en}` },
    actual: p.actual ?? itemValue(cx, node.in, item, p),
  }));
}

/** A condition compiled once: on an item of the collection, or on the firm. */
export function ruleFor(
  cx: ExplainContext,
  collection: string | undefined,
  where: Condition,
): CompiledCondition {
  let byCatalogue = compiled.get(where);
  if (!byCatalogue) {
    byCatalogue = new Map();
    compiled.set(where, byCatalogue);
  }
  let rule = byCatalogue.get(cx.catalogue);
  if (!rule) {
    const context = { catalogue: cx.catalogue, definitions: cx.definitions };
    rule = compileCondition(collection === undefined ? context : { ...context, collection }, where);
    byCatalogue.set(cx.catalogue, rule);
  }
  return rule;
}

/** Leaves of a finding that are not met. */
const lacking = (f: Finding): number =>
  f.parts ? f.parts.reduce((n, p) => n + lacking(p), 0) : f.truth === 'met' ? 0 : 1;

/** What the item says where a flag or a code is asked for. */
function itemValue(cx: ExplainContext, collection: string, item: Item, p: Explained): Words | null {
  if (!p.field) return null;
  const field = cx.catalogue.collections.get(collection)?.byKey.get(p.field);
  const value = item.values[p.field];
  return field && value !== undefined ? factWords(field, value) : null;
}

/** Flags, codes and items: what is there, in words. */
function plainActual(
  words: WordsContext,
  node: Condition,
  sources: readonly Source[],
  finding: Finding,
): Pick<Explained, 'actual' | 'required'> {
  if (node.op === 'exists') {
    const cite = finding.cites?.find((c) => c.collection === node.in);
    const measure = words.catalogue.collections.get(node.in)?.measure;
    const n = cite?.met?.length ?? 0;
    return {
      actual: cite ? numberWords(n, { unit: 'count', measure }) : null,
      required: numberWords(1, { unit: 'count', measure }),
    };
  }
  if (node.op === 'flag') {
    const value = sources[0]?.value ?? null;
    return { actual: value, required: node.is ? yes : no };
  }
  return { actual: sources.length === 1 ? (sources[0]?.value ?? null) : null, required: null };
}

/** The field behind a flag or a code. */
const fieldAsked = (node: Condition): string | undefined =>
  (node.op === 'flag' || node.op === 'in') && (node.value.op === 'item' || node.value.op === 'fact')
    ? node.value.field
    : undefined;

const yes: Words = { zh: '是', en: 'Yes' };
const no: Words = { zh: '否', en: 'No' };

export function factWords(field: FieldDef, value: FactValue): Words {
  if (typeof value === 'boolean') return value ? yes : no;
  if (typeof value === 'number') return numberWords(value, { unit: field.unit, measure: field.measure });
  if (typeof value === 'string')
    return field.type === 'date' ? { zh: value, en: value } : codeWords(field, value);
  const all = value.map((v) => codeWords(field, v));
  return { zh: all.map((w) => w.zh).join('、'), en: all.map((w) => w.en).join(', ') };
}

function sourceOf(cx: ExplainContext, words: WordsContext, cite: Cite): Source[] {
  if (cite.field !== undefined) {
    const field = cx.catalogue.fields.get(cite.field);
    if (!field) return [];
    const { observation } = cite;
    const year = cite.year ?? null;
    return [
      {
        label: valueWords(words, { op: 'fact', field: cite.field, ...(year === null ? {} : { year }) }),
        value: observation ? factWords(field, observation.value) : null,
        source: observation?.source ?? null,
        observedOn: observation?.observedOn ?? null,
        otherYears: observation || year === null ? [] : cx.facts.years(cite.field).filter((y) => y !== year),
      },
    ];
  }
  if (cite.collection === undefined) return [];
  const def = cx.catalogue.collections.get(cite.collection);
  if (!def) return [];
  const n = cite.met?.length ?? 0;
  const m = cite.unclear?.length ?? 0;
  const measured: Measured = { unit: 'count', measure: def.measure };
  const sure = numberWords(n, measured);
  const more = numberWords(m, measured);
  const items = cx.facts.items(cite.collection);
  return [
    {
      label: def.label,
      value: !items
        ? null
        : m > 0
          ? {
              zh: `${sure.zh}，另有 ${more.zh}资料不全`,
              en: `${sure.en}, and ${more.en} of which too little is known`,
            }
          : cite.complete
            ? sure
            : { zh: `已知 ${sure.zh}`, en: `${sure.en} known` },
      source: items?.items[0]?.source ?? null,
      observedOn: items?.items[0]?.observedOn ?? null,
      otherYears: [],
    },
  ];
}

/** The value behind a name. */
const named = (words: WordsContext, v: Value): Value =>
  v.op === 'use' ? named(words, words.definitions[v.name] ?? { op: 'number', value: 0 }) : v;

/** By how much it misses, in the unit in which a firm would make it good: a share of revenue in money, a date in days. */
export function shortfall(
  words: WordsContext,
  node: Extract<Condition, { op: 'compare' }>,
  left: Quantity,
  right: Quantity,
  measured: Measured,
): Words | null {
  if (!isKnown(left) || !isKnown(right) || node.is === 'eq' || node.is === 'ne') return null;
  const upward = node.is === 'ge' || node.is === 'gt';
  const strict = node.is === 'gt' || node.is === 'lt';
  const value = named(words, node.left);
  const say = (n: number, of: Measured, what?: Words): Words => {
    const amount = numberWords(Math.abs(n), of);
    const zh = upward ? '差' : '超出';
    const en = upward ? 'short by' : 'over by';
    // "Above five" is missed by five too: there the gap is what has to be passed, not reached
    const past: Words = strict ? { zh: '以上', en: ' or more' } : { zh: '', en: '' };
    return what
      ? { zh: `${what.zh}${zh} ${amount.zh}${past.zh}`, en: `${what.en} ${en} ${amount.en}${past.en}` }
      : { zh: `${zh} ${amount.zh}${past.zh}`, en: `${en} ${amount.en}${past.en}` };
  };
  if (measured.unit === 'date') {
    const days = Math.abs(right.lo - left.lo) + (strict ? 1 : 0);
    return { zh: `相差 ${days} 天`, en: `${days} days off` };
  }
  if (value.op === 'ratio' && left.den !== 1) {
    // What the numerator lacks at the same denominator, rounded away from zero so that it is enough
    const gap = (right.num * left.den) / right.den - left.num;
    return say(
      Math.sign(gap) * Math.ceil(Math.abs(gap)),
      measuredOf(words, value.over),
      valueWords(words, value.over),
    );
  }
  if (value.op === 'growth' && left.den !== 1) {
    const gap = (right.num * left.den) / right.den - left.num;
    return say(
      Math.sign(gap) * Math.ceil(Math.abs(gap)),
      measuredOf(words, value.to),
      valueWords(words, value.to),
    );
  }
  const gap = right.lo - left.lo;
  const points = measured.unit === 'share';
  if (points) {
    const n = Math.round(Math.abs(gap) * 10000) / 100;
    return upward
      ? { zh: `差 ${n} 个百分点`, en: `short by ${n} percentage points` }
      : { zh: `超出 ${n} 个百分点`, en: `over by ${n} percentage points` };
  }
  return say(gap, measured);
}
