import { describe, expect, test } from 'vitest';
import { conflicts, factsAt, findingSource, type Profile, unnamedFinding } from './facts.ts';

const said = (value: boolean, source: string, observedOn = '2026-01-01') => ({ value, source, observedOn });
const on = '2026-06-01';
const of = (...all: ReturnType<typeof said>[]): Profile => ({ facts: { known: all }, collections: {} });

describe('what was found for one clause', () => {
  test('counts for that clause alone', () => {
    const facts = factsAt(of(said(true, findingSource('one'))), on);
    const value = (clause: string) => facts.forClause(clause).fact('known', null)?.value;
    expect([value('one'), value('two'), facts.fact('known', null)]).toEqual([true, undefined, undefined]);
    expect(
      factsAt(of(said(true, unnamedFinding)), on)
        .forClause('one')
        .fact('known', null),
    ).toBeUndefined();
    // Looked at for another clause, it is that one's that counts
    expect(facts.forClause('one').forClause?.('two').fact('known', null)).toBeUndefined();
  });

  test('goes before what is said of the firm at large, and contradicts nothing', () => {
    const older = of(said(false, 'experts', '2026-05-01'), said(true, findingSource('one'), '2026-02-01'));
    const facts = factsAt(older, on);
    expect(facts.fact('known', null)?.value).toBe(false);
    expect(facts.forClause('one').fact('known', null)?.value).toBe(true);
    expect(conflicts(older, 'known', null)).toEqual([]);
    const turned = of(said(true, findingSource('one'), '2026-02-01'), said(false, 'experts', '2026-05-01'));
    expect(factsAt(turned, on).forClause('one').fact('known', null)?.value).toBe(true);
  });

  test('of two the later; nothing that was not known by then', () => {
    const two = of(
      said(true, findingSource('one'), '2026-02-01'),
      said(false, findingSource('one'), '2026-03-01'),
    );
    expect(factsAt(two, on).forClause('one').fact('known', null)?.value).toBe(false);
    expect(factsAt(two, on, '2026-02-15').forClause('one').fact('known', null)?.value).toBe(true);
  });

  test('a statement with the old source, which names no clause, counts as it did', () => {
    expect(
      factsAt(of(said(true, 'review')), on)
        .forClause('one')
        .fact('known', null)?.value,
    ).toBe(true);
  });
});
