import { expect, test } from 'vitest';
import { centred } from './centred.ts';

const row = { left: 10, width: 370 };

test('what is out of sight comes to the middle, what is seen whole stays', () => {
  expect(centred(row, { left: 500, width: 70 }, 0)).toBe(340);
  expect(centred(row, { left: 60, width: 70 }, 0)).toBe(0);
  // Half out of sight at either side
  expect(centred(row, { left: 350, width: 70 }, 0)).toBe(190);
  expect(centred(row, { left: -20, width: 70 }, 200)).toBe(20);
  // Never beyond the beginning
  expect(centred(row, { left: -20, width: 70 }, 40)).toBe(0);
});
