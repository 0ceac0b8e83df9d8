import { expect, it } from 'vitest';
import { servedWorld } from '../../../../testing/served-world.ts';
import { addInstrument } from '../../../../testing/world.ts';

/** Instruments that only the facility's operators run, through HTTP. */

const { server, world } = await servedWorld();

const at = (hours: number) => server.clock.now().round('hour').add({ hours }).toString();

async function runBy(modes: readonly string[]): Promise<string> {
  const perHourFen = { own: 6000, member: 6000, enterprise: 6000, public: 6000 };
  const id = await addInstrument(world, { perHourFen: 12_000, book: { operator: { perHourFen } } });
  const patched = await server.send('patch', `/instruments/${id}`, {
    as: world.people.facility,
    body: { modes },
  });
  expect(patched.status, patched.text).toBe(200);
  return id;
}

const book = async (instrumentId: string, more: object = {}, path = '/reservations') =>
  server.send('post', path, {
    as: world.people.researcher,
    body: { instrumentId, startsAt: at(30), endsAt: at(32), projectId: world.projects.company.id, ...more },
  });

it('leaving the operator out means the whole time, in the preview as in the booking, and it follows a move', async () => {
  const id = await runBy(['operator_run']);
  const seen = (await book(id, {}, '/reservations/preview')).body as { quote: { totalFen: number } };
  expect(seen.quote.totalFen).toBe(36_000);
  const made = await book(id);
  expect(made.status, made.text).toBe(201);
  const first = made.body as { id: string; estimateFen: number };
  expect(first.estimateFen).toBe(36_000);
  const moved = await server.send('patch', `/reservations/${first.id}`, {
    as: world.people.researcher,
    body: { endsAt: at(33) },
  });
  expect(moved.status, moved.text).toBe(200);
  expect((moved.body as { estimateFen: number }).estimateFen).toBe(54_000);
});

it('less is refused with the minutes it takes, and the facility may agree to it', async () => {
  const id = await runBy(['operator_run']);
  const refused = await book(id, { operatorMinutes: 0 });
  expect(refused.status).toBe(422);
  expect(refused.codes).toEqual(['reservation.operator_required']);
  expect((refused.body as { detail: string }).detail).toContain('120 分钟');
  const agreed = await server.send('post', '/reservations', {
    as: world.people.facility,
    body: {
      instrumentId: id,
      startsAt: at(30),
      endsAt: at(32),
      projectId: world.projects.company.id,
      onBehalfOf: world.people.researcher.username,
      operatorMinutes: 30,
      override: true,
    },
  });
  expect(agreed.status, agreed.text).toBe(201);
  expect((agreed.body as { estimateFen: number }).estimateFen).toBe(27_000);
});

it('where samples are sent in too, a booking without an operator is one of that', async () => {
  const made = await book(await runBy(['operator_run', 'send_in']));
  expect(made.status, made.text).toBe(201);
  expect((made.body as { estimateFen: number }).estimateFen).toBe(24_000);
});
