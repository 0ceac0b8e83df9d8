import type { Locale } from '@hegu/contract/errors.ts';
import type { Temporal } from 'temporal-polyfill';
import { civilDateOf, clockMs, dateOfEpochDay, epochDayOf } from '../../../../../platform/clock/civil.ts';
import type { Query } from '../../../../../platform/command.ts';
import { Download } from '../../../../../platform/http/route.ts';
import {
  type Column,
  csvMediaType,
  toCsv,
  toXlsx,
  xlsxMediaType,
} from '../../../../../platform/tables/index.ts';
import { allCharges, type ChargeList } from '../service.ts';
import type { ChargeRow } from '../store.ts';

/** Charges as a file: what the list shows, on all its pages, in the reader's language and the valley's time. */

/** What a spreadsheet still opens at once. */
const maxRows = 50_000;

const words = {
  kind: {
    use: { zh: '使用', en: 'Use' },
    late_cancellation: { zh: '临时取消', en: 'Late cancellation' },
    no_show: { zh: '爽约', en: 'No-show' },
  },
  status: {
    final: { zh: '已结算', en: 'Final' },
    disputed: { zh: '异议处理中', en: 'Disputed' },
    adjusted: { zh: '已核减', en: 'Adjusted' },
    confirmed: { zh: '已确认', en: 'Confirmed' },
    paid: { zh: '已结清', en: 'Paid' },
  },
} as const;

/** `2026-07-15 10:00`. Over plain numbers: a long file has tens of thousands of them. */
export function civilText(zone: string, ms: number): string {
  const minute = Math.floor(clockMs(zone, ms) / 60_000);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${dateOfEpochDay(epochDayOf(zone, ms))} ${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

function columnsOf(locale: Locale, zone: string): Column<ChargeRow>[] {
  const zh = locale === 'zh';
  const time = (at: Temporal.Instant | null) => at && civilText(zone, at.epochMilliseconds);
  const yuan = (fen: number) => fen / 100;
  return [
    { header: zh ? '产生时间' : 'Charged at', value: (c) => time(c.createdAt), width: 18 },
    {
      header: zh ? '仪器' : 'Instrument',
      value: (c) => (zh ? c.instrumentNameZh : c.instrumentNameEn),
      width: 30,
    },
    { header: zh ? '所属单位' : 'Owner', value: (c) => (zh ? c.ownerNameZh : c.ownerNameEn), width: 26 },
    {
      header: zh ? '用户单位' : 'Customer',
      value: (c) => (zh ? c.organisationNameZh : c.organisationNameEn),
      width: 26,
    },
    { header: zh ? '项目' : 'Project', value: (c) => (zh ? c.projectNameZh : c.projectNameEn), width: 30 },
    { header: zh ? '使用人' : 'Person', value: (c) => c.personName },
    { header: zh ? '预约开始' : 'Reserved from', value: (c) => time(c.startsAt), width: 18 },
    { header: zh ? '预约结束' : 'Reserved to', value: (c) => time(c.endsAt), width: 18 },
    { header: zh ? '实际开始' : 'Used from', value: (c) => time(c.usedFrom), width: 18 },
    { header: zh ? '实际结束' : 'Used to', value: (c) => time(c.usedTo), width: 18 },
    { header: zh ? '类型' : 'Kind', value: (c) => words.kind[c.kind][locale] },
    { header: zh ? '状态' : 'Status', value: (c) => words.status[c.status][locale] },
    { header: zh ? '原金额（元）' : 'Original (CNY)', value: (c) => yuan(c.originalFen), decimals: 2 },
    { header: zh ? '金额（元）' : 'Amount (CNY)', value: (c) => yuan(c.amountFen), decimals: 2 },
    {
      header: zh ? '其中创新券（元）' : 'Of it by voucher (CNY)',
      value: (c) => yuan(c.voucherFen),
      decimals: 2,
    },
    { header: zh ? '账单号' : 'Statement', value: (c) => c.statementNumber, width: 18 },
    { header: zh ? '异议' : 'Dispute', value: (c) => c.dispute?.reason ?? null, width: 30 },
    { header: zh ? '处理结果' : 'Resolution', value: (c) => c.dispute?.resolution ?? null, width: 30 },
    { header: zh ? '费用编号' : 'Charge id', value: (c) => c.id, width: 38 },
    { header: zh ? '预约编号' : 'Reservation id', value: (c) => c.reservationId, width: 38 },
  ];
}

/** @throws `access.denied`, `charge.export_too_large` {max} */
export async function exportCharges(
  q: Query,
  input: ChargeList & { readonly format: 'xlsx' | 'csv' },
): Promise<Download> {
  const rows = await allCharges(q, input, maxRows);
  const columns = columnsOf(q.locale, q.scope.zone);
  const title = q.locale === 'zh' ? '费用明细' : 'Charges';
  const day = civilDateOf(q.now, q.scope.zone);
  const name = `${title}-${day}.${input.format}`;
  return input.format === 'csv'
    ? new Download(toCsv(columns, rows), csvMediaType, name)
    : new Download(await toXlsx(columns, rows, { sheet: title, at: q.now }), xlsxMediaType, name);
}
