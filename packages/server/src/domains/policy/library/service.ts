import type { ClauseDetail, ClauseSummary } from '@hegu/contract/policy/library.ts';
import { civilOf, parseDay } from '@hegu/rules/civil.ts';
import {
  type Clause,
  clause as clauseSchema,
  type Policy,
  policy as policySchema,
} from '@hegu/rules/clause.ts';
import { standingOf } from '@hegu/rules/evaluate/assess.ts';
import { conditionWords } from '@hegu/rules/explain/words.ts';
import type { Words } from '@hegu/rules/facts.ts';
import { compileLibrary, type Library, type LibraryClause } from '@hegu/rules/library.ts';
import { canonicalJson, sha256Hex } from '../../../platform/canonical.ts';
import { workCalendarOf } from '../../../platform/clock/calendar.ts';
import { civilDateOf } from '../../../platform/clock/civil.ts';
import type { Query } from '../../../platform/command.ts';
import { DomainError } from '../../../platform/errors.ts';
import { idOfHash } from '../../../platform/ids.ts';
import { projectPacks } from '../../../platform/packs/load.ts';
import { factCatalogueAt, firmReferenceAt } from '../../enterprise/index.ts';
import { isReference, referenceOf } from './catalogue/rules.ts';
import { amountWords, mostFen, searchable, windowOn } from './rules.ts';
import { ended } from './stops/rules.ts';
import { type Confirmed, confirmed } from './stops/store.ts';
import * as store from './store.ts';
import { tracksOf } from './tracks/rules.ts';

/** The library as a valley has it: the project's packs, and over them what the valley itself has published. */

/** The version of a clause that holds, and where it comes from. */
export interface Edition {
  readonly versionId: string;
  readonly version: number;
  readonly hash: string;
  readonly origin: 'pack' | 'valley';
}

export interface LibraryEntry extends LibraryClause {
  readonly tracks: ReadonlySet<string>;
}

export interface ValleyLibrary {
  readonly library: Library;
  /** Every clause, with the tracks it is for. */
  readonly entries: ReadonlyMap<string, LibraryEntry>;
  readonly editions: ReadonlyMap<string, Edition>;
  /** Clauses whose version that holds has been stopped; their texts in the library end there. */
  readonly stops: ReadonlyMap<string, Confirmed>;
}

/** SHA-256 of the clause's canonical JSON: what a decision names its rule by. */
export const hashOf = (clause: Clause): string => sha256Hex(canonicalJson(clause));

let packed: { policies: readonly Policy[]; editions: ReadonlyMap<string, Edition> } | undefined;

/** The first edition of every clause, from the packs of kind `policy`. */
export function packPolicies(): { policies: readonly Policy[]; editions: ReadonlyMap<string, Edition> } {
  if (packed) return packed;
  const policies = projectPacks()
    .ofKind('policy', policySchema)
    .map((p) => p.data as Policy);
  const editions = new Map<string, Edition>();
  for (const p of policies)
    for (const c of p.clauses) {
      const hash = hashOf(c);
      editions.set(c.id, { versionId: idOfHash(hash), version: 1, hash, origin: 'pack' });
    }
  packed = { policies, editions };
  return packed;
}

const kept = new Map<string, { stamp: string; library: ValleyLibrary }>();

export const todayOf = (q: Pick<Query, 'now' | 'scope'>): string => civilDateOf(q.now, q.scope.zone);

