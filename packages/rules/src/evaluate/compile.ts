import { between, parseDay, shiftDay } from '../civil.ts';
import type { Condition, Value } from '../expression.ts';
import { all, any, atLeast, not, type Truth } from '../truth.ts';
import { type CompileContext, coded, measured } from './fields.ts';
import { amongItems, one } from './items.ts';
import {
  add,
  average,
  banded,
  compare,
  DATA,
  divide,
  extreme,
  fractionOf,
  JUDGEMENT,
  known,
  multiply,
  openTruth,
  percentage,
  type Quantity,
  subtract,
  within,
} from './quantity.ts';
import {
  cite,
  type Finding,
  type LeafFinding,
  type Numeric,
  nothingCited,
  RuleError,
  type Run,
} from './run.ts';
import { bandsOf, unitOf } from './units.ts';

/**
 * Trees compiled once to closures. `truth` says only whether; `finding` says why as well: what was compared and which
 * observations were looked at. A tree must have passed the checks: what a check would refuse throws `RuleError` here.
 */

export interface CompiledCondition {
  truth(run: Run): Truth;
  finding(run: Run): Finding;
}

export function compileValue(cx: CompileContext, value: Value): Numeric {
  switch (value.op) {
    case 'fact':
    case 'item':
      return measured(cx, value);
    case 'number': {
      const [num, den] = fractionOf(value.value);
      const q: Quantity = { lo: value.value, hi: value.value, num, den, missing: 0 };
      return () => q;
    }
    case 'money': {
      const q = known(Math.round(value.yuan * 100));
      return () => q;
    }
    case 'percent': {
      const q = percentage(value.value);
      return () => q;
    }
    case 'date': {
      const q = known(parseDay(value.value));
      return () => q;
    }
    case 'context': {
      const { date } = value;
      return (run) => {
        const day =
          date === 'assessment' ? run.assessedOn : date === 'eventFrom' ? run.eventFrom : run.eventTo;
        return { lo: day, hi: day, num: day, den: 1, missing: 0 };
      };
    }
    case 'add':
    case 'average':
    case 'min':
    case 'max': {
      const parts = value.of.map((v) => compileValue(cx, v));
      const { op } = value;
      return (run) => {
        const of = parts.map((p) => p(run));
        return op === 'add' ? add(of) : op === 'average' ? average(of) : extreme(of, op);
      };
    }
    case 'subtract': {
      const from = compileValue(cx, value.from);
      const take = compileValue(cx, value.take);
      return (run) => subtract(from(run), take(run));
    }
    case 'multiply': {
      const of = compileValue(cx, value.value);
      return (run) => multiply(of(run), value.by);
    }
    case 'ratio': {
      const over = compileValue(cx, value.over);
      const under = compileValue(cx, value.under);
      return (run) => divide(over(run), under(run));
    }
    case 'growth': {
      const from = compileValue(cx, value.from);
      const to = compileValue(cx, value.to);
      return (run) => {
        const a = from(run);
        return divide(subtract(to(run), a), a);
      };
    }
    case 'count':
    case 'total':
    case 'greatest':
      return compileItems(cx, value);
    case 'bands': {
      const of = compileValue(cx, value.value);
      const { bands, otherwise } = bandsOf(value, unitOf(cx, value.value));
      return (run) => banded(of(run), bands, otherwise);
    }
    case 'when': {
      const test = compileCondition(cx, value.if);
      const use = compileValue(cx, value.use);
      const otherwise = compileValue(cx, value.otherwise);
      return (run) => {
        const truth = test.truth(run);
        if (truth === 'met') return use(run);
        if (truth === 'unmet') return otherwise(run);
        const a = use(run);
        const b = otherwise(run);
        const bit = truth === 'unknown' ? DATA : JUDGEMENT;
        return within(Math.min(a.lo, b.lo), Math.max(a.hi, b.hi), a.missing | b.missing | bit);
      };
    }
    case 'shift': {
      const of = compileValue(cx, value.date);
      return (run) => {
        const d = of(run);
        if (d.missing === 0) return Number.isFinite(d.lo) ? known(shiftDay(d.lo, value, run.calendar)) : d;
        const move = (n: number) => (Number.isFinite(n) ? shiftDay(n, value, run.calendar) : n);
        return within(move(d.lo), move(d.hi), d.missing);
      };
    }
    case 'between': {
      const from = compileValue(cx, value.from);
      const to = compileValue(cx, value.to);
      const { unit } = value;
      return (run) => {
        const a = from(run);
        const b = to(run);
        const least = b.lo - a.hi;
        const most = b.hi - a.lo;
        return within(
          Number.isFinite(least) ? between(a.hi, b.lo, unit) : least,
          Number.isFinite(most) ? between(a.lo, b.hi, unit) : most,
          a.missing | b.missing,
        );
      };
    }
    case 'use': {
      const inside = cx.inside ?? [];
      if (inside.includes(value.name))
        throw new RuleError(`definitions in a circle: ${[...inside, value.name].join(' → ')}`);
      const defined = cx.definitions[value.name];
      if (!defined) throw new RuleError(`no definition ${value.name}`);
      return compileValue({ ...cx, inside: [...inside, value.name] }, defined);
    }
  }
}

