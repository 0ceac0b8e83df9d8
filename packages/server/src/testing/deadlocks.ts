import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';

/** Counters are written at the end of a transaction, at most once a second. */
const settleMs = 1_200;

async function count(connection: pg.ClientConfig): Promise<number> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    const { rows } = await client.query<{ n: string }>(
      'select deadlocks as n from pg_stat_database where datname = current_database()',
    );
    return Number(rows[0]?.n);
  } finally {
    await client.end();
  }
}

/**
 * Counts deadlocks of a database from now on: what servers did to each other while they started is not what is asked.
 * @param nudge something every server does, so that its counters are written
 */
export async function countDeadlocks(
  connection: pg.ClientConfig,
  nudge: () => Promise<unknown>,
): Promise<() => Promise<number>> {
  const settled = async () => {
    await wait(settleMs);
    await nudge();
    return count(connection);
  };
  const before = await settled();
  return async () => (await settled()) - before;
}
