import type { Locale } from '@hegu/contract/errors.ts';
import { civilDateOf } from '../../../../../platform/clock/civil.ts';
import type { Query } from '../../../../../platform/command.ts';
import { DomainError } from '../../../../../platform/errors.ts';
import { Download } from '../../../../../platform/http/route.ts';
import * as ledger from '../../../../../platform/ledger/index.ts';
import {
  type Column,
  csvMediaType,
  toCsv,
  toXlsx,
  xlsxMediaType,
} from '../../../../../platform/tables/index.ts';
import { civilText } from '../../charges/export/service.ts';
import { accountsFor, inWords, type LedgerQuery } from '../service.ts';

/** The ledger as a file: every entry the reader's list would come to, newest first. */

/** What a spreadsheet still opens at once. */
const maxRows = 50_000;
const perRead = 1000;

type Entry = Awaited<ReturnType<typeof ledger.entriesPage>>['items'][number];

const kinds: Readonly<Record<string, Readonly<Record<Locale, string>>>> = {
  fund: { zh: '充值', en: 'Funds' },
  prepayment: { zh: '预付款', en: 'Prepayment' },
  hold: { zh: '冻结', en: 'Hold' },
  release: { zh: '解冻', en: 'Release' },
  settle: { zh: '结算', en: 'Settlement' },
  charge: { zh: '结算', en: 'Settlement' },
  refund: { zh: '退回', en: 'Refund' },
  adjust: { zh: '调整', en: 'Adjustment' },
  adjustment: { zh: '调整', en: 'Adjustment' },
  reversal: { zh: '冲正', en: 'Reversal' },
  payment: { zh: '付款', en: 'Payment' },
  opening: { zh: '期初', en: 'Opening' },
};
const accounts: Readonly<Record<string, Readonly<Record<Locale, string>>>> = {
  project: { zh: '余额', en: 'Balance' },
  project_held: { zh: '冻结', en: 'Held' },
  project_arrears: { zh: '欠费', en: 'Arrears' },
  income: { zh: '收入', en: 'Income' },
};

function columnsOf(locale: Locale, zone: string): Column<Entry>[] {
  const zh = locale === 'zh';
  return [
    { header: zh ? '时间' : 'Time', value: (e) => civilText(zone, Date.parse(e.at)), width: 18 },
    { header: zh ? '类型' : 'Kind', value: (e) => kinds[e.kind]?.[locale] ?? e.kind },
    { header: zh ? '摘要' : 'Memo', value: (e) => e.memo, width: 36 },
    { header: zh ? '账户' : 'Account', value: (e) => e.accountName, width: 30 },
    { header: zh ? '科目' : 'Side', value: (e) => accounts[e.accountKind]?.[locale] ?? e.accountKind },
    { header: zh ? '金额（元）' : 'Amount (CNY)', value: (e) => e.amountFen / 100, decimals: 2 },
    { header: zh ? '单据' : 'Reference', value: (e) => e.refId, width: 38 },
    { header: zh ? '流水号' : 'Transfer', value: (e) => e.transferId, width: 38 },
  ];
}

/** @throws as `getLedger`, and `ledger.export_too_large` {max} */
export async function exportLedger(
  q: Query,
  input: Omit<LedgerQuery, 'cursor' | 'limit'> & { readonly format: 'xlsx' | 'csv' },
): Promise<Download> {
  const accountIds = await accountsFor(q, input);
  const rows: Entry[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof ledger.entriesPage>> = await ledger.entriesPage(q.tx, q.scope, {
      ...(accountIds === null ? {} : { accountIds }),
      ...(cursor === null ? {} : { cursor }),
      limit: perRead,
    });
    rows.push(...(await inWords(q, page.items)));
    if (rows.length > maxRows) throw new DomainError('ledger.export_too_large', { max: maxRows });
    cursor = page.nextCursor;
  } while (cursor !== null);
  const columns = columnsOf(q.locale, q.scope.zone);
  const title = q.locale === 'zh' ? '账本' : 'Ledger';
  const name = `${title}-${civilDateOf(q.now, q.scope.zone)}.${input.format}`;
  return input.format === 'csv'
    ? new Download(toCsv(columns, rows), csvMediaType, name)
    : new Download(await toXlsx(columns, rows, { sheet: title, at: q.now }), xlsxMediaType, name);
}
