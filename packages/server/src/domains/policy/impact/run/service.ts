import type { ImpactResult } from '@hegu/contract/policy/impact.ts';
import type { Clause, Policy } from '@hegu/rules/clause.ts';
import { assessAll, type ClauseColumns } from '@hegu/rules/columns/assess.ts';
import { bit, type Truths } from '@hegu/rules/columns/bits.ts';
import { ColumnEvaluator } from '@hegu/rules/columns/evaluate.ts';
import { needsOf } from '@hegu/rules/columns/needs.ts';
import { layOut } from '@hegu/rules/columns/population.ts';
import type { Assessment } from '@hegu/rules/evaluate/run.ts';
import { type Facts, factsAt } from '@hegu/rules/facts.ts';
import { compileLibrary, type Library } from '@hegu/rules/library.ts';
import { workCalendarOf } from '../../../../platform/clock/calendar.ts';
import type { Query } from '../../../../platform/command.ts';
import { firmsById, profilesOf } from '../../../enterprise/index.ts';
import { todayOf } from '../../library/service.ts';
import { earlierOf } from '../../matching/service.ts';
import { cellOf, mayShow, outcomesOf, quietBits, Sums, shown } from '../figures/rules.ts';
import {
  addAwards,
  assessmentDay,
  groupsOf,
  lackingOf,
  monthOf,
  movesOf,
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

  // What money hangs together with, and what was paid before, is read for the amount beside a name
  const around = needsOf(
    [...trial.after, ...trial.before].flatMap((p) => neighbourhoodOf(p, trial, clause.id)),
    on,
  );
  const told = new Set([
    ...rules,
    ...needs.collections.keys(),
    ...[...around.facts.values()].map((f) => f.field),
    ...around.collections.keys(),
    'awards',
  ]);
  const ids: string[] = [];
  const firms: Facts[] = [];
  const silent: boolean[] = [];
  for await (const f of profilesOf(q.tx, q.scope, { purpose: 'statistics', active: true, only })) {
    // Who keeps all of it back from statistics is in no figure
    if (only.length > 0 && !only.some((key) => f.allows('statistics', key))) continue;
    ids.push(f.firmId);
    firms.push(factsAt(f.profile, on));
    silent.push(![...told].every((key) => f.allows('policyMatching', key)));
    // How many there are is not known ahead
    if (ids.length % 250 === 0) progress(0.5 * (1 - 1 / (1 + ids.length / 5000)));
  }
  const quiet = quietBits(silent);
  const quietIds = new Set(ids.filter((_, row) => silent[row]));
  const size = firms.length;
  const calendar = workCalendarOf(q.scope.zone);
  const population = layOut(firms, { ...needs, facts: wanted }, catalogue, on);
  const evaluator = new ColumnEvaluator(population, catalogue, calendar);
  const is = assessAll(clause, evaluator, size, on);
  const was = holding && assessAll(holding, evaluator, size, on);
  progress(0.5);

  const concerned: number[] = [];
  for (let row = 0; row < size; row++)
    if (open(is.truth, row) || (was && open(was.truth, row))) concerned.push(row);
  const paid = await pay(
    q,
    trial,
    catalogue,
    { assessedOn: on, calendar },
    { ids: concerned.map((row) => ids[row] ?? ''), quiet: quietIds },
    (f) => progress(0.5 + f / 2),
  );

  const moves = movesOf(
    concerned.map((row) => ({
      key: row,
      met: { before: was !== null && bit(was.truth.met, row) === 1, after: bit(is.truth.met, row) === 1 },
      beforeFen: paid.got.get(ids[row] ?? '') ?? null,
      afterFen: paid.gets.get(ids[row] ?? '') ?? null,
    })),
  );
  const kinds = ['gained', 'more', 'less', 'lost'] as const;
  const list = kinds.flatMap((kind) =>
    moves.filter((m) => m.change === kind && !silent[m.key]).slice(0, listed),
  );
  const moved = (kind: (typeof kinds)[number]) => {
    const rows = moves.filter((m) => m.change === kind);
    return { n: rows.length, quiet: rows.filter((m) => silent[m.key]).length };
  };
  const named = new Map(
    (
      await firmsById(
        q.tx,
        q.scope,
        list.map((l) => ids[l.key] ?? ''),
        on,
      )
    ).map((f) => [f.id, f] as const),
  );
  const [gained, lost, more, less] = [moved('gained'), moved('lost'), moved('more'), moved('less')];
  const group = (field: string, exclusive: boolean) =>
    groupsOf(population, field, was?.truth ?? null, is.truth, catalogue, quiet, exclusive);
  return {
    assessedOn: on,
    firms: size,
    after: outcomesOf(is.truth, is.scope, quiet, size),
    before: was && outcomesOf(was.truth, was.scope, quiet, size),
    gained: shown(gained),
    lost: shown(lost),
    more: shown(more),
    less: shown(less),
    blocked: is.requirements.map((r, i) => ({
      id: r.id,
      text: clause.requirements[i]?.text ?? { zh: r.id, en: r.id },
      unmet: shown(cellOf(r.truth.unmet, quiet)),
      alone: shown(cellOf(aloneOf(is, i), quiet)),
      unknown: shown(cellOf(r.truth.unknown, quiet)),
    })),
    lacking: lackingOf(is.truth, is.scope, population, needs, catalogue, quiet),
    cost: { before: holding ? paid.before : null, after: paid.after, changeFen: paid.changeFen },
    byYear: paid.byYear,
    byMonth: clause.filing.length > 0 || (clause.benefit.instalments?.length ?? 0) > 1 ? paid.byMonth : [],
    groups: {
      district: group('registeredDistrict', true),
      size: group('sizeClass', true),
      track: group('tracks', false),
    },
    unnamed: moves.some((m) => silent[m.key]),
    list: list.flatMap(({ key: row, ...move }) => {
      const firm = named.get(ids[row] ?? '');
      return firm ? [{ firmId: firm.id, name: { zh: firm.name_zh, en: firm.name_en }, ...move }] : [];
    }),
  };
}

