import { CatalogueQuery } from '@hegu/contract/catalogue.ts';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { catalogueSources } from '../../catalogue.ts';
import { packPolicies } from '../../domains/policy/library/service.ts';
import { search } from '../../platform/catalogue/index.ts';
import { manualClock } from '../../platform/clock/index.ts';
import { type TestDb, testDb } from '../../platform/db/testing/index.ts';
import { makeCreditCode } from '../../platform/identity/credit-code.ts';
import { scopeOf } from '../../platform/identity/gate.ts';
import { listValleys } from '../../platform/identity/store.ts';
import { openTerminal, type Terminal } from '../testing/index.ts';

let test: TestDb;
let terminal: Terminal;
const now = manualClock('2026-07-15T02:00:00Z').now();
const code = makeCreditCode('91310114MA1GT5XQ');

beforeAll(async () => {
  test = await testDb();
  terminal = await openTerminal(test.connection);
  const { hegu } = terminal;
  await hegu(['valley', 'create', 'jiading', '--name-zh', '嘉定', '--name-en', 'Jiading']);
  const org = ['--name-zh', '某大学', '--name-en', 'Some University', '--kind', 'university'];
  await hegu(['org', 'add', code, ...org]);
  for (const name of ['质谱中心', '成像中心'])
    await hegu(['facility', 'add', code, '--name-zh', name, '--name-en', 'Centre']);
});
afterAll(async () => {
  await terminal?.close();
  await test?.close();
});

/** Those of the packs, which every valley has. */
const clauses = packPolicies().editions.size;

const find = async (q: string) => {
  const [valley] = await test.db.read(null, listValleys);
  if (!valley) throw new Error('no valley');
  const scope = scopeOf(valley);
  const query = { scope, actor: null, now, locale: 'zh' } as const;
  const answer = await test.db.read(scope, (tx) =>
    search({ tx, ...query }, CatalogueQuery.parse({ q, kind: 'facility' })),
  );
  return answer.items.map((i) => i.titleZh).sort();
};

async function asOwner(text: string): Promise<void> {
  const client = new pg.Client(test.connection);
  await client.connect();
  await client.query(text);
  await client.end();
}

it('fills the catalogue of a database whose facilities are older than their entries', async () => {
  expect(await find('中心')).toEqual(['成像中心', '质谱中心']);
  await asOwner('DELETE FROM catalogue_entries; DELETE FROM catalogue_sources');
  expect(await find('中心')).toEqual([]);
  const { hegu } = terminal;
  expect(await hegu(['catalogue', 'reindex', '--outdated'])).toMatchObject({
    exit: 0,
    out: `✓ jiading 已重建 ${2 + clauses} 条\n`,
  });
  expect(await find('中心')).toEqual(['成像中心', '质谱中心']);
  expect((await hegu(['catalogue', 'reindex', '--outdated'])).out).toBe('✓ jiading 已是最新\n');
});

it('writes everything again on request, of one valley too', async () => {
  await asOwner(`UPDATE catalogue_entries SET title_zh = '旧名'; UPDATE catalogue_index SET tokens = ''`);
  const { hegu } = terminal;
  const said = await hegu(['catalogue', 'reindex', '--valley', 'jiading', '--json']);
  expect(JSON.parse(said.out)).toEqual([
    { valley: 'jiading', kinds: catalogueSources.map((s) => s.kind), things: 2 + clauses, rows: 0 },
  ]);
  expect(await find('质谱中心')).toEqual(['质谱中心']);
  expect(await hegu(['catalogue', 'reindex', '--valley', 'nowhere'])).toMatchObject({ exit: 1 });
});
