import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/db.ts';
import type { ValleyScope } from '../db/scope.ts';
import { recordset } from '../db/values.ts';

/** All SQL of the catalogue. The functions it calls are explained in migrations/0004_catalogue.sql. */

export interface EntryRow {
  readonly kind: string;
  readonly ref_id: string;
  readonly title_zh: string;
  readonly title_en: string;
  readonly subtitle_zh: string;
  readonly subtitle_en: string;
  readonly model: string;
  readonly maker: string;
  readonly class_code: string | null;
  readonly district: string | null;
  readonly owner_id: string | null;
  readonly owner_zh: string;
  readonly owner_en: string;
  readonly modes: readonly string[];
  readonly members_only: boolean;
  readonly keywords: readonly string[];
  readonly body: string;
  readonly card: Readonly<Record<string, unknown>>;
  readonly weight: number;
  readonly updated_at: Temporal.Instant;
}

export interface IndexedRow extends EntryRow {
  readonly tokens: string;
  readonly words: readonly string[];
}

export interface Filters {
  readonly members: boolean;
  readonly kinds: readonly string[] | null;
  readonly classes: readonly string[] | null;
  readonly districts: readonly string[] | null;
  readonly owners: readonly string[] | null;
  readonly modes: readonly string[] | null;
}

/** `rank` orders entries of one tier: weight, then age. Below 2^53. */
export interface Place {
  readonly rank: number;
  readonly refId: string;
  readonly kind: string;
}

/** `tier` counts from 1. */
export interface Hit {
  readonly tier: number;
  readonly kind: string;
  readonly ref_id: string;
  readonly rank: number;
}

/** Seconds of the time in a UUIDv7; of any other UUID a number that never changes, which is all that is needed. */
const secondsOf = (uuid: string): number =>
  Math.floor(Number.parseInt(uuid.replace('-', '').slice(0, 12), 16) / 1000) % 2 ** 32;

const rankOf = (row: EntryRow): number => row.weight * 2 ** 32 + secondsOf(row.ref_id);

/** Writes entries and their index rows. An index row that would not change is left alone: a new one is dear in a GIN index. */
export async function upsert(
  tx: Tx,
  scope: ValleyScope,
  rows: readonly IndexedRow[],
  madeWith: number,
): Promise<void> {
  if (rows.length === 0) return;
  const facets = await packFacets(tx, scope, rows);
  const json = recordset(rows.map((row, i) => ({ ...row, rank: rankOf(row), facets: facets[i] })));
  await sql`
    INSERT INTO catalogue_entries (valley_id, kind, ref_id, title_zh, title_en, subtitle_zh, subtitle_en, model, maker,
      class_code, district, owner_id, owner_zh, owner_en, modes, members_only, keywords, body, card, weight, updated_at)
    SELECT ${scope.valleyId}, kind, ref_id, title_zh, title_en, subtitle_zh, subtitle_en, model, maker,
      class_code, district, owner_id, owner_zh, owner_en, modes, members_only, keywords, body, card, weight, updated_at
    FROM jsonb_to_recordset(${json}::jsonb) AS r (kind text, ref_id uuid, title_zh text, title_en text, subtitle_zh text,
      subtitle_en text, model text, maker text, class_code text, district text, owner_id uuid, owner_zh text,
      owner_en text, modes text[], members_only boolean, keywords text[], body text, card jsonb, weight integer,
      updated_at timestamptz)
    ON CONFLICT (valley_id, kind, ref_id) DO UPDATE SET
      title_zh = excluded.title_zh, title_en = excluded.title_en, subtitle_zh = excluded.subtitle_zh,
      subtitle_en = excluded.subtitle_en, model = excluded.model, maker = excluded.maker,
      class_code = excluded.class_code, district = excluded.district, owner_id = excluded.owner_id,
      owner_zh = excluded.owner_zh, owner_en = excluded.owner_en, modes = excluded.modes,
      members_only = excluded.members_only, keywords = excluded.keywords, body = excluded.body, card = excluded.card,
      weight = excluded.weight, updated_at = excluded.updated_at`.execute(tx);
  await sql`
    INSERT INTO catalogue_index AS i (valley_id, kind, ref_id, rank, members_only, class_code, district, owner_id, modes,
      facets, made_with, tokens)
    SELECT ${scope.valleyId}, kind, ref_id, rank, members_only, class_code, district, owner_id, modes,
      facets, ${madeWith}, tokens
    FROM jsonb_to_recordset(${json}::jsonb) AS r (kind text, ref_id uuid, rank bigint, members_only boolean,
      class_code text, district text, owner_id uuid, modes text[], facets bytea, tokens tsvector)
    ON CONFLICT (valley_id, kind, ref_id) DO UPDATE SET
      rank = excluded.rank, members_only = excluded.members_only, class_code = excluded.class_code,
      district = excluded.district, owner_id = excluded.owner_id, modes = excluded.modes,
      facets = excluded.facets, made_with = excluded.made_with, tokens = excluded.tokens
    WHERE (i.rank, i.members_only, i.class_code, i.district, i.owner_id, i.modes, i.made_with, i.tokens)
      IS DISTINCT FROM (excluded.rank, excluded.members_only, excluded.class_code, excluded.district,
        excluded.owner_id, excluded.modes, excluded.made_with, excluded.tokens)`.execute(tx);
  await addWords(tx, scope, rows);
}

