import { beforeAll, describe, expect, test } from 'vitest';
import { canonicalJson, sha256Hex } from '../../../platform/canonical.ts';
import { newId } from '../../../platform/ids.ts';
import { openZip } from '../../../platform/tables/zip.ts';
import { ok, refused } from '../../../testing/answers.ts';
import { png } from '../../../testing/furnish.ts';
import { servedWorld } from '../../../testing/served-world.ts';
import { start } from '../../../testing/start.ts';
import { addInstrument, type PersonName } from '../../../testing/world.ts';
import { admitOwner, grantQuota, openProgramme } from '../testing/index.ts';
import { addMetered, at, tillOf } from '../testing/till/index.ts';

/** Redemption over HTTP: papers, a claim that is checked, approved by another and paid, and what goes back. */

let programmeId: string;

const { server, world } = await servedWorld();
beforeAll(async () => {
  programmeId = await openProgramme(server, world, 40_000_000);
  await admitOwner(server, world);
  await grantQuota(server, world, programmeId, 1_000_000);
});

const { send, listed, settle, used, claim, step, takenBack, board, sound } = tillOf(() => ({
  server,
  world,
}));

describe('redemption', () => {
  let useId: string;
  test('needs the invoice, which covers the charge; the evidence has the platform’s own records', async () => {
    // Used for two of four hours; a dispute has lowered the charge from 600 to 400 yuan
    const { out } = await settle(await addMetered(world), 4, 2);
    await ok(send('post', `/charges/${out.chargeId}/dispute`, 'researcher', { reason: '仪器中途报警' }));
    const lowered = { amountFen: 40_000, resolution: '核减' };
    await ok(send('post', `/charges/${out.chargeId}/resolve`, 'facility', lowered));
    const list = await listed('/voucher-uses', 'facility', { scope: 'provider', status: 'settled' });
    const [use] = list.items as { id: string; usedFen: number; relation: string }[];
    expect(use).toMatchObject({ usedFen: 20_000, relation: 'unknown' });
    useId = use?.id ?? '';
    await refused(claim([useId]), 'voucher.invoice_missing');
    const put = (amountFen: number, fileIds: string[] = []) =>
      send('put', `/voucher-uses/${useId}/papers`, 'facility', {
        fileIds,
        invoice: { number: '24312000000012345678', issuedOn: '2026-07-15', amountFen },
      });
    await refused(put(39_999), 'voucher.invoice_short');
    const report = await ok(
      server.send('post', '/files', {
        as: world.people.facility,
        query: { purpose: 'result', name: '检测报告.png' },
        raw: png,
        headers: { 'content-type': 'image/png' },
      }),
    );
    await ok(put(40_000, [String(report.id)]));
    await refused(send('get', `/voucher-uses/${useId}`, 'rivalPi'), 'record.not_found');

    await server.server.sealNow();
    const answer = await fetch(`${server.url}/api/v1/voucher-uses/${useId}/evidence`, {
      headers: { authorization: `Bearer ${world.people.officer.key}` },
    });
    expect(answer.headers.get('content-type')).toBe('application/zip');
    const zip = openZip(new Uint8Array(await answer.arrayBuffer()));
    const text = async (name: string) =>
      new TextDecoder().decode((await zip.read(name, 1_000_000)) ?? undefined);
    const manifest = JSON.parse(await text('manifest.json')) as Record<string, string>;
    expect(manifest['record.json']).toBe(sha256Hex(await text('record.json')));
    const record = JSON.parse(await text('record.json'));
    expect(record.files).toEqual([
      { name: 'files/01-检测报告.png', size: png.length, sha256: sha256Hex(png) },
    ]);
    expect(manifest['files/01-检测报告.png']).toBe(sha256Hex(png));
    expect(sha256Hex(canonicalJson(record.records))).toBe(record.evidenceHash);
    expect(record.records).toMatchObject({
      order: { startsAt: start.toString() },
      metering: { usedFrom: start.toString(), usedTo: at(2) },
      charge: { amountFen: 60_000 },
    });
    expect(record.use).toMatchObject({ settledFen: 30_000, usedFen: 20_000 });
    const settled = record.audit.find((e: { action: string }) => e.action === 'voucher.settle');
    expect(settled.proof.body.after.evidenceHash).toBe(record.evidenceHash);
    expect(record.ledger.map((e: { kind: string }) => e.kind)).toEqual(
      expect.arrayContaining(['hold', 'settle', 'voucher_adjustment']),
    );
  });

  test('claimed, checked, approved by another, paid; each once', async () => {
    const batch = await ok(claim([useId]));
    expect(batch).toMatchObject({ status: 'claimed', totalFen: 20_000, uses: 1 });
    await refused(claim([useId]), 'voucher.not_claimable');
    await refused(step(batch.id, 'officer', { step: 'check' }), 'voucher.relation_open');
    await refused(step(batch.id, 'officer', { step: 'approve' }), 'case.wrong_state');
    await ok(step(batch.id, 'officer', { step: 'check', unrelatedConfirmed: true }));
    await refused(step(batch.id, 'officer', { step: 'approve' }), 'voucher.same_person');
    await ok(step(batch.id, 'admin', { step: 'approve' }));
    const pay = { step: 'pay', paidOn: '2026-07-20', reference: '国库集中支付 001' };
    expect(await ok(step(batch.id, 'officer', pay))).toMatchObject({
      status: 'paid',
      payFen: 20_000,
      offsetFen: 0,
    });
    await refused(step(batch.id, 'officer', pay), 'case.wrong_state');
    expect(await board(programmeId)).toMatchObject({ dueFen: 0, paidFen: 20_000 });
    await refused(
      send('put', `/voucher-uses/${useId}/papers`, 'facility', {
        invoice: { number: '24312000000012345678', issuedOn: '2026-07-15', amountFen: 40_000 },
      }),
      'voucher.use_not_open',
    );
  });
});

