import { allErrors } from '@hegu/contract/all-errors.ts';
import { type ErrorDef, type Reason, renderMessage } from '@hegu/contract/errors.ts';
import type { ImportReport, NewInstrument } from '@hegu/contract/labs/instruments.ts';
import type { z } from 'zod';
import { referenceAt } from '../../../platform/catalogue/reference.ts';
import { civilDateOf } from '../../../platform/clock/civil.ts';
import type { Command, DomainEvent, Query } from '../../../platform/command.ts';
import { DomainError } from '../../../platform/errors.ts';
import { asDomainError } from '../../../platform/http/problem.ts';
import { type ReadTable, readTable, TableError } from '../../../platform/tables/index.ts';
import { refreshCatalogue } from '../instruments/catalogue/service.ts';
import { createInstrument, updateInstrument } from '../instruments/service.ts';
import { managedOrganisations, manages } from '../instruments/view/service.ts';
import { bodyOf, bookWith, type CellProblem, timesWith } from './rows/rules.ts';
import type { ColumnKey, Names } from './rules.ts';
import * as store from './store.ts';
import { labelOf, type ParsedRow, type Problem, problemAt, readHeader, readRow } from './table/rules.ts';

/** Importing instruments from a table: all of it or nothing, with everything that is wrong said at once. */

const maxRows = 5000;
/** Counted so far, to say how many there are. */
const countedRows = 20_000;
const maxColumns = 60;
const mostProblems = 1000;

type Report = z.input<typeof ImportReport>;

async function readFile(cx: Query, bytes: Uint8Array): Promise<ReadTable> {
  try {
    return await readTable(bytes, { rows: countedRows, columns: maxColumns });
  } catch (error) {
    if (error instanceof TableError)
      throw new DomainError('import.unreadable', { problem: error.words[cx.locale] });
    throw error;
  }
}

export async function namesFor(q: Query): Promise<Names & { facilities: readonly store.NamedFacility[] }> {
  const { classes } = referenceAt(q.now, q.scope.zone);
  const facilities = await store.facilitiesOf(q.tx, q.scope, managedOrganisations(q.actor));
  const fold = (s: string) => s.normalize('NFKC').toLowerCase().replace(/\s/g, '');
  const byName = new Map<string, Set<string>>();
  for (const f of facilities) {
    for (const name of [f.id, f.nameZh, f.nameEn, `${f.nameZh}/${f.nameEn}`]) {
      const ids = byName.get(fold(name)) ?? new Set();
      byName.set(fold(name), ids.add(f.id));
    }
  }
  const codes = new Map<string, Set<string>>();
  for (const c of classes.all) {
    for (const name of [c.zh, c.en, ...(c.synonyms ?? [])]) {
      const known = codes.get(fold(name)) ?? new Set();
      codes.set(fold(name), known.add(c.code));
    }
  }
  const single = (found: ReadonlySet<string> | undefined) =>
    found?.size === 1 ? ([...found][0] ?? null) : null;
  return {
    facilities,
    classOf: (written) => classes.find(written)?.code ?? single(codes.get(fold(written))),
    facilityOf: (written) => single(byName.get(fold(written))),
  };
}

interface Planned {
  readonly row: ParsedRow;
  readonly facilityId: string;
  readonly known: store.Known | null;
}

