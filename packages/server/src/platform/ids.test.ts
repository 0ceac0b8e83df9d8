import { expect, it } from 'vitest';
import { newId, randomOf } from './ids.ts';

it('a new id is a UUIDv7, sorts after those before it, and is never given twice', () => {
  const ids = Array.from({ length: 20_000 }, newId);
  expect(
    ids.filter((id) => !/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)),
  ).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
  expect([...ids].sort()).toEqual(ids);
  const ms = Number.parseInt((ids[0] ?? '').replace('-', '').slice(0, 12), 16);
  expect(Math.abs(Date.now() - ms)).toBeLessThan(60_000);
});

it('random bytes are the caller’s own, and differ', () => {
  const parts = Array.from({ length: 1000 }, () => Buffer.from(randomOf(16)).toString('hex'));
  expect(new Set(parts).size).toBe(1000);
  const mine = randomOf(16);
  const before = Buffer.from(mine).toString('hex');
  for (let i = 0; i < 1000; i++) randomOf(16);
  expect(Buffer.from(mine).toString('hex')).toBe(before);
});