/** Words only come: one whose entries are gone finds nothing, and is then not offered. */
async function addWords(tx: Tx, scope: ValleyScope, rows: readonly IndexedRow[]): Promise<void> {
  const words = new Map<string, boolean>();
  for (const row of rows)
    for (const word of row.words) words.set(word, (words.get(word) ?? true) && row.members_only);
  if (words.size === 0) return;
  const sorted = [...words].sort(([a], [b]) => (a < b ? -1 : 1));
  // Known words are left out before the insert, which would lock their rows against everybody else's imports.
  await sql`
    INSERT INTO catalogue_words (valley_id, word, members_only)
    SELECT ${scope.valleyId}, n.word, n.members_only
    FROM unnest(${sorted.map(([w]) => w)}::text[], ${sorted.map(([, m]) => m)}::boolean[]) AS n (word, members_only)
    WHERE NOT EXISTS (
      SELECT 1 FROM catalogue_words w
      WHERE w.valley_id = ${scope.valleyId} AND w.word = n.word AND (n.members_only OR NOT w.members_only)
    )
    ON CONFLICT (valley_id, word) DO UPDATE SET members_only = false WHERE NOT excluded.members_only`.execute(
    tx,
  );
}

export async function remove(tx: Tx, scope: ValleyScope, kind: string, refId: string): Promise<boolean> {
  const result = await sql`
    DELETE FROM catalogue_entries WHERE valley_id = ${scope.valleyId} AND kind = ${kind} AND ref_id = ${refId}`.execute(
    tx,
  );
  return (result.numAffectedRows ?? 0n) > 0n;
}

export async function fetchEntries(
  tx: Tx,
  scope: ValleyScope,
  hits: readonly Pick<Hit, 'kind' | 'ref_id'>[],
): Promise<readonly EntryRow[]> {
  if (hits.length === 0) return [];
  const { rows } = await sql<EntryRow>`
    SELECT e.* FROM unnest(${hits.map((h) => h.kind)}::text[], ${hits.map((h) => h.ref_id)}::uuid[]) AS h (kind, ref_id)
    JOIN catalogue_entries e ON e.valley_id = ${scope.valleyId} AND e.kind = h.kind AND e.ref_id = h.ref_id`.execute(
    tx,
  );
  return rows;
}

