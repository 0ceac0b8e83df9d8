import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import * as ledger from '../platform/ledger/index.ts';
import { type Answer, faultsOfProblem, type Send } from './client.ts';
import { countDeadlocks } from './deadlocks.ts';
import type { Person } from './people.ts';
import type { ServedWorld } from './served-world.ts';

/** Many who ask in the same moment, and what has to hold afterwards. */

export const times = <T>(n: number, fn: (i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: n }, (_, i) => fn(i)));
export const count = (answers: readonly Answer[], status: number) =>
  answers.filter((a) => a.status === status).length;
/** What is wrong with those that were refused, as refusals; empty as it should be. */
export const faultsAmong = (answers: readonly Answer[]) =>
  answers
    .filter((a) => a.status >= 400)
    .flatMap((a) => faultsOfProblem(a).map((f) => `${f}: ${a.text.slice(0, 300)}`));

/** The people of a world as a crowd: who books what, and how much stood on it. */
export function crowdOf({ server, world }: ServedWorld) {
  const book = (
    as: Person,
    instrumentId: string,
    from: string,
    to: string,
    more: object = {},
    send: Send = {},
  ) =>
    server.send('post', '/reservations', {
      as,
      ...send,
      body: { instrumentId, startsAt: from, endsAt: to, ...more },
    });

  const crowd = () => {
    const { researcher, colleague, pi, rival, rivalPi } = world.people;
    return [researcher, colleague, pi, rival, rivalPi];
  };
  /** With one project each, so that nobody has to say which. */
  const outsider = (i: number) => [world.people.rival, world.people.rivalPi][i % 2] as Person;
  const someone = (i: number) => crowd()[i % crowd().length] as Person;

  /** The most that stood on a resource at any one instant. */
  async function peakOf(instrumentId: string): Promise<number> {
    const { rows } = await server.test.db.read(world.scope, (tx) =>
      sql<{ peak: number }>`select max((select count(*) from occupancies b where b.valley_id = a.valley_id
          and b.resource_id = a.resource_id and b.live and b.starts_at <= a.starts_at and b.ends_at > a.starts_at))::int as peak
        from occupancies a where a.valley_id = ${world.scope.valleyId} and a.resource_id = ${instrumentId} and a.live`.execute(
        tx,
      ),
    );
    return rows[0]?.peak ?? 0;
  }
  return { book, someone, outsider, peakOf };
}

/** Counts deadlocks from before the first test of the file; said at its end, it adds the tests of what all of them left behind. */
export function afterAllOfIt({ server, world }: ServedWorld): void {
  let deadlocks: () => Promise<number>;
  beforeAll(async () => {
    deadlocks = await countDeadlocks(server.test.connection, () =>
      server.send('get', '/me', { as: world.people.pi }),
    );
  });

  test('after all of it nobody has waited for somebody who waited for them', async () => {
    // A deadlock is tried again and so is seen by nobody, but each costs a second and five in a row are a 500
    expect(await deadlocks()).toBe(0);
  });

  test('after all of it the ledger recomputes, and what is held is what live reservations hold', async () => {
    await server.test.db.read(world.scope, async (tx) => {
      expect(await ledger.verify(tx, world.scope)).toEqual([]);
      const { rows } = await sql<{ held: number; accounts: number }>`select
        (select coalesce(sum(held_fen), 0) from reservations where valley_id = ${world.scope.valleyId}
          and status in ('held', 'pending', 'confirmed', 'checked_in'))::int as held,
        (select coalesce(sum(e.amount_fen), 0) from ledger_entries e join ledger_accounts a
          on a.valley_id = e.valley_id and a.id = e.account_id
          where e.valley_id = ${world.scope.valleyId} and a.kind = 'project_held')::int as accounts`.execute(
        tx,
      );
      expect(rows[0]?.held).toBe(rows[0]?.accounts);
      expect(rows[0]?.held).toBeGreaterThan(0);
    });
  });
}
