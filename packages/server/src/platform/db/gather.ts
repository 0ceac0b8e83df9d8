import type { Tx } from './db.ts';
import type { ValleyScope } from './scope.ts';

/**
 * What is asked for one by one and travels as one statement: everything that one transaction asks for in one turn of the event
 * loop. Commands that share a transaction (`Db.together`) run in step, so that each of their statements is made once for all of
 * them; a command that has a transaction to itself sends the same statement with one row.
 */
export interface Trip {
  /** What gathered statements are sent through. */
  readonly tx: Tx;
  /** Null where the transaction belongs to one command alone. */
  readonly claims: Map<string, Tx> | null;
  readonly asked: Map<Many<never, unknown>, Asked[]>;
}

/** Called of a member's own `tx`: what it has done is part of the transaction now, and cannot be left out of it. */
export interface Traveller {
  readonly trip: Trip;
  wrote: boolean;
  readonly takeBack: (() => Promise<unknown>)[];
}

interface Asked {
  readonly item: never;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/** @returns one answer an item, in their order. */
export type Many<I, O> = (tx: Tx, scope: ValleyScope, items: readonly I[]) => Promise<readonly O[]>;

const travellers = new WeakMap<Tx, Traveller>();

/** Thrown inside a shared transaction by what cannot be done in company; the command is then run again by itself. */
export class Alone extends Error {
  constructor() {
    super('not in company');
  }
}

export function board(tx: Tx, trip: Trip): Traveller {
  const traveller: Traveller = { trip, wrote: false, takeBack: [] };
  travellers.set(tx, traveller);
  return traveller;
}

export const tripOf = (tx: Tx, claims: Trip['claims'] = null): Trip => ({ tx, claims, asked: new Map() });

function travellerOf(tx: Tx): Traveller {
  const traveller = travellers.get(tx);
  if (!traveller) throw new TypeError('a tx that `openDb` did not make');
  return traveller;
}

/** Makes one question of those that are asked in one turn. `writes` where it changes anything besides locking it. */
export function gather<I, O>(many: Many<I, O>, kind: 'reads' | 'writes' = 'reads') {
  return (tx: Tx, scope: ValleyScope, item: I): Promise<O> => {
    const traveller = travellerOf(tx);
    if (kind === 'writes') traveller.wrote = true;
    const { asked } = traveller.trip;
    const key = many as unknown as Many<never, unknown>;
    return new Promise<O>((resolve, reject) => {
      const one = { item: item as never, resolve: resolve as (value: unknown) => void, reject };
      const others = asked.get(key);
      if (others) {
        others.push(one);
        return;
      }
      if (asked.size === 0) process.nextTick(() => send(traveller.trip, scope));
      asked.set(key, [one]);
    });
  };
}

/** In the order in which they were first asked, which is the order in which the database does them. */
function send(trip: Trip, scope: ValleyScope): void {
  const all = [...trip.asked];
  trip.asked.clear();
  for (const [many, asked] of all)
    many(
      trip.tx,
      scope,
      asked.map((a) => a.item),
    ).then(
      (answers) => {
        for (const [i, a] of asked.entries()) a.resolve(answers[i]);
      },
      (error: unknown) => {
        for (const a of asked) a.reject(error);
      },
    );
}

/**
 * In company, takes for this command alone what a lock of the database keeps from other transactions, and not from whoever
 * shares this one.
 * @throws `Alone` where somebody in company has it already
 */
export function claim(tx: Tx, what: string): void {
  const { claims } = travellerOf(tx).trip;
  if (claims === null) return;
  const holder = claims.get(what);
  if (holder !== undefined && holder !== tx) throw new Alone();
  claims.set(what, tx);
}

/** Said before the first write by a command that will do more than what is gathered. */
export function alone(tx: Tx): void {
  if (travellerOf(tx).trip.claims !== null) throw new Alone();
}

/** What was written by something gathered that only `reads`, and is not to stay where the command is refused in company. */
export function onRefusal(tx: Tx, takeBack: () => Promise<unknown>): void {
  const traveller = travellerOf(tx);
  if (traveller.trip.claims !== null) traveller.takeBack.push(takeBack);
}
