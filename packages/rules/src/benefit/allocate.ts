import { mulFloor } from './exact.ts';

/**
 * Budget or places over all firms (总量控制): who gets what when it does not reach for everybody. Amounts are whole 分.
 * What is not paid says why; nothing is decided that the rule leaves open: firms of equal score at the cut are listed.
 */

export interface Application {
  readonly id: string;
  /** What the firm would be paid if there were enough. */
  readonly fen: number;
  /** When it was accepted (受理), as text that sorts; equal times go by id. */
  readonly acceptedAt: string;
  /** Points of a ranking; null while nobody has given any. */
  readonly score: number | null;
}

export interface Supply {
  /** What is left to give; null: money is not limited. */
  readonly budgetFen: number | null;
  /** How many are taken; null: as many as there are. */
  readonly places: number | null;
}

/** What happens to the first one the money does not reach for: paid what is left, or not at all. Nobody after it is paid. */
export type LastOne = 'partly' | 'not';

export type Outcome = 'full' | 'partly' | 'reduced' | 'budget' | 'places' | 'tied' | 'unscored';

export interface Allotment {
  readonly id: string;
  readonly paidFen: number;
  /**
   * `partly`: the last one, with what was left; `reduced`: pro rata; `budget`, `places`: there were none left; `tied`: equal
   * score at the cut, to be decided by people; `unscored`: no points yet.
   */
  readonly outcome: Outcome;
}

export interface Allocation {
  /** In the order of the rule. */
  readonly allotments: readonly Allotment[];
  readonly paidFen: number;
  /** Null where money is not limited. */
  readonly leftFen: number | null;
  /** Where the money or the places ended; null where there was enough for all. */
  readonly stoppedAt: {
    readonly id: string;
    readonly because: 'budget' | 'places';
    readonly last: LastOne;
  } | null;
  /** Ids with equal score that do not all fit. */
  readonly tied: readonly string[];
}

const byAcceptance = (a: Application, b: Application): number =>
  a.acceptedAt < b.acceptedAt ? -1 : a.acceptedAt > b.acceptedAt ? 1 : byId(a, b);
const byId = (a: Application, b: Application): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** In order of acceptance, until money or places end. */
export const byOrder = (all: readonly Application[], supply: Supply, last: LastOne): Allocation =>
  inTurn([...all].sort(byAcceptance), supply, last, []);

/** By score from the highest; firms of equal score that do not all fit are listed and none of them is paid. */
export function byRanking(all: readonly Application[], supply: Supply, last: LastOne): Allocation {
  const scored = all
    .filter((a) => a.score !== null)
    .sort((a, b) => (b.score ?? 0) - (a.score ?? 0) || byAcceptance(a, b));
  const unscored = all.filter((a) => a.score === null).sort(byAcceptance);
  return inTurn(scored, supply, last, unscored, true);
}

function inTurn(
  order: readonly Application[],
  { budgetFen, places }: Supply,
  last: LastOne,
  unscored: readonly Application[],
  ranked = false,
): Allocation {
  const allotments: Allotment[] = [];
  const tied: string[] = [];
  let left = budgetFen ?? Number.POSITIVE_INFINITY;
  let room = places ?? Number.POSITIVE_INFINITY;
  let stoppedAt: Allocation['stoppedAt'] = null;
  for (let i = 0; i < order.length; ) {
    const first = order[i];
    if (!first) break;
    let until = i + 1;
    if (ranked) while (until < order.length && order[until]?.score === first.score) until++;
    const group = order.slice(i, until);
    i = until;
    if (stoppedAt) {
      for (const a of group) allotments.push({ id: a.id, paidFen: 0, outcome: stoppedAt.because });
      continue;
    }
    const sum = group.reduce((s, a) => s + a.fen, 0);
    if (sum <= left && group.length <= room) {
      for (const a of group) allotments.push({ id: a.id, paidFen: a.fen, outcome: 'full' });
      left -= sum;
      room -= group.length;
      continue;
    }
    const because = group.length > room ? 'places' : 'budget';
    stoppedAt = { id: first.id, because, last };
    if (group.length > 1 && (room > 0 || because === 'budget') && left > 0) {
      for (const a of group) {
        tied.push(a.id);
        allotments.push({ id: a.id, paidFen: 0, outcome: 'tied' });
      }
      continue;
    }
    for (const a of group) {
      const part = because === 'budget' && last === 'partly' && group.length === 1 ? left : 0;
      left -= part;
      allotments.push({ id: a.id, paidFen: part, outcome: part > 0 ? 'partly' : because });
    }
  }
  for (const a of unscored) allotments.push({ id: a.id, paidFen: 0, outcome: 'unscored' });
  const paidFen = allotments.reduce((s, a) => s + a.paidFen, 0);
  return { allotments, paidFen, leftFen: budgetFen === null ? null : budgetFen - paidFen, stoppedAt, tied };
}

/**
 * Everybody the same part of what is due, to the 分: rounded down, and the 分 left over to the largest remainders, of equal ones
 * to the one accepted first. The sum is the budget exactly.
 */
export function proRata(all: readonly Application[], budgetFen: number | null): Allocation {
  const order = [...all].sort(byAcceptance);
  const due = order.reduce((s, a) => s + a.fen, 0);
  if (!Number.isSafeInteger(due)) throw new RangeError('more than can be counted exactly');
  if (budgetFen === null || due <= budgetFen) {
    const allotments = order.map((a) => ({ id: a.id, paidFen: a.fen, outcome: 'full' as const }));
    return {
      allotments,
      paidFen: due,
      leftFen: budgetFen === null ? null : budgetFen - due,
      stoppedAt: null,
      tied: [],
    };
  }
  const parts = order.map((a, at) => {
    const paidFen = mulFloor(a.fen, budgetFen, due);
    return { at, paidFen, rest: BigInt(a.fen) * BigInt(budgetFen) - BigInt(paidFen) * BigInt(due) };
  });
  let over = budgetFen - parts.reduce((s, p) => s + p.paidFen, 0);
  const paid = parts.map((p) => p.paidFen);
  for (const p of [...parts].sort((a, b) => (a.rest < b.rest ? 1 : a.rest > b.rest ? -1 : a.at - b.at))) {
    if (over === 0) break;
    paid[p.at] = p.paidFen + 1;
    over--;
  }
  const allotments = order.map((a, i): Allotment => {
    const paidFen = paid[i] ?? 0;
    return { id: a.id, paidFen, outcome: paidFen === a.fen ? 'full' : 'reduced' };
  });
  return { allotments, paidFen: budgetFen, leftFen: 0, stoppedAt: null, tied: [] };
}
