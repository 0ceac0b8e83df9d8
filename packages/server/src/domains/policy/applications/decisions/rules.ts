import type { Payment } from '@hegu/rules/benefit/stacking.ts';
import { together } from '@hegu/rules/benefit/together.ts';
import type { WorkCalendar } from '@hegu/rules/civil.ts';
import type { Clause, Policy } from '@hegu/rules/clause.ts';
import {
  assess,
  compileClause,
  type Decision,
  type Outcome,
  type Standing,
} from '@hegu/rules/evaluate/assess.ts';
import {
  catalogueOf,
  type FactCatalogue,
  type FactCatalogueData,
  type Facts,
  factsAt,
  type Profile,
  type Words,
} from '@hegu/rules/facts.ts';
import { type Library, payable } from '@hegu/rules/library.ts';
import type { Truth } from '@hegu/rules/truth.ts';

/**
 * A decision of the rule about one application: what the rule was, what was seen, what came of it. All three are data, so that
 * the same can be computed again from the stored texts alone, whatever has become of the packs, the firm and the calendar.
 */

/** Everything the rule says, cut down to what touches the one clause. */
export interface RuleText {
  readonly clause: string;
  /** The clause and what it is a share of. */
  readonly clauses: readonly Clause[];
  readonly caps: Policy['caps'];
  readonly exclusions: Policy['exclusions'];
  readonly catalogue: FactCatalogueData;
}

/** Everything that was looked at. */
export interface Seen {
  /** '' where the clause is for the firm. */
  readonly item: string;
  readonly assessedOn: string;
  readonly knownOn: string;
  readonly profile: Profile;
  /** Money paid or promised before. */
  readonly earlier: readonly Payment[];
  /** What the calendar said of the days that were asked for: 'YYYY-MM-DD' by day number → is it worked. */
  readonly workdays: Readonly<Record<string, boolean>>;
}

export interface Result {
  readonly outcome: Outcome;
  readonly standing: Standing;
  readonly conditions: readonly { readonly id: string; readonly truth: Truth }[];
  /** What the clause comes to by itself; null where it is not known. */
  readonly fullFen: number | null;
  /** No more than this: after ceilings, and less what was had for the same matter; null where the text sets no figure. */
  readonly mostFen: number | null;
  readonly cuts: readonly { readonly by: string; readonly id: string; readonly byFen: number }[];
  /** Clauses of which at most one is paid with this one, and that have been paid. */
  readonly excludedBy: readonly {
    readonly exclusion: string;
    readonly clause: string;
    readonly fen: number;
  }[];
  /** Paid for the same before. */
  readonly repeats: readonly { readonly on: string; readonly fen: number }[];
}

const dataOf = (c: FactCatalogue): FactCatalogueData => ({
  fields: [...c.fields.values()],
  collections: [...c.collections.values()].map(({ key, label, measure, fields }) => ({
    key,
    label,
    measure,
    fields,
  })),
});

/** RangeError where the library has no such clause. */
export function ruleOf(library: Library, id: string): RuleText {
  const ids = new Set([id]);
  for (const at of ids) {
    const amount = library.clauses.get(at)?.clause.benefit.amount;
    if (amount?.op === 'share') ids.add(amount.clause);
  }
  const clauses = [...ids].flatMap((c) => library.clauses.get(c)?.clause ?? []);
  if (clauses.length === 0) throw new RangeError(`no clause ${id}`);
  const touches = (rule: { readonly clauses: readonly string[] }) => rule.clauses.includes(id);
  return {
    clause: id,
    clauses,
    caps: library.policies.flatMap((p) => p.caps.filter(touches)),
    exclusions: library.policies.flatMap((p) => p.exclusions.filter(touches)),
    catalogue: dataOf(library.catalogue),
  };
}

/** A calendar that remembers what it was asked. */
export function listening(calendar: WorkCalendar): {
  readonly calendar: WorkCalendar;
  readonly heard: () => Record<string, boolean>;
} {
  const said = new Map<number, boolean>();
  return {
    calendar: {
      isWorkday(day) {
        const known = said.get(day);
        if (known !== undefined) return known;
        const works = calendar.isWorkday(day);
        said.set(day, works);
        return works;
      },
    },
    heard: () =>
      Object.fromEntries([...said].sort(([a], [b]) => a - b).map(([d, works]) => [String(d), works])),
  };
}

