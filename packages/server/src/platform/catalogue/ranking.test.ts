import pg from 'pg';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openScope } from '../db/scope.ts';
import { type TestDb, testDb } from '../db/testing/index.ts';
import { newId } from '../ids.ts';
import { type CatalogueEntry, upsertEntries } from './index.ts';
import { valleyMark } from './lexemes.ts';
import { buildQuery } from './query.ts';
import { referenceAt } from './reference.ts';
import * as store from './store.ts';
import { readQuery } from './terms.ts';

/**
 * However a page is found (all hits gathered, slices of the best-ranked, the sample), it is the page that reading every
 * entry would give.
 */
const now = Temporal.Instant.from('2026-07-15T02:00:00Z');
const scope = openScope({ valleyId: newId(), zone: 'Asia/Shanghai' });
const reference = referenceAt(now, scope.zone);
const size = 3000;

/** mulberry32 */
let seed = 4170;
function random(): number {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = seed;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
/** Characters that no class is named by; the first come much more often. */
const letters = [...'紫罗兰莓茉莉薇葵'];
const letter = () => letters[Math.floor(random() ** 6 * letters.length)] ?? '紫';
const word = (length: number) => Array.from({ length }, letter).join('');

const entries: readonly CatalogueEntry[] = Array.from({ length: size }, () => ({
  kind: random() < 0.5 ? 'service' : 'space',
  refId: newId(),
  titleZh: word(2 + Math.floor(random() * 3)),
  titleEn: '',
  keywords: random() < 0.3 ? [word(2)] : [],
  body: word(6),
  district: random() < 0.2 ? '310114' : '310115',
  membersOnly: random() < 0.1,
  // Few weights, so that many entries are told apart by their ids alone.
  weight: Math.floor(random() * 4) * 100,
  updatedAt: now,
}));

let t: TestDb;
beforeAll(async () => {
  t = await testDb();
  const client = new pg.Client(t.connection);
  await client.connect();
  await client.query(
    `INSERT INTO valleys (id, slug, name_zh, name_en, created_at) VALUES ($1, 'many', '谷', 'Valley', $2)`,
    [scope.valleyId, now.toString()],
  );
  await t.db.tx(scope, (tx) => upsertEntries(tx, scope, entries, now));
  await client.query('ANALYZE catalogue_index');
  await client.end();
}, 60_000);
afterAll(() => t?.close());

const tierOf = (e: CatalogueEntry, q: string): number | null => {
  if (e.titleZh === q) return 1;
  if (e.titleZh.startsWith(q)) return 2;
  if (e.titleZh.includes(q)) return 3;
  if (e.keywords?.some((k) => k.includes(q))) return 4;
  return e.body?.includes(q) ? 6 : null;
};
const seconds = (id: string) => Number.parseInt(id.replace('-', '').slice(0, 12), 16) / 1000;

interface Chosen {
  readonly members: boolean;
  readonly district?: string;
  readonly kind?: string;
}

/** Every entry read, as [tier, id]. */
function expected(q: string, chosen: Chosen): readonly (readonly [number, string])[] {
  return entries
    .filter((e) => chosen.members || !e.membersOnly)
    .filter((e) => chosen.district === undefined || e.district === chosen.district)
    .filter((e) => chosen.kind === undefined || e.kind === chosen.kind)
    .flatMap((e) => {
      const tier = tierOf(e, q);
      return tier === null ? [] : [{ tier, e }];
    })
    .sort(
      (a, b) =>
        a.tier - b.tier ||
        (b.e.weight ?? 0) - (a.e.weight ?? 0) ||
        Math.floor(seconds(b.e.refId)) - Math.floor(seconds(a.e.refId)) ||
        (a.e.refId < b.e.refId ? 1 : -1),
    )
    .map(({ tier, e }) => [tier, e.refId] as const);
}

const ways = [
  { most: 5000, sample: false },
  { most: 5000, sample: true },
  { most: 200, sample: false },
  { most: 200, sample: true },
  { most: 20, sample: true },
];
const choices: readonly Chosen[] = [
  { members: true },
  { members: false },
  { members: true, district: '310114' },
  { members: false, district: '310114', kind: 'space' },
];

/** All pages of a search, one after the other. */
async function pages(q: string, chosen: Chosen, limit: number, way: (typeof ways)[number]) {
  const built = buildQuery(valleyMark(scope.valleyId), readQuery(q), reference.classes);
  if (!built) throw new Error('nothing to search for');
  const filters: store.Filters = {
    members: chosen.members,
    kinds: chosen.kind === undefined ? null : [chosen.kind],
    classes: null,
    districts: chosen.district === undefined ? null : [chosen.district],
    owners: null,
    modes: null,
  };
  const found: (readonly [number, string])[] = [];
  const counted: number[] = [];
  let start: { tier: number; after: store.Place | null } = { tier: 1, after: null };
  for (;;) {
    const page = await t.db.read(scope, (tx) => store.searchWords(tx, built, filters, start, limit + 1, way));
    counted.push(page.packed.length / store.bytesOfFacets);
    const shown = page.hits.slice(0, limit);
    found.push(...shown.map((h) => [h.tier, h.ref_id] as const));
    const last = shown.at(-1);
    if (page.hits.length <= limit || !last) return { found, counted };
    start = { tier: last.tier, after: { rank: last.rank, refId: last.ref_id, kind: last.kind } };
  }
}

describe.each(ways)('counting up to $most hits, with the sample: $sample', (way) => {
  test.each(['紫紫', '紫罗', '罗紫', '兰罗', '葵葵', '葵薇'])('%s: all pages, in order', async (q) => {
    for (const chosen of choices) {
      const all = expected(q, chosen);
      const { found, counted } = await pages(q, chosen, 150, way);
      expect(found).toEqual(all);
      // What is counted is counted before the filters, and never more than there is.
      const hits = expected(q, { members: chosen.members }).length;
      for (const n of counted) {
        expect(n).toBeLessThanOrEqual(Math.min(hits, way.most + 1));
        if (n <= way.most) expect(n).toBe(hits);
      }
    }
  });
  test('a single hit a page', async () => {
    const all = expected('葵葵', { members: true });
    expect(all.length).toBeGreaterThan(3);
    expect((await pages('葵葵', { members: true }, 1, way)).found).toEqual(all);
  });
});

test('the words are common enough to be found in every way', () => {
  const tiers = expected('紫紫', { members: true }).map(([tier]) => tier);
  // More than 100 in a sixteenth of the entries: the tier of titles is read in slices.
  expect(tiers.filter((tier) => tier <= 3).length).toBeGreaterThan(1800);
  expect(new Set(tiers)).toEqual(new Set([1, 2, 3, 4, 6]));
});
