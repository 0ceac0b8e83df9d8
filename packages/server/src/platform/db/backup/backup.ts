import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import pg from 'pg';
import type { Temporal } from 'temporal-polyfill';
import { type Blobs, blobKey } from '../../files/blobs.ts';
import { migrateLock } from '../migrate.ts';
import { listSequences, listTables, qualified, type TableInfo } from './catalog.ts';
import { copyOut } from './copy.ts';
import { RowDigest } from './digest.ts';
import {
  BackupError,
  fingerprintOf,
  formatVersion,
  headName,
  type Manifest,
  manifestName,
  partName,
  spellManifest,
  type TableManifest,
} from './manifest.ts';
import { type ArchiveWriter, archiveWriter, writeArchive } from './write.ts';

export interface BackupProgress {
  readonly step: 'rows' | 'files' | 'keys';
  /** Table or folder under way. */
  readonly name: string;
  /** 0 to 1, by the size of the tables; files have their own count. */
  readonly fraction: number;
}

export interface BackupOptions {
  /** The login that owns the tables (the one that migrates). */
  readonly connection: pg.ClientConfig;
  /** Where the uploaded files lie; null leaves them out. */
  readonly blobs: Blobs | null;
  /** Folder `keys` of the data folder; null leaves them out. */
  readonly keysDir: string | null;
  readonly version: string;
  readonly now: Temporal.Instant;
  readonly onProgress?: (progress: BackupProgress) => void;
}

export interface BackupResult {
  readonly fingerprint: string;
  readonly manifest: Manifest;
}

/** The queue's tables that hold work; what else it keeps (statistics, instances) belongs to running servers. */
export const queueTables = ['queue', 'schedule', 'subscription', 'job', 'job_dependency'];
export const schemas = ['public', 'pgboss'] as const;

const partBytes = 4 * 2 ** 20;

/**
 * Writes a backup of the whole deployment, while the server goes on working: all tables as one snapshot sees them, the
 * files they speak of, and the keys. Files are added after the rows that name them are read; as their names are their
 * hashes and a sweep waits a day, they are those of the snapshot.
 */
export async function backup(target: string | Writable, options: BackupOptions): Promise<BackupResult> {
  const client = new pg.Client({
    ...options.connection,
    application_name: 'hegu backup',
    options: '-c search_path=public -c client_min_messages=warning',
  });
  client.on('error', () => {});
  await client.connect();
  try {
    await prepareSession(client);
    // A migration under way is waited for, and the next one waits for us.
    await client.query('SELECT pg_advisory_lock_shared($1)', [migrateLock]);
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY, DEFERRABLE');
    const result: { value?: BackupResult } = {};
    await writeArchive(target, content(client, options, result));
    await client.query('COMMIT');
    if (!result.value) throw new Error('the archive was not finished');
    return result.value;
  } finally {
    await client.end();
  }
}

/** Text that reads back to the same value whatever the server's settings are. */
export async function prepareSession(client: pg.ClientBase): Promise<void> {
  await client.query(
    `SET client_encoding = 'UTF8'; SET timezone = 'UTC'; SET datestyle = 'ISO'; SET intervalstyle = 'postgres';
     SET extra_float_digits = 1; SET bytea_output = 'hex'; SET xmloption = 'content'; SET statement_timeout = 0;
     SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0; SET synchronize_seqscans = off`,
  );
}

async function* content(
  client: pg.Client,
  options: BackupOptions,
  result: { value?: BackupResult },
): AsyncGenerator<Buffer> {
  const report = options.onProgress ?? (() => {});
  const out = archiveWriter(options.now.epochMilliseconds / 1000);
  const tables = await tablesToKeep(client);
  await client.query(`LOCK TABLE ${tables.map(qualified).join(', ')} IN ACCESS SHARE MODE`);
  const head = await describe(client, options);
  yield* out.entry(headName, Buffer.from(`${JSON.stringify({ what: 'Hegu backup', ...head }, null, 1)}\n`));

  const readers = await readersOf(client);
  const total = tables.reduce((sum, t) => sum + t.bytes, 0) || 1;
  const kept: TableManifest[] = [];
  let done = 0;
  for (const table of tables) {
    report({ step: 'rows', name: table.name, fraction: done / total });
    kept.push(yield* tableContent(client, out, table, readers));
    done += table.bytes;
  }
  const sequences = (await listSequences(client, ['public'])).flatMap(({ lastValue, ...s }) =>
    lastValue === null ? [] : [{ ...s, lastValue }],
  );
  const missingFiles = options.blobs ? yield* fileContent(client, out, options.blobs, readers, report) : [];
  if (options.keysDir) {
    report({ step: 'keys', name: 'keys', fraction: 1 });
    yield* keyContent(out, options.keysDir);
  }
  const manifest: Manifest = { ...head, tables: kept, sequences, missingFiles, entries: [...out.entries] };
  const spelled = spellManifest(manifest);
  yield* out.entry(manifestName, spelled);
  result.value = { fingerprint: fingerprintOf(spelled), manifest };
}

