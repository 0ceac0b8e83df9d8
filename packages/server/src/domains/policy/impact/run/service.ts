import type { ImpactResult } from '@hegu/contract/policy/impact.ts';
import type { Clause, Policy } from '@hegu/rules/clause.ts';
import { assessAll, changeBetween, countsOf, rowsOf } from '@hegu/rules/columns/assess.ts';
import { bit, countBits, type Truths } from '@hegu/rules/columns/bits.ts';
import { ColumnEvaluator } from '@hegu/rules/columns/evaluate.ts';
import { needsOf } from '@hegu/rules/columns/needs.ts';
import { layOut } from '@hegu/rules/columns/population.ts';
import type { Assessment } from '@hegu/rules/evaluate/compile.ts';
import { type Facts, factsAt } from '@hegu/rules/facts.ts';
import { compileLibrary, type Library } from '@hegu/rules/library.ts';
import { workCalendarOf } from '../../../../platform/clock/calendar.ts';
import type { Query } from '../../../../platform/command.ts';
import { firmsById, profilesOf } from '../../../enterprise/index.ts';
import { todayOf } from '../../library/service.ts';
import { earlierOf } from '../../matching/service.ts';
import {
  addAwards,
  assessmentDay,
  groupsOf,
  lackingOf,
  type Money,
  monthOf,
  neighbourhood,
  noMoney,
  timelineOf,
  yearOf,
} from '../rules.ts';

/** A dry run over the whole registry: by columns who meets it, then one by one what those concerned are paid. */

const listed = 200;
/** Grouped by. */
const groupFields = ['registeredDistrict', 'sizeClass', 'tracks'] as const;

export interface Trial {
  readonly clause: Clause;
  /** The library with the draft in its place, and as it is. */
  readonly after: readonly Policy[];
  readonly before: readonly Policy[];
}

export async function runTrial(
  q: Pick<Query, 'tx' | 'scope' | 'now'>,
  trial: Trial,
  catalogue: Library['catalogue'],
  progress: (fraction: number) => void,
): Promise<ImpactResult> {
  const { clause } = trial;
  const holding = trial.before.flatMap((p) => p.clauses).find((c) => c.id === clause.id) ?? null;
  const on = assessmentDay(clause, todayOf(q));
  const needs = needsOf(holding ? [clause, holding] : [clause], on);
  const rules = new Set([...needs.facts.values()].map((f) => f.field));
  const only = [...new Set([...rules, ...needs.collections.keys(), ...groupFields])];
  const wanted = new Map(needs.facts);
  for (const field of groupFields) wanted.set(field, { field, year: null });

  const ids: string[] = [];
  const firms: Facts[] = [];
  for await (const f of profilesOf(q.tx, q.scope, { purpose: 'policyMatching', active: true, only })) {
    ids.push(f.firmId);
    firms.push(factsAt(f.profile, on).forClause(clause.id));
    // How many there are is not known ahead
    if (ids.length % 250 === 0) progress(0.5 * (1 - 1 / (1 + ids.length / 5000)));
  }
  const size = firms.length;
  const calendar = workCalendarOf(q.scope.zone);
  const population = layOut(firms, { ...needs, facts: wanted }, catalogue, on);
  const evaluator = new ColumnEvaluator(population, catalogue, calendar);
  const is = assessAll(clause, evaluator, size, on);
  const was = holding && assessAll(holding, evaluator, size, on);
  progress(0.5);

  const none: Truths = { met: is.truth.met.map(() => 0), unmet: is.truth.met, unknown: is.truth.met };
  const change = changeBetween(was?.truth ?? none, is.truth, size);
  const concerned: string[] = [];
  for (let row = 0; row < size; row++)
    if (open(is.truth, row) || (was && open(was.truth, row))) concerned.push(ids[row] ?? '');
  const paid = await pay(q, trial, catalogue, { assessedOn: on, calendar }, concerned, (f) =>
    progress(0.5 + f / 2),
  );

  const counts = countsOf(is, size);
  const before = was && countsOf(was, size);
  const list = [
    ...rowsOf(change.gained, listed).map((row) => ({ row, change: 'gained' as const })),
    ...rowsOf(change.lost, listed).map((row) => ({ row, change: 'lost' as const })),
  ];
  const named = new Map(
    (
      await firmsById(
        q.tx,
        q.scope,
        list.map((l) => ids[l.row] ?? ''),
        on,
      )
    ).map((f) => [f.id, f] as const),
  );
  const short = ({ met, review, unknown, unmet, inScope }: typeof counts) => ({
    met,
    review,
    unknown,
    unmet,
    inScope,
  });
  return {
    assessedOn: on,
    firms: size,
    after: short(counts),
    before: before && short(before),
    gained: countBits(change.gained),
    lost: countBits(change.lost),
    blocked: counts.blocked.map((b) => ({
      ...b,
      text: clause.requirements.find((r) => r.id === b.id)?.text ?? { zh: b.id, en: b.id },
    })),
    lacking: lackingOf(is.truth, is.scope, population, needs, catalogue),
    cost: { before: holding ? paid.before : null, after: paid.after, changeFen: paid.changeFen },
    byYear: paid.byYear,
    byMonth: clause.filing.length > 0 ? paid.byMonth : [],
    groups: {
      district: groupsOf(population, 'registeredDistrict', was?.truth ?? null, is.truth, catalogue),
      size: groupsOf(population, 'sizeClass', was?.truth ?? null, is.truth, catalogue),
      track: groupsOf(population, 'tracks', was?.truth ?? null, is.truth, catalogue),
    },
    list: list.flatMap(({ row, change: kind }) => {
      const firm = named.get(ids[row] ?? '');
      return firm
        ? [
            {
              firmId: firm.id,
              name: { zh: firm.name_zh, en: firm.name_en },
              change: kind,
              amountFen: (kind === 'gained' ? paid.gets : paid.got).get(firm.id) ?? null,
            },
          ]
        : [];
    }),
  };
}

