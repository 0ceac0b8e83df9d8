import { epochDay, parseDay, printDay } from '../civil.ts';
import type { Cap, Clause, Exclusion, Policy } from '../clause.ts';
import type { FactCatalogue, Words } from '../facts.ts';
import { type Path, type Problem, problem } from './check/problems.ts';
import { checkAscending, checkCondition, enter, named, type Scope, typeOf } from './check/types.ts';
import { percentFraction } from './exact.ts';

export type { Problem, ProblemCode } from './check/problems.ts';

/** Everything that is wrong with policies that are in use together: rules and shares may name clauses of another one. */
export function checkPolicies(policies: readonly Policy[], catalogue: FactCatalogue): Problem[] {
  const problems: Problem[] = [];
  const clauses = new Map<string, { clause: Clause; path: Path }>();
  policies.forEach((policy, p) => {
    policy.clauses.forEach((clause, c) => {
      const path = [p, 'clauses', c];
      if (clauses.has(clause.id)) problems.push(problem([...path, 'id'], 'clause.duplicate', clause.id));
      else clauses.set(clause.id, { clause, path });
      checkClause(clause, path, catalogue, problems);
    });
  });
  checkChains(clauses, problems);
  policies.forEach((policy, p) => {
    policy.exclusions.forEach((rule, i) => {
      const path = [p, 'exclusions', i];
      namesClauses(rule, path, 'exclusion.unknownClause', clauses, problems);
      if (rule.unless) checkCondition(rule.unless, [...path, 'unless'], scopeOf(catalogue, problems));
    });
    policy.caps.forEach((rule, i) => {
      const path = [p, 'caps', i];
      namesClauses(rule, path, 'cap.unknownClause', clauses, problems);
      if (rule.limit.op !== 'percent') return;
      const scope = scopeOf(catalogue, problems);
      const first = clauses.get(rule.clauses[0] ?? '')?.clause.benefit.per?.in;
      const at = [...path, 'limit', 'of'];
      const unit = typeOf(
        rule.limit.of,
        at,
        rule.per === 'item' && first ? { ...scope, collection: first } : scope,
      );
      if (unit !== undefined && unit !== 'money') problems.push(problem(at, 'units.notMoney', named(unit)));
    });
  });
  return problems;
}

const scopeOf = (catalogue: FactCatalogue, problems: Problem[]): Scope => ({
  catalogue,
  definitions: {},
  problems,
  used: new Set(),
  inside: [],
});

function namesClauses(
  rule: Cap | Exclusion,
  path: Path,
  code: 'exclusion.unknownClause' | 'cap.unknownClause',
  clauses: ReadonlyMap<string, { clause: Clause }>,
  problems: Problem[],
): void {
  for (const [i, id] of rule.clauses.entries()) {
    const found = clauses.get(id);
    if (!found) problems.push(problem([...path, 'clauses', i], code, id));
    else if (rule.per === 'item' && !found.clause.benefit.per)
      problems.push(problem([...path, 'clauses', i], 'rule.notPerItem', titleOf(found.clause)));
  }
}

/** One clause by itself; for the editor, while it is written. */
export function checkClause(clause: Clause, path: Path, catalogue: FactCatalogue, problems: Problem[]): void {
  const scope: Scope = {
    ...scopeOf(catalogue, problems),
    definitions: clause.definitions,
    event: clause.event !== undefined,
  };
  const { benefit } = clause;
  clause.requirements.forEach((r, i) => {
    checkCondition(r.rule, [...path, 'requirements', i, 'rule'], scope);
  });
  const at = [...path, 'benefit'];
  const { per, amount } = benefit;
  const inner = per ? enter(per.in, [...at, 'per', 'in'], scope) : scope;
  if (per?.where) checkCondition(per.where, [...at, 'per', 'where'], inner);
  if (amount.op === 'percent') {
    if (amount.percent > 100)
      problems.push(problem([...at, 'amount', 'percent'], 'percent.over100', amount.percent));
    const unit = typeOf(amount.of, [...at, 'amount', 'of'], inner);
    if (unit !== undefined && unit !== 'money')
      problems.push(problem([...at, 'amount', 'of'], 'units.notMoney', named(unit)));
  }
  if (amount.op === 'bands') {
    const unit = typeOf(amount.of, [...at, 'amount', 'of'], inner);
    if (unit === 'code' || unit === 'flag' || unit === 'date')
      problems.push(
        problem([...at, 'amount', 'of'], 'type.expected', { zh: '数值', en: 'a number' }, named(unit)),
      );
    checkAscending(amount.bands, [...at, 'amount', 'bands'], problems);
  }
  if (benefit.instalments) {
    const parts = benefit.instalments.map((i) => percentFraction(i.percent));
    // Over one denominator, so that three times 33.3 and 33.4 are exactly 100
    const den = parts.reduce((d, f) => d * BigInt(f.den), 1n);
    const sum = parts.reduce((s, f) => s + (BigInt(f.num) * den) / BigInt(f.den), 0n);
    if (sum !== den) {
      const shown = benefit.instalments.reduce((s, i) => s + i.percent, 0);
      problems.push(problem([...at, 'instalments'], 'instalments.sum', Number(shown.toFixed(6))));
    }
    benefit.instalments.forEach((part, i) => {
      if (part.recheck) checkCondition(part.recheck, [...at, 'instalments', i, 'recheck'], inner);
    });
  }
  if (clause.automatic && clause.entitlement !== 'fixed')
    problems.push(problem([...path, 'automatic'], 'automatic.notFixed'));
  if (clause.automatic && amount.op === 'unknown')
    problems.push(problem([...path, 'automatic'], 'automatic.unknownAmount'));
  clause.materials.forEach((m, i) => {
    const shown = [...path, 'materials', i, 'shows'];
    if (m.shows && m.source !== 'platform') problems.push(problem(shown, 'material.notPlatform'));
    m.shows?.forEach((key, n) => {
      if (!catalogue.fields.has(key) && !catalogue.collections.has(key))
        problems.push(problem([...shown, n], 'field.unknown', key));
    });
  });
  for (const [name, value] of Object.entries(clause.definitions))
    typeOf(value, [...path, 'definitions', name], { ...scope, inside: [name] });
  for (const name of Object.keys(clause.definitions))
    if (!scope.used.has(name))
      problems.push(problem([...path, 'definitions', name], 'definition.unused', name));
  checkDates(clause, path, problems);
}

