import { expect, test } from 'vitest';
import { lookAgainFrom, nineTomorrow } from './first-span.ts';

const zone = 'Asia/Shanghai';
const at = (civil: string) => Date.parse(`${civil}:00+08:00`);

test('who has not said when begins at nine tomorrow, and is not offered the night first', () => {
  expect(nineTomorrow(at('2026-11-23T23:30'), zone)).toBe(at('2026-11-24T09:00'));
  expect(lookAgainFrom(at('2026-11-25T08:00'), zone)).toBeNull();
  expect(lookAgainFrom(at('2026-11-25T19:30'), zone)).toBeNull();
  expect(lookAgainFrom(at('2026-11-25T00:00'), zone)).toBe(at('2026-11-25T09:00'));
  expect(lookAgainFrom(at('2026-11-25T20:00'), zone)).toBe(at('2026-11-26T09:00'));
});
