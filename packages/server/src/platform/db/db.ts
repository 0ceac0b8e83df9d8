import { AsyncLocalStorage } from 'node:async_hooks';
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
import { Temporal } from 'temporal-polyfill';
import type { ValleyScope } from './scope.ts';
import type { Tables } from './tables.ts';

declare const inTransaction: unique symbol;

/** A query builder inside a transaction. There is no other way to query, so a transaction cannot leak. */
export type Tx = Kysely<Tables> & { readonly [inTransaction]: true };

export interface Db {
  /** Runs `fn` in one transaction, in one valley or (null) on global tables only. Retried on deadlock and serialization failure. */
  tx<T>(scope: ValleyScope | null, fn: (tx: Tx) => Promise<T>): Promise<T>;
  /** The same, read-only. */
  read<T>(scope: ValleyScope | null, fn: (tx: Tx) => Promise<T>): Promise<T>;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

// timestamptz → Temporal.Instant, int8 → number (amounts in 分 and counters stay below 2^53), date → 'YYYY-MM-DD'.
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (format !== 'binary') {
      if (oid === 1184) return parseInstant;
      if (oid === 20) return parseSafeInteger;
      if (oid === 1082) return (v: string) => v;
      if (oid === 1700) return (v: string) => v;
    }
    return pg.types.getTypeParser(oid, format as 'text');
  }) as typeof pg.types.getTypeParser,
};

function parseInstant(value: string): Temporal.Instant {
  // '2026-07-15 02:00:00+00': sessions run in UTC
  return Temporal.Instant.from(`${value.slice(0, 10)}T${value.slice(11)}`.replace(/\+00(?::00)?$/, 'Z'));
}

function parseSafeInteger(value: string): number {
  const n = Number(value);
  if (!Number.isSafeInteger(n)) throw new RangeError(`int8 out of the safe range: ${value}`);
  return n;
}

const stack = new AsyncLocalStorage<true>();

class OneConnection implements DatabaseConnection {
  private readonly client: pg.PoolClient;
  constructor(client: pg.PoolClient) {
    this.client = client;
  }
  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const result = await this.client.query(query.sql, query.parameters.map(toParameter));
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

function toParameter(value: unknown): unknown {
  return value instanceof Temporal.Instant ? value.toString() : value;
}

/** Kysely on one checked-out client; begin and commit belong to `tx`, never to the builder. */
class ClientDriver implements Driver {
  private readonly connection: OneConnection;
  constructor(client: pg.PoolClient) {
    this.connection = new OneConnection(client);
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

const retryable = new Set(['40001', '40P01']);

export interface DbOptions {
  /** Role taken after connecting, so that row-level security binds even when the login is a superuser. */
  readonly role?: string;
  readonly max?: number;
}

export function openDb(connection: pg.PoolConfig, options: DbOptions = {}): Db {
  const startup = [`-c timezone=UTC`, `-c search_path=public`];
  const pool = new pg.Pool({
    ...connection,
    max: options.max ?? 12,
    types,
    options: startup.join(' '),
  });
  // A connection lost while idle (server restart) must not end the process; the next use reconnects.
  pool.on('error', () => {});
  const prepared = new WeakSet<pg.PoolClient>();

  async function run<T>(
    scope: ValleyScope | null,
    readOnly: boolean,
    fn: (tx: Tx) => Promise<T>,
  ): Promise<T> {
    if (stack.getStore()) throw new Error('a transaction inside a transaction: pass the tx on instead');
    for (let attempt = 1; ; attempt++) {
      const client = await pool.connect();
      let broken: Error | undefined;
      try {
        if (!prepared.has(client)) {
          if (options.role) await client.query(`SET ROLE ${pg.escapeIdentifier(options.role)}`);
          client.on('error', () => {});
          prepared.add(client);
        }
        const valley = scope ? pg.escapeLiteral(scope.valleyId) : `''`;
        // One round trip; SET LOCAL ends with the transaction, so a pooled connection keeps no valley.
        await client.query(`BEGIN${readOnly ? ' READ ONLY' : ''}; SET LOCAL hegu.valley = ${valley}`);
        const kysely = new Kysely<Tables>({
          dialect: {
            createAdapter: () => adapter,
            createDriver: () => new ClientDriver(client),
            createIntrospector: (k) => new PostgresIntrospector(k),
            createQueryCompiler: () => compiler,
          },
        }) as unknown as Tx;
        const result = await stack.run(true, () => fn(kysely));
        await client.query('COMMIT');
        return result;
      } catch (error) {
        try {
          await client.query('ROLLBACK');
        } catch (e) {
          broken = e as Error;
        }
        const code = (error as { code?: string }).code;
        if (code !== undefined && retryable.has(code) && attempt < 5) {
          await new Promise((r) => setTimeout(r, Math.random() * 20 * attempt));
          continue;
        }
        throw error;
      } finally {
        client.release(broken);
      }
    }
  }

  return {
    pool,
    tx: (scope, fn) => run(scope, false, fn),
    read: (scope, fn) => run(scope, true, fn),
    close: () => pool.end(),
  };
}
