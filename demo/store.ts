import { sql } from 'kysely';
import type { Tx } from '../packages/server/src/platform/db/db.ts';

export type Row = Readonly<Record<string, unknown>>;

/** Inserts many rows of one table, a few thousand a statement; columns as in the first row, types as the table's. */
export async function insertAll(tx: Tx, table: string, rows: readonly Row[]): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const columns = sql.join(Object.keys(first).map((c) => sql.ref(c)));
  for (let i = 0; i < rows.length; i += 2000) {
    const json = JSON.stringify(rows.slice(i, i + 2000), (_, v) => (v === undefined ? null : v));
    await sql`insert into ${sql.table(table)} (${columns}) select ${columns} from jsonb_populate_recordset(null::${sql.table(table)}, ${json}::jsonb)`.execute(
      tx,
    );
  }
}

export const demoValleyExists = async (tx: Tx): Promise<boolean> =>
  (await sql`select 1 from valleys where slug = 'demo'`.execute(tx)).rows.length > 0;

/** The balance of every account that keeps one, from its entries; and a floor it satisfies. */
export async function settleBalances(tx: Tx, valleyId: string): Promise<void> {
  await sql`
    update ledger_accounts a
    set balance_fen = coalesce((select sum(e.amount_fen) from ledger_entries e where e.valley_id = a.valley_id and e.account_id = a.id), 0)
    where a.valley_id = ${valleyId} and a.floor_fen is not null`.execute(tx);
}

/** Fresh statistics, so that the first search is as fast as the hundredth. */
export async function analyse(tx: Tx): Promise<void> {
  for (const table of [
    'reservations',
    'occupancies',
    'charges',
    'ledger_entries',
    'instruments',
    'catalogue_entries',
    'firms',
    'firm_facts',
    'firm_items',
  ]) {
    await sql`analyze ${sql.table(table)}`.execute(tx);
  }
}

/** Marks an organisation that came in through a use case as demonstration data, so that it goes with the demo. */
export async function markOrganisation(tx: Tx, id: string): Promise<void> {
  await sql`update organisations set demo = true where id = ${id}`.execute(tx);
}

/** Notices of long ago have been read: nobody begins with a hundred of them. */
export async function readNotices(tx: Tx, valleyId: string, until: { toString(): string }): Promise<void> {
  const before = sql`${until.toString()}::timestamptz`;
  await sql`update notices set read_at = created_at
    where valley_id = ${valleyId} and created_at < ${before} and read_at is null`.execute(tx);
}