/** Compiled once per state of the valley's library. */
export async function libraryOf(q: Pick<Query, 'tx' | 'scope' | 'now'>): Promise<ValleyLibrary> {
  const today = todayOf(q);
  const catalogue = factCatalogueAt(today);
  const stamp = await store.stampOf(q.tx, q.scope);
  const before = kept.get(q.scope.valleyId);
  if (before?.stamp === stamp && before.library.library.catalogue === catalogue) return before.library;
  const { policies, editions } = packPolicies();
  const documents = new Map(
    (await store.holdingDocuments(q.tx, q.scope)).map((d) => [d.policy_id, d.body] as const),
  );
  const versions = await store.holdingVersions(q.tx, q.scope);
  const merged = overlay(policies, documents, versions);
  const all = new Map(editions);
  for (const v of versions)
    all.set(v.clause_id, { versionId: v.id, version: v.version, hash: v.hash, origin: 'valley' });
  const stops = new Map(
    (await confirmed(q.tx, q.scope))
      .filter((stop) => (all.get(stop.clauseId)?.version ?? 0) <= stop.version)
      .map((stop) => [stop.clauseId, stop] as const),
  );
  const compiled = compileLibrary(
    merged.map((p) => under(p, stops)),
    catalogue,
  );
  const tracks = [...firmReferenceAt(today).tracks.values()];
  const at = { assessedOn: today, calendar: workCalendarOf(q.scope.zone) };
  const library: ValleyLibrary = {
    library: compiled,
    entries: new Map(
      [...compiled.clauses].map(([id, c]) => [id, { ...c, tracks: tracksOf(c.compiled, tracks, at) }]),
    ),
    editions: all,
    stops,
  };
  kept.set(q.scope.valleyId, { stamp, library });
  return library;
}

const under = (policy: Policy, stops: ReadonlyMap<string, Confirmed>): Policy =>
  policy.clauses.some((c) => stops.has(c.id))
    ? {
        ...policy,
        clauses: policy.clauses.map((c) => {
          const stop = stops.get(c.id);
          return stop ? ended(c, stop) : c;
        }),
      }
    : policy;

/** The valley's own documents and versions take the place of the pack's of the same id; new ones come last. */
function overlay(
  policies: readonly Policy[],
  documents: ReadonlyMap<string, store.DocumentBody>,
  versions: readonly store.VersionRow[],
): Policy[] {
  const own = new Map<string, Map<string, Clause>>();
  for (const v of versions) {
    const of = own.get(v.policy_id) ?? new Map<string, Clause>();
    of.set(v.clause_id, clauseSchema.parse(v.clause));
    own.set(v.policy_id, of);
  }
  const known = new Set(policies.map((p) => p.id));
  const added = [...documents.keys()].filter((id) => !known.has(id));
  const bases: Policy[] = [
    ...policies.map((p) => ({ ...p, ...documents.get(p.id) })),
    ...added.map((id) => policySchema.parse({ ...documents.get(id), clauses: [] })),
  ];
  return bases.map((p) => {
    const mine = own.get(p.id);
    if (!mine) return p;
    const clauses = p.clauses.map((c) => mine.get(c.id) ?? c);
    const fresh = [...mine.values()].filter((c) => !p.clauses.some((b) => b.id === c.id));
    return { ...p, clauses: [...clauses, ...fresh] };
  });
}

const unknownTitle = (id: string): Words => ({ zh: id, en: id });

export function summaryOf(v: ValleyLibrary, entry: LibraryClause, on: string): ClauseSummary {
  const { clause, policy } = entry;
  const edition = v.editions.get(clause.id);
  if (!edition) throw new Error(`clause ${clause.id} has no edition`);
  const titleOf = (id: string) => v.library.clauses.get(id)?.clause.title ?? unknownTitle(id);
  const stop = v.stops.get(clause.id);
  return {
    id: clause.id,
    title: clause.title,
    plain: clause.plain,
    article: clause.article,
    policy: {
      id: policy.id,
      title: policy.title,
      number: policy.number ?? null,
      issuer: policy.issuer,
      level: policy.level,
      district: policy.district ?? null,
      field: policy.field,
      address: policy.address,
    },
    provenance: clause.provenance,
    entitlement: clause.entitlement,
    automatic: clause.automatic,
    standing: standingOf(clause, on),
    stopped: stop ? { from: stop.from, reason: stop.reason } : null,
    window: windowOn(clause, on),
    amount: amountWords(clause, v.library.catalogue, civilOf(parseDay(on)).year, titleOf),
    mostFen: mostFen(clause.benefit.amount),
    versionId: edition.versionId,
    version: edition.version,
  };
}

