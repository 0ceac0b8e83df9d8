import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../platform/ids.ts';
import { faultsOfProblem, field, pathOf, routes } from '../testing/client.ts';
import { furnish, type Things, thingFor } from '../testing/furnish.ts';
import { plainInput } from '../testing/inputs.ts';
import { serve, type TestServer } from '../testing/serve.ts';
import { makeWorld, type World } from '../testing/world.ts';

/** Attempts across valleys: everything in valley B, named by people of valley A, on every route. */

let server: TestServer;
let a: World;
let b: World;
let things: Things;
let owner: pg.Client;

beforeAll(async () => {
  server = await serve();
  a = await makeWorld(server.test.db, { slug: 'valley-a', mark: '甲' });
  b = await makeWorld(server.test.db, { slug: 'valley-b', mark: '乙' });
  things = await furnish(server, b);
  owner = new pg.Client(server.test.connection);
  await owner.connect();
});
afterAll(async () => {
  await owner?.end();
  await server.close();
});

/** Every row of valley B, as a hash a table: sees what row-level security would hide. */
async function everythingIn(valleyId: string): Promise<Record<string, string>> {
  const { rows: tables } = await owner.query<{ name: string }>(
    `select table_name as name from information_schema.columns
     where table_schema = 'public' and column_name in ('valley_id', 'for_valley') order by 1`,
  );
  const state: Record<string, string> = {};
  for (const { name } of tables) {
    const column = name === 'api_keys' ? 'for_valley' : 'valley_id';
    const { rows } = await owner.query<{ hash: string }>(
      `select count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as hash
       from ${name} t where ${column} = $1`,
      [valleyId],
    );
    state[name] = rows[0]?.hash ?? '';
  }
  return state;
}

/** Sealing goes on by itself, and the heads it makes are no change of what is sealed. */
const lasting = ({
  audit_pending,
  audit_leaves,
  audit_nodes,
  audit_heads,
  ...rest
}: Record<string, string>) => rest;

test('the valley has one of everything', () => {
  expect(Object.entries(things).filter(([, id]) => !id)).toEqual([]);
});

test('its own people find all of it', async () => {
  const { admin, researcher } = b.people;
  for (const route of routes.filter((r) => r.method === 'get' && r.path.endsWith('{id}'))) {
    const id = thingFor(things, route.path, 'id');
    if (!id) continue;
    const as = route.action === 'self' ? researcher : admin;
    const answer = await server.send('get', pathOf(route.path, { id }), { as });
    expect(answer.status, `${route.path} ${answer.text.slice(0, 300)}`).toBe(200);
  }
  const feed = await server.send('post', '/calendars', { as: researcher, body: { kind: 'mine' } });
  // A calendar programme sends no header: the address alone has to lead there
  const made = await fetch(field(feed, 'url'));
  expect(made.status).toBe(200);
  expect(await made.text()).toContain('BEGIN:VEVENT');
});

describe('ids of another valley', () => {
  const aimed = routes.filter((r) => {
    const names = new Set<string>();
    plainInput(
      r,
      (name) => {
        names.add(name);
        return newId();
      },
      true,
    );
    return names.size > 0 || r.params !== undefined;
  });

  test('most routes can be aimed at something', () => {
    expect(aimed.length).toBeGreaterThan(60);
  });

  for (const route of aimed) {
    test(`${route.method.toUpperCase()} ${route.path}`, async () => {
      const before = lasting(await everythingIn(b.scope.valleyId));
      const sent: string[] = [];
      const input = plainInput(
        route,
        (name) => {
          const id = thingFor(things, route.path, name) ?? newId();
          sent.push(id);
          return id;
        },
        true,
      );
      const params =
        'token' in input.params ? { token: thingFor(things, route.path, 'token') ?? '' } : input.params;
      for (const as of [a.people.admin, a.people.facility, a.people.pi, a.people.researcher, null]) {
        for (const headers of [{}, { 'hegu-valley': as ? 'valley-b' : 'valley-a' }] as Record<
          string,
          string
        >[]) {
          const answer = await server.send(route.method, pathOf(route.path, params), {
            as,
            query: input.query,
            headers,
            ...(input.body === undefined ? {} : { body: input.body }),
          });
          const what = `${as?.name ?? 'visitor'} ${JSON.stringify(headers)}: ${answer.status} ${answer.text.slice(0, 400)}`;
          expect(answer.status, what).toBeLessThan(500);
          if (answer.status >= 400) expect(faultsOfProblem(answer), what).toEqual([]);
          // A feed is its own credential and a file for everybody is public, but only in their valley
          if (route.params !== undefined) expect([401, 403, 404, 422], what).toContain(answer.status);
          expect(answer.text, what).not.toContain('乙');
          for (const [kind, id] of Object.entries(things))
            if (!sent.includes(id) && id) expect(answer.text.includes(id), `${kind} in ${what}`).toBe(false);
        }
      }
      expect(lasting(await everythingIn(b.scope.valleyId))).toEqual(before);
    });
  }
});

describe('which valley a request is in', () => {
  test('an API key stays in its valley: a header or an address that names another one is refused', async () => {
    const as = a.people.admin;
    for (const options of [
      { as, headers: { 'hegu-valley': 'valley-b' } },
      { as, query: { valley: 'valley-b' } },
    ]) {
      const refused = await server.send('get', '/me', options);
      expect(refused.codes).toEqual(['valley.key_elsewhere']);
      expect(faultsOfProblem(refused)).toEqual([]);
    }
    for (const options of [{ as }, { as, headers: { 'hegu-valley': 'valley-a' } }]) {
      const me = await server.send('get', '/me', options);
      expect((me.body as { valley: { slug: string } }).valley.slug).toBe('valley-a');
    }
  });

  test('a key with another valley written into it is no key', async () => {
    const forged = a.people.admin.key.replace('valley-a', 'valley-b');
    const answer = await server.send('get', '/me', { as: forged });
    expect(answer.codes).toEqual(['access.key_invalid']);
  });

  test('an unknown valley is said not to be there', async () => {
    const answer = await server.send('get', '/instruments', { headers: { 'hegu-valley': 'nowhere' } });
    expect(answer.codes).toEqual(['valley.not_found']);
  });

  test('the same person is somebody else in another valley', async () => {
    const made = await server.send('post', '/api-keys', { as: a.people.admin, body: { name: 'k' } });
    expect(field(made, 'token')).toContain('hegu_valley-a_');
    const listed = await server.send('get', '/organisations', { as: a.people.admin });
    expect(listed.text).not.toContain('乙');
  });
});
