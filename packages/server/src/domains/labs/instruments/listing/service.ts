import type { CatalogueItem } from '@hegu/contract/catalogue.ts';
import type { InstrumentSummary, listInstruments } from '@hegu/contract/labs/instruments.ts';
import type { RouteOk, RouteQuery } from '@hegu/contract/route.ts';
import { Temporal } from 'temporal-polyfill';
import { search } from '../../../../platform/catalogue/index.ts';
import { type Reference, referenceAt } from '../../../../platform/catalogue/reference.ts';
import { civilDateOf } from '../../../../platform/clock/civil.ts';
import type { Query } from '../../../../platform/command.ts';
import { DomainError } from '../../../../platform/errors.ts';
import { decodeCursor, encodeCursor } from '../../../../platform/http/cursor.ts';
import { access } from '../../access.ts';
import { freeIntervals, slotFinder } from '../../availability/rules.ts';
import { availabilityStates, checkWindow } from '../../availability/service.ts';
import { loadInstruments } from '../../booking/store.ts';
import { districtCode } from '../../facilities/rules.ts';
import { managedOrganisations, readerOf, summaryOf } from '../view/service.ts';
import { type Chosen, facetsOf, nearlyFits, totalOf } from './rules.ts';
import * as store from './store.ts';

/** Finding instruments: by words, by what they are and where, and by when they are free. */

export type ListQuery = Omit<RouteQuery<typeof listInstruments>, 'cursor' | 'limit'>;

/** So many hits of a search are ranked; more is no list a person reads. */
const mostHits = 1000;
const searchPage = 200;
/** So many instruments are all looked at for their free time, so that the total and the facets are exact. */
const mostCounted = 600;
const batch = 50;
const maxDays = 31;
const slotsShown = 8;

type Filter = store.Filter;

interface Scan {
  readonly filter: Filter;
  readonly chosen: Chosen;
  /** Ids as the search ranks them; null: by name. */
  readonly ranked: readonly string[] | null;
  readonly rankedAll: boolean;
  readonly highlights: Ranked['highlights'];
  readonly reference: Reference;
}

type Highlights = NonNullable<InstrumentSummary['highlights']>;

interface Ranked {
  /** Best first. */
  readonly ids: readonly string[];
  readonly all: boolean;
  /** Where the words were found, by id. */
  readonly highlights: ReadonlyMap<string, Highlights>;
}

/** What the catalogue marked, under the names that an instrument has for it. */
function highlightsOf(h: CatalogueItem['highlights']): Highlights {
  const named = {
    nameZh: h.titleZh,
    nameEn: h.titleEn,
    model: h.model,
    maker: h.maker,
    ownerNameZh: h.ownerZh,
    ownerNameEn: h.ownerEn,
  };
  return Object.fromEntries(Object.entries(named).filter(([, ranges]) => ranges !== undefined));
}

/** Every hit of the catalogue's search. */
async function rank(q: Query, words: string): Promise<Ranked> {
  const ids: string[] = [];
  const highlights = new Map<string, Highlights>();
  let cursor: string | undefined;
  do {
    const answer = await search(q, {
      q: words,
      kind: ['instrument'],
      limit: searchPage,
      ...(cursor === undefined ? {} : { cursor }),
    });
    for (const item of answer.items) {
      ids.push(item.refId);
      highlights.set(item.refId, highlightsOf(item.highlights));
    }
    cursor = answer.nextCursor ?? undefined;
  } while (cursor !== undefined && ids.length < mostHits);
  return { ids, all: cursor === undefined, highlights };
}

