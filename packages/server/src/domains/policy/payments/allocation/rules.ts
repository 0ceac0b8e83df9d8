import {
  type Allocation,
  type Application,
  byOrder,
  byRanking,
  type LastOne,
  proRata,
  type Supply,
} from '@hegu/rules/benefit/allocate.ts';

/** How a budget is shared out when it may not reach for all. Pure; the arithmetic is the rule engine's. */

export interface Way {
  readonly by: 'acceptance' | 'proRata' | 'ranking';
  readonly last: LastOne;
}

export function share(way: Way, all: readonly Application[], supply: Supply): Allocation {
  if (way.by === 'acceptance') return byOrder(all, supply, way.last);
  if (way.by === 'ranking') return byRanking(all, supply, way.last);
  // Everybody gets the same part: places do not limit it
  return proRata(all, supply.budgetFen);
}
