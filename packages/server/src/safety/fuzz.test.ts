import type { RouteSpec } from '@hegu/contract/route.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openApi } from '../platform/http/openapi.ts';
import { newId } from '../platform/ids.ts';
import * as ledger from '../platform/ledger/index.ts';
import { type Answer, faultsOfProblem, pathOf, routes, type Send } from '../testing/client.ts';
import { furnish, type Things, thingFor } from '../testing/furnish.ts';
import { requestOf } from '../testing/hostile.ts';
import { jsonSchemaOf, plainInput } from '../testing/inputs.ts';
import type { Person } from '../testing/people.ts';
import { serve, type TestServer } from '../testing/serve.ts';
import { makeWorld, type World } from '../testing/world.ts';

/**
 * Every route is sent what its schema allows and what nobody should send. Whatever comes: never a 500, a refusal is
 * problem+json with known codes and whole sentences, and an answer is what the contract says it is. Seeded, so that a
 * failure can be had again; `HEGU_FUZZ_RUNS` makes it longer.
 */
const runs = Number(process.env.HEGU_FUZZ_RUNS ?? 16);
const seed = Number(process.env.HEGU_FUZZ_SEED ?? 20260715);

let server: TestServer;
let shanghai: World;
let berlin: World;
let things: Things;
let more: Things;

beforeAll(async () => {
  server = await serve();
  const db = server.test.db;
  shanghai = await makeWorld(db, { slug: 'valley-a', mark: '甲', isDefault: true });
  // Summer time ends on 2026-10-25 there: an hour that happens twice, and one in March that never does
  berlin = await makeWorld(db, { slug: 'berlin', mark: '丙', zone: 'Europe/Berlin' });
  things = await furnish(server, shanghai);
  more = await furnish(server, berlin);
});
afterAll(() => server.close());

interface Described {
  readonly content?: Readonly<Record<string, unknown>>;
}
const described = openApi('fuzz', 'http://127.0.0.1') as {
  paths: Record<string, Record<string, { responses: Record<string, Described> }>>;
};

/** Whether the published description says that this route may answer so, and as this media type. */
function undescribed(route: RouteSpec, answer: Answer): string[] {
  const said = described.paths[route.path]?.[route.method]?.responses[answer.status];
  if (!said) return [`${answer.status} is not in the OpenAPI document`];
  const type = answer.headers.get('content-type')?.split(';')[0] ?? null;
  const types = Object.keys(said.content ?? {});
  if (type === null ? types.length === 0 : types.includes(type) || types.includes('*/*')) return [];
  return [`${type} is not in the OpenAPI document, which has ${types}`];
}

function faultsOf(route: RouteSpec, answer: Answer): string[] {
  return [...undescribed(route, answer), ...faultsIn(route, answer)];
}

function faultsIn(route: RouteSpec, answer: Answer): string[] {
  if (answer.status >= 400) return faultsOfProblem(answer);
  const faults: string[] = [];
  if (answer.status !== (route.okStatus ?? 200)) faults.push(`answers ${answer.status}`);
  if (route.media || answer.status === 204) return faults;
  const parsed = route.ok.safeParse(answer.body);
  if (!parsed.success)
    faults.push(`not what the contract says: ${JSON.stringify(parsed.error.issues.slice(0, 3))}`);
  return faults;
}

async function check(route: RouteSpec, path: string, options: Send): Promise<Answer> {
  const answer = await server.send(route.method, path, options);
  const faults = faultsOf(route, answer);
  expect(faults, `${answer.status} ${answer.text.slice(0, 600)}`).toEqual([]);
  return answer;
}

