import { AsyncLocalStorage } from 'node:async_hooks';
import type { Socket } from 'node:net';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely';
import pg from 'pg';
import { Alone, board, type Trip, tripOf } from './gather.ts';
import { createGroupCommit, type Outcome, type Rider } from './group-commit.ts';
import type { ValleyScope } from './scope.ts';
import { StatementNames } from './statements.ts';
import type { Tables } from './tables.ts';
import { toParameter, types } from './values.ts';

declare const inTransaction: unique symbol;

/** A query builder inside a transaction. There is no other way to query, so a transaction cannot leak. */
export type Tx = Kysely<Tables> & { readonly [inTransaction]: true };

export interface Db {
  /**
   * Runs `fn` in one transaction, in one valley or (null) on global tables only. Run again
   * after a deadlock, a serialization failure or a connection lost before COMMIT, so `fn` may run more than once.
   */
  tx<T>(scope: ValleyScope | null, fn: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * Like `tx`, for commands that come often: those that are waiting at the same time may share one transaction and its commit.
   * Each is answered as if it had run alone, after the commit. `keys` name what is refused to whoever comes second (the time of
   * an instrument): commands that have one in common are not put together.
   */
  together<T>(scope: ValleyScope, keys: readonly string[], fn: (tx: Tx) => Promise<T>): Promise<T>;
  /** The same, read-only. */
  read<T>(scope: ValleyScope | null, fn: (tx: Tx) => Promise<T>): Promise<T>;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

const stack = new AsyncLocalStorage<true>();

class OneConnection implements DatabaseConnection {
  private readonly client: pg.PoolClient;
  private readonly statements: StatementNames | undefined;
  private gathering = false;
  private over = false;
  /** A query failed: nothing of this transaction can be saved. */
  failed = false;
  private notBegun: Error | undefined;
  constructor(client: pg.PoolClient, statements: StatementNames | undefined) {
    this.client = client;
    this.statements = statements;
  }
  /** Sends BEGIN together with what is asked for first. Rejects where there is no transaction; no query resolves then either. */
  async begin(sql: string): Promise<void> {
    this.gather();
    try {
      await this.client.query(sql);
    } catch (error) {
      this.notBegun = error as Error;
      throw error;
    }
  }
  /**
   * Queries go out at once, in order, and are answered in order: what a service asks for with `Promise.all` travels together,
   * and the database is woken once instead of once a query.
   */
  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    this.gather();
    return this.send<R>(query);
  }
  /** Holds the socket back until whoever is asking now has asked for everything. */
  private gather(): void {
    if (this.gathering) return;
    this.gathering = true;
    const { stream } = (this.client as unknown as { connection: { stream: Socket } }).connection;
    stream.cork();
    process.nextTick(() => {
      this.gathering = false;
      stream.uncork();
    });
  }
  /** From here on the client is somebody else's; a query that comes late must not run in their transaction. */
  close(): void {
    this.over = true;
  }
  private async send<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.over) throw new Error('the transaction is over: a query was not awaited, or the tx was kept');
    const name = this.statements?.nameOf(query);
    const result = await this.client
      .query({
        ...(name ? { name } : {}),
        text: query.sql,
        values: query.parameters.map(toParameter),
      })
      .catch((error: unknown) => {
        this.failed = true;
        throw error;
      });
    if (this.notBegun) throw this.notBegun;
    return {
      rows: result.rows as R[],
      ...(result.rowCount === null ? {} : { numAffectedRows: BigInt(result.rowCount) }),
    };
  }
  // biome-ignore lint/correctness/useYield: streaming is not used
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('streaming is not used');
  }
}

/**
 * What one command of a shared transaction sees of it: it reads, and whatever it writes or locks is gathered, in statements that
 * do it for all of them in one order.
 */
class SharedConnection implements DatabaseConnection {
  private readonly whole: OneConnection;
  private over = false;
  constructor(whole: OneConnection) {
    this.whole = whole;
  }
  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.over) throw new Error('the command is over: a query was not awaited, or the tx was kept');
    if (changesOrLocks.test(query.sql)) throw new Alone();
    return this.whole.executeQuery<R>(query);
  }
  close(): void {
    this.over = true;
  }
  // biome-ignore lint/correctness/useYield: streaming is not used
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('streaming is not used');
  }
}

const changesOrLocks =
  /\b(insert|update|delete|merge|truncate|lock|set_config|nextval|pg_notify|for (key )?share|pg_(try_)?advisory\w+)\b/i;