/** The calendar as it was heard. RangeError for a day nobody asked about then: the rule is another one. */
export const recalled = (workdays: Readonly<Record<string, boolean>>): WorkCalendar => ({
  isWorkday(day) {
    const works = workdays[String(day)];
    if (works === undefined) throw new RangeError(`the day ${day} was not looked up`);
    return works;
  },
});

/** A condition that is not met, in words. */
export interface Unmet {
  readonly id: string;
  readonly text: Words;
  readonly article: string | null;
  /** What is there against what is asked. */
  readonly because: Words | null;
}

export interface Decided {
  readonly result: Result;
  /** For the words: not stored. */
  readonly decision: Decision;
  readonly facts: Facts;
  readonly catalogue: FactCatalogue;
  readonly clause: Clause;
}

export function decide(rule: RuleText, seen: Omit<Seen, 'workdays'>, calendar: WorkCalendar): Decided {
  const catalogue = catalogueOf(rule.catalogue);
  const clause = rule.clauses.find((c) => c.id === rule.clause);
  if (!clause) throw new RangeError(`a rule without its clause ${rule.clause}`);
  const facts = factsAt(seen.profile, seen.assessedOn, seen.knownOn);
  const at = { assessedOn: seen.assessedOn, calendar };
  const decision = assess(compileClause(clause, catalogue), facts, at);
  const wanted = seen.item === '' ? null : seen.item;

  const group = together(rule, catalogue);
  const candidates = rule.clauses.flatMap((c) => {
    const outcome =
      c.id === clause.id ? decision.outcome : assess(compileClause(c, catalogue), facts, at).outcome;
    // The amount is shown to an applicant whose conditions are still open, too
    if (c.id !== clause.id && !payable(outcome)) return [];
    const all = group.candidates(c, facts, at);
    return c.id === clause.id && wanted !== null ? all.filter((x) => x.item === wanted) : all;
  });
  const stacked = group.pay(candidates, facts, at, seen.earlier);
  const awards = stacked.awards.filter((a) => a.candidate.clause === clause.id);
  const sum = (of: (a: (typeof awards)[number]) => number | null): number | null =>
    awards.reduce<number | null>((s, a) => {
      const n = of(a);
      return s === null || n === null ? null : s + n;
    }, 0);

  const same = (item: string | null, per: 'firm' | 'item') =>
    per === 'firm' || wanted === null || item === wanted;
  const lifted = group.lifted(facts, at);
  const excludedBy = rule.exclusions
    .filter((e) => !lifted.has(e.id))
    .flatMap((e) =>
      seen.earlier
        .filter((p) => p.clause !== clause.id && e.clauses.includes(p.clause) && same(p.item, e.per))
        .map((p) => ({ exclusion: e.id, clause: p.clause, fen: p.fen })),
    );
  const year = seen.assessedOn.slice(0, 4);
  const repeats = seen.earlier
    .filter((p) => p.clause === clause.id && (p.item ?? '') === seen.item)
    // For a product once; for a firm, which has new costs every year, once a year
    .filter((p) => seen.item !== '' || p.on.startsWith(year))
    .map((p) => ({ on: p.on, fen: p.fen }));
  const had = excludedBy.reduce((s, p) => s + p.fen, 0);
  const paid = sum((a) => a.paidFen);
  const bound = paid ?? sum((a) => a.candidate.upToFen);
  return {
    decision,
    facts: facts.forClause(clause.id),
    catalogue,
    clause,
    result: {
      outcome: decision.outcome,
      standing: decision.standing,
      conditions: decision.requirements.map((r) => ({ id: r.requirement.id, truth: r.truth })),
      fullFen: sum((a) => a.fullFen),
      // 就高不重复: of what was had for the same matter only the difference is left
      mostFen: bound === null ? null : Math.max(0, bound - had),
      cuts: awards.flatMap((a) => a.cutBy.map((c) => ({ by: c.by, id: c.id, byFen: c.byFen }))),
      excludedBy,
      repeats,
    },
  };
}
