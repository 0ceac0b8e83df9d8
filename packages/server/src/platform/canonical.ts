import { hash } from 'node:crypto';

/**
 * Canonical JSON in the manner of RFC 8785 (JCS): one value has one spelling, so its bytes can be hashed, signed and
 * computed again years later. Members sort by UTF-16 code units, numbers print as ECMAScript does, no white space.
 *
 * Two departures, so that what was hashed is also what PostgreSQL's jsonb gives back: U+0000 and lone surrogates,
 * which jsonb refuses, become U+FFFD; and bigint prints as a string of digits.
 *
 * `undefined` members are left out and `toJSON` is honoured (dates, Temporal), as in `JSON.stringify`; a value that
 * has no JSON at all (undefined, a function, NaN) prints as `null`.
 */
export function canonicalJson(value: unknown): string {
  return print(value, 0);
}

// Deep enough for any real document, shallow enough to name a cycle before the stack does.
const maxDepth = 200;

function print(input: unknown, depth: number): string {
  if (depth > maxDepth) throw new RangeError('canonicalJson: too deep, or a cycle');
  const value = resolve(input);
  switch (typeof value) {
    case 'string':
      return quoted(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      return Number.isFinite(value) ? JSON.stringify(value) : 'null';
    case 'bigint':
      return `"${value}"`;
    case 'object': {
      if (value === null) return 'null';
      if (Array.isArray(value)) return `[${value.map((item) => print(item, depth + 1)).join(',')}]`;
      return printMembers(value as Record<string, unknown>, depth);
    }
    default:
      return 'null';
  }
}

function printMembers(value: Readonly<Record<string, unknown>>, depth: number): string {
  // `sort` compares UTF-16 code units, which is the order RFC 8785 §3.2.3 asks for.
  const keys = Object.keys(value).sort();
  let text = '';
  for (const key of keys) {
    const member = value[key];
    if (hasNoJson(member)) continue;
    const name = clean(key);
    // Rare: mended names sort anew, and two of them may have become one
    if (name !== key) return printMembers(mended(value), depth);
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${print(member, depth + 1)}`;
  }
  return `{${text}}`;
}

const mended = (value: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => !hasNoJson(member))
      .map(([key, member]) => [clean(key), member]),
  );

function quoted(text: string): string {
  const plain = JSON.stringify(text);
  // What has to be mended is spelled with an escape, as only other control characters are
  return plain.includes('\\u') ? JSON.stringify(clean(text)) : plain;
}

function resolve(value: unknown): unknown {
  if (
    typeof value === 'object' &&
    value !== null &&
    'toJSON' in value &&
    typeof value.toJSON === 'function'
  ) {
    return value.toJSON();
  }
  return value;
}

const hasNoJson = (value: unknown) =>
  value === undefined || typeof value === 'function' || typeof value === 'symbol';

const clean = (text: string) => text.toWellFormed().replaceAll('\u0000', '\ufffd');

/** SHA-256 as 64 lower-case hexadecimal digits; text is hashed as UTF-8. */
export const sha256Hex = (data: string | Uint8Array): string => hash('sha256', data, 'hex');
