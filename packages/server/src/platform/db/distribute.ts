import pg from 'pg';
import { type ForeignKey, inOrder, listForeignKeys, listTables, qualified } from './backup/catalog.ts';

/** One statement of a distribution, and what it is for. */
export interface DistributeStep {
  readonly phase: 'drop-key' | 'reference' | 'distribute' | 'add-key';
  readonly sql: string;
}

const literal = (t: { schema: string; name: string }) => pg.escapeLiteral(qualified(t));

function keyStep(phase: 'drop-key' | 'add-key', k: ForeignKey): DistributeStep {
  const table = qualified({ schema: k.schema, name: k.table });
  const name = pg.escapeIdentifier(k.name);
  const what = phase === 'drop-key' ? `DROP CONSTRAINT ${name}` : `ADD CONSTRAINT ${name} ${k.definition}`;
  return { phase, sql: `ALTER TABLE ${table} ${what}` };
}

/**
 * The statements that make an ordinary database one distributed by `valley_id` with Citus: foreign keys off, global
 * tables on every node, tenant tables sharded beside each other in order of dependence, foreign keys on again one at a
 * time (Citus takes one constraint a statement). The job queue (schema `pgboss`) stays on the coordinator.
 */
export async function distributePlan(client: pg.ClientBase): Promise<DistributeStep[]> {
  const tables = await listTables(client, ['public']);
  const keys = await listForeignKeys(client, ['public']);
  const byName = new Map(tables.map((t) => [t.name, t]));
  const order = inOrder(
    tables.map((t) => t.name),
    keys,
  ).flatMap((name) => byName.get(name) ?? []);
  const first = order.find((t) => t.tenant);
  return [
    ...keys.map((k) => keyStep('drop-key', k)),
    ...order
      .filter((t) => !t.tenant)
      .map(
        (t): DistributeStep => ({ phase: 'reference', sql: `SELECT create_reference_table(${literal(t)})` }),
      ),
    ...order
      .filter((t) => t.tenant)
      .map(
        (t): DistributeStep => ({
          phase: 'distribute',
          sql: `SELECT create_distributed_table(${literal(t)}, 'valley_id'${
            first && t !== first ? `, colocate_with => ${literal(first)}` : ''
          })`,
        }),
      ),
    ...keys.map((k) => keyStep('add-key', k)),
  ];
}

/** Version of the Citus extension in this database, or null. */
export async function citusVersion(client: pg.ClientBase): Promise<string | null> {
  const { rows } = await client.query<{ version: string }>(
    `SELECT extversion AS version FROM pg_extension WHERE extname = 'citus'`,
  );
  return rows[0]?.version ?? null;
}