async function scanOf(q: Query, query: ListQuery): Promise<Scan> {
  const reference = referenceAt(q.now, q.scope.zone);
  const managed = managedOrganisations(q.actor);
  const words = query.q?.trim() ?? '';
  // Drafts and what is retired are not in the catalogue: who looks for those searches the names
  const inCatalogue =
    !query.managed && (query.status === undefined || query.status === 'active' || query.status === 'down');
  const hits = words !== '' && inCatalogue ? await rank(q, words) : null;
  const district = query.district && districtCode(query.district, reference.districts.values());
  const chosen: Chosen = {
    classCode: query.class,
    district,
    owner: query.owner,
    facility: query.facility,
    status: query.status,
    mode: query.mode,
  };
  return {
    chosen,
    reference,
    ranked: hits?.ids ?? null,
    rankedAll: hits?.all ?? true,
    highlights: hits?.highlights ?? new Map(),
    filter: {
      members: access.may(q.actor, 'instrument.read-members'),
      managed,
      onlyManaged: query.managed ?? false,
      status: query.status,
      ids: hits?.ids ?? null,
      words: hits
        ? []
        : words
            .toLowerCase()
            .split(/\s+/)
            .filter((w) => w !== ''),
      classCode: query.class,
      district,
      owner: query.owner,
      facility: query.facility,
      mode: query.mode,
    },
  };
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Ids of the list in its order, from behind the cursor on; a generator, because free time decides how many are needed. */
async function* walk(q: Query, scan: Scan, cursor: string | undefined): AsyncGenerator<readonly Placed[]> {
  const key = decodeCursor(cursor, 2);
  const [place, id] = key ?? [];
  if (key !== null && (typeof id !== 'string' || !uuid.test(id))) throw new DomainError('request.cursor');
  if (scan.ranked === null) {
    if (key !== null && typeof place !== 'string') throw new DomainError('request.cursor');
    let after = key === null ? null : { nameZh: place as string, id: id as string };
    for (;;) {
      const rows = await store.idsByName(q.tx, q.scope, scan.filter, after, 500);
      const last = rows.at(-1);
      if (!last) return;
      yield rows.map((r) => ({ id: r.id, place: r.nameZh }));
      after = last;
    }
  }
  if (key !== null && !(typeof place === 'number' && Number.isInteger(place) && place >= 0))
    throw new DomainError('request.cursor');
  // Where the last one shown stands now; if it is gone, where it stood
  const at = key === null ? -1 : scan.ranked.indexOf(id as string);
  const start = key === null ? 0 : at >= 0 ? at + 1 : (place as number);
  const allowed = new Set(
    (await store.idsByName(q.tx, q.scope, scan.filter, null, mostHits + searchPage)).map((r) => r.id),
  );
  yield scan.ranked
    .map((r, i) => ({ id: r, place: i }))
    .slice(start)
    .filter((r) => allowed.has(r.id));
}

interface Placed {
  readonly id: string;
  readonly place: string | number;
}
interface Slot {
  readonly startsAt: string;
  readonly endsAt: string;
}

interface FreeFilter {
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
  readonly minutes: number;
}

/** A window left half open begins now, or lasts a week. */
function freeFilter(q: Query, query: ListQuery): FreeFilter | null {
  if (query.freeFrom === undefined && query.freeTo === undefined && query.minutes === undefined) return null;
  const from = query.freeFrom === undefined ? q.now : Temporal.Instant.from(query.freeFrom);
  const to = query.freeTo === undefined ? from.add({ hours: 7 * 24 }) : Temporal.Instant.from(query.freeTo);
  checkWindow(from, to, maxDays);
  const length = Math.floor((to.epochMilliseconds - from.epochMilliseconds) / 60_000);
  return { from, to, minutes: query.minutes ?? Math.max(1, Math.min(30, length)) };
}

const iso = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms).toString();

type FreeSlots = ReadonlyMap<string, readonly Slot[]>;

/**
 * Of these instruments, those on which a booking of that length would be accepted in the window, with their free time. Each
 * piece begins where a booking can begin: on the instrument's grid, behind its notice, with room for its shortest length.
 */
async function freeAmong(q: Query, ids: readonly string[], f: FreeFilter): Promise<FreeSlots> {
  const instruments = await loadInstruments(q.tx, q.scope, ids);
  const states = await availabilityStates(q, instruments, f);
  const now = q.now.epochMilliseconds;
  const from = Math.max(f.from.epochMilliseconds, now);
  const to = f.to.epochMilliseconds;
  const found = new Map<string, readonly Slot[]>();
  for (const [id, state] of states) {
    const finder = slotFinder(state, { minutes: f.minutes, from, to, now });
    const slots: Slot[] = [];
    let slot = finder.next(from);
    for (const piece of freeIntervals(state, from, to, now)) {
      if (!piece.free) continue;
      if (slot !== null && slot.start < piece.start) slot = finder.next(piece.start);
      if (slot === null || slots.length === slotsShown) break;
      // A booking may begin on the last day that may be booked and end behind it
      if (slot.start < piece.end)
        slots.push({ startsAt: iso(slot.start), endsAt: iso(Math.max(piece.end, slot.end)) });
    }
    if (slots.length > 0) found.set(id, slots);
  }
  return found;
}

