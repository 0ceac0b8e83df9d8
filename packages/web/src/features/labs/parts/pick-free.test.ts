import { expect, test } from 'vitest';
import { pickable } from './pick-free.ts';

test('a strip is pressed only where every stretch is wide enough to hit', () => {
  const from = Date.parse('2026-11-24T00:00:00Z');
  const to = Date.parse('2026-11-24T12:00:00Z');
  const stretch = (a: string, b: string) => ({
    startsAt: `2026-11-24T${a}:00Z`,
    endsAt: `2026-11-24T${b}:00Z`,
  });
  expect(pickable([stretch('01:00', '02:00'), stretch('05:00', '12:00')], from, to)).toBe(true);
  expect(pickable([stretch('01:00', '01:30'), stretch('05:00', '12:00')], from, to)).toBe(false);
});
