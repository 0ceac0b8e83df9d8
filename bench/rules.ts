import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { weekdays } from '../packages/rules/src/civil.ts';
import { assessAll, countsOf } from '../packages/rules/src/columns/assess.ts';
import { bit } from '../packages/rules/src/columns/bits.ts';
import { ColumnEvaluator } from '../packages/rules/src/columns/evaluate.ts';
import { needsOf } from '../packages/rules/src/columns/needs.ts';
import { layOut } from '../packages/rules/src/columns/population.ts';
import { assess, compileClause } from '../packages/rules/src/evaluate/assess.ts';
import { compileCondition } from '../packages/rules/src/evaluate/compile.ts';
import { runOf } from '../packages/rules/src/evaluate/run.ts';
import { explainRequirement } from '../packages/rules/src/explain/explain.ts';
import type { Facts } from '../packages/rules/src/facts.ts';
import { factCatalogueAt } from '../packages/server/src/domains/enterprise/index.ts';
import { percentile, type ReportRow } from './report.ts';
import {
  type Flat,
  flatFields,
  installPeers,
  jsonRulesEngine,
  ourRule,
  type Peer,
  peerRules,
  peerVersions,
  plainly,
  zenEngine,
} from './rules/peers.ts';
import { assessedOn, manyClauses, manyFirms } from './rules/world.ts';

/**
 * The rule engine: 200 clauses for a whole registry by columns, one firm with every reason, and beside two rule engines on rules that
 * all of them can say, with plain code as the judge.
 */
