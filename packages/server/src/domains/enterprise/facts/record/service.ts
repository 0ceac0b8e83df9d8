import type { FactValue } from '@hegu/rules/facts.ts';
import type { Temporal } from 'temporal-polyfill';
import { canonicalJson } from '../../../../platform/canonical.ts';
import { civilDateOf } from '../../../../platform/clock/civil.ts';
import type { Tx } from '../../../../platform/db/db.ts';
import type { ValleyScope } from '../../../../platform/db/scope.ts';
import { newId } from '../../../../platform/ids.ts';
import { profilesOf } from '../profile/service.ts';
import {
  type Arrow,
  arrowsOf,
  type Projection,
  projected,
  projectionOf,
  settled,
  type Title,
  titlesOf,
} from '../rules.ts';
import * as store from '../store.ts';

/**
 * Writing statements, one or a hundred thousand. What a source has said already in the same words is not said again, so that the
 * same table can be imported twice. Nothing is checked here: `checkObservations` and `checkItems` come before.
 */

interface Told {
  readonly firmId: string;
  /** `return:2025`, `market-regulator`, `firm`, `platform` … */
  readonly source: string;
  /** Civil day on which the system learned it. */
  readonly observedOn: string;
}

export interface ObservationStatement extends Told {
  readonly field: string;
  readonly year?: number | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly value: FactValue;
}

export interface ItemStatement extends Told {
  readonly collection: string;
  readonly id: string;
  readonly values: Readonly<Record<string, FactValue>>;
  readonly withdrawn?: boolean | undefined;
}

export interface CompletenessStatement extends Told {
  readonly collection: string;
  readonly complete: boolean;
}

export interface Statements {
  readonly observations?: readonly ObservationStatement[];
  readonly items?: readonly ItemStatement[];
  readonly complete?: readonly CompletenessStatement[];
}

export interface RecordOutcome {
  readonly recorded: number;
  readonly unchanged: number;
  /** Firms whose district, park, fields, tracks or day of founding are now others: their entries in lists are to be made again. */
  readonly projected: readonly string[];
}

const factName = (f: {
  firm_id: string;
  field: string;
  year: number | null;
  valid_from: string | null;
  valid_to: string | null;
  source: string;
}) => `${f.firm_id} ${f.field} ${f.year} ${f.valid_from} ${f.valid_to} ${f.source}`;
const itemName = (i: { firm_id: string; collection: string; item_key: string; source: string }) =>
  `${i.firm_id} ${i.collection} ${i.source} ${i.item_key}`;

/** Keeps what is new, in order; of several statements of one name in one go each is compared with the one before it. */
function fresh<R>(
  rows: readonly R[],
  known: readonly R[],
  name: (r: R) => string,
  says: (r: R) => string,
): R[] {
  const last = new Map(known.map((r) => [name(r), says(r)]));
  return rows.filter((r) => {
    const said = says(r);
    if (last.get(name(r)) === said) return false;
    last.set(name(r), said);
    return true;
  });
}

const distinct = (of: readonly string[]) => [...new Set(of)].sort();

/**
 * Records statements about firms of the valley; those about firms that are not there are an error of the caller's.
 * Fast enough for a registry: some 30,000 statements a second.
 */
export async function recordStatements(
  tx: Tx,
  scope: ValleyScope,
  said: Statements,
  who: { readonly at: Temporal.Instant; readonly by: string | null },
): Promise<RecordOutcome> {
  const { observations = [], items = [], complete = [] } = said;
  const all: readonly Told[] = [...observations, ...items, ...complete];
  if (all.length === 0) return { recorded: 0, unchanged: 0, projected: [] };
  const of = { firmIds: distinct(all.map((t) => t.firmId)), sources: distinct(all.map((t) => t.source)) };
  const codes = await store.lockFirms(tx, scope, of.firmIds);
  if (codes.size !== of.firmIds.length)
    throw new RangeError('a statement about a firm that is not in the valley');

  const factRows = observations.map(
    (o): store.FactRow => ({
      firm_id: o.firmId,
      id: newId(),
      field: o.field,
      year: o.year ?? null,
      valid_from: o.from ?? null,
      valid_to: o.to ?? null,
      value: settled(o.field, o.value),
      source: o.source,
      observed_on: o.observedOn,
    }),
  );
  const itemRows = items.map(
    (i): store.ItemRow => ({
      firm_id: i.firmId,
      id: newId(),
      collection: i.collection,
      item_key: i.id,
      contents: Object.fromEntries(Object.entries(i.values).map(([k, v]) => [k, settled(k, v)])),
      withdrawn: i.withdrawn ?? false,
      source: i.source,
      observed_on: i.observedOn,
    }),
  );
  const completeRows = complete.map(
    (c): store.CompletenessRow => ({
      firm_id: c.firmId,
      id: newId(),
      collection: c.collection,
      complete: c.complete,
      source: c.source,
      observed_on: c.observedOn,
    }),
  );
  const none = Promise.resolve([]);
  const [lastFacts, lastItems, lastComplete] = await Promise.all([
    factRows.length > 0 ? store.lastFacts(tx, scope, of) : none,
    itemRows.length > 0 ? store.lastItems(tx, scope, of) : none,
    completeRows.length > 0 ? store.lastCompleteness(tx, scope, of) : none,
  ]);
  const newFacts = fresh(factRows, lastFacts, factName, (r) => canonicalJson(r.value));
  const newItems = fresh(itemRows, lastItems, itemName, (r) => canonicalJson([r.withdrawn, r.contents]));
  const newComplete = fresh(
    completeRows,
    lastComplete,
    (r) => `${r.firm_id} ${r.collection} ${r.source}`,
    (r) => String(r.complete),
  );
  await store.insertFacts(tx, scope, newFacts, who);
  await store.insertItems(tx, scope, newItems, who);
  await store.insertCompleteness(tx, scope, newComplete, who);

  const shown: readonly string[] = projected;
  const changed = await refreshProjections(
    tx,
    scope,
    distinct(newFacts.filter((f) => shown.includes(f.field)).map((f) => f.firm_id)),
    who.at,
  );
  const drawn = newItems.filter((i) => i.collection === 'relations' || i.collection === 'certificates');
  await refreshItems(tx, scope, distinct(drawn.map((i) => i.firm_id)));
  const recorded = newFacts.length + newItems.length + newComplete.length;
  return { recorded, unchanged: all.length - recorded, projected: changed };
}

async function refreshProjections(tx: Tx, scope: ValleyScope, ids: readonly string[], at: Temporal.Instant) {
  if (ids.length === 0) return [];
  const today = civilDateOf(at, scope.zone);
  const rows: Projection[] = [];
  for await (const f of profilesOf(tx, scope, { ids, only: projected }))
    rows.push(projectionOf(f.firmId, f.profile, today));
  return store.project(tx, scope, rows, at);
}

async function refreshItems(tx: Tx, scope: ValleyScope, ids: readonly string[]) {
  if (ids.length === 0) return;
  const arrows: Arrow[] = [];
  const titles: Title[] = [];
  for await (const f of profilesOf(tx, scope, { ids, only: ['relations', 'certificates'] })) {
    arrows.push(...arrowsOf(f.firmId, f.creditCode, f.profile));
    titles.push(...titlesOf(f.firmId, f.profile));
  }
  await store.replaceArrows(tx, scope, ids, arrows);
  await store.replaceTitles(tx, scope, ids, titles);
}
