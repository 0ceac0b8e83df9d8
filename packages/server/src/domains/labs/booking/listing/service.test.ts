import { expect, it } from 'vitest';
import { field } from '../../../../testing/client.ts';
import { servedWorld } from '../../../../testing/served-world.ts';
import { addInstrument } from '../../../../testing/world.ts';

const { server, world } = await servedWorld();

it('names the project in the language of the reader, when it is booked and when it is read', async () => {
  const { researcher } = world.people;
  const projectId = world.projects.company.id;
  await server.test.db.tx(world.scope, (tx) =>
    tx
      .updateTable('projects')
      .set({ name_zh: '药代动力学研究', name_en: 'Pharmacokinetics' })
      .where('valley_id', '=', world.scope.valleyId)
      .where('id', '=', projectId)
      .execute(),
  );
  const from = server.clock.now().round('hour').add({ hours: 24 });
  const made = await server.send('post', '/reservations', {
    as: researcher,
    headers: { 'accept-language': 'en' },
    body: {
      instrumentId: await addInstrument(world),
      startsAt: from.toString(),
      endsAt: from.add({ hours: 1 }).toString(),
      projectId,
    },
  });
  expect(made.status, made.text).toBe(201);
  expect(field(made, 'projectName')).toBe('Pharmacokinetics');
  const read = async (language: string) =>
    field(
      await server.send('get', `/reservations/${field(made, 'id')}`, {
        as: researcher,
        headers: { 'accept-language': language },
      }),
      'projectName',
    );
  expect([await read('en'), await read('zh')]).toEqual(['Pharmacokinetics', '药代动力学研究']);
});

it('keeps among what is to come a run that nobody has checked out of, though its time is over', async () => {
  const { researcher } = world.people;
  const from = server.clock.now().round('hour').add({ hours: 30 });
  const instrumentId = await addInstrument(world);
  const made = await server.send('post', '/reservations', {
    as: researcher,
    body: {
      instrumentId,
      startsAt: from.toString(),
      endsAt: from.add({ hours: 1 }).toString(),
      projectId: world.projects.company.id,
    },
  });
  const id = field(made, 'id');
  const upcoming = async () => {
    const { body } = await server.send('get', '/reservations', {
      as: researcher,
      query: { instrumentId, upcoming: 'true' },
    });
    return (body as { items: { id: string; status: string; may: { checkOut: boolean } }[] }).items;
  };
  server.clock.set(from);
  expect((await server.send('post', `/reservations/${id}/check-in`, { as: researcher })).status).toBe(200);
  server.clock.set(from.add({ minutes: 100 }));
  expect(await upcoming()).toMatchObject([{ id, status: 'checked_in', may: { checkOut: true } }]);
  expect((await server.send('post', `/reservations/${id}/check-out`, { as: researcher })).status).toBe(200);
  expect(await upcoming()).toEqual([]);
});

it('says what is out of order in its time, until the instrument is back', async () => {
  const { researcher, facility } = world.people;
  const instrumentId = await addInstrument(world);
  const from = server.clock.now().round('hour').add({ hours: 40 });
  const made = await server.send('post', '/reservations', {
    as: researcher,
    body: {
      instrumentId,
      startsAt: from.toString(),
      endsAt: from.add({ hours: 2 }).toString(),
      projectId: world.projects.company.id,
    },
  });
  const read = async () =>
    (await server.send('get', `/reservations/${field(made, 'id')}`, { as: researcher })).body;
  expect(await read()).toMatchObject({ outages: [], freeToGiveUp: false });
  const outage = {
    startsAt: from.add({ hours: 1 }).toString(),
    endsAt: from.add({ hours: 5 }).toString(),
    reason: '离子源清洗',
  };
  const down = await server.send('post', `/instruments/${instrumentId}/outages`, {
    as: facility,
    body: outage,
  });
  expect(down.status, down.text).toBe(201);
  expect(await read()).toMatchObject({ outages: [{ ...outage, nameZh: null }], freeToGiveUp: true });
  const [first] = (down.body as { outages: { id: string }[] }).outages;
  const ended = await server.send('post', `/outages/${first?.id}/end`, { as: facility });
  expect(ended.status, ended.text).toBe(200);
  expect(await read()).toMatchObject({ outages: [], freeToGiveUp: false });
});