export async function benchRules(options: {
  readonly quick: boolean;
  readonly folder: string;
  readonly log: (line: string) => void;
}): Promise<ReportRow[]> {
  const { quick, log } = options;
  const size = quick ? 20_000 : 100_000;
  const catalogue = factCatalogueAt(assessedOn);
  const clauses = manyClauses(200);
  log(`rules: making ${size.toLocaleString('en')} firms`);
  const firms = [...manyFirms(size)];
  const at = { assessedOn, calendar: weekdays };

  log('rules: laying out columns');
  const needs = needsOf(
    [...clauses, { definitions: {}, requirements: peerRules.map((r) => ({ rule: ourRule(r) })) }],
    assessedOn,
  );
  let from = performance.now();
  const population = layOut(firms, needs, catalogue, assessedOn);
  const laidOutMs = performance.now() - from;
  // The columns are all that is kept, as in a server: the firms they were made of would only give the collector work
  const sample = firms.slice(0, quick ? 2000 : 4000);
  firms.length = 0;

  log('rules: all firms at once');
  const wholes: number[] = [];
  let met = 0;
  for (let round = 0; round < (quick ? 3 : 5); round++) {
    from = performance.now();
    // A new evaluator: nothing is left over from the round before
    const evaluator = new ColumnEvaluator(population, catalogue, weekdays);
    met = 0;
    for (const clause of clauses) met += countsOf(assessAll(clause, evaluator, size, assessedOn), size).met;
    wholes.push(performance.now() - from);
  }
  const whole = percentile(wholes, 0.5);

  log('rules: the same one by one');
  const compiled = clauses.map((c) => compileClause(c, catalogue));
  const evaluator = new ColumnEvaluator(population, catalogue, weekdays);
  const columns = clauses.map((c) => assessAll(c, evaluator, size, assessedOn));
  const micros: number[] = [];
  let same = 0;
  const outcomes = (facts: Facts) => compiled.map((c) => assess(c, facts, at));
  // As in a server that has been up for a while: compiled, and past its last deoptimisation
  for (let round = 0; round < 5; round++) for (const facts of sample.slice(0, 200)) outcomes(facts);
  for (const [row, facts] of sample.entries()) {
    const began = performance.now();
    const decisions = outcomes(facts);
    micros.push((performance.now() - began) * 1000);
    const equal = decisions.every((d, i) =>
      d.requirements.every((r, k) => {
        const truth = columns[i]?.requirements[k]?.truth;
        if (!truth) return false;
        const said = bit(truth.met, row)
          ? 'met'
          : bit(truth.unmet, row)
            ? 'unmet'
            : bit(truth.unknown, row)
              ? 'unknown'
              : 'review';
        return said === r.truth;
      }),
    );
    if (equal) same++;
  }
  const spoken: number[] = [];
  for (const facts of sample.slice(0, 300)) {
    const decisions = outcomes(facts);
    const began = performance.now();
    for (const [i, d] of decisions.entries()) {
      const definitions = clauses[i]?.definitions ?? {};
      for (const r of d.requirements) explainRequirement({ catalogue, definitions, facts, at }, r);
    }
    spoken.push(performance.now() - began);
  }

  log('rules: one clause edited');
  const edits: number[] = [];
  for (const clause of manyClauses(260).slice(200)) {
    const began = performance.now();
    countsOf(assessAll(clause, new ColumnEvaluator(population, catalogue, weekdays), size, assessedOn), size);
    edits.push(performance.now() - began);
  }

  const perSecond = (size * clauses.length) / (whole / 1000);
  const rows: ReportRow[] = [
    {
      name: `200 clauses × ${size.toLocaleString('en')} firms, every requirement, ms`,
      measured: `${whole.toFixed(0)} (${met.toLocaleString('en')} met; columns laid out in ${laidOutMs.toFixed(0)})`,
      peer: `limit ${size / 100}`,
      ratio: whole / (size / 100),
      target: '≤ 1 s at 100,000',
      met: whole <= size / 100,
    },
    {
      name: 'clause evaluations with reasons, million/s, one core',
      measured: (perSecond / 1e6).toFixed(1),
      peer: 'limit 10',
      ratio: perSecond / 1e7,
      target: '≥ 10',
      met: perSecond >= 1e7,
    },
    {
      name: 'firms whose columns say what they are told one by one',
      measured: String(same),
      peer: String(sample.length),
      ratio: same / sample.length,
      target: 'all',
      met: same === sample.length,
    },
    {
      name: 'one firm, 200 clauses, every reason: p99 ms',
      measured: `${(percentile(micros, 0.99) / 1000).toFixed(2)} (p50 ${(percentile(micros, 0.5) / 1000).toFixed(2)}; in words ${percentile(spoken, 0.5).toFixed(1)} more)`,
      peer: 'limit 1',
      ratio: percentile(micros, 0.99) / 1000,
      target: '≤ 1 ms',
      met: percentile(micros, 0.99) <= 1000,
    },
    {
      name: `an edited clause over ${size.toLocaleString('en')} firms: worst ms`,
      measured: `${Math.max(...edits).toFixed(0)} (p50 ${percentile(edits, 0.5).toFixed(0)})`,
      peer: 'limit 1000',
      ratio: Math.max(...edits) / 1000,
      target: '≤ 1 s',
      met: Math.max(...edits) <= 1000,
    },
  ];
  return [...rows, ...(await besidePeers(options, sample, population.size))];

  async function besidePeers(
    o: { folder: string; log: (line: string) => void },
    all: readonly Facts[],
    total: number,
  ) {
    const folder = join(o.folder, 'peers');
    mkdirSync(folder, { recursive: true });
    const require = installPeers(folder, o.log);
    const known = all.flatMap((facts, row) => {
      const flat = flatOf(facts);
      return flat ? [{ facts, flat, row }] : [];
    });
    const conditions = peerRules.map((r) => compileCondition({ catalogue, definitions: {} }, ourRule(r)));
    o.log('rules: twenty rules beside other engines');
    const few = known.slice(0, quick ? 500 : 2000);
    const expected = few.map((k) => peerRules.map((r) => plainly(r, k.flat)));
    const rate = async (peer: Peer, of: readonly Flat[]) => {
      for (const f of of.slice(0, 50)) await peer(f);
      const began = performance.now();
      const answers: boolean[][] = [];
      for (const f of of) answers.push(await peer(f));
      const seconds = (performance.now() - began) / 1000;
      return { perSecond: (of.length * peerRules.length) / seconds, answers };
    };
    const flats = few.map((k) => k.flat);
    const agree = (answers: readonly boolean[][]) =>
      answers.every((a, i) => a.every((x, k) => x === expected[i]?.[k]));

    const plain = await rate((f) => peerRules.map((r) => plainly(r, f)), flats);
    const byFlat = new Map(few.map((k) => [k.flat, k.facts]));
    const single = await rate((f) => {
      const run = runOf(byFlat.get(f) as Facts, at);
      return conditions.map((c) => c.finding(run).truth === 'met');
    }, flats);
    const began = performance.now();
    const fresh = new ColumnEvaluator(population, catalogue, weekdays);
    const bits = peerRules.map((r) => fresh.condition(ourRule(r), {}));
    const columnRate = (total * peerRules.length) / ((performance.now() - began) / 1000);
    const columnAnswers = few.map((k) => bits.map((b) => bit(b.met, k.row) === 1));
    const words = (n: number) => (n / 1e6).toFixed(n < 1e6 ? 3 : 1);
    const rows: ReportRow[] = [
      {
        name: 'twenty simple rules, million/s: columns · one by one with reasons · plain code',
        measured: `${words(columnRate)} · ${words(single.perSecond)} · ${words(plain.perSecond)}`,
        peer: 'plain code judges',
        ratio: columnRate / plain.perSecond,
        target: 'all agree',
        met: agree(columnAnswers) && agree(single.answers),
      },
    ];
    if (!require) {
      o.log('rules: the other engines cannot be fetched here and were not measured');
      return rows;
    }
    for (const [name, make] of [
      ['json-rules-engine', jsonRulesEngine],
      ['@gorules/zen-engine', zenEngine],
    ] as const) {
      const peer = await rate(make(require), flats.slice(0, 500));
      rows.push({
        name: `the same rules, one firm at a time, million/s, beside ${name} ${peerVersions[name]}`,
        measured: words(single.perSecond),
        peer: words(peer.perSecond),
        ratio: single.perSecond / peer.perSecond,
        target: 'all agree',
        met: peer.answers.every((a, i) => a.every((x, k) => x === expected[i]?.[k])),
      });
    }
    return rows;
  }
}

/** What the other engines can be given: nothing missing. */
function flatOf(facts: Facts): Flat | null {
  const year = Number(assessedOn.slice(0, 4)) - 1;
  const numbers: Record<string, number> = {};
  for (const [key, field] of Object.entries(flatFields)) {
    const value = facts.fact(field, year)?.value;
    if (typeof value !== 'number') return null;
    numbers[key] = value;
  }
  const district = facts.fact('registeredDistrict', null)?.value;
  const size = facts.fact('sizeClass', null)?.value;
  if (typeof district !== 'string' || typeof size !== 'string') return null;
  if (numbers.revenue === 0 || numbers.employees === 0 || numbers.totalAssets === 0) return null;
  return { ...(numbers as unknown as Omit<Flat, 'district' | 'size'>), district, size };
}
