import type { Truth } from '../truth.ts';
import { DATA, JUDGEMENT, known, open, within } from './quantity.ts';
import { cite, type Numeric, noIds, type Run, withId } from './run.ts';

/** What the items of a collection come to. Items of which it is open whether they count widen the answer. */

export const one = known(1);

/** `where` left out: every item; `of` left out: each counts one. */
export function amongItems(
  op: 'count' | 'total' | 'greatest',
  collection: string,
  where: ((run: Run) => Truth) | undefined,
  of: Numeric | undefined,
): Numeric {
  return (run) => {
    const all = run.facts.items(collection);
    const cites = run.cites;
    let met = noIds;
    let unclear = noIds;
    const outer = run.item;
    run.cites = undefined;
    let lo = 0;
    let hi = 0;
    let missing = 0;
    let most = Number.NEGATIVE_INFINITY;
    let least = Number.NEGATIVE_INFINITY;
    for (const item of all?.items ?? []) {
      run.item = item;
      const truth = where ? where(run) : 'met';
      if (truth === 'unmet') continue;
      const sure = truth === 'met';
      if (cites) {
        if (sure) met = withId(met, item.id);
        else unclear = withId(unclear, item.id);
      }
      if (!sure) missing |= truth === 'unknown' ? DATA : JUDGEMENT;
      const q = of ? of(run) : one;
      missing |= q.missing;
      lo += sure ? q.lo : Math.min(0, q.lo);
      hi += sure ? q.hi : Math.max(0, q.hi);
      if (sure) least = Math.max(least, q.lo);
      most = Math.max(most, q.hi);
    }
    run.item = outer;
    run.cites = cites;
    if (cites) cite(run, { collection, met, unclear, complete: all?.complete ?? false });
    if (!all?.complete) {
      hi = Number.POSITIVE_INFINITY;
      most = hi;
      missing |= DATA;
    }
    if (op !== 'greatest') return missing === 0 ? known(lo) : within(lo, hi, missing);
    if (most === Number.NEGATIVE_INFINITY) return open(DATA);
    return within(least, most, missing);
  };
}
