import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import pg from 'pg';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openAuditKey, readTrustedKeys, record, seal, verify } from '../../audit/index.ts';
import { manualClock } from '../../clock/index.ts';
import { blobKey } from '../../files/blobs.ts';
import { localBlobs } from '../../files/local.ts';
import { newId } from '../../ids.ts';
import { createJobs } from '../../jobs/index.ts';
import * as ledger from '../../ledger/index.ts';
import { openDb } from '../db.ts';
import { appRole } from '../migrate.ts';
import { openScope, type ValleyScope } from '../scope.ts';
import { type TestDb, testDb } from '../testing/index.ts';
import { listTables, qualified } from './catalog.ts';
import { BackupError, backup, restore } from './index.ts';

const now = Temporal.Instant.from('2026-07-15T02:00:00.123456Z');
const migrations = join(import.meta.dirname, '../../../migrations');
const evil = 'tab\t newline\n return\r backslash\\ \\N \\. quote" \'; DROP TABLE users; 合谷 🧪 \u007f';

let folder: string;
let dataDir: string;
let source: TestDb;
let scopes: ValleyScope[];
const clock = manualClock(now);

const logged: unknown[] = [];
const log = { info: () => {}, warn: () => {}, error: (...all: unknown[]) => logged.push(all) };

async function withClient<T>(connection: pg.ClientConfig, fn: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ ...connection, options: '-c timezone=UTC -c extra_float_digits=1' });
  await client.connect();
  try {
    return await fn(client);
  } finally {
    await client.end();
  }
}

/** Every row of every table as text, sorted: what "equal row by row" means. */
const everyRow = (connection: pg.ClientConfig) =>
  withClient(connection, async (client) => {
    const all: Record<string, string[]> = {};
    const tables = (await listTables(client, ['public', 'pgboss'])).filter(
      (t) => t.schema === 'public' || ['job', 'queue', 'schedule'].includes(t.name),
    );
    for (const table of tables) {
      const { rows } = await client.query<{ row: string }>(
        `SELECT t::text AS row FROM ${qualified(table)} t ORDER BY t::text COLLATE "C"`,
      );
      all[`${table.schema}.${table.name}`] = rows.map((r) => r.row);
    }
    return all;
  });

async function fill(): Promise<void> {
  const key = await openAuditKey(dataDir);
  const blobs = localBlobs(join(dataDir, 'files'));
  await withClient(source.connection, (c) =>
    c.query(
      `INSERT INTO users (id, name, email, username, created_at, updated_at, locale) VALUES
         ('u1', $1, 'a@example.cn', 'a', '2026-01-01T00:00:00.000001Z', 'infinity', 'zh'), ('u2', '', 'b@example.cn', NULL, '-infinity', '0044-03-15 00:00:00+00 BC', 'en')`,
      [evil],
    ),
  );
  for (const scope of scopes) {
    await source.db.tx(scope, async (tx) => {
      await tx
        .insertInto('valleys')
        .values({
          id: scope.valleyId,
          slug: `v-${scope.valleyId.slice(-12)}`,
          name_zh: '测试谷',
          name_en: 'Test',
          zone: scope.zone,
          demo: false,
          is_default: false,
          settings: JSON.stringify({ a: [1, 1.5e300, null, evil.replaceAll('\u007f', '')], 键: '值' }),
          created_at: now,
        })
        .execute();
      const open = (kind: string, floorFen: number | null) =>
        ledger.openAccount(tx, scope, {
          kind,
          ownerKind: 'test',
          ownerId: kind,
          name: evil,
          floorFen,
          at: now,
        });
      const from = await open('outside', null);
      const to = await open('project', 0);
      for (let i = 0; i < 300; i++)
        await ledger.transfer(tx, scope, {
          kind: 'top-up',
          ref: { kind: 'test', id: String(i) },
          lines: [
            { accountId: from.id, amountFen: -9_000_000_000_000 - i },
            { accountId: to.id, amountFen: 9_000_000_000_000 + i },
          ],
          at: now.add({ microseconds: i }),
          memo: evil,
        });
      for (let i = 0; i < 50; i++)
        await record(tx, scope, {
          action: 'test.write',
          entity: 'valley',
          entityId: String(i),
          after: { evil, i },
          actor: { userId: 'u1', name: '甲', via: 'cli' },
          at: now,
          requestId: null,
        });
    });
    await seal(source.db, scope, key, now);
    await withClient(source.connection, async (c) => {
      const resource = newId();
      await c.query(`INSERT INTO resources (valley_id, id, kind) VALUES ($1, $2, 'instrument')`, [
        scope.valleyId,
        resource,
      ]);
      await c.query(
        `INSERT INTO occupancies (valley_id, id, resource_id, starts_at, ends_at, kind, ref_kind, ref_id)
         SELECT $1, gen_random_uuid(), $2, t, t + interval '1 hour', 'reservation', 'reservation', gen_random_uuid()
         FROM generate_series('2026-01-01T00:00:00Z'::timestamptz, '2026-03-01T00:00:00Z', '1 hour') t`,
        [scope.valleyId, resource],
      );
      await c.query(
        `INSERT INTO catalogue_entries (valley_id, kind, ref_id, title_zh, title_en, subtitle_zh, subtitle_en, model, maker, owner_zh, owner_en, modes, members_only, keywords, body, card, weight, updated_at)
         VALUES ($1, 'instrument', $2, '液质联用仪', 'LC-MS', '', '', $3, '', '', '', ARRAY['self', $3], false, ARRAY['a,b', '{x}', 'NULL', '"q"', ''], $3, '{"a": 1e400}', 5, $4)`,
        [scope.valleyId, resource, evil, now.toString()],
      );
    });
    const contents = Buffer.from(`report of ${scope.valleyId}`);
    const sha256 = createHash('sha256').update(contents).digest('hex');
    const path = join(folder, 'upload');
    await writeFile(path, contents);
    await blobs.put(blobKey(scope.valleyId, sha256), { path, size: contents.length, sha256 }, now);
    await withClient(source.connection, (c) =>
      c.query(
        `INSERT INTO files (valley_id, id, sha256, size, media_type, name, created_at, purpose, visibility) VALUES ($1, $2, $3, $4, 'text/plain', $5, $6, 'test', 'private')`,
        [scope.valleyId, newId(), sha256, contents.length, evil, now.toString()],
      ),
    );
  }
  const jobs = createJobs({ connection: source.connection, db: source.db, clock, log, publish: () => {} });
  jobs.define({ name: 'test.later', schema: z.object({ n: z.number() }), handler: async () => {} });
  await jobs.start({ workers: false });
  await source.db.tx(scopes[0]!, (tx) => jobs.enqueue(tx, scopes[0]!, 'test.later', { n: 1 }).then(() => {}));
  await jobs.stop();
}

