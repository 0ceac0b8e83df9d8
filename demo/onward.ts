import { clauseOf, type DemoApplication } from './applications.ts';
import { personId } from './people.ts';

/**
 * A scheme of the demo valley's own that pays in parts: no real clause that is open does, and an officer should have an instalment to
 * judge. Invented from end to end and said so wherever it is named.
 */

export const onwardPolicyId = 'hegu-demo.onward';
export const onwardClauseId = clauseOf.onward;

const mark = { zh: '（演示数据）', en: ' (demonstration data)' };
const address = 'https://example.org/hegu-demo/onward';

export const onwardDocument = {
  title: {
    zh: `产业谷创新产品续研资助办法${mark.zh}`,
    en: `Valley scheme for going on with new products${mark.en}`,
  },
  issuer: { zh: '合谷演示产业谷（虚构）', en: 'Hegu demo valley (invented)' },
  level: 'park',
  field: 'biomedicine',
  address,
  status: 'inForce',
};

const hasRule = {
  op: 'all',
  of: [
    { op: 'flag', value: { op: 'item', field: 'holder' }, is: true },
    { op: 'flag', value: { op: 'item', field: 'output' }, is: true },
  ],
};
const city = { op: 'in', value: { op: 'fact', field: 'city' }, set: ['310000'] };
/** An approved product speaks for itself; of the others somebody has to say how they get on. */
const goesOn = {
  op: 'any',
  of: [
    {
      op: 'exists',
      in: 'products',
      where: {
        op: 'all',
        of: [
          { op: 'flag', value: { op: 'item', field: 'holder' }, is: true },
          { op: 'in', value: { op: 'item', field: 'stage' }, set: ['approved'] },
        ],
      },
    },
    { op: 'review', field: 'recognised' },
  ],
};

/** In force between two days; half at once, three tenths after three months, the rest after a year. */
export const onwardClause = (from: string, to: string) => ({
  id: onwardClauseId,
  title: { zh: `创新产品续研资助${mark.zh}`, en: `Going on with a new product${mark.en}` },
  plain: {
    zh: '虚构的条款，用来演示分期拨付：按产品研发投入的一成资助，最高50万元，分三期给。先给一半；三个月后再给三成，产品已获批的自动续拨，没获批的由经办人看进展；满一年给余下两成。',
    en: 'Invented, to show payment in parts: a tenth of what was spent on a product, up to ¥500,000. Half at once; three tenths after three months, without further ado where the product is approved, else after a look at its progress; the rest after a year.',
  },
  article: '第三条',
  provenance: { mark: 'news', address, verifier: null },
  period: { from, to },
  requirements: [
    {
      id: 'city',
      kind: 'scope',
      text: { zh: '注册在上海', en: 'Registered in Shanghai' },
      rule: city,
    },
    {
      id: 'product',
      kind: 'requirement',
      text: { zh: '有本单位持有、已实现产出的创新产品', en: 'Holds a new product with output' },
      rule: { op: 'exists', in: 'products', where: hasRule },
    },
  ],
  benefit: {
    amount: { op: 'percent', percent: 10, of: { op: 'item', field: 'rdSpend' }, capYuan: 500_000 },
    per: { in: 'products', where: hasRule },
    instalments: [
      { percent: 50, afterMonths: 0 },
      { percent: 30, afterMonths: 3, recheck: goesOn },
      { percent: 20, afterMonths: 12, recheck: goesOn },
    ],
  },
  entitlement: 'upper',
  decisionWorkingDays: 20,
});

/** One that is let in and one that is not: nothing is published without. */
export const onwardCases = (on: string) => {
  const fact = { value: '310000', source: 'standard-case', observedOn: on };
  const product = (output: boolean) => ({
    complete: true,
    items: [
      {
        id: 'products-1',
        values: { kind: 'device', holder: true, output, rdSpend: 300_000_000 },
        source: 'standard-case',
        observedOn: on,
      },
    ],
  });
  const one = (name: { zh: string; en: string }, output: boolean, expect: object) => ({
    clause: onwardClauseId,
    name,
    assessedOn: on,
    profile: { facts: { city: [fact] }, collections: { products: product(output) } },
    expect,
  });
  return [
    one({ zh: '有产出，研发投入300万元', en: 'With output, ¥3 million spent' }, true, {
      outcome: 'eligible',
      amountFen: 30_000_000,
    }),
    one({ zh: '还没有产出', en: 'No output yet' }, false, { outcome: 'notEligible' }),
  ];
};

const row = (organisation: string, person: string, product: string, spentWan: number): DemoApplication => ({
  key: `${organisation}/${product}/onward`,
  organisation,
  person: personId(person),
  kind: 'onward',
  product,
  spentWan,
  reached: 'received',
});

/** Products that applications to the city name too: two of them approved, two not yet. */
export const onwardApplications: readonly DemoApplication[] = [
  row('zhouxin', 'ding-kaixuan', 'ZX-R3', 420),
  row('fuchuan', 'tian-jiahe', 'FC-112', 600),
  row('bosui', 'jiang-linfeng', 'BS-044', 150),
  row('jingce', 'qian-shaohua', 'JC-D3', 350),
];
