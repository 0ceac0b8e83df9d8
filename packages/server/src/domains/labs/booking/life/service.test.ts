import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve, type TestServer } from '../../../../testing/serve.ts';
import { addInstrument, makeWorld, type World } from '../../../../testing/world.ts';

/** Through HTTP: what a person sends, and what becomes of the booking. */

let server: TestServer;
let world: World;
beforeAll(async () => {
  server = await serve();
  world = await makeWorld(server.test.db);
});
afterAll(() => server?.close());

async function booked(hour: number, instrumentId?: string): Promise<string> {
  const at = (h: number) => server.clock.now().round('hour').add({ hours: h }).toString();
  const made = await server.send('post', '/reservations', {
    as: world.people.researcher.key,
    body: {
      instrumentId: instrumentId ?? (await addInstrument(world)),
      startsAt: at(hour),
      endsAt: at(hour + 1),
      projectId: world.projects.company.id,
    },
  });
  expect(made.status, made.text).toBe(201);
  return (made.body as { id: string }).id;
}
const give = (id: string, username: string) =>
  server.send('post', `/reservations/${id}/hand-over`, {
    as: world.people.researcher.key,
    body: { username },
  });

describe('handing over', () => {
  it('goes to somebody by username, or by the id that a list of the project gives', async () => {
    const { colleague } = world.people;
    for (const [hour, name] of [
      [30, colleague.username],
      [32, colleague.userId],
    ] as const) {
      const answer = await give(await booked(hour), name);
      expect(answer.status, answer.text).toBe(200);
      expect((answer.body as { userId: string }).userId).toBe(colleague.userId);
    }
  });

  it('tells its former holder that it was given away, and nothing of what is done with it afterwards', async () => {
    const { researcher, colleague } = world.people;
    const first = await booked(40);
    const second = ((await give(first, colleague.username)).body as { id: string }).id;
    const cancelled = await server.send('post', `/reservations/${second}/cancel`, {
      as: colleague.key,
      body: { reason: '样品没有寄到' },
    });
    expect(cancelled.status, cancelled.text).toBe(200);
    const history = async (id: string, who: { key: string }) =>
      (
        (await server.send('get', `/reservations/${id}`, { as: who.key })).body as {
          history: { action: string }[];
        }
      ).history.map((h) => h.action.replace('reservation.', ''));
    expect(await history(first, researcher)).toEqual(['create', 'hand-over']);
    expect(await history(second, colleague)).toEqual(['create', 'hand-over', 'cancel']);
    // Who pays for both and who runs the instrument see the whole of it, from either end
    for (const who of [world.people.pi, world.people.facility])
      expect(await history(first, who)).toEqual(['create', 'hand-over', 'cancel']);
  });

  it('is refused to who does not exist, and to somebody of another organisation, by id as by name', async () => {
    const id = await booked(34);
    for (const nobody of ['nobody', '00000000-0000-7000-8000-000000000000'])
      expect((await give(id, nobody)).codes).toEqual(['user.not_found']);
    for (const name of [world.people.rival.username, world.people.rival.userId]) {
      const refused = await give(id, name);
      expect(refused.status, refused.text).toBe(422);
      expect(refused.codes).toContain('project.not_yours');
    }
  });
});

/** What is said in a room, from now on. `hear` waits until an event about this thing came. */
async function listening(room: string) {
  const stream = await fetch(`${server.url}/api/v1/events?rooms=${room}`);
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) throw new Error('there is no stream');
  let heard = '';
  const hear = async (entityId: string) => {
    for (; !heard.includes(entityId); heard += (await reader.read()).value ?? '');
    heard = '';
  };
  await hear('hello');
  return { hear, stop: () => reader.cancel() };
}

describe('a facility’s timeline', () => {
  it('hears in one room of everything that happens to the instruments of that facility', async () => {
    const [{ facilityId }] = (
      (await server.send('get', '/instruments', { as: world.people.facility.key, query: { limit: '1' } }))
        .body as { items: [{ facilityId: string }] }
    ).items;
    const { hear, stop } = await listening(`facility:${facilityId}`);
    const id = await booked(50);
    await hear(id);
    const as = world.people.researcher.key;
    expect(
      (await server.send('post', `/reservations/${id}/cancel`, { as, body: { reason: '改天再做' } })).status,
    ).toBe(200);
    await hear(id);
    const out = await addInstrument(world);
    const now = server.clock.now();
    const made = await server.send('post', `/instruments/${out}/outages`, {
      as: world.people.facility.key,
      body: { startsAt: now.toString(), endsAt: now.add({ hours: 1 }).toString(), reason: '漏液' },
    });
    expect(made.status, made.text).toBe(201);
    await hear(out);
    await stop();
  });

  it('hears of a booking elsewhere that takes an instrument of its own along, from beginning to end', async () => {
    const made = await server.send('post', '/facilities', {
      as: world.people.rivalFacility.key,
      body: {
        organisationId: world.organisations.rivalOwner,
        nameZh: '显微平台',
        nameEn: 'Microscopy',
        district: '嘉定区',
      },
    });
    expect(made.status, made.text).toBe(201);
    const facilityId = (made.body as { id: string }).id;
    const laser = await addInstrument({ ...world, facilityId });
    const [room, page] = [await listening(`facility:${facilityId}`), await listening(`instrument:${laser}`)];
    const id = await booked(60, await addInstrument(world, { links: [laser] }));
    await room.hear(id);
    await page.hear(id);
    const as = world.people.researcher.key;
    const gone = await server.send('post', `/reservations/${id}/cancel`, { as, body: {} });
    expect(gone.status, gone.text).toBe(200);
    await room.hear(id);
    await room.stop();
    await page.stop();
  });
});
