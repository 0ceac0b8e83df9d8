import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve, type TestServer } from '../../../../testing/serve.ts';
import { addInstrument, makeWorld, type World } from '../../../../testing/world.ts';

/** What a refusal offers has to go through: through HTTP, and then really booked. */

interface Offered {
  readonly instrumentId: string;
  readonly startsAt: string;
  readonly endsAt: string;
}

let server: TestServer;
let world: World;
beforeAll(async () => {
  server = await serve();
  world = await makeWorld(server.test.db);
});
afterAll(() => server?.close());

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
});
