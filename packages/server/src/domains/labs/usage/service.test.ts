import { beforeEach, describe, expect, it } from 'vitest';
import { field } from '../../../testing/client.ts';
import type { Person } from '../../../testing/people.ts';
import { servedWorld } from '../../../testing/served-world.ts';
import { start } from '../../../testing/start.ts';
import { addInstrument } from '../../../testing/world.ts';

/** Who may begin, when the qualification that a booking stood on is gone. Through HTTP. */

const { server, world } = await servedWorld();
beforeEach(() => server.clock.set(start));

const ok = async (method: 'get' | 'post' | 'delete', path: string, as: Person, body?: object) => {
  const answer = await server.send(method, path, { as, ...(body ? { body } : {}) });
  expect(answer.status, answer.text).toBeLessThan(300);
  return answer;
};
const grant = async (instrument: string, more: object = {}) =>
  field(
    await ok('post', `/instruments/${instrument}/qualifications`, world.people.facility, {
      username: world.people.researcher.username,
      ...more,
    }),
    'id',
  );
const sweep = () => server.server.jobs.runNow('labs.sweep-reservations');

/** Booked from one hour from now on, for an hour, by a person who is qualified. */
async function booked(rules: object = {}, qualified = true) {
  const { researcher } = world.people;
  const instrument = await addInstrument(world, {
    perHourFen: 20_000,
    rules: { trainingRequired: true, ...rules },
    book: { noShow: { kind: 'percent', bp: 2500 }, lateCancellation: { kind: 'percent', bp: 5000 } },
  });
  const qualification = qualified ? await grant(instrument) : '';
  const made = await ok('post', '/reservations', qualified ? researcher : world.people.facility, {
    instrumentId: instrument,
    startsAt: start.add({ hours: 1 }).toString(),
    endsAt: start.add({ hours: 2 }).toString(),
    projectId: world.projects.company.id,
    ...(qualified ? {} : { onBehalfOf: researcher.username, override: true }),
  });
  return { instrument, qualification, id: field(made, 'id') };
}
const checkIn = (id: string, as: Person) => server.send('post', `/reservations/${id}/check-in`, { as });

describe('a qualification withdrawn after the booking', () => {
  it('stops its holder, in words that name the instrument and whom to ask; the facility may begin for them', async () => {
    const { researcher, facility } = world.people;
    const b = await booked();
    await ok('delete', `/qualifications/${b.qualification}`, facility);
    server.clock.set(start.add({ minutes: 60 }));
    const refused = await checkIn(b.id, researcher);
    expect(refused.status, refused.text).toBe(422);
    expect(refused.codes).toEqual(['usage.not_qualified']);
    const { detail } = refused.body as { detail: string };
    // They are told so before they press the button, which is not there; the facility has it
    const look = (as: Person) => ok('get', `/reservations/${b.id}`, as);
    expect((await look(researcher)).body).toMatchObject({
      may: { checkIn: false },
      barred: { code: 'usage.not_qualified', message: detail },
    });
    expect((await look(facility)).body).toMatchObject({ may: { checkIn: true }, barred: null });
    const seen = (await ok('get', `/instruments/${b.instrument}`, researcher)).body as {
      nameZh: string;
      facilityNameZh: string;
    };
    expect(detail).toContain(seen.nameZh);
    expect(detail).toContain(seen.facilityNameZh);
    expect(field(await ok('get', `/reservations/${b.id}`, researcher), 'status')).toBe('confirmed');
    expect((await checkIn(b.id, facility)).status).toBe(200);
  });

  it('and granted again lets them begin; one that ends before the time is over does not', async () => {
    const { researcher, facility } = world.people;
    const b = await booked();
    await ok('delete', `/qualifications/${b.qualification}`, facility);
    const short = await grant(b.instrument, { expiresAt: start.add({ minutes: 90 }).toString() });
    server.clock.set(start.add({ minutes: 60 }));
    const refused = await checkIn(b.id, researcher);
    expect(refused.codes).toEqual(['usage.qualification_expired']);
    expect((refused.body as { detail: string }).detail).not.toContain('–');
    await ok('delete', `/qualifications/${short}`, facility);
    await grant(b.instrument);
    expect((await ok('get', `/reservations/${b.id}`, researcher)).body).toMatchObject({
      may: { checkIn: true },
      barred: null,
    });
    expect((await checkIn(b.id, researcher)).status).toBe(200);
  });

  it('costs them nothing: neither giving it up late nor the time that passed', async () => {
    const { researcher, facility } = world.people;
    const late = await booked({ lateCancelMinutes: 120 });
    await ok('delete', `/qualifications/${late.qualification}`, facility);
    const seen = () => ok('get', `/reservations/${late.id}`, researcher);
    expect((await seen()).body).toMatchObject({ freeToGiveUp: true });
    const again = await grant(late.instrument);
    expect((await seen()).body).toMatchObject({ freeToGiveUp: false });
    await ok('delete', `/qualifications/${again}`, facility);
    const given = await ok('post', `/reservations/${late.id}/cancel`, researcher, {});
    expect(given.body).toMatchObject({ status: 'cancelled', chargedFen: null });

    const passed = await booked({ noShowMinutes: 10 });
    await ok('delete', `/qualifications/${passed.qualification}`, facility);
    server.clock.set(start.add({ minutes: 121 }));
    await sweep();
    const after = await ok('get', `/reservations/${passed.id}`, researcher);
    expect(after.body).toMatchObject({ status: 'cancelled', chargedFen: null });
  });

  it('is no matter where the facility had waived it, or asks for none any more', async () => {
    const { researcher, facility } = world.people;
    const waived = await booked({}, false);
    server.clock.set(start.add({ minutes: 60 }));
    expect((await checkIn(waived.id, researcher)).status).toBe(200);

    server.clock.set(start);
    const free = await booked();
    await ok('delete', `/qualifications/${free.qualification}`, facility);
    const patched = await server.send('patch', `/instruments/${free.instrument}`, {
      as: facility,
      body: { bookingRules: {} },
    });
    expect(patched.status, patched.text).toBe(200);
    server.clock.set(start.add({ minutes: 60 }));
    expect((await checkIn(free.id, researcher)).status).toBe(200);
  });
});

it('the list of who is qualified says what each has booked on it and not begun', async () => {
  const { facility } = world.people;
  const b = await booked();
  const listed = async () =>
    (
      (await ok('get', `/instruments/${b.instrument}/qualifications`, facility)).body as {
        items: { bookings: { reservationId: string }[] }[];
      }
    ).items.map((i) => i.bookings.map((x) => x.reservationId));
  expect(await listed()).toEqual([[b.id]]);
  await ok('post', `/reservations/${b.id}/cancel`, facility, { reason: '检修' });
  expect(await listed()).toEqual([[]]);
});
