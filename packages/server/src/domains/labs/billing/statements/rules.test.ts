import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import {
  cover,
  dueOf,
  lessen,
  monthBefore,
  monthOf,
  monthSpan,
  numberOf,
  owedOnStatements,
} from './rules.ts';

describe('months', () => {
  it('are civil months of the valley', () => {
    const span = monthSpan('2026-07', 'Asia/Shanghai');
    expect([span.from.toString(), span.to.toString()]).toEqual([
      '2026-06-30T16:00:00Z',
      '2026-07-31T16:00:00Z',
    ]);
    expect(monthOf(Temporal.Instant.from('2026-07-31T15:59:59.999Z'), 'Asia/Shanghai')).toBe('2026-07');
    expect(monthOf(span.to, 'Asia/Shanghai')).toBe('2026-08');
    // Summer time begins in between: 744 h less one
    const march = monthSpan('2026-03', 'Europe/Berlin');
    expect(march.from.until(march.to).total('hours')).toBe(743);
    expect(monthBefore('2026-01')).toBe('2025-12');
  });

  it('number their statements', () => {
    expect(numberOf('2026-11', 1)).toBe('HG-202611-0001');
    expect(numberOf('2026-11', 12_345)).toBe('HG-202611-12345');
  });
});

describe('what is asked for', () => {
  it('is nothing while money is there, the owed part otherwise', () => {
    expect(
      dueOf({ addedFen: 300, owedFen: owedOnStatements({ positionFen: 5, unbilledFen: 0 }), duesFen: 0 }),
    ).toBe(0);
    expect(dueOf({ addedFen: 300, owedFen: 100, duesFen: 0 })).toBe(100);
    // The statement before asks for 60 of the 100
    expect(dueOf({ addedFen: 300, owedFen: 100, duesFen: 60 })).toBe(40);
    expect(dueOf({ addedFen: 300, owedFen: 1000, duesFen: 60 })).toBe(300);
    // 80 of what is owed is owed for charges after the month
    expect(owedOnStatements({ positionFen: -100, unbilledFen: 80 })).toBe(20);
  });

  it('falls with a charge, and what was prepaid comes back', () => {
    expect(lessen({ totalFen: 300, prepaidFen: 200, paidFen: 0 }, 60)).toEqual({
      totalFen: 240,
      prepaidFen: 200,
    });
    expect(lessen({ totalFen: 300, prepaidFen: 200, paidFen: 0 }, 150)).toEqual({
      totalFen: 150,
      prepaidFen: 150,
    });
  });

  it('is covered oldest first', () => {
    const open = [
      { id: 'a', dueFen: 50 },
      { id: 'b', dueFen: 70 },
    ];
    expect(cover(open, 120)).toEqual([]);
    expect(cover(open, 40)).toEqual([
      { statementId: 'a', coveredFen: 50 },
      { statementId: 'b', coveredFen: 30 },
    ]);
    expect(cover(open, 100)).toEqual([{ statementId: 'a', coveredFen: 20 }]);
  });

  const fen = fc.integer({ min: 0, max: 500 });
  const step = fc.oneof(
    fc.record({ kind: fc.constant('charge' as const), fen }),
    fc.record({ kind: fc.constant('fund' as const), fen }),
    fc.record({ kind: fc.constant('issue' as const) }),
    fc.record({ kind: fc.constant('pay' as const), fen, n: fc.nat(5) }),
    fc.record({ kind: fc.constant('refund' as const), fen, n: fc.nat(9) }),
  );

  it('is, over all statements of a project, exactly what it owes for them, whatever happens in whatever order', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let positionFen = 0;
        const charges: { fen: number; on: number | null }[] = [];
        const statements: { totalFen: number; prepaidFen: number; paidFen: number }[] = [];
        const dueAt = (i: number) => {
          const s = statements[i];
          return s ? s.totalFen - s.prepaidFen - s.paidFen : 0;
        };
        const unbilled = () => charges.filter((c) => c.on === null).reduce((sum, c) => sum + c.fen, 0);
        const owed = () => owedOnStatements({ positionFen, unbilledFen: unbilled() });
        const dues = () => statements.reduce((sum, _, i) => sum + dueAt(i), 0);
        const coverAll = () => {
          const open = statements
            .map((_, i) => ({ id: String(i), dueFen: dueAt(i) }))
            .filter((s) => s.dueFen > 0);
          for (const c of cover(open, owed())) {
            const s = statements[Number(c.statementId)];
            if (s) s.prepaidFen += c.coveredFen;
          }
        };
        for (const s of steps) {
          if (s.kind === 'charge') {
            charges.push({ fen: s.fen, on: null });
            positionFen -= s.fen;
          } else if (s.kind === 'fund') {
            positionFen += s.fen;
            coverAll();
          } else if (s.kind === 'issue') {
            const duesFen = dues();
            const addedFen = unbilled();
            for (const c of charges) c.on ??= statements.length;
            const dueFen = dueOf({ addedFen, owedFen: owed(), duesFen });
            statements.push({ totalFen: addedFen, prepaidFen: addedFen - dueFen, paidFen: 0 });
          } else if (s.kind === 'pay') {
            const statement = statements[s.n];
            const amount = Math.min(s.fen, dueAt(s.n));
            if (!statement) continue;
            statement.paidFen += amount;
            positionFen += amount;
          } else {
            const charge = charges[s.n];
            if (!charge) continue;
            const on = charge.on === null ? undefined : statements[charge.on];
            // A dispute is only resolved on a statement that nobody has paid on
            if (on && on.paidFen > 0) continue;
            const less = Math.min(s.fen, charge.fen);
            charge.fen -= less;
            positionFen += less;
            if (on) Object.assign(on, lessen(on, less));
            coverAll();
          }
          expect(dues()).toBe(owed());
          for (const x of statements) {
            expect(
              Math.min(x.totalFen, x.prepaidFen, x.paidFen, x.totalFen - x.prepaidFen - x.paidFen),
            ).toBeGreaterThanOrEqual(0);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
