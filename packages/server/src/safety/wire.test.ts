import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openApi } from '../platform/http/openapi.ts';
import { servedWorld } from '../testing/served-world.ts';

/** What no client library sends: bytes on the wire that are not what they say they are. */

const { server, world } = await servedWorld({ isDefault: true });

const head = (more: string) =>
  `PATCH /api/v1/me HTTP/1.1\r\nhost: ${new URL(server.url).host}\r\nauthorization: Bearer ${world.people.pi.key}\r\n` +
  `content-type: application/json\r\n${more}\r\n\r\n`;

/** What comes back until the server hangs up, or until we do after `patienceMs`. */
function send(bytes: string, patienceMs: number): Promise<string> {
  const { hostname, port } = new URL(server.url);
  return new Promise((done) => {
    let got = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    const timer = setTimeout(() => socket.destroy(), patienceMs);
    socket.on('data', (part) => {
      got += part.toString('utf8');
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(timer);
      done(got);
    });
  });
}

const nameNow = async () =>
  ((await server.send('get', '/me', { as: world.people.pi })).body as { user: { name: string } }).user.name;

test.each([
  ['shorter than it is', 'content-length: 5\r\nconnection: close', '{"name":"x"}'],
  ['two at once', 'content-length: 5\r\ntransfer-encoding: chunked', '0\r\n\r\n'],
  ['two that differ', 'content-length: 12\r\ncontent-length: 2', '{"name":"x"}'],
  ['chunks that are none', 'transfer-encoding: chunked', 'zz\r\n{}\r\n0\r\n\r\n'],
])('a length that is %s is refused, and nothing is written', async (_, length, body) => {
  const before = await nameNow();
  expect(await send(head(length) + body, 5_000)).toMatch(/^HTTP\/1\.1 400 /);
  expect(await nameNow()).toBe(before);
});

test('who goes away in the middle of a body is no failure of the server’s', async () => {
  const before = await nameNow();
  expect(await send(`${head('content-length: 500')}{"name":"half`, 300)).toBe('');
  expect(await send(`${head('transfer-encoding: chunked')}ff\r\n{"name":"half`, 300)).toBe('');
  const count = (text: string, status: number) =>
    Number(
      new RegExp(
        `^hegu_http_request_seconds_count\\{method="patch",route="/me",status="${status}"\\} (\\d+)$`,
        'm',
      ).exec(text)?.[1] ?? 0,
    );
  let metrics = '';
  for (let i = 0; i < 50 && count(metrics, 400) + count(metrics, 500) < 2; i++) {
    await wait(50);
    metrics = (await server.send('get', '//metrics')).text;
  }
  expect(count(metrics, 500)).toBe(0);
  expect(count(metrics, 400)).toBeGreaterThanOrEqual(2);
  expect(await nameNow()).toBe(before);
});

test('a body is called required exactly where its absence is refused; a month of no calendar is refused too', async () => {
  const { paths } = openApi('test', server.url) as {
    paths: Record<string, Record<string, { requestBody?: { required: boolean } }>>;
  };
  expect(paths['/me']?.patch?.requestBody?.required).toBe(false);
  expect((await server.send('patch', '/me', { as: world.people.pi })).status).toBe(200);
  expect(paths['/statements']?.post?.requestBody?.required).toBe(true);
  expect((await server.send('post', '/statements', { as: world.people.admin })).status).toBe(400);
  const month = await server.send('post', '/statements', {
    as: world.people.admin,
    body: { month: '0000-01' },
  });
  expect([month.status, month.codes]).toEqual([400, ['request.invalid']]);
});