describe('from every schema', () => {
  let changing = 0;
  for (const route of routes) {
    const name = `${route.method.toUpperCase()} ${route.path}`;
    test(name, async () => {
      // What earlier routes have deleted, retired or cancelled would let nothing pass here
      if (route.method !== 'get' && ++changing % 6 === 0) {
        shanghai = await makeWorld(server.test.db, { slug: `valley-a${changing}`, mark: '甲' });
        things = await furnish(server, shanghai);
      }
      const worlds = [
        { world: shanghai, known: things, named: shanghai },
        { world: berlin, known: more, named: shanghai },
      ];
      for (const [i, asked] of worlds.entries()) {
        await fc.assert(
          fc.asyncProperty(
            fc.oneof(requestOf(route, asked, true), requestOf(route, asked, false)),
            async (r) => {
              await check(route, pathOf(route.path, r.params), {
                as: r.as,
                query: r.query,
                headers: r.headers,
                ...(r.body === undefined ? {} : { body: r.body }),
              });
            },
          ),
          {
            seed,
            numRuns: i === 0 ? runs : Math.ceil(runs / 3),
            endOnFailure: true,
            interruptAfterTimeLimit: 4_000,
          },
        );
      }
    });
  }
});

describe('bodies that are none', () => {
  const withBody = routes.filter((r) => r.body);
  const raw: readonly (readonly [string, string | Uint8Array, string, number])[] = [
    ['not JSON', '{"a":', 'application/json', 400],
    ['not UTF-8', new Uint8Array([0x22, 0xff, 0xfe, 0x22]), 'application/json', 400],
    ['another media type', 'a=b', 'application/x-www-form-urlencoded', 415],
    ['a form', '--x\r\n\r\n--x--', 'multipart/form-data; boundary=x', 415],
    ['a list', '[]', 'application/json', 400],
    ['null', 'null', 'application/json', 400],
    ['a number', '1e400', 'application/json', 400],
    ['nested ten thousand deep', `${'['.repeat(10_000)}${']'.repeat(10_000)}`, 'application/json', 400],
    ['an object nested deep', `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`, 'application/json', 400],
    ['a prototype', '{"__proto__":{"admin":true},"constructor":{"prototype":{}}}', 'application/json', 400],
    ['two megabytes', JSON.stringify({ a: 'x'.repeat(2 * 1024 * 1024) }), 'application/json', 413],
  ];
  test('every route that takes one refuses them alike', async () => {
    for (const route of withBody) {
      const params = plainInput(route, newId).params;
      for (const [what, payload, mediaType, status] of raw) {
        const answer = await server.send(route.method, pathOf(route.path, params), {
          as: shanghai.people.admin,
          raw: payload,
          headers: { 'content-type': mediaType },
        });
        const said = `${route.method} ${route.path} with ${what}: ${answer.status} ${answer.text.slice(0, 300)}`;
        expect(faultsOfProblem(answer), said).toEqual([]);
        // Where every field may be left out, an unknown one is what is refused; or the person is
        expect([status, 400, 403], said).toContain(answer.status);
      }
    }
  });
});

