import type { Quote, QuoteLine } from '@hegu/contract/labs/pricing.ts';
import { expect, test } from 'vitest';
import { roundedUpTo } from './rounded.ts';

const minutes = (kind: QuoteLine['kind'], quantity: number): QuoteLine => ({
  kind,
  code: 'time',
  label: { zh: '机时', en: 'Time' },
  quantity,
  unit: 'minute',
  unitLabel: null,
  per: 60,
  unitPriceFen: 18_000,
  factors: [],
  amountFen: quantity * 300,
});
const quote = (basis: Quote['basis'], lines: QuoteLine[]): Quote => ({
  tier: 'enterprise',
  basis,
  lines,
  totalFen: 0,
  netFen: 0,
  taxFen: 0,
  taxRateBp: 600,
  bookHash: '',
});

test('time that is charged beyond the use is named, over windows and overtime; nothing else is', () => {
  expect(roundedUpTo(quote('used', [minutes('time', 90)]), 73)).toBe(90);
  expect(roundedUpTo(quote('used', [minutes('time', 60), minutes('overtime', 30)]), 72.5)).toBe(90);
  expect(roundedUpTo(quote('used', [minutes('time', 73)]), 72.5)).toBeNull();
  // An operator's minutes are no machine time
  expect(roundedUpTo(quote('used', [minutes('time', 60), minutes('operator', 60)]), 60)).toBeNull();
  expect(roundedUpTo(quote('reserved', [minutes('time', 90)]), 73)).toBeNull();
});
