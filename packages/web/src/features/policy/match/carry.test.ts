import { expect, test } from 'vitest';
import { carriedOf, statementsOf } from './carry.ts';

const said = (value: string | number | string[], counts = true, source = 'market-regulator') => ({
  value,
  year: null,
  from: null,
  to: null,
  source,
  observedOn: '2026-05-01',
  counts,
});
const firm = {
  facts: [
    { field: 'registeredDistrict', year: null, conflict: false, observations: [said('310107')] },
    { field: 'fields', year: null, conflict: false, observations: [said(['devices', 'biomedicine'])] },
    {
      field: 'revenue',
      year: 2025,
      conflict: true,
      observations: [said(5_000, false, 'firm'), said(6_000, true, 'tax')],
    },
    { field: 'rdExpense', year: 2024, conflict: false, observations: [said(70)] },
  ],
  collections: [
    {
      collection: 'certificates',
      complete: true,
      items: [
        {
          id: 'GR1',
          values: { kind: 'high-tech', grantedOn: '2024-12-26', validTo: '2027-12-25' },
          source: 'registry',
          observedOn: '2026-05-01',
        },
      ],
    },
    {
      collection: 'products',
      complete: false,
      items: [
        {
          id: 'P1',
          values: { kind: 'drug', class: '1', stage: 'phase1' },
          source: 'firm',
          observedOn: '2026-05-01',
        },
      ],
    },
  ],
};
const carry = (answers: Parameters<typeof carriedOf>[0]) => carriedOf(answers, firm, 2025);

test('what was answered stands beside what counts, of the same year', () => {
  const found = carry({
    district: '310112',
    fields: ['biomedicine', 'devices'],
    revenueFen: 5_000,
    rdExpenseFen: 70,
  });
  expect(found.map((c) => [c.key, c.same])).toEqual([
    ['registeredDistrict:', false],
    ['fields:', true],
    // The firm's own older word is not what counts
    ['revenue:2025', false],
    // Another year's is not known
    ['rdExpense:2025', false],
  ]);
  expect(found[2]).toMatchObject({ mine: 5_000, known: { value: 6_000, source: 'tax' } });
  expect(found[3]).toMatchObject({ mine: 70, known: null });
});

test('a title that is known is the same one; what is known of it besides stays', () => {
  expect(carry({ titles: ['high-tech'] })[0]).toMatchObject({ same: true, id: 'GR1' });
  const [other] = carry({
    titles: ['high-tech'],
    titleDetails: [{ kind: 'high-tech', grantedOn: '2025-01-01' }],
  });
  expect(other).toMatchObject({
    same: false,
    id: 'GR1',
    values: { kind: 'high-tech', grantedOn: '2025-01-01', validTo: '2027-12-25' },
  });
  // The list of certificates is all there is, so one more speaks against it
  expect(carry({ titles: ['little-giant'] })[0]).toMatchObject({
    same: false,
    id: null,
    known: null,
    against: true,
  });
});

test('a product at another stage may be another product: it is added and changes none', () => {
  expect(carry({ product: { kind: 'drug', class: '1', stage: 'phase1' } })[0]).toMatchObject({ same: true });
  expect(
    carry({ product: { kind: 'drug', class: '1', stage: 'phase3', stageOn: '2026-01-01' } })[0],
  ).toMatchObject({
    same: false,
    against: false,
    id: null,
    known: null,
    values: { kind: 'drug', class: '1', stage: 'phase3', stageOn: '2026-01-01' },
  });
});

test('only what was chosen is stated', () => {
  const found = carry({ district: '310112', revenueFen: 5_000, titles: ['little-giant'] });
  expect(statementsOf(found.filter((c) => c.key !== 'registeredDistrict:'))).toEqual({
    observations: [{ field: 'revenue', value: 5_000, year: 2025 }],
    items: [{ collection: 'certificates', values: { kind: 'little-giant' } }],
  });
});
