import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import { ok, refused } from '../../../testing/answers.ts';
import { servedWorld } from '../../../testing/served-world.ts';
import { start } from '../../../testing/start.ts';
import { addInstrument, makeWorld, type PersonName } from '../../../testing/world.ts';
import { admitOwner, applyFor, attested, grantQuota, openProgramme } from '../testing/index.ts';
import { at, tillOf } from '../testing/till/index.ts';

/** A quota over HTTP: asked for, granted by two, used up or run out. */

let programmeId: string;
let grantId: string;

const { server, world } = await servedWorld();
beforeAll(async () => {
  programmeId = await openProgramme(server, world, 40_000_000);
});

const { send, listed, book, used, board, sound } = tillOf(() => ({ server, world }));

describe('a quota', () => {
  test('above the cap is refused with what can be asked for; one application at a time', async () => {
    const ask = (askedFen: number) =>
      send('post', '/voucher-grants', 'pi', {
        programmeId,
        organisationId: world.organisations.company,
        askedFen,
        purpose: '代谢组学',
        declared: true,
      });
    expect(await refused(ask(30_000_001), 'voucher.over_cap')).toContain('¥300,000.00');
    const id = String((await ok(ask(12_000_000))).id);
    await refused(ask(100), 'voucher.already_applied');
    await refused(
      send('post', `/voucher-grants/${id}/decide`, 'officer', { step: 'approve', amountFen: 12_000_000 }),
      'voucher.needs_data',
      'voucher.needs_second',
    );
    const decide = (who: PersonName, step: string, amountFen = 12_000_000) =>
      send('post', `/voucher-grants/${id}/decide`, who, { step, amountFen, attested });
    await refused(decide('officer', 'endorse', 5_000_000), 'voucher.needs_no_second');
    await ok(decide('officer', 'endorse'));
    await refused(decide('officer', 'approve'), 'voucher.same_person');
    await refused(decide('admin', 'approve', 12_000_001), 'voucher.more_than_asked');
    // What the first has attested stands
    const granted = await ok(
      send('post', `/voucher-grants/${id}/decide`, 'admin', { step: 'approve', amountFen: 11_000_000 }),
    );
    expect(granted).toMatchObject({
      status: 'granted',
      grantedFen: 11_000_000,
      finding: { truth: 'met' },
      validTo: '2026-12-31T16:00:00Z',
      wallet: { leftFen: 11_000_000, heldFen: 0, usedFen: 0 },
    });
    grantId = id;
    expect(await board(programmeId)).toMatchObject({ budgetFen: 29_000_000, walletFen: 11_000_000 });
    await refused(decide('admin', 'approve'), 'case.wrong_state');
    await refused(ask(19_000_001), 'voucher.over_cap');
  });

  test('of another firm is not there; a hospital may not have one; refused and withdrawn ones cost nothing', async () => {
    await refused(send('get', `/voucher-grants/${grantId}`, 'rivalPi'), 'record.not_found');
    const id = await applyFor(server, world, programmeId, 1_000_000);
    await ok(send('post', `/voucher-grants/${id}/decide`, 'officer', { step: 'refuse', reason: '材料不符' }));
    const again = await applyFor(server, world, programmeId, 1_000_000);
    await ok(send('post', `/voucher-grants/${again}/withdraw`, 'pi', {}));
    expect(await board(programmeId)).toMatchObject({ budgetFen: 29_000_000 });
    await refused(
      send('post', '/voucher-grants', 'pi', {
        programmeId,
        organisationId: world.organisations.competitor,
        askedFen: 100,
        purpose: 'x',
        declared: true,
      }),
      'access.denied',
    );
  });
});

describe('the end of a quota', () => {
  test('what is left goes back to the budget, what is held when it is given back; then the year can be closed', async () => {
    await admitOwner(server, world);
    const second = await grantQuota(server, world, programmeId, 1_000_000);
    const instrumentId = await addInstrument(world, { perHourFen: 30_000 });
    // What was used stays spent when the rest goes back
    await used(instrumentId);
    await refused(
      send('post', `/voucher-programmes/${programmeId}/close`, 'officer', {}),
      'voucher.programme_in_use',
    );
    const made = await ok(book(instrumentId, 24 * 100, { voucher: second }));
    const before = await board(programmeId);
    server.clock.set(start.add({ hours: 24 * 175 }));
    // Also in the hour before the sweep nobody is told that it can be used
    const over = { status: 'expired', wallet: { leftFen: 0, heldFen: 15_000 } };
    expect(await ok(send('get', `/voucher-grants/${second}`, 'pi'))).toMatchObject(over);
    const grantsThatAre = async (status: string) => {
      const { items } = await listed('/voucher-grants', 'pi', { status, limit: '100' });
      return (items as { id: string }[]).map((g) => g.id);
    };
    expect(await grantsThatAre('granted')).not.toContain(second);
    expect(await grantsThatAre('expired')).toContain(second);
    const wish = {
      instrumentId,
      startsAt: at(24 * 176),
      endsAt: at(24 * 176 + 1),
      projectId: world.projects.company.id,
      voucher: second,
    };
    const offer = await ok(send('post', '/reservations/preview', 'researcher', wish));
    expect(offer.voucher).toMatchObject({
      coverFen: 0,
      leftFen: 0,
      reasons: [{ code: 'voucher.expired', message: expect.stringContaining('已于 2026年12月31日 过期') }],
    });
    await server.server.jobs.runNow('voucher.sweep-grants');
    const ended = await ok(send('get', `/voucher-grants/${second}`, 'pi'));
    expect(ended).toMatchObject({ status: 'expired', wallet: { leftFen: 0, heldFen: 15_000 } });
    await refused(book(instrumentId, 24 * 176, { voucher: second }), 'voucher.expired');
    await server.server.jobs.runNow('labs.sweep-reservations');
    expect(await ok(send('get', `/reservations/${made.id}`, 'researcher'))).toMatchObject({
      status: 'finished',
    });
    await server.server.jobs.runNow('voucher.sweep-grants');
    const after = await board(programmeId);
    expect(after).toMatchObject({ walletFen: 0, heldFen: 0 });
    expect(after?.fundedFen).toBe(before?.fundedFen);
    await sound();
    server.clock.set(start);
  });
});

test('the office has as long for a quota as the scheme of the year says', async () => {
  const other = await makeWorld(server.test.db, { slug: 'valley-days', mark: '庚' });
  const id = await openProgramme(server, other, 5_000_000);
  await server.test.db.tx(other.scope, (tx) =>
    sql`update voucher_programmes set scheme = jsonb_set(scheme, '{grant,decisionWorkingDays}', '3')
      where valley_id = ${other.scope.valleyId} and id = ${id}`.execute(tx),
  );
  const made = await ok(
    server.send('post', '/voucher-grants', {
      as: other.people.pi,
      body: {
        programmeId: id,
        organisationId: other.organisations.company,
        askedFen: 100_000,
        purpose: '研发',
        declared: true,
      },
    }),
  );
  const seen = await ok(server.send('get', `/voucher-grants/${made.id}`, { as: other.people.pi }));
  // Asked for on a Wednesday: Thursday, Friday, Monday
  expect((seen.case as { dueAt: string }).dueAt).toContain('2026-07-20T16:00');
});
