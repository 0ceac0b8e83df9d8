import { allErrors } from '@hegu/contract/all-errors.ts';
import type { FirmImportReport, ImportKind } from '@hegu/contract/enterprise/imports.ts';
import { type ErrorDef, type Reason, renderMessage } from '@hegu/contract/errors.ts';
import { civilDateOf } from '../../../platform/clock/civil.ts';
import type { Command } from '../../../platform/command.ts';
import { DomainError } from '../../../platform/errors.ts';
import { faultWords, readCreditCode } from '../../../platform/identity/credit-code.ts';
import { type ReadTable, readTable, TableError } from '../../../platform/tables/index.ts';
import { access } from '../access.ts';
import { referenceOf } from '../catalogue/service.ts';
import { type ItemStatement, type ObservationStatement, recordStatements } from '../facts/record/service.ts';
import { checkItems, checkObservations, type Speaker } from '../facts/rules.ts';
import { refreshFirms } from '../firms/catalogue/service.ts';
import { registerFirms } from '../firms/service.ts';
import { idsByCode } from '../firms/store.ts';
import { columnsOf, type ParsedRow, type Problem, readHeader, readRow } from './rules.ts';
import { begin, takeBack } from './store.ts';

/**
 * Importing yearly returns and lists: all of a table or nothing, with everything that is wrong said at once, row by row. The same
 * table sent twice changes nothing the second time.
 */

const maxRows = 20_000;
const maxColumns = 120;
const mostProblems = 1000;
const defs: Readonly<Record<string, ErrorDef>> = allErrors;

interface Planned {
  readonly row: ParsedRow;
  /** Null where it is missing or wrong, which has been said. */
  readonly code: string | null;
  /** Undefined where nobody has said it. */
  readonly year: number | undefined;
}

/** A row of which nothing was wrong. */
type Whole = Planned & { readonly code: string };

async function readFile(cx: Command, bytes: Uint8Array): Promise<ReadTable> {
  try {
    return await readTable(bytes, { rows: maxRows + 1, columns: maxColumns });
  } catch (error) {
    if (error instanceof TableError)
      throw new DomainError('import.unreadable', { problem: error.words[cx.locale] });
    throw error;
  }
}

async function tableOf(cx: Command, bytes: Uint8Array) {
  const [header, ...body] = (await readFile(cx, bytes)).rows;
  if (!header || body.length === 0) throw new DomainError('import.empty', {});
  if (body.length > maxRows)
    throw new DomainError('import.too_many_rows', { max: maxRows, rows: body.length });
  return { header, body };
}

/**
 * Whether it is a table with the columns of its kind at all; nothing is said of its rows.
 * @throws `import.unreadable`, `import.empty`, `import.too_many_rows`; `import.has_errors` with the report as `report`
 */
export async function lookAt(cx: Command, bytes: Uint8Array, kind: ImportKind): Promise<void> {
  const { header, body } = await tableOf(cx, bytes);
  const { problems } = readHeader(header, columnsOf(kind, referenceOf(cx).catalogue), cx.locale);
  if (problems.length === 0) return;
  const report: FirmImportReport = {
    dryRun: true,
    kind,
    rows: body.length,
    firmsCreated: 0,
    recorded: 0,
    unchanged: 0,
    problems,
  };
  throw new DomainError('import.has_errors', { count: problems.length }, undefined, { report });
}

/**
 * Reads a row's firm, year and number; each row of one firm and year (or number) may stand once. What is wrong with one of them keeps the rest of
 * the row from nothing: all of its reasons are said in one round.
 */