const settings = (connection: pg.PoolConfig, data = dataDir) => ({
  connection,
  blobs: localBlobs(join(data, 'files')),
  keysDir: join(data, 'keys'),
  now,
});
const makeBackup = (path: string) => backup(path, { ...settings(source.connection), version: '0.1.0' });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hegu-backup-test-'));
  dataDir = join(folder, 'data');
  await mkdir(dataDir);
  source = await testDb();
  scopes = [newId(), newId()].map((valleyId) => openScope({ valleyId, zone: 'Asia/Shanghai' }));
  await fill();
});
afterAll(async () => {
  await source?.close();
  await rm(folder, { recursive: true, force: true });
});

describe('backup and restore', () => {
  it('gives the same rows, files, keys, rights and policies in another database', async () => {
    const path = join(folder, 'whole.tar.gz');
    const made = await makeBackup(path);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(made.manifest.missingFiles).toEqual([]);

    const target = await testDb();
    const targetData = join(folder, 'target');
    try {
      const result = await restore(path, {
        ...settings(target.connection, targetData),
        migrations,
        fingerprint: made.fingerprint,
      });
      expect(result).toMatchObject({ files: 2, migrated: [], keptKeys: [], fingerprint: made.fingerprint });
      const before = await everyRow(source.connection);
      const after = await everyRow(target.connection);
      expect(after).toEqual(before);
      expect(before['public.ledger_entries']?.length).toBe(1200);
      expect(before['pgboss.job']?.length).toBe(1);

      // The audit log proves itself with the keys that came along, and money adds up.
      const keys = await readTrustedKeys(targetData);
      for (const scope of scopes) {
        const verified = await target.db.read(scope, (tx) => verify(tx, scope, { keys }));
        expect(verified).toMatchObject({ ok: true, entries: 50 });
        expect(await target.db.read(scope, (tx) => ledger.verify(tx, scope))).toEqual([]);
      }
      for (const valley of await readdir(join(dataDir, 'files')))
        for (const part of await readdir(join(dataDir, 'files', valley)))
          for (const name of await readdir(join(dataDir, 'files', valley, part))) {
            const copy = await readFile(join(targetData, 'files', valley, part, name));
            expect(copy).toEqual(await readFile(join(dataDir, 'files', valley, part, name)));
          }

      // Constraints, row-level security and rights are those of a migrated database.
      const shape = (connection: pg.ClientConfig) =>
        withClient(connection, async (c) => {
          const { rows } = await c.query<{ line: string }>(`
            SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) || convalidated AS line FROM pg_constraint
              WHERE connamespace = 'public'::regnamespace
            UNION ALL SELECT relname || relrowsecurity || relforcerowsecurity || coalesce(relacl::text, '') FROM pg_class
              WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
            UNION ALL SELECT tablename || policyname || coalesce(qual, '') || roles::text FROM pg_policies
            UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1`);
          return rows.map((r) => r.line);
        });
      expect(await shape(target.connection)).toEqual(await shape(source.connection));
    } finally {
      await target.close();
    }
  });

  it('refuses a database that is not empty, and replaces it when told to', async () => {
    const path = join(folder, 'again.tar.gz');
    await makeBackup(path);
    const target = await testDb();
    try {
      await withClient(target.connection, (c) =>
        c.query(
          `INSERT INTO users (id, name, email, created_at, updated_at) VALUES ('other', 'x', 'x@example.cn', $1, $1)`,
          [now.toString()],
        ),
      );
      const options = { ...settings(target.connection, join(folder, 'again')), migrations };
      await mkdir(join(folder, 'again', 'keys'), { recursive: true });
      await writeFile(join(folder, 'again', 'keys', 'audit-ed25519.pem'), 'another key');
      const before = await everyRow(target.connection);
      await expect(restore(path, options)).rejects.toThrow(/not empty \(table users/);
      expect(await everyRow(target.connection)).toEqual(before);

      const result = await restore(path, { ...options, force: true });
      expect(await everyRow(target.connection)).toEqual(await everyRow(source.connection));
      expect(result.keptKeys).toHaveLength(1);
      const kept = await readFile(join(folder, 'again', 'keys', result.keptKeys[0]!), 'utf8');
      expect(kept).toBe('another key');
    } finally {
      await target.close();
    }
  });

  it('refuses an archive that is cut off, changed, another than asked for or none, and touches nothing', async () => {
    const path = join(folder, 'good.tar.gz');
    const { fingerprint, manifest } = await makeBackup(path);
    const good = await readFile(path);
    const tar = gunzipSync(good);
    const row = tar.indexOf('top-up');
    const changed = Buffer.from(tar);
    changed.write('top-UP', row);
    // One who changes a row and its hash too is found by the fingerprint alone.
    const users = manifest.entries.find((e) => e.name.startsWith('tables/public.users/'))!;
    const at = tar.indexOf('a@example.cn');
    const forged = Buffer.from(tar);
    forged.write('z@example.cn', at);
    const start = tar.lastIndexOf(users.name, at);
    const bodyAt = Math.floor(start / 512) * 512 + 512;
    const hash = createHash('sha256')
      .update(forged.subarray(bodyAt, bodyAt + users.size))
      .digest('hex');
    forged.write(hash, forged.indexOf(users.sha256));

    const cases: [string, Buffer, RegExp][] = [
      ['half', good.subarray(0, good.length / 2), /cut off/],
      ['without its last byte', good.subarray(0, -1), /cut off/],
      ['a byte of gzip changed', flip(good, Math.floor(good.length / 2)), /damaged/],
      ['a row changed', gzipSync(changed), /SHA-256/],
      ['forged with its manifest', gzipSync(forged), /fingerprint/],
      ['without its manifest', gzipSync(tar.subarray(0, tar.indexOf('manifest.json'))), /early|cut off/],
      ['text', Buffer.from('not an archive'), /damaged or is none/],
      ['another tar', gzipSync(Buffer.alloc(1024)), /not finished/],
    ];
    const target = await testDb();
    try {
      const before = await everyRow(target.connection);
      const data = join(folder, 'untouched');
      for (const [name, bytes, why] of cases) {
        const bad = join(folder, 'bad.tar.gz');
        await writeFile(bad, bytes);
        const error = await restore(bad, {
          ...settings(target.connection, data),
          migrations,
          fingerprint,
          force: true,
        }).catch((e: unknown) => e);
        expect(error, name).toBeInstanceOf(BackupError);
        expect((error as Error).message, name).toMatch(why);
      }
      expect(await everyRow(target.connection)).toEqual(before);
      await expect(stat(data)).rejects.toThrow('ENOENT');
    } finally {
      await target.close();
    }
  });

  it('leaves everything as it was when it fails late', async () => {
    const path = join(folder, 'late.tar.gz');
    await makeBackup(path);
    const target = await testDb();
    try {
      const before = await everyRow(target.connection);
      const attempt = restore(path, {
        ...settings(target.connection, join(folder, 'late')),
        migrations,
        onProgress: (p) => {
          if (p.step === 'compare' && p.name === 'users') throw new Error('the power went');
        },
      });
      await expect(attempt).rejects.toThrow('the power went');
      expect(await everyRow(target.connection)).toEqual(before);
      expect(await readdir(join(folder, 'late', 'keys'))).toEqual([]);
    } finally {
      await target.close();
    }
  });

  it('refuses a database in use, and one that is somebody else’s', async () => {
    const path = join(folder, 'use.tar.gz');
    await makeBackup(path);
    const target = await testDb();
    try {
      const options = { ...settings(target.connection, join(folder, 'use')), migrations, force: true };
      await withClient(target.connection, async () => {
        await expect(restore(path, options)).rejects.toThrow(/in use/);
      });
      await withClient(target.connection, (c) =>
        c.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public; CREATE TABLE shop (id int)'),
      );
      await expect(restore(path, options)).rejects.toThrow(/belongs to something else/);
    } finally {
      await target.close();
    }
  });

  it('works for an owner who is no superuser, whom row-level security binds', async () => {
    const name = `hegu_test_${newId().slice(-12)}`;
    const asAdmin = (sql: string) => withClient(source.connection, (c) => c.query(sql));
    await asAdmin(`CREATE ROLE ${name} LOGIN PASSWORD 'pw-for-a-test'; GRANT ${appRole} TO ${name}`);
    await asAdmin(`CREATE DATABASE ${name} OWNER ${name} TEMPLATE template0`);
    const owner = { ...source.connection, user: name, password: 'pw-for-a-test', database: name };
    try {
      const first = join(folder, 'owner.tar.gz');
      await makeBackup(first);
      await restore(first, { ...settings(owner, join(folder, 'owner')), migrations });
      const second = join(folder, 'owner2.tar.gz');
      const made = await backup(second, { ...settings(owner, join(folder, 'owner')), version: '0.1.0' });
      const original = (await makeBackup(first)).manifest;
      const essence = (m: typeof original) => m.tables.map((t) => [t.name, t.rows, t.digest]);
      expect(essence(made.manifest)).toEqual(essence(original));
      expect(made.manifest.tables.find((t) => t.name === 'audit_entries')?.rows).toBe(100);
      await restore(second, { ...settings(owner, join(folder, 'owner')), migrations, force: true });
      expect(await everyRow({ ...source.connection, database: name })).toEqual(
        await everyRow(source.connection),
      );
    } finally {
      await asAdmin(`DROP DATABASE ${name} WITH (FORCE)`);
      await asAdmin(`DROP ROLE ${name}`);
    }
  });

  it('goes on to this release from a backup of an older one', async () => {
    const older = join(folder, 'older');
    await mkdir(older);
    const names = (await readdir(migrations)).sort();
    for (const name of names) await writeFile(join(older, name), await readFile(join(migrations, name)));
    const path = join(folder, 'older.tar.gz');
    await makeBackup(path);
    const added = '9999_added_later.sql';
    await writeFile(join(older, added), 'CREATE TABLE added_later (id uuid PRIMARY KEY);');
    const target = await testDb();
    try {
      const result = await restore(path, {
        ...settings(target.connection, join(folder, 'newer')),
        migrations: older,
      });
      expect(result.migrated).toEqual([added]);
      const newer = join(folder, 'newer.tar.gz');
      await backup(newer, { ...settings(target.connection, join(folder, 'newer')), version: '0.2.0' });
      const other = await testDb();
      try {
        await expect(
          restore(newer, { ...settings(other.connection, join(folder, 'other')), migrations }),
        ).rejects.toThrow(/newer release/);
      } finally {
        await other.close();
      }
    } finally {
      await target.close();
    }
  });

  it('tells of files that are missing or damaged, and backs up the rest', async () => {
    const data = join(folder, 'damaged');
    const path = join(folder, 'damaged.tar.gz');
    const made = await backup(path, { ...settings(source.connection, data), version: '0.1.0' });
    expect(made.manifest.missingFiles).toHaveLength(2);
    expect(made.manifest.entries.some((e) => e.name.startsWith('files/'))).toBe(false);
  });
});

function flip(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 0xff;
  return copy;
}

describe('the restored database', () => {
  it('serves the application’s role', async () => {
    const path = join(folder, 'role.tar.gz');
    await makeBackup(path);
    const target = await testDb();
    try {
      await restore(path, { ...settings(target.connection, join(folder, 'role')), migrations });
      const db = openDb(target.connection, { role: appRole });
      try {
        const [one, two] = scopes;
        const seen = await db.read(one!, (tx) =>
          tx.selectFrom('ledger_accounts').select('valley_id').execute(),
        );
        expect(new Set(seen.map((r) => r.valley_id))).toEqual(new Set([one!.valleyId]));
        await expect(db.tx(two!, (tx) => tx.deleteFrom('ledger_entries').execute())).rejects.toThrow(
          'permission denied',
        );
      } finally {
        await db.close();
      }
    } finally {
      await target.close();
    }
  });
});