/** Kysely on one checked-out client; begin and commit belong to `tx`, never to the builder. */
class ClientDriver implements Driver {
  private readonly connection: DatabaseConnection;
  constructor(connection: DatabaseConnection) {
    this.connection = connection;
  }
  async init() {}
  async acquireConnection() {
    return this.connection;
  }
  async beginTransaction(): Promise<void> {
    throw new Error('already in a transaction');
  }
  async commitTransaction(): Promise<void> {}
  async rollbackTransaction(): Promise<void> {}
  async releaseConnection() {}
  async destroy() {}
}

const compiler = new PostgresQueryCompiler();
const adapter = new PostgresAdapter();

const builderOn = (connection: DatabaseConnection) =>
  new Kysely<Tables>({
    dialect: {
      createAdapter: () => adapter,
      createDriver: () => new ClientDriver(connection),
      createIntrospector: (k) => new PostgresIntrospector(k),
      createQueryCompiler: () => compiler,
    },
  }) as unknown as Tx;

/** Several commands in one transaction, each to its end. @throws where one of them wrote something and then failed. */
async function ride(whole: Tx, connection: OneConnection, riders: readonly Rider[]): Promise<Outcome[]> {
  const trip: Trip = tripOf(whole, new Map());
  const ends = await Promise.allSettled(
    riders.map(async (rider): Promise<Outcome> => {
      const own = new SharedConnection(connection);
      const tx = builderOn(own);
      const traveller = board(tx, trip);
      try {
        return { kind: 'done', value: await rider.run(tx) };
      } catch (error) {
        if (traveller.wrote || connection.failed) {
          connection.close(); // for the others too: nothing of it will be saved
          throw error;
        }
        await Promise.all(traveller.takeBack.map((takeBack) => takeBack()));
        return error instanceof Alone ? { kind: 'alone' } : { kind: 'refused', error };
      } finally {
        own.close();
      }
    }),
  );
  return ends.map((end) => {
    if (end.status === 'rejected') throw end.reason;
    return end.value;
  });
}

export interface DbOptions {
  /** Role taken after connecting, so that row-level security binds even when the login is a superuser. */
  readonly role?: string;
  readonly max?: number;
  /** Default true. False behind a pooler that shares connections between transactions (PgBouncer before 1.21). */
  readonly prepare?: boolean;
}

/**
 * Commands look rows up by their keys, so one plan serves every value; left to itself PostgreSQL plans the larger of their
 * statements anew each time (measured: half of what they cost). Searches and lists, whose values matter, only read.
 */
const beginWrite = 'BEGIN READ WRITE; SET LOCAL plan_cache_mode = force_generic_plan';

const sessionSettings = [
  '-c timezone=UTC',
  '-c search_path=public',
  // Queries travel with BEGIN, before anybody knows that it succeeded: outside a transaction nothing may be written.
  '-c default_transaction_read_only=on',
  // What is asked for all the time is in memory, so an index is worth it for a few hundred rows too. With the price of a disk
  // that seeks they were read from end to end, with row-level security asking for the valley once a row.
  '-c random_page_cost=1.1',
];

/** How long a transaction waits for a server that is starting again before its caller hears of it. */
const patienceMs = 5000;

/** Shared transactions at once: while one waits for its commit another is on its way. */
const lanes = 2;

