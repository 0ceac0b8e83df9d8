import { expect, test } from 'vitest';
import { createRateLimiter } from './rate-limit.ts';

test('a slow limit is not forgotten while it fills; a full bucket is', () => {
  let now = 0;
  const limiter = createRateLimiter(1 / 120, 2, () => now);
  expect([limiter.take('a'), limiter.take('a')]).toEqual([0, 0]);
  expect(limiter.take('a')).toBe(120);
  // Others come and go, and the buckets are swept
  for (now = 61_000; now < 119_000; now += 10_000) limiter.take(`other-${now}`);
  now = 119_000;
  expect(limiter.look('a')).toBeGreaterThan(0);
  now = 121_000;
  expect(limiter.take('a')).toBe(0);
  expect(limiter.take('a')).toBeGreaterThan(0);
  now = 1_000_000;
  expect([limiter.take('a'), limiter.take('a')]).toEqual([0, 0]);
});
