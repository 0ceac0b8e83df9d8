/**
 * A saved draft may be anything that is JSON. These make it whole in form, so that every control has something to stand on: what is
 * there stays, unknown parts too, and what is sound comes out as it went in. Pure.
 */

type Json = Record<string, unknown>;

const object = (x: unknown): Json =>
  typeof x === 'object' && x !== null && !Array.isArray(x) ? (x as Json) : {};
const list = (x: unknown): readonly unknown[] => (Array.isArray(x) ? x : []);
const isObject = (x: unknown): boolean => Object.keys(object(x)).length > 0;
const texts = (x: unknown): string[] => list(x).filter((c): c is string => typeof c === 'string');
/** The object with some parts made whole, where they are there at all. */
const within = (of: Json, parts: Readonly<Record<string, (x: unknown) => unknown>>): Json =>
  Object.fromEntries(
    Object.entries(of).map(([key, x]) => {
      const make = parts[key];
      return [key, make && x !== undefined ? make(x) : x];
    }),
  );
const each = (make: (x: unknown) => unknown) => (x: unknown) => list(x).map(make);
const every = (make: (x: unknown) => unknown) => (x: unknown) =>
  Object.fromEntries(Object.entries(object(x)).map(([key, part]) => [key, make(part)]));

const inCollection: Json = { in: '' };
/** Parts a node has to have, by its kind, and what stands there where they are missing. */
const conditionParts: Readonly<Record<string, Json>> = {
  all: { of: [] },
  any: { of: [] },
  atLeast: { count: 1, of: [] },
  not: { of: { op: 'always' } },
  compare: { is: 'ge', left: {}, right: {} },
  flag: { value: {}, is: true },
  in: { value: {}, set: [] },
  exists: inCollection,
  review: { field: '' },
  always: {},
};
const valueParts: Readonly<Record<string, Json>> = {
  fact: { field: '' },
  item: { field: '' },
  number: {},
  money: {},
  percent: {},
  date: { value: '' },
  context: { date: 'assessment' },
  add: { of: [] },
  min: { of: [] },
  max: { of: [] },
  average: { of: [] },
  subtract: { from: {}, take: {} },
  multiply: { value: {} },
  ratio: { over: {}, under: {} },
  growth: { from: {}, to: {} },
  count: inCollection,
  total: { ...inCollection, value: {} },
  greatest: { ...inCollection, value: {} },
  bands: { value: {}, bands: [], otherwise: 0 },
  when: { if: {}, use: {}, otherwise: {} },
  shift: { date: {} },
  use: { name: '' },
  between: { from: {}, to: {}, unit: 'years' },
};

export function wholeCondition(x: unknown): Json {
  const node = object(x);
  const parts = conditionParts[String(node.op)];
  if (!parts) return { op: 'always' };
  const of = node.op === 'not' ? wholeCondition : each(wholeCondition);
  return within(
    { ...node, ...missing(node, parts) },
    { of, left: wholeValue, right: wholeValue, value: wholeValue, where: wholeCondition, set: texts },
  );
}

export function wholeValue(x: unknown): Json {
  const node = object(x);
  const parts = valueParts[String(node.op)];
  if (!parts) return { op: 'number', value: 0 };
  const inner: Record<string, (x: unknown) => unknown> = ['number', 'percent', 'date'].includes(
    String(node.op),
  )
    ? {}
    : { value: wholeValue };
  if (node.op === 'when') inner.otherwise = wholeValue;
  if (node.op === 'shift') inner.date = wholeValue;
  return within(
    { ...node, ...missing(node, parts) },
    {
      ...inner,
      of: each(wholeValue),
      from: wholeValue,
      take: wholeValue,
      to: wholeValue,
      over: wholeValue,
      under: wholeValue,
      where: wholeCondition,
      if: wholeCondition,
      use: wholeValue,
      bands: each(object),
    },
  );
}

const missing = (node: Json, parts: Json): Json =>
  Object.fromEntries(Object.entries(parts).filter(([key]) => node[key] === undefined));

const amountParts: Readonly<Record<string, Json>> = {
  flat: {},
  percent: { of: {} },
  bands: { of: {}, bands: [] },
  share: { clause: '' },
  unknown: {},
};

function wholeAmount(x: unknown): Json {
  const node = object(x);
  const parts = amountParts[String(node.op)];
  return parts
    ? within({ ...node, ...missing(node, parts) }, { of: wholeValue, bands: each(object) })
    : { op: 'unknown' };
}

export const wholeClause = (clause: Json): Json =>
  within(clause, {
    title: object,
    plain: object,
    provenance: object,
    period: object,
    datesKnown: object,
    bridges: each(object),
    event: object,
    filing: each(object),
    definitions: every(wholeValue),
    requirements: each((x) => within({ rule: {}, ...object(x) }, { text: object, rule: wholeCondition })),
    benefit: (x) =>
      within(
        { amount: {}, ...object(x) },
        {
          amount: wholeAmount,
          per: (per) =>
            isObject(per)
              ? within({ ...inCollection, ...object(per) }, { where: wholeCondition })
              : undefined,
          instalments: each((part) => within(object(part), { recheck: wholeCondition })),
        },
      ),
    follows: texts,
    materials: each((x) => within(object(x), { name: object, note: object, shows: texts })),
    budget: object,
  });

export const wholeDocument = (document: Json): Json =>
  within(document, {
    title: object,
    issuer: object,
    caps: each((x) =>
      within(
        { limit: {}, ...object(x) },
        {
          text: object,
          clauses: texts,
          limit: (limit) =>
            typeof object(limit).op === 'string'
              ? within(object(limit), { of: wholeValue })
              : { op: 'yuan', yuan: 0 },
        },
      ),
    ),
    exclusions: each((x) => within(object(x), { text: object, clauses: texts, unless: wholeCondition })),
  });

export const wholeCase = (golden: unknown): Json =>
  within(
    { name: {}, assessedOn: '', profile: {}, earlier: [], expect: {}, ...object(golden) },
    {
      name: object,
      expect: object,
      earlier: each(object),
      profile: (x) =>
        within(
          { facts: {}, collections: {}, ...object(x) },
          {
            facts: every(each(object)),
            collections: every((c) =>
              within(
                { complete: true, items: [], ...object(c) },
                { items: each((item) => within({ values: {}, ...object(item) }, { values: object })) },
              ),
            ),
          },
        ),
    },
  );
