import { weekdays } from '@hegu/rules/civil.ts';
import { describe, expect, it } from 'vitest';
import { ladderOf } from './rules.ts';
import { catalogue, certificate, firm, standards, techSme, today, 万 } from './testing/index.ts';

describe('the whole ladder', () => {
  const world = { standards, catalogue, calendar: weekdays };
  it('says what is held, what comes next, and gives words for every shortfall', () => {
    const p = firm(
      techSme({
        sizeClass: 'small',
        rdExpense: { 2024: 万(50), 2025: 万(50) },
        revenue: { 2024: 万(2000), 2025: 万(2000) },
      }),
      { certificates: [certificate('tech-innovative-sme')] },
    );
    const ladder = ladderOf(p, { assessedOn: today }, world);
    expect(ladder.next).toBe('specialised');
    expect(ladder.rungs.find((r) => r.rung === 'tech-innovative-sme')).toMatchObject({
      state: 'held',
      heldUntil: '2028-12-31',
    });
    const rd = ladder.rungs.find((r) => r.rung === 'specialised')?.gates.find((g) => g.id === 'rd');
    expect(rd?.truth).toBe('unmet');
    expect(rd?.leaves.map((l) => l.shortfall?.zh)).toContain('差 50 万元');
    expect(ladder.rungs.find((r) => r.rung === 'tech-sme')?.filing).toEqual({
      from: '2026-06-01',
      to: '2026-08-31',
      standing: 'open',
    });
    expect(ladder.rungs.find((r) => r.rung === 'little-giant')?.filing?.standing).toBe('over');
  });
  it('has nothing to say for a firm with no data at all, and says so everywhere', () => {
    const ladder = ladderOf({ facts: {}, collections: {} }, { assessedOn: today }, world);
    expect(new Set(ladder.rungs.map((r) => r.state))).toEqual(new Set(['needsData']));
  });
});