describe('uploads', () => {
  const uploads = routes.filter((r) => r.upload !== undefined);

  test('one byte too much is refused, and a visitor is refused before it is read', async () => {
    expect(uploads.length).toBeGreaterThan(0);
    for (const route of uploads) {
      const input = plainInput(route, newId);
      const payload = new Uint8Array((route.upload ?? 0) + 1);
      const send = (as: Person | null) =>
        server.send(route.method, pathOf(route.path, input.params), {
          as,
          query: input.query,
          raw: payload,
          headers: { 'content-type': 'application/octet-stream' },
        });
      const answer = await send(shanghai.people.admin);
      expect(answer.status, answer.text).toBe(413);
      expect(faultsOfProblem(answer)).toEqual([]);
      expect((await send(null)).status).toBe(401);
    }
  });

  test('empty, mistaken and mislabelled files are refused', async () => {
    const bytes: readonly (readonly [Uint8Array, string])[] = [
      [new Uint8Array(), 'image/png'],
      [new TextEncoder().encode('<script>alert(1)</script>'), 'image/png'],
      [new TextEncoder().encode('MZ\u0000\u0001'), 'application/pdf'],
      [
        new TextEncoder().encode('PK\u0003\u0004 not a zip'),
        'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      ],
      [new Uint8Array(1000).fill(255), 'text/csv'],
    ];
    for (const route of uploads) {
      const input = plainInput(route, newId);
      for (const [payload, mediaType] of bytes) {
        const answer = await server.send(route.method, pathOf(route.path, input.params), {
          as: shanghai.people.admin,
          query: input.query,
          raw: payload,
          headers: { 'content-type': mediaType, 'x-file-name': '..%2f..%2fetc%2fpasswd' },
        });
        expect(
          answer.status,
          `${route.path} ${mediaType} ${answer.text.slice(0, 200)}`,
        ).toBeGreaterThanOrEqual(400);
        expect(faultsOfProblem(answer)).toEqual([]);
      }
    }
  });
});

describe('forged', () => {
  test('cursors', async () => {
    const cursors = [
      'x',
      'AAAA',
      btoa('{}'),
      btoa('[1,2]'),
      btoa('["2026-07-15T00:00:00Z","not-an-id"]'),
      btoa('["9999999-99-99","x"]'),
      btoa(JSON.stringify(['\u0000', newId()])),
      btoa(JSON.stringify({ at: '2026-07-15T00:00:00Z', id: newId() })),
      Buffer.from(JSON.stringify(["'; drop", "'"])).toString('base64url'),
      '9'.repeat(500),
    ];
    const lists = routes.filter(
      (r) => r.method === 'get' && jsonSchemaOf(r.query)?.properties?.cursor !== undefined,
    );
    expect(lists.length).toBeGreaterThan(8);
    for (const route of lists) {
      const input = plainInput(route, (name) => thingFor(things, route.path, name) ?? newId());
      for (const cursor of cursors) {
        const answer = await check(route, pathOf(route.path, input.params), {
          as: shanghai.people.admin,
          query: { ...input.query, cursor },
        });
        expect([200, 400, 403, 404, 422], route.path).toContain(answer.status);
      }
    }
  });

  test('credentials, valleys and methods', async () => {
    for (const authorization of [
      'Bearer',
      'Bearer x',
      'Basic YTpi',
      `Bearer ${shanghai.people.admin.key}x`,
      'Bearer hegu_valley-a_',
    ]) {
      const answer = await server.send('get', '/me', { headers: { authorization } });
      expect(answer.codes, authorization).toEqual(['access.key_invalid']);
      expect(faultsOfProblem(answer)).toEqual([]);
    }
    for (const cookie of [
      'hegu.session_token=x',
      'hegu.session_token=a.b',
      'hegu.session_token=%E0%A4%A',
      'hegu.session_token=.',
    ]) {
      const answer = await server.send('get', '/me', { headers: { cookie } });
      expect(answer.status, cookie).toBe(200);
      expect((answer.body as { user: unknown }).user).toBeNull();
    }
    for (const [method, path] of [
      ['get', '/nothing'],
      ['delete', '/instruments'],
      ['put', '/reservations'],
      ['get', '/instruments/%E0%A4%A'],
      ['get', '/instruments/..%2f..'],
      ['post', '/reservations/x/y/z'],
    ] as const) {
      const answer = await server.send(method, path, { as: shanghai.people.admin });
      expect(
        faultsOfProblem(answer),
        `${method} ${path} ${answer.status} ${answer.text.slice(0, 200)}`,
      ).toEqual([]);
    }
  });

  test('a language that is neither is answered in Chinese, English in English', async () => {
    const ask = async (language: string) =>
      (
        (await server.send('get', `/instruments/${newId()}`, { headers: { 'accept-language': language } }))
          .body as {
          title: string;
        }
      ).title;
    expect(await ask('fr, de;q=0.5')).toBe('未找到该记录');
    expect(await ask('zh-CN')).toBe('未找到该记录');
    expect(await ask('en-GB,en;q=0.9')).toBe('No such record');
  });
});

test('after all of it the ledger still recomputes in both valleys', async () => {
  for (const world of [shanghai, berlin])
    await server.test.db.read(world.scope, async (tx) => {
      expect(await ledger.verify(tx, world.scope)).toEqual([]);
    });
});
