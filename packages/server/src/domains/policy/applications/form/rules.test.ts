import { clause as clauseSchema, type Material } from '@hegu/rules/clause.ts';
import { factsAt, type Observation } from '@hegu/rules/facts.ts';
import { describe, expect, test } from 'vitest';
import { factCatalogueAt } from '../../../enterprise/index.ts';
import { rdClause } from '../../testing/index.ts';
import { materialsOf } from './rules.ts';

const day = '2026-07-15';
const says = (value: string | number, source: string, year?: number): Observation => ({
  value,
  source,
  observedOn: '2026-03-01',
  ...(year === undefined ? {} : { year }),
});
const facts = factsAt(
  {
    facts: {
      establishedOn: [says('2019-05-06', 'market-regulator')],
      registeredDistrict: [says('310114', 'market-regulator')],
      rdExpense: [says(600_000_000, 'return:2025', 2025)],
      employees: [says(40, 'return:2025', 2025), says(30, 'return:2024', 2024)],
      entityType: [says('company', 'firm')],
    },
    collections: {
      products: {
        complete: true,
        items: ['国械注准20253140001', '国械注准20253140002'].map((id) => ({
          id,
          values: { kind: 'device', class: '3' },
          source: 'nmpa',
          observedOn: '2026-03-01',
        })),
      },
    },
  },
  day,
);
const listed = (shows: string[] | undefined, item = '') => {
  const m: Partial<Material> = {
    id: 'm',
    name: { zh: '材料', en: 'Paper' },
    source: 'platform',
    ...(shows ? { shows } : {}),
  };
  const clause = clauseSchema.parse({
    ...rdClause,
    materials: [m],
    benefit: { amount: { op: 'flat', yuan: 1 }, per: { in: 'products' } },
  });
  const [line] = materialsOf({ clause, catalogue: factCatalogueAt(day), facts, assessedOn: day, item }, []);
  if (!line) throw new Error('one material, one line');
  return { by: line.by, taken: line.taken.map((t) => t.text.zh), missing: line.missing };
};

describe('a material the platform has', () => {
  test('is taken from what the clause says it shows, and from nothing else', () => {
    expect(listed(['establishedOn', 'registeredDistrict'])).toEqual({
      by: 'platform',
      taken: ['成立日期：2019-05-06', '注册地（区）：310114'],
      missing: false,
    });
    // The clause reads the R&D of last year; of a figure it does not read, last year’s
    expect(listed(['rdExpense', 'employees']).taken).toEqual([
      '2025 年研发费用：600 万元',
      '2025 年职工总数：40 人',
    ]);
  });

  test('names the one product the application is for, and counts them where it is for the firm', () => {
    expect(listed(['products'], '国械注准20253140002').taken).toEqual(['产品 国械注准20253140002']);
    expect(listed(['products']).taken).toEqual(['产品 2 款']);
  });

  test('names no origin where the clause says none', () => {
    expect(listed(undefined)).toEqual({ by: 'platform', taken: [], missing: false });
  });

  test('is the firm’s to hand in where nobody but the firm has told of it', () => {
    expect(listed(['entityType'])).toEqual({ by: 'firm', taken: [], missing: true });
    expect(listed(['ips'])).toEqual({ by: 'firm', taken: [], missing: true });
  });
});