export async function ownerNames(
  tx: Tx,
  scope: ValleyScope,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { readonly zh: string; readonly en: string }>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; zh: string; en: string }>`
    SELECT o.id, n.owner_zh AS zh, n.owner_en AS en
    FROM unnest(${ids}::uuid[]) AS o (id)
    CROSS JOIN LATERAL (
      SELECT owner_zh, owner_en FROM catalogue_entries e
      WHERE e.valley_id = ${scope.valleyId} AND e.owner_id = o.id LIMIT 1
    ) n`.execute(tx);
  return new Map(rows.map((r) => [r.id, { zh: r.zh, en: r.en }]));
}

/** The facets of at most `most` hits, 20 bytes a hit: five numbers, big-endian, in the order of `facetNames`. */
export async function tally(tx: Tx, q: string, members: boolean, most: number): Promise<Buffer> {
  const { rows } = await sql<{ packed: Buffer | null }>`
    SELECT catalogue_tally(${q}::tsquery, ${members}, ${most}) AS packed`.execute(tx);
  return rows[0]?.packed ?? Buffer.alloc(0);
}

export const facetNames = ['kind', 'class', 'district', 'owner', 'mode'] as const;
/** Of one hit in packed facets. */
export const bytesOfFacets = facetNames.length * 4;
export type FacetName = (typeof facetNames)[number];

export interface FacetValue {
  readonly no: number;
  readonly facet: FacetName;
  readonly value: string;
}

export async function valuesByNumber(
  tx: Tx,
  scope: ValleyScope,
  numbers: readonly number[],
): Promise<readonly FacetValue[]> {
  const { rows } = await sql<FacetValue>`
    SELECT no, facet, value FROM catalogue_values
    WHERE valley_id = ${scope.valleyId} AND no = ANY (${numbers}::integer[])`.execute(tx);
  return rows;
}

const facetsOfRow = (row: EntryRow): readonly (string | null)[] => [
  row.kind,
  row.class_code,
  row.district,
  row.owner_id,
  row.modes.length === 0 ? null : row.modes.join(','),
];

/** The facets of rows as bytes; values not met before are given numbers. */
async function packFacets(tx: Tx, scope: ValleyScope, rows: readonly EntryRow[]): Promise<readonly Buffer[]> {
  const wanted = new Map<string, readonly [FacetName, string]>();
  for (const row of rows)
    facetsOfRow(row).forEach((value, i) => {
      const facet = facetNames[i];
      if (value !== null && facet) wanted.set(`${facet} ${value}`, [facet, value]);
    });
  // In one order everywhere, so that two imports with the same new values do not wait for each other in a circle.
  const pairs = [...wanted.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, pair]) => pair);
  const facets = pairs.map(([f]) => f);
  const values = pairs.map(([, v]) => v);
  const known = () =>
    sql<FacetValue>`
      SELECT v.no, v.facet, v.value FROM unnest(${facets}::text[], ${values}::text[]) AS w (facet, value)
      JOIN catalogue_values v ON v.valley_id = ${scope.valleyId} AND v.facet = w.facet AND v.value = w.value`.execute(
      tx,
    );
  let { rows: found } = await known();
  if (found.length < pairs.length) {
    await sql`
      INSERT INTO catalogue_values (valley_id, facet, value)
      SELECT ${scope.valleyId}, w.facet, w.value FROM unnest(${facets}::text[], ${values}::text[]) AS w (facet, value)
      WHERE NOT EXISTS (
        SELECT 1 FROM catalogue_values v
        WHERE v.valley_id = ${scope.valleyId} AND v.facet = w.facet AND v.value = w.value
      )
      ON CONFLICT (valley_id, facet, value) DO NOTHING`.execute(tx);
    found = (await known()).rows;
  }
  const numbers = new Map(found.map((v) => [`${v.facet} ${v.value}`, v.no]));
  return rows.map((row) => {
    const packed = Buffer.alloc(bytesOfFacets);
    facetsOfRow(row).forEach((value, i) => {
      if (value !== null) packed.writeInt32BE(numbers.get(`${facetNames[i]} ${value}`) ?? 0, i * 4);
    });
    return packed;
  });
}

