import { expect, it } from 'vitest';
import { field } from '../../../../testing/client.ts';
import { servedWorld } from '../../../../testing/served-world.ts';
import { addInstrument } from '../../../../testing/world.ts';

const { server, world } = await servedWorld();

const hook = async (as: string, organisationId?: string, events = ['*']) => {
  const made = await server.send('post', '/webhooks', {
    as,
    body: { url: 'https://lims.hegu.example/in', events, ...(organisationId ? { organisationId } : {}) },
  });
  expect(made.status, made.text).toBe(201);
  return String(field(made, 'id'));
};
const heard = async (id: string) =>
  (
    (await server.send('get', `/webhooks/${id}/deliveries`, { as: world.people.admin })).body as {
      items: { event: string }[];
    }
  ).items.map((d) => d.event);

it('tells webhooks of a booking: the valley’s, its organisation’s and its instrument’s owner’s, and nobody else’s', async () => {
  const { people, organisations, projects } = world;
  const { admin } = people;
  const hooks = {
    valley: await hook(admin.key),
    bills: await hook(admin.key, undefined, ['statement.*']),
    customer: await hook(admin.key, organisations.company),
    owner: await hook(people.facility.key, organisations.owner, ['reservation.*']),
    other: await hook(admin.key, organisations.competitor),
  };
  const from = server.clock.now().round('hour').add({ hours: 24 });
  const wish = {
    instrumentId: await addInstrument(world),
    startsAt: from.toString(),
    endsAt: from.add({ hours: 1 }).toString(),
    projectId: projects.company.id,
  };
  const made = await server.send('post', '/reservations', { as: people.researcher, body: wish });
  expect(made.status, made.text).toBe(201);
  // What is refused has not happened
  expect((await server.send('post', '/reservations', { as: people.colleague, body: wish })).status).toBe(409);
  expect(await heard(hooks.customer)).toEqual(['reservation.changed']);
  expect(await heard(hooks.owner)).toEqual(['reservation.changed']);
  expect(await heard(hooks.valley)).toContain('reservation.changed');
  expect(await heard(hooks.valley)).not.toContain('notice.created');
  expect(await heard(hooks.bills)).toEqual([]);
  expect(await heard(hooks.other)).toEqual([]);
});
