import pg from 'pg';

/** What PostgreSQL's own catalogue says of the tables, for backup, restore and distribution. */

export interface TableInfo {
  readonly schema: string;
  readonly name: string;
  /** Columns that hold data of their own: generated ones follow from them. In the table's order. */
  readonly columns: readonly string[];
  /** Has a `valley_id`. */
  readonly tenant: boolean;
  /** Bytes with indexes, for progress. */
  readonly bytes: number;
}

export interface ForeignKey {
  readonly schema: string;
  readonly table: string;
  readonly name: string;
  readonly targetSchema: string;
  readonly target: string;
  /** As PostgreSQL prints it: `FOREIGN KEY (…) REFERENCES …`. */
  readonly definition: string;
}

export interface SequenceInfo {
  readonly schema: string;
  readonly name: string;
  readonly lastValue: string | null;
}

export const qualified = (t: { schema: string; name: string }): string =>
  `${pg.escapeIdentifier(t.schema)}.${pg.escapeIdentifier(t.name)}`;

/** Tables and partitioned tables (not their partitions) of these schemas, by name. */
export async function listTables(client: pg.ClientBase, schemas: readonly string[]): Promise<TableInfo[]> {
  const { rows } = await client.query<TableInfo>(
    `SELECT n.nspname::text AS schema, c.relname::text AS name,
            ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0
                    AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum) AS columns,
            EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'valley_id' AND NOT a.attisdropped) AS tenant,
            (SELECT COALESCE(sum(pg_total_relation_size(t.relid)), pg_total_relation_size(c.oid)) FROM pg_partition_tree(c.oid) t)::float8 AS bytes
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = ANY ($1) AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
     ORDER BY 1, 2`,
    [schemas],
  );
  return rows;
}

/** Foreign keys between tables of these schemas; those of partitions come with their parents. */
export async function listForeignKeys(
  client: pg.ClientBase,
  schemas: readonly string[],
): Promise<ForeignKey[]> {
  const { rows } = await client.query<ForeignKey>(
    `SELECT n.nspname::text AS schema, c.relname::text AS table, k.conname::text AS name,
            tn.nspname::text AS "targetSchema", t.relname::text AS target, pg_get_constraintdef(k.oid) AS definition
     FROM pg_constraint k
     JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     JOIN pg_class t ON t.oid = k.confrelid JOIN pg_namespace tn ON tn.oid = t.relnamespace
     WHERE k.contype = 'f' AND k.conparentid = 0 AND n.nspname = ANY ($1)
     ORDER BY 1, 2, 3`,
    [schemas],
  );
  return rows;
}

export async function listSequences(
  client: pg.ClientBase,
  schemas: readonly string[],
): Promise<SequenceInfo[]> {
  const { rows } = await client.query<SequenceInfo>(
    `SELECT schemaname::text AS schema, sequencename::text AS name, last_value::text AS "lastValue"
     FROM pg_sequences WHERE schemaname = ANY ($1) ORDER BY 1, 2`,
    [schemas],
  );
  return rows;
}

/**
 * Tables so that each comes after those its foreign keys point to. A table may point to itself.
 * @throws if the keys run in a circle.
 */
export function inOrder(
  tables: readonly string[],
  keys: readonly { table: string; target: string }[],
): string[] {
  const wanted = new Set(tables);
  const before = new Map(tables.map((t) => [t, new Set<string>()]));
  for (const { table, target } of keys)
    if (table !== target && wanted.has(target)) before.get(table)?.add(target);
  const sorted: string[] = [];
  while (before.size > 0) {
    const ready = [...before].filter(([, needs]) => needs.size === 0).map(([table]) => table);
    if (ready.length === 0) throw new Error(`foreign keys in a circle: ${[...before.keys()].join(', ')}`);
    for (const table of ready) {
      sorted.push(table);
      before.delete(table);
    }
    for (const needs of before.values()) for (const table of ready) needs.delete(table);
  }
  return sorted;
}
