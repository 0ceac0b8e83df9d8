import type {
  CatalogueAnswer,
  CatalogueItem,
  CatalogueQuery,
  CatalogueSuggestion,
  HighlightField,
} from '@hegu/contract/catalogue.ts';
import type { Query } from '../command.ts';
import { DomainError } from '../errors.ts';
import { decodeCursor, encodeCursor } from '../http/cursor.ts';
import { mayBeMisspelt, nearest, rewrite } from './correct.ts';
import { facetsOf, foremostOwners } from './facets.ts';
import { type Found, find, type Start } from './find.ts';
import { highlight, snippet, termsToMark } from './highlight.ts';
import { valleyMark } from './lexemes.ts';
import { buildQuery, everything, relax, type Tier, tiers } from './query.ts';
import { type Reference, referenceAt } from './reference.ts';
import * as store from './store.ts';
import { type ReadQuery, readQuery, type Term } from './terms.ts';

/** A search that finds fewer than this may be misspelt. */
const few = 3;
const similarWords = 60;

/** How the words were read; a cursor says it, so that the next page reads them the same way. */
const readings = ['typed', 'relaxed', 'corrected'] as const;
type Reading = (typeof readings)[number];

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

interface Cursor extends Start {
  readonly reading: Reading;
}

function readCursor(text: string | undefined): Cursor | null {
  const key = decodeCursor(text, 5);
  if (key === null) return null;
  const [readingAt, tier, rank, refId, kind] = key;
  const reading = typeof readingAt === 'number' ? readings[readingAt] : undefined;
  if (
    reading === undefined ||
    !Number.isInteger(tier) ||
    Number(tier) < 1 ||
    Number(tier) > tiers.length ||
    !Number.isSafeInteger(rank) ||
    Number(rank) < 0 ||
    typeof refId !== 'string' ||
    !uuid.test(refId) ||
    typeof kind !== 'string'
  )
    throw new DomainError('request.cursor');
  return { reading, tier: Number(tier), after: { rank: Number(rank), refId, kind } };
}

/** Whoever is something in the valley sees what is for members. */
const isMember = (q: Query): boolean => (q.actor?.memberships.length ?? 0) > 0;

const filtersOf = (q: Query, input: CatalogueQuery): store.Filters => ({
  members: isMember(q),
  kinds: input.kind?.length ? input.kind : null,
  classes: input.class?.length ? input.class : null,
  districts: input.district?.length ? input.district : null,
  owners: input.owner?.length ? input.owner : null,
  modes: input.mode?.length ? input.mode : null,
});

/**
 * Searches the valley's catalogue. Ranked by where the words stand (whole model or title, beginning of the title, title,
 * names and synonyms, pinyin, description), then by weight, then newest first.
 *
 * @throws DomainError `request.cursor` for a cursor that is none of ours.
 */
export async function search(q: Query, input: CatalogueQuery): Promise<CatalogueAnswer> {
  const reference = referenceAt(q.now, q.scope.zone);
  const mark = valleyMark(q.scope.valleyId);
  const filters = filtersOf(q, input);
  const cursor = readCursor(input.cursor);
  const start: Start = cursor ?? { tier: 1, after: null };
  const wanted = input.limit + 1;
  const typed = readQuery(input.q);
  const nothing: CatalogueAnswer = {
    items: [],
    nextCursor: null,
    total: 0,
    totalIsExact: true,
    facets: { kind: [], class: [], district: [], owner: [], mode: [] },
    corrected: null,
    relaxed: false,
  };
  // Only signs were typed: not a wish to see everything.
  if (typed.terms.length === 0 && input.q.trim() !== '') return nothing;

  const run = (read: ReadQuery) =>
    find(q.tx, q.scope, buildQuery(mark, read, reference.classes), everything(mark), filters, start, wanted);
  let reading: Reading = cursor?.reading ?? 'typed';
  let read = typed;
  let corrected: CatalogueAnswer['corrected'] = null;

  const spelling = async () => {
    const text = await spell(q, typed, filters.members, reference);
    return text === null ? null : { text, read: readQuery(text) };
  };

  let found: Found;
  if (reading === 'relaxed') {
    read = relax(typed, reference.classes) ?? typed;
    found = await run(read);
  } else if (reading === 'corrected') {
    const better = await spelling();
    read = better?.read ?? typed;
    corrected = better && { q: better.text, applied: true };
    found = await run(read);
  } else {
    found = await run(read);
    if (cursor === null && typed.terms.length > 0 && found.tally.hits < few) {
      const milder = found.tally.hits === 0 ? relax(typed, reference.classes) : null;
      const mild = milder && (await run(milder));
      if (milder && mild && mild.tally.hits > 0) [read, found, reading] = [milder, mild, 'relaxed'];
      else {
        const better = await spelling();
        const other = better && found.tally.hits === 0 ? await run(better.read) : null;
        if (better && other && other.tally.hits > 0) {
          [read, found, reading] = [better.read, other, 'corrected'];
          corrected = { q: better.text, applied: true };
        } else if (better && found.tally.hits > 0) corrected = { q: better.text, applied: false };
      }
    }
  }

  const shown = found.hits.slice(0, input.limit);
  const last = found.hits.length > input.limit ? shown.at(-1) : undefined;
  const foremost = foremostOwners(found.tally);
  // Asked for together, so that they travel together.
  const [rows, owners] = await Promise.all([
    store.fetchEntries(q.tx, q.scope, shown),
    store.ownerNames(q.tx, q.scope, foremost),
  ]);
  const items = present(rows, shown, read, reference);
  return {
    items,
    nextCursor: last
      ? encodeCursor([readings.indexOf(reading), last.tier, last.rank, last.ref_id, last.kind])
      : null,
    total: Math.max(found.tally.total, items.length),
    totalIsExact: found.exact,
    facets: facetsOf(found.tally, reference, { foremost, names: owners }, input.class ?? []),
    corrected,
    relaxed: reading === 'relaxed',
  };
}

