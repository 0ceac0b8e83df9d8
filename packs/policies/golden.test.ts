import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { weekdays } from '../../packages/rules/src/civil.ts';
import { policy } from '../../packages/rules/src/clause.ts';
import { assessAll } from '../../packages/rules/src/columns/assess.ts';
import { bit } from '../../packages/rules/src/columns/bits.ts';
import { ColumnEvaluator } from '../../packages/rules/src/columns/evaluate.ts';
import { needsOf } from '../../packages/rules/src/columns/needs.ts';
import { layOut } from '../../packages/rules/src/columns/population.ts';
import { assess, compileClause } from '../../packages/rules/src/evaluate/assess.ts';
import { explainRequirement } from '../../packages/rules/src/explain/explain.ts';
import { catalogueOf, factCatalogue, factsAt } from '../../packages/rules/src/facts.ts';
import { goldenCases, goldenRunner } from '../../packages/rules/src/golden.ts';
import { parsePack } from '../../packages/server/src/platform/packs/load.ts';

const here = dirname(fileURLToPath(import.meta.url));
const load = (path: string) => parsePack(path, readFileSync(join(here, path), 'utf8'));
const jsonIn = (folder: string) => readdirSync(join(here, folder)).filter((f) => f.endsWith('.json'));

const policies = jsonIn('.').map((f) => policy.parse(load(f).data));
const catalogue = catalogueOf(factCatalogue.parse(load('../enterprise/fields.json').data));
const golden = jsonIn('golden').map((f) => ({ file: f, pack: load(`golden/${f}`) }));
const sets = golden.map(({ file, pack }) => ({ file, pack, ...goldenCases.parse(pack.data) }));
const cases = sets.flatMap((s) => s.cases);
const run = goldenRunner(policies, catalogue, weekdays);

describe('standard cases of the packs', () => {
  test.each(sets)('$file', ({ file, pack, policy: id, cases: of }) => {
    expect(pack.kind).toBe('policy-golden');
    expect(pack.id).toBe(`policies/golden/${file.slice(0, -'.json'.length)}`);
    const mine = new Set(policies.find((p) => p.id === id)?.clauses.map((c) => c.id));
    for (const c of of) {
      expect(mine.has(c.clause), c.clause).toBe(true);
      const { outcome, amountFen } = run(c);
      const said = `${c.clause}: ${c.name.zh}`;
      expect({ said, outcome, amountFen }).toEqual({
        said,
        outcome: c.expect.outcome,
        amountFen: c.expect.amountFen === undefined ? amountFen : c.expect.amountFen,
      });
    }
  });

  test('every clause has a case that it lets in and one that it does not', () => {
    for (const c of policies.flatMap((p) => p.clauses)) {
      const of = cases.filter((g) => g.clause === c.id).map((g) => g.expect.outcome);
      expect(
        of.some((o) => o === 'eligible' || o === 'needsReview'),
        c.id,
      ).toBe(true);
      expect(
        of.some((o) => o === 'notEligible' || o === 'notInForce'),
        c.id,
      ).toBe(true);
    }
  });

  test('no two cases of a clause have one name', () => {
    const names = cases.map((c) => `${c.clause} ${c.name.zh}`);
    expect(names.filter((n, i) => names.indexOf(n) !== i)).toEqual([]);
  });

  test('facts of the cases are fields of the catalogue, of the right type', () => {
    for (const c of cases) {
      for (const [key, observations] of Object.entries(c.profile.facts)) {
        const field = catalogue.fields.get(key);
        expect(field, `${c.clause}: ${key}`).toBeDefined();
        for (const o of observations) expect(o.year !== undefined, key).toBe(field?.period === 'year');
      }
      for (const [name, { items }] of Object.entries(c.profile.collections)) {
        const fields = catalogue.collections.get(name)?.byKey;
        for (const item of items)
          for (const [key, value] of Object.entries(item.values)) {
            const field = fields?.get(key);
            expect(field, `${c.clause}: ${name}.${key}`).toBeDefined();
            if (field?.codes && typeof value === 'string')
              expect(Object.keys(field.codes), `${c.clause}: ${name}.${key}`).toContain(value);
          }
      }
    }
  });

  test('all firms at once come to what each comes to by itself, for every clause', () => {
    const clauses = policies.flatMap((p) => p.clauses);
    for (const assessedOn of new Set(cases.map((c) => c.assessedOn))) {
      const firms = cases
        .filter((c) => c.assessedOn === assessedOn)
        .map((c) => factsAt(c.profile, assessedOn));
      const population = layOut(firms, needsOf(clauses, assessedOn), catalogue, assessedOn);
      const evaluator = new ColumnEvaluator(population, catalogue, weekdays);
      for (const c of clauses) {
        const { requirements } = assessAll(c, evaluator, firms.length, assessedOn);
        const single = compileClause(c, catalogue);
        for (const [row, facts] of firms.entries()) {
          const truths = assess(single, facts, { assessedOn, calendar: weekdays }).requirements.map(
            (r) => r.truth,
          );
          expect(
            requirements.map(({ truth: t }) =>
              bit(t.met, row)
                ? 'met'
                : bit(t.unmet, row)
                  ? 'unmet'
                  : bit(t.unknown, row)
                    ? 'unknown'
                    : 'review',
            ),
            `${c.id} on ${assessedOn}, firm ${row}`,
          ).toEqual(truths);
        }
      }
    }
  });

  test('every reason can be said, in both languages', () => {
    const clauses = new Map(policies.flatMap((p) => p.clauses).map((c) => [c.id, c]));
    for (const c of cases) {
      const clause = clauses.get(c.clause);
      if (!clause) throw new Error(c.clause);
      const facts = factsAt(c.profile, c.assessedOn);
      const at = { assessedOn: c.assessedOn, calendar: weekdays };
      for (const r of assess(compileClause(clause, catalogue), facts, at).requirements) {
        const said = JSON.stringify(
          explainRequirement({ catalogue, definitions: clause.definitions, facts, at }, r),
        );
        expect(said, `${c.clause}: ${c.name.zh}`).not.toMatch(/undefined|NaN|Infinity|\[object/);
      }
    }
  });

  test('a case that does not hold is told', () => {
    const first = cases.find((c) => c.expect.outcome === 'eligible' && c.expect.amountFen);
    if (!first) throw new Error('no case');
    expect(run(first).passed).toBe(true);
    expect(run({ ...first, expect: { outcome: 'notEligible' } }).passed).toBe(false);
    expect(run({ ...first, expect: { outcome: 'eligible', amountFen: 1 } }).passed).toBe(false);
    expect(() => run({ ...first, clause: 'no.such' })).toThrow('no.such');
  });
});
