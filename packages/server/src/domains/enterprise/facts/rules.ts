import type { NewItem, NewObservation, RelationGraph } from '@hegu/contract/enterprise/facts.ts';
import type { Reason } from '@hegu/contract/errors.ts';
import type { FactCatalogue, FactValue, FieldDef, Words } from '@hegu/rules/facts.ts';
import { factsAt, type Profile } from '@hegu/rules/facts.ts';
import type { z } from 'zod';
import { faultWords, readCreditCode } from '../../../platform/identity/credit-code.ts';
import type { FirmReference } from '../catalogue/rules.ts';

/** What may be stated of a firm. Pure; everything that is wrong is said at once. */

export type ObservationInput = z.output<typeof NewObservation>;
export type ItemInput = z.output<typeof NewItem>;

export interface Speaker {
  readonly reference: FirmReference;
  /** Civil day of the statement. */
  readonly today: string;
  /** May state what authorities judge or register. */
  readonly certifies: boolean;
  /** Credit code of the firm, which is not related to itself. */
  readonly creditCode: string;
}

/** What authorities register: in a firm's own word it would be worth nothing. Judgements (`from: expert`) are theirs as well. */
const registered = new Set([
  'abnormalOperation',
  'seriousDishonesty',
  'majorAccidents',
  'environmentViolations',
  'researchMisconduct',
  'seriousViolations',
  'annualCheckPassed',
  'regionalContribution',
  'aboveScaleSince',
]);
const registeredCollections = new Set(['awards']);

/** A loss is a number like any other; no other amount of the catalogue lies below zero. */
const mayBeNegative = new Set(['netProfit']);

/** Parts and the whole they are part of, within one year. */
const parts: readonly (readonly [part: string, whole: string])[] = [
  ['rdStaff', 'employees'],
  ['mainRevenue', 'revenue'],
  ['domesticRdExpense', 'rdExpense'],
  ['highTechRevenue', 'totalIncome'],
];

/** First and last days of an item. */
const stretches: readonly (readonly [string, string])[] = [
  ['grantedOn', 'validTo'],
  ['appliedOn', 'listedOn'],
];

const daysIn = (year: number, month: number): number =>
  month === 2
    ? year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
      ? 29
      : 28
    : [4, 6, 9, 11].includes(month)
      ? 30
      : 31;

export const isDay = (s: string): boolean => {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(s);
  if (!found) return false;
  const [y, m, d] = [Number(found[1]), Number(found[2]), Number(found[3])];
  return m >= 1 && m <= 12 && d >= 1 && d <= daysIn(y, m) && y >= 1800 && y <= 2200;
};

const expectedType: Readonly<Record<FieldDef['type'], Words>> = {
  number: { zh: '数字', en: 'a number' },
  flag: { zh: '是或否', en: 'true or false' },
  code: { zh: '一个选项', en: 'one choice' },
  codes: { zh: '若干选项', en: 'a list of choices' },
  date: { zh: '日期（YYYY-MM-DD）', en: 'a date (YYYY-MM-DD)' },
};
const whole: Words = { zh: '整数', en: 'a whole number' };

const hasType = (def: FieldDef, value: FactValue): boolean =>
  def.type === 'number'
    ? typeof value === 'number' && Number.isFinite(value)
    : def.type === 'flag'
      ? typeof value === 'boolean'
      : def.type === 'codes'
        ? Array.isArray(value)
        : typeof value === 'string' && (def.type === 'code' || isDay(value));

const label = (def: { readonly label: Words }) => ({ labelZh: def.label.zh, labelEn: def.label.en });
const refuse = (code: string, data: Record<string, unknown>): Reason => ({ code, overridable: false, data });

/** Codes that live in a pack of their own and not in the catalogue. */
const sets: Readonly<Record<string, (r: FirmReference) => ReadonlyMap<string, unknown>>> = {
  registeredDistrict: (r) => r.districts,
  taxDistrict: (r) => r.districts,
  tracks: (r) => r.tracks,
};

function checkNumber(def: FieldDef, value: number): Reason[] {
  if (def.unit === 'share' && (value < 0 || value > 1))
    return [refuse('fact.share_range', { ...label(def), value })];
  if ((def.unit === 'money' || def.unit === 'count') && !Number.isSafeInteger(value))
    return [refuse('fact.type', { ...label(def), expectedZh: whole.zh, expectedEn: whole.en, value })];
  if (value < 0 && !mayBeNegative.has(def.key)) return [refuse('fact.negative', { ...label(def), value })];
  return [];
}

