import type { Clause, Policy } from './clause.ts';
import type { Comparison, Condition, Value } from './expression.ts';
import { partsOf } from './expression.ts';
import type { FactCatalogue, Words } from './facts.ts';

/** What no firm could ever meet, found before a clause is published. */
export interface Contradiction extends Words {
  readonly path: readonly (string | number)[];
  readonly code: 'rule.contradiction' | 'share.excluded';
  readonly severity: 'error';
}

type Path = readonly (string | number)[];

/** A condition that has to hold together with its siblings, and the words it is told by. */
interface Part {
  readonly path: Path;
  readonly rule: Condition;
  readonly named: Words;
}

interface Bounds {
  lo: number;
  loOpen: boolean;
  hi: number;
  hiOpen: boolean;
  last: Part;
}

/**
 * Conditions of a clause that cannot hold together: bounds that leave nothing between them, sets without a common code, a flag asked
 * to be both, a condition and its denial. Definitions are looked into. What it does not find may still be impossible; what it finds is.
 */
export function contradictions(
  clause: Pick<Clause, 'requirements' | 'definitions' | 'benefit'>,
  path: Path,
  catalogue: FactCatalogue,
): Contradiction[] {
  const found: Contradiction[] = [];
  const whole = clause.requirements.map(
    (r, i): Part => ({ path: [...path, 'requirements', i, 'rule'], rule: r.rule, named: r.text }),
  );
  together(whole, clause, catalogue, found);
  const { per, instalments } = clause.benefit;
  if (per?.where)
    together(
      [{ path: [...path, 'benefit', 'per', 'where'], rule: per.where, named: itself }],
      clause,
      catalogue,
      found,
    );
  instalments?.forEach((part, i) => {
    if (part.recheck)
      together(
        [{ path: [...path, 'benefit', 'instalments', i, 'recheck'], rule: part.recheck, named: itself }],
        clause,
        catalogue,
        found,
      );
  });
  return found;
}

const itself: Words = { zh: '同一条件的另一项', en: 'another part of this condition' };

/** Clauses that are a share of an award with which they may not be paid: they would never pay anything. */
export function shareExcluded(policies: readonly Policy[]): Contradiction[] {
  const rules = policies.flatMap((p) => p.exclusions).filter((e) => e.unless === undefined);
  return policies.flatMap((policy, p) =>
    policy.clauses.flatMap((c, i): Contradiction[] => {
      const { amount } = c.benefit;
      if (amount.op !== 'share') return [];
      const rule = rules.find((e) => e.clauses.includes(c.id) && e.clauses.includes(amount.clause));
      if (!rule) return [];
      const base = policies.flatMap((x) => x.clauses).find((x) => x.id === amount.clause)?.title;
      return [
        {
          path: [p, 'clauses', i, 'benefit', 'amount', 'clause'],
          code: 'share.excluded',
          severity: 'error',
          zh: `按“${base?.zh ?? amount.clause}”配套，又按“${rule.text.zh}”与它互斥，永远发不出来`,
          en: `A share of “${base?.en ?? amount.clause}”, with which it may not be paid (“${rule.text.en}”): it would never pay`,
        },
      ];
    }),
  );
}

