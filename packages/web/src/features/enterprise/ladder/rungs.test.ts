import type { LadderView, RungView } from '@hegu/contract/enterprise/ladder.ts';
import { describe, expect, it } from 'vitest';
import { chosenRung, drawn, type StandardRow, versionsOf } from './rungs.ts';

const rung = (name: string, state: RungView['state'] = 'notMet'): RungView => ({
  rung: name,
  title: { zh: name, en: name },
  standard: {
    id: name,
    title: { zh: name, en: name },
    number: null,
    mark: 'news',
    address: '',
    packHash: '',
  },
  state,
  heldUntil: null,
  gates: [],
  routes: [],
  scores: [],
  total: null,
  missing: [],
  filing: null,
  validYears: null,
});
const view = (rungs: RungView[], next: string | null): LadderView => ({
  firmId: '00000000-0000-7000-8000-000000000000',
  assessedOn: '2026-11-24',
  batch: null,
  renewal: false,
  rungs,
  next,
});
const standard = (
  id: string,
  from: string,
  to: string | null,
  more: Partial<StandardRow> = {},
): StandardRow => ({
  id,
  rung: 'specialised',
  title: { zh: id, en: id },
  number: null,
  mark: 'news',
  address: '',
  from,
  to,
  batches: [],
  for: 'first',
  criteria: [],
  filing: [],
  ...more,
});

describe('the ladder as drawn', () => {
  const all = [rung('tech-sme'), rung('high-tech'), rung('specialised'), rung('little-giant')];
  it('stands the highest rung on top and side tracks beside it', () => {
    const { rungs, beside } = drawn(view(all, 'specialised'));
    expect(rungs.map((r) => r.rung)).toEqual(['little-giant', 'specialised', 'tech-sme']);
    expect(beside.map((r) => r.rung)).toEqual(['high-tech']);
  });
  it('looks at the rung asked for, else at the next, else at the lowest', () => {
    expect(chosenRung(view(all, 'specialised'), 'high-tech')?.rung).toBe('high-tech');
    expect(chosenRung(view(all, 'specialised'), 'nonsense')?.rung).toBe('specialised');
    expect(chosenRung(view(all, null), undefined)?.rung).toBe('tech-sme');
    expect(chosenRung(view([], null), undefined)).toBeUndefined();
  });
});

describe('versions of a standard', () => {
  it('gives each the day by which it counts', () => {
    const versions = versionsOf(
      [
        standard('specialised-2026', '2026-04-01', null),
        standard('specialised-2022', '2022-06-01', '2026-03-31'),
        standard('specialised-2026-renewal', '2026-04-01', null, { for: 'renewal' }),
        standard('other', '2020-01-01', null, { rung: 'champion' }),
      ],
      'specialised',
      '2026-11-24',
    );
    expect(versions.map((v) => [v.year, v.on, v.renewal])).toEqual([
      ['2022', '2026-03-31', false],
      ['2026', undefined, false],
      ['2026', undefined, true],
    ]);
  });
  it('looks forward to a version that is yet to come', () => {
    const [now, later] = versionsOf(
      [
        standard('specialised-2022', '2022-06-01', '2026-03-31'),
        standard('specialised-2026', '2026-04-01', null),
      ],
      'specialised',
      '2026-01-05',
    );
    expect([now?.on, later?.on]).toEqual([undefined, '2026-04-01']);
  });
});
