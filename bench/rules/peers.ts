import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Condition, Value } from '../../packages/rules/src/expression.ts';

/**
 * The same twenty rules for this engine, for plain code, and for two rule engines in wide use. Those two know no missing data, no
 * items of a firm and no reasons, so the rules are what they can say: numbers, shares, codes, all and any.
 */

export const peerVersions = { 'json-rules-engine': '7.3.1', '@gorules/zen-engine': '0.54.0' } as const;

export interface Flat {
  readonly revenue: number;
  readonly rdExpense: number;
  readonly employees: number;
  readonly rdStaff: number;
  readonly totalAssets: number;
  readonly totalLiabilities: number;
  readonly district: string;
  readonly size: string;
}
export const flatFields = {
  revenue: 'revenue',
  rdExpense: 'rdExpense',
  employees: 'employees',
  rdStaff: 'rdStaff',
  totalAssets: 'totalAssets',
  totalLiabilities: 'totalLiabilities',
} as const;

/** One rule: a district, a size, a revenue, a share of R&D, and either staff or debt. */
export interface PlainRule {
  readonly district: string;
  readonly sizes: readonly string[];
  readonly revenueFen: number;
  readonly rdPercent: number;
  readonly staffPercent: number;
  readonly debtPercent: number;
}

const districts = ['310106', '310107', '310112', '310114', '310115', '310117', '310120'];

export const peerRules: readonly PlainRule[] = Array.from({ length: 20 }, (_, i) => ({
  district: districts[i % districts.length] as string,
  sizes: i % 2 === 0 ? ['micro', 'small', 'medium'] : ['small', 'medium'],
  revenueFen: (200 + i * 150) * 1_000_000,
  rdPercent: 2 + (i % 5),
  staffPercent: 10 + (i % 4) * 5,
  debtPercent: 50 + (i % 3) * 10,
}));

export const plainly = (r: PlainRule, f: Flat): boolean =>
  f.district === r.district &&
  r.sizes.includes(f.size) &&
  f.revenue >= r.revenueFen &&
  f.rdExpense * 100 >= r.rdPercent * f.revenue &&
  (f.rdStaff * 100 >= r.staffPercent * f.employees ||
    f.totalLiabilities * 100 <= r.debtPercent * f.totalAssets);

const lastYear = (field: string): Value => ({ op: 'fact', field, year: -1 });
const share = (over: string, under: string): Value => ({
  op: 'ratio',
  over: lastYear(over),
  under: lastYear(under),
});

export const ourRule = (r: PlainRule): Condition => ({
  op: 'all',
  of: [
    { op: 'in', value: { op: 'fact', field: 'registeredDistrict' }, set: [r.district] },
    { op: 'in', value: { op: 'fact', field: 'sizeClass' }, set: [...r.sizes] },
    { op: 'compare', is: 'ge', left: lastYear('revenue'), right: { op: 'money', yuan: r.revenueFen / 100 } },
    {
      op: 'compare',
      is: 'ge',
      left: share('rdExpense', 'revenue'),
      right: { op: 'percent', value: r.rdPercent },
    },
    {
      op: 'any',
      of: [
        {
          op: 'compare',
          is: 'ge',
          left: share('rdStaff', 'employees'),
          right: { op: 'percent', value: r.staffPercent },
        },
        {
          op: 'compare',
          is: 'le',
          left: share('totalLiabilities', 'totalAssets'),
          right: { op: 'percent', value: r.debtPercent },
        },
      ],
    },
  ],
});

/** Answers of every rule for one firm. */
export type Peer = (firm: Flat) => Promise<boolean[]> | boolean[];

/** Installs the peers into a folder of their own; null where there is no registry to get them from. */
export function installPeers(
  folder: string,
  log: (line: string) => void,
): ReturnType<typeof createRequire> | null {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: peerVersions }));
  try {
    log('rules: fetching json-rules-engine and @gorules/zen-engine');
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock', '--silent'], {
      cwd: folder,
      stdio: 'ignore',
      timeout: 120_000,
      shell: process.platform === 'win32',
    });
    return createRequire(join(folder, 'package.json'));
  } catch {
    return null;
  }
}

interface JsonRulesEngine {
  Engine: new () => {
    addRule(rule: unknown): void;
    run(facts: object): Promise<{ events: { type: string }[] }>;
  };
}

/** json-rules-engine: shares are facts reckoned beforehand (for free), because it has no arithmetic. */
export function jsonRulesEngine(require: ReturnType<typeof createRequire>): Peer {
  const { Engine } = require('json-rules-engine') as JsonRulesEngine;
  const engine = new Engine();
  for (const [i, r] of peerRules.entries())
    engine.addRule({
      conditions: {
        all: [
          { fact: 'district', operator: 'equal', value: r.district },
          { fact: 'size', operator: 'in', value: [...r.sizes] },
          { fact: 'revenue', operator: 'greaterThanInclusive', value: r.revenueFen },
          { fact: `rd${r.rdPercent}`, operator: 'greaterThanInclusive', value: 0 },
          {
            any: [
              { fact: `staff${r.staffPercent}`, operator: 'greaterThanInclusive', value: 0 },
              { fact: `debt${r.debtPercent}`, operator: 'lessThanInclusive', value: 0 },
            ],
          },
        ],
      },
      event: { type: String(i) },
    });
  return async (firm) => {
    const facts: Record<string, unknown> = { ...firm };
    for (const r of peerRules) {
      facts[`rd${r.rdPercent}`] = firm.rdExpense * 100 - r.rdPercent * firm.revenue;
      facts[`staff${r.staffPercent}`] = firm.rdStaff * 100 - r.staffPercent * firm.employees;
      facts[`debt${r.debtPercent}`] = firm.totalLiabilities * 100 - r.debtPercent * firm.totalAssets;
    }
    const { events } = await engine.run(facts);
    const met = new Set(events.map((e) => e.type));
    return peerRules.map((_, i) => met.has(String(i)));
  };
}

interface ZenEngine {
  ZenEngine: new () => {
    createDecision(content: object): {
      evaluate(context: object): Promise<{ result: Record<string, boolean> }>;
    };
  };
}

/** zen-engine: one decision with an expression for each rule; compiled once, one call a firm. */
export function zenEngine(require: ReturnType<typeof createRequire>): Peer {
  const { ZenEngine: Zen } = require('@gorules/zen-engine') as ZenEngine;
  const expressions = peerRules.map((r, i) => ({
    id: `e${i}`,
    key: `r${i}`,
    value:
      `district == '${r.district}' and size in [${r.sizes.map((s) => `'${s}'`).join(',')}] and revenue >= ${r.revenueFen} ` +
      `and rdExpense * 100 >= ${r.rdPercent} * revenue and (rdStaff * 100 >= ${r.staffPercent} * employees ` +
      `or totalLiabilities * 100 <= ${r.debtPercent} * totalAssets)`,
  }));
  const node = (id: string, type: string, content?: object) => ({
    id,
    type,
    name: id,
    position: { x: 0, y: 0 },
    ...(content ? { content } : {}),
  });
  const decision = new Zen().createDecision({
    contentType: 'application/vnd.gorules.decision',
    nodes: [
      node('in', 'inputNode'),
      node('rules', 'expressionNode', { expressions }),
      node('out', 'outputNode'),
    ],
    edges: [
      { id: 'a', type: 'edge', sourceId: 'in', targetId: 'rules' },
      { id: 'b', type: 'edge', sourceId: 'rules', targetId: 'out' },
    ],
  });
  return async (firm) => {
    const { result } = await decision.evaluate(firm);
    return peerRules.map((_, i) => result[`r${i}`] === true);
  };
}
