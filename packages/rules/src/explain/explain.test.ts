import { describe, expect, test } from 'vitest';
import { weekdays } from '../civil.ts';
import { compileCondition } from '../evaluate/compile.ts';
import { runOf } from '../evaluate/run.ts';
import type { Condition } from '../expression.ts';
import { catalogueOf, type Facts } from '../facts.ts';
import { assessedOn, facts } from '../testing/trees.ts';
import { type Explained, explain } from './explain.ts';
import { moneyWords, numberWords } from './format.ts';
import { itemName } from './item-name.ts';

const field = (key: string, zh: string, en: string, rest: object = {}) => ({
  key,
  type: 'number',
  label: { zh, en },
  ...rest,
});
const pieces = { zh: '件', en: 'rights' };
const catalogue = catalogueOf({
  fields: [
    field('rd', '研发费用', 'R&D expense', { unit: 'money', period: 'year' }),
    field('revenue', '营业收入', 'Revenue', { unit: 'money', period: 'year' }),
    field('founded', '成立日期', 'Established', { type: 'date' }),
    field('registered', '注册日期', 'Registered on', { type: 'date' }),
    field('district', '注册地', 'District', {
      type: 'code',
      codes: { '310115': { zh: '浦东新区', en: 'Pudong' }, '310106': { zh: '静安区', en: 'Jing’an' } },
    }),
    field('listed', '上市', 'Listed', { type: 'flag' }),
  ] as never,
  collections: [
    {
      key: 'ips',
      label: { zh: '知识产权', en: 'Intellectual property' },
      measure: pieces,
      fields: [
        field('class', '类别', 'Class', { type: 'code', codes: { I: { zh: 'Ⅰ类', en: 'class I' } } }),
        field('applied', '已应用', 'Applied', { type: 'flag' }),
      ],
    },
  ] as never,
});

const explained = (c: Condition, f: Facts): Explained => {
  const at = { assessedOn, calendar: weekdays };
  const finding = compileCondition({ catalogue, definitions: {} }, c).finding(runOf(f, at));
  return explain({ catalogue, definitions: {}, facts: f, at }, finding);
};

const share: Condition = {
  op: 'compare',
  is: 'ge',
  left: {
    op: 'ratio',
    over: { op: 'fact', field: 'rd', year: -1 },
    under: { op: 'fact', field: 'revenue', year: -1 },
  },
  right: { op: 'percent', value: 5 },
};

describe('what is missing, in words', () => {
  test('a share in the money that the numerator lacks', () => {
    const e = explained(share, facts({ 'rd@2025': 210_0000_00, 'revenue@2025': 5000_0000_00 }));
    expect(e.actual?.zh).toBe('4.2%');
    expect(e.required?.zh).toBe('不低于 5%');
    expect(e.shortfall).toEqual({
      zh: '2025 年研发费用差 40 万元',
      en: '2025 R&D expense short by RMB 400,000',
    });
    expect(e.sources.map((s) => [s.label.zh, s.value?.zh, s.source])).toEqual([
      ['2025 年研发费用', '210 万元', 'test'],
      ['2025 年营业收入', '5,000 万元', 'test'],
    ]);
  });

  test('the year asked for, and the years there are', () => {
    const e = explained(share, facts({ 'rd@2024': 1, 'rd@2023': 1, 'revenue@2025': 100 }));
    expect(e.truth).toBe('unknown');
    expect(e.actual).toBeNull();
    expect(e.sources[0]).toMatchObject({ value: null, otherYears: [2023, 2024] });
  });

  test('days, counts, codes and flags', () => {
    const aYear: Condition = {
      op: 'compare',
      is: 'le',
      left: { op: 'fact', field: 'founded' },
      right: { op: 'shift', date: { op: 'context', date: 'assessment' }, days: -365 },
    };
    expect(explained(aYear, facts({ founded: '2025-04-10' })).shortfall?.zh).toBe('相差 10 天');
    const two: Condition = {
      op: 'compare',
      is: 'ge',
      left: {
        op: 'count',
        in: 'ips',
        where: { op: 'in', value: { op: 'item', field: 'class' }, set: ['I'] },
      },
      right: { op: 'number', value: 2 },
    };
    const one = facts(
      {},
      {
        ips: {
          complete: true,
          items: [{ id: 'a', values: { class: 'I' }, source: 't', observedOn: '2026-01-01' }],
        },
      },
    );
    const e = explained(two, one);
    expect([e.asks.zh, e.actual?.zh, e.shortfall?.zh]).toEqual([
      '知识产权（类别为Ⅰ类）不低于 2 件',
      '1 件',
      '差 1 件',
    ]);
    const here: Condition = { op: 'in', value: { op: 'fact', field: 'district' }, set: ['310115'] };
    const moved = explained(here, facts({ district: '310106' }));
    expect([moved.asks.zh, moved.actual?.zh]).toEqual(['注册地为浦东新区', '静安区']);
    const listed = explained(
      { op: 'flag', value: { op: 'fact', field: 'listed' }, is: false },
      facts({ listed: true }),
    );
    expect([listed.asks.zh, listed.actual?.zh, listed.required?.zh]).toEqual(['上市：否', '是', '否']);
  });
});

