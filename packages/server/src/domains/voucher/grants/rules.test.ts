import { type Condition, conditionSchema } from '@hegu/rules/expression.ts';
import type { Profile } from '@hegu/rules/facts.ts';
import { describe, expect, test } from 'vitest';
import { workCalendarOf } from '../../../platform/clock/calendar.ts';
import { factCatalogueAt } from '../../enterprise/index.ts';
import { schemeOn } from '../schemes/service.ts';
import {
  type AttestedFact,
  assessHolder,
  fitsField,
  whyNotHolder,
  whyOverCap,
  withAttested,
} from './rules.ts';

const day = '2026-07-15';
const catalogue = factCatalogueAt(day);
const firm = schemeOn('voucher/shanghai-city', day)?.data.holders.find((h) => h.kind === 'firm');
if (!firm) throw new Error('no firm may hold it');
const profile = (facts: Record<string, string>): Profile => ({
  facts: Object.fromEntries(
    Object.entries(facts).map(([k, value]) => [k, [{ value, source: 'platform', observedOn: day }]]),
  ),
  collections: {},
});
const assess = (facts: Record<string, string>, attested: AttestedFact[] = [], who: Condition = firm.who) =>
  assessHolder(who, catalogue, withAttested(profile(facts), attested), {
    day,
    calendar: workCalendarOf('Asia/Shanghai'),
    schemeHash: 'h',
  });
const small: AttestedFact = { field: 'sizeClass', value: 'small', source: '年报', by: '经办', on: day };

describe('who may hold a voucher', () => {
  test('a small company of the city; what it was found by is kept', () => {
    const d = assess({ entityType: 'company', city: '310000', sizeClass: 'small' });
    expect(d.truth).toBe('met');
    expect(d.facts.map((f) => [f.field, f.value])).toEqual([
      ['entityType', 'company'],
      ['sizeClass', 'small'],
      ['city', '310000'],
    ]);
    expect(whyNotHolder(d, firm.text, true)).toBeNull();
  });
  test('a large one may not, wherever the rest is unknown', () => {
    const d = assess({ sizeClass: 'large' });
    expect(d.truth).toBe('unmet');
    expect(whyNotHolder(d, firm.text, false)).toMatchObject({
      code: 'voucher.not_eligible',
      data: { fieldsZh: '企业规模' },
    });
  });
  test('what is not known lets it apply and never grants', () => {
    const d = assess({ entityType: 'company', city: '310000' });
    expect(d.truth).toBe('unknown');
    expect(whyNotHolder(d, firm.text, false)).toBeNull();
    expect(whyNotHolder(d, firm.text, true)).toMatchObject({
      code: 'voucher.needs_data',
      data: { fieldsZh: '企业规模' },
    });
  });
  test('what the office has seen proven counts, with its source, before what was said that day', () => {
    const d = assess({ entityType: 'company', city: '310000', sizeClass: 'large' }, [small]);
    expect(d.truth).toBe('met');
    expect(d.facts.find((f) => f.field === 'sizeClass')?.source).toBe('officer: 年报');
  });
  test('what the law leaves to people is for the officer who decides', () => {
    const who = conditionSchema.parse({ op: 'review', field: 'techField' });
    const d = assess({}, [], who);
    expect(d.truth).toBe('review');
    expect(whyNotHolder(d, firm.text, true)).toBeNull();
  });
});

test('attested values fit their field', () => {
  expect(fitsField(catalogue, 'sizeClass', 'small')).toBe(true);
  expect(fitsField(catalogue, 'sizeClass', 'tiny')).toBe(false);
  expect(fitsField(catalogue, 'independentEntity', true)).toBe(true);
  expect(fitsField(catalogue, 'independentEntity', 'yes')).toBe(false);
  expect(fitsField(catalogue, 'establishedOn', '2020-01-01')).toBe(true);
  expect(fitsField(catalogue, 'revenue', 1)).toBe(false);
  expect(fitsField(catalogue, 'no such', 1)).toBe(false);
});

test('the cap of a year: reached is allowed, passed says how much is left', () => {
  expect(whyOverCap(30_000_000, 10_000_000, 20_000_000)).toBeNull();
  expect(whyOverCap(30_000_000, 10_000_000, 20_000_001)?.data).toEqual({
    capFen: 30_000_000,
    grantedFen: 10_000_000,
    leftFen: 20_000_000,
  });
});