interface Stretch {
  readonly from: string;
  readonly to: string | null;
}

function checkDates(clause: Clause, path: Path, problems: Problem[]): void {
  const reversed = (s: Stretch, at: Path): boolean => {
    if (s.to === null || s.from <= s.to) return false;
    problems.push(problem([...at, 'to'], 'dates.reversed'));
    return true;
  };
  reversed(clause.period, [...path, 'period']);
  if (clause.event) reversed(clause.event, [...path, 'event']);
  clause.bridges.forEach((b, i) => {
    reversed(b, [...path, 'bridges', i]);
  });
  clause.filing.forEach((f, i) => {
    const at = [...path, 'filing', i];
    if (reversed(f, at)) return;
    const stands = [clause.period, ...clause.bridges].some(
      (s) => s.from <= f.from && (s.to === null || (f.to !== null && f.to <= s.to)),
    );
    if (!stands) problems.push(problem(at, 'filing.outside'));
    const other = clause.filing.findIndex(
      (g, n) => n < i && (g.to === null || f.from <= g.to) && (f.to === null || g.from <= f.to),
    );
    if (other >= 0) problems.push(problem(at, 'filing.overlap', other + 1));
  });
}

/** Shares and versions from clause to clause: unknown, circular, overlapping, with gaps. */
function checkChains(
  clauses: ReadonlyMap<string, { clause: Clause; path: Path }>,
  problems: Problem[],
): void {
  const shareOf = (c: Clause): string[] => (c.benefit.amount.op === 'share' ? [c.benefit.amount.clause] : []);
  for (const { clause, path } of clauses.values()) {
    const { amount } = clause.benefit;
    if (amount.op === 'share' && !clauses.has(amount.clause))
      problems.push(problem([...path, 'benefit', 'amount', 'clause'], 'share.unknownClause', amount.clause));
    const shares = circle(clause.id, clauses, shareOf);
    if (shares)
      problems.push(
        problem([...path, 'benefit', 'amount', 'clause'], 'share.circular', wayOf(shares, clauses)),
      );
    const versions = circle(clause.id, clauses, (c) => c.follows);
    if (versions) problems.push(problem([...path, 'follows'], 'follows.circular', wayOf(versions, clauses)));
    clause.follows.forEach((id, i) => {
      const before = clauses.get(id)?.clause;
      const at = [...path, 'follows', i];
      if (!before) problems.push(problem(at, 'follows.unknownClause', id));
      else if (!versions) checkSuccession(before, clause, at, problems);
    });
  }
}

/** A clause by its title, as people know it. */
const titleOf = ({ title }: Clause): Words => ({ zh: `“${title.zh}”`, en: `“${title.en}”` });

const wayOf = (ids: readonly string[], clauses: ReadonlyMap<string, { clause: Clause }>): Words => {
  const titles = ids.map((id) => {
    const found = clauses.get(id)?.clause;
    return found ? titleOf(found) : { zh: id, en: id };
  });
  return { zh: titles.map((t) => t.zh).join(' → '), en: titles.map((t) => t.en).join(' → ') };
};

function checkSuccession(before: Clause, after: Clause, at: Path, problems: Problem[]): void {
  const { to } = before.period;
  if (to === null) {
    problems.push(problem(at, 'follows.endless', titleOf(before)));
    return;
  }
  if (to >= after.period.from) {
    problems.push(problem(at, 'follows.overlap', titleOf(before), to, after.period.from));
    return;
  }
  const open: number[] = [];
  const bridges = [...before.bridges, ...after.bridges].map((b) => [
    parseDay(b.from),
    b.to === null ? epochDay(9999, 12, 31) : parseDay(b.to),
  ]);
  for (let d = parseDay(to) + 1; d < parseDay(after.period.from); d++)
    if (!bridges.some(([from = 0, until = 0]) => from <= d && d <= until)) open.push(d);
  const [first, last] = [open[0], open.at(-1)];
  if (first !== undefined && last !== undefined)
    problems.push(problem(at, 'follows.gap', titleOf(before), open.length, printDay(first), printDay(last)));
}

/** The way from a clause back to itself. */
function circle(
  from: string,
  clauses: ReadonlyMap<string, { clause: Clause }>,
  next: (c: Clause) => readonly string[],
): string[] | null {
  const seen = new Set<string>();
  const walk = (id: string, way: readonly string[]): string[] | null => {
    const found = clauses.get(id);
    for (const to of found ? next(found.clause) : []) {
      if (to === from) return [...way, to];
      if (seen.has(to)) continue;
      seen.add(to);
      const back = walk(to, [...way, to]);
      if (back) return back;
    }
    return null;
  };
  return walk(from, [from]);
}
