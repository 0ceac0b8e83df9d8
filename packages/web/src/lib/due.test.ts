import { expect, test } from 'vitest';
import { lastMoment } from './due.ts';

test('what is due at midnight is due on the day before', () => {
  expect(lastMoment('2026-08-05T16:00:00Z')).toBe('2026-08-05T15:59:59.999Z');
});
