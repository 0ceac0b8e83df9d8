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
