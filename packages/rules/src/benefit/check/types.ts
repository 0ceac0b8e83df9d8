import type { Condition, Definitions, Value } from '../../expression.ts';
import type { FactCatalogue, FieldDef, Words } from '../../facts.ts';
import { type Path, type Problem, problem } from './problems.ts';

/**
 * The type of every value of a tree, from the catalogue: a unit of a number, `number` for one without, or `date`, `flag`, `code`.
 * What cannot be told (after a problem) is undefined and agrees with everything, so that one mistake is told once.
 */
export type ValueType = NonNullable<FieldDef['unit']> | 'number' | 'date' | 'flag' | 'code';

/** What a reader calls them. */
const typeWords: Readonly<Record<ValueType, Words>> = {
  money: { zh: '金额', en: 'money' },
  share: { zh: '百分比', en: 'a percentage' },
  count: { zh: '个数', en: 'a count' },
  score: { zh: '分数', en: 'points' },
  years: { zh: '年数', en: 'years' },
  months: { zh: '月数', en: 'months' },
  days: { zh: '天数', en: 'days' },
  area: { zh: '面积', en: 'an area' },
  number: { zh: '无单位的数', en: 'a bare number' },
  date: { zh: '日期', en: 'a day' },
  flag: { zh: '是非项', en: 'a yes or no' },
  code: { zh: '选项', en: 'a choice of a list' },
};
export const named = (t: ValueType | undefined): Words => (t ? typeWords[t] : { zh: '', en: '' });
const aNumber: Words = { zh: '数值', en: 'a number' };

export interface Scope {
  readonly catalogue: FactCatalogue;
  readonly definitions: Definitions;
  /** Collection whose items are looked at. */
  readonly collection?: string;
  readonly problems: Problem[];
  /** Definitions that something used. */
  readonly used: Set<string>;
  readonly inside: readonly string[];
  /** Whether the clause has an event window; not told where there is no clause. */
  readonly event?: boolean;
}

/** Plain numbers and counts are written alike: 3 人, 3 件, ≥ 3. */
const loose: readonly (ValueType | undefined)[] = ['number', 'count', 'score', undefined];
const agree = (a: ValueType | undefined, b: ValueType | undefined): boolean =>
  a === b ||
  a === undefined ||
  b === undefined ||
  (loose.includes(a) && loose.includes(b)) ||
  bare(a, b) ||
  bare(b, a);
/** A bare number stands for years, days, ㎡; never for money or a share, which have their own way to be written. */
const bare = (a: ValueType, b: ValueType): boolean =>
  a === 'number' && ['years', 'months', 'days', 'area'].includes(b);

const numeric = (t: ValueType | undefined): boolean => t !== 'code' && t !== 'flag';

export function typeOf(value: Value, path: Path, scope: Scope): ValueType | undefined {
  const { problems } = scope;
  const same = (parts: readonly (ValueType | undefined)[], at: Path): ValueType | undefined => {
    const first = parts.find((t) => t !== undefined);
    for (const t of parts)
      if (!agree(first, t)) {
        problems.push(problem(at, 'units.mixed', named(first), named(t)));
        return undefined;
      }
    return first === 'number' ? (parts.find((t) => t !== undefined && t !== 'number') ?? first) : first;
  };
  const wants = (of: Value, at: Path, kind: 'number' | 'date', within = scope): ValueType | undefined => {
    const t = typeOf(of, at, within);
    const fits = kind === 'date' ? t === 'date' || t === undefined : numeric(t) && t !== 'date';
    if (!fits) {
      problems.push(problem(at, 'type.expected', kind === 'date' ? named('date') : aNumber, named(t)));
      return undefined;
    }
    return t;
  };
  switch (value.op) {
    case 'fact': {
      const field = scope.catalogue.fields.get(value.field);
      if (!field) {
        problems.push(problem([...path, 'field'], 'field.unknown', value.field));
        return undefined;
      }
      if (field.period === 'year' && value.year === undefined)
        problems.push(problem(path, 'field.year', field.label));
      if (field.period !== 'year' && value.year !== undefined)
        problems.push(problem([...path, 'year'], 'field.noYear', field.label));
      return typeOfField(field);
    }
    case 'item': {
      if (scope.collection === undefined) {
        problems.push(problem(path, 'item.outside', value.field));
        return undefined;
      }
      const field = scope.catalogue.collections.get(scope.collection)?.byKey.get(value.field);
      if (field) return typeOfField(field);
      if (scope.catalogue.collections.has(scope.collection))
        problems.push(problem([...path, 'field'], 'field.unknown', `${scope.collection}.${value.field}`));
      return undefined;
    }
    case 'number':
      return value.unit ?? 'number';
    case 'money':
      return 'money';
    case 'percent':
      return 'share';
    case 'context':
      // Without a window its edges lie at no day at all, and the condition would hold for everybody
      if (value.date !== 'assessment' && scope.event === false) problems.push(problem(path, 'event.missing'));
      return 'date';
    case 'date':
      return 'date';
    case 'add':
    case 'average':
      return same(
        value.of.map((v, i) => wants(v, [...path, 'of', i], 'number')),
        path,
      );
    case 'min':
    case 'max':
      return same(
        value.of.map((v, i) => typeOf(v, [...path, 'of', i], scope)),
        path,
      );
    case 'subtract':
      return same(
        [wants(value.from, [...path, 'from'], 'number'), wants(value.take, [...path, 'take'], 'number')],
        path,
      );
    case 'multiply':
      return wants(value.value, [...path, 'value'], 'number');
    case 'ratio': {
      const over = wants(value.over, [...path, 'over'], 'number');
      const under = wants(value.under, [...path, 'under'], 'number');
      // Money for each person (人均) is money; money over money, people over people, a share
      if (over === under || over === undefined || under === undefined) return 'share';
      if (loose.includes(under)) return loose.includes(over) ? 'share' : over;
      problems.push(problem(path, 'units.mixed', named(over), named(under)));
      return undefined;
    }
    case 'growth':
      same(
        [wants(value.from, [...path, 'from'], 'number'), wants(value.to, [...path, 'to'], 'number')],
        path,
      );
      return 'share';
    case 'count':
    case 'total':
    case 'greatest': {
      const inner = enter(value.in, [...path, 'in'], scope);
      if (value.where) checkCondition(value.where, [...path, 'where'], inner);
      if (value.op === 'count') return 'count';
      return value.op === 'total'
        ? wants(value.value, [...path, 'value'], 'number', inner)
        : typeOf(value.value, [...path, 'value'], inner);
    }
    case 'bands': {
      wants(value.value, [...path, 'value'], 'number');
      checkAscending(value.bands, [...path, 'bands'], problems);
      return value.unit ?? 'number';
    }
    case 'when': {
      checkCondition(value.if, [...path, 'if'], scope);
      return same(
        [typeOf(value.use, [...path, 'use'], scope), typeOf(value.otherwise, [...path, 'otherwise'], scope)],
        path,
      );
    }
    case 'shift':
      wants(value.date, [...path, 'date'], 'date');
      return 'date';
    case 'between':
      wants(value.from, [...path, 'from'], 'date');
      wants(value.to, [...path, 'to'], 'date');
      return value.unit;
    case 'use': {
      scope.used.add(value.name);
      const defined = scope.definitions[value.name];
      if (!defined) {
        problems.push(problem([...path, 'name'], 'definition.unknown', value.name));
        return undefined;
      }
      if (scope.inside.includes(value.name)) {
        problems.push(problem(path, 'definition.circular', [...scope.inside, value.name].join(' → ')));
        return undefined;
      }
      // Its own problems are told once, at the definition
      const quiet: Scope = { ...scope, problems: [], inside: [...scope.inside, value.name] };
      const type = typeOf(defined, path, quiet);
      // A circle shows only on the way round it
      if (scope.inside.length > 0)
        for (const p of quiet.problems) if (p.code === 'definition.circular') problems.push({ ...p, path });
      return type;
    }
  }
}