function together(
  parts: readonly Part[],
  clause: Pick<Clause, 'definitions'>,
  catalogue: FactCatalogue,
  found: Contradiction[],
): void {
  const flat: Part[] = [];
  const spread = (p: Part): void => {
    const { op } = p.rule;
    if (op === 'all' || ((op === 'atLeast' || op === 'any') && every(p.rule)))
      partsOf(p.rule).forEach((rule, i) => {
        spread({ path: [...p.path, 'of', i], rule, named: p.named });
      });
    else if (op === 'not') {
      const denied = denial(p.rule.of, p.path);
      if (denied) for (const d of denied) spread({ ...d, named: p.named });
      else flat.push(p);
    } else flat.push(p);
  };
  parts.forEach(spread);
  const bounds = new Map<string, Bounds>();
  const sets = new Map<string, { codes: readonly string[]; last: Part }>();
  const flags = new Map<string, { is: boolean; last: Part }>();
  const seen = new Map<string, Part>();
  for (const part of flat) {
    const { rule } = part;
    const denied = JSON.stringify(rule.op === 'not' ? rule.of : { op: 'not', of: rule });
    const against = seen.get(denied);
    if (against) clash(part, against, found);
    seen.set(JSON.stringify(rule), part);
    if (rule.op === 'not' && rule.of.op === 'always')
      found.push({
        path: part.path,
        code: 'rule.contradiction',
        severity: 'error',
        zh: '对“不设条件”取反，没有企业能满足',
        en: 'The denial of no condition: no firm can meet it',
      });
    else if (rule.op === 'compare') bound(part, rule, clause, bounds, found);
    else if (rule.op === 'flag') {
      const key = JSON.stringify(rule.value);
      const before = flags.get(key);
      if (before && before.is !== rule.is) clash(part, before.last, found);
      flags.set(key, { is: rule.is, last: part });
    } else if (rule.op === 'in' && oneCode(rule.value, catalogue)) {
      const key = JSON.stringify(rule.value);
      const before = sets.get(key);
      const codes = before ? rule.set.filter((c) => before.codes.includes(c)) : rule.set;
      if (before && codes.length === 0 && rule.set.length > 0 && before.codes.length > 0)
        clash(part, before.last, found);
      sets.set(key, { codes, last: part });
    }
    inside(part, clause, catalogue, found);
  }
  // Codes that are ruled out leave none of those that are asked for
  for (const part of flat) {
    const { rule } = part;
    if (rule.op !== 'not' || rule.of.op !== 'in' || !oneCode(rule.of.value, catalogue)) continue;
    const asked = sets.get(JSON.stringify(rule.of.value));
    const out = rule.of.set;
    // The very same condition denied is told already
    const told = seen.has(JSON.stringify(rule.of));
    if (asked && !told && asked.codes.length > 0 && asked.codes.every((c) => out.includes(c)))
      clash(part, asked.last, found);
  }
}

/** Whether all the parts have to hold: of one, any is all. */
const every = (c: Condition): boolean =>
  c.op === 'atLeast' ? c.count >= c.of.length : c.op === 'any' && c.of.length === 1;

const opposite: Readonly<Record<Comparison, Comparison>> = {
  ge: 'lt',
  gt: 'le',
  le: 'gt',
  lt: 'ge',
  eq: 'ne',
  ne: 'eq',
};

/** What has to hold where a condition must not, as far as it can be said without it; null where it cannot. */
function denial(c: Condition, at: Path): { rule: Condition; path: Path }[] | null {
  const here = (rule: Condition) => [{ rule, path: at }];
  switch (c.op) {
    case 'not':
      return here(c.of);
    case 'compare':
      return here({ ...c, is: opposite[c.is] });
    case 'flag':
      return here({ ...c, is: !c.is });
    case 'any':
      return c.of.map((of): { rule: Condition; path: Path } => ({ rule: { op: 'not', of }, path: at }));
    default:
      return null;
  }
}

/** Below a condition its parts stand by themselves: each branch, and what is asked of each item of a list. */
function inside(
  { path, rule, named }: Part,
  clause: Pick<Clause, 'definitions'>,
  catalogue: FactCatalogue,
  found: Contradiction[],
): void {
  const alone = (of: Condition, at: Path) =>
    together([{ path: at, rule: of, named }], clause, catalogue, found);
  if (rule.op === 'not') {
    // What can never hold may well be denied
    return;
  }
  if (rule.op === 'any' || rule.op === 'atLeast')
    partsOf(rule).forEach((of, i) => {
      alone(of, [...path, 'of', i]);
    });
  if (rule.op === 'exists' && rule.where) alone(rule.where, [...path, 'where']);
  if (rule.op === 'compare')
    for (const side of ['left', 'right'] as const) {
      const v = rule[side];
      if ((v.op === 'count' || v.op === 'total' || v.op === 'greatest') && v.where)
        alone(v.where, [...path, side, 'where']);
    }
}

