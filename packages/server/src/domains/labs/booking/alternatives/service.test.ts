import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { servedWorld } from '../../../../testing/served-world.ts';
import { addInstrument } from '../../../../testing/world.ts';

/** What a refusal offers has to go through: through HTTP, and then really booked. */

interface Offered {
  readonly instrumentId: string;
  readonly startsAt: string;
  readonly endsAt: string;
}

const { server, world } = await servedWorld();

const body = (instrumentId: string) => {
  const at = (hours: number) => server.clock.now().round('hour').add({ hours }).toString();
  return { instrumentId, startsAt: at(30), endsAt: at(32), projectId: world.projects.company.id };
};
const ask = (path: string, wish: object) =>
  server.send('post', path, { as: world.people.researcher.key, body: wish });
const offered = (answer: { body: unknown }) =>
  (answer.body as { alternatives: readonly Offered[] }).alternatives;

describe('what a refusal offers', () => {
  it('is another instrument of the class where the person is not let at this one, and that can be booked', async () => {
    const locked = await addInstrument(world, { rules: { trainingRequired: true } });
    const alsoLocked = await addInstrument(world, { rules: { trainingRequired: true } });
    const open = await addInstrument(world);
    const wish = body(locked);
    const refused = await ask('/reservations', wish);
    expect([refused.status, refused.codes]).toEqual([422, ['reservation.not_qualified']]);
    const ids = offered(refused).map((o) => o.instrumentId);
    expect(ids).toContain(open);
    expect(ids).not.toContain(locked);
    expect(ids).not.toContain(alsoLocked);
    expect(offered(await ask('/reservations/preview', wish)).map((o) => o.instrumentId)).toEqual(ids);
    const first = offered(refused).find((o) => o.instrumentId === open);
    if (!first) throw new Error('nothing was offered');
    expect(Date.parse(first.startsAt)).toBe(Date.parse(wish.startsAt));
    const { instrumentId, startsAt, endsAt } = first;
    const taken = await ask('/reservations', { ...wish, instrumentId, startsAt, endsAt });
    expect(taken.status, taken.text).toBe(201);
  });

  it('is another time on the same instrument where the time was the matter', async () => {
    const instrumentId = await addInstrument(world);
    const wish = body(instrumentId);
    expect((await ask('/reservations', wish)).status).toBe(201);
    const lost = await ask('/reservations', wish);
    expect(lost.status).toBe(409);
    expect(new Set(offered(lost).map((o) => o.instrumentId))).toEqual(new Set([instrumentId]));
  });

  it('is nothing where only something has to be chosen: the time itself will do', async () => {
    const instrumentId = await addInstrument(world, {
      configurations: [{ code: 'esi', noticeMinutes: 0, selfConfigured: true }],
    });
    const wish = body(instrumentId);
    for (const path of ['/reservations', '/reservations/preview']) {
      const asked = await ask(path, wish);
      expect(asked.text).toContain('reservation.configuration_required');
      expect(offered(asked) ?? []).toEqual([]);
    }
    expect((await ask('/reservations', { ...wish, configuration: 'esi' })).status).toBe(201);
    const both = await ask('/reservations', wish);
    expect(both.codes).toEqual(['reservation.configuration_required', 'reservation.overlap']);
    expect(offered(both).length).toBeGreaterThan(0);
  });

  it('keeps to the rules of the person that staff book for, not to those of the staff', async () => {
    const instrumentId = await addInstrument(world, { rules: { gridMinutes: 30, noticeMinutes: 120 } });
    const { facility, researcher } = world.people;
    const from = server.clock.now().round('hour').add({ hours: 1, minutes: 15 });
    const wish = {
      instrumentId,
      startsAt: from.toString(),
      endsAt: from.add({ minutes: 60 }).toString(),
      projectId: world.projects.company.id,
      onBehalfOf: researcher.userId,
    };
    const asStaff = (path: string, more: object) =>
      server.send('post', path, { as: facility.key, body: { ...wish, ...more } });
    const told = await asStaff('/reservations/preview', {});
    const slots = offered(told);
    expect(slots.length).toBeGreaterThan(0);
    for (const { startsAt, endsAt } of slots) {
      const then = await asStaff('/reservations/preview', { startsAt, endsAt });
      expect((then.body as { accepted: boolean }).accepted, `${startsAt} ${then.text}`).toBe(true);
    }
  });

  it('counts the time of the reservation that is being moved as free', async () => {
    const instrumentId = await addInstrument(world, { rules: { maxFutureReservations: 1 } });
    const wish = body(instrumentId);
    const made = await ask('/reservations', wish);
    const { id } = made.body as { id: string };
    const end = Temporal.Instant.from(wish.endsAt);
    const outage = await server.send('post', `/instruments/${instrumentId}/outages`, {
      as: world.people.facility.key,
      body: {
        startsAt: end.toString(),
        endsAt: end.add({ hours: 2 }).toString(),
        reason: '保养',
      },
    });
    expect(outage.status, outage.text).toBe(201);
    const longer = { startsAt: wish.startsAt, endsAt: end.add({ minutes: 30 }).toString() };
    const told = await ask(`/reservations/${id}/preview`, longer);
    const nearest = offered(told)[0];
    expect(nearest && Temporal.Instant.from(nearest.endsAt).toString()).toBe(end.toString());
    const moved = await server.send('patch', `/reservations/${id}`, {
      as: world.people.researcher.key,
      body: { startsAt: nearest?.startsAt, endsAt: nearest?.endsAt },
    });
    expect(moved.status, moved.text).toBe(200);
  });

  it('is as long as the rules allow where the wish was too long', async () => {
    const instrumentId = await addInstrument(world, { rules: { maxMinutes: 90 } });
    const wish = body(instrumentId);
    const refused = await ask('/reservations', wish);
    expect(refused.codes).toEqual(['reservation.too_long']);
    const first = offered(refused)[0];
    expect(first?.startsAt && Date.parse(first.startsAt)).toBe(Date.parse(wish.startsAt));
    expect(first && Date.parse(first.endsAt) - Date.parse(first.startsAt)).toBe(90 * 60_000);
  });

  it('is the last days that can be booked already, at the same hour, where the wish was too far ahead', async () => {
    const instrumentId = await addInstrument(world, { rules: { horizonDays: 14 } });
    const wish = body(instrumentId);
    const days = 40;
    const at = (instant: string) =>
      Temporal.Instant.from(instant)
        .add({ hours: 24 * days })
        .toString();
    const refused = await ask('/reservations', {
      ...wish,
      startsAt: at(wish.startsAt),
      endsAt: at(wish.endsAt),
    });
    expect(refused.codes).toEqual(['reservation.beyond_horizon']);
    const first = offered(refused)[0];
    if (!first) throw new Error('nothing was offered');
    const ahead = Temporal.Instant.from(first.startsAt).since(server.clock.now()).total('hours');
    expect(ahead).toBeGreaterThan(12 * 24);
    expect(ahead).toBeLessThanOrEqual(14 * 24);
    const taken = await ask('/reservations', { ...wish, startsAt: first.startsAt, endsAt: first.endsAt });
    expect(taken.status, taken.text).toBe(201);
  });

  it('is nothing where no time can be changed to any more', async () => {
    const instrumentId = await addInstrument(world, { rules: { freezeMinutes: 60 * 48 } });
    const wish = body(instrumentId);
    const { id } = (await ask('/reservations', wish)).body as { id: string };
    const at = (hours: number) => Temporal.Instant.from(wish.startsAt).add({ hours }).toString();
    const told = await ask(`/reservations/${id}/preview`, { startsAt: at(3), endsAt: at(5) });
    expect((told.body as { reasons: { code: string }[] }).reasons.map((r) => r.code)).toContain(
      'reservation.frozen',
    );
    expect(offered(told)).toEqual([]);
  });
});