/** Which instrument each row means: the one of its id, the one with its asset number in the facility, or a new one. */
async function plan(
  cx: Command,
  rows: readonly ParsedRow[],
  facilityId: string | undefined,
  problems: Problem[],
): Promise<Planned[]> {
  const { locale } = cx;
  const facilityOf = (r: ParsedRow) => (r.values.facility as string | undefined) ?? facilityId;
  const assetOf = (r: ParsedRow) => r.values.assetNumber as string | undefined;
  const known = await store.findKnown(cx.tx, cx.scope, {
    ids: rows.flatMap((r) => (r.values.id as string | undefined) ?? []),
    assets: rows.flatMap((r) => {
      const [facility, assetNumber] = [facilityOf(r), assetOf(r)];
      return facility !== undefined && assetNumber !== undefined
        ? [{ facilityId: facility, assetNumber }]
        : [];
    }),
    date: civilDateOf(cx.now, cx.scope.zone),
  });
  const mine = known.filter((k) => manages(cx.actor, k.ownerOrganisationId));
  const byId = new Map(mine.map((k) => [k.id, k]));
  const byAsset = new Map(mine.map((k) => [`${k.facilityId} ${k.assetNumber}`, k]));
  const firstRow = new Map<string, number>();
  const planned: Planned[] = [];
  for (const row of rows) {
    const id = row.values.id as string | undefined;
    const found = id === undefined ? undefined : byId.get(id);
    const facility = facilityOf(row) ?? found?.facilityId;
    const asset = assetOf(row);
    const say = (key: ColumnKey, zh: string, en: string) =>
      problems.push(problemAt(row.row, key, row.written[key] ?? '', { zh, en }, locale));
    if (id !== undefined && !found) {
      say(
        'id',
        '没有这台仪器，或不归您管理；新仪器请留空',
        'there is no such instrument that you run; leave it empty for a new one',
      );
      continue;
    }
    if (facility === undefined) continue;
    if (id === undefined && asset === undefined) {
      // Without it the same table, sent twice, would register everything twice
      if (row.written.assetNumber === undefined)
        say('assetNumber', '新仪器须有资产编号', 'a new instrument needs an asset number');
      continue;
    }
    const keys = [...(found ? [found.id] : []), ...(asset === undefined ? [] : [`${facility} ${asset}`])];
    const earlier = keys.map((k) => firstRow.get(k)).find((r) => r !== undefined);
    if (earlier !== undefined) {
      say('assetNumber', `与第 ${earlier} 行是同一台仪器`, `is the same instrument as row ${earlier}`);
      continue;
    }
    for (const k of keys) firstRow.set(k, row.row);
    planned.push({ row, facilityId: facility, known: found ?? byAsset.get(`${facility} ${asset}`) ?? null });
  }
  return planned;
}

/** Where in the row a refusal belongs. */
const columnOf: Readonly<Record<string, ColumnKey>> = {
  'instrument.class_unknown': 'classCode',
  'instrument.asset_exists': 'assetNumber',
  'instrument.facility_unknown': 'facility',
  'access.denied': 'facility',
  'instrument.has_future_bookings': 'status',
  'instrument.capacity_in_use': 'capacity',
  'price.version_in_use': 'pricePublic',
  'price.versions_overlap': 'pricePublic',
};
const defs: Readonly<Record<string, ErrorDef>> = allErrors;

function problemOf(cx: Query, row: ParsedRow, reason: Reason): Problem {
  const key = columnOf[reason.code] ?? 'nameZh';
  const def = defs[reason.code];
  const message = def ? renderMessage(def[cx.locale], reason.data, cx.locale, cx.scope.zone) : reason.code;
  return { row: row.row, column: labelOf(key, cx.locale), value: row.written[key] ?? '', message };
}

type Outcome = 'created' | 'updated' | 'unchanged';
interface Written {
  readonly id: string;
  readonly outcome: Outcome;
  /** New, and kept as a draft because its row names no status. */
  readonly draft?: boolean;
}

