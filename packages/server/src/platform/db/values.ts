import pg from 'pg';
import { Temporal } from 'temporal-polyfill';
import { textOf } from '../clock/index.ts';

/**
 * How values cross to and from PostgreSQL: timestamptz → Temporal.Instant, int8 → number (amounts in 分 and counters stay
 * below 2^53), date, timestamp and numeric → their text, and the same inside arrays.
 */

function parseInstant(value: string): Temporal.Instant {
  // '2026-07-15 02:00:00.123456+00': sessions run in UTC. Faster than Instant.from, and lists are full of them.
  if (value.endsWith('+00') && value.length <= 29 && value[4] === '-') {
    const ms = Date.parse(`${value.slice(0, 10)}T${value.slice(11, 23).replace('+00', '')}Z`);
    const micros = value.length > 26 ? Number(value.slice(23, -3).padEnd(3, '0')) : 0;
    if (!Number.isNaN(ms)) {
      return micros === 0
        ? Temporal.Instant.fromEpochMilliseconds(ms)
        : Temporal.Instant.fromEpochNanoseconds(BigInt(ms) * 1_000_000n + BigInt(micros) * 1000n);
    }
  }
  return Temporal.Instant.from(value.replace(' ', 'T'));
}

function parseSafeInteger(value: string): number {
  const n = Number(value);
  if (!Number.isSafeInteger(n)) throw new RangeError(`int8 out of the safe range: ${value}`);
  return n;
}

const asText = (value: string) => value;

// pg-types' declarations describe another version than the one pg brings.
const { create } = pg.types.arrayParser as unknown as {
  create<T>(source: string, transform: (value: string) => T): { parse(): (T | null)[] };
};

const arrayOf =
  <T>(parse: (value: string) => T) =>
  (value: string) =>
    create(value, parse).parse();

const parsers = new Map<number, (value: string) => unknown>([
  [20, parseSafeInteger],
  [1082, asText],
  [1114, asText],
  [1184, parseInstant],
  [1700, asText],
  [1016, arrayOf(parseSafeInteger)],
  [1182, arrayOf(asText)],
  [1115, arrayOf(asText)],
  [1185, arrayOf(parseInstant)],
  [1231, arrayOf(asText)],
]);

export const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && parsers.get(oid)) ||
    pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
};

export function toParameter(value: unknown): unknown {
  if (value instanceof Temporal.Instant) return textOf(value);
  return Array.isArray(value) ? value.map(toParameter) : value;
}

/**
 * Rows as one parameter, for `json_to_recordset`: the text of a statement is then the same however many there are. Instants
 * are their text, bytes PostgreSQL's hexadecimal. Written out member by member: a booking sends a dozen of these.
 */
export const recordset = (rows: readonly object[]): string => `[${rows.map(spellRow).join(',')}]`;

function spellRow(row: object): string {
  let text = '';
  for (const [key, value] of Object.entries(row)) {
    // What is not said is null there
    if (value !== undefined && value !== null) text += `${text === '' ? '' : ','}"${key}":${spell(value)}`;
  }
  return `{${text}}`;
}

function spell(value: unknown): string {
  if (typeof value === 'object' && value !== null) {
    if (value instanceof Temporal.Instant) return `"${textOf(value)}"`;
    if (value instanceof Uint8Array) return `"\\\\x${Buffer.from(value).toString('hex')}"`;
  }
  return JSON.stringify(value);
}

/** Each with its place as `n`, so that what comes back can be told apart. */
export const numbered = <T extends object>(rows: readonly T[]): (T & { n: number })[] =>
  rows.map((row, n) => ({ n, ...row }));