/** What a search by words found: the facets of its hits (see `tally`), at most one more than `most`, and a page of them. */
export interface Page {
  readonly packed: Buffer;
  readonly hits: readonly Hit[];
}

/** A search as `buildQuery` writes it. */
export interface Words {
  readonly all: string;
  readonly byTier: readonly (string | null)[];
  readonly above: readonly (string | null)[];
}

/** `tier` counts from 1; `after` is a place within it. */
export async function searchWords(
  tx: Tx,
  q: Words,
  f: Filters,
  { tier, after }: { readonly tier: number; readonly after: Place | null },
  wanted: number,
  { most, sample }: { readonly most: number; readonly sample: boolean },
): Promise<Page> {
  const { rows } = await sql<Hit & { packed: Buffer | null }>`
    SELECT tier, kind, ref_id, rank, packed FROM catalogue_search(${q.all}::tsquery, ${q.byTier}::tsquery[],
      ${q.above}::tsquery[], ${f.members}, ${f.kinds}::text[], ${f.classes}::text[], ${f.districts}::text[],
      ${f.owners}::uuid[], ${f.modes}::text[], ${tier}, ${after?.rank ?? null}::bigint,
      ${after?.refId ?? null}::uuid, ${after?.kind ?? null}::text, ${wanted}, ${most},
      ${sample})`.execute(tx);
  const [first, ...hits] = rows;
  return { packed: first?.packed ?? Buffer.alloc(0), hits };
}

/** The best-ranked of the hits of one `tsquery`, as hits of tier 1. Reads them all. */
export async function top(
  tx: Tx,
  q: string,
  f: Filters,
  after: Place | null,
  wanted: number,
): Promise<readonly Hit[]> {
  const { rows } = await sql<Hit>`
    SELECT tier, kind, ref_id, rank FROM catalogue_top(${[q]}::tsquery[], ${f.members}, ${f.kinds}::text[],
      ${f.classes}::text[], ${f.districts}::text[], ${f.owners}::uuid[], ${f.modes}::text[], 1,
      ${after?.rank ?? null}::bigint, ${after?.refId ?? null}::uuid, ${after?.kind ?? null}::text, ${wanted})`.execute(
    tx,
  );
  return rows;
}

export async function hasMoreThan(tx: Tx, scope: ValleyScope, entries: number): Promise<boolean> {
  const { rows } = await sql`
    SELECT 1 FROM catalogue_index WHERE valley_id = ${scope.valleyId}
    ORDER BY rank DESC OFFSET ${entries} LIMIT 1`.execute(tx);
  return rows.length > 0;
}

/** The whole valley, as hits of tier 1. */
export async function list(tx: Tx, f: Filters, after: Place | null, wanted: number): Promise<readonly Hit[]> {
  const { rows } = await sql<Hit>`
    SELECT tier, kind, ref_id, rank FROM catalogue_list(${f.members}, ${f.kinds}::text[], ${f.classes}::text[],
      ${f.districts}::text[], ${f.owners}::uuid[], ${f.modes}::text[],
      ${after?.rank ?? null}::bigint, ${after?.refId ?? null}::uuid, ${after?.kind ?? null}::text, ${wanted})`.execute(
    tx,
  );
  return rows;
}

/** Words of the valley most like a word, likest first. */
export async function like(
  tx: Tx,
  scope: ValleyScope,
  word: string,
  members: boolean,
  most: number,
): Promise<readonly string[]> {
  const { rows } = await sql<{ word: string }>`
    SELECT w.word FROM catalogue_words w
    WHERE w.valley_id = ${scope.valleyId} AND (${members} OR NOT w.members_only)
      AND similarity(w.word, ${word}) >= 0.15
    ORDER BY similarity(w.word, ${word}) DESC, w.word LIMIT ${most}`.execute(tx);
  return rows.map((r) => r.word);
}
