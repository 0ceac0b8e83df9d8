import { parseDay } from '../civil.ts';
import type { Definitions, Value } from '../expression.ts';
import type { FactCatalogue, FactValue, FieldDef } from '../facts.ts';
import { DATA, JUDGEMENT, known, open } from './quantity.ts';
import { cite, type Numeric, RuleError, type Run } from './run.ts';

/** Where a tree reads what is known of a firm: the fields of its facts, and of the item that is being looked at. */

export interface CompileContext {
  readonly catalogue: FactCatalogue;
  readonly definitions: Definitions;
  /** Collection whose items `item` reads; undefined outside. */
  readonly collection?: string;
  /** Definitions being compiled, to name a circle. */
  readonly inside?: readonly string[];
}

/** The raw value of a code field: a code, several, or what is missing (bits of `Quantity.missing`). */
type Coded = (run: Run) => string | readonly string[] | number;

const missingOf = (field: FieldDef): number => (field.from === 'expert' ? JUDGEMENT : DATA);

/** The definition behind a `fact` or `item` node; throws `RuleError` where the catalogue has none. */
export function fieldOf(cx: CompileContext, value: Value): FieldDef {
  if (value.op === 'fact') {
    const field = cx.catalogue.fields.get(value.field);
    if (!field) throw new RuleError(`no field ${value.field}`);
    if ((field.period === 'year') !== (value.year !== undefined))
      throw new RuleError(`${value.field}: ${field.period === 'year' ? 'needs a year' : 'has no year'}`);
    return field;
  }
  if (value.op !== 'item') throw new RuleError(`${value.op} names no field`);
  const field = cx.collection && cx.catalogue.collections.get(cx.collection)?.byKey.get(value.field);
  if (!field) throw new RuleError(`no item field ${value.field} in ${cx.collection ?? 'nothing'}`);
  return field;
}

/** The observation or item value behind a `fact` or `item` node; undefined where nobody has said. */
function reader(cx: CompileContext, value: Value): (run: Run) => FactValue | undefined {
  fieldOf(cx, value);
  if (value.op === 'item') {
    const { field } = value;
    return (run) => run.item?.values[field];
  }
  if (value.op !== 'fact') throw new RuleError(`${value.op} is not read from facts`);
  const { field, year } = value;
  return (run) => {
    const of = year === undefined ? null : year <= 0 ? run.assessedYear + year : year;
    const observation = run.facts.fact(field, of);
    if (run.cites) cite(run, { field, year: of, observation });
    return observation?.value;
  };
}

const asNumber = (v: FactValue): number =>
  typeof v === 'number'
    ? v
    : typeof v === 'boolean'
      ? v
        ? 1
        : 0
      : typeof v === 'string'
        ? parseDay(v)
        : Number.NaN;

/** The code or codes of a field. */
export function coded(cx: CompileContext, value: Value): Coded {
  const field = fieldOf(cx, value);
  if (field.type !== 'code' && field.type !== 'codes') throw new RuleError(`${field.key} is not a code`);
  const read = reader(cx, value);
  const missing = missingOf(field);
  return (run) => {
    const v = read(run);
    return typeof v === 'string' || Array.isArray(v) ? v : missing;
  };
}

/** The number, day or flag (1, 0) of a field. */
export function measured(cx: CompileContext, value: Value): Numeric {
  const field = fieldOf(cx, value);
  if (field.type === 'code' || field.type === 'codes') throw new RuleError(`${field.key} is no number`);
  const read = reader(cx, value);
  const nothing = open(missingOf(field));
  return (run) => {
    const v = read(run);
    return v === undefined ? nothing : known(asNumber(v));
  };
}
