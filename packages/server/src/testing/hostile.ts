import type { RouteSpec } from '@hegu/contract/route.ts';
import fc from 'fast-check';
import type { z } from 'zod';
import { newId } from '../platform/ids.ts';
import { type Things, thingFor } from './furnish.ts';
import { type JsonSchema, jsonSchemaOf } from './inputs.ts';
import type { Person } from './people.ts';
import type { World } from './world.ts';

/** Requests drawn from a route's own schemas, with values that have broken servers before. */

const hostileTexts = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'x\udfff',
  "'; DROP TABLE users; --",
  '" OR 1=1',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '{x|time}',
  '#{7*7}',
  '%00',
  '../../etc/passwd',
  '\u202e\u200b\ufeff',
  '𠮷'.repeat(50),
  'A'.repeat(20_000),
  '=cmd|calc!A1',
  '\\',
  "%' _ %",
  'null',
  '-1',
  '1e309',
];
const hostileTimes = [
  '2026-07-16T11:00:00',
  '2026-07-16 11:00',
  '2027-02-29T10:00:00+08:00',
  '2028-02-29T10:00:00+08:00',
  '9999-12-31T23:59:59Z',
  '0000-01-01T00:00:00Z',
  '-000001-01-01T00:00:00Z',
  '+275760-09-13T00:00:00Z',
  '2200-12-31T23:59:59+14:00',
  '1970-01-01T00:00:00Z',
  '2026-10-25T02:30:00+02:00',
  '2026-10-25T02:30:00+01:00',
  '2026-03-29T02:30:00+01:00',
  '2026-07-16T11:00:00.123456789Z',
  '2026-06-30T23:59:60Z',
  '2026-07-16T24:00:00Z',
  '2026-07-16T11:00:00+23:59',
];
const hostileDates = [
  '2027-02-29',
  '2028-02-29',
  '9999-12-31',
  '0000-00-00',
  '2026-13-01',
  '2026-7-1',
  '0001-01-01',
];
const hostileNumbers = [
  -1,
  0,
  1,
  1.5,
  -0,
  1e15,
  1e21,
  -1e15,
  Number.MAX_SAFE_INTEGER,
  2147483648,
  99_999_999_999,
];
const hostileIds = [
  '',
  'abc',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  "1' OR '1'='1",
];
const anything: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, [], {}, [[]], { a: { b: { c: [] } } }),
  fc.constantFrom<unknown>(...hostileTexts, ...hostileTimes, ...hostileNumbers),
);

interface Making {
  /** Whose people are named. */
  readonly named: World;
  readonly idFor: (name: string) => string;
  /** Only what the schema allows; otherwise now and then something that it does not. */
  readonly clean: boolean;
}

function arbitraryOf(schema: JsonSchema, name: string, making: Making): fc.Arbitrary<unknown> {
  const fitting = fits(schema, name, making);
  return making.clean
    ? fitting
    : fc.oneof({ weight: 14, arbitrary: fitting }, { weight: 1, arbitrary: anything });
}

function fits(schema: JsonSchema, name: string, making: Making): fc.Arbitrary<unknown> {
  const inner = (s: JsonSchema, key = name) => arbitraryOf(s, key, making);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map((s) => inner(s)));
  if (schema.allOf) return inner(schema.allOf[0] ?? {});
  const type = typeof schema.type === 'string' ? schema.type : schema.type?.[0];
  switch (type) {
    case 'object': {
      const properties = Object.entries(schema.properties ?? {});
      if (properties.length === 0) {
        const values =
          typeof schema.additionalProperties === 'object' ? inner(schema.additionalProperties) : anything;
        return fc.dictionary(
          fc.constantFrom('a', 'sample', '__proto__', 'constructor', 'own', 'x y'),
          values,
          {
            maxKeys: 3,
          },
        );
      }
      const required = properties.filter(([key]) => schema.required?.includes(key)).map(([key]) => key);
      const values = (keys: readonly string[]) =>
        fc.record(
          Object.fromEntries(
            properties.filter(([key]) => keys.includes(key)).map(([key, s]) => [key, inner(s, key)]),
          ),
        );
      const optional = properties.map(([key]) => key).filter((key) => !required.includes(key));
      // A few at a time: with everything at once something is always refused. A cursor is never made up well
      const few = fc.subarray(
        optional.filter((key) => !making.clean || key !== 'cursor'),
        making.clean ? { maxLength: Math.min(4, optional.filter((key) => key !== 'cursor').length) } : {},
      );
      return few.chain((some) => values([...required, ...some]));
    }
    case 'array':
      return (making.clean && name === 'weekdays' ? fc.uniqueArray : fc.array)(inner(schema.items ?? {}), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 3, 3),
      });
    case 'integer':
    case 'number': {
      if (name === 'gridMinutes' && making.clean) return fc.constantFrom(1, 5, 15, 30, 60);
      const min = Math.max(schema.minimum ?? -1000, -1e12);
      const max = Math.min(schema.maximum ?? 1000, 1e12);
      const plain = fc.oneof(
        fc.integer({ min: Math.max(min, -2e9), max: Math.min(max, 2e9) }),
        fc.constantFrom(min, max),
      );
      return making.clean
        ? plain
        : fc.oneof(
            { weight: 4, arbitrary: plain },
            { weight: 1, arbitrary: fc.constantFrom(...hostileNumbers) },
          );
    }
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'string':
      return textsOf(schema, name, making);
    default:
      // A number in an address: its schema says nothing about what is sent
      return making.clean ? fc.integer({ min: 1, max: 100 }) : anything;
  }
}

