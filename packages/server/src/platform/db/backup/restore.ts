import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { link, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { getConstructionPlans } from 'pg-boss';
import { Temporal } from 'temporal-polyfill';
import type { Blobs } from '../../files/blobs.ts';
import { buildSchema, type Migration, migrate, migrateLock, readMigrations } from '../migrate.ts';
import { secureTables } from '../row-security.ts';
import { keyFile, prepareSession, schemas } from './backup.ts';
import { listForeignKeys, listTables, qualified } from './catalog.ts';
import { assertReplaceable, clearDatabase } from './clear.ts';
import { copyIn, copyOut } from './copy.ts';
import { RowDigest } from './digest.ts';
import { BackupError, type Manifest, type TableManifest } from './manifest.ts';
import { type ReadEntry, readEntries, verifyArchive } from './read.ts';

export interface RestoreProgress {
  readonly step: 'check' | 'schema' | 'rows' | 'keys-and-indexes' | 'compare' | 'analyse';
  readonly name: string;
  /** 0 to 1. */
  readonly fraction: number;
}

export interface RestoreOptions {
  /** The login that will own the tables. */
  readonly connection: pg.ClientConfig;
  /** Folder of the migrations of this release. */
  readonly migrations: string;
  readonly blobs: Blobs | null;
  /** Folder `keys` of the data folder; null leaves the keys as they are. */
  readonly keysDir: string | null;
  /** Replaces a database that holds something. */
  readonly force?: boolean;
  /** Leaves waiting jobs behind: for an archive whose queue is of another version. */
  readonly withoutJobs?: boolean;
  /** Told what the archive holds, once it is proved whole and before anything is changed; what it throws ends the restore. */
  readonly onChecked?: (manifest: Manifest) => Promise<void>;
  /** What `backup` gave; refuses any other archive. */
  readonly fingerprint?: string;
  readonly now: Temporal.Instant;
  readonly onProgress?: (progress: RestoreProgress) => void;
}

export interface RestoreResult {
  readonly manifest: Manifest;
  readonly fingerprint: string;
  readonly tables: number;
  readonly rows: number;
  readonly files: number;
  /** Migrations of this release that the archive did not have yet, applied after it. */
  readonly migrated: readonly string[];
  /** Keys that stood here and differ; kept under these names. */
  readonly keptKeys: readonly string[];
}

/**
 * Puts a backup in the place of an empty database, or with `force` of whatever is there. The archive is proved whole
 * before anything is touched; then everything happens in one transaction, and every table is read back and compared with
 * what was backed up before it commits. So a restore that fails, however late, leaves the database as it was.
 *
 * @throws BackupError when the archive is damaged, does not fit this release, or the database is not empty or in use.
 */
export async function restore(path: string, options: RestoreOptions): Promise<RestoreResult> {
  const report = options.onProgress ?? (() => {});
  report({ step: 'check', name: '', fraction: 0 });
  const { manifest, fingerprint } = await verifyArchive(path, {
    ...(options.fingerprint ? { fingerprint: options.fingerprint } : {}),
    onProgress: (bytes) => report({ step: 'check', name: `${Math.round(bytes / 2 ** 20)} MB`, fraction: 0 }),
  });
  const files = matchingMigrations(manifest, readMigrations(options.migrations));
  await options.onChecked?.(manifest);
  const withQueue = manifest.queue !== null && !options.withoutJobs;
  const queuePlan = withQueue ? queueSchema(manifest) : '';
  const tables = manifest.tables.filter((t) => t.schema === 'public' || withQueue);

  const client = new pg.Client({
    ...options.connection,
    application_name: 'hegu restore',
    options: '-c search_path=public -c client_min_messages=warning',
  });
  client.on('error', () => {});
  await client.connect();
  const keys = await stagedKeys(options.keysDir);
  let loaded: { files: number };
  try {
    await prepareSession(client);
    await client.query('SELECT pg_advisory_lock($1)', [migrateLock]);
    await assertReplaceable(client, options.force ?? false);
    await client.query('BEGIN');
    report({ step: 'schema', name: '', fraction: 0 });
    await clearDatabase(client);
    await buildSchema(client, files);
    if (queuePlan) await client.query(queuePlan);
    await prepareSession(client);
    await assertSameShape(client, tables);
    loaded = await load(client, path, { manifest, tables, blobs: options.blobs, keys, report });
    report({ step: 'compare', name: '', fraction: 0 });
    await compareTables(client, tables, report);
    await secureTables(client);
    await client.query('COMMIT');
  } catch (error) {
    await keys.discard();
    throw error;
  } finally {
    await client.end();
  }
  const keptKeys = await keys.place(options.now);
  const migrated = await migrate(options.connection, { directory: options.migrations, now: options.now });
  report({ step: 'analyse', name: '', fraction: 0 });
  await analyse(options.connection);
  return {
    manifest,
    fingerprint,
    tables: tables.length,
    rows: tables.reduce((sum, t) => sum + t.rows, 0),
    files: loaded.files,
    migrated,
    keptKeys,
  };
}

/** The migrations the archive's tables were made with, which must be the first ones of this release. */
function matchingMigrations(manifest: Manifest, known: readonly Migration[]): Migration[] {
  const byName = new Map(known.map((m) => [m.name, m]));
  return manifest.migrations.map(({ name, checksum }, index) => {
    const found = byName.get(name);
    if (!found)
      throw new BackupError(
        `the backup is of a newer release: it has ${name}, which this one does not know`,
        `备份来自更新的版本：其中有本版本不认识的 ${name}`,
      );
    if (found.checksum !== checksum)
      throw new BackupError(
        `${name} of this release is not the one the backup was made with`,
        `本版本的 ${name} 与备份时的不同`,
      );
    if (known[index]?.name !== name)
      throw new BackupError(
        `the backup lacks ${known[index]?.name ?? ''}, which comes before ${name}`,
        `备份缺少 ${known[index]?.name ?? ''}，它应在 ${name} 之前`,
      );
    return found;
  });
}

/** pg-boss's own tables, without its transaction: they are made in ours. */
function queueSchema(manifest: Manifest): string {
  const plan = getConstructionPlans('pgboss', { createSchema: true });
  const version = Number(/INSERT INTO pgboss\.version\(version\) VALUES \('(\d+)'\)/.exec(plan)?.[1]);
  if (version !== manifest.queue)
    throw new BackupError(
      `the job queue of the backup has version ${manifest.queue}, that of this release ${version}: restore with the release that made the backup (${manifest.hegu}), or leave the waiting jobs behind (--without-jobs)`,
      `备份的任务队列是第 ${manifest.queue} 版，本版本是第 ${version} 版：请用当时的版本（${manifest.hegu}）恢复，或不恢复排队中的任务（--without-jobs）`,
    );
  const inner = /^\s*BEGIN;([\s\S]*)COMMIT;\s*$/.exec(plan)?.[1];
  if (inner === undefined) throw new Error('the plan of the job queue has another shape than expected');
  return inner;
}

async function assertSameShape(client: pg.Client, tables: readonly TableManifest[]): Promise<void> {
  const here = new Map((await listTables(client, schemas)).map((t) => [`${t.schema}.${t.name}`, t]));
  for (const table of tables) {
    const found = here.get(`${table.schema}.${table.name}`);
    if (!found)
      throw new BackupError(
        `the backup has a table ${table.schema}.${table.name} that this release does not`,
        `备份中有本版本没有的表 ${table.schema}.${table.name}`,
      );
    const missing = table.columns.find((c) => !found.columns.includes(c));
    if (missing)
      throw new BackupError(
        `the backup has a column ${table.name}.${missing} that this release does not`,
        `备份中有本版本没有的列 ${table.name}.${missing}`,
      );
  }
}

interface LoadContext {
  readonly manifest: Manifest;
  readonly tables: readonly TableManifest[];
  readonly blobs: Blobs | null;
  readonly keys: StagedKeys;
  readonly report: (progress: RestoreProgress) => void;
}

/** Rows come in whatever order; the foreign keys are taken off and put back, which checks them all at once. */
async function load(client: pg.Client, path: string, cx: LoadContext): Promise<{ files: number }> {
  const foreignKeys = await listForeignKeys(client, schemas);
  for (const k of foreignKeys) {
    const table = qualified({ schema: k.schema, name: k.table });
    await client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${pg.escapeIdentifier(k.name)}`);
  }
  // A migration may have put rows of its own; they are in the backup too.
  await client.query(`TRUNCATE ${cx.tables.map(qualified).join(', ')}`);

  const byFolder = new Map(cx.tables.map((t) => [`tables/${t.schema}.${t.name}`, t]));
  const expected = new Map(cx.manifest.entries.map((e) => [e.name, e.sha256]));
  const total = cx.manifest.entries.reduce((sum, e) => sum + e.size, 0) || 1;
  let done = 0;
  let files = 0;
  const scratch = await mkdtemp(join(tmpdir(), 'hegu-restore-'));
  try {
    for await (const entry of readEntries(path)) {
      const folder = entry.name.slice(0, entry.name.lastIndexOf('/'));
      const table = byFolder.get(folder);
      cx.report({ step: 'rows', name: table?.name ?? folder, fraction: done / total });
      if (table) await loadPart(client, table, entry);
      else if (folder.startsWith('files/') && cx.blobs) {
        await loadFile(cx.blobs, entry, scratch, cx.manifest);
        files++;
      } else if (folder === 'keys') await cx.keys.stage(entry);
      else for await (const _ of entry.body);
      done += entry.size;
      const wanted = expected.get(entry.name);
      if (wanted && wanted !== entry.sha256())
        throw new BackupError(
          `${entry.name} changed while the archive was read`,
          `读取备份时 ${entry.name} 发生了变化`,
        );
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  for (const s of cx.manifest.sequences)
    await client.query('SELECT setval($1::regclass, $2::bigint)', [qualified(s), s.lastValue]);
  for (const [index, k] of foreignKeys.entries()) {
    cx.report({ step: 'keys-and-indexes', name: k.name, fraction: index / foreignKeys.length });
    const table = qualified({ schema: k.schema, name: k.table });
    await client.query(`ALTER TABLE ${table} ADD CONSTRAINT ${pg.escapeIdentifier(k.name)} ${k.definition}`);
  }
  return { files };
}

async function loadPart(client: pg.Client, table: TableManifest, entry: ReadEntry): Promise<void> {
  const columns = table.columns.map((c) => pg.escapeIdentifier(c)).join(', ');
  await copyIn(client, `COPY ${qualified(table)} (${columns}) FROM STDIN`, entry.body);
}

async function loadFile(blobs: Blobs, entry: ReadEntry, scratch: string, manifest: Manifest): Promise<void> {
  const key = entry.name.slice('files/'.length);
  const sha256 = key.split('/')[1] ?? '';
  const path = join(scratch, 'file');
  await pipeline(entry.body, createWriteStream(path, { mode: 0o600 }));
  if (entry.sha256() !== sha256)
    throw new BackupError(
      `${entry.name} is not what its name says`,
      `${entry.name} 的内容与文件名所记的哈希不符`,
    );
  await blobs.put(key, { path, size: entry.size, sha256 }, Temporal.Instant.from(manifest.madeAt));
}

/** Reads every table back: the rows that stand there now are those that were backed up. */
async function compareTables(
  client: pg.Client,
  tables: readonly TableManifest[],
  report: (progress: RestoreProgress) => void,
): Promise<void> {
  for (const [index, table] of tables.entries()) {
    report({ step: 'compare', name: table.name, fraction: index / tables.length });
    const digest = new RowDigest();
    const columns = table.columns.map((c) => pg.escapeIdentifier(c)).join(', ');
    const rows = copyOut(
      client,
      `COPY (SELECT ${columns} FROM ${qualified(table)}) TO STDOUT`,
      2 ** 20,
      (row) => digest.add(row),
    );
    for await (const _ of rows);
    if (digest.rows !== table.rows || digest.hex() !== table.digest)
      throw new BackupError(
        `${table.name} does not read back as it was backed up (${digest.rows} of ${table.rows} rows)`,
        `${table.name} 恢复后与备份时不一致（${table.rows} 行中读回 ${digest.rows} 行）`,
      );
  }
}

async function analyse(connection: pg.ClientConfig): Promise<void> {
  const client = new pg.Client({ ...connection, application_name: 'hegu restore' });
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query('ANALYZE');
  } finally {
    await client.end();
  }
}

interface StagedKeys {
  stage(entry: ReadEntry): Promise<void>;
  /** Puts them in place; one that stood there and differs is kept under another name. */
  place(now: Temporal.Instant): Promise<string[]>;
  discard(): Promise<void>;
}

/** Keys are written beside their place while the rows load, and take it once the rows are committed. */
async function stagedKeys(keysDir: string | null): Promise<StagedKeys> {
  const staged: { name: string; path: string; sha256: string }[] = [];
  const fileHash = async (path: string) => {
    const found = await readFile(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    return found && createHash('sha256').update(found).digest('hex');
  };
  return {
    async stage(entry) {
      const parts: Buffer[] = [];
      for await (const chunk of entry.body) parts.push(Buffer.from(chunk));
      const name = entry.name.slice('keys/'.length);
      if (!keysDir) return;
      if (!keyFile.test(name))
        throw new BackupError(`${entry.name} is not the name of a key`, `${entry.name} 不是密钥文件的名字`);
      await mkdir(keysDir, { recursive: true, mode: 0o700 });
      const path = join(keysDir, `.${name}.restore`);
      await rm(path, { force: true });
      await writeFile(path, Buffer.concat(parts), { mode: 0o600, flag: 'wx', flush: true });
      staged.push({ name, path, sha256: entry.sha256() });
    },
    async place(now) {
      const kept: string[] = [];
      for (const { name, path, sha256 } of staged) {
        const target = join(keysDir ?? '', name);
        const before = await fileHash(target);
        if (before !== null && before !== sha256) {
          const aside = `${name}.before-restore-${now.epochMilliseconds}`;
          await link(target, join(keysDir ?? '', aside));
          kept.push(aside);
        }
        await rename(path, target);
      }
      return kept;
    },
    async discard() {
      for (const { path } of staged) await rm(path, { force: true });
    },
  };
}