describe('single uses of a claim', () => {
  test('go back alone, with the reason; the claim goes on without them and they can be claimed again', async () => {
    const [one, two] = [
      await used(await addInstrument(world, { perHourFen: 30_000 })),
      await used(await addInstrument(world, { perHourFen: 30_000 })),
    ];
    const batch = await ok(claim([one.useId, two.useId]));
    expect(batch).toMatchObject({ totalFen: 30_000, uses: 2 });
    const refuse = (who: PersonName, useIds: string[]) =>
      step(batch.id, who, { step: 'refuse', useIds, reason: '发票抬头不是用券单位' });
    await refused(refuse('facility', [one.useId]), 'access.denied');
    await refused(refuse('officer', [newId()]), 'record.not_found');
    await refused(refuse('officer', [one.useId, two.useId]), 'voucher.refuse_all');
    expect(await ok(refuse('officer', [one.useId]))).toMatchObject({
      status: 'claimed',
      totalFen: 15_000,
      payFen: 15_000,
      uses: 1,
      reason: '发票抬头不是用券单位',
      may: { refuse: false },
    });
    await refused(refuse('officer', [one.useId]), 'record.not_found');
    expect(await ok(send('get', `/voucher-uses/${one.useId}`, 'facility'))).toMatchObject({
      status: 'settled',
      batchId: null,
      may: { addPapers: true },
    });
    const told = await ok(send('get', '/notices', 'facility'));
    expect(told.items).toContainEqual(
      expect.objectContaining({
        kind: 'voucher.uses-returned',
        body: expect.stringContaining('退回 1 笔，共 ¥150.00：发票抬头不是用券单位'),
      }),
    );
    await ok(step(batch.id, 'officer', { step: 'check', unrelatedConfirmed: true }));
    await ok(step(batch.id, 'admin', { step: 'approve' }));
    // On the use itself and on the claim, for the two sides of the claim; the holder has nothing to do with it
    const why = { reason: '发票抬头不是用券单位', batchId: batch.id, batchNumber: batch.number };
    expect(await ok(send('get', `/voucher-uses/${one.useId}`, 'facility'))).toMatchObject({ returned: why });
    expect(await ok(send('get', `/voucher-uses/${one.useId}`, 'pi'))).toMatchObject({
      returned: null,
      claimBy: null,
    });
    expect(await ok(send('get', `/voucher-batches/${batch.id}`, 'facility'))).toMatchObject({
      returned: [{ useId: one.useId, reason: '发票抬头不是用券单位' }],
    });
    await refused(refuse('officer', [two.useId]), 'case.wrong_state');
    const pay = { step: 'pay', paidOn: '2026-07-22', reference: '003' };
    expect(await ok(step(batch.id, 'officer', pay))).toMatchObject({ payFen: 15_000, uses: 1 });
    // Claimed in time and given back: the days run again from then, and end at the moment that is shown
    server.clock.set(start.add({ hours: 24 * 179 }));
    const second = await ok(claim([one.useId]));
    expect(second).toMatchObject({ totalFen: 15_000, uses: 1 });
    server.clock.set(start.add({ hours: 24 * 200 }));
    const whole = { step: 'return', reason: '报告缺页' };
    expect(await ok(step(second.id, 'officer', whole))).toMatchObject({
      status: 'returned',
      uses: 1,
      payFen: 0,
    });
    expect(await ok(send('get', `/voucher-batches/${second.id}`, 'officer'))).toMatchObject({
      returned: [{ useId: one.useId, reason: '报告缺页' }],
    });
    const { claimBy } = await ok(send('get', `/voucher-uses/${one.useId}`, 'facility'));
    expect(claimBy).toBe(start.add({ hours: 24 * 380 }).toString());
    server.clock.set(start.add({ hours: 24 * 380, seconds: 1 }));
    await refused(claim([one.useId]), 'voucher.claim_late');
    server.clock.set(start.add({ hours: 24 * 380 }));
    expect(await ok(claim([one.useId]))).toMatchObject({ totalFen: 15_000, uses: 1 });
    server.clock.set(start);
    await sound();
  });
});