export interface ClauseFilter {
  readonly q?: string | undefined;
  readonly level?: string | undefined;
  readonly district?: string | undefined;
  readonly field?: string | undefined;
  readonly track?: string | undefined;
  readonly standing?: string | undefined;
  readonly entitlement?: string | undefined;
  readonly window?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

const facetKeys = ['level', 'district', 'field', 'track', 'standing', 'entitlement', 'window'] as const;
type FacetKey = (typeof facetKeys)[number];

interface Found {
  readonly summary: ClauseSummary;
  readonly tracks: ReadonlySet<string>;
}

/** What a clause counts for under a filter; under several values where it is for several tracks. */
function facetOf({ summary: s, tracks }: Found, key: FacetKey): readonly string[] {
  switch (key) {
    case 'level':
      return [s.policy.level];
    case 'district':
      return s.policy.district === null ? [] : [s.policy.district];
    case 'field':
      return [s.policy.field];
    case 'track':
      return [...tracks];
    case 'window':
      return [s.window.state];
    case 'standing':
    case 'entitlement':
      return [s[key]];
  }
}

const standingOrder = { inPeriod: 0, bridged: 1, notYet: 2, over: 3 } as const;

/** In force first, then by level and title; a few hundred clauses are filtered in memory. */
export async function listClauses(q: Query, filter: ClauseFilter) {
  const v = await libraryOf(q);
  const on = todayOf(q);
  const words = (filter.q ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const found = [...v.entries.values()]
    .filter((c) => {
      if (words.length === 0) return true;
      const text = searchable(c.clause, c.policy);
      return words.every((w) => text.includes(w));
    })
    .map((c): Found => ({ summary: summaryOf(v, c, on), tracks: c.tracks }));
  const fits = (found: Found, except?: FacetKey) =>
    facetKeys.every((k) => {
      const wanted = filter[k];
      return k === except || wanted === undefined || facetOf(found, k).includes(wanted);
    });
  const facets = Object.fromEntries(
    facetKeys.map((key) => {
      const counts = new Map<string, number>();
      for (const s of found)
        if (fits(s, key))
          for (const value of facetOf(s, key)) counts.set(value, (counts.get(value) ?? 0) + 1);
      return [key, [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count)];
    }),
  ) as Record<FacetKey, { value: string; count: number }[]>;
  const shown = found
    .filter((s) => fits(s))
    .map((s) => s.summary)
    .sort((a, b) => standingOrder[a.standing] - standingOrder[b.standing] || (a.id < b.id ? -1 : 1));
  const from = filter.cursor === undefined ? 0 : placeOf(shown, filter.cursor);
  const items = shown.slice(from, from + filter.limit);
  const last = items.at(-1);
  return {
    items,
    total: shown.length,
    facets,
    nextCursor: from + filter.limit < shown.length && last ? last.id : null,
  };
}

/** The cursor is the id of the last clause shown. */
function placeOf(shown: readonly ClauseSummary[], cursor: string): number {
  const at = shown.findIndex((s) => s.id === cursor);
  if (at < 0) throw new DomainError('request.cursor', {});
  return at + 1;
}

/**
 * @param id the clause's own, or the one the catalogue names it by.
 * @throws `policy.clause_unknown`
 */
export function clauseOf(v: ValleyLibrary, id: string): LibraryClause {
  const { clauses } = v.library;
  const entry =
    clauses.get(id) ??
    (isReference(id) ? [...clauses.values()].find((c) => referenceOf(c.clause.id) === id) : undefined);
  if (!entry) throw new DomainError('policy.clause_unknown', { id });
  return entry;
}

/** Every version ever published here, newest first; the pack's own is the first. */
export async function versionsOf(q: Query, clauseId: string) {
  const rows = await store.publishedVersions(q.tx, q.scope, clauseId);
  const own = rows.map((r) => ({
    id: r.id,
    version: r.version,
    hash: r.hash,
    origin: 'valley' as const,
    publishedAt: r.published_at.toString(),
    until: r.until?.toString() ?? null,
    publishedBy: r.published_by_name,
    note: r.note,
    clause: clauseSchema.parse(r.clause),
  }));
  const { policies, editions } = packPolicies();
  const edition = editions.get(clauseId);
  const pack = policies.flatMap((p) => p.clauses).find((c) => c.id === clauseId);
  if (!edition || !pack) return own;
  const first = own.at(-1);
  return [
    ...own,
    {
      id: edition.versionId,
      version: 1,
      hash: edition.hash,
      origin: 'pack' as const,
      publishedAt: `${pack.period.from}T00:00:00Z`,
      until: first?.publishedAt ?? null,
      publishedBy: null,
      note: '',
      clause: pack,
    },
  ];
}

export async function getClause(q: Query, id: string, versionId: string | undefined): Promise<ClauseDetail> {
  const v = await libraryOf(q);
  const on = todayOf(q);
  const entry = clauseOf(v, id);
  const versions = await versionsOf(q, id);
  const chosen = versionId === undefined ? undefined : versions.find((x) => x.id === versionId);
  if (versionId !== undefined && !chosen) throw new DomainError('policy.version_unknown', { versionId });
  const clause = chosen?.clause ?? entry.clause;
  const shown: LibraryClause = { ...entry, clause };
  const summary = summaryOf(v, shown, on);
  const named = (clauseId: string) => ({
    id: clauseId,
    title: v.library.clauses.get(clauseId)?.clause.title ?? unknownTitle(clauseId),
  });
  const words = {
    catalogue: v.library.catalogue,
    definitions: clause.definitions,
    assessedYear: civilOf(parseDay(on)).year,
  };
  const { amount } = clause.benefit;
  return {
    ...summary,
    ...(chosen ? { versionId: chosen.id, version: chosen.version } : {}),
    clause,
    asked: clause.requirements.map((r) => ({
      id: r.id,
      kind: r.kind,
      text: r.text,
      article: r.article ?? null,
      asks: conditionWords(words, r.rule),
    })),
    together: [
      ...v.library.policies.flatMap((p) => [
        ...p.caps
          .filter((c) => c.clauses.includes(id))
          .map((c) => ({
            kind: 'cap' as const,
            text: c.text,
            clauses: c.clauses.filter((x) => x !== id).map(named),
          })),
        ...p.exclusions
          .filter((e) => e.clauses.includes(id))
          .map((e) => ({
            kind: 'exclusion' as const,
            text: e.text,
            clauses: e.clauses.filter((x) => x !== id).map(named),
          })),
      ]),
      ...(amount.op === 'share'
        ? [{ kind: 'share' as const, text: summary.amount, clauses: [named(amount.clause)] }]
        : []),
    ],
    follows: clause.follows.map(named),
    followedBy: [...v.library.clauses.values()]
      .filter((c) => c.clause.follows.includes(id))
      .map((c) => named(c.clause.id)),
    versions: versions.map(({ clause: _, ...rest }) => rest),
  };
}

/** Windows that touch a range of days, by their first day. */
export async function listWindows(q: Query, range: { from: string; to: string }) {
  if (range.to < range.from) throw new DomainError('policy.range_reversed', range);
  const v = await libraryOf(q);
  const items = [...v.library.clauses.values()].flatMap(({ clause, policy }) =>
    clause.filing
      .filter((w) => w.from <= range.to && (w.to === null || w.to >= range.from))
      .map((w) => ({
        clauseId: clause.id,
        title: clause.title,
        issuer: policy.issuer,
        level: policy.level,
        from: w.from,
        to: w.to,
      })),
  );
  return { items: items.sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0)) };
}
