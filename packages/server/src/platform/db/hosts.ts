import { Socket } from 'node:net';
import pg from 'pg';

/**
 * `DATABASE_URL` with several hosts, as libpq writes them: `postgres://hegu:…@db1:5432,db2:5432/hegu`. Every new connection
 * goes to the one that takes writes (libpq's `target_session_attrs=read-write`), so a promoted standby is found without a restart.
 */

/** How long an answer about who takes writes is good for: a pool opens its connections in one go. */
const freshMs = 1000;
const probeTimeoutMs = 3000;

/**
 * @param url a PostgreSQL address; with one host it is used as it is.
 * With `sslmode=verify-full` the certificates of all hosts carry the name of the first.
 */
export function connectionOf(url: string): pg.PoolConfig {
  const urls = urlsOf(url);
  const [first = url] = urls;
  if (urls.length < 2) return { connectionString: first };
  const primary = finder(urls);
  class Following extends Socket {
    override connect(): this {
      primary().then(
        (place) => ('path' in place ? super.connect(place) : super.connect(place)),
        (error: Error) => this.destroy(error),
      );
      return this;
    }
  }
  return { connectionString: first, stream: () => new Following() };
}

/** One address a host. */
export function urlsOf(url: string): string[] {
  const [, before = '', hosts = '', after = ''] = /^([a-z]+:\/\/(?:[^@/?]*@)?)([^/?]*)(.*)$/.exec(url) ?? [];
  return hosts.includes(',') ? hosts.split(',').map((host) => before + host.trim() + after) : [url];
}

type Place = { readonly host: string; readonly port: number } | { readonly path: string };

function finder(urls: readonly string[]): () => Promise<Place> {
  let known: { readonly found: Promise<Place>; at: number } | undefined;
  let last = 0;

  async function find(): Promise<Place> {
    const faults: { readonly where: string; readonly error: Error & { code?: string } }[] = [];
    for (let n = 0; n < urls.length; n++) {
      const index = (last + n) % urls.length;
      const client = new pg.Client({
        connectionString: urls[index],
        connectionTimeoutMillis: probeTimeoutMs,
        query_timeout: probeTimeoutMs,
        application_name: 'hegu',
      });
      client.on('error', () => {});
      const { host, port } = client;
      try {
        await client.connect();
        const { rows } = await client.query<{ readonly: boolean }>(
          `SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only')::boolean AS readonly`,
        );
        if (!rows[0]?.readonly) {
          last = index;
          return host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port };
        }
        throw Object.assign(new Error('takes no writes (a standby?)'), { code: 'ECONNREFUSED' });
      } catch (error) {
        faults.push({ where: `${host}:${port}`, error: error as Error });
      } finally {
        await client.end().catch(() => {});
      }
    }
    // A wrong password is worth more than the other host's being away
    const refused = faults.find(({ error }) => /^(28|3D|42)/.test(error.code ?? ''));
    if (refused) throw refused.error;
    const said = faults.map(({ where, error }) => `${where} ${error.message}`).join('; ');
    throw Object.assign(new Error(`no database host takes writes: ${said}`), { code: 'ECONNREFUSED' });
  }

  return () => {
    if (known && performance.now() - known.at < freshMs) return known.found;
    const found = find();
    // Shared by all who ask while it is being found, and for a moment after
    const entry = { found, at: Number.POSITIVE_INFINITY };
    known = entry;
    found.then(
      () => (entry.at = performance.now()),
      () => {
        if (known === entry) known = undefined;
      },
    );
    return found;
  };
}
