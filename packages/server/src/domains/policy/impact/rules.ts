import type { ImpactResult } from '@hegu/contract/policy/impact.ts';
import { instalmentsOf } from '@hegu/rules/benefit/amounts.ts';
import type { Award } from '@hegu/rules/benefit/stacking.ts';
import { civilOf, parseDay, printDay, shiftDay, weekdays } from '@hegu/rules/civil.ts';
import type { Clause, Policy } from '@hegu/rules/clause.ts';
import { bit, type Truths } from '@hegu/rules/columns/bits.ts';
import type { Needs, Population } from '@hegu/rules/columns/population.ts';
import type { Outcome } from '@hegu/rules/evaluate/assess.ts';
import type { FactCatalogue, Words } from '@hegu/rules/facts.ts';
import { windowOn } from '../library/rules.ts';
import { type Cell, hidden, isQuiet, mayShow, shown } from './figures/rules.ts';

/** What a draft comes to over many firms: the parts that need no database. Pure. */

/**
 * The clause and all that its money hangs together with: shares, ceilings, exclusions, in both directions. What is outside
 * pays the same whatever the clause says.
 */
export function neighbourhood(policies: readonly Policy[], clauseId: string): Policy[] {
  const all = policies.flatMap((p) => p.clauses);
  const rules = policies.flatMap((p) => [...p.caps, ...p.exclusions]);
  const found = new Set([clauseId]);
  // A set that grows is walked to its new end
  for (const at of found)
    for (const c of all) {
      const { amount } = c.benefit;
      if (amount.op === 'share') {
        if (c.id === at) found.add(amount.clause);
        if (amount.clause === at) found.add(c.id);
      }
      if (c.id === at)
        for (const r of rules) if (r.clauses.includes(at)) for (const o of r.clauses) found.add(o);
    }
  const inside = (r: { readonly clauses: readonly string[] }) => r.clauses.some((c) => found.has(c));
  return policies
    .map((p) => ({
      ...p,
      clauses: p.clauses.filter((c) => found.has(c.id)),
      caps: p.caps.filter(inside),
      exclusions: p.exclusions.filter(inside),
    }))
    .filter((p) => p.clauses.length > 0 || p.caps.length > 0 || p.exclusions.length > 0);
}

/** Day to assess for: today, or the first day of a clause that is yet to begin. */
export const assessmentDay = (clause: Clause, today: string): string =>
  clause.period.from > today ? clause.period.from : today;

export interface Money {
  mostFen: number;
  certainFen: number;
  unknownAmounts: number;
}
export const noMoney = (): Money => ({ mostFen: 0, certainFen: 0, unknownAmounts: 0 });

/** What the awards of one clause for one firm come to at most, and for certain. */
export function addAwards(money: Money, awards: readonly Award[], outcome: Outcome): number | null {
  let most: number | null = 0;
  for (const a of awards) {
    const upTo = a.paidFen ?? a.candidate.upToFen;
    if (upTo === null) {
      money.unknownAmounts++;
      most = null;
      continue;
    }
    money.mostFen += upTo;
    if (most !== null) most += upTo;
    if (outcome === 'eligible' && a.candidate.entitlement === 'fixed' && a.paidFen !== null)
      money.certainFen += a.paidFen;
  }
  return most;
}

/** When an award is paid: its instalments and years, from the first day on which it can be applied for. */
export function timelineOf(
  clause: Clause,
  award: Award,
  fen: number,
  on: string,
): { day: string; fen: number }[] {
  const window = windowOn(clause, on);
  const first = window.state === 'soon' && window.from !== null ? window.from : on;
  const parts = instalmentsOf(fen, award.candidate.instalments);
  const out: { day: string; fen: number }[] = [];
  for (let year = 0; year < award.candidate.years; year++)
    for (const [i, part] of parts.entries()) {
      const months = (award.candidate.instalments[i]?.afterMonths ?? 0) + 12 * year;
      out.push({ day: printDay(shiftDay(parseDay(first), { months }, weekdays)), fen: part });
    }
  return out;
}

export const monthOf = (day: string): string => day.slice(0, 7);
export const yearOf = (day: string): number => civilOf(parseDay(day)).year;

export interface Move<K> {
  readonly key: K;
  readonly change: ImpactResult['list'][number]['change'];
  readonly beforeFen: number | null;
  readonly amountFen: number | null;
}

/**
 * Who gets more or less of the clause than before, those for whom it is most first. `met`: whether the conditions were met, and are; where
 * both sums are known and alike nothing has moved.
 */
