import { flatRate, PriceBook } from '@hegu/contract/labs/pricing.ts';
import { describe, expect, it } from 'vitest';
import { assertEditable, assertPeriods, bookHash, closeBefore, versionOn } from './rules.ts';

const code = (fn: () => unknown) => {
  try {
    fn();
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return undefined;
};
const v = (version: number, validFrom: string, validTo: string | null) => ({ version, validFrom, validTo });

describe('versions of a price book', () => {
  const two = [v(1, '2026-01-01', '2026-07-01'), v(2, '2026-07-01', null)];

  it('holds from its first day up to, not including, its last', () => {
    expect(versionOn(two, '2026-06-30').version).toBe(1);
    expect(versionOn(two, '2026-07-01').version).toBe(2);
    expect(versionOn(two, '2030-01-01').version).toBe(2);
    expect(code(() => versionOn(two, '2025-12-31'))).toBe('price.no_book');
  });

  it('refuses overlaps and empty periods; gaps are allowed', () => {
    expect(code(() => assertPeriods(two))).toBeUndefined();
    expect(code(() => assertPeriods([...two].reverse()))).toBeUndefined();
    expect(
      code(() => assertPeriods([v(1, '2026-01-01', '2026-02-01'), v(2, '2026-03-01', null)])),
    ).toBeUndefined();
    expect(code(() => assertPeriods([v(1, '2026-01-01', null), v(2, '2026-03-01', null)]))).toBe(
      'price.versions_overlap',
    );
    expect(code(() => assertPeriods([v(1, '2026-01-01', '2026-01-01')]))).toBe('price.bad_period');
  });

  it('closes the open version before the new one, but never a day that was already priced', () => {
    expect(closeBefore(two, '2026-09-01', '2026-08-31')).toEqual([two[0], v(2, '2026-07-01', '2026-09-01')]);
    expect(closeBefore(two, '2026-09-01', null)).toEqual([two[0], v(2, '2026-07-01', '2026-09-01')]);
    expect(code(() => closeBefore(two, '2026-09-01', '2026-09-01'))).toBe('price.version_in_use');
  });

  it('is frozen by its first use', () => {
    expect(code(() => assertEditable({ version: 1, usedAt: null }))).toBeUndefined();
    expect(code(() => assertEditable({ version: 1, usedAt: '2026-07-15T02:00:00Z' }))).toBe(
      'price.version_in_use',
    );
  });

  it('hashes what a book says, not how it was written down', () => {
    const raw = {
      currency: 'CNY',
      taxRateBp: 300,
      time: { basis: 'used', perHour: { own: flatRate(1), public: flatRate(2) } },
    };
    const turned = {
      time: { perHour: { public: flatRate(2), own: flatRate(1) }, basis: 'used' },
      taxRateBp: 300,
      currency: 'CNY',
    };
    const hash = bookHash(PriceBook.parse(raw));
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(bookHash(PriceBook.parse(turned))).toBe(hash);
    expect(bookHash(PriceBook.parse(JSON.parse(JSON.stringify(PriceBook.parse(raw)))))).toBe(hash);
    expect(bookHash(PriceBook.parse({ ...raw, taxRateBp: 600 }))).not.toBe(hash);
  });
});
