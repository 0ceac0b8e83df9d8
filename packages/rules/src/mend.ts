import { type Clause, clause as clauseSchema, type Material, material as materialSchema } from './clause.ts';
import { type Condition, conditionSchema, type Value, valueSchema } from './expression.ts';
import type { Words } from './facts.ts';

/**
 * A clause that cannot be read as a whole, made readable for the checks: what is sound stays in its place, what is not becomes
 * something that says nothing. So everything that is wrong is told at once, and not the next fault only after the first is mended.
 * What comes out is for checking alone; it is never saved and never decides about anybody.
 */

type Json = Readonly<Record<string, unknown>>;

const object = (x: unknown): Json =>
  typeof x === 'object' && x !== null && !Array.isArray(x) ? (x as Json) : {};
const list = (x: unknown): readonly unknown[] => (Array.isArray(x) ? x : []);

const shape = clauseSchema.shape;
const nothing: Condition = { op: 'always' };
/** A value of no type: it agrees with everything. */
const untyped: Value = { op: 'add', of: [] };
const longAgo = { from: '0001-01-01', to: null };

const value = (x: unknown): Value => valueSchema.safeParse(x).data ?? untyped;

/** What is sound below a condition that is not stays, so that its faults are told too. */
function condition(x: unknown): Condition {
  const read = conditionSchema.safeParse(x);
  if (read.success) return read.data;
  const { op, of, in: name, where } = object(x);
  if ((op === 'all' || op === 'any' || op === 'atLeast') && Array.isArray(of) && of.length > 0)
    return { op: op === 'any' ? 'any' : 'all', of: of.map(condition) };
  if (op === 'not') return { op, of: condition(of) };
  if (op === 'exists' && typeof name === 'string' && where !== undefined)
    return { op, in: name, where: condition(where) };
  return nothing;
}

const words = (x: unknown, instead: Words): Words => {
  const { zh, en } = object(x);
  const text = (t: unknown, other: string) => (typeof t === 'string' && t !== '' ? t : other);
  return { zh: text(zh, instead.zh), en: text(en, instead.en) };
};

function requirement(x: unknown, i: number): Clause['requirements'][number] {
  const read = shape.requirements.element.safeParse(x);
  if (read.success) return read.data;
  const { rule, text } = object(x);
  return {
    id: `part-${i}`,
    kind: 'requirement',
    text: words(text, { zh: `第 ${i + 1} 条`, en: `condition ${i + 1}` }),
    rule: condition(rule),
  };
}

function amount(x: unknown): Clause['benefit']['amount'] {
  const read = shape.benefit.shape.amount.safeParse(x);
  if (read.success) return read.data;
  const { op, of, clause } = object(x);
  if (op === 'percent') return { op, percent: 1, of: value(of) };
  if (op === 'bands') return { op, of: value(of), bands: [{ from: 0, yuan: 1 }] };
  if (op === 'share' && typeof clause === 'string' && clause !== '') return { op, percent: 1, clause };
  return op === 'flat' ? { op, yuan: 1 } : { op: 'unknown' };
}

function benefit(x: unknown): Clause['benefit'] {
  const read = shape.benefit.safeParse(x);
  if (read.success) return read.data;
  const raw = object(x);
  const per = object(raw.per);
  const parts = shape.benefit.shape.instalments.safeParse(raw.instalments);
  return {
    kind: 'money',
    amount: amount(raw.amount),
    ...(typeof per.in === 'string' && per.in !== ''
      ? { per: { in: per.in, ...(per.where === undefined ? {} : { where: condition(per.where) }) } }
      : {}),
    ...(parts.success && parts.data ? { instalments: parts.data } : {}),
  };
}

/** One that is not sound asks for nothing. */
function material(x: unknown, i: number): Material {
  const read = materialSchema.safeParse(x);
  if (read.success) return read.data;
  const name = words(object(x).name, { zh: `材料 ${i + 1}`, en: `material ${i + 1}` });
  return { id: `material-${i}`, name, source: 'firm', required: false, form: 'none' };
}

/** The clause as far as it can be read; the same clause where it can be read as a whole. */
export function mendClause(raw: unknown): Clause {
  const read = clauseSchema.safeParse(raw);
  if (read.success) return read.data;
  const r = object(raw);
  const period = shape.period.safeParse(r.period).data ?? longAgo;
  const stretches = (x: unknown) =>
    // One that is not a stretch stands for the period itself, so that the others keep their places
    list(x).map((s) => shape.period.safeParse(s).data ?? period);
  const event = r.event === undefined ? undefined : (shape.period.safeParse(r.event).data ?? longAgo);
  const id = String(r.id ?? '');
  return {
    id,
    title: words(r.title, { zh: id, en: id }),
    plain: words(r.plain, { zh: id, en: id }),
    article: '#',
    provenance: { mark: 'news', address: 'https://localhost/', verifier: null },
    period,
    bridges: stretches(r.bridges),
    ...(event ? { event } : {}),
    filing: stretches(r.filing),
    definitions: Object.fromEntries(Object.entries(object(r.definitions)).map(([k, v]) => [k, value(v)])),
    requirements: list(r.requirements).map(requirement),
    benefit: benefit(r.benefit),
    entitlement: shape.entitlement.safeParse(r.entitlement).data ?? 'fixed',
    automatic: r.automatic === true,
    follows: list(r.follows).map(String),
    materials: list(r.materials).map(material),
  };
}

type Path = readonly (string | number)[];

/** Parts of a clause that a check looks at beside the place it speaks of. */
const looksAt: Readonly<Record<string, readonly string[]>> = {
  'filing.outside': ['period', 'bridges', 'filing'],
  'filing.overlap': ['filing'],
  'follows.overlap': ['period'],
  'follows.endless': ['period'],
  'follows.gap': ['period', 'bridges'],
  // A use may stand where the clause cannot be read
  'definition.unused': ['definitions', 'requirements', 'benefit'],
  'automatic.unknownAmount': ['benefit'],
  // A figure that the words speak of may stand in a part that cannot be read
  'words.figure': [
    'benefit',
    'requirements',
    'definitions',
    'period',
    'event',
    'filing',
    'bridges',
    'budget',
  ],
};

/**
 * Of what the checks found in a mended clause, that which stands whatever the mending. `shape` are the faults of form, with paths that
 * begin with the clause's own place of `depth` parts.
 */
export function besides<P extends { readonly code: string }>(
  found: readonly P[],
  shape: readonly { readonly path: Path }[],
  depth: number,
): P[] {
  const broken = new Set(shape.map((p) => p.path[depth]));
  return found.filter((p) => !(looksAt[p.code] ?? []).some((part) => broken.has(part)));
}
