/**
 * Three small schemes of the demo valley's own: two that ask for the same paper, so that what was handed in once is seen to come along, and
 * one that is paid without applying. Invented from end to end and said so wherever they are named.
 */

const mark = { zh: '（演示数据）', en: ' (demonstration data)' };
const address = 'https://example.org/hegu-demo/park-aid';
export const parkAidPolicyId = 'hegu-demo.park-aid';

export const parkAidDocument = {
  title: { zh: `未来岛企业服务补助办法${mark.zh}`, en: `Weilaidao scheme of aid to firms${mark.en}` },
  issuer: { zh: '合谷演示产业谷（虚构）', en: 'Hegu demo valley (invented)' },
  level: 'park',
  field: 'other',
  address,
  status: 'inForce',
};

const inPark = {
  id: 'park',
  kind: 'scope',
  text: { zh: '在桃浦未来岛园区', en: 'In the Taopu Weilaidao park' },
  rule: { op: 'in', value: { op: 'fact', field: 'park' }, set: ['taopu-weilaidao'] },
};
/** One id and one name, so that it is one paper. */
const audit = {
  id: 'rd-audit',
  name: { zh: '上年研发费用专项审计报告', en: 'Special audit of last year’s R&D cost' },
  source: 'firm',
};
const licence = {
  id: 'licence',
  name: { zh: '营业执照', en: 'Business licence' },
  source: 'platform',
  shows: ['establishedOn', 'registeredDistrict', 'entityType'],
};
const lastYear = (field: string) => ({ op: 'fact', field, year: -1 });
const some = (id: string, field: string, text: { zh: string; en: string }) => ({
  id,
  kind: 'requirement',
  text,
  rule: { op: 'compare', is: 'gt', left: lastYear(field), right: { op: 'money', yuan: 0 } },
});
const share = (percent: number, field: string, capYuan: number) => ({
  amount: { op: 'percent', percent, of: lastYear(field), capYuan },
});

export const rdAidId = 'hegu-demo.park-aid.rd';
export const rentAidId = 'hegu-demo.park-aid.rent';
const smeAidId = 'hegu-demo.park-aid.sme';

const clauses = (from: string, to: string) => {
  const common = { provenance: { mark: 'news', address, verifier: null }, period: { from, to } };
  return [
    {
      ...common,
      id: rdAidId,
      title: { zh: `研发投入补助${mark.zh}`, en: `Aid to R&D${mark.en}` },
      plain: {
        zh: '虚构的条款，用来演示材料复用：园区企业上年研发费用的5%，最高20万元。',
        en: 'Invented, to show that papers are used again: 5 % of last year’s R&D cost of a firm of the park, up to ¥200,000.',
      },
      article: '第二条',
      requirements: [inPark, some('rd', 'rdExpense', { zh: '上年有研发费用', en: 'Had R&D cost last year' })],
      benefit: share(5, 'rdExpense', 200_000),
      entitlement: 'upper',
      decisionWorkingDays: 20,
      materials: [audit, licence],
    },
    {
      ...common,
      id: rentAidId,
      title: { zh: `研发用房租金补助${mark.zh}`, en: `Aid to the rent of laboratories${mark.en}` },
      plain: {
        zh: '虚构的条款，用来演示材料复用：园区企业上年实付租金的10%，最高10万元；研发费用审计报告报过的不用再交。',
        en: 'Invented, to show that papers are used again: 10 % of the rent a firm of the park paid last year, up to ¥100,000. An audit that was handed in before need not come again.',
      },
      article: '第三条',
      requirements: [inPark, some('rent', 'rentPaid', { zh: '上年实际付过租金', en: 'Paid rent last year' })],
      benefit: { kind: 'rent', ...share(10, 'rentPaid', 100_000) },
      entitlement: 'upper',
      decisionWorkingDays: 20,
      materials: [
        audit,
        { id: 'lease', name: { zh: '研发用房租赁合同', en: 'Lease of the laboratory' }, source: 'firm' },
        licence,
      ],
    },
    {
      ...common,
      id: smeAidId,
      title: { zh: `科技型中小企业入库补助${mark.zh}`, en: `Aid to registered technology SMEs${mark.en}` },
      plain: {
        zh: '虚构的条款，用来演示免申即享：园区企业在科技型中小企业名单里且未过期的，给1万元，不用申报，确认账户即可。',
        en: 'Invented, to show what is paid without applying: ¥10,000 for a firm of the park that is registered as a technology SME, once it has confirmed its account.',
      },
      article: '第四条',
      requirements: [
        inPark,
        {
          id: 'registered',
          kind: 'requirement',
          text: { zh: '科技型中小企业入库在有效期内', en: 'Registered as a technology SME, not lapsed' },
          rule: {
            op: 'exists',
            in: 'certificates',
            where: {
              op: 'all',
              of: [
                { op: 'in', value: { op: 'item', field: 'kind' }, set: ['tech-sme'] },
                {
                  op: 'compare',
                  is: 'ge',
                  left: { op: 'item', field: 'validTo' },
                  right: { op: 'context', date: 'assessment' },
                },
              ],
            },
          },
        },
      ],
      benefit: { amount: { op: 'flat', yuan: 10_000 } },
      entitlement: 'fixed',
      automatic: true,
    },
  ];
};

/** For each clause a firm that is let in and one that is not: nothing is published without. */
function casesOf(id: string, on: string) {
  const year = Number(on.slice(0, 4)) - 1;
  const seen = { source: 'standard-case', observedOn: on };
  const profiles = (value: number) =>
    id === smeAidId
      ? {
          certificates: {
            complete: true,
            items: [
              {
                id: 'certificates-1',
                values: {
                  kind: 'tech-sme',
                  grantedOn: `${year}-06-01`,
                  validTo: value > 0 ? on : `${year}-12-31`,
                },
                ...seen,
              },
            ],
          },
        }
      : {};
  const one = (value: number, name: { zh: string; en: string }, expect: object) => ({
    clause: id,
    name,
    assessedOn: on,
    profile: {
      facts: {
        park: [{ value: 'taopu-weilaidao', ...seen }],
        ...(id === smeAidId
          ? {}
          : { [id === rdAidId ? 'rdExpense' : 'rentPaid']: [{ value: value * 100, year, ...seen }] }),
      },
      collections: profiles(value),
    },
    expect,
  });
  const paidFen = { [rdAidId]: 5_000_000, [rentAidId]: 10_000_000, [smeAidId]: 1_000_000 }[id];
  return [
    one(1_000_000, { zh: '符合', en: 'Let in' }, { outcome: 'eligible', amountFen: paidFen }),
    one(0, { zh: '不符合', en: 'Not let in' }, { outcome: 'notEligible' }),
  ];
}

/** The clauses in force between two days, each with its standard cases as of `on`. */
export const parkAidClauses = (from: string, to: string, on: string) =>
  clauses(from, to).map((clause) => ({ clause, golden: casesOf(clause.id, on) }));

/** What a firm of the demo valley has handed in, as the file somebody would open. */
export const auditReport = {
  name: '研发费用专项审计报告（演示数据）.txt',
  text: '研发费用专项审计报告（演示数据）\n\n本文件由合谷演示产业谷生成，用来演示“交过的材料不用再交”。内容虚构，不作任何用途。\n',
};