function compileItems(
  cx: CompileContext,
  value: Extract<Value, { op: 'count' | 'total' | 'greatest' }>,
): Numeric {
  if (!cx.catalogue.collections.has(value.in)) throw new RuleError(`no collection ${value.in}`);
  const inner: CompileContext = { ...cx, collection: value.in };
  const where = value.where && compileCondition(inner, value.where).truth;
  const of = value.op === 'count' ? undefined : compileValue(inner, value.value);
  return amongItems(value.op, value.in, where, of);
}

export function compileCondition(cx: CompileContext, node: Condition): CompiledCondition {
  switch (node.op) {
    case 'all':
    case 'any':
    case 'atLeast': {
      const parts = node.of.map((c) => compileCondition(cx, c));
      const join = joining(node);
      return {
        truth: shortcut(node, parts),
        finding(run) {
          const found = parts.map((p) => p.finding(run));
          return { truth: join(found.map((f) => f.truth)), node, parts: found };
        },
      };
    }
    case 'not': {
      const part = compileCondition(cx, node.of);
      return {
        truth: (run) => not(part.truth(run)),
        finding(run) {
          const found = part.finding(run);
          return { truth: not(found.truth), node, parts: [found] };
        },
      };
    }
    default: {
      const leaf = compileLeaf(cx, node);
      return {
        truth: (run) => leaf(run),
        finding(run) {
          const found: LeafFinding = {
            truth: 'unknown',
            node,
            left: undefined,
            right: undefined,
            cites: undefined,
          };
          run.cites = nothingCited;
          found.truth = leaf(run, found);
          found.cites = run.cites;
          run.cites = undefined;
          return found;
        },
      };
    }
  }
}

const joining = (
  node: Extract<Condition, { op: 'all' | 'any' | 'atLeast' }>,
): ((of: readonly Truth[]) => Truth) =>
  node.op === 'atLeast' ? (of) => atLeast(node.count, of) : node.op === 'all' ? all : any;

/** The same answer as joining all parts, without looking at more of them than it takes. */
function shortcut(
  node: Extract<Condition, { op: 'all' | 'any' | 'atLeast' }>,
  parts: readonly CompiledCondition[],
): (run: Run) => Truth {
  if (node.op === 'atLeast')
    return (run) =>
      atLeast(
        node.count,
        parts.map((p) => p.truth(run)),
      );
  const decides: Truth = node.op === 'all' ? 'unmet' : 'met';
  const otherwise = not(decides);
  return (run) => {
    let seen = otherwise;
    for (const p of parts) {
      const truth = p.truth(run);
      if (truth === decides) return truth;
      if (truth === 'unknown' || (truth === 'review' && seen === otherwise)) seen = truth;
    }
    return seen;
  };
}

type LeafCondition = Exclude<Condition, { op: 'all' | 'any' | 'not' | 'atLeast' }>;

function compileLeaf(cx: CompileContext, node: LeafCondition): (run: Run, seen?: LeafFinding) => Truth {
  switch (node.op) {
    case 'compare': {
      const left = compileValue(cx, node.left);
      const right = compileValue(cx, node.right);
      const { is } = node;
      return (run, seen) => {
        const a = left(run);
        const b = right(run);
        if (seen) {
          seen.left = a;
          seen.right = b;
        }
        return compare(is, a, b);
      };
    }
    case 'flag': {
      const of = compileValue(cx, node.value);
      const wanted = node.is ? 1 : 0;
      return (run) => {
        const q = of(run);
        return q.missing !== 0 ? openTruth(q.missing) : q.lo === wanted ? 'met' : 'unmet';
      };
    }
    case 'in': {
      const of = coded(cx, node.value);
      const set = new Set(node.set);
      return (run) => {
        const v = of(run);
        if (typeof v === 'number') return openTruth(v);
        return (typeof v === 'string' ? set.has(v) : v.some((c) => set.has(c))) ? 'met' : 'unmet';
      };
    }
    case 'exists': {
      const count = compileItems(cx, {
        op: 'count',
        in: node.in,
        ...(node.where ? { where: node.where } : {}),
      });
      return (run) => compare('ge', count(run), one);
    }
    case 'review': {
      const field = cx.catalogue.fields.get(node.field);
      if (field?.type !== 'flag') throw new RuleError(`no flag ${node.field} to review`);
      return (run) => {
        const observation = run.facts.fact(node.field, null);
        if (run.cites) cite(run, { field: node.field, year: null, observation });
        return observation === undefined ? 'review' : observation.value === true ? 'met' : 'unmet';
      };
    }
    case 'always':
      return () => 'met';
  }
}
