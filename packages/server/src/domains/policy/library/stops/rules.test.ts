import { type Clause, clause as clauseSchema } from '@hegu/rules/clause.ts';
import { standingOf } from '@hegu/rules/evaluate/assess.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rdClause } from '../../testing/index.ts';
import { windowOn } from '../rules.ts';
import { ended, lastDay } from './rules.ts';

const base = clauseSchema.parse(rdClause);
const of = (change: Partial<Clause>): Clause => ({ ...base, filing: [], ...change });
const dayOf = (n: number) => new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10);

describe('a clause under a stop', () => {
  test('is not in force, and takes no applications, on any day from the stop on; before it nothing changes', () => {
    const stretch = fc.tuple(fc.integer({ min: 0, max: 300 }), fc.option(fc.integer({ min: 0, max: 200 })));
    fc.assert(
      fc.property(
        stretch,
        fc.array(stretch, { maxLength: 3 }),
        fc.array(stretch, { maxLength: 3 }),
        fc.integer({ min: 0, max: 400 }),
        fc.integer({ min: 0, max: 60 }),
        ([start, length], filing, bridges, decided, later) => {
          const make = ([from, n]: readonly [number, number | null]) => ({
            from: dayOf(from),
            to: n === null ? null : dayOf(from + n),
          });
          const clause = of({
            period: make([start, length]),
            filing: filing.map(make),
            bridges: bridges.map(make),
          });
          const stop = { from: dayOf(decided + later), decidedOn: dayOf(decided) };
          const after = ended(clause, stop);
          expect(clauseSchema.safeParse(after).success).toBe(true);
          const within = ['inPeriod', 'bridged'];
          for (let d = decided; d < 700; d += 3) {
            const on = dayOf(d);
            if (on >= stop.from) {
              expect(within).not.toContain(standingOf(after, on));
              expect(windowOn(after, on).state).not.toBe('open');
              expect(standingOf(after, on)).toBe('over');
            } else {
              expect(within.includes(standingOf(after, on))).toBe(within.includes(standingOf(clause, on)));
              if (clause.filing.length > 0)
                expect(windowOn(after, on).state === 'open').toBe(windowOn(clause, on).state === 'open');
            }
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  test('keeps everything that is not a date', () => {
    const after = ended(base, { from: '2026-07-15', decidedOn: '2026-07-01' });
    expect(after).toEqual({
      ...base,
      period: { from: '2026-01-01', to: '2026-07-14' },
      filing: [{ from: '2026-07-01', to: '2026-07-14' }],
    });
    expect(lastDay(base)).toBe('2027-12-31');
    expect(lastDay(of({ bridges: [{ from: '2028-01-01', to: null }] }))).toBe(null);
  });
});