interface Found {
  readonly placed: Placed;
  readonly free: readonly Slot[] | null;
}

/** Up to `limit` of the list from behind the cursor on. `known`: the free time of all that can be in it, where it was looked at. */
async function take(
  q: Query,
  scan: Scan,
  free: FreeFilter | null,
  cursor: string | undefined,
  limit: number,
  known: FreeSlots | null = null,
): Promise<Found[]> {
  const found: Found[] = [];
  for await (const ids of walk(q, scan, cursor)) {
    if (free === null) {
      found.push(...ids.slice(0, limit - found.length).map((placed) => ({ placed, free: null })));
    } else {
      for (let i = 0; i < ids.length && found.length < limit; i += batch) {
        const some = ids.slice(i, i + batch);
        const freeOf =
          known ??
          (await freeAmong(
            q,
            some.map((s) => s.id),
            free,
          ));
        for (const placed of some) {
          const slots = freeOf.get(placed.id);
          if (slots && found.length < limit) found.push({ placed, free: slots });
        }
      }
    }
    if (found.length >= limit) break;
  }
  return found;
}

/** Rows of the list as the reader sees them, in order. */
export async function rowsOf(
  q: Query,
  found: readonly Found[],
  highlights: Ranked['highlights'] = new Map(),
) {
  const reader = await readerOf(q);
  const date = civilDateOf(q.now, q.scope.zone);
  const rows = await store.rowsById(
    q.tx,
    q.scope,
    found.map((f) => f.placed.id),
    date,
  );
  return found.flatMap((f) => {
    const row = rows.get(f.placed.id);
    if (!row) return [];
    const marks = highlights.get(f.placed.id);
    const summary: InstrumentSummary = {
      ...summaryOf(q, reader, row, row.hourly),
      free: f.free === null ? null : [...f.free],
      ...(marks ? { highlights: marks } : {}),
    };
    return [{ row, summary }];
  });
}

export async function list(
  q: Query,
  query: RouteQuery<typeof listInstruments>,
): Promise<RouteOk<typeof listInstruments>> {
  const free = freeFilter(q, query);
  const scan = await scanOf(q, query);
  const all = await store.cells(q.tx, q.scope, scan.filter, free !== null);
  // What one filter more or less would bring into the list: as many as the facets count
  const near = free === null ? [] : all.filter((c) => nearlyFits(c, scan.chosen));
  const countable = near.reduce((sum, c) => sum + c.n, 0) <= mostCounted;
  const known =
    free !== null && countable
      ? await freeAmong(
          q,
          near.flatMap((c) => c.ids ?? []),
          free,
        )
      : null;
  const cells = known
    ? near.flatMap((c) => {
        const n = (c.ids ?? []).filter((id) => known.has(id)).length;
        return n > 0 ? [{ ...c, n }] : [];
      })
    : all;
  const found = await take(q, scan, free, query.cursor, query.limit + 1, known);
  const shown = found.slice(0, query.limit);
  const last = shown.at(-1);
  const counted = free === null || known !== null;
  return {
    items: (await rowsOf(q, shown, scan.highlights)).map((r) => r.summary),
    nextCursor: found.length > query.limit && last ? encodeCursor([last.placed.place, last.placed.id]) : null,
    total: counted ? totalOf(cells, scan.chosen) : found.length,
    totalIsExact: scan.rankedAll && counted,
    facets: facetsOf(cells, scan.chosen, {
      classOf: (code) => scan.reference.classes.find(code),
      districtOf: (code) => scan.reference.districts.get(code),
    }),
  };
}

/** The whole list with its filters, for an export. */
export async function listAll(q: Query, query: ListQuery, limit: number) {
  const free = freeFilter(q, query);
  const scan = await scanOf(q, query);
  return rowsOf(q, await take(q, scan, free, undefined, limit));
}