const typeOfField = (field: FieldDef): ValueType =>
  field.type === 'number' ? (field.unit ?? 'number') : field.type === 'codes' ? 'code' : field.type;

export function enter(collection: string, path: Path, scope: Scope): Scope {
  if (!scope.catalogue.collections.has(collection))
    scope.problems.push(problem(path, 'collection.unknown', collection));
  return { ...scope, collection };
}

export function checkAscending(
  bands: readonly { readonly from: number }[],
  path: Path,
  problems: Problem[],
): void {
  for (let i = 1; i < bands.length; i++)
    if ((bands[i]?.from ?? 0) <= (bands[i - 1]?.from ?? 0))
      problems.push(problem([...path, i], 'bands.order'));
}

export function checkCondition(c: Condition, path: Path, scope: Scope): void {
  const { problems } = scope;
  switch (c.op) {
    case 'atLeast':
      if (c.count > c.of.length) problems.push(problem(path, 'atLeast.tooMany', c.count, c.of.length));
      for (const [i, part] of c.of.entries()) checkCondition(part, [...path, 'of', i], scope);
      return;
    case 'all':
    case 'any':
      for (const [i, part] of c.of.entries()) checkCondition(part, [...path, 'of', i], scope);
      return;
    case 'not':
      checkCondition(c.of, [...path, 'of'], scope);
      return;
    case 'compare': {
      const left = typeOf(c.left, [...path, 'left'], scope);
      const right = typeOf(c.right, [...path, 'right'], scope);
      for (const [t, side] of [[left, 'left'] as const, [right, 'right'] as const])
        if (!numeric(t))
          problems.push(
            problem(
              [...path, side],
              'type.expected',
              { zh: '数值或日期', en: 'a number or a day' },
              named(t),
            ),
          );
      if (numeric(left) && numeric(right) && !agree(left, right))
        problems.push(problem(path, 'units.mixed', named(left), named(right)));
      return;
    }
    case 'flag': {
      const t = typeOf(c.value, [...path, 'value'], scope);
      if (t !== undefined && t !== 'flag')
        problems.push(problem([...path, 'value'], 'type.expected', named('flag'), named(t)));
      return;
    }
    case 'in': {
      const t = typeOf(c.value, [...path, 'value'], scope);
      if (t !== undefined && t !== 'code') {
        problems.push(problem([...path, 'value'], 'type.expected', named('code'), named(t)));
        return;
      }
      const field = fieldOf(c.value, scope);
      if (field?.codes)
        for (const [i, code] of c.set.entries())
          if (!(code in field.codes))
            problems.push(problem([...path, 'set', i], 'code.unknown', field.label, code));
      return;
    }
    case 'exists': {
      const inner = enter(c.in, [...path, 'in'], scope);
      if (c.where) checkCondition(c.where, [...path, 'where'], inner);
      return;
    }
    case 'review': {
      const field = scope.catalogue.fields.get(c.field);
      if (!field) problems.push(problem([...path, 'field'], 'field.unknown', c.field));
      else if (field.type !== 'flag')
        problems.push(problem([...path, 'field'], 'review.notFlag', field.label));
      return;
    }
    case 'always':
      return;
  }
}

const fieldOf = (value: Value, scope: Scope): FieldDef | undefined =>
  value.op === 'fact'
    ? scope.catalogue.fields.get(value.field)
    : value.op === 'item' && scope.collection !== undefined
      ? scope.catalogue.collections.get(scope.collection)?.byKey.get(value.field)
      : undefined;
