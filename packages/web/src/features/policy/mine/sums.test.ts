import type { Match } from '@hegu/contract/policy/matching.ts';
import { describe, expect, test } from 'vitest';
import { byNearness, figureColumns, missingFacts, paidRows } from './sums.ts';

type Truth = Match['conditions'][number]['truth'];
const words = (zh: string) => ({ zh, en: zh });

const condition = (id: string, truth: Truth, label = id): Match['conditions'][number] => ({
  id,
  kind: 'requirement',
  text: words(id),
  article: null,
  truth,
  explained: {
    truth,
    op: 'compare',
    asks: words(id),
    actual: null,
    required: null,
    shortfall: null,
    parts: [],
    sources: [
      {
        label: words(label),
        value: truth === 'unknown' ? null : words('1'),
        source: null,
        observedOn: null,
        otherYears: [],
      },
    ],
  },
});

const match = (
  id: string,
  group: Match['group'],
  over: {
    awards?: [number | null, number | null][];
    conditions?: Match['conditions'];
    mostFen?: number | null;
    ofTrack?: boolean;
  } = {},
): Match => ({
  clause: {
    id,
    title: words(id),
    plain: words(id),
    article: '一',
    policy: {
      id: 'p',
      title: words('p'),
      number: null,
      issuer: words('委'),
      level: 'district',
      district: null,
      field: 'ladder',
      address: 'https://example.org/',
    },
    provenance: { mark: 'text', address: 'https://example.org/', verifier: null },
    entitlement: 'fixed',
    automatic: false,
    standing: 'inPeriod',
    stopped: null,
    window: { state: 'open', from: null, to: null, days: null },
    amount: words('1 万元'),
    mostFen: over.mostFen ?? null,
    versionId: '00000000-0000-8000-8000-000000000000',
    version: 1,
  },
  outcome: 'eligible',
  group,
  ofTrack: over.ofTrack ?? true,
  conditions: over.conditions ?? [],
  awards: (over.awards ?? []).map(([fullFen, paidFen]) => ({
    item: null,
    entitlement: 'fixed',
    fullFen,
    paidFen,
    displacedBy: [],
    cutBy: [],
  })),
  ways: [],
});

describe('sums of a match', () => {
  test('rows hold what counts, items of one clause together, the largest first; unknown sums are left out', () => {
    const rows = paidRows([
      match('small', 'now', { awards: [[100, 100]] }),
      match('two', 'confirm', {
        awards: [
          [300, 300],
          [300, 0],
        ],
      }),
      match('later', 'data', { awards: [[900, 900]] }),
      match('unknown', 'review', { awards: [[null, null]] }),
    ]);
    expect(rows.map((r) => [r.id, r.fullFen, r.paidFen])).toEqual([
      ['two', 600, 300],
      ['small', 100, 100],
    ]);
  });

  test('the fact that most clauses wait for comes first, counted once a clause', () => {
    const found = missingFacts([
      match('a', 'data', {
        mostFen: 5,
        conditions: [condition('x', 'unknown', '研发费用'), condition('y', 'unknown', '研发费用')],
      }),
      match('b', 'data', {
        mostFen: 9,
        conditions: [condition('x', 'unknown', '研发费用'), condition('z', 'unknown', '成立日期')],
      }),
      match('c', 'other', { conditions: [condition('x', 'unknown', '成立日期')] }),
    ]);
    expect(found.map((f) => [f.label.zh, f.clauses, f.mostFen])).toEqual([
      ['研发费用', 2, 9],
      ['成立日期', 1, 9],
    ]);
  });

  test('a fact that is known, or asked of a person, is not asked for', () => {
    expect(
      missingFacts([match('a', 'data', { conditions: [condition('x', 'met'), condition('y', 'review')] })]),
    ).toEqual([]);
  });

  test('what is nearly met comes before what is only large', () => {
    const near = match('near', 'data', {
      mostFen: 10,
      conditions: [condition('a', 'met'), condition('b', 'unknown')],
    });
    const large = match('large', 'data', {
      mostFen: 99,
      conditions: [condition('a', 'unknown'), condition('b', 'unknown')],
    });
    expect(byNearness([large, near]).map((m) => m.clause.id)).toEqual(['near', 'large']);
    // What is of another track comes behind, however near
    expect(byNearness([{ ...near, ofTrack: false }, large]).map((m) => m.clause.id)).toEqual([
      'large',
      'near',
    ]);
  });
});

test('no figure stands alone on the last line', () => {
  for (let figures = 2; figures <= 6; figures++) expect(figures % figureColumns(figures)).not.toBe(1);
});
