import { expect, test } from 'vitest';
import { readYuan } from './yuan-input.tsx';

test('yuan become 分 exactly', () => {
  expect(readYuan('1234.5')).toBe(123_450);
  expect(readYuan('0.07')).toBe(7);
  expect(readYuan('1,200')).toBe(120_000);
  expect(readYuan('19.99')).toBe(1999);
  for (const bad of ['', '-1', '1.234', 'abc', '1e3', '.5']) expect(readYuan(bad)).toBeNull();
});
