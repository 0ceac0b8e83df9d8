import type { Locale } from '@hegu/contract/errors.ts';
import type { getUsage } from '@hegu/contract/labs/reservations.ts';
import type { RouteOk, RouteQuery } from '@hegu/contract/route.ts';
import { civilDateOf } from '../../../../../platform/clock/civil.ts';
import type { Query } from '../../../../../platform/command.ts';
import { Download } from '../../../../../platform/http/route.ts';
import {
  type Column,
  csvMediaType,
  toCsv,
  toXlsx,
  xlsxMediaType,
} from '../../../../../platform/tables/index.ts';
import { usage } from '../service.ts';

/** Machine hours as a file, an instrument a row: what a report on sharing is written from. */

type Row = RouteOk<typeof getUsage>['instruments'][number];

const hours = (minutes: number) => Math.round(minutes / 6) / 10;
const percent = (part: number, whole: number) => (whole > 0 ? Math.round((part / whole) * 1000) / 10 : null);

function columnsOf(locale: Locale): Column<Row>[] {
  const zh = locale === 'zh';
  return [
    { header: zh ? '仪器' : 'Instrument', value: (r) => (zh ? r.nameZh : r.nameEn), width: 36 },
    { header: zh ? '平台' : 'Facility', value: (r) => (zh ? r.facilityNameZh : r.facilityNameEn), width: 26 },
    { header: zh ? '所属单位' : 'Owner', value: (r) => (zh ? r.ownerNameZh : r.ownerNameEn), width: 26 },
    { header: zh ? '预约数' : 'Bookings', value: (r) => r.reservations },
    { header: zh ? '使用机时（小时）' : 'Used (h)', value: (r) => hours(r.usedMinutes), decimals: 1 },
    { header: zh ? '其中对外共享（小时）' : 'Shared (h)', value: (r) => hours(r.sharedMinutes), decimals: 1 },
    {
      header: zh ? '共享占比（%）' : 'Shared (%)',
      value: (r) => percent(r.sharedMinutes, r.usedMinutes),
      decimals: 1,
    },
    { header: zh ? '开放时间（小时）' : 'Open (h)', value: (r) => hours(r.openMinutes), decimals: 1 },
    {
      header: zh ? '利用率（%）' : 'Utilisation (%)',
      value: (r) => percent(r.usedMinutes, r.openMinutes),
      decimals: 1,
    },
    { header: zh ? '收入（元）' : 'Income (CNY)', value: (r) => r.incomeFen / 100, decimals: 2 },
  ];
}

/** @throws as `usage` */
export async function exportUsage(
  q: Query,
  input: RouteQuery<typeof getUsage> & { readonly format: 'xlsx' | 'csv' },
): Promise<Download> {
  const { format, ...query } = input;
  const { instruments } = await usage(q, query);
  const columns = columnsOf(q.locale);
  const title = q.locale === 'zh' ? '机时统计' : 'Usage';
  const name = `${title}-${civilDateOf(q.now, q.scope.zone)}.${format}`;
  return format === 'csv'
    ? new Download(toCsv(columns, instruments), csvMediaType, name)
    : new Download(await toXlsx(columns, instruments, { sheet: title, at: q.now }), xlsxMediaType, name);
}
