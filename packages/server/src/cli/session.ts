import { randomBytes } from 'node:crypto';
import { userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Locale } from '@hegu/contract/errors.ts';
import type pg from 'pg';
import { type Clock, clockFromEnv, systemClock } from '../platform/clock/index.ts';
import type { Actor, Command } from '../platform/command.ts';
import { type Db, openDb } from '../platform/db/db.ts';
import { connectionOf } from '../platform/db/hosts.ts';
import { appRole, migrate } from '../platform/db/migrate.ts';
import type { ValleyScope } from '../platform/db/scope.ts';
import { startPostgres } from '../platform/db/supervisor.ts';
import { DomainError } from '../platform/errors.ts';
import { createHub, type Hub } from '../platform/events/index.ts';
import { type Blobs, blobsFromEnv, createFiles } from '../platform/files/index.ts';
import { createAuth } from '../platform/identity/auth.ts';
import { scopeOf } from '../platform/identity/gate.ts';
import { createLockout } from '../platform/identity/lockout.ts';
import { listValleys, type ValleyRow } from '../platform/identity/store.ts';
import type { Jobs } from '../platform/jobs/index.ts';
import { runCommand } from '../platform/jobs/run-command.ts';
import { CliError, type Io, type Progress, progressOn, type Words } from './io.ts';

export const migrationsDir = join(dirname(dirname(fileURLToPath(import.meta.url))), 'migrations');

/** What one call of `hegu` works with. Everything is opened when it is first asked for, and closed at the end. */
export interface Session {
  readonly io: Io;
  readonly locale: Locale;
  readonly dataDir: string;
  readonly clock: Clock;
  /** Who types, for what is asked without writing. */
  readonly actor: Actor;
  say(words: Words): void;
  /** The login that owns the tables. Starts the embedded PostgreSQL, or joins the one that runs, without DATABASE_URL. */
  connection(): Promise<pg.PoolConfig>;
  /** The database as the application sees it, migrated. */
  db(): Promise<Db>;
  jobs(): Promise<Jobs>;
  /** For making passwords as the server checks them. */
  auth(): Promise<ReturnType<typeof createAuth>['auth']>;
  blobs(): Blobs;
  readonly keysDir: string;
  valleys(): Promise<ValleyRow[]>;
  /** By slug, or the one a visitor of the server would come to. @throws `valley.not_found` */
  valley(slug: string | undefined): Promise<{ row: ValleyRow; scope: ValleyScope }>;
  /** Runs a use case as the operator of this machine. */
  command<R>(scope: ValleyScope, fn: (cx: Command) => Promise<R>): Promise<R>;
  progress(): Progress;
  close(): Promise<void>;
}

/** Who types: the name is the account on this machine, for the audit log. */
function operator(): Actor {
  let name = 'cli';
  try {
    name = userInfo().username || name;
  } catch {
    // a uid without an account (containers)
  }
  return { userId: 'cli', name, via: 'cli', memberships: [] };
}

export function openSession(io: Io, locale: Locale): Session {
  const dataDir = resolve(io.env.HEGU_DATA ?? '.hegu');
  const clock = io.clock ?? clockFromEnv(io.env);
  const closers: (() => Promise<void>)[] = [];
  const log = {
    info: () => {},
    warn: () => {},
    error: (detail: unknown, text?: string) => io.stderr.write(`${text ?? ''} ${String(detail)}\n`),
  };
  const once = <T>(make: () => Promise<T>) => {
    let made: Promise<T> | undefined;
    return () => (made ??= make());
  };
  const progress = () => progressOn(io);

  const connection = once(async (): Promise<pg.PoolConfig> => {
    if (io.connection) return io.connection;
    if (io.env.DATABASE_URL) return connectionOf(io.env.DATABASE_URL);
    const p = progress();
    p.set(locale === 'zh' ? '启动数据库' : 'starting the database');
    const postgres = await startPostgres({ dataDir, log: (m) => p.set(m) });
    p.done();
    closers.push(() => postgres.stop());
    return postgres.connection;
  });

  const db = once(async () => {
    const owner = await connection();
    const p = progress();
    p.set(locale === 'zh' ? '更新数据库结构' : 'migrating the database');
    await migrate(owner, { directory: migrationsDir, now: clock.now() }).finally(() => p.done());
    const opened = openDb(owner, { role: appRole, max: 4 });
    closers.push(() => opened.close());
    return opened;
  });

  const hub = once(async (): Promise<Hub> => {
    const opened = createHub({ connection: await connection(), onError: () => {} });
    closers.push(() => opened.close());
    return opened;
  });

  const jobs = once(async (): Promise<Jobs> => {
    // Loaded only here: most commands ask for no background work, and the counters take a second to load.
    const { createCliJobs } = await import('./jobs.ts');
    const started = await createCliJobs({
      connection: await connection(),
      db: await db(),
      clock,
      log,
      env: io.env,
      files: createFiles(blobs()),
    });
    closers.push(() => started.stop({ timeoutMs: 1000 }));
    return started;
  });

  const auth = once(async () => {
    const opened = createAuth({
      connection: await connection(),
      role: appRole,
      // Signs nothing that leaves this process.
      secret: randomBytes(32).toString('hex'),
      baseUrl: 'http://127.0.0.1',
      trustedOrigins: () => [],
      secureCookies: false,
      lockout: createLockout(await db(), () => systemClock.now().epochMilliseconds),
    });
    closers.push(opened.close);
    return opened.auth;
  });

  const blobs = () => blobsFromEnv(io.env, dataDir);
  const valleys = async () => (await db()).read(null, listValleys);
  const actor = operator();

  return {
    io,
    locale,
    dataDir,
    clock,
    actor,
    say: (words) => void io.stdout.write(`${words[locale]}\n`),
    connection,
    db,
    jobs,
    auth,
    blobs,
    keysDir: join(dataDir, 'keys'),
    valleys,
    async valley(slug) {
      const all = await valleys();
      const row =
        slug === undefined ? (all.find((v) => v.is_default) ?? all[0]) : all.find((v) => v.slug === slug);
      if (!row && slug === undefined)
        throw new CliError({
          zh: '还没有产业谷，请先创建：hegu valley create <slug> --name-zh … --name-en …',
          en: 'There is no valley yet: hegu valley create <slug> --name-zh … --name-en …',
        });
      if (!row) throw new DomainError('valley.not_found', { slug });
      return { row, scope: scopeOf(row) };
    },
    async command(scope, fn) {
      const opened = await db();
      const events = await hub();
      const deps = {
        db: opened,
        now: () => clock.now(),
        publish: (
          s: ValleyScope,
          list: readonly { type: string; entityId: string; rooms: readonly string[] }[],
        ) => events.publish(list.map((e) => ({ ...e, valleyId: s.valleyId }))),
        enqueue: async (...args: Parameters<Jobs['enqueue']>) => (await jobs()).enqueue(...args),
        // The servers' workers look by themselves; this process has none.
        nudge: () => {},
      };
      return runCommand(deps, scope, fn, actor);
    },
    progress,
    async close() {
      for (const close of closers.reverse()) await close();
    },
  };
}
