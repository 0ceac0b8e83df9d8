import { personId } from './people.ts';

/** What companies of the demo valley have applied for: invented products, and how far each application has come. */

export type Reached =
  | 'submitted'
  | 'supplement'
  | 'first'
  | 'second'
  | 'appealed'
  | 'approved'
  | 'allotted'
  | 'public'
  | 'awarded'
  | 'made'
  | 'toPay'
  | 'paid'
  | 'received';

export interface DemoApplication {
  readonly key: string;
  /** Key of the organisation, and who of it files. */
  readonly organisation: string;
  readonly person: string;
  readonly kind: 'drug' | 'device' | 'onward';
  /** The product it is for, and what was spent on it, in 万元; 40 % of that is paid. */
  readonly product: string;
  readonly spentWan: number;
  readonly reached: Reached;
  /** Approved below what the rule comes to, in percent of it. */
  readonly percent?: number;
}

const row = (
  organisation: string,
  person: string,
  kind: DemoApplication['kind'],
  product: string,
  spentWan: number,
  reached: Reached,
  percent?: number,
): DemoApplication => ({
  key: `${organisation}/${product}`,
  organisation,
  person: personId(person),
  kind,
  product,
  spentWan,
  reached,
  ...(percent === undefined ? {} : { percent }),
});

/** The first batch has been through everything; later ones stand where somebody has to do something. */
export const demoApplications: readonly DemoApplication[] = [
  row('yuanhe', 'researcher2', 'device', 'YH-V1', 680, 'paid'),
  row('fuchuan', 'tian-jiahe', 'drug', 'FC-108', 900, 'received'),
  row('bosui', 'jiang-linfeng', 'drug', 'BS-031', 1200, 'received'),
  row('zhouxin', 'ding-kaixuan', 'device', 'ZX-R2', 500, 'toPay'),
  row('wanli', 'qiao-yiming', 'drug', 'WL-7', 400, 'made'),
  row('jingce', 'qian-shaohua', 'device', 'JC-D3', 350, 'awarded'),
  row('yuanhe', 'researcher2', 'device', 'YH-S3', 330, 'awarded'),
  row('qiheng', 'cao-yunfei', 'drug', 'QH-C2', 450, 'public'),
  row('yunmian', 'yan-shuhan', 'device', 'YM-B1', 250, 'public'),
  row('bosui', 'jiang-linfeng', 'drug', 'BS-044', 150, 'allotted'),
  row('wanli', 'qiao-yiming', 'drug', 'WL-9', 275, 'allotted'),
  row('zhouxin', 'ding-kaixuan', 'device', 'ZX-R3', 420, 'approved'),
  row('fuchuan', 'tian-jiahe', 'drug', 'FC-112', 600, 'approved', 80),
  row('qiheng', 'cao-yunfei', 'drug', 'QH-C5', 380, 'appealed'),
  row('jingce', 'qian-shaohua', 'device', 'JC-D5', 260, 'second'),
  row('lanyu', 'yu-mingche', 'drug', 'LY-G4', 320, 'first'),
  row('yunmian', 'yan-shuhan', 'device', 'YM-B4', 310, 'supplement'),
  row('yuanhe', 'researcher2', 'device', 'YH-D2', 540, 'submitted'),
];

/** Clauses of the city that any company here may come under; their money is one budget. And one of the valley's own (onward.ts). */
export const policyId = 'shanghai-biomedicine-2024';
export const clauseOf: Readonly<Record<DemoApplication['kind'], string>> = {
  drug: 'shanghai.2024-9.drug-phase1',
  device: 'shanghai.2024-9.device-registered',
  onward: 'hegu-demo.onward-rd',
};

const order: readonly Reached[] = [
  'submitted',
  'supplement',
  'first',
  'second',
  'appealed',
  'approved',
  'allotted',
  'public',
  'awarded',
  'made',
  'toPay',
  'paid',
  'received',
];
export const beyond = (a: DemoApplication, step: Reached): boolean =>
  order.indexOf(a.reached) >= order.indexOf(step);
