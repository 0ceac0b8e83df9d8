import { beforeAll, expect, test } from 'vitest';
import { ok, refused } from '../../../testing/answers.ts';
import { servedWorld } from '../../../testing/served-world.ts';
import { start } from '../../../testing/start.ts';
import { addInstrument } from '../../../testing/world.ts';
import { admitOwner, grantQuota, openProgramme } from '../testing/index.ts';
import { at, tillOf } from '../testing/till/index.ts';
import { draw, populationHash, seedFrom } from './rules.ts';

/** A random check over HTTP: drawn so that anybody can draw again, found, taken back. */

let programmeId: string;
let grantId: string;

const { server, world } = await servedWorld();
beforeAll(async () => {
  programmeId = await openProgramme(server, world, 40_000_000);
  await admitOwner(server, world);
  grantId = await grantQuota(server, world, programmeId, 1_000_000);
});

const { send, used, listed, claim, step, takenBack, wallet, board, sound } = tillOf(() => ({
  server,
  world,
}));

test('a random check takes money back, which the next payment is less by', async () => {
  const { useId } = await used(await addInstrument(world, { perHourFen: 40_000 }), 40_000);
  const first = await ok(claim([useId]));
  await ok(step(first.id, 'officer', { step: 'check', unrelatedConfirmed: true }));
  await ok(step(first.id, 'admin', { step: 'approve' }));
  const pay = { step: 'pay', paidOn: '2026-07-20', reference: '国库集中支付 001' };
  await ok(step(first.id, 'officer', pay));
  const body = { programmeId, from: at(-24), to: at(24) };
  await refused(
    send('post', '/voucher-audits', 'officer', { ...body, from: at(30), to: at(31) }),
    'voucher.nothing_to_audit',
  );
  const audit = (await ok(send('post', '/voucher-audits', 'officer', body))) as {
    id: string;
    seed: string;
    seedOf: Parameters<typeof seedFrom>[0];
    findings: { useId: string }[];
  };
  // Anybody can draw again
  expect(seedFrom(audit.seedOf)).toBe(audit.seed);
  expect(audit.seedOf.populationHash).toBe(populationHash([useId]));
  expect(draw([useId], audit.seed, 1)).toEqual(audit.findings.map((f) => f.useId));
  const find = (clawbackFen: number) =>
    send('post', `/voucher-audits/${audit.id}/findings`, 'officer', {
      useId,
      result: 'fail',
      note: '报告与订单不符',
      clawbackFen,
    });
  expect(audit.findings[0]).toMatchObject({
    startsAt: start.toString(),
    title: { zh: expect.any(String) },
  });
  await refused(find(20_001), 'voucher.over_claim');
  await ok(find(12_000));
  await refused(find(1), 'voucher.found_already');
  // Asked back is not taken yet
  expect(await board(programmeId)).toMatchObject({ dueFen: 0, paidFen: 20_000 });
  await takenBack(12_000);
  expect(await board(programmeId)).toMatchObject({ dueFen: -12_000, paidFen: 20_000 });

  const next = await used(await addInstrument(world, { perHourFen: 30_000 }));
  const batch = await ok(claim([next.useId]));
  await ok(step(batch.id, 'officer', { step: 'check', unrelatedConfirmed: true }));
  await ok(step(batch.id, 'admin', { step: 'approve' }));
  // Whoever pays at the bank is told before, in the claim and in the list, how much it is
  const owed = { status: 'approved', totalFen: 15_000, offsetFen: 12_000, payFen: 3_000 };
  expect(await ok(send('get', `/voucher-batches/${batch.id}`, 'officer'))).toMatchObject(owed);
  const open = await listed('/voucher-batches', 'officer', { scope: 'valley', status: 'approved' });
  expect(open.items).toMatchObject([owed]);
  const paid = await ok(step(batch.id, 'admin', { step: 'pay', paidOn: '2026-07-21', reference: '002' }));
  expect(paid).toMatchObject({ totalFen: 15_000, offsetFen: 12_000, payFen: 3_000 });
  expect(await board(programmeId)).toMatchObject({ dueFen: 0, paidFen: 23_000 });
  await sound();
});

test('what a check takes back from the provider costs the holder nothing, now or in a later dispute', async () => {
  const before = (await wallet(grantId)).usedFen ?? 0;
  const { useId, chargeId } = await used(await addInstrument(world, { perHourFen: 30_000 }));
  const body = { programmeId, from: at(-24), to: at(24), size: 1000 };
  const audit = await ok(send('post', '/voucher-audits', 'officer', body));
  await ok(
    send('post', `/voucher-audits/${audit.id}/findings`, 'officer', {
      useId,
      result: 'fail',
      note: '机时记录不全',
      clawbackFen: 6_000,
    }),
  );
  await takenBack(6_000);
  expect(await ok(send('get', `/voucher-uses/${useId}`, 'pi'))).toMatchObject({
    usedFen: 9_000,
    clawedFen: 6_000,
  });
  // The quota was used as before
  expect((await wallet(grantId)).usedFen).toBe(before + 15_000);
  await ok(send('post', `/charges/${chargeId}/dispute`, 'researcher', { reason: '多计了时间' }));
  const lowered = { amountFen: 20_000, resolution: '核减' };
  // Half of it, as if no check had been: the project pays the other half
  expect(await ok(send('post', `/charges/${chargeId}/resolve`, 'facility', lowered))).toMatchObject({
    amountFen: 20_000,
    voucherFen: 10_000,
  });
  expect(await ok(send('get', `/voucher-uses/${useId}`, 'pi'))).toMatchObject({
    chargeFen: 20_000,
    usedFen: 4_000,
    clawedFen: 6_000,
  });
  expect((await wallet(grantId)).usedFen).toBe(before + 10_000);
  await sound();
});
