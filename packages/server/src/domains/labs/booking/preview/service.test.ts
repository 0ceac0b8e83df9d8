import { flatRate } from '@hegu/contract/labs/pricing.ts';
import { expect, it } from 'vitest';
import { servedWorld } from '../../../../testing/served-world.ts';
import { addInstrument } from '../../../../testing/world.ts';

const { server, world } = await servedWorld();

interface Answer {
  readonly reasons: readonly { readonly code: string; readonly message: string }[];
  readonly quote: { readonly totalFen: number } | null;
  readonly availableFen: number | null;
}

it('says nothing about money until it is chosen whose; then what is missing, and what would help', async () => {
  const { researcher, pi, admin } = world.people;
  const empty = await server.send('post', '/projects', {
    as: admin.key,
    body: {
      code: 'E-1',
      nameZh: '空项目',
      nameEn: 'Empty',
      organisationId: world.organisations.company,
      piUserId: pi.userId,
      memberIds: [researcher.userId],
    },
  });
  expect(empty.status, empty.text).toBe(201);
  const at = (hours: number) => server.clock.now().round('hour').add({ hours }).toString();
  const wish = { instrumentId: await addInstrument(world), startsAt: at(30), endsAt: at(32) };
  const ask = async (more: object) => {
    const answer = await server.send('post', '/reservations/preview', {
      as: researcher.key,
      body: { ...wish, ...more },
    });
    expect(answer.status, answer.text).toBe(200);
    return answer.body as Answer;
  };
  const open = await ask({});
  expect(open.reasons.map((r) => r.code)).toEqual(['project.choose']);
  expect(open.availableFen).toBeNull();
  expect(open.quote?.totalFen).toBeGreaterThan(0);

  const poor = await ask({ projectId: (empty.body as { id: string }).id });
  expect(poor.reasons.map((r) => r.code)).toEqual(['ledger.insufficient']);
  expect(poor.reasons[0]?.message).toContain('换一个项目');
  expect(poor.availableFen).toBe(0);
  expect((await ask({ projectId: world.projects.company.id })).reasons).toEqual([]);
});

it('prices for whoever has no project as the lists do: for the owner’s own people at their own price', async () => {
  const perHour = {
    own: flatRate(3000),
    member: flatRate(4000),
    enterprise: flatRate(5000),
    public: flatRate(9000),
  };
  const id = await addInstrument(world, { book: { time: { perHour, basis: 'reserved' } } });
  const at = (hours: number) => server.clock.now().round('hour').add({ hours }).toString();
  const { facility } = world.people;
  const shown = await server.send('get', `/instruments/${id}`, { as: facility.key });
  const answer = await server.send('post', '/reservations/preview', {
    as: facility.key,
    body: { instrumentId: id, startsAt: at(30), endsAt: at(31) },
  });
  expect(shown.body).toMatchObject({ tier: 'own', pricePerHourFen: 3000 });
  expect(answer.body).toMatchObject({ accepted: false, quote: { tier: 'own', totalFen: 3000 } });
});
