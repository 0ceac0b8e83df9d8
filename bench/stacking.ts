import { bruteForce } from '../packages/rules/src/benefit/stacking/brute-force.ts';
import { randomCase } from '../packages/rules/src/benefit/stacking/random.ts';
import { stack } from '../packages/rules/src/benefit/stacking.ts';
import { percentile, type ReportRow } from './report.ts';

/**
 * What a firm is paid when everything is taken together: 10,000 random firms with 5–12 candidates under exclusions, ceilings
 * and shares. Amounts are a few 分, so that a brute force can try every whole amount beside it. Aim: a median of at most 20 µs,
 * and every firm equal to the brute force.
 */
export function benchStacking(options: {
  readonly quick: boolean;
  readonly log: (line: string) => void;
}): ReportRow[] {
  const count = options.quick ? 2000 : 10_000;
  options.log(`stacking: ${count} random firms`);
  const firms = Array.from({ length: count }, (_, i) => randomCase(i + 1));
  for (const f of firms) stack(f.stacking, f.candidates, f.situation);
  const micros: number[] = [];
  // By themselves: a brute force in between would leave the processor with its own data
  const found = firms.map((f) => {
    const from = performance.now();
    const result = stack(f.stacking, f.candidates, f.situation);
    micros.push((performance.now() - from) * 1000);
    return result;
  });
  let equal = 0;
  for (const [k, f] of firms.entries()) {
    const expected = bruteForce(f);
    if (found[k]?.awards.every((a, i) => a.paidFen === expected[i])) equal++;
  }
  const median = percentile(micros, 0.5);
  options.log('stacking: crossing ceilings and shares over more than forty candidates');
  const slowest = slowestLarge(options.quick ? 300 : 3000);
  return [
    {
      name: 'stacking, one firm, 5–12 candidates: median µs',
      measured: `${median.toFixed(1)} (p99 ${percentile(micros, 0.99).toFixed(0)})`,
      peer: 'limit 20',
      ratio: median / 20,
      target: '≤ 20 µs',
      met: median <= 20,
    },
    {
      name: 'stacking: firms equal to brute force',
      measured: String(equal),
      peer: `${count} random firms`,
      ratio: equal / count,
      target: 'all',
      met: equal === count,
    },
    {
      name: 'stacking, one firm, 40–48 candidates, ceilings that cross, shares: slowest ms',
      measured: slowest.toFixed(1),
      peer: 'limit 20',
      ratio: slowest / 20,
      target: '≤ 20 ms',
      met: slowest <= 20,
    },
  ];
}

/** The slowest of many large firms with amounts of millions, each by its best of three: what the firm takes, not what the machine was doing. */
function slowestLarge(count: number): number {
  let slowest = 0;
  for (let seed = 1; seed <= count; seed++) {
    const f = randomCase(seed, { most: seed % 2 ? 1000 : 100_000, unitFen: 1000, size: [40, 48] });
    let best = Number.POSITIVE_INFINITY;
    for (let run = 0; run < 3 && best > slowest; run++) {
      const from = performance.now();
      stack(f.stacking, f.candidates, f.situation);
      best = Math.min(best, performance.now() - from);
    }
    slowest = Math.max(slowest, best);
  }
  return slowest;
}