function clash(part: Part, earlier: Part, found: Contradiction[]): void {
  const same = earlier.named === part.named;
  const other = same ? itself : { zh: `“${earlier.named.zh}”`, en: `“${earlier.named.en}”` };
  found.push({
    path: part.path,
    code: 'rule.contradiction',
    severity: 'error',
    zh: `与${other.zh}互相矛盾，没有企业能同时满足`,
    en: `Contradicts ${other.en}: no firm can meet both`,
  });
}

const flipped: Readonly<Record<Comparison, Comparison>> = {
  ge: 'le',
  gt: 'lt',
  le: 'ge',
  lt: 'gt',
  eq: 'eq',
  ne: 'ne',
};

/** A constant as a number that can be compared with its like; null for anything else. */
function constant(v: Value, clause: Pick<Clause, 'definitions'>, depth = 0): number | null {
  switch (v.op) {
    case 'number':
    case 'percent':
      return v.value;
    case 'money':
      return v.yuan;
    case 'date':
      return Date.parse(v.value);
    case 'use': {
      const defined = depth < 20 ? clause.definitions[v.name] : undefined;
      return defined ? constant(defined, clause, depth + 1) : null;
    }
    default:
      return null;
  }
}

function bound(
  part: Part,
  rule: Extract<Condition, { op: 'compare' }>,
  clause: Pick<Clause, 'definitions'>,
  bounds: Map<string, Bounds>,
  found: Contradiction[],
): void {
  const [left, right] = [constant(rule.left, clause), constant(rule.right, clause)];
  if (left !== null && right !== null) {
    const holds = { ge: left >= right, gt: left > right, le: left <= right, lt: left < right };
    const equal = { eq: left === right, ne: left !== right };
    if (!{ ...holds, ...equal }[rule.is])
      found.push({
        path: part.path,
        code: 'rule.contradiction',
        severity: 'error',
        zh: '两边都是固定的值，比较永远不成立，没有企业能满足',
        en: 'Both sides are fixed and the comparison never holds: no firm can meet it',
      });
    return;
  }
  if ((left === null && right === null) || rule.is === 'ne') return;
  const edge = left ?? right ?? 0;
  const is = right === null ? flipped[rule.is] : rule.is;
  const key = JSON.stringify(right === null ? rule.right : rule.left);
  const b: Bounds = bounds.get(key) ?? {
    lo: Number.NEGATIVE_INFINITY,
    loOpen: false,
    hi: Number.POSITIVE_INFINITY,
    hiOpen: false,
    last: part,
  };
  const { last } = b;
  const first = !bounds.has(key);
  if (is === 'ge' || is === 'gt' || is === 'eq')
    if (edge > b.lo || (edge === b.lo && is === 'gt')) {
      b.lo = edge;
      b.loOpen = is === 'gt';
    }
  if (is === 'le' || is === 'lt' || is === 'eq')
    if (edge < b.hi || (edge === b.hi && is === 'lt')) {
      b.hi = edge;
      b.hiOpen = is === 'lt';
    }
  b.last = part;
  bounds.set(key, b);
  if (!first && (b.lo > b.hi || (b.lo === b.hi && (b.loOpen || b.hiOpen)))) {
    clash(part, last, found);
    // Told once, not at every further bound
    bounds.delete(key);
  }
}

/** A field that holds one code: two of several codes may both be there. */
const oneCode = (v: Value, catalogue: FactCatalogue): boolean =>
  v.op === 'fact'
    ? catalogue.fields.get(v.field)?.type === 'code'
    : v.op === 'item' &&
      [...catalogue.collections.values()].every((c) => (c.byKey.get(v.field)?.type ?? 'code') === 'code');