async function tablesToKeep(client: pg.Client): Promise<TableInfo[]> {
  const tables = await listTables(client, schemas);
  if (!tables.some((t) => t.schema === 'public' && t.name === 'schema_migrations'))
    throw new BackupError(
      'this database is not one of Hegu: it has no table schema_migrations',
      '这不是合谷的数据库：没有 schema_migrations 表',
    );
  return tables.filter((t) => t.schema === 'public' || queueTables.includes(t.name));
}

async function describe(client: pg.Client, options: BackupOptions) {
  const { rows: migrations } = await client.query<{ name: string; checksum: string }>(
    'SELECT name, checksum FROM schema_migrations ORDER BY name',
  );
  const { rows: server } = await client.query<{ version: string; queue: boolean }>(
    `SELECT current_setting('server_version') AS version, to_regclass('pgboss.version') IS NOT NULL AS queue`,
  );
  const { rows: queue } = server[0]?.queue
    ? await client.query<{ version: number }>('SELECT version::int AS version FROM pgboss.version')
    : { rows: [] };
  return {
    format: formatVersion,
    madeAt: options.now.toString(),
    hegu: options.version,
    postgres: server[0]?.version ?? '',
    queue: queue[0]?.version ?? null,
    migrations,
  } as const;
}

/**
 * Whom row-level security lets see what: a superuser everything at once (null); the tables' owner, whom FORCE binds, one
 * valley after another.
 */
type Readers = readonly string[] | null;

async function readersOf(client: pg.Client): Promise<Readers> {
  const { rows } = await client.query<{ free: boolean }>(
    'SELECT rolsuper OR rolbypassrls AS free FROM pg_roles WHERE rolname = current_user',
  );
  if (rows[0]?.free) {
    await client.query('SET LOCAL row_security = off');
    return null;
  }
  const { rows: valleys } = await client.query<{ id: string }>(
    'SELECT id::text AS id FROM valleys ORDER BY id',
  );
  return valleys.map((v) => v.id);
}

async function* tableContent(
  client: pg.Client,
  out: ArchiveWriter,
  table: TableInfo,
  readers: Readers,
): AsyncGenerator<Buffer, TableManifest> {
  const columns = table.columns.map((c) => pg.escapeIdentifier(c)).join(', ');
  const select = `SELECT ${columns} FROM ${qualified(table)}`;
  const digest = new RowDigest();
  let parts = 0;
  for (const valley of readers && table.tenant ? readers : [null]) {
    if (valley) await client.query(`SET LOCAL hegu.valley = ${pg.escapeLiteral(valley)}`);
    const where = valley ? ` WHERE valley_id = ${pg.escapeLiteral(valley)}` : '';
    const rows = copyOut(client, `COPY (${select}${where}) TO STDOUT`, partBytes, (row) => digest.add(row));
    for await (const part of rows) yield* out.entry(partName(table, ++parts), part);
  }
  return {
    schema: table.schema,
    name: table.name,
    columns: [...table.columns],
    rows: digest.rows,
    digest: digest.hex(),
    parts,
  };
}

interface FileRow {
  readonly valley: string;
  readonly sha256: string;
  readonly size: string;
}

async function* fileContent(
  client: pg.Client,
  out: ArchiveWriter,
  blobs: Blobs,
  readers: Readers,
  report: (progress: BackupProgress) => void,
): AsyncGenerator<Buffer, string[]> {
  const files: FileRow[] = [];
  for (const valley of readers ?? [null]) {
    if (valley) await client.query(`SET LOCAL hegu.valley = ${pg.escapeLiteral(valley)}`);
    const { rows } = await client.query<FileRow>(
      'SELECT DISTINCT valley_id::text AS valley, sha256, size::text AS size FROM files ORDER BY 1, 2',
    );
    files.push(...rows);
  }
  const missing: string[] = [];
  for (const [index, file] of files.entries()) {
    const key = blobKey(file.valley, file.sha256);
    report({ step: 'files', name: `${index + 1}/${files.length}`, fraction: index / files.length });
    // Read twice: once to know that it is what its name says, for a damaged file must not spoil the archive.
    if (!(await isWhole(await blobs.open(key), file))) {
      missing.push(key);
      continue;
    }
    const body = await blobs.open(key);
    if (!body) throw new Error(`${key} went away while the backup was made`);
    yield* out.stream(`files/${key}`, Number(file.size), body);
  }
  return missing;
}

async function isWhole(body: Readable | null, file: FileRow): Promise<boolean> {
  if (!body) return false;
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    hash.update(chunk);
    size += chunk.length;
  }
  return size === Number(file.size) && hash.digest('hex') === file.sha256;
}

/** Names of key files; half-written ones begin with a dot. */
export const keyFile = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

async function* keyContent(out: ArchiveWriter, keysDir: string): AsyncGenerator<Buffer> {
  const entries = await readdir(keysDir, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1)))
    if (entry.isFile() && keyFile.test(entry.name))
      yield* out.entry(`keys/${entry.name}`, await readFile(join(keysDir, entry.name)));
}
