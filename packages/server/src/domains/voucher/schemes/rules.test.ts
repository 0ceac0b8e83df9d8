import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { schemeData, serviceFor, validUntil } from './rules.ts';
import { listSchemes, schemeOn } from './service.ts';

const pack = schemeOn('voucher/shanghai-city', '2026-07-15');
const data = pack?.data;

describe('the scheme of the city', () => {
  test('half the price, 300,000 a firm and 100,000 a team; told by news, and says so', () => {
    expect(data?.percentBp).toBe(5_000);
    expect(data?.holders.map((h) => [h.kind, h.capYuan])).toEqual([
      ['firm', 300_000],
      ['team', 100_000],
    ]);
    expect(data?.relatedExcluded).toBe(true);
    expect(pack?.verification.status).toBe('from-news');
    expect(pack?.verification.note?.zh).toContain('正式文本不在手边');
  });
  test('is listed with its sources; another kind of pack is no scheme', () => {
    const [scheme] = listSchemes().items;
    expect(scheme).toMatchObject({ schemeId: 'voucher/shanghai-city', hash: pack?.hash });
    expect(scheme?.sources.length).toBeGreaterThan(1);
    expect(schemeOn('districts/shanghai', '2026-07-15')).toBeUndefined();
    expect(schemeOn('voucher/shanghai-city', '2019-01-01')).toBeUndefined();
  });
});

describe('malformed schemes are refused', () => {
  const bad = (change: object) => schemeData.safeParse({ ...data, ...change }).success;
  test('percent over 100, no holder, a name twice, an unknown key', () => {
    expect(bad({})).toBe(true);
    expect(bad({ percentBp: 10_001 })).toBe(false);
    expect(bad({ holders: [] })).toBe(false);
    expect(bad({ holders: [data?.holders[0], data?.holders[0]] })).toBe(false);
    expect(bad({ excluded: data?.purposes })).toBe(false);
    expect(bad({ cap: 1 })).toBe(false);
  });
});

describe('how long a quota lasts', () => {
  if (!data) throw new Error('no scheme');
  const until = (at: string, months: number) =>
    validUntil(
      { ...data, grant: { ...data.grant, validMonths: months } },
      2026,
      Temporal.Instant.from(at),
      'Asia/Shanghai',
    )
      .toZonedDateTimeISO('Asia/Shanghai')
      .toPlainDateTime()
      .toString();
  test('its months, to the end of the day; and never beyond the year of the budget', () => {
    expect(until('2026-01-31T10:00:00+08:00', 1)).toBe('2026-03-01T00:00:00');
    expect(until('2026-07-15T23:30:00+08:00', 3)).toBe('2026-10-16T00:00:00');
    expect(until('2026-07-15T10:00:00+08:00', 12)).toBe('2027-01-01T00:00:00');
    expect(until('2026-12-31T23:59:59+08:00', 1)).toBe('2027-01-01T00:00:00');
  });
});

test('a service covers by the beginning of the class code; without classes, everything', () => {
  if (!data) throw new Error('no scheme');
  expect(serviceFor(data, '130101')).toBe('instruments');
  const narrow = { ...data, services: [{ code: 'a', text: { zh: '甲', en: 'a' }, classes: ['0102', '09'] }] };
  expect([serviceFor(narrow, '010201'), serviceFor(narrow, '090101'), serviceFor(narrow, '010101')]).toEqual([
    'a',
    'a',
    undefined,
  ]);
});