/** Met, or waiting for a judgement. */
const open = (t: Truths, row: number): boolean =>
  bit(t.met, row) === 1 || (bit(t.unmet, row) === 0 && bit(t.unknown, row) === 0);

/** Firms that fail this requirement and no other. */
function aloneOf(c: ClauseColumns, at: number): Int32Array {
  const mine = c.requirements[at]?.truth.unmet ?? new Int32Array();
  return mine.map((x, w) =>
    c.requirements.reduce((left, r, i) => (i === at ? left : left & ~(r.truth.unmet[w] as number)), x),
  );
}

/** Clauses of one policy that the money of a clause hangs together with. */
const neighbourhoodOf = (policy: Policy, trial: Trial, id: string): readonly Clause[] => {
  const near = neighbourhood(trial.after.includes(policy) ? trial.after : trial.before, id);
  return near.find((p) => p.id === policy.id)?.clauses ?? [];
};

interface Paid {
  readonly before: ImpactResult['cost']['before'];
  readonly after: ImpactResult['cost']['after'];
  readonly changeFen: number | null;
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
  concerned: { readonly ids: readonly string[]; readonly quiet: ReadonlySet<string> },
  progress: (fraction: number) => void,
): Promise<Paid> {
  const { clause } = trial;
  const after = compileLibrary(neighbourhood(trial.after, clause.id), catalogue);
  const before = compileLibrary(neighbourhood(trial.before, clause.id), catalogue);
  const money = { before: noMoney(), after: noMoney() };
  /** Firms behind each sum that have not agreed to be named. */
  const behind = { before: 0, after: 0, change: 0 };
  const gets = new Map<string, number | null>();
  const got = new Map<string, number | null>();
  const years = new Sums<number>();
  const months = new Sums<string>();
  let changeFen = 0;
  let done = 0;
  for (let from = 0; from < concerned.ids.length; from += 500) {
    const ids = concerned.ids.slice(from, from + 500);
    for await (const { firmId, profile } of profilesOf(q.tx, q.scope, { purpose: 'statistics', ids })) {
      const facts = factsAt(profile, at.assessedOn);
      const earlier = earlierOf(facts);
      const is = after.consider(facts, at, earlier);
      const was = before.consider(facts, at, earlier);
      const quiet = concerned.quiet.has(firmId);
      const moved = is.stack.totalFen - was.stack.totalFen;
      changeFen += moved;
      const mine = (c: typeof is) => ({
        awards: c.stack.awards.filter((a) => a.candidate.clause === clause.id),
        outcome: c.decisions.find((d) => d.clauseId === clause.id)?.outcome ?? ('notEligible' as const),
      });
      const now = mine(is);
      const then = mine(was);
      gets.set(firmId, addAwards(money.after, now.awards, now.outcome));
      got.set(firmId, addAwards(money.before, then.awards, then.outcome));
      if (quiet) {
        if (moved !== 0) behind.change++;
        if (now.awards.length > 0) behind.after++;
        if (then.awards.length > 0) behind.before++;
      }
      for (const award of now.awards) {
        const fen = award.paidFen ?? award.candidate.upToFen;
        if (fen === null || fen === 0) continue;
        const certain =
          now.outcome === 'eligible' && award.paidFen !== null && award.candidate.entitlement === 'fixed';
        for (const part of timelineOf(clause, award, fen, at.assessedOn)) {
          years.add(yearOf(part.day), firmId, quiet, part.fen, certain ? part.fen : 0);
          months.add(monthOf(part.day), firmId, quiet, part.fen);
        }
      }
      if (++done % 20 === 0) progress(done / concerned.ids.length);
    }
  }
  return {
    before: mayShow(behind.before) ? money.before : null,
    after: mayShow(behind.after) ? money.after : null,
    changeFen: mayShow(behind.change) ? changeFen : null,
    byYear: years
      .rows()
      .map(({ key, sums }) => ({ year: key, mostFen: sums?.[0] ?? null, certainFen: sums?.[1] ?? null })),
    byMonth: months.rows().map(({ key, sums, firms }) => ({ month: key, mostFen: sums?.[0] ?? null, firms })),
    gets,
    got,
  };
}