test('what must not be is said without a double negation', () => {
  const not = (of: Condition) => explained({ op: 'not', of }, facts({})).asks;
  const before: Condition = {
    op: 'compare',
    is: 'lt',
    left: { op: 'fact', field: 'founded' },
    right: { op: 'context', date: 'assessment' },
  };
  expect(not(before)).toEqual({
    zh: '成立日期不早于评定日',
    en: 'Established on or after the day of assessment',
  });
  expect(not({ op: 'not', of: before }).zh).toBe('成立日期早于评定日');
  expect(not({ ...before, left: { op: 'fact', field: 'registered' } }).en).toBe(
    'Registered on or after the day of assessment',
  );
  expect(not({ op: 'flag', value: { op: 'fact', field: 'listed' }, is: true }).zh).toBe('上市：否');
  expect(not({ op: 'exists', in: 'ips' }).zh).toBe('没有知识产权');
});

test('an item is called by its number or its kind, never by an internal id', () => {
  const name = (id: string, values = {}) => itemName(catalogue, 'ips', id, values).zh;
  expect(name('ZL202310123456.7', { class: 'I' })).toBe('知识产权 ZL202310123456.7');
  expect(name('gr202331001234')).toBe('知识产权 gr202331001234');
  expect(name('i1', { class: 'I' })).toBe('知识产权（Ⅰ类）');
  expect(name('s-a', { class: 'unlisted' })).toBe('知识产权');
  expect(name('01a2069c-0615-743d-858e-1a59614fe10c', { class: 'I' })).toBe('知识产权（Ⅰ类）');
});

test('of items that do not do, the one that comes closest and what it lacks', () => {
  const both: Condition = {
    op: 'exists',
    in: 'ips',
    where: {
      op: 'all',
      of: [
        { op: 'in', value: { op: 'item', field: 'class' }, set: ['I'] },
        { op: 'flag', value: { op: 'item', field: 'applied' }, is: true },
      ],
    },
  };
  const item = (id: string, values: Record<string, string | boolean>) => ({
    id,
    values,
    source: 't',
    observedOn: '2026-01-01',
  });
  const f = facts(
    {},
    {
      ips: {
        complete: true,
        items: [item('远', { class: 'II', applied: false }), item('近', { class: 'I', applied: false })],
      },
    },
  );
  const e = explained(both, f);
  expect([e.truth, e.actual?.zh]).toEqual(['unmet', '0 件']);
  expect(e.parts.map((p) => [p.asks.zh, p.actual?.zh])).toEqual([['知识产权 近：已应用', '否']]);
});

test('numbers as people write them', () => {
  expect(moneyWords(123_45).zh).toBe('123.45 元');
  expect(moneyWords(12_345_678_00).zh).toBe('1,234.5678 万元');
  expect(moneyWords(100_000_000_00)).toEqual({ zh: '1 亿元', en: 'RMB 100 million' });
  expect(moneyWords(-40_0000_00).zh).toBe('-40 万元');
  expect(numberWords(0.042, { unit: 'share' }).zh).toBe('4.2%');
});
