import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/db.ts';
import type { ValleyScope } from '../db/scope.ts';
import { valleyMark } from './lexemes.ts';
import { outdated } from './rebuild/store.ts';
import { type Reference, referenceAt } from './reference.ts';
import * as store from './store.ts';
import { indexRow } from './tokens.ts';

/** What a counter offers, as the catalogue holds it. Written by the domain in the same transaction as the thing itself. */
export interface CatalogueEntry {
  /** The domain's name for it: `instrument`, `service`, … */
  readonly kind: string;
  /** The thing's own id. Kind and id together name the entry. */
  readonly refId: string;
  readonly titleZh: string;
  readonly titleEn: string;
  readonly subtitleZh?: string;
  readonly subtitleEn?: string;
  readonly model?: string;
  readonly maker?: string;
  /** Of the instrument taxonomy, any level. */
  readonly classCode?: string | null;
  /** GB/T 2260. */
  readonly district?: string | null;
  readonly ownerId?: string | null;
  readonly ownerZh?: string;
  readonly ownerEn?: string;
  readonly modes?: readonly string[];
  /** Seen only by those who are something in the valley. */
  readonly membersOnly: boolean;
  readonly keywords?: readonly string[];
  /** Description in either or both languages; the first 8,000 characters are searched. */
  readonly body?: string;
  /** Data for the card a person sees; not searched. */
  readonly card?: Readonly<Record<string, unknown>>;
  /** Comes first among equals: 0 (as most) to 1,000,000, e.g. hours used last month. Newer entries come first among those. */
  readonly weight?: number;
  readonly updatedAt: Temporal.Instant;
}

function toRow(entry: CatalogueEntry): store.EntryRow {
  return {
    kind: entry.kind,
    ref_id: entry.refId,
    title_zh: entry.titleZh,
    title_en: entry.titleEn,
    subtitle_zh: entry.subtitleZh ?? '',
    subtitle_en: entry.subtitleEn ?? '',
    model: entry.model ?? '',
    maker: entry.maker ?? '',
    class_code: entry.classCode ?? null,
    district: entry.district ?? null,
    owner_id: entry.ownerId ?? null,
    owner_zh: entry.ownerZh ?? '',
    owner_en: entry.ownerEn ?? '',
    modes: [...new Set(entry.modes ?? [])].sort(),
    members_only: entry.membersOnly,
    keywords: entry.keywords ?? [],
    body: entry.body ?? '',
    card: entry.card ?? {},
    weight: entry.weight ?? 0,
    updated_at: entry.updatedAt,
  };
}

function index(scope: ValleyScope, row: store.EntryRow, reference: Reference): store.IndexedRow {
  const district = row.district === null ? undefined : reference.districts.get(row.district);
  const { tokens, words } = indexRow(valleyMark(scope.valleyId), {
    titles: [row.title_zh, row.title_en],
    model: row.model,
    maker: row.maker,
    names: [
      row.subtitle_zh,
      row.subtitle_en,
      ...row.keywords,
      row.owner_zh,
      row.owner_en,
      ...(district ? [district.zh, district.en] : []),
    ],
    sounds: [...row.keywords, row.owner_zh, ...(district ? [district.zh] : [])],
    body: row.body,
    classCode: row.class_code,
  });
  return { ...row, tokens, words };
}

/** Puts entries into the catalogue or replaces them, in the caller's transaction. */
export async function upsertEntries(
  tx: Tx,
  scope: ValleyScope,
  entries: readonly CatalogueEntry[],
  now: Temporal.Instant,
): Promise<void> {
  const reference = referenceAt(now, scope.zone);
  // In one order everywhere, so that two writers of the same entries do not wait for each other in a circle.
  const rows = entries
    .map((e) => index(scope, toRow(e), reference))
    .sort((a, b) => (a.kind + a.ref_id < b.kind + b.ref_id ? -1 : 1));
  for (let i = 0; i < rows.length; i += 500)
    await store.upsert(tx, scope, rows.slice(i, i + 500), reference.madeWith);
}

export async function upsertEntry(
  tx: Tx,
  scope: ValleyScope,
  entry: CatalogueEntry,
  now: Temporal.Instant = entry.updatedAt,
): Promise<void> {
  await upsertEntries(tx, scope, [entry], now);
}

/** Takes an entry out. False when there was none. */
export const removeEntry = (tx: Tx, scope: ValleyScope, kind: string, refId: string): Promise<boolean> =>
  store.remove(tx, scope, kind, refId);

/**
 * Makes index rows again that an older version of the code or the districts made, at most `limit` of them, from the entries
 * as they stand.
 *
 * @returns how many rows were made; fewer than `limit` means that none is left.
 */
export async function reindex(
  tx: Tx,
  scope: ValleyScope,
  now: Temporal.Instant,
  limit = 500,
): Promise<number> {
  const reference = referenceAt(now, scope.zone);
  const rows = await outdated(tx, scope, reference.madeWith, limit);
  await store.upsert(
    tx,
    scope,
    rows.map((row) => index(scope, row, reference)),
    reference.madeWith,
  );
  return rows.length;
}