/** The names by which the classes that a search names are also known. */
function otherNames(read: ReadQuery, reference: Reference): readonly ReadQuery[] {
  const codes = new Set(
    [read.whole, ...read.terms.map((t) => t.text)].flatMap((t) => reference.classes.named(t)),
  );
  return [...codes].flatMap((code) => reference.classes.names(code));
}

function present(
  rows: readonly store.EntryRow[],
  hits: readonly store.Hit[],
  read: ReadQuery,
  reference: Reference,
): CatalogueItem[] {
  const byKey = new Map(rows.map((r) => [`${r.kind} ${r.ref_id}`, r]));
  const marks = termsToMark(read, otherNames(read, reference));
  return hits.flatMap((hit) => {
    const row = byKey.get(`${hit.kind} ${hit.ref_id}`);
    if (!row) return [];
    const match: Tier | null = read.terms.length === 0 ? null : (tiers[hit.tier - 1] ?? null);
    const texts: Record<HighlightField, string> = {
      titleZh: row.title_zh,
      titleEn: row.title_en,
      subtitleZh: row.subtitle_zh,
      subtitleEn: row.subtitle_en,
      model: row.model,
      maker: row.maker,
      ownerZh: row.owner_zh,
      ownerEn: row.owner_en,
    };
    const highlights: CatalogueItem['highlights'] = {};
    for (const [field, text] of Object.entries(texts)) {
      const ranges = highlight(text, marks, match === 'sound');
      if (ranges.length > 0) highlights[field as HighlightField] = ranges;
    }
    return [
      {
        kind: row.kind,
        refId: row.ref_id,
        ...texts,
        classCode: row.class_code,
        district: row.district,
        ownerId: row.owner_id,
        modes: [...row.modes],
        membersOnly: row.members_only,
        keywords: [...row.keywords],
        card: { ...row.card },
        updatedAt: row.updated_at.toString(),
        match,
        highlights,
        snippet: read.terms.length === 0 ? null : snippet(row.body, marks),
      },
    ];
  });
}

/** The query with its misspelt words replaced by words that the catalogue or the taxonomy has; null when there are none. */
async function spell(
  q: Query,
  read: ReadQuery,
  members: boolean,
  reference: Reference,
): Promise<string | null> {
  const replaced = new Map<Term, string>();
  for (const term of read.terms) {
    if (!mayBeMisspelt(term)) continue;
    const similar = await store.like(q.tx, q.scope, term.text, members, similarWords);
    const word = nearest(term, similar, reference.classes.words);
    if (word !== null) replaced.set(term, word);
  }
  return replaced.size === 0 ? null : rewrite(read, replaced);
}

const mostClassSuggestions = 3;

/** What the beginning of a search may become: classes it names, then entries, best first. */
export async function suggest(
  q: Query,
  input: { readonly q: string; readonly limit: number },
): Promise<{ items: CatalogueSuggestion[] }> {
  const reference = referenceAt(q.now, q.scope.zone);
  const mark = valleyMark(q.scope.valleyId);
  const read = readQuery(input.q);
  const built = buildQuery(mark, read, reference.classes);
  if (built === null) return { items: [] };

  const codes = new Set(reference.classes.named(read.whole));
  const [only, ...others] = read.terms;
  if (only && others.length === 0) {
    const { named, sounded } = reference.classes.match(only);
    for (const code of [...named, ...sounded]) codes.add(code);
  }
  const classes = [...codes].slice(0, Math.min(mostClassSuggestions, input.limit)).flatMap((code) => {
    const entry = reference.classes.find(code);
    return entry ? [entry] : [];
  });
  const filters = {
    members: isMember(q),
    kinds: null,
    classes: null,
    districts: null,
    owners: null,
    modes: null,
  };
  const { hits } = await find(
    q.tx,
    q.scope,
    built,
    everything(mark),
    filters,
    { tier: 1, after: null },
    input.limit - classes.length,
  );
  const items = present(await store.fetchEntries(q.tx, q.scope, hits), hits, read, reference);
  const marksOf = (zh: string, en: string) => ({
    zh: highlight(zh, read.terms, true),
    en: highlight(en, read.terms),
  });
  return {
    items: [
      ...classes.map(
        (c): CatalogueSuggestion => ({
          type: 'class',
          classCode: c.code,
          zh: c.zh,
          en: c.en,
          highlights: marksOf(c.zh, c.en),
        }),
      ),
      ...items.map(
        (i): CatalogueSuggestion => ({
          type: 'entry',
          kind: i.kind,
          refId: i.refId,
          zh: i.titleZh,
          en: i.titleEn,
          highlights: marksOf(i.titleZh, i.titleEn),
        }),
      ),
    ],
  };
}
