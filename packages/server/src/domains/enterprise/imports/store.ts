import { sql } from 'kysely';
import type { Tx } from '../../../platform/db/db.ts';

/** From here on everything can be taken back without ending the transaction. */
export async function begin(tx: Tx): Promise<void> {
  await sql`savepoint firm_import`.execute(tx);
}

export async function takeBack(tx: Tx): Promise<void> {
  await sql`rollback to savepoint firm_import`.execute(tx);
}
