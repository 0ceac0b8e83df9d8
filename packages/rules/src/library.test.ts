import { describe, expect, test } from 'vitest';
import { weekdays } from './civil.ts';
import { type ClauseInput, policy } from './clause.ts';
import type { Condition } from './expression.ts';
import { catalogueOf } from './facts.ts';
import { compileLibrary } from './library.ts';
import { assessedOn, facts } from './testing/trees.ts';

const label = { zh: '某', en: 'Some' };
const catalogue = catalogueOf({
  fields: [
    { key: 'a', type: 'flag', label },
    { key: 'said', type: 'flag', label, from: 'expert' },
  ] as never,
  collections: [
    { key: 'products', label, measure: label, fields: [{ key: 'kind', type: 'code', label }] },
  ] as never,
});
const flag: Condition = { op: 'flag', value: { op: 'fact', field: 'a' }, is: true };
const clauseOf = (
  id: string,
  rule: Condition,
  benefit: ClauseInput['benefit'],
  more: object = {},
): ClauseInput => ({
  id,
  title: label,
  plain: label,
  article: '1',
  provenance: { mark: 'text', address: 'https://example.org', verifier: null },
  period: { from: '2020-01-01', to: null },
  requirements: [{ id: 'r', kind: 'requirement', text: label, rule }],
  benefit,
  entitlement: 'fixed',
  ...more,
});
const libraryOf = (clauses: ClauseInput[], rest: object = {}) =>
  compileLibrary(
    [
      policy.parse({
        id: 'some-policy',
        title: label,
        issuer: label,
        level: 'city',
        field: 'other',
        address: 'https://example.org',
        status: 'inForce',
        clauses,
        ...rest,
      }),
    ],
    catalogue,
  );
const at = { assessedOn, calendar: weekdays };
const flat = (yuan: number) => ({ amount: { op: 'flat' as const, yuan } });
const paid = (s: {
  awards: readonly { candidate: { clause: string; item: string | null }; paidFen: number | null }[];
}) =>
  Object.fromEntries(
    s.awards.map((a) => [[a.candidate.clause, a.candidate.item].filter(Boolean).join('/'), a.paidFen]),
  );

describe('many policies for one firm', () => {
  test('what people have yet to decide displaces nothing, and is shown as possible', () => {
    const library = libraryOf(
      [clauseOf('sure', flag, flat(10)), clauseOf('waits', { op: 'review', field: 'said' }, flat(30))],
      { exclusions: [{ id: 'one', text: label, clauses: ['sure', 'waits'], per: 'firm' }] },
    );
    const c = library.consider(facts({ a: true }), at);
    expect(c.decisions.map((d) => d.outcome)).toEqual(['eligible', 'needsReview']);
    expect(paid(c.stack)).toEqual({ sure: 1000 });
    expect(paid(c.possible)).toEqual({ sure: 0, waits: 3000 });
  });

  test('a share follows what its base is paid', () => {
    const library = libraryOf(
      [
        clauseOf('base', flag, flat(10)),
        clauseOf('match', flag, { amount: { op: 'share', percent: 60, clause: 'base' } }),
      ],
      {
        caps: [
          {
            id: 'lid',
            text: label,
            clauses: ['base'],
            per: 'firm',
            within: 'year',
            limit: { op: 'yuan', yuan: 5 },
          },
        ],
      },
    );
    expect(paid(library.consider(facts({ a: true }), at).stack)).toEqual({ base: 500, match: 300 });
    expect(paid(library.consider(facts({ a: false }), at).stack)).toEqual({});
  });

  test('what is paid once is not paid twice; what is paid yearly goes on', () => {
    const items = ['x', 'y'].map((id) => ({
      id,
      values: { kind: 'drug' },
      source: 't',
      observedOn: '2026-01-01',
    }));
    const f = facts({ a: true }, { products: { complete: true, items } });
    const library = libraryOf([
      clauseOf('firm', flag, flat(1)),
      clauseOf('each', flag, { ...flat(2), per: { in: 'products' } }),
      clauseOf('yearly', flag, { ...flat(3), years: 3 }),
    ]);
    expect(paid(library.consider(f, at).stack)).toEqual({
      firm: 100,
      'each/x': 200,
      'each/y': 200,
      yearly: 300,
    });
    const on = '2025-05-01';
    const earlier = [
      { clause: 'firm', item: null, fen: 100, on },
      { clause: 'each', item: 'x', fen: 200, on },
      { clause: 'yearly', item: null, fen: 300, on },
    ];
    expect(paid(library.consider(f, at, earlier).stack)).toEqual({ 'each/y': 200, yearly: 300 });
  });
});
