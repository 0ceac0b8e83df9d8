import { describe, expect, test } from 'vitest';
import { clause as clauseSchema } from '../clause.ts';
import { checkWords } from './check.ts';
import { chineseNumber, figuresIn } from './figures.ts';

const told = (text: string, language: 'zh' | 'en' = 'zh') =>
  figuresIn(text, language).map((f) => `${f.kind} ${f.date ?? f.values.join('-')}`);

describe('figures in a text', () => {
  test('numerals as people write them', () => {
    expect(
      ['十', '二十', '十二', '一百零五', '两百', '一百二十', '3千', '1,234.5'].map(chineseNumber),
    ).toEqual([10, 20, 12, 105, 200, 120, 3000, 1234.5]);
  });

  test('money, in Chinese', () => {
    expect(told('最高５０万元')).toEqual(['money 500000']);
    expect(told('给二十万元，再给一百二十万元，封顶1.5亿元，另有8000元')).toEqual([
      'money 200000',
      'money 1200000',
      'money 150000000',
      'money 8000',
    ]);
    expect(told('分别给100万、200万、2000万元')).toEqual([
      'money 1000000',
      'money 2000000',
      'money 20000000',
    ]);
    expect(told('给3至5万元')).toEqual(['money 30000-50000']);
    // Counts and areas are no money
    expect(told('三类证新增100张，5万人，1万平方米，第2024-1号')).toEqual([]);
  });

  test('shares, in Chinese', () => {
    expect(told('补20%，或者２５％，百分之三十，四成，两成半，一半，一比一')).toEqual([
      'percent 20',
      'percent 25',
      'percent 30',
      'percent 40',
      'percent 25',
      'percent 50',
      'percent 100',
    ]);
    expect(told('给25%到50%')).toEqual(['percent 25-50']);
    expect(told('八成立的企业、三成果')).toEqual([]);
  });

  test('days and stretches of time, in Chinese', () => {
    expect(told('2024年10月22日10点起，2022年10月前公告，36个月内，最多三年，10个工作日')).toEqual([
      'date 2024-10-22',
      'date 2022-10',
      'months 36',
      'months 36',
      'workingDays 10',
    ]);
    // Years of the calendar and what ceilings are counted over
    expect(told('2024年第二批只看2023年全年，一年最高，第三年，三年级')).toEqual([]);
  });

  test('in English', () => {
    expect(
      told('up to ¥1.5 million, then ¥500,000 and ¥300,000, ¥5, 10 or 50 billion; ¥5 or ¥10 million', 'en'),
    ).toEqual([
      'money 1500000',
      'money 500000',
      'money 300000',
      'money 5000000000',
      'money 10000000000',
      'money 50000000000',
      'money 5000000',
      'money 10000000',
    ]);
    expect(told('20 % of it, 25 to 50 %, half of the fee', 'en').sort()).toEqual([
      'percent 20',
      'percent 25-50',
      'percent 50',
    ]);
    expect(
      told('from 22 October 2024, before October 2022, 36 months, for three years, ten working days', 'en'),
    ).toEqual(['date 2024-10-22', 'date 2022-10', 'months 36', 'months 36', 'workingDays 10']);
    expect(told('the plan of 2018, at most ten firms, class 1', 'en')).toEqual([]);
  });
});

const words = (zh: string, en = '–') => ({ zh, en });
const clause = (more: object) =>
  clauseSchema.parse({
    id: 'c1',
    title: words('条款'),
    plain: words('条款'),
    article: '一',
    provenance: { mark: 'text', address: 'https://example.org/', verifier: null },
    period: { from: '2024-01-01', to: '2026-12-31' },
    requirements: [
      {
        id: 'r1',
        kind: 'requirement',
        text: words('实缴满2000万元'),
        rule: {
          op: 'compare',
          is: 'ge',
          left: { op: 'fact', field: 'paidInCapital' },
          right: { op: 'money', yuan: 20_000_000 },
        },
      },
    ],
    benefit: { amount: { op: 'percent', percent: 20, of: { op: 'fact', field: 'rd' }, capYuan: 300_000 } },
    entitlement: 'fixed',
    ...more,
  });
const alone = { caps: [], shareOf: null };
const said = (more: object, around: Parameters<typeof checkWords>[2] = alone) =>
  checkWords(clause(more), ['clause'], around).map(
    (p) => `${p.path.slice(1).join('.')} ${p.zh.split('”')[0]}`,
  );

describe('words beside the rule', () => {
  test('an amount, a share, a date or a threshold that was changed and the words were not', () => {
    expect(said({ plain: words('补两成，最高30万元', '20 %, up to ¥300,000') })).toEqual([]);
    expect(said({ plain: words('补三成，最高50万元', '30 %, up to ¥500,000') })).toEqual([
      'plain.zh 文字写着“50万元',
      'plain.zh 文字写着“三成',
      'plain.en 文字写着“¥500,000',
      'plain.en 文字写着“30 %',
    ]);
    expect(said({ plain: words('2026年12月31日以前') })).toEqual([]);
    // The day after the last one is how 以前 is said, too
    expect(said({ plain: words('2027年1月1日前，2027年3月前') })).toEqual(['plain.zh 文字写着“2027年3月']);
    expect(said({ title: words('实缴三千万元') })).toEqual(['title.zh 文字写着“三千万元']);
  });

  test('says what the rule has instead, and where', () => {
    const [problem] = checkWords(clause({ plain: words('最高50万元') }), ['clause'], alone);
    expect(problem).toMatchObject({
      severity: 'warning',
      path: ['clause', 'plain', 'zh'],
      zh: '文字写着“50万元”，规则里没有这个数（规则里是 30 万元）。改了规则，文字也要改；若说的是别的事，不用管',
    });
  });

  test('ceilings, parts and shares of another clause are the rule’s too', () => {
    const cap = {
      id: 'k',
      text: words('封顶'),
      clauses: ['c1'],
      per: 'firm' as const,
      within: 'year' as const,
      limit: { op: 'yuan' as const, yuan: 2_000_000 },
    };
    const both = { plain: words('一年合计不超过200万元') };
    expect(said(both)).toHaveLength(1);
    expect(said(both, { caps: [cap], shareOf: null })).toEqual([]);
    const parts = {
      benefit: {
        amount: { op: 'flat', yuan: 250_000 },
        instalments: [
          { percent: 60, afterMonths: 0 },
          { percent: 40, afterMonths: 12 },
        ],
      },
      plain: words('给25万元：头一年15万元，第二年再给10万元'),
    };
    expect(said(parts)).toEqual([]);
    const share = {
      benefit: { amount: { op: 'share', percent: 60, clause: 'c2' } },
      plain: words('按区里的六成给，也就是15万元'),
    };
    const base = clauseSchema.parse({
      ...clause({}),
      id: 'c2',
      benefit: { amount: { op: 'flat', yuan: 250_000 } },
    });
    expect(said(share, { caps: [], shareOf: base })).toEqual([]);
    const changed = { ...base, benefit: { ...base.benefit, amount: { op: 'flat' as const, yuan: 400_000 } } };
    expect(said(share, { caps: [], shareOf: changed })).toEqual(['plain.zh 文字写着“15万元']);
    // Where the other clause is not at hand nothing is said of its sums
    expect(said(share)).toEqual([]);
  });

  test('a clause whose sum is not known says in words what is', () => {
    expect(
      said({ benefit: { amount: { op: 'unknown' } }, plain: words('区里每年安排6600万元，怎么分不知道') }),
    ).toEqual([]);
  });
});
