import { gzipSync } from 'node:zlib';
import { allRoutes } from '@hegu/contract/all-routes.ts';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { testDb } from '../platform/db/testing/index.ts';
import { DemoExposed, startServer } from '../server.ts';
import { type Answer, faultsOfProblem, field } from '../testing/client.ts';
import { png } from '../testing/furnish.ts';
import { serve, tempFolder } from '../testing/serve.ts';
import { servedWorld } from '../testing/served-world.ts';
import { makeWorld } from '../testing/world.ts';

/** What every answer carries, whoever asks; what the API says of itself; and when the server does not answer at all. */

const password = 'lvcha-2026-hegu';

const { server, world } = await servedWorld({ isDefault: true });

describe('what every answer carries', () => {
  const places = [
    '//',
    '//healthz',
    '//readyz',
    '//metrics',
    '//api/docs',
    '//api/v1/openapi.json',
    '//api/auth/get-session',
    '//nothing.js',
    '//..%2f..%2fpackage.json',
    '/me',
    '/nothing',
    '/reservations',
  ];

  test('security headers and a request id, whatever it is', async () => {
    for (const path of places) {
      const answer = await server.send('get', path);
      expect(answer.status, path).toBeLessThan(500);
      const csp = answer.headers.get('content-security-policy') ?? '';
      expect(csp, path).toContain("frame-ancestors 'none'");
      expect(csp, path).toContain("script-src 'self'");
      expect(csp, path).not.toMatch(/script-src[^;]*unsafe/);
      expect(answer.headers.get('x-content-type-options'), path).toBe('nosniff');
      expect(answer.headers.get('x-frame-options'), path).toBe('DENY');
      expect(answer.headers.get('referrer-policy'), path).toBeTruthy();
      expect(answer.headers.get('x-request-id'), path).toMatch(/^[\w-]{8,64}$/);
      expect(answer.headers.get('access-control-allow-origin'), path).toBeNull();
      expect(answer.headers.get('x-powered-by'), path).toBeNull();
    }
  });

  test('a compressed body is refused with words, wherever it goes, and not read as something else', async () => {
    const gzip = { 'content-encoding': 'gzip' };
    const raw = gzipSync(JSON.stringify({ name: 'k' }));
    const as = world.people.researcher;
    for (const answer of [
      await server.send('post', '/api-keys', { as, raw, headers: gzip }),
      await server.send('post', '/files', {
        as: world.people.facility,
        query: { purpose: 'photo', name: 'photo.png' },
        raw: png,
        headers: { 'content-type': 'image/png', ...gzip },
      }),
      await server.send('post', '//api/auth/sign-in/username', {
        body: { username: 'x', password },
        headers: { origin: server.url, ...gzip },
      }),
    ]) {
      expect(answer.status).toBe(415);
      expect(answer.codes).toEqual(['request.encoding']);
      expect(faultsOfProblem(answer)).toEqual([]);
      expect(answer.headers.get('accept-encoding')).toBe('identity');
    }
    const plain = { as, body: { name: 'k' }, headers: { 'content-encoding': 'identity' } };
    expect((await server.send('post', '/api-keys', plain)).status).toBe(201);
  });

  test('a request id is taken when it is one, and made when it is not', async () => {
    const ask = async (id: string) =>
      (await server.send('get', '/nothing', { headers: { 'x-request-id': id } })).headers.get('x-request-id');
    expect(await ask('trace-1234')).toBe('trace-1234');
    expect(await ask('<script>')).not.toBe('<script>');
    expect(await ask('x'.repeat(65))).not.toBe('x'.repeat(65));
  });

  test('what is about a person is not kept by anybody in between', async () => {
    for (const path of ['/me', '/reservations', '/sessions']) {
      const answer = await server.send('get', path, { as: world.people.researcher });
      expect(answer.headers.get('cache-control') ?? '', path).toMatch(/no-store|private/);
    }
  });

  test('a picture for everybody is kept as its own headers say', async () => {
    const made = await server.send('post', '/files', {
      as: world.people.facility,
      query: { purpose: 'photo', name: 'photo.png' },
      raw: png,
      headers: { 'content-type': 'image/png' },
    });
    const got = await server.send('get', `/files/${field(made, 'id')}`, { as: world.people.facility });
    expect(got.status, got.text).toBe(200);
    expect(got.headers.get('content-type')).toBe('image/png');
    expect(got.headers.get('cache-control')).not.toContain('no-store,');
    expect(got.headers.get('x-content-type-options')).toBe('nosniff');
    expect(got.headers.get('content-security-policy')).toBeTruthy();
  });

  test('files of the server are not served', async () => {
    for (const path of [
      '//../package.json',
      '//%2e%2e/package.json',
      '//assets/..%2f..%2f..%2fpackage.json',
      '//.env',
      '//%00',
    ]) {
      const answer = await server.send('get', path);
      expect(answer.status, path).toBeLessThan(500);
      expect(answer.text, path).not.toContain('"dependencies"');
    }
  });

  test('health, readiness and metrics', async () => {
    expect((await server.send('get', '//healthz')).body).toMatchObject({ status: 'ok' });
    expect((await server.send('get', '//readyz')).body).toMatchObject({ status: 'ready' });
    await server.send('get', '/me');
    const metrics = await server.send('get', '//metrics');
    expect(metrics.text).toContain('hegu_http_request_seconds_count{method="get",route="/me",status="200"}');
    expect(metrics.text).toContain('hegu_db_connections');
  });
});

