import type { Locale } from '@hegu/contract/errors.ts';
import { orderStatusNames } from '@hegu/contract/policy/payments.ts';
import type { Temporal } from 'temporal-polyfill';
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
import { access } from '../../../access.ts';
import * as store from '../../store.ts';

/** Orders as a file for those who pay: what the list shows, on all its pages. */

/** What a spreadsheet still opens at once. */
const maxRows = 50_000;

function columnsOf(locale: Locale, zone: string): Column<store.OrderRow>[] {
  const zh = locale === 'zh';
  const day = (at: Temporal.Instant | null) => at && civilDateOf(at, zone);
  return [
    { header: zh ? '拨付单号' : 'Order', value: (o) => o.number, width: 18 },
    { header: zh ? '状态' : 'Status', value: (o) => orderStatusNames[o.status][locale] },
    { header: zh ? '企业' : 'Firm', value: (o) => o.firmName, width: 34 },
    { header: zh ? '事项' : 'For', value: (o) => (zh ? o.titleZh : o.titleEn), width: 40 },
    { header: zh ? '申报编号' : 'Application', value: (o) => o.applicationNumber, width: 18 },
    { header: zh ? '期次' : 'Instalment', value: (o) => o.seq },
    { header: zh ? '金额（元）' : 'Amount (CNY)', value: (o) => o.amountFen / 100, decimals: 2 },
    { header: zh ? '户名' : 'Account holder', value: (o) => o.account.holder, width: 34 },
    { header: zh ? '开户银行' : 'Bank', value: (o) => o.account.bank, width: 30 },
    // As text: an account number is no quantity, and a spreadsheet would round it
    { header: zh ? '账号' : 'Account number', value: (o) => o.account.number, width: 24 },
    { header: zh ? '制单人' : 'Made by', value: (o) => o.madeByName },
    { header: zh ? '制单日期' : 'Made on', value: (o) => day(o.madeAt), width: 14 },
    { header: zh ? '复核人' : 'Approved by', value: (o) => o.approvedByName },
    { header: zh ? '复核日期' : 'Approved on', value: (o) => day(o.approvedAt), width: 14 },
    { header: zh ? '付款日期' : 'Paid on', value: (o) => o.paidOn, width: 14 },
    { header: zh ? '银行流水号' : 'Bank reference', value: (o) => o.bankReference, width: 24 },
    { header: zh ? '企业确认到账' : 'Received on', value: (o) => day(o.receivedAt), width: 14 },
    { header: zh ? '作废原因' : 'Cancelled because', value: (o) => o.cancelReason, width: 30 },
  ];
}

/** @throws `access.denied` */
export async function exportOrders(
  q: Query,
  input: { readonly status?: store.OrderRow['status'] | undefined; readonly format: 'xlsx' | 'csv' },
): Promise<Download> {
  access.assert(q.actor, 'policy.pay');
  const rows = await store.listOrders(
    q.tx,
    q.scope,
    { organisationIds: null, status: input.status },
    null,
    maxRows,
  );
  const columns = columnsOf(q.locale, q.scope.zone);
  const title = q.locale === 'zh' ? '拨付单' : 'Orders';
  const name = `${title}-${civilDateOf(q.now, q.scope.zone)}.${input.format}`;
  return input.format === 'csv'
    ? new Download(toCsv(columns, rows), csvMediaType, name)
    : new Download(await toXlsx(columns, rows, { sheet: title, at: q.now }), xlsxMediaType, name);
}
