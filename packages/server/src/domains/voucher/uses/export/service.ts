import type { Locale } from '@hegu/contract/errors.ts';
import { useStatusNames } from '@hegu/contract/voucher/uses.ts';
import type { Temporal } from 'temporal-polyfill';
import { civilDateOf } from '../../../../platform/clock/civil.ts';
import type { Query } from '../../../../platform/command.ts';
import { Download } from '../../../../platform/http/route.ts';
import {
  type Column,
  csvMediaType,
  toCsv,
  toXlsx,
  xlsxMediaType,
} from '../../../../platform/tables/index.ts';
import { allUses, type UseSelection } from '../service.ts';
import type { UseRow } from '../store.ts';

/** Uses as a file, for those who check invoices and reckon the year: what the list shows, on all its pages. */

/** What a spreadsheet still opens at once. */
const maxRows = 50_000;

function columnsOf(locale: Locale, zone: string): Column<UseRow>[] {
  const zh = locale === 'zh';
  const minute = (at: Temporal.Instant) =>
    at.toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ');
  const yuan = (fen: number | null) => (fen === null ? null : fen / 100);
  return [
    { header: zh ? '使用时间' : 'From', value: (u) => minute(u.startsAt), width: 18 },
    { header: zh ? '至' : 'Until', value: (u) => minute(u.endsAt), width: 18 },
    { header: zh ? '服务' : 'Service', value: (u) => (zh ? u.titleZh : u.titleEn), width: 40 },
    {
      header: zh ? '用券单位' : 'Voucher of',
      value: (u) => (zh ? u.organisationZh : u.organisationEn),
      width: 34,
    },
    { header: zh ? '统一社会信用代码' : 'Credit code', value: (u) => u.organisationCode, width: 22 },
    { header: zh ? '使用人' : 'Person', value: (u) => u.personName },
    { header: zh ? '服务机构' : 'Provider', value: (u) => (zh ? u.providerZh : u.providerEn), width: 34 },
    { header: zh ? '状态' : 'State', value: (u) => useStatusNames[u.status][locale] },
    { header: zh ? '预计费用（元）' : 'Estimate (CNY)', value: (u) => yuan(u.priceFen), decimals: 2 },
    { header: zh ? '实际费用（元）' : 'Charge (CNY)', value: (u) => yuan(u.chargeFen), decimals: 2 },
    { header: zh ? '抵扣比例（%）' : 'Share (%)', value: (u) => u.percentBp / 100, decimals: 2 },
    {
      header: zh ? '冻结（元）' : 'Held (CNY)',
      value: (u) => yuan(u.status === 'held' ? u.heldFen : 0),
      decimals: 2,
    },
    {
      header: zh ? '应付服务机构（元）' : 'Due to the provider (CNY)',
      value: (u) => yuan(u.usedFen),
      decimals: 2,
    },
    { header: zh ? '抽查追回（元）' : 'Taken back (CNY)', value: (u) => yuan(u.clawedFen), decimals: 2 },
    {
      header: zh ? '结算日期' : 'Settled on',
      value: (u) => u.settledAt && civilDateOf(u.settledAt, zone),
      width: 14,
    },
    // As text: a number of twenty digits is no quantity, and a spreadsheet would round it
    { header: zh ? '发票号码' : 'Invoice', value: (u) => u.invoice?.number ?? null, width: 24 },
    { header: zh ? '开票日期' : 'Invoice of', value: (u) => u.invoice?.issuedOn ?? null, width: 14 },
    {
      header: zh ? '发票金额（元）' : 'Invoice (CNY)',
      value: (u) => yuan(u.invoice?.amountFen ?? null),
      decimals: 2,
    },
    { header: zh ? '佐证哈希' : 'Hash of evidence', value: (u) => u.evidenceHash, width: 66 },
  ];
}

/** @throws `access.denied` */
export async function exportUses(
  q: Query,
  input: UseSelection & { readonly format: 'xlsx' | 'csv' },
): Promise<Download> {
  const rows = await allUses(q, input, maxRows);
  const columns = columnsOf(q.locale, q.scope.zone);
  const title = q.locale === 'zh' ? '用券明细' : 'Voucher uses';
  const name = `${title}-${civilDateOf(q.now, q.scope.zone)}.${input.format}`;
  return input.format === 'csv'
    ? new Download(toCsv(columns, rows), csvMediaType, name)
    : new Download(await toXlsx(columns, rows, { sheet: title, at: q.now }), xlsxMediaType, name);
}