describe('the description of the API', () => {
  test('is OpenAPI 3.1 and names every route', async () => {
    const answer = await server.send('get', '//api/v1/openapi.json');
    const spec = answer.body as {
      openapi: string;
      info: { title: string; version: string };
      paths: Record<string, Record<string, Operation>>;
      components: { schemas: Record<string, object>; securitySchemes: object };
    };
    interface Operation {
      operationId: string;
      summary: string;
      tags: string[];
      parameters: { name: string; in: string; required: boolean; schema: object }[];
      responses: Record<string, { description: string; content?: Record<string, { schema: object }> }>;
      requestBody?: { content: Record<string, { schema: object }> };
      security?: object[];
    }
    expect(spec.openapi).toBe('3.1.0');
    expect(spec.info.title).toBeTruthy();
    expect(spec.info.version).toMatch(/^\d+\.\d+\.\d+/);
    const ids = new Set<string>();
    for (const route of allRoutes) {
      const operation = spec.paths[route.path]?.[route.method];
      expect(operation, `${route.method} ${route.path}`).toBeDefined();
      if (!operation) continue;
      ids.add(operation.operationId);
      const places = [...route.path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]);
      const inPath = operation.parameters.filter((p) => p.in === 'path');
      expect(inPath.map((p) => p.name).sort(), route.path).toEqual([...places].sort());
      expect(inPath.every((p) => p.required)).toBe(true);
      const all = operation.parameters.map((p) => `${p.in} ${p.name}`);
      expect(new Set(all).size, route.path).toBe(all.length);
      expect(operation.responses[String(route.okStatus ?? 200)], route.path).toBeDefined();
      for (const response of Object.values(operation.responses))
        expect(typeof response.description).toBe('string');
      expect(operation.requestBody !== undefined, route.path).toBe(Boolean(route.body || route.upload));
      expect(operation.security !== undefined, route.path).toBe(route.action !== 'public');
    }
    expect(ids.size).toBe(allRoutes.length);
    expect(Object.values(spec.paths).flatMap((p) => Object.keys(p)).length).toBe(allRoutes.length);
    for (const [, ref] of answer.text.matchAll(/"\$ref":"([^"]+)"/g)) {
      const parts = (ref ?? '').replace('#/', '').split('/');
      const found = parts.reduce<unknown>(
        (at, part) => (at as Record<string, unknown> | undefined)?.[part],
        spec,
      );
      expect(found, ref).toBeDefined();
    }
    const docs = await server.send('get', '//api/docs');
    for (const route of allRoutes) expect(docs.text).toContain(`/api/v1${route.path}`);
  });
});

describe('a server that is asked too much or shown too widely', () => {
  test('answers 429 with Retry-After to one caller, and goes on answering another', async () => {
    const small = await serve({ HEGU_RATE_PER_SECOND: '2', HEGU_RATE_BURST: '5' });
    try {
      const there = await makeWorld(small.test.db);
      const answers = await Promise.all(
        Array.from({ length: 12 }, () => small.send('get', '/me', { as: there.people.researcher })),
      );
      const refused = answers.filter((a) => a.status === 429);
      expect(refused.length).toBeGreaterThanOrEqual(5);
      for (const answer of refused) {
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
        expect(answer.codes).toEqual(['request.rate_limited']);
        expect(faultsOfProblem(answer)).toEqual([]);
      }
      expect((await small.send('get', '/me', { as: there.people.pi })).status).toBe(200);
      const signIns = await Promise.all(
        Array.from({ length: 12 }, () =>
          small.send('post', '//api/auth/sign-in/username', {
            body: { username: 'x1', password },
            headers: { origin: small.url },
          }),
        ),
      );
      expect(signIns.some((a) => a.status === 429 && Number(a.headers.get('retry-after')) >= 1)).toBe(true);
      // Keys that are made up do not each get an allowance of their own
      const made: Answer[] = [];
      for (let i = 0; i < 12; i++)
        made.push(await small.send('get', '/me', { as: `hegu_valley-a_${String(i).padStart(40, 'A')}` }));
      expect(made.some((a) => a.status === 429)).toBe(true);
    } finally {
      await small.close();
    }
  });

  test('is alive at once, and ready only when what people come for is there', async () => {
    const test = await testDb();
    let preparing = true;
    const made = await startServer({
      connection: test.connection,
      dataDir: tempFolder(),
      env: { HEGU_LOG: 'silent' },
      port: 0,
      workers: false,
      preparing: () => preparing,
    });
    const status = async (path: string) => (await fetch(new URL(path, made.url))).status;
    try {
      expect([await status('/healthz'), await status('/readyz')]).toEqual([200, 503]);
      preparing = false;
      expect([await status('/healthz'), await status('/readyz')]).toEqual([200, 200]);
    } finally {
      await made.close();
      await test.close();
    }
  });

  test('refuses to listen beyond this machine while a demo person exists', async () => {
    const test = await testDb();
    const dataDir = tempFolder();
    try {
      const there = await makeWorld(test.db);
      const client = new pg.Client(test.connection);
      await client.connect();
      await client.query('update users set demo = true where id = $1', [there.people.pi.userId]);
      await client.end();
      const start = (host: string) =>
        startServer({
          connection: test.connection,
          dataDir,
          env: { HEGU_LOG: 'silent' },
          host,
          port: 0,
          workers: false,
        });
      await expect(start('0.0.0.0')).rejects.toThrow(DemoExposed);
      await expect(start('::')).rejects.toThrow(DemoExposed);
      const local = await start('127.0.0.1');
      await local.close();
    } finally {
      await test.close();
    }
  });
});
