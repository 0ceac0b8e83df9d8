import type { RouteSpec } from '@hegu/contract/route.ts';
import { z } from 'zod';

/** Inputs made from a route's own schemas. */

export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly propertyNames?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly default?: unknown;
}

export const jsonSchemaOf = (schema: z.ZodType | undefined): JsonSchema | null =>
  schema
    ? (z.toJSONSchema(schema, {
        io: 'input',
        unrepresentable: 'any',
        target: 'draft-2020-12',
        reused: 'inline',
      }) as JsonSchema)
    : null;

/** Texts that fit the patterns the contract uses; a pattern without one here makes the tests say so. */
const samples: readonly string[] = [
  'a',
  '09:00',
  '2026-07',
  '2026-07-16',
  'x'.repeat(40),
  'instrument:0198f000-0000-7000-8000-000000000000',
  'user:me',
  'valley',
  '1',
  'true',
  '13800000000',
  'https://example.org/hook',
  '01a00000-0000-7000-8000-000000000001_01a00000-0000-7000-8000-000000000002',
];

function textFor(schema: JsonSchema, id: () => string): string {
  switch (schema.format) {
    case 'uuid':
      return id();
    case 'date-time':
      return '2026-07-16T11:00:00+08:00';
    case 'date':
      return '2026-07-16';
    case 'email':
      return 'nobody@example.org';
    case 'uri':
      return 'https://example.org/hook';
    default:
  }
  if (schema.pattern) {
    const pattern = new RegExp(schema.pattern, 'u');
    const fit = samples.find((s) => pattern.test(s));
    if (fit === undefined) throw new Error(`no sample fits ${schema.pattern}`);
    return fit;
  }
  return 'abc'.padEnd(schema.minLength ?? 0, 'c').slice(0, schema.maxLength ?? 100);
}

/** An id for a field of this name. */
export type IdFor = (name: string) => string;

const takesId = (schema: JsonSchema | undefined): boolean =>
  schema?.format === 'uuid' || (schema?.anyOf ?? []).some(takesId);

/** The least that fits: only what is required, and the ids when `all` says so. */
export function plainValue(schema: JsonSchema, id: IdFor, all = false, name = ''): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const choice = schema.anyOf ?? schema.oneOf;
  if (choice?.[0]) return plainValue(choice[0], id, all, name);
  if (schema.allOf?.[0]) return plainValue(schema.allOf[0], id, all, name);
  const type = typeof schema.type === 'string' ? schema.type : schema.type?.[0];
  switch (type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([key, s]) => schema.required?.includes(key) || (all && takesId(s)))
          .map(([key, s]) => [key, plainValue(s, id, all, key)]),
      );
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () =>
        plainValue(schema.items ?? {}, id, all, name),
      );
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 1, Math.min(1, schema.maximum ?? 1));
    case 'boolean':
      return true;
    case 'null':
      return null;
    case 'string':
      return textFor(schema, () => id(name));
    default:
      return 'abc';
  }
}

/** What no JSON Schema says: an end after a start, one of two fields. */
function mend(route: RouteSpec, body: unknown): unknown {
  if (body === null || typeof body !== 'object') return body;
  const fields = body as Record<string, unknown>;
  if ('endsAt' in fields) fields.endsAt = '2026-07-16T12:00:00+08:00';
  if ('to' in fields && typeof fields.to === 'string' && fields.to.includes('T'))
    fields.to = '2026-07-17T12:00:00+08:00';
  if (Array.isArray(fields.steps))
    for (const step of fields.steps as Record<string, unknown>[]) step.class ??= '010201';
  if (route.path.endsWith('/fund')) fields.amountFen ??= 100;
  // A price list must charge for something
  if (fields.book !== null && typeof fields.book === 'object')
    Object.assign(fields.book, { time: { perHour: {}, basis: 'reserved' } });
  return fields;
}

export interface PlainInput {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** The least that a route accepts as well-formed, with ids from `id`. @throws when the route's own schema refuses it. */
export function plainInput(route: RouteSpec, id: IdFor, all = false): PlainInput {
  const make = (schema: z.ZodType | undefined) => {
    const json = jsonSchemaOf(schema);
    return json === null ? undefined : mend(route, plainValue(json, id, all));
  };
  const input = {
    params: Object.fromEntries(
      Object.entries((make(route.params) ?? {}) as object).map(([k, v]) => [k, String(v)]),
    ),
    query: Object.fromEntries(
      Object.entries((make(route.query) ?? {}) as object).map(([k, v]) => [k, String(v)]),
    ),
    body: make(route.body),
  };
  for (const part of ['params', 'query', 'body'] as const) {
    const parsed = route[part]?.safeParse(input[part]);
    if (parsed && !parsed.success)
      throw new Error(`${route.method} ${route.path}: ${part} ${JSON.stringify(parsed.error.issues)}`);
  }
  return input;
}
