import type { FieldDef } from '@hegu/rules/facts.ts';
import { describe, expect, test } from 'vitest';
import { firmReferenceAt } from '../../catalogue/service.ts';
import { readCell } from './rules.ts';

const reference = firmReferenceAt('2026-07-15');
const day = reference.catalogue.fields.get('establishedOn') as FieldDef;
const read = (text: string) => {
  const said = readCell(day, { kind: 'text', text }, 4, reference);
  return 'value' in said ? said.value : said.expected.zh;
};

describe('a day', () => {
  test('in any of the ways it is written', () => {
    for (const text of [
      '2024-02-29',
      '2024/2/29',
      '2024.2.29',
      '2024年2月29日',
      '20240229',
      '２０２４-02-29',
    ])
      expect(read(text)).toBe('2024-02-29');
  });
  test('that does not exist, that lacks the day, or that is none: each is told apart', () => {
    for (const text of ['2020-13-05', '2018/2/30', '20231301', '2023年2月29日'])
      expect(read(text), text).toBe('存在的日期（没有这一天）');
    for (const text of ['2019年6月', '2019-06']) expect(read(text), text).toMatch(/^写到日的日期/);
    for (const text of ['去年', '43831.5', '六月']) expect(read(text), text).toMatch(/^日期/);
  });
});
