import { describe, expect, test } from 'vitest';
import { ok, refused } from '../../../testing/answers.ts';
import { servedWorld } from '../../../testing/served-world.ts';
import { makeWorld } from '../../../testing/world.ts';
import { openProgramme, schemeId } from '../testing/index.ts';
import { tillOf } from '../testing/till/index.ts';

/** A programme of a year over HTTP: opened, confirmed by another, closed again. */

const { server, world } = await servedWorld();

const { send, board } = tillOf(() => ({ server, world }));

describe('a programme of a year', () => {
  test('takes effect when a second person confirms; the budget is in the books then', async () => {
    const opened = await ok(
      send('post', '/voucher-programmes', 'officer', {
        schemeId,
        year: 2026,
        budgetFen: 40_000_000,
        basis: '沪测〔2026〕1号',
      }),
    );
    const programmeId = String(opened.id);
    // Who confirms it sees what would be booked
    expect(opened).toMatchObject({ status: 'draft', openedFen: 40_000_000, board: { fundedFen: 0 } });
    // A draft is the office's own
    expect((await ok(send('get', '/voucher-programmes', 'pi'))).items).toEqual([]);
    await refused(
      send('post', `/voucher-programmes/${programmeId}/confirm`, 'officer', {}),
      'voucher.same_person',
    );
    // Wrong figures: taken back before anybody confirms, and the year can be opened again
    const wrong = await ok(
      send('post', '/voucher-programmes', 'officer', { schemeId, year: 2027, budgetFen: 1, basis: '写错了' }),
    );
    expect(wrong.may).toMatchObject({ discard: true, confirm: false });
    expect((await send('delete', `/voucher-programmes/${wrong.id}`, 'pi')).codes).toEqual(['access.denied']);
    expect((await send('delete', `/voucher-programmes/${wrong.id}`, 'officer')).status).toBe(204);
    await refused(send('delete', `/voucher-programmes/${wrong.id}`, 'officer'), 'record.not_found');
    const again = await ok(
      send('post', '/voucher-programmes', 'officer', { schemeId, year: 2027, budgetFen: 2, basis: '更正' }),
    );
    expect((await send('delete', `/voucher-programmes/${again.id}`, 'admin')).status).toBe(204);
    await ok(send('post', `/voucher-programmes/${programmeId}/confirm`, 'admin', {}));
    await refused(
      send('delete', `/voucher-programmes/${programmeId}`, 'officer'),
      'voucher.programme_not_draft',
    );
    await refused(
      send('post', `/voucher-programmes/${programmeId}/confirm`, 'admin', {}),
      'voucher.programme_not_draft',
    );
    expect(await board(programmeId)).toMatchObject({ fundedFen: 40_000_000, budgetFen: 40_000_000 });
    await refused(
      send('post', '/voucher-programmes', 'officer', { schemeId, year: 2026, budgetFen: 1, basis: 'x' }),
      'voucher.programme_exists',
    );
    await refused(
      send('post', '/voucher-programmes', 'officer', {
        schemeId: 'no/such',
        year: 2026,
        budgetFen: 1,
        basis: 'x',
      }),
      'voucher.scheme_unknown',
    );
  });
});

test('a programme that nobody used is closed, and its money goes back', async () => {
  const other = await makeWorld(server.test.db, { slug: 'valley-closed', mark: '戊' });
  const id = await openProgramme(server, other, 5_000_000);
  await ok(
    server.send('post', `/voucher-programmes/${id}/budget`, {
      as: other.people.officer,
      body: { amountFen: 1_000_000, memo: '追加' },
    }),
  );
  const closed = await ok(
    server.send('post', `/voucher-programmes/${id}/close`, { as: other.people.officer, body: {} }),
  );
  expect(closed).toMatchObject({ status: 'closed', board: { fundedFen: 0, budgetFen: 0 } });
  await refused(
    server.send('post', '/voucher-grants', {
      as: other.people.pi,
      body: {
        programmeId: id,
        organisationId: other.organisations.company,
        askedFen: 100,
        purpose: '研发',
        declared: true,
      },
    }),
    'voucher.programme_not_open',
  );
});