describe('a use that is asked back', () => {
  test('is not paid out until that is decided; the rest of the claim is, and the use is claimed again', async () => {
    const [one, two] = [
      await used(await addInstrument(world, { perHourFen: 30_000 })),
      await used(await addInstrument(world, { perHourFen: 30_000 })),
    ];
    const approve = async (batchId: unknown) => {
      await ok(step(batchId, 'officer', { step: 'check', unrelatedConfirmed: true }));
      return ok(step(batchId, 'admin', { step: 'approve' }));
    };
    const pay = (batchId: unknown, reference: string) =>
      step(batchId, 'officer', { step: 'pay', paidOn: '2026-07-23', reference });
    const before = await board(programmeId);
    const batch = await ok(claim([one.useId, two.useId]));
    await approve(batch.id);
    // The check comes between the approval and the payment
    const audit = await ok(
      send('post', '/voucher-audits', 'officer', { programmeId, from: at(0), to: at(2), size: 1000 }),
    );
    const finding = { useId: one.useId, result: 'fail', note: '报告缺页', clawbackFen: 5_000 };
    await ok(send('post', `/voucher-audits/${audit.id}/findings`, 'officer', finding));
    expect(await ok(send('get', `/voucher-batches/${batch.id}`, 'officer'))).toMatchObject({
      totalFen: 30_000,
      askedBack: { uses: 1, amountFen: 15_000 },
      offsetFen: 0,
      payFen: 15_000,
      may: { pay: true },
    });
    expect(await ok(send('get', `/voucher-uses/${one.useId}`, 'facility'))).toMatchObject({
      askedBack: true,
    });
    expect(await ok(send('get', `/voucher-uses/${one.useId}`, 'pi'))).toMatchObject({ askedBack: false });
    expect(await ok(pay(batch.id, '004'))).toMatchObject({
      status: 'paid',
      uses: 1,
      totalFen: 15_000,
      payFen: 15_000,
      askedBack: { uses: 0, amountFen: 0 },
    });
    expect((await board(programmeId))?.paidFen).toBe((before?.paidFen ?? 0) + 15_000);
    expect(await ok(send('get', `/voucher-uses/${one.useId}`, 'facility'))).toMatchObject({
      status: 'settled',
      batchId: null,
      returned: { batchNumber: batch.number, withheld: true, reason: expect.stringContaining('暂缓兑付') },
    });
    expect((await ok(send('get', '/notices', 'facility'))).items).toContainEqual(
      expect.objectContaining({ kind: 'voucher.uses-withheld', title: `批次 ${batch.number} 暂缓兑付 1 笔` }),
    );
    // Claimed again it waits; once decided it is paid, less what was taken
    const alone = await ok(claim([one.useId]));
    expect(await approve(alone.id)).toMatchObject({ payFen: 0, may: { pay: false } });
    await refused(pay(alone.id, '005'), 'voucher.all_asked_back');
    await takenBack(2_000);
    expect(await ok(pay(alone.id, '005'))).toMatchObject({ status: 'paid', payFen: 13_000, offsetFen: 0 });
    await sound();
  });
});

test('the list as a file: whole for the office, their own for the others', async () => {
  const csv = async (who: PersonName, query: Record<string, string>) =>
    (
      await server.send('get', '/voucher-uses/export', {
        as: world.people[who],
        query: { format: 'csv', ...query },
      })
    ).text
      .trim()
      .split('\r\n');
  const all = await csv('officer', { scope: 'valley' });
  const { items } = await listed('/voucher-uses', 'officer', { scope: 'valley', limit: '100' });
  expect(all).toHaveLength((items as unknown[]).length + 1);
  expect(all[0]).toContain('统一社会信用代码');
  const paid = await csv('officer', { scope: 'valley', status: 'paid' });
  expect(paid).toHaveLength((items as { status: string }[]).filter((u) => u.status === 'paid').length + 1);
  expect(paid[1]).toContain('已兑付');
  expect(await csv('pi', {})).toHaveLength(all.length);
  expect(await csv('rival', {})).toHaveLength(1);
  await refused(
    server.send('get', '/voucher-uses/export', { as: world.people.pi, query: { scope: 'valley' } }),
    'access.denied',
  );
});