async function writeRow(cx: Command, p: Planned): Promise<Written | readonly Problem[]> {
  const { values, row, written } = p.row;
  const priced = bookWith(values, p.known?.book ?? null);
  const times = timesWith(values, p.known);
  if ('problems' in priced || 'problems' in times) {
    const all: readonly CellProblem[] = [
      ...('problems' in priced ? priced.problems : []),
      ...('problems' in times ? times.problems : []),
    ];
    return all.map((f) => problemAt(row, f.column, written[f.column] ?? '', f.message, cx.locale));
  }
  const body = {
    ...bodyOf(values, p.facilityId, p.known?.contact ?? null),
    ...times.body,
    ...(priced.book ? { priceBook: priced.book } : {}),
  };
  const options = { catalogueLater: true };
  if (!p.known) {
    // Every required column is there, or the row would not have come this far. An empty cell opens nothing to bookings: hours,
    // rules and prices have to be looked at first.
    const made = { ...body, status: body.status ?? 'draft' } as NewInstrument;
    return {
      id: await createInstrument(cx, made, options),
      outcome: 'created',
      draft: body.status === undefined,
    };
  }
  const changed = await updateInstrument(cx, p.known.id, body, undefined, options);
  return { id: p.known.id, outcome: changed ? 'updated' : 'unchanged' };
}

/**
 * Reads a table and writes it, or (dry run) does all of it and takes it back: what the report says then is what would happen.
 *
 * @throws `import.unreadable`, `import.empty`, `import.too_many_rows`; `import.has_errors` with the report as `report` when it
 * is no dry run and anything is wrong
 */
export async function importInstruments(
  cx: Command,
  bytes: Uint8Array,
  options: { readonly dryRun: boolean; readonly facilityId?: string | undefined },
): Promise<Report> {
  const { locale } = cx;
  const names = await namesFor(cx);
  const { facilityId, dryRun } = options;
  if (facilityId !== undefined && names.facilityOf(facilityId) === null)
    throw new DomainError('instrument.facility_unknown', { facilityId });
  const [header, ...body] = (await readFile(cx, bytes)).rows;
  if (!header || body.length === 0) throw new DomainError('import.empty', {});
  if (body.length > maxRows)
    throw new DomainError('import.too_many_rows', { max: maxRows, rows: body.length });
  const withFacility = facilityId !== undefined;
  const { headings, problems } = readHeader(header, withFacility, locale);
  const rows: ParsedRow[] = [];
  const faulty = new Set<number>();
  let count = 0;
  if (problems.length === 0) {
    for (const source of body) {
      const read = readRow(source, headings, names, withFacility, locale);
      problems.push(...read.problems);
      if (read.row) {
        count++;
        rows.push(read.row);
        if (read.problems.length > 0) faulty.add(source.row);
      }
    }
    if (count === 0) throw new DomainError('import.empty', {});
  } else count = body.length;

  const planned = await plan(cx, rows, facilityId, problems);
  const tally: Record<Outcome, number> = { created: 0, updated: 0, unchanged: 0 };
  let drafts = 0;
  const events: DomainEvent[] = [];
  const changed: string[] = [];
  await store.begin(cx.tx);
  const quiet: Command = { ...cx, emit: (event) => events.push(event) };
  for (const p of planned) {
    if (faulty.has(p.row.row) || problems.length >= mostProblems) continue;
    try {
      const done = await writeRow(quiet, p);
      if (!('id' in done)) {
        problems.push(...done);
        continue;
      }
      tally[done.outcome]++;
      if (done.draft) drafts++;
      if (done.outcome !== 'unchanged') changed.push(done.id);
    } catch (error) {
      const refusal = asDomainError(error);
      if (!refusal) throw error;
      problems.push(...refusal.reasons.map((r) => problemOf(cx, p.row, r)));
      // An error of the database ends what this transaction may do until it is taken back
      if (!(error instanceof DomainError) || refusal.code === 'instrument.asset_exists') break;
    }
  }
  problems.sort((a, b) => a.row - b.row);
  const report: Report = { dryRun, rows: count, ...tally, drafts, problems: problems.slice(0, mostProblems) };
  if (dryRun || problems.length > 0) {
    await store.takeBack(cx.tx);
    if (dryRun) return report;
    throw new DomainError('import.has_errors', { count: problems.length }, undefined, { report });
  }
  for (let i = 0; i < changed.length; i += 500)
    await refreshCatalogue(cx, { ids: changed.slice(i, i + 500) });
  for (const event of events) cx.emit(event);
  return report;
}
