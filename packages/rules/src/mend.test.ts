import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkClause, type Problem } from './benefit/check.ts';
import { type Clause, clause as clauseSchema, policy as policySchema } from './clause.ts';
import { contradictions } from './contradictions.ts';
import type { Condition } from './expression.ts';
import { catalogueOf, factCatalogue } from './facts.ts';
import { besides, mendClause } from './mend.ts';
import { readShape } from './shape.ts';

const read = (path: string) =>
  JSON.parse(readFileSync(new URL(`../../../packs/${path}`, import.meta.url), 'utf8')) as { data: unknown };
const catalogue = catalogueOf(factCatalogue.parse(read('enterprise/fields.json').data));
const songjiang = policySchema.parse(read('policies/songjiang-biomedicine-2025.json').data);

const all = (clause: unknown): string[] => {
  const shape = readShape(clauseSchema, clause, ['clause']).problems;
  const mended = mendClause(clause);
  const found: Problem[] = [];
  checkClause(mended, ['clause'], catalogue, found);
  const more = besides([...found, ...contradictions(mended, ['clause'], catalogue)], shape, 1);
  return [...shape, ...more].map((p) => `${p.path.slice(1).join('.')} ${p.code}`);
};
const edited = (change: (c: Clause & Record<string, unknown>) => void) => {
  const text = structuredClone(songjiang.clauses[0]) as Clause & Record<string, unknown>;
  change(text);
  return all(text);
};
const asks = (rule: unknown, text = { zh: '条件', en: 'A condition' }) =>
  ({ id: 'more', kind: 'requirement', text, rule }) as Clause['requirements'][number];
const mixed: Condition = {
  op: 'compare',
  is: 'ge',
  left: { op: 'fact', field: 'revenue', year: -1 },
  right: { op: 'number', value: 20, unit: 'count' },
};

describe('what is wrong in form does not hide what else is wrong', () => {
  test('a sound clause is itself', () => {
    for (const c of songjiang.clauses) {
      expect(mendClause(c)).toEqual(c);
      expect(all(c)).toEqual([]);
    }
  });

  test('reversed dates, a percentage above 100, an empty set and mixed units are told together', () => {
    const at = songjiang.clauses[0]?.requirements.length ?? 0;
    expect(
      edited((c) => {
        c.period = { from: '2026-01-01', to: '2025-01-01' };
        c.event = { from: '2026-01-01', to: '2025-01-01' };
        c.filing = [{ from: '2026-05-01', to: '2026-04-01' }];
        c.title.zh = '';
        c.requirements.push(asks(mixed, { zh: '', en: '' }));
        c.requirements.push(asks({ op: 'in', value: { op: 'fact', field: 'registeredDistrict' }, set: [] }));
        c.requirements.push(asks({ op: 'flag', value: { op: 'fact', field: 'listed' }, is: true }));
        c.requirements.push(asks({ op: 'flag', value: { op: 'fact', field: 'listed' }, is: false }));
        c.benefit = {
          kind: 'money',
          amount: { op: 'percent', percent: 130, of: { op: 'fact', field: 'employees', year: -1 } },
        };
      }).toSorted(),
    ).toEqual(
      [
        'title.zh shape.too_small',
        'period.to shape.custom',
        'event.to shape.custom',
        'filing.0.to shape.custom',
        `requirements.${at}.text.zh shape.too_small`,
        `requirements.${at}.text.en shape.too_small`,
        `requirements.${at}.rule units.mixed`,
        `requirements.${at + 1}.rule.set shape.too_small`,
        `requirements.${at + 3}.rule rule.contradiction`,
        'benefit.amount.percent shape.too_big',
        'benefit.amount.of units.notMoney',
      ].toSorted(),
    );
  });

  test('a material that cannot be read does not hide what is wrong with the next', () => {
    expect(
      edited((c) => {
        const name = { zh: '营业执照', en: 'Licence' };
        c.materials = [
          { id: 'a', name: { zh: '', en: 'x' }, source: 'platform', required: true, form: 'file' },
          { id: 'b', name, source: 'platform', required: true, form: 'file', shows: ['nobody'] },
        ];
      }),
    ).toEqual(['materials.0.name.zh shape.too_small', 'materials.1.shows.0 field.unknown']);
  });

  test('nothing is said that rests on a part which cannot be read', () => {
    expect(
      edited((c) => {
        c.definitions = { floor: { op: 'money', yuan: 1 } };
        c.requirements.push(
          asks({
            op: 'compare',
            is: 'guess',
            left: { op: 'use', name: 'floor' },
            right: { op: 'money', yuan: 2 },
          }),
        );
      }).every((p) => !p.includes('definition.unused')),
    ).toBe(true);
    expect(
      edited((c) => {
        c.automatic = true;
        c.entitlement = 'fixed';
        c.benefit = { kind: 'money', amount: { op: 'guess' } as never };
      }),
    ).toEqual(['benefit.amount.op shape.invalid_union']);
    expect(edited((c) => Object.assign(c, { surprise: 1 }))).toEqual([' shape.unrecognized_keys']);
  });

  test('whatever stands there, something to check comes out', () => {
    for (const raw of [null, 3, 'x', [], {}, { requirements: 1, benefit: [], definitions: 'a', follows: {} }])
      expect(() => all(raw)).not.toThrow();
  });
});
