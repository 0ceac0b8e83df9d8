import { type Clause, clause as clauseSchema, policy as policySchema } from '@hegu/rules/clause.ts';
import { describe, expect, test } from 'vitest';
import { projectPacks } from '../../../../platform/packs/load.ts';
import { factCatalogueAt } from '../../../enterprise/index.ts';
import { differences, documentDifferences } from './rules.ts';

const catalogue = factCatalogueAt('2026-07-15');
const policies = projectPacks()
  .ofKind('policy', policySchema)
  .map((p) => p.data);
const clauses = policies.flatMap((p) => p.clauses);
const amount = { zh: '', en: '' };
const between = (a: Clause, b: Clause) =>
  differences(a, b, { before: amount, after: amount }, catalogue, 2026).map((d) => d.path);

/** Every place of a value that holds something, and what could stand there instead. */
function* edits(node: unknown, path: readonly (string | number)[] = []): Generator<(root: unknown) => void> {
  const put = (value: unknown) => (root: unknown) => {
    let at = root as Record<string | number, unknown>;
    for (const key of path.slice(0, -1)) at = at[key] as typeof at;
    at[path.at(-1) ?? ''] = value;
  };
  if (typeof node === 'number') yield put(node + 1);
  else if (typeof node === 'boolean') yield put(!node);
  else if (typeof node === 'string') {
    // A date is moved, a word is changed
    yield put(/^\d{4}-\d\d-\d\d$/.test(node) ? '2031-05-06' : `${node}x`);
  } else if (node !== null && typeof node === 'object')
    for (const [key, part] of Object.entries(node))
      yield* edits(part, [...path, Array.isArray(node) ? Number(key) : key]);
}

describe('what is different', () => {
  test('is never silent: every place of every clause that is changed shows', () => {
    let tried = 0;
    for (const clause of clauses) {
      expect(between(clause, clause)).toEqual([]);
      for (const edit of edits(clause)) {
        const copy = structuredClone(clause);
        edit(copy);
        const parsed = clauseSchema.safeParse(copy);
        if (!parsed.success || parsed.data.id !== clause.id) continue;
        tried++;
        try {
          expect(between(clause, parsed.data), JSON.stringify(parsed.data)).not.toEqual([]);
        } catch (error) {
          // A field nobody knows has no words; the checks have told of it before anything is compared
          if (!(error instanceof Error) || error.name === 'AssertionError') throw error;
        }
      }
    }
    expect(tried).toBeGreaterThan(3000);
  });

  test('covers parts that come and go', () => {
    const base = clauses.find((c) => c.id === 'songjiang.2025.device-3') ?? clauses[0];
    if (!base) throw new Error('there are clauses');
    const paths = (change: Partial<Clause>) => between(base, { ...base, ...change });
    expect(paths({ definitions: { floor: { op: 'money', yuan: 1 } } })).toEqual(['definitions.floor']);
    expect(paths({ follows: ['x.y'] })).toEqual(['follows']);
    expect(paths({ budget: { by: 'ranking', places: 3 } })).toEqual(['budget']);
    expect(paths({ decisionWorkingDays: 7 })).toEqual(['decision']);
    expect(
      paths({
        benefit: {
          ...base.benefit,
          instalments: [
            { percent: 50, afterMonths: 0 },
            { percent: 50, afterMonths: 12, recheck: { op: 'exists', in: 'products' } },
          ],
        },
      }),
    ).toEqual(['instalments']);
    expect(paths({ requirements: base.requirements.toReversed() })).toEqual(['requirements.order']);
  });

  test('of a document shows ceilings, exclusions and who is excepted', () => {
    const policy = policies.find((p) => p.exclusions.length > 0);
    const [exclusion] = policy?.exclusions ?? [];
    if (!policy || !exclusion) throw new Error('there is one');
    const paths = (change: object) =>
      documentDifferences(policy, { ...policy, ...change }, catalogue, 2026).map((d) => d.path);
    expect(paths({})).toEqual([]);
    expect(paths({ exclusions: [{ ...exclusion, unless: { op: 'exists', in: 'products' } }] })).toContain(
      `document.exclusions.${exclusion.id}`,
    );
    expect(paths({ number: '沪府〔2026〕1号', status: 'consultation' })).toEqual([
      'document.number',
      'document.status',
    ]);
  });
});
