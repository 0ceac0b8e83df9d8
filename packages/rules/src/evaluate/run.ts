import { parseDay, type WorkCalendar } from '../civil.ts';
import type { Condition } from '../expression.ts';
import type { Facts, Item, Observation } from '../facts.ts';
import type { Truth } from '../truth.ts';
import type { Quantity } from './quantity.ts';

/** One look at one firm, and what is found. */

export class RuleError extends Error {}

/** When and with which calendar a firm is looked at. */
export interface Assessment {
  /** Assessment day (评定日), 'YYYY-MM-DD'. */
  readonly assessedOn: string;
  readonly calendar: WorkCalendar;
}

/** What was looked at for one answer. */
export interface Cite {
  readonly field?: string;
  readonly year?: number | null;
  /** Undefined: nobody has said. */
  readonly observation?: Observation;
  readonly collection?: string;
  /** Ids of items that met the condition, and of those of which it is not known. */
  readonly met?: readonly string[];
  readonly unclear?: readonly string[];
  readonly complete?: boolean;
}

export interface Finding {
  readonly truth: Truth;
  readonly node: Condition;
  /** Of all, any, atLeast and not. */
  readonly parts?: readonly Finding[];
  /** Of a comparison. */
  readonly left?: Quantity;
  readonly right?: Quantity;
  readonly cites?: readonly Cite[];
}

/** The finding of a leaf while it is made: one object, which the leaf writes its sides into. */
export type LeafFinding = { -readonly [K in keyof Omit<Finding, 'parts'>]: Finding[K] };

/** One run over one firm. Days are numbers since 1970-01-01. */
export interface Run {
  readonly facts: Facts;
  readonly assessedOn: number;
  readonly assessedYear: number;
  readonly calendar: WorkCalendar;
  readonly eventFrom: number;
  readonly eventTo: number;
  item: Item | undefined;
  cites: readonly Cite[] | undefined;
}

/** A value of a tree, compiled. */
export type Numeric = (run: Run) => Quantity;

export function runOf(facts: Facts, at: Assessment, event?: { from: string; to: string | null }): Run {
  return {
    facts,
    assessedOn: parseDay(at.assessedOn),
    assessedYear: Number(at.assessedOn.slice(0, 4)),
    calendar: at.calendar,
    eventFrom: event ? parseDay(event.from) : Number.NEGATIVE_INFINITY,
    eventTo: event?.to ? parseDay(event.to) : Number.POSITIVE_INFINITY,
    item: undefined,
    cites: undefined,
  };
}

// Arrays of one or two are made as long as they are: `push` onto an empty one makes room for seventeen, and this runs for every
// condition of every clause
export const nothingCited: readonly Cite[] = [];
export const noIds: string[] = [];

export function cite(run: Run, seen: Cite): void {
  const { cites } = run;
  if (cites) run.cites = cites.length === 0 ? [seen] : [...cites, seen];
}

export function withId(ids: string[], id: string): string[] {
  if (ids.length === 0) return [id];
  ids.push(id);
  return ids;
}