function plan(
  cx: Command,
  rows: readonly ParsedRow[],
  kind: ImportKind,
  year: number | undefined,
  problems: Problem[],
): Planned[] {
  const zh = cx.locale === 'zh';
  const first = new Map<string, number>();
  const names = new Map<string, string>();
  return rows.map((row): Planned => {
    const say = (column: string, value: string, message: string) => {
      problems.push({ row: row.row, column, value: value.slice(0, 60), message });
    };
    const codeColumn = zh ? '统一社会信用代码' : 'Credit code';
    // A missing code has been said already
    const read = row.creditCode === '' ? null : readCreditCode(row.creditCode);
    if (read && !read.ok)
      say(
        codeColumn,
        row.creditCode,
        read.faults.map((f) => faultWords[f.part][cx.locale]).join(zh ? '；' : '; '),
      );
    const code = read?.ok ? read.code : null;
    const of = row.year ?? year;
    if (kind === 'returns' && of === undefined)
      say(
        zh ? '年度' : 'Year',
        '',
        zh ? '表中没有年度，请填写或在导入时选择' : 'no year: fill it in or choose one',
      );
    if (code === null) return { row, code, year: of };
    // Of a year or number that is missing or could not be read nobody knows whether it stands twice
    const which = kind !== 'returns' ? row.number : Number.isInteger(of) ? String(of) : '';
    const key = `${code} ${which}`;
    const earlier = which === '' ? undefined : first.get(key);
    if (earlier !== undefined)
      say(codeColumn, row.creditCode, zh ? `与第 ${earlier} 行重复` : `stands in row ${earlier} already`);
    else first.set(key, row.row);
    const name = names.get(code);
    if (row.name !== '' && name !== undefined && name !== row.name)
      say(
        zh ? '企业名称' : 'Name of the firm',
        row.name,
        zh ? `同一代码在别的行叫“${name}”` : `is called “${name}” in another row`,
      );
    else if (row.name !== '') names.set(code, row.name);
    return { row, code, year: of };
  });
}

function problemsOf(cx: Command, row: ParsedRow, reasons: readonly Reason[]): Problem[] {
  return reasons.map((r) => {
    const cell = row.written[String(r.data.field ?? '')];
    const def = defs[r.code];
    return {
      row: row.row,
      column: cell?.column ?? '',
      value: cell?.text ?? '',
      message: def ? renderMessage(def[cx.locale], r.data, cx.locale, cx.scope.zone) : r.code,
    };
  });
}

/** What a row says, as it would be stated one by one. */
const observationsOf = (p: Planned, speaker: Speaker) =>
  Object.entries(p.row.values).map(([field, value]) => ({
    field,
    value,
    ...(p.year !== undefined && speaker.reference.catalogue.fields.get(field)?.period === 'year'
      ? { year: p.year }
      : {}),
  }));

export interface ImportOptions {
  readonly kind: ImportKind;
  readonly year?: number | undefined;
  readonly dryRun: boolean;
  /** How far it is, 0 to 1; told between turns of the event loop, so that others are served meanwhile. */
  readonly onProgress?: (fraction: number) => void;
}

/** Rows that are looked at before others get their turn. */
const turn = 500;

/** What the parts of the work take of the whole, roughly. */
const parts = { read: 0.15, looked: 0.35, registered: 0.5, recorded: 0.85 } as const;

async function pause(options: ImportOptions, fraction: number): Promise<void> {
  if (!options.onProgress) return;
  options.onProgress(fraction);
  await new Promise<void>((next) => setImmediate(next));
}

/**
 * @throws `import.unreadable`, `import.empty`, `import.too_many_rows`, `import.kind_period`; `import.has_errors` with the report as
 * `report` when it is no dry run and anything is wrong
 */
