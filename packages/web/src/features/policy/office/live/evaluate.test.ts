import { readFileSync } from 'node:fs';
import type { Columns, WireColumn } from '@hegu/contract/policy/impact.ts';
import { weekdays } from '@hegu/rules/civil.ts';
import { type Clause, clause as clauseSchema } from '@hegu/rules/clause.ts';
import { coarsened } from '@hegu/rules/columns/coarse.ts';
import { costRule, withCost } from '@hegu/rules/columns/cost.ts';
import { needsOf } from '@hegu/rules/columns/needs.ts';
import { type Column, layOut } from '@hegu/rules/columns/population.ts';
import { assess, compileClause } from '@hegu/rules/evaluate/assess.ts';
import { catalogueOf, type Facts, factCatalogue, factsAt } from '@hegu/rules/facts.ts';
import { describe, expect, test } from 'vitest';
import { evaluate, open } from './evaluate.ts';

const read = (path: string) =>
  (
    JSON.parse(readFileSync(new URL(`../../../../../../../packs/${path}`, import.meta.url), 'utf8')) as {
      data: unknown;
    }
  ).data;
const catalogue = catalogueOf(factCatalogue.parse(read('enterprise/fields.json')));
const assessedOn = '2026-07-15';
const holding: Clause = clauseSchema.parse({
  id: 'test.one',
  title: { zh: '测试', en: 'Test' },
  plain: { zh: '测试', en: 'Test' },
  article: '一',
  provenance: { mark: 'text', address: 'https://example.org', verifier: null },
  period: { from: '2026-01-01', to: null },
  requirements: [
    {
      id: 'revenue',
      kind: 'requirement',
      text: { zh: '收入', en: 'Revenue' },
      rule: {
        op: 'compare',
        is: 'ge',
        left: { op: 'fact', field: 'revenue', year: -1 },
        right: { op: 'money', yuan: 1000 },
      },
    },
    {
      id: 'title',
      kind: 'scope',
      text: { zh: '高企', en: 'High-tech' },
      rule: {
        op: 'exists',
        in: 'certificates',
        where: { op: 'in', value: { op: 'item', field: 'kind' }, set: ['high-tech'] },
      },
    },
  ],
  benefit: { amount: { op: 'flat', yuan: 100 } },
  entitlement: 'fixed',
});

const told = { source: 't', observedOn: '2026-01-01' };
const firm = (n: number): Facts =>
  factsAt(
    {
      facts: n % 13 === 0 ? {} : { revenue: [{ value: ((n * 8) % 4000) * 100 + 37, year: 2025, ...told }] },
      collections: {
        certificates: {
          complete: n % 7 !== 0,
          items: n % 3 === 0 ? [{ id: '1', values: { kind: 'high-tech' }, ...told }] : [],
        },
      },
    },
    assessedOn,
  );

const base64 = (a: Float64Array | Int32Array | Uint8Array) =>
  Buffer.from(a.buffer, a.byteOffset, a.byteLength).toString('base64');
const wire = (c: Column): WireColumn =>
  c.kind === 'number'
    ? { kind: 'number', values: base64(c.values) }
    : {
        kind: 'code',
        words: [...c.words],
        offsets: base64(c.offsets),
        codes: base64(c.codes),
        known: base64(c.known),
      };

function columnsOf(firms: readonly Facts[]): Columns {
  const rules = [withCost(holding)];
  const exact = layOut(firms, needsOf(rules, assessedOn), catalogue, assessedOn);
  const { population: p, cuts } = coarsened(exact, [holding], [costRule(holding)], catalogue);
  return {
    size: p.size,
    assessedOn,
    facts: [...p.facts].map(([key, c]) => ({ key, column: wire(c) })),
    collections: [...p.collections].map(([name, c]) => ({
      name,
      items: c.items,
      offsets: base64(c.offsets),
      complete: base64(c.complete),
      columns: [...c.columns].map(([key, column]) => ({ key, column: wire(column) })),
    })),
    cuts: [...cuts].map(([key, edges]) => ({ key, at: [...edges] })),
    exceptions: [],
    holds: holding as unknown as Record<string, unknown>,
  };
}

const at = (yuan: number): Clause => {
  const edited = structuredClone(holding);
  const rule = edited.requirements[0]?.rule;
  if (rule?.op === 'compare') rule.right = { op: 'money', yuan };
  return edited;
};

describe('the live preview', () => {
  const firms = Array.from({ length: 500 }, (_, n) => firm(n));
  const live = open(columnsOf(firms), catalogue);

  test('asks for the columns again where an edge lies within a stretch of figures', () => {
    expect(evaluate(live, at(1234.56))).toEqual({ kind: 'missing' });
  });

  test('says after every edit what one firm after another says', () => {
    for (const yuan of [50, 400, 1000, 1500, 3000]) {
      const answer = evaluate(live, at(yuan));
      if (answer.kind !== 'result') throw new Error(answer.kind);
      const count = (clause: Clause) =>
        firms.map(
          (f) => assess(compileClause(clause, catalogue), f, { assessedOn, calendar: weekdays }).outcome,
        );
      const was = count(holding);
      const is = count(at(yuan));
      const both = (a: boolean, b: boolean) =>
        is.filter((o, i) => (o === 'eligible') === a && (was[i] === 'eligible') === b).length;
      expect(answer.result).toMatchObject({
        size: 500,
        met: is.filter((o) => o === 'eligible').length,
        unknown: is.filter((o) => o === 'needsData').length,
        unmet: is.filter((o) => o === 'notEligible').length,
        gained: both(true, false),
        lost: both(false, true),
        costFen: is.filter((o) => o === 'eligible').length * 10_000,
      });
    }
  });

  test('says so where it would need what was not loaded, or cannot be computed', () => {
    const other = structuredClone(holding);
    other.requirements.push({
      id: 'staff',
      kind: 'requirement',
      text: { zh: '人', en: 'Staff' },
      rule: { op: 'flag', value: { op: 'fact', field: 'listed' }, is: true },
    });
    expect(evaluate(live, other)).toEqual({ kind: 'missing' });
    const circular = structuredClone(holding);
    circular.definitions = { a: { op: 'use', name: 'a' } };
    const rule = circular.requirements[0]?.rule;
    if (rule?.op === 'compare') rule.left = { op: 'use', name: 'b' };
    expect(evaluate(live, circular)).toEqual({ kind: 'broken' });
  });

  test('a hundred thousand firms take less than a second an edit', () => {
    const many = open(columnsOf(Array.from({ length: 100_000 }, (_, n) => firm(n))), catalogue);
    const started = performance.now();
    const answer = evaluate(many, at(700));
    expect(performance.now() - started).toBeLessThan(1000);
    expect(answer.kind).toBe('result');
  });
});
