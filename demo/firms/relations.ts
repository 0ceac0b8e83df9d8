import { orgId } from '../organisations.ts';
import type { MadeItem } from './assets.ts';

/**
 * Who holds whom among the companies of the demo valley: four groups, all invented. None of them touches an owner of instruments,
 * so that nobody pays somebody of the same group with a voucher.
 */

type Row = readonly [
  who: string,
  kind: 'parent' | 'subsidiary' | 'controller' | 'founder' | 'shareholder',
  other: string,
  share?: number,
];

/** Each as the first of them states it; what is stated from both sides is one arrow. */
const rows: readonly Row[] = [
  // Bioinformatics in a subsidiary, a part of a delivery company, and a drug maker that invested
  ['zhilan', 'subsidiary', 'qingke', 0.6],
  ['qingke', 'parent', 'zhilan', 0.6],
  ['zhilan', 'shareholder', 'wanli', 0.12],
  ['fuchuan', 'shareholder', 'zhilan', 0.18],
  // A parent, and a holding of the subsidiary
  ['bosui', 'subsidiary', 'qiheng', 0.62],
  ['qiheng', 'parent', 'bosui', 0.62],
  ['qiheng', 'shareholder', 'lanyu', 0.08],
  // They hold each other
  ['zhouxin', 'shareholder', 'jingce', 0.1],
  ['jingce', 'shareholder', 'zhouxin', 0.06],
  ['yuanhe', 'shareholder', 'yunmian', 0.3],
  ['yuanhe', 'shareholder', 'zhouxin', 0.05],
  // Founded by the same person, who has left one of them
  ['lanyu', 'founder', 'jingce'],
  // One person controls two, and a customer bought in
  ['suqing', 'controller', 'hemu'],
  ['mingzhu', 'shareholder', 'hemu', 0.25],
];

/** Items of `relations` that an organisation states. @throws where one of a group is not in the valley */
export function relationsOf(
  organisationId: string,
  organisations: readonly { readonly id: string; readonly creditCode: string }[],
): MadeItem[] {
  return rows
    .filter(([who]) => orgId(who) === organisationId)
    .map(([, kind, key, share], i) => {
      const other = organisations.find((o) => o.id === orgId(key));
      if (!other) throw new Error(`no organisation ${key}`);
      return {
        id: `r${i + 1}`,
        values: { kind, creditCode: other.creditCode, ...(share === undefined ? {} : { share }) },
      };
    });
}
