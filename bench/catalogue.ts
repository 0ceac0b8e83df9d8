import { performance } from 'node:perf_hooks';
import { CatalogueQuery } from '@hegu/contract/catalogue.ts';
import pg from 'pg';
import { Temporal } from 'temporal-polyfill';
import {
  type CatalogueEntry,
  search,
  upsertEntries,
} from '../packages/server/src/platform/catalogue/index.ts';
import { openDb } from '../packages/server/src/platform/db/db.ts';
import { appRole } from '../packages/server/src/platform/db/migrate.ts';
import { openScope } from '../packages/server/src/platform/db/scope.ts';
import { newId } from '../packages/server/src/platform/ids.ts';
import { type CorpusEntry, corpus, twoCharacterQueries } from './catalogue/corpus.ts';

export interface CatalogueRow {
  readonly what: string;
  readonly searches: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Hits of the median search and of the largest, as far as they were counted. */
  readonly hits: string;
}

export interface CatalogueBench {
  /** A migrated database that may be filled; the login that owns it. */
  readonly connection: pg.PoolConfig;
  readonly quick: boolean;
  readonly log?: (line: string) => void;
}

const now = Temporal.Instant.from('2026-07-15T02:00:00Z');
const batch = 2000;

/** Either way a large valley, whose common words are counted in a sample. */
export const entriesOf = (quick: boolean): number => (quick ? 12_000 : 100_000);

/**
 * Search over Chinese entries of about 130 characters, through the service as a route calls it: ranking of the first fifty,
 * all facets, highlights. Aim: p99 of two-character searches at most 15 ms over 100,000 entries.
 */
export async function benchCatalogue(options: CatalogueBench): Promise<CatalogueRow[]> {
  const log = options.log ?? (() => {});
  const size = entriesOf(options.quick);
  const count = options.quick ? 400 : 2000;
  const scope = openScope({ valleyId: newId(), zone: 'Asia/Shanghai' });
  const owner = new pg.Client(options.connection);
  await owner.connect();
  const db = openDb(options.connection, { role: appRole, max: 4 });
  try {
    await owner.query(
      `INSERT INTO valleys (id, slug, name_zh, name_en, created_at) VALUES ($1, $2, '检索', 'Search', $3)`,
      [scope.valleyId, `bench-${scope.valleyId.slice(-8)}`, now.toString()],
    );
    const began = performance.now();
    const seconds = () => ((performance.now() - began) / 1000).toFixed(0);
    // Filled as a bulk load is: the indexes of words are made over all rows at once, which is four times as fast.
    const { rows: indexes } = await owner.query<{ name: string; definition: string }>(
      `SELECT indexname AS name, indexdef AS definition FROM pg_indexes
       WHERE tablename = 'catalogue_index' AND indexdef LIKE '%USING gin%'`,
    );
    for (const { name } of indexes) await owner.query(`DROP INDEX ${pg.escapeIdentifier(name)}`);
    // Kept small, so that the collector of a process full of entries is not what is measured.
    const sample: CorpusEntry[] = [];
    let next: CatalogueEntry[] = [];
    let done = 0;
    for (const e of corpus(size)) {
      if (done % (size / 5000) === 0) sample.push(e);
      done++;
      next.push({ ...e, updatedAt: now });
      if (next.length < batch && done < size) continue;
      const rows = next;
      next = [];
      await db.tx(scope, (tx) => upsertEntries(tx, scope, rows, now));
      if (done % (5 * batch) === 0 || done === size)
        log(`catalogue: ${done} of ${size} entries, ${seconds()} s`);
    }
    await owner.query(`SET maintenance_work_mem = '512MB'`);
    for (const { definition } of indexes) await owner.query(definition);
    log(`catalogue: indexes of words, ${seconds()} s`);
    await owner.query('VACUUM ANALYZE catalogue_entries');
    await owner.query('VACUUM ANALYZE catalogue_index');

    const one = async (q: string, filters: Record<string, string>): Promise<{ ms: number; hits: number }> => {
      const query = CatalogueQuery.parse({ q, limit: '50', ...filters });
      const start = performance.now();
      const answer = await db.read(scope, (tx) =>
        search({ tx, scope, actor: null, now, locale: 'zh' }, query),
      );
      return { ms: performance.now() - start, hits: answer.total };
    };
    const measure = async (
      what: string,
      queries: readonly string[],
      filters: Record<string, string> = {},
    ): Promise<CatalogueRow> => {
      for (const q of queries.slice(0, 60)) await one(q, filters);
      const ms: number[] = [];
      const hits: number[] = [];
      for (const q of queries) {
        const result = await one(q, filters);
        ms.push(result.ms);
        hits.push(result.hits);
      }
      ms.sort((a, b) => a - b);
      hits.sort((a, b) => a - b);
      const at = (list: readonly number[], p: number) =>
        list[Math.min(list.length - 1, Math.floor(list.length * p))] ?? 0;
      return {
        what,
        searches: ms.length,
        p50Ms: at(ms, 0.5),
        p95Ms: at(ms, 0.95),
        p99Ms: at(ms, 0.99),
        maxMs: at(ms, 1),
        hits: `${at(hits, 0.5)} / ${at(hits, 1)}`,
      };
    };
    const pick = (from: (e: CorpusEntry) => string | undefined, n: number) =>
      sample.flatMap((e) => from(e) ?? []).slice(0, n);
    return [
      await measure('two characters', twoCharacterQueries(sample, count)),
      await measure('two characters in one district', twoCharacterQueries(sample, count / 4, 11), {
        district: '310114',
      }),
      await measure(
        'three characters of a title',
        pick((e) => /\p{sc=Han}{3}/u.exec(e.titleZh)?.[0], count / 4),
      ),
      await measure(
        'five characters',
        pick((e) => /\p{sc=Han}{5}/u.exec(e.body)?.[0], count / 4),
      ),
      await measure(
        'model number',
        pick((e) => (e.model === '' ? undefined : e.model), count / 4),
      ),
      await measure('pinyin initials', ['yzly', 'gjj', 'lsxb', 'hcgz', 'dljcx', 'pfsf', 'zds', 'xqp']),
    ];
  } finally {
    await db.close();
    await owner.end();
  }
}

/** A table a person reads. */
export function catalogueTable(rows: readonly CatalogueRow[]): string {
  const head = ['search', 'n', 'p50 ms', 'p95 ms', 'p99 ms', 'max ms', 'hits p50 / max'];
  const lines = rows.map((r) => [
    r.what,
    String(r.searches),
    ...[r.p50Ms, r.p95Ms, r.p99Ms, r.maxMs].map((n) => n.toFixed(1)),
    r.hits,
  ]);
  const widths = head.map((h, i) => Math.max(h.length, ...lines.map((l) => l[i]?.length ?? 0)));
  const print = (cells: readonly string[]) =>
    cells.map((c, i) => (i === 0 ? c.padEnd(widths[i] ?? 0) : c.padStart(widths[i] ?? 0))).join('  ');
  return [print(head), ...lines.map(print)].join('\n');
}