export function openDb(connection: pg.PoolConfig, options: DbOptions = {}): Db {
  const startup = [connection.options, ...sessionSettings];
  const pool = new pg.Pool({
    ...connection,
    max: options.max ?? 12,
    types,
    options: startup.filter(Boolean).join(' '),
    pipeline: true,
  });
  // A connection lost (server restart) must not end the process: the query it interrupts fails, the next one reconnects.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  const prepared = new WeakSet<pg.PoolClient>();
  const statements = options.prepare === false ? undefined : new StatementNames();

  /** A client that can be asked; tried again while the server is starting. */
  async function connected(giveUpAt: number): Promise<pg.PoolClient> {
    for (;;) {
      let client: pg.PoolClient | undefined;
      try {
        client = await pool.connect();
        if (!prepared.has(client)) {
          if (options.role) await client.query(`SET ROLE ${pg.escapeIdentifier(options.role)}`);
          prepared.add(client);
        }
        return client;
      } catch (error) {
        client?.release(error as Error);
        if (!isConnectionLoss(error) || performance.now() > giveUpAt) throw error;
        await sleep(50);
      }
    }
  }

  async function attempt<T>(
    scope: ValleyScope | null,
    readOnly: boolean,
    giveUpAt: number,
    fn: (tx: Tx, connection: OneConnection) => Promise<T>,
  ) {
    const client = await connected(giveUpAt);
    const one = new OneConnection(client, statements);
    let begun = false as boolean;
    let committing = false;
    let ended: Promise<unknown> = Promise.resolve();
    let broken: Error | undefined;
    try {
      // SET LOCAL ends with the transaction, so a pooled connection keeps no valley.
      const valley = scope ? pg.escapeLiteral(scope.valleyId) : `''`;
      const beginning = one.begin(
        `${readOnly ? 'BEGIN READ ONLY' : beginWrite}; SET LOCAL hegu.valley = ${valley}`,
      );
      beginning.then(
        () => (begun = true),
        () => {},
      );
      const tx = builderOn(one);
      board(tx, tripOf(tx));
      const result = await stack.run(true, () => fn(tx, one));
      await beginning;
      one.close();
      if (readOnly) {
        // Nothing can be lost any more: whoever asked has the answer now, and the connection comes back when it has ended.
        ended = client.query('COMMIT');
        return { done: true, result } as const;
      }
      committing = true;
      const { command } = await client.query('COMMIT');
      // PostgreSQL answers COMMIT of a failed transaction with a quiet ROLLBACK.
      if (command !== 'COMMIT')
        throw new Error('nothing was saved: an SQL error inside the transaction was swallowed');
      return { done: true, result } as const;
    } catch (error) {
      one.close();
      try {
        await client.query('ROLLBACK');
      } catch (e) {
        broken = e as Error;
      }
      if (isStalePlan(error)) broken = error as Error;
      // Lost after COMMIT was sent, nobody knows whether it happened; before, it surely did not.
      const lost = isConnectionLoss(error);
      const again = isRetryable(error) || isStalePlan(error) || (lost && !committing);
      return { done: false, error, begun, again, unknown: lost && committing } as const;
    } finally {
      void ended.then(
        () => client.release(broken),
        (error: Error) => client.release(error),
      );
    }
  }

  async function run<T>(
    scope: ValleyScope | null,
    readOnly: boolean,
    fn: (tx: Tx) => Promise<T>,
  ): Promise<T> {
    if (stack.getStore()) throw new Error('a transaction inside a transaction: pass the tx on instead');
    const giveUpAt = performance.now() + patienceMs;
    for (let n = 1; ; ) {
      const outcome = await attempt(scope, readOnly, giveUpAt, fn);
      if (outcome.done) return outcome.result;
      if (!outcome.again) throw outcome.error;
      if (outcome.begun) {
        if (n === 5) throw outcome.error;
        await sleep(Math.random() * 20 * n++);
      } else {
        // A dead connection: nothing has happened yet, so it is simply tried again.
        if (performance.now() > giveUpAt) throw outcome.error;
        await sleep(50);
      }
    }
  }

  const shared = async (scope: ValleyScope, riders: readonly Rider[]) => {
    const giveUpAt = performance.now() + patienceMs;
    const outcome = await attempt(scope, false, giveUpAt, (tx, one) => ride(tx, one, riders));
    if (outcome.done) return outcome.result;
    if (outcome.unknown) throw outcome.error;
    return null;
  };
  const join = createGroupCommit(
    { shared, alone: (rider) => run(rider.scope, false, (tx) => rider.run(tx)) },
    lanes,
  );

  return {
    pool,
    tx: (scope, fn) => run(scope, false, fn),
    together: <T>(scope: ValleyScope, keys: readonly string[], fn: (tx: Tx) => Promise<T>) => {
      if (stack.getStore()) throw new Error('a transaction inside a transaction: pass the tx on instead');
      // Whoever starts the transaction, it is done in the name of who asked (traces)
      const own = AsyncLocalStorage.bind((tx: Tx) => stack.run(true, () => fn(tx)));
      return new Promise<T>((resolve, reject) =>
        join({ scope, keys, run: own, resolve: resolve as (value: unknown) => void, reject }),
      );
    },
    read: (scope, fn) => run(scope, true, fn),
    close: () => pool.end(),
  };
}

const codeOf = (error: unknown) => (error as { code?: string }).code ?? '';

/** Serialization failure, deadlock. */
const isRetryable = (error: unknown) => codeOf(error) === '40001' || codeOf(error) === '40P01';

/** A prepared statement whose table a migration changed meanwhile; a new connection prepares it anew. */
const isStalePlan = (error: unknown) =>
  codeOf(error) === '0A000' && (error as { routine?: string }).routine === 'RevalidateCachedQuery';

const lossCodes = new Set(['57P01', '57P02', '57P03', 'ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE']);
const lossMessages = /Connection terminated|connection error and is not queryable|Client was closed/;

function isConnectionLoss(error: unknown): boolean {
  const code = codeOf(error);
  if (code) return lossCodes.has(code) || /^08/.test(code);
  return error instanceof Error && lossMessages.test(error.message);
}

const sleep = (ms: number) => new Promise<void>((r) => setTimeout(r, ms));