/** One value of one field. */
export function checkValue(def: FieldDef, value: FactValue, s: Speaker): Reason[] {
  if (!hasType(def, value)) {
    const { zh, en } = expectedType[def.type];
    return [refuse('fact.type', { ...label(def), expectedZh: zh, expectedEn: en, value })];
  }
  if (typeof value === 'number') return checkNumber(def, value);
  if (def.type === 'date') {
    // What only time brings about, or what cannot be undone, has happened
    return def.change !== 'firm' && String(value) > s.today
      ? [refuse('fact.date_future', { ...label(def), value })]
      : [];
  }
  if (def.key === 'creditCode' && typeof value === 'string') {
    const read = readCreditCode(value);
    if (!read.ok)
      return [
        refuse('fact.credit_code', {
          ...label(def),
          problem: read.faults.map((f) => f.part),
          problemZh: read.faults.map((f) => faultWords[f.part].zh).join('；'),
          problemEn: read.faults.map((f) => faultWords[f.part].en).join('; '),
        }),
      ];
    return read.code === s.creditCode ? [refuse('fact.relation_to_itself', label(def))] : [];
  }
  const known = sets[def.key]?.(s.reference);
  const choices = known && known.size > 0 ? known : def.codes ? new Map(Object.entries(def.codes)) : null;
  if (choices === null) return [];
  return (Array.isArray(value) ? value : [String(value)])
    .filter((c) => !choices.has(c))
    .map((c) => refuse('fact.code_unknown', { ...label(def), value: c }));
}

const mayState = (def: FieldDef, s: Speaker) =>
  s.certifies || (def.from !== 'expert' && !registered.has(def.key));

const periodOf = (o: ObservationInput) => `${o.field} ${o.year ?? ''} ${o.from ?? ''} ${o.to ?? ''}`;

export function checkObservations(observations: readonly ObservationInput[], s: Speaker): Reason[] {
  const reasons: Reason[] = [];
  const seen = new Set<string>();
  for (const [index, o] of observations.entries()) {
    const def = s.reference.catalogue.fields.get(o.field);
    const say = (found: readonly Reason[]) =>
      reasons.push(...found.map((r) => ({ ...r, data: { ...r.data, field: o.field, index } })));
    if (!def) {
      say([refuse('fact.field_unknown', { field: o.field })]);
      continue;
    }
    if (def.perClause) say([refuse('fact.per_clause', label(def))]);
    else if (!mayState(def, s)) say([refuse('fact.only_officers', label(def))]);
    if (seen.has(periodOf(o))) say([refuse('fact.twice', label(def))]);
    seen.add(periodOf(o));
    if (def.period === 'year' && o.year === undefined) say([refuse('fact.year_required', label(def))]);
    if (def.period === 'none' && o.year !== undefined) say([refuse('fact.year_unwanted', label(def))]);
    if (o.year !== undefined && o.year > Number(s.today.slice(0, 4)))
      say([refuse('fact.year_future', { ...label(def), year: o.year })]);
    if (o.from !== undefined && o.to !== undefined && o.from > o.to)
      say([refuse('fact.dates_reversed', { ...label(def), from: o.from, to: o.to })]);
    say(checkValue(def, o.value, s));
  }
  return [...reasons, ...checkParts(observations, s.reference.catalogue)];
}

/** A part cannot be larger than its whole, where both are stated together. */
export function checkParts(observations: readonly ObservationInput[], catalogue: FactCatalogue): Reason[] {
  const at = new Map(observations.map((o) => [`${o.field} ${o.year}`, o]));
  return parts.flatMap(([part, of]) =>
    observations.flatMap((o): Reason[] => {
      const large = at.get(`${of} ${o.year}`);
      const [def, wholeDef] = [catalogue.fields.get(part), catalogue.fields.get(of)];
      if (o.field !== part || !large || !def || !wholeDef) return [];
      if (typeof o.value !== 'number' || typeof large.value !== 'number' || o.value <= large.value) return [];
      return [
        refuse('fact.part_exceeds_whole', {
          ...label(def),
          wholeZh: wholeDef.label.zh,
          wholeEn: wholeDef.label.en,
          year: o.year,
          field: part,
        }),
      ];
    }),
  );
}

