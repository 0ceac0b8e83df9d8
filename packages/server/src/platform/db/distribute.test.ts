import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listForeignKeys, listTables } from './backup/catalog.ts';
import { type DistributeStep, distributePlan } from './distribute.ts';
import { type TestDb, testDb } from './testing/index.ts';

let test: TestDb;
let client: pg.Client;

beforeAll(async () => {
  test = await testDb();
  client = new pg.Client(test.connection);
  await client.connect();
});
afterAll(async () => {
  await client?.end();
  await test?.close();
});

const of = (steps: readonly DistributeStep[], phase: DistributeStep['phase']) =>
  steps.filter((s) => s.phase === phase).map((s) => s.sql);

describe('distribution over Citus', () => {
  it('names every table and every foreign key exactly once, in an order that holds', async () => {
    const steps = await distributePlan(client);
    const tables = await listTables(client, ['public']);
    const keys = await listForeignKeys(client, ['public']);
    expect(keys.length).toBeGreaterThan(50);
    const named = (sql: string) => /table\('"public"\."(\w+)"'/.exec(sql)?.[1] ?? '';
    const tenant = tables.filter((t) => t.tenant).map((t) => t.name);
    const global = tables.filter((t) => !t.tenant).map((t) => t.name);
    expect(of(steps, 'reference').map(named).sort()).toEqual(global.sort());
    expect(of(steps, 'distribute').map(named).sort()).toEqual(tenant.sort());
    const spell = (k: (typeof keys)[number]) => `${k.table} ${k.name}`;
    const parts = (sql: string) => /^ALTER TABLE "public"\."(\w+)" (?:DROP|ADD) CONSTRAINT "(\w+)"/.exec(sql);
    for (const phase of ['drop-key', 'add-key'] as const) {
      const seen = of(steps, phase).map((sql) => `${parts(sql)?.[1]} ${parts(sql)?.[2]}`);
      expect(seen).toEqual(keys.map(spell));
    }
    // Keys off, global tables, tenant tables, keys on; and a table after those it points to.
    const phases = ['drop-key', 'reference', 'distribute', 'add-key'];
    expect(steps.map((s) => s.phase)).toEqual(
      [...steps.map((s) => s.phase)].sort((a, b) => phases.indexOf(a) - phases.indexOf(b)),
    );
    const placed = [...of(steps, 'reference'), ...of(steps, 'distribute')].map(named);
    for (const k of keys)
      if (k.table !== k.target)
        expect(placed.indexOf(k.target), spell(k)).toBeLessThan(placed.indexOf(k.table));
    // One constraint a statement: Citus takes no more.
    for (const { sql } of steps) expect(sql.match(/CONSTRAINT/g)?.length ?? 0).toBeLessThanOrEqual(1);
  });

  it('leaves the same constraints behind, run on a real database', async () => {
    const constraints = async () => {
      const { rows } = await client.query<{ line: string }>(
        `SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) AS line FROM pg_constraint
         WHERE connamespace = 'public'::regnamespace ORDER BY 1`,
      );
      return rows.map((r) => r.line);
    };
    // Stand-ins for Citus' functions that insist on what Citus insists on: no foreign key on a table that moves to
    // or from a table that is not there yet.
    await client.query(`
      CREATE TABLE moved (name text PRIMARY KEY);
      CREATE FUNCTION create_reference_table(t regclass) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
        IF EXISTS (SELECT 1 FROM pg_constraint WHERE contype = 'f' AND t IN (conrelid, confrelid)) THEN RAISE EXCEPTION '% has foreign keys', t; END IF;
        INSERT INTO moved VALUES (t::text);
      END $$;
      CREATE FUNCTION create_distributed_table(t regclass, by text, colocate_with text DEFAULT 'default') RETURNS void LANGUAGE plpgsql AS $$ BEGIN
        IF EXISTS (SELECT 1 FROM pg_constraint WHERE contype = 'f' AND t IN (conrelid, confrelid)) THEN RAISE EXCEPTION '% has foreign keys', t; END IF;
        IF colocate_with <> 'default' AND NOT EXISTS (SELECT 1 FROM moved WHERE name = colocate_with::regclass::text) THEN RAISE EXCEPTION 'nothing at %', colocate_with; END IF;
        IF EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conrelid = t AND k.contype IN ('p', 'u', 'x')
            AND (SELECT attnum FROM pg_attribute WHERE attrelid = t AND attname = by) <> ALL (k.conkey)) THEN RAISE EXCEPTION '% has a key without %', t, by; END IF;
        INSERT INTO moved VALUES (t::text);
      END $$`);
    const before = (await constraints()).filter((c) => !c.startsWith('moved '));
    const steps = (await distributePlan(client)).filter((s) => !s.sql.includes('"moved"'));
    for (const { sql } of steps) await client.query(sql);
    expect((await constraints()).filter((c) => !c.startsWith('moved '))).toEqual(before);
    const { rows } = await client.query('SELECT count(*)::int AS n FROM moved');
    const tables = await listTables(client, ['public']);
    expect(rows).toEqual([{ n: tables.length - 1 }]);
  });
});
