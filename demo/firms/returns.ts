import type { Random } from '../random.ts';

/** Yearly returns that hang together: what a firm of a size, an age and a kind would file. Money in 分. */

export type Size = 'micro' | 'small' | 'medium' | 'large';

export interface Return {
  readonly year: number;
  readonly values: Readonly<Record<string, number>>;
}

const wan = 10_000_00;
/** Revenue of a usual year in ten thousand yuan: least and most. */
const revenueWan: Readonly<Record<Size, readonly [number, number]>> = {
  micro: [60, 900],
  small: [500, 6000],
  medium: [4500, 38_000],
  large: [40_000, 260_000],
};

/** A number between two bounds, with as many below the geometric mean as above. */
const spread = (chance: Random, [least, most]: readonly [number, number]): number =>
  Math.exp(Math.log(least) + chance.next() * (Math.log(most) - Math.log(least)));
const money = (inWan: number): number => Math.round(inWan * 100) * (wan / 100);

export interface Character {
  readonly size: Size;
  readonly establishedYear: number;
  /** Share of revenue that goes into R&D; a firm before its first product has hardly any revenue. */
  readonly rdShare: number;
  readonly growth: number;
  readonly focus: number;
  readonly preRevenue: boolean;
}

export function makeReturns(chance: Random, c: Character, lastYear: number, years: number): Return[] {
  const base = spread(chance, revenueWan[c.size]);
  const out: Return[] = [];
  const staffBase = Math.max(4, Math.round(base / (c.preRevenue ? 12 : 70) + chance.int(3, 14)));
  for (let i = years - 1; i >= 0; i--) {
    const year = lastYear - i;
    if (year < c.establishedYear) continue;
    const wobble = 0.93 + chance.next() * 0.14;
    const revenue = (c.preRevenue ? base * 0.06 : base) * (1 + c.growth) ** -i * wobble;
    const rd = c.preRevenue
      ? base * (0.5 + chance.next() * 0.5)
      : revenue * c.rdShare * (0.9 + chance.next() * 0.2);
    const costs = Math.max(rd * 1.15, revenue * (0.68 + chance.next() * 0.34));
    const employees = Math.max(3, Math.round(staffBase * (1 + c.growth / 2) ** -i));
    const rdStaff = Math.min(
      employees,
      Math.round(employees * Math.min(0.9, 0.08 + c.rdShare * 2.2 + chance.next() * 0.12)),
    );
    const assets = Math.max(revenue * (0.8 + chance.next()), rd * 2);
    const liabilities = assets * (0.12 + chance.next() * 0.72);
    const main = revenue * Math.min(1, c.focus + chance.next() * 0.04);
    out.push({
      year,
      values: {
        revenue: money(revenue),
        salesIncome: money(revenue * 0.99),
        totalIncome: money(revenue * 1.02),
        mainRevenue: money(main),
        highTechRevenue: money(main * Math.min(1, 0.45 + c.rdShare * 3)),
        costs: money(costs),
        rdExpense: money(rd),
        domesticRdExpense: money(rd * (0.7 + chance.next() * 0.3)),
        rdSuperDeduction: money(rd * (0.75 + chance.next() * 0.2)),
        totalAssets: money(assets),
        totalLiabilities: money(liabilities),
        netProfit: money(revenue - costs),
        taxPaid: money(Math.max(0, revenue * 0.03 + (revenue - costs) * 0.1)),
        employees,
        rdStaff,
        rentPaid: money(employees * (0.9 + chance.next())),
        majorAccidents: chance.chance(0.01) ? 1 : 0,
        environmentViolations: chance.chance(0.006) ? 1 : 0,
        researchMisconduct: 0,
        seriousViolations: chance.chance(0.008) ? 1 : 0,
      },
    });
  }
  // New equity comes in rounds, most years none
  return out.map((r) => {
    const round = chance.chance(c.preRevenue ? 0.45 : 0.1);
    const equityFinancing = round ? money(spread(chance, c.preRevenue ? [500, 20_000] : [200, 6000])) : 0;
    return { ...r, values: { ...r.values, equityFinancing } };
  });
}