function textsOf(
  schema: JsonSchema,
  name: string,
  { named: world, idFor, clean }: Making,
): fc.Arbitrary<string> {
  const mixed = (good: fc.Arbitrary<string>, bad: readonly string[]) =>
    clean
      ? good
      : fc.oneof({ weight: 8, arbitrary: good }, { weight: 1, arbitrary: fc.constantFrom(...bad) });
  switch (schema.format) {
    case 'uuid':
      return mixed(
        fc.integer({ min: 0, max: 5 }).map((n) => (n > 0 ? idFor(name) : newId())),
        hostileIds,
      );
    case 'date-time':
      return mixed(
        fc.integer({ min: -3000, max: 30_000 }).chain((minutes) =>
          fc.constantFrom('+08:00', 'Z', '-05:30').map((offset) => {
            const at = new Date(Date.UTC(2026, 6, 15, 2, 0) + minutes * 60_000);
            return `${at.toISOString().slice(0, 19)}${offset}`;
          }),
        ),
        hostileTimes,
      );
    case 'date':
      return mixed(
        fc
          .integer({ min: -400, max: 400 })
          .map((days) => new Date(Date.UTC(2026, 6, 15) + days * 86_400_000).toISOString().slice(0, 10)),
        hostileDates,
      );
    case 'email':
      return mixed(fc.constantFrom('a@example.org', '李@例子.中国', 'x+y@example.org'), hostileTexts);
    default:
  }
  const good = schema.pattern
    ? fc.stringMatching(new RegExp(schema.pattern, 'u'))
    : fc.oneof(
        fc.string({
          minLength: schema.minLength ?? 0,
          maxLength: Math.min(schema.maxLength ?? 40, 40),
          unit: 'grapheme',
        }),
        fc.constantFrom('液质联用', 'LC-MS', '010201', '上海'),
      );
  const { researcher, pi } = world.people;
  const people = fc.constantFrom(researcher.username, researcher.userId, pi.userId, 'nobody');
  const named = /user|onBehalfOf|memberId/i.test(name)
    ? clean
      ? people
      : fc.oneof(people, good)
    : /class/i.test(name)
      ? fc.oneof({ weight: 3, arbitrary: fc.constantFrom('010201', '01', '0102') }, good)
      : name === 'recurrence'
        ? fc.oneof(
            fc.constantFrom(
              'FREQ=WEEKLY;BYDAY=MO;COUNT=4',
              'FREQ=DAILY;UNTIL=20260801T000000Z',
              'FREQ=DAILY',
            ),
            good,
          )
        : good;
  return mixed(named, hostileTexts);
}

const queryText = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : JSON.stringify(value);

/** Lone surrogates cannot be put into an address; in JSON they can. */
const addressable = (s: string) => s.toWellFormed().slice(0, 4000);

/** A schema cannot say that an end comes after its start. */
function forward(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  const fields = value as Record<string, unknown>;
  for (const [from, to] of [
    ['startsAt', 'endsAt'],
    ['from', 'to'],
    ['freeFrom', 'freeTo'],
  ] as const) {
    const at = Date.parse(String(fields[from]));
    if (fields[to] !== undefined && !Number.isNaN(at) && String(fields[from]).includes('T'))
      fields[to] = new Date(at + 90 * 60_000).toISOString();
  }
  return fields;
}

interface Asked {
  /** Whose people ask. */
  readonly world: World;
  readonly known: Things;
  /** Whose people are named in what is sent. */
  readonly named: World;
}

/** Requests to a route: what its schemas allow and, unless `clean`, now and then what nobody should send. */
export function requestOf(route: RouteSpec, { world, known, named }: Asked, clean: boolean) {
  const idFor = (name: string) => thingFor(known, route.path, name) ?? newId();
  const part = (schema: z.ZodType | undefined) => {
    const json = jsonSchemaOf(schema);
    const made = json ? arbitraryOf(json, '', { named, idFor, clean }) : fc.constant(undefined);
    return clean ? made.map(forward) : made;
  };
  const plain: fc.Arbitrary<Record<string, string>> = fc.constant({});
  const texts = (value: unknown): Record<string, string> =>
    value !== null && typeof value === 'object'
      ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, addressable(queryText(v))]))
      : {};
  const { researcher, pi, facility, admin, park } = world.people;
  const who: fc.Arbitrary<Person | null> = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom<Person | null>(admin, facility, pi, researcher) },
    { weight: 1, arbitrary: fc.constantFrom<Person | null>(null, park) },
  );
  return fc.record({
    as: who,
    params: part(route.params).map(texts),
    query: part(route.query).map(texts),
    body: part(route.body),
    headers: clean
      ? plain
      : fc.oneof(
          { weight: 6, arbitrary: plain },
          {
            weight: 1,
            arbitrary: fc.constantFrom<Record<string, string>>(
              { 'accept-language': 'en' },
              { 'if-match': '"1"' },
              { 'if-match': 'W/"99999999999999"' },
              { 'if-match': '*' },
              { 'idempotency-key': 'k1' },
              { 'idempotency-key': ' ' },
              { 'hegu-valley': "'" },
              { 'content-type': 'text/plain' },
              { 'x-request-id': '<x>' },
            ),
          },
        ),
  });
}
