import { describe, expect, test } from 'vitest';
import * as ledger from '../../platform/ledger/index.ts';
import { afterAllOfIt, count, crowdOf, faultsAmong, times } from '../../testing/crowd.ts';
import { addProject } from '../../testing/projects.ts';
import { servedWorld } from '../../testing/served-world.ts';
import { hour } from '../../testing/start.ts';
import { addInstrument } from '../../testing/world.ts';

/** Money and quotas for a few of many who ask at once. */

const here = await servedWorld();
const { server, world } = here;
const { book } = crowdOf(here);

describe('money and quotas', () => {
  test('a project with money for three of twenty bookings at once pays for exactly three', async () => {
    const instrumentId = await addInstrument(world, { perHourFen: 20_000, capacity: 20 });
    const project = await addProject(world, {
      organisationId: world.organisations.company,
      piUserId: world.people.pi.userId,
      memberIds: [world.people.researcher.userId],
      fundFen: 65_000,
    });
    const answers = await times(20, (i) =>
      book(world.people.researcher, instrumentId, hour(1 + i), hour(2 + i), { projectId: project.id }),
    );
    expect(faultsAmong(answers)).toEqual([]);
    expect(count(answers, 201)).toBe(3);
    expect(answers.filter((a) => a.status !== 201).map((a) => a.codes)).toEqual(
      Array.from({ length: 17 }, () => ['ledger.insufficient']),
    );
    await server.test.db.read(world.scope, async (tx) => {
      expect(await ledger.balance(tx, world.scope, project.accountId)).toMatchObject({ balanceFen: 5_000 });
      expect(await ledger.balance(tx, world.scope, project.heldAccountId)).toMatchObject({
        balanceFen: 60_000,
      });
      expect(await ledger.verify(tx, world.scope)).toEqual([]);
    });
  });

  test('a limit on upcoming bookings, on the day and on minutes holds for twenty at once', async () => {
    for (const [rules, allowed, code] of [
      [{ maxFutureReservations: 2 }, 2, 'reservation.too_many_future'],
      [{ maxPerDay: 3 }, 3, 'reservation.too_many_per_day'],
      [{ maxFutureMinutes: 240 }, 4, 'reservation.too_many_future_minutes'],
      [{ gapMinutes: 720 }, 1, 'reservation.gap_before'],
    ] as const) {
      const instrumentId = await addInstrument(world, { rules });
      const answers = await times(12, (i) =>
        book(world.people.rival, instrumentId, hour(1 + i), hour(2 + i)),
      );
      expect(faultsAmong(answers)).toEqual([]);
      expect(count(answers, 201), code).toBe(allowed);
    }
  });

  test('a project with money for three of twenty at once, each on an instrument of its own', async () => {
    const project = await addProject(world, {
      organisationId: world.organisations.company,
      piUserId: world.people.pi.userId,
      memberIds: [world.people.researcher.userId, world.people.colleague.userId],
      fundFen: 35_000,
    });
    const instruments = await times(20, () => addInstrument(world));
    const answers = await times(20, (i) =>
      book(
        i % 2 === 0 ? world.people.researcher : world.people.colleague,
        instruments[i] as string,
        hour(30),
        hour(31),
        {
          projectId: project.id,
        },
      ),
    );
    expect(faultsAmong(answers)).toEqual([]);
    expect(count(answers, 201)).toBe(3);
    expect(new Set(answers.filter((a) => a.status !== 201).flatMap((a) => a.codes))).toEqual(
      new Set(['ledger.insufficient']),
    );
    await server.test.db.read(world.scope, async (tx) => {
      expect(await ledger.balance(tx, world.scope, project.accountId)).toMatchObject({ balanceFen: 5_000 });
    });
  });
});

afterAllOfIt(here);
