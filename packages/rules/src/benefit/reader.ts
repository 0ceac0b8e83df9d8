import type { Clause } from '../clause.ts';
import { compileCondition, compileValue } from '../evaluate/compile.ts';
import type { CompileContext } from '../evaluate/fields.ts';
import { type Assessment, type Run, runOf } from '../evaluate/run.ts';
import { unitOf } from '../evaluate/units.ts';
import type { Condition, Value } from '../expression.ts';
import type { FactCatalogue, Facts } from '../facts.ts';
import type { Reader } from './amounts.ts';

/** Reads the values of a clause's benefit by the evaluator; what is compiled once is kept for the clause. */
export function benefitReader(clause: Clause, catalogue: FactCatalogue): (at: Assessment) => Reader {
  const { definitions, event } = clause;
  const per = clause.benefit.per?.in;
  const context = (collection: string | undefined): CompileContext =>
    collection === undefined ? { catalogue, definitions } : { catalogue, definitions, collection };
  const values = new Map<Value, ReturnType<typeof compileValue>>();
  const conditions = new Map<Condition, ReturnType<typeof compileCondition>>();
  const once = <K, V>(known: Map<K, V>, key: K, make: () => V): V => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const made = make();
    known.set(key, made);
    return made;
  };
  return (at) => {
    const runFor = (facts: Facts, collection: string | undefined, itemId: string | undefined): Run => {
      const run = runOf(facts, at, event);
      if (collection !== undefined && itemId !== undefined)
        run.item = facts.items(collection)?.items.find((i) => i.id === itemId);
      return run;
    };
    return {
      valueOf(value, facts, itemId) {
        const compiled = once(values, value, () => compileValue(context(per), value));
        const { lo, hi, num, den, missing } = compiled(runFor(facts, per, itemId));
        return missing === 0 ? { lo, hi, num, den } : { lo, hi };
      },
      holds: (condition, collection, facts, itemId) =>
        once(conditions, condition, () => compileCondition(context(collection), condition)).truth(
          runFor(facts, collection, itemId),
        ),
      unitOf: (value, collection) => unitOf(context(collection), value),
    };
  };
}
