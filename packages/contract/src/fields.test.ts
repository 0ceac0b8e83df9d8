import { expect, test } from 'vitest';
import { civilDate, civilMonth, instant, noSuchDay, text } from './fields.ts';

test.each([
  ['2028-02-29T13:00:00+08:00', []],
  ['2026-07-15T10:00:00Z', []],
  ['2027-02-29T13:00:00+08:00', ['time.not_real']],
  ['2026-07-15T25:00:00+08:00', ['time.not_real']],
  ['2026-07-15T10:00:00', ['time.offset_required']],
  ['2026-07-15', ['time.offset_required']],
  ['tomorrow', ['time.offset_required']],
  ['9999-01-01T00:00:00Z', ['time.out_of_range']],
])('%s', (value, codes) => {
  expect(instant.safeParse(value).error?.issues.map((i) => i.message) ?? []).toEqual(codes);
});

test('no time at all is missing, not without an offset', () => {
  expect(instant.safeParse(undefined).error?.issues.map((i) => i.code)).toEqual(['invalid_type']);
});

test.each([
  ['1669-05-01', []],
  ['2028-02-29', []],
  ['2027-02-29', [noSuchDay]],
  ['0000-01-31', ['time.out_of_range']],
  ['9999-12-31', ['time.out_of_range']],
])('the day %s', (value, messages) => {
  expect(civilDate.safeParse(value).error?.issues.map((i) => i.message) ?? []).toEqual(messages);
});

test.each([
  ['2026-07', true],
  ['2200-12', true],
  ['2026-13', false],
  ['0000-01', false],
  ['9999-12', false],
])('the month %s', (value, good) => {
  expect(civilMonth.safeParse(value).success).toBe(good);
});

test('a name loses the marks that turn its reading around, and is nothing where it is nothing else', () => {
  expect(text(60).parse('\u202eabc\u2066 王\u2069')).toBe('abc 王');
  expect(text(60).safeParse('\u202e\u202c ').success).toBe(false);
});