export function movesOf<K>(
  firms: Iterable<{
    readonly key: K;
    readonly met: { readonly before: boolean; readonly after: boolean };
    readonly beforeFen: number | null;
    readonly afterFen: number | null;
  }>,
): Move<K>[] {
  const moves: (Move<K> & { readonly by: number })[] = [];
  for (const { key, met, beforeFen, afterFen } of firms) {
    const by = Math.abs((afterFen ?? 0) - (beforeFen ?? 0));
    if (met.after && !met.before) moves.push({ key, change: 'gained', beforeFen, amountFen: afterFen, by });
    else if (met.before && !met.after)
      moves.push({ key, change: 'lost', beforeFen, amountFen: beforeFen, by });
    else if (beforeFen !== null && afterFen !== null && by > 0)
      moves.push({ key, change: afterFen > beforeFen ? 'more' : 'less', beforeFen, amountFen: afterFen, by });
  }
  return moves.sort((a, b) => b.by - a.by).map(({ by: _, ...move }) => move);
}

/** Rows whose answer hangs on something nobody has told, and what that is. */
export function lackingOf(
  truth: Truths,
  scope: Truths,
  population: Population,
  needs: Needs,
  catalogue: FactCatalogue,
  quiet: Int32Array,
): ImpactResult['lacking'] {
  const count = (of: readonly number[]): Cell => ({
    n: of.length,
    quiet: of.filter((r) => isQuiet(quiet, r)).length,
  });
  const rows: number[] = [];
  for (let row = 0; row < population.size; row++)
    if (bit(truth.unknown, row) && !bit(scope.unmet, row)) rows.push(row);
  const out: { key: string; label: Words; firms: Cell }[] = [];
  for (const [key, { field, year }] of needs.facts) {
    const column = population.facts.get(key);
    const def = catalogue.fields.get(field);
    if (!column || !def || def.from === 'expert') continue;
    const firms = count(
      rows.filter((r) => (column.kind === 'number' ? Number.isNaN(column.values[r]) : column.known[r] === 0)),
    );
    const label: Words =
      year === null ? def.label : { zh: `${year} 年${def.label.zh}`, en: `${def.label.en} of ${year}` };
    if (firms.n > 0) out.push({ key, label, firms });
  }
  for (const name of needs.collections.keys()) {
    const column = population.collections.get(name);
    const def = catalogue.collections.get(name);
    if (!column || !def) continue;
    const firms = count(rows.filter((r) => column.complete[r] === 0));
    if (firms.n > 0)
      out.push({
        key: name,
        label: { zh: `${def.label.zh}（是否齐全）`, en: `${def.label.en} (whether these are all)` },
        firms,
      });
  }
  return out.sort((a, b) => b.firms.n - a.firms.n).map((o) => ({ ...o, firms: shown(o.firms) }));
}

/** Firms that meet it, before and after, by the codes of one field; `exclusive`: every firm has one code at most. */
export function groupsOf(
  population: Population,
  field: string,
  before: Truths | null,
  after: Truths,
  catalogue: FactCatalogue,
  quiet: Int32Array,
  exclusive: boolean,
): ImpactResult['groups']['district'] {
  const column = population.facts.get(field);
  if (column?.kind !== 'code') return [];
  const counts = new Map<
    number,
    { before: { n: number; quiet: number }; after: { n: number; quiet: number } }
  >();
  for (let row = 0; row < population.size; row++) {
    const was = before !== null && bit(before.met, row) === 1;
    const is = bit(after.met, row) === 1;
    if (!was && !is) continue;
    const silent = isQuiet(quiet, row) ? 1 : 0;
    for (let i = column.offsets[row] ?? 0; i < (column.offsets[row + 1] ?? 0); i++) {
      const code = column.codes[i] ?? 0;
      const cell = counts.get(code) ?? { before: { n: 0, quiet: 0 }, after: { n: 0, quiet: 0 } };
      for (const [there, side] of [[was, cell.before] as const, [is, cell.after] as const])
        if (there) {
          side.n++;
          side.quiet += silent;
        }
      counts.set(code, cell);
    }
  }
  const hide = (side: 'before' | 'after'): ReadonlySet<number> => {
    const cells = new Map([...counts].map(([code, c]) => [code, c[side]] as const));
    return exclusive
      ? hidden(cells)
      : new Set([...cells].filter(([, c]) => !mayShow(c.quiet)).map(([code]) => code));
  };
  const hides = { before: hide('before'), after: hide('after') };
  const words = catalogue.fields.get(field)?.codes ?? {};
  return [...counts]
    .sort((a, b) => b[1].after.n - a[1].after.n || b[1].before.n - a[1].before.n)
    .map(([code, c]) => {
      const value = column.words[code] ?? '';
      return {
        value,
        label: words[value] ?? { zh: value, en: value },
        before: before === null || hides.before.has(code) ? null : c.before.n,
        after: hides.after.has(code) ? null : c.after.n,
      };
    });
}