export async function importTable(
  cx: Command,
  bytes: Uint8Array,
  options: ImportOptions,
): Promise<FirmImportReport> {
  access.assert(cx.actor, 'firm.import');
  const { kind, year, dryRun } = options;
  const today = civilDateOf(cx.now, cx.scope.zone);
  if (year !== undefined && year > Number(today.slice(0, 4)))
    throw new DomainError('import.kind_period', { year });
  const { header, body } = await tableOf(cx, bytes);

  const reference = referenceOf(cx);
  const { headings, problems } = readHeader(header, columnsOf(kind, reference.catalogue), cx.locale);
  const writtenOf = (key: string) => headings.find((h) => h?.column.key === key)?.written;
  const [nameColumn, yearColumn] = [writtenOf('name'), writtenOf('year')];
  const parsed: ParsedRow[] = [];
  /** Rows whose name or year could not be read, which has been said. */
  const [unnamed, undated] = [new Set<number>(), new Set<number>()];
  if (problems.length === 0) {
    for (const [n, source] of body.entries()) {
      if (n % turn === 0) await pause(options, (n / body.length) * parts.read);
      const read = readRow(source, headings, reference, cx.locale);
      problems.push(...read.problems);
      if (!read.row) continue;
      parsed.push(read.row);
      if (read.problems.some((x) => x.column === nameColumn)) unnamed.add(read.row.row);
      if (read.problems.some((x) => x.column === yearColumn)) undated.add(read.row.row);
    }
    if (parsed.length === 0) throw new DomainError('import.empty', {});
  }
  const planned = plan(cx, parsed, kind, year, problems);
  const known = await idsByCode(
    cx.tx,
    cx.scope,
    planned.flatMap((p) => p.code ?? []),
  );
  for (const [n, p] of planned.entries()) {
    if (n % turn === 0) await pause(options, parts.read + (n / planned.length) * (parts.looked - parts.read));
    const speaker: Speaker = { reference, today, certifies: true, creditCode: p.code ?? '' };
    const dated =
      p.year === undefined || undated.has(p.row.row) ? { ...p, year: Number(today.slice(0, 4)) } : p;
    const reasons =
      kind === 'returns'
        ? checkObservations(observationsOf(dated, speaker), speaker).filter(
            // Nothing can be said of a year that could not be read
            (r) => dated === p || r.data.year === undefined,
          )
        : checkItems(
            [{ collection: kind, id: p.row.number, values: p.row.values, withdrawn: false }],
            speaker,
          );
    problems.push(...problemsOf(cx, p.row, reasons));
    if (p.code !== null && !known.has(p.code) && p.row.name === '' && !unnamed.has(p.row.row))
      problems.push({
        row: p.row.row,
        column: cx.locale === 'zh' ? '企业名称' : 'Name of the firm',
        value: '',
        message:
          cx.locale === 'zh'
            ? '企业库中没有这家企业，请填写名称'
            : 'the firm is not in the registry: give its name',
      });
  }
  problems.sort((a, b) => a.row - b.row);
  // Without a problem every row has its code
  const whole = planned.filter((p): p is Whole => p.code !== null);
  const unknown = new Map(whole.filter((p) => !known.has(p.code)).map((p) => [p.code, p]));
  const report = (recorded: number, unchanged: number): FirmImportReport => ({
    dryRun,
    kind,
    rows: problems.length > 0 && parsed.length === 0 ? body.length : parsed.length,
    firmsCreated: problems.length > 0 ? 0 : unknown.size,
    recorded,
    unchanged,
    problems: problems.slice(0, mostProblems),
  });
  if (problems.length > 0) {
    if (dryRun) return report(0, 0);
    throw new DomainError('import.has_errors', { count: problems.length }, undefined, {
      report: report(0, 0),
    });
  }
  const done = await writeAll(cx, { kind, planned: whole, unknown, today, reference }, options);
  return report(done.recorded, done.unchanged);
}

/** Writes everything; in a dry run all of it is taken back, so that the report says what would happen and nothing else. */
async function writeAll(
  cx: Command,
  p: {
    readonly kind: ImportKind;
    readonly planned: readonly Whole[];
    readonly unknown: ReadonlyMap<string, Whole>;
    readonly today: string;
    readonly reference: Speaker['reference'];
  },
  options: ImportOptions,
): Promise<{ recorded: number; unchanged: number }> {
  const { dryRun } = options;
  if (dryRun) await begin(cx.tx);
  const created = await registerFirms(
    cx,
    [...p.unknown].map(([creditCode, { row }]) => ({
      creditCode,
      nameZh: row.name,
      source: `import:${p.kind}`,
    })),
  );
  await pause(options, parts.registered);
  const ids = await idsByCode(
    cx.tx,
    cx.scope,
    p.planned.map((x) => x.code),
  );
  const observations: ObservationStatement[] = [];
  const items: ItemStatement[] = [];
  for (const x of p.planned) {
    const firmId = ids.get(x.code)?.id;
    if (firmId === undefined) continue;
    const told = { firmId, observedOn: p.today };
    if (p.kind === 'returns') {
      const speaker = { reference: p.reference, today: p.today, certifies: true, creditCode: x.code };
      for (const o of observationsOf(x, speaker))
        observations.push({ ...o, ...told, source: `return:${x.year}` });
    } else
      items.push({ ...told, collection: p.kind, id: x.row.number, values: x.row.values, source: 'registry' });
  }
  const outcome = await recordStatements(
    cx.tx,
    cx.scope,
    { observations, items },
    { at: cx.now, by: cx.actor.userId },
  );
  await pause(options, parts.recorded);
  if (dryRun) await takeBack(cx.tx);
  else {
    await refreshFirms(cx, [...new Set([...created.values(), ...outcome.projected])]);
    await cx.audit({
      action: 'firm.import',
      entity: 'valley',
      entityId: cx.scope.valleyId,
      after: { kind: p.kind, rows: p.planned.length, firmsCreated: created.size, recorded: outcome.recorded },
    });
    cx.emit({ type: 'firm.changed', entityId: cx.scope.valleyId, rooms: ['valley'] });
  }
  return outcome;
}
