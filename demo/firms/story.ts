import type { DemoFirm } from './index.ts';

/**
 * The firm of the demo's researcher: a first high-tech title last winter, one class 1 drug in phase I, a patent short of the next
 * rung. What it is told on the page of its policies is what these say, and nothing else is set up for it.
 */
export function tellOf(firm: DemoFirm, today: string): DemoFirm {
  const year = Number(today.slice(0, 4));
  const lastNovember = today >= `${year}-11-20` ? `${year}-11-15` : `${year - 1}-11-15`;
  const told = { firmId: firm.id, source: 'firm', observedOn: today };
  const wan = 10_000_00;
  const yearly = (of: number, values: Readonly<Record<string, number>>) =>
    Object.entries(values).map(([field, value]) => ({
      firmId: firm.id,
      field,
      year: of,
      value,
      source: `return:${of}`,
      observedOn: `${of + 1}-05-31` < today ? `${of + 1}-05-31` : today,
    }));
  const usual = {
    majorAccidents: 0,
    environmentViolations: 0,
    researchMisconduct: 0,
    seriousViolations: 0,
    equityFinancing: 0,
  };
  const registered: Readonly<Record<string, string | number | boolean | string[]>> = {
    establishedOn: `${year - 6}-04-18`,
    registeredDistrict: '310107',
    taxDistrict: '310107',
    city: '310000',
    area: 'none',
    park: 'taopu-weilaidao',
    entityType: 'company',
    independentEntity: true,
    resident: true,
    sizeClass: 'small',
    fields: ['biomedicine'],
    tracks: ['small-molecule'],
    restrictedProducts: false,
    strategicIndustry: true,
    abnormalOperation: false,
    seriousDishonesty: false,
    paidInCapital: 1800 * wan,
    nicheYears: 5,
    accountingYears: 3,
    socialInsuranceRecord: true,
    listed: false,
  };
  const item = (
    collection: string,
    id: string,
    values: Readonly<Record<string, string | number | boolean>>,
  ) => ({
    ...told,
    collection,
    id,
    values,
  });
  const collections = [
    'products',
    'ips',
    'certificates',
    'awards',
    'applications',
    'relations',
    'contracts',
    'honours',
  ];
  return {
    ...firm,
    stage: 'growth',
    lineages: ['returnee'],
    statements: {
      observations: [
        ...Object.entries(registered).map(([field, value]) => ({
          ...told,
          source: 'market-regulator',
          field,
          value,
        })),
        ...yearly(year - 3, {
          ...usual,
          revenue: 1480 * wan,
          mainRevenue: 1310 * wan,
          salesIncome: 1480 * wan,
          rdExpense: 118 * wan,
          domesticRdExpense: 104 * wan,
          employees: 31,
          rdStaff: 11,
          totalAssets: 3300 * wan,
          totalLiabilities: 1290 * wan,
        }),
        ...yearly(year - 2, {
          ...usual,
          revenue: 1760 * wan,
          mainRevenue: 1560 * wan,
          salesIncome: 1760 * wan,
          rdExpense: 131 * wan,
          domesticRdExpense: 122 * wan,
          rdSuperDeduction: 128 * wan,
          employees: 36,
          rdStaff: 14,
          totalAssets: 3900 * wan,
          totalLiabilities: 1560 * wan,
        }),
        // 4.2 % of revenue: what is short of 5 % is 17 万
        ...yearly(year - 1, {
          ...usual,
          revenue: 2150 * wan,
          mainRevenue: 1880 * wan,
          salesIncome: 2150 * wan,
          totalIncome: 2190 * wan,
          highTechRevenue: 1620 * wan,
          costs: 1730 * wan,
          rdExpense: 90.3 * wan,
          domesticRdExpense: 84 * wan,
          rdSuperDeduction: 88 * wan,
          employees: 42,
          rdStaff: 16,
          totalAssets: 4620 * wan,
          totalLiabilities: 1930 * wan,
          rentPaid: 96 * wan,
          netProfit: 260 * wan,
        }),
      ],
      items: [
        // Whom it holds is told in one place with the other groups
        ...firm.statements.items.flatMap((i) => (i.collection === 'relations' ? [{ ...i, ...told }] : [])),
        item('certificates', 'high-tech', {
          kind: 'high-tech',
          event: 'first',
          grantedOn: lastNovember,
          validTo: `${Number(lastNovember.slice(0, 4)) + 3}-11-14`,
        }),
        item('certificates', 'tech-sme', {
          kind: 'tech-sme',
          event: 'first',
          grantedOn: `${year}-06-12`,
          validTo: `${year}-12-31`,
        }),
        item('products', 'ZL-2101', {
          kind: 'drug',
          class: '1',
          cellOrGene: false,
          stage: 'phase1',
          stageOn: `${year - 1}-09-02`,
          phaseDone: 'none',
          rdSpend: 3120 * wan,
          output: false,
          holder: true,
          specialReview: false,
        }),
        item('products', 'ZL-2104', {
          kind: 'drug',
          class: '1',
          cellOrGene: false,
          stage: 'preclinical',
          stageOn: `${year - 1}-02-20`,
          phaseDone: 'none',
          rdSpend: 640 * wan,
          specialReview: false,
        }),
        item('ips', 'i1', {
          kind: 'invention',
          class: 'I',
          selfDeveloped: true,
          highValue: false,
          applied: true,
        }),
        ...['a', 'b', 'c', 'd', 'e'].map((n) =>
          item('ips', `s-${n}`, { kind: n < 'd' ? 'utility' : 'software', class: 'II', applied: true }),
        ),
      ],
      complete: collections.map((collection) => ({ ...told, collection, complete: true })),
    },
  };
}