/** Met, or waiting for a judgement. */
const open = (t: Truths, row: number): boolean =>
  bit(t.met, row) === 1 || (bit(t.unmet, row) === 0 && bit(t.unknown, row) === 0);

interface Paid {
  readonly before: Money;
  readonly after: Money;
  readonly changeFen: number;
  readonly byYear: ImpactResult['byYear'];
  readonly byMonth: ImpactResult['byMonth'];
  /** By firm, of this clause. */
  readonly gets: ReadonlyMap<string, number | null>;
  readonly got: ReadonlyMap<string, number | null>;
}

async function pay(
  q: Pick<Query, 'tx' | 'scope'>,
  trial: Trial,
  catalogue: Library['catalogue'],
  at: Assessment,
  concerned: readonly string[],
  progress: (fraction: number) => void,
): Promise<Paid> {
  const { clause } = trial;
  const after = compileLibrary(neighbourhood(trial.after, clause.id), catalogue);
  const before = compileLibrary(neighbourhood(trial.before, clause.id), catalogue);
  const money = { before: noMoney(), after: noMoney() };
  const gets = new Map<string, number | null>();
  const got = new Map<string, number | null>();
  const years = new Map<number, { mostFen: number; certainFen: number }>();
  const months = new Map<string, { mostFen: number; firms: Set<string> }>();
  let changeFen = 0;
  let done = 0;
  for (let from = 0; from < concerned.length; from += 500) {
    const ids = concerned.slice(from, from + 500);
    for await (const { firmId, profile } of profilesOf(q.tx, q.scope, { purpose: 'policyMatching', ids })) {
      const facts = factsAt(profile, at.assessedOn);
      const earlier = earlierOf(facts);
      const is = after.consider(facts, at, earlier);
      const was = before.consider(facts, at, earlier);
      changeFen += is.stack.totalFen - was.stack.totalFen;
      const mine = (c: typeof is) => ({
        awards: c.stack.awards.filter((a) => a.candidate.clause === clause.id),
        outcome: c.decisions.find((d) => d.clauseId === clause.id)?.outcome ?? ('notEligible' as const),
      });
      const now = mine(is);
      const then = mine(was);
      gets.set(firmId, addAwards(money.after, now.awards, now.outcome));
      got.set(firmId, addAwards(money.before, then.awards, then.outcome));
      for (const award of now.awards) {
        const fen = award.paidFen ?? award.candidate.upToFen;
        if (fen === null || fen === 0) continue;
        const certain =
          now.outcome === 'eligible' && award.paidFen !== null && award.candidate.entitlement === 'fixed';
        for (const part of timelineOf(clause, award, fen, at.assessedOn)) {
          const year = years.get(yearOf(part.day)) ?? { mostFen: 0, certainFen: 0 };
          year.mostFen += part.fen;
          if (certain) year.certainFen += part.fen;
          years.set(yearOf(part.day), year);
          const month = months.get(monthOf(part.day)) ?? { mostFen: 0, firms: new Set<string>() };
          month.mostFen += part.fen;
          month.firms.add(firmId);
          months.set(monthOf(part.day), month);
        }
      }
      if (++done % 20 === 0) progress(done / concerned.length);
    }
  }
  return {
    ...money,
    changeFen,
    byYear: [...years].sort((a, b) => a[0] - b[0]).map(([year, m]) => ({ year, ...m })),
    byMonth: [...months]
      .sort((a, b) => (a[0] < b[0] ? -1 : 1))
      .map(([month, m]) => ({ month, mostFen: m.mostFen, firms: m.firms.size })),
    gets,
    got,
  };
}