export function checkItems(items: readonly ItemInput[], s: Speaker): Reason[] {
  const reasons: Reason[] = [];
  const seen = new Set<string>();
  for (const [index, item] of items.entries()) {
    const collection = s.reference.catalogue.collections.get(item.collection);
    const say = (found: readonly Reason[]) =>
      reasons.push(...found.map((r) => ({ ...r, data: { ...r.data, collection: item.collection, index } })));
    if (!collection) {
      say([refuse('fact.collection_unknown', { collection: item.collection })]);
      continue;
    }
    if (!s.certifies && registeredCollections.has(item.collection))
      say([refuse('fact.only_officers', label(collection))]);
    if (item.id !== undefined) {
      const name = `${item.collection} ${item.id}`;
      if (seen.has(name)) say([refuse('fact.twice', label(collection))]);
      seen.add(name);
    }
    for (const [field, value] of Object.entries(item.values)) {
      const def = collection.byKey.get(field);
      if (!def) say([refuse('fact.field_unknown', { field: `${item.collection}.${field}` })]);
      else say(checkValue(def, value, s).map((r) => ({ ...r, data: { ...r.data, field } })));
    }
    for (const [first, last] of stretches) {
      const [from, to] = [item.values[first], item.values[last]];
      const def = collection.byKey.get(last);
      if (def && typeof from === 'string' && typeof to === 'string' && isDay(from) && isDay(to) && from > to)
        say([refuse('fact.dates_reversed', { ...label(def), from, to, field: last })]);
    }
  }
  return reasons;
}

export function checkCompleteness(
  said: readonly { readonly collection: string; readonly complete: boolean }[],
  s: Speaker,
): Reason[] {
  return said.flatMap(({ collection }) => {
    const def = s.reference.catalogue.collections.get(collection);
    if (!def) return [refuse('fact.collection_unknown', { collection })];
    return !s.certifies && registeredCollections.has(collection)
      ? [refuse('fact.only_officers', { ...label(def), collection })]
      : [];
  });
}

/** Sets are kept in one order, so that saying the same again is seen to be the same. Credit codes as the standard writes them. */
export function settled(field: string, value: FactValue): FactValue {
  if (Array.isArray(value)) return [...new Set(value)].sort();
  if (field === 'creditCode' && typeof value === 'string') {
    const read = readCreditCode(value);
    return read.ok ? read.code : value;
  }
  return value;
}

/** What lists and facets show of a firm. */
export interface Projection {
  readonly id: string;
  readonly district: string | null;
  readonly park: string | null;
  readonly fields: readonly string[];
  readonly tracks: readonly string[];
  readonly established_on: string | null;
}

export interface Arrow {
  readonly firm_id: string;
  readonly item_key: string;
  readonly holder_code: string;
  readonly held_code: string;
  readonly kind: RelationGraph['arrows'][number]['kind'];
  readonly share: number | null;
}

export interface Title {
  readonly firm_id: string;
  readonly item_key: string;
  readonly kind: string;
  readonly granted_on: string | null;
  readonly valid_to: string | null;
}

/** The fields that a firm's record shows in lists. */
export const projected = ['registeredDistrict', 'park', 'fields', 'tracks', 'establishedOn'] as const;

export function projectionOf(id: string, profile: Profile, today: string): Projection {
  const facts = factsAt(profile, today);
  const text = (field: string) => {
    const value = facts.fact(field, null)?.value;
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const list = (field: string) => {
    const value = facts.fact(field, null)?.value;
    return Array.isArray(value) ? value : [];
  };
  return {
    id,
    district: text('registeredDistrict'),
    park: text('park'),
    fields: list('fields'),
    tracks: list('tracks'),
    established_on: text('establishedOn'),
  };
}

const arrowKinds: Readonly<Record<string, Arrow['kind']>> = {
  sibling: 'sibling',
  controller: 'controller',
  founder: 'founder',
  shareholder: 'share',
};

/** The arrows that a firm's items of `relations` draw. */
export function arrowsOf(firmId: string, creditCode: string, profile: Profile): Arrow[] {
  return (profile.collections.relations?.items ?? []).flatMap((item): Arrow[] => {
    const { kind, creditCode: other, share } = item.values;
    if (typeof other !== 'string' || other === creditCode) return [];
    const held = kind !== 'parent';
    return [
      {
        firm_id: firmId,
        item_key: item.id,
        holder_code: held ? creditCode : other,
        held_code: held ? other : creditCode,
        // A parent is one by what it is called, whatever share was written down (企业会计准则第 33 号 art. 7)
        kind: arrowKinds[String(kind)] ?? 'control',
        // What a founder holds of the other says nothing of what this firm does
        share: typeof share === 'number' && kind !== 'controller' && kind !== 'founder' ? share : null,
      },
    ];
  });
}

/** Titles by what they are called, for lists. */
export const titlesOf = (firmId: string, profile: Profile): Title[] =>
  (profile.collections.certificates?.items ?? []).flatMap((item): Title[] => {
    const { kind, grantedOn, validTo } = item.values;
    if (typeof kind !== 'string') return [];
    return [
      {
        firm_id: firmId,
        item_key: item.id,
        kind,
        granted_on: typeof grantedOn === 'string' ? grantedOn : null,
        valid_to: typeof validTo === 'string' ? validTo : null,
      },
    ];
  });
