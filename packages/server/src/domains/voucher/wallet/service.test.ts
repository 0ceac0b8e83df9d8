import { beforeAll, describe, expect, test } from 'vitest';
import { ok, refused } from '../../../testing/answers.ts';
import { servedWorld } from '../../../testing/served-world.ts';
import { start } from '../../../testing/start.ts';
import { addInstrument } from '../../../testing/world.ts';
import { schemeOn } from '../schemes/service.ts';
import { admitOwner, grantQuota, openProgramme, schemeId } from '../testing/index.ts';
import { addMetered, at, tillOf } from '../testing/till/index.ts';

/** A quota at the till over HTTP: offered, held with a booking, settled on what was used. */

let programmeId: string;
let grantId: string;

const scheme = schemeOn(schemeId, '2026-07-15')!;

const { server, world } = await servedWorld();
beforeAll(async () => {
  programmeId = await openProgramme(server, world, 40_000_000);
  grantId = await grantQuota(server, world, programmeId, 10_000_000);
});

const { send, listed, book, settle, wallet, board, sound } = tillOf(() => ({ server, world }));

describe('at the till', () => {
  let instrumentId: string;
  test('not before the provider is admitted; the estimate says so and what would do', async () => {
    instrumentId = await addInstrument(world, { perHourFen: 30_000, capacity: 20 });
    const body = { instrumentId, startsAt: at(1), endsAt: at(2), voucher: true };
    const preview = await ok(send('post', '/reservations/preview', 'researcher', body));
    expect(preview).toMatchObject({
      accepted: false,
      reasons: [{ code: 'voucher.provider_not_admitted' }],
      voucher: { asked: true, coverFen: 0, remainsFen: 30_000 },
    });
    await refused(book(instrumentId, 1, { voucher: true }), 'voucher.provider_not_admitted');
    await admitOwner(server, world);
  });

  test('the estimate shows price, voucher and what remains, asked for or not', async () => {
    const ask = (more: object) =>
      ok(
        send('post', '/reservations/preview', 'researcher', {
          instrumentId,
          startsAt: at(1),
          endsAt: at(2),
          ...more,
        }),
      );
    const shown = {
      walletId: grantId,
      percentBp: 5_000,
      priceFen: 30_000,
      coverFen: 15_000,
      remainsFen: 15_000,
    };
    expect((await ask({})).voucher).toMatchObject({ ...shown, asked: false });
    expect((await ask({ voucher: true })).voucher).toMatchObject({
      ...shown,
      asked: true,
      leftFen: 10_000_000,
    });
    // What an order may say of itself is the scheme's to say, also where it said something that is not paid for
    const { purposes, excluded } = scheme.data;
    for (const more of [{}, { voucher: true, voucherPurpose: excluded[0]?.code }])
      expect((await ask(more)).voucher).toMatchObject({ purposes, excluded });
    const stranger = await ok(
      send('post', '/reservations/preview', 'rival', { instrumentId, startsAt: at(1), endsAt: at(2) }),
    );
    expect(stranger.voucher).toBeNull();
  });

  test('refused with every reason; another firm’s wallet is none', async () => {
    await refused(
      book(instrumentId, 1, { voucher: true, voucherPurpose: 'bulk_acceptance' }),
      'voucher.purpose_excluded',
    );
    const rivals = (voucher: string | true) =>
      send('post', '/reservations', 'rival', { instrumentId, startsAt: at(1), endsAt: at(2), voucher });
    await refused(rivals(grantId), 'voucher.not_yours');
    await refused(rivals(true), 'voucher.none');
    await refused(book(instrumentId, 24 * 200, { voucher: true }), 'voucher.ends_before_use');
    expect(await wallet(grantId)).toMatchObject({ heldFen: 0 });
  });

  test('held with the booking, follows a move, left off or given back', async () => {
    const made = await ok(book(instrumentId, 1, { voucher: true }));
    expect(made).toMatchObject({ voucherFen: 15_000, heldFen: 15_000, estimateFen: 30_000 });
    expect(await wallet(grantId)).toMatchObject({ leftFen: 9_985_000, heldFen: 15_000 });
    const longer = await ok(
      send('patch', `/reservations/${made.id}`, 'researcher', { startsAt: at(3), endsAt: at(5) }),
    );
    expect(longer).toMatchObject({ voucherFen: 30_000, heldFen: 30_000, estimateFen: 60_000 });
    expect(await wallet(grantId)).toMatchObject({ heldFen: 30_000 });
    const without = await ok(send('patch', `/reservations/${longer.id}`, 'researcher', { voucher: false }));
    expect(without).toMatchObject({ voucherFen: 0, heldFen: 60_000 });
    expect(await wallet(grantId)).toMatchObject({ leftFen: 10_000_000, heldFen: 0 });
    const again = await ok(send('patch', `/reservations/${without.id}`, 'researcher', { voucher: grantId }));
    expect(again).toMatchObject({ voucherFen: 30_000 });
    await ok(send('post', `/reservations/${again.id}/cancel`, 'researcher', {}));
    expect(await wallet(grantId)).toEqual({ leftFen: 10_000_000, heldFen: 0, usedFen: 0 });
    const memos = async (locale: 'zh' | 'en') => {
      const read = server.send('get', `/voucher-grants/${grantId}`, {
        as: world.people.pi,
        headers: { 'accept-language': locale },
      });
      const { entries } = (await ok(read)) as { entries: { kind: string; memo: string }[] };
      return Object.fromEntries(entries.map((e) => [e.kind, e.memo]));
    };
    const { nameZh, nameEn } = await ok(send('get', `/instruments/${instrumentId}`, 'researcher'));
    const { zh, en } = scheme.title;
    expect(await memos('zh')).toEqual({ hold: nameZh, release: nameZh, voucher_grant: zh });
    expect(await memos('en')).toEqual({ hold: nameEn, release: nameEn, voucher_grant: en });
    expect(nameEn).not.toBe(nameZh);
    await sound();
  });

  test('nobody came: the fee is no matter of the voucher’s', async () => {
    const strict = await addInstrument(world, {
      perHourFen: 30_000,
      rules: { noShowMinutes: 30 },
      book: { noShow: { kind: 'percent', bp: 10_000 } },
    });
    const made = await ok(book(strict, 1, { voucher: true }));
    server.clock.advance({ hours: 2 });
    await server.server.jobs.runNow('labs.sweep-reservations');
    const after = await ok(send('get', `/reservations/${made.id}`, 'researcher'));
    server.clock.set(start);
    expect(after).toMatchObject({ status: 'missed', voucherFen: 0, chargedFen: 30_000 });
    expect(await wallet(grantId)).toEqual({ leftFen: 10_000_000, heldFen: 0, usedFen: 0 });
    await sound();
  });

  test('settled on what was used, never above the share; a dispute takes the voucher down with it', async () => {
    const { made, out } = await settle(await addMetered(world), 4, 2);
    expect(made).toMatchObject({ voucherFen: 60_000, heldFen: 60_000 });
    expect(out).toMatchObject({ chargedFen: 60_000, voucherFen: 30_000, heldFen: 0 });
    expect(await wallet(grantId)).toEqual({ leftFen: 9_970_000, heldFen: 0, usedFen: 30_000 });
    expect(await board(programmeId)).toMatchObject({ dueFen: 30_000 });
    const charge = await ok(send('get', `/charges/${out.chargeId}`, 'researcher'));
    expect(charge).toMatchObject({ amountFen: 60_000, voucherFen: 30_000 });
    await ok(send('post', `/charges/${out.chargeId}/dispute`, 'researcher', { reason: '仪器中途报警' }));
    const resolved = await ok(
      send('post', `/charges/${out.chargeId}/resolve`, 'facility', { amountFen: 40_000, resolution: '核减' }),
    );
    expect(resolved).toMatchObject({ amountFen: 40_000, voucherFen: 20_000 });
    expect(await wallet(grantId)).toEqual({ leftFen: 9_980_000, heldFen: 0, usedFen: 20_000 });
    // The statement asks for the project's part alone
    await ok(send('post', '/statements', 'facility', { month: '2026-07' }));
    const { items } = await listed('/statements', 'facility', { scope: 'facility' });
    expect((items as { totalFen: number }[])[0]?.totalFen).toBe(30_000 + 20_000);
    await sound();
  });
});
