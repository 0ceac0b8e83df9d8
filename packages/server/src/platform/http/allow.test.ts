import { afterAll, beforeAll, expect, test } from 'vitest';
import { serve, type TestServer } from '../../testing/serve.ts';
import { methodsOf } from './allow.ts';

let server: TestServer;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server?.close());

test('an address says which methods it takes', () => {
  expect([...methodsOf('/reservations')].sort()).toEqual(['GET', 'POST']);
  expect([...methodsOf('/reservations/0198f000-0000-7000-8000-000000000000')].sort()).toEqual([
    'GET',
    'PATCH',
  ]);
  expect(methodsOf('/calendars/abc.ics')).toContain('GET');
  expect(methodsOf('/reservationsx')).toEqual([]);
  expect(methodsOf('/')).toEqual([]);
});

test('a method it does not take is 405 with those it does, anything else 404', async () => {
  const wrong = await fetch(`${server.url}/api/v1/reservations`, {
    method: 'DELETE',
    headers: { 'accept-language': 'zh' },
  });
  expect(wrong.status).toBe(405);
  expect(wrong.headers.get('allow')?.split(', ').sort()).toEqual(['GET', 'POST']);
  expect(await wrong.json()).toMatchObject({ code: 'route.method', status: 405 });
  const nothing = await fetch(`${server.url}/api/v1/nowhere`, { method: 'DELETE' });
  expect(nothing.status).toBe(404);
  expect(nothing.headers.get('allow')).toBeNull();
  expect(await nothing.json()).toMatchObject({ code: 'route.not_found' });
});

test('outside the contract too: health, pages and the description are looked at only', async () => {
  for (const [path, method, allow] of [
    ['/healthz', 'POST', 'GET'],
    ['/readyz', 'DELETE', 'GET'],
    ['/metrics', 'PUT', 'GET'],
    ['/', 'POST', 'GET'],
    ['/instruments/1', 'PATCH', 'GET'],
    ['/api/docs', 'POST', 'GET'],
    ['/api/v1/openapi.json', 'DELETE', 'GET'],
    ['/api/auth/get-session', 'DELETE', 'GET, POST'],
  ] as const) {
    const answer = await fetch(`${server.url}${path}`, { method, headers: { 'accept-language': 'zh' } });
    expect([path, answer.status, answer.headers.get('allow')]).toEqual([path, 405, allow]);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.json()).toMatchObject({
      code: 'route.method',
      detail: `这个地址不支持 ${method}，支持的是 ${allow}`,
    });
  }
  const nothing = await fetch(`${server.url}/assets/none.js`);
  expect([nothing.status, nothing.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
});
