import type { Tx } from './db.ts';
import type { ValleyScope } from './scope.ts';

/**
 * Group commit for commands: while some transactions are under way, the commands that arrive wait, and then share one
 * transaction. At rest nobody waits; under load a commit, and every gathered statement, is paid once for all of them.
 */

export interface Rider {
  readonly scope: ValleyScope;
  readonly keys: readonly string[];
  run(tx: Tx): Promise<unknown>;
  resolve(value: unknown): void;
  reject(reason: unknown): void;
}

/** How it went for one of them: as it is to be told once all is committed, or `alone`: to be run again by itself. */
export type Outcome =
  | { readonly kind: 'done'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly error: unknown }
  | { readonly kind: 'alone' };

export interface Ways {
  /** One transaction for all. @returns an outcome a rider; null when nothing of it was saved. @throws where nobody knows. */
  shared(scope: ValleyScope, riders: readonly Rider[]): Promise<readonly Outcome[] | null>;
  alone(rider: Rider): Promise<unknown>;
}

/** So many share one at most: what one of them has to wait for, all wait for. */
const seats = 32;
/** One that takes longer is held up by a lock; the others are not kept waiting behind it. */
const stuckMs = 250;

export function createGroupCommit(ways: Ways, lanes: number): (rider: Rider) => void {
  const waiting: Rider[] = [];
  const keysInUse = new Set<string>();
  let underWay = 0;

  const settle = (rider: Rider) => ways.alone(rider).then(rider.resolve, rider.reject);

  function depart(): void {
    while (waiting.length > 0 && underWay < lanes) {
      const riders = nextGroup(waiting);
      let counted = true;
      const leaveLane = () => {
        if (counted) underWay--;
        counted = false;
        depart();
      };
      underWay++;
      const late = setTimeout(leaveLane, stuckMs);
      void travel(riders).finally(() => {
        clearTimeout(late);
        for (const r of riders) for (const k of keysOf(r)) keysInUse.delete(k);
        leaveLane();
      });
    }
  }

  async function travel(riders: readonly [Rider, ...Rider[]]): Promise<void> {
    const [first] = riders;
    if (riders.length === 1) return settle(first);
    let outcomes: readonly Outcome[] | null;
    try {
      outcomes = await ways.shared(first.scope, riders);
    } catch (error) {
      for (const r of riders) r.reject(error);
      return;
    }
    for (const [i, r] of riders.entries()) {
      const outcome = outcomes?.[i];
      if (outcome?.kind === 'done') r.resolve(outcome.value);
      else if (outcome?.kind === 'refused') r.reject(outcome.error);
      else void settle(r);
    }
  }

  return (rider) => {
    const keys = keysOf(rider);
    // Whoever wants what somebody before wants is told by the database who was first
    if (keys.some((k) => keysInUse.has(k))) {
      void settle(rider);
      return;
    }
    for (const k of keys) keysInUse.add(k);
    waiting.push(rider);
    depart();
  };
}

/** Those of one valley that have waited longest. */
function nextGroup(waiting: Rider[]): [Rider, ...Rider[]] {
  const first = waiting.shift() as Rider;
  const group: [Rider, ...Rider[]] = [first];
  for (let i = 0; i < waiting.length && group.length < seats; ) {
    if (waiting[i]?.scope.valleyId === first.scope.valleyId) group.push(...waiting.splice(i, 1));
    else i++;
  }
  return group;
}

const keysOf = (rider: Rider): string[] => rider.keys.map((k) => `${rider.scope.valleyId} ${k}`);
