import type { Clause } from '../clause.ts';
import {
  type Assessment,
  type CompileContext,
  compileCondition,
  compileValue,
  runOf,
  unitOf,
} from '../evaluate/compile.ts';
import type { Condition, Value } from '../expression.ts';
import type { FactCatalogue } from '../facts.ts';
import type { Reader } from './amounts.ts';

/** Reads the values of one clause through the evaluator; trees are compiled on first use and kept. */
export function readerOf(
  clause: Pick<Clause, 'definitions' | 'benefit' | 'event'>,
  catalogue: FactCatalogue,
  at: Assessment,
): Reader {
  const collection = clause.benefit.per?.in;
  const context = (of: string | undefined): CompileContext => ({
    catalogue,
    definitions: clause.definitions,
    ...(of === undefined ? {} : { collection: of }),
  });
  const values = new Map<Value, ReturnType<typeof compileValue>>();
  const conditions = new Map<Condition, ReturnType<typeof compileCondition>>();
  return {
    valueOf(value, facts, itemId) {
      let compiled = values.get(value);
      if (!compiled) {
        compiled = compileValue(context(collection), value);
        values.set(value, compiled);
      }
      const run = runOf(facts, at, clause.event);
      if (itemId !== undefined && collection !== undefined)
        run.item = facts.items(collection)?.items.find((i) => i.id === itemId);
      return compiled(run);
    },
    holds(condition, of, facts, itemId) {
      let compiled = conditions.get(condition);
      if (!compiled) {
        compiled = compileCondition(context(of), condition);
        conditions.set(condition, compiled);
      }
      const run = runOf(facts, at, clause.event);
      run.item = facts.items(of)?.items.find((i) => i.id === itemId);
      return compiled.truth(run);
    },
    unitOf: (value, of) => unitOf(context(of ?? collection), value),
  };
}
