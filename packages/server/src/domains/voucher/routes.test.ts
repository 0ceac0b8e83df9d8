import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canonicalJson, sha256Hex } from '../../platform/canonical.ts';
import { newId } from '../../platform/ids.ts';
import * as ledger from '../../platform/ledger/index.ts';
import { openZip } from '../../platform/tables/zip.ts';
import { type Answer, faultsOfProblem } from '../../testing/client.ts';
import { png } from '../../testing/furnish.ts';
import { serve, type TestServer } from '../../testing/serve.ts';
import {
  addInstrument,
  makeWorld,
  type Person,
  type PersonName,
  start,
  type World,
} from '../../testing/world.ts';
import { draw, populationHash, seedFrom } from './sampling/rules.ts';
import { schemeOn } from './schemes/service.ts';
import { admitOwner, applyFor, attested, grantQuota, openProgramme, schemeId } from './testing/index.ts';

/** The whole way of a voucher over HTTP: opened, granted, used at the till, redeemed, checked. */

let server: TestServer;
let world: World;
let programmeId: string;
let grantId: string;

const scheme = schemeOn(schemeId, '2026-07-15')!;

beforeAll(async () => {
  server = await serve();
  world = await makeWorld(server.test.db);
});
afterAll(() => server.close());

const at = (hours: number) => start.add({ hours }).toString();
const send = (method: string, path: string, who: PersonName, body?: object): Promise<Answer> =>
  server.send(method, path, { as: world.people[who], ...(body ? { body } : {}) });
async function ok(answer: Promise<Answer>): Promise<Record<string, unknown>> {
  const a = await answer;
  expect(a.status, a.text).toBeLessThan(300);
  return a.body as Record<string, unknown>;
}
async function refused(answer: Promise<Answer>, ...codes: string[]): Promise<string> {
  const a = await answer;
  expect(a.codes, a.text).toEqual(codes.sort());
  expect(faultsOfProblem(a)).toEqual([]);
  return (a.body as { detail: string }).detail;
}
const wallet = async () =>
  (await ok(send('get', `/voucher-grants/${grantId}`, 'pi'))).wallet as Record<string, number>;
const board = async () => {
  const { items } = await ok(send('get', '/voucher-programmes', 'officer'));
  return (items as { id: string; board: Record<string, number> }[]).find((p) => p.id === programmeId)?.board;
};
const sound = () =>
  server.test.db.read(world.scope, async (tx) => expect(await ledger.verify(tx, world.scope)).toEqual([]));
/** The newest demand: the provider has nothing against it, somebody else than who asked decides. */
const takenBack = async (amountFen: number) => {
  const { items } = await ok(send('get', '/voucher-clawbacks', 'facility'));
  const [asked] = items as { id: string }[];
  await ok(send('post', `/voucher-clawbacks/${asked?.id}/answer`, 'facility', {}));
  await ok(send('post', `/voucher-clawbacks/${asked?.id}/decide`, 'admin', { amountFen, reason: '同意' }));
};
const book = (instrumentId: string, from: number, more: object = {}, who: Person = world.people.researcher) =>
  server.send('post', '/reservations', {
    as: who,
    body: { instrumentId, startsAt: at(from), endsAt: at(from + 1), ...more },
  });

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
    programmeId = String(opened.id);
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
    expect(await board()).toMatchObject({ fundedFen: 40_000_000, budgetFen: 40_000_000 });
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
    expect(await board()).toMatchObject({ budgetFen: 29_000_000, walletFen: 11_000_000 });
    await refused(decide('admin', 'approve'), 'case.wrong_state');
    await refused(ask(19_000_001), 'voucher.over_cap');
  });

  test('of another firm is not there; a hospital may not have one; refused and withdrawn ones cost nothing', async () => {
    await refused(send('get', `/voucher-grants/${grantId}`, 'rivalPi'), 'record.not_found');
    const id = await applyFor(server, world, programmeId, 1_000_000);
    await ok(send('post', `/voucher-grants/${id}/decide`, 'officer', { step: 'refuse', reason: '材料不符' }));
    const again = await applyFor(server, world, programmeId, 1_000_000);
    await ok(send('post', `/voucher-grants/${again}/withdraw`, 'pi', {}));
    expect(await board()).toMatchObject({ budgetFen: 29_000_000 });
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
      leftFen: 11_000_000,
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
    await refused(book(instrumentId, 1, { voucher: grantId }, world.people.rival), 'voucher.not_yours');
    await refused(book(instrumentId, 1, { voucher: true }, world.people.rival), 'voucher.none');
    await refused(book(instrumentId, 24 * 200, { voucher: true }), 'voucher.ends_before_use');
    expect(await wallet()).toMatchObject({ heldFen: 0 });
  });

  test('held with the booking, follows a move, left off or given back', async () => {
    const made = await ok(book(instrumentId, 1, { voucher: true }));
    expect(made).toMatchObject({ voucherFen: 15_000, heldFen: 15_000, estimateFen: 30_000 });
    expect(await wallet()).toMatchObject({ leftFen: 10_985_000, heldFen: 15_000 });
    const longer = await ok(
      send('patch', `/reservations/${made.id}`, 'researcher', { startsAt: at(3), endsAt: at(5) }),
    );
    expect(longer).toMatchObject({ voucherFen: 30_000, heldFen: 30_000, estimateFen: 60_000 });
    expect(await wallet()).toMatchObject({ heldFen: 30_000 });
    const without = await ok(send('patch', `/reservations/${longer.id}`, 'researcher', { voucher: false }));
    expect(without).toMatchObject({ voucherFen: 0, heldFen: 60_000 });
    expect(await wallet()).toMatchObject({ leftFen: 11_000_000, heldFen: 0 });
    const again = await ok(send('patch', `/reservations/${without.id}`, 'researcher', { voucher: grantId }));
    expect(again).toMatchObject({ voucherFen: 30_000 });
    await ok(send('post', `/reservations/${again.id}/cancel`, 'researcher', {}));
    expect(await wallet()).toEqual({ leftFen: 11_000_000, heldFen: 0, usedFen: 0 });
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
    expect(await wallet()).toEqual({ leftFen: 11_000_000, heldFen: 0, usedFen: 0 });
    await sound();
  });

  test('settled on what was used, never above the share; a dispute takes the voucher down with it', async () => {
    const metered = await addInstrument(world, {
      book: {
        time: {
          perHour: Object.fromEntries(
            ['own', 'member', 'enterprise', 'public'].map((t) => [
              t,
              { mode: 'graduated', steps: [{ upTo: null, unitPriceFen: 30_000 }] },
            ]),
          ) as never,
          basis: 'used',
        },
      },
    });
    const made = await ok(
      server.send('post', '/reservations', {
        as: world.people.researcher,
        body: { instrumentId: metered, startsAt: at(0), endsAt: at(4), voucher: true },
      }),
    );
    expect(made).toMatchObject({ voucherFen: 60_000, heldFen: 60_000 });
    await ok(send('post', `/reservations/${made.id}/check-in`, 'researcher', {}));
    server.clock.advance({ hours: 2 });
    const out = await ok(send('post', `/reservations/${made.id}/check-out`, 'researcher', {}));
    expect(out).toMatchObject({ chargedFen: 60_000, voucherFen: 30_000, heldFen: 0 });
    expect(await wallet()).toEqual({ leftFen: 10_970_000, heldFen: 0, usedFen: 30_000 });
    expect(await board()).toMatchObject({ dueFen: 30_000 });
    const charge = await ok(send('get', `/charges/${out.chargeId}`, 'researcher'));
    expect(charge).toMatchObject({ amountFen: 60_000, voucherFen: 30_000 });
    await ok(send('post', `/charges/${out.chargeId}/dispute`, 'researcher', { reason: '仪器中途报警' }));
    const resolved = await ok(
      send('post', `/charges/${out.chargeId}/resolve`, 'facility', { amountFen: 40_000, resolution: '核减' }),
    );
    expect(resolved).toMatchObject({ amountFen: 40_000, voucherFen: 20_000 });
    expect(await wallet()).toEqual({ leftFen: 10_980_000, heldFen: 0, usedFen: 20_000 });
    // The statement asks for the project's part alone
    await ok(send('post', '/statements', 'facility', { month: '2026-07' }));
    const { items } = await ok(
      server.send('get', '/statements', { as: world.people.facility, query: { scope: 'facility' } }),
    );
    expect((items as { totalFen: number }[])[0]?.totalFen).toBe(30_000 + 20_000);
    server.clock.set(start);
    await sound();
  });
});

describe('redemption', () => {
  let useId: string;
  const claim = (useIds: string[]) =>
    send('post', '/voucher-batches', 'facility', { organisationId: world.organisations.owner, useIds });
  const step = (id: unknown, who: PersonName, body: object) =>
    send('post', `/voucher-batches/${id}/decide`, who, body);
  test('needs the invoice, which covers the charge; the evidence has the platform’s own records', async () => {
    const list = await ok(
      server.send('get', '/voucher-uses', {
        as: world.people.facility,
        query: { scope: 'provider', status: 'settled' },
      }),
    );
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
    expect(await board()).toMatchObject({ dueFen: 0, paidFen: 20_000 });
    await refused(
      send('put', `/voucher-uses/${useId}/papers`, 'facility', {
        invoice: { number: '24312000000012345678', issuedOn: '2026-07-15', amountFen: 40_000 },
      }),
      'voucher.use_not_open',
    );
  });

  test('a random check takes money back, which the next payment is less by', async () => {
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
    expect(await board()).toMatchObject({ dueFen: 0, paidFen: 20_000 });
    await takenBack(12_000);
    expect(await board()).toMatchObject({ dueFen: -12_000, paidFen: 20_000 });

    const instrumentId = await addInstrument(world, { perHourFen: 30_000 });
    const made = await ok(book(instrumentId, 0, { voucher: true }));
    await ok(send('post', `/reservations/${made.id}/check-in`, 'researcher', {}));
    server.clock.advance({ hours: 1 });
    await ok(send('post', `/reservations/${made.id}/check-out`, 'researcher', {}));
    server.clock.set(start);
    const list = await ok(
      server.send('get', '/voucher-uses', {
        as: world.people.facility,
        query: { scope: 'provider', status: 'settled' },
      }),
    );
    const [next] = list.items as { id: string }[];
    await ok(
      send('put', `/voucher-uses/${next?.id}/papers`, 'facility', {
        invoice: { number: '24312000000012345679', issuedOn: '2026-07-15', amountFen: 30_000 },
      }),
    );
    const batch = await ok(claim([next?.id ?? '']));
    await ok(step(batch.id, 'officer', { step: 'check', unrelatedConfirmed: true }));
    await ok(step(batch.id, 'admin', { step: 'approve' }));
    // Whoever pays at the bank is told before, in the claim and in the list, how much it is
    const owed = { status: 'approved', totalFen: 15_000, offsetFen: 12_000, payFen: 3_000 };
    expect(await ok(send('get', `/voucher-batches/${batch.id}`, 'officer'))).toMatchObject(owed);
    const open = await ok(
      server.send('get', '/voucher-batches', {
        as: world.people.officer,
        query: { scope: 'valley', status: 'approved' },
      }),
    );
    expect(open.items).toMatchObject([owed]);
    const paid = await ok(step(batch.id, 'admin', { step: 'pay', paidOn: '2026-07-21', reference: '002' }));
    expect(paid).toMatchObject({ totalFen: 15_000, offsetFen: 12_000, payFen: 3_000 });
    expect(await board()).toMatchObject({ dueFen: 0, paidFen: 23_000 });
    await sound();
  });
});

describe('single uses of a claim', () => {
  const step = (id: unknown, who: PersonName, body: object) =>
    send('post', `/voucher-batches/${id}/decide`, who, body);

  /** Used for an hour and settled, with its invoice. @returns the use and its charge */
  async function used(instrumentId: string, n: number): Promise<{ useId: string; chargeId: string }> {
    const made = await ok(book(instrumentId, 0, { voucher: true }));
    await ok(send('post', `/reservations/${made.id}/check-in`, 'researcher', {}));
    server.clock.advance({ hours: 1 });
    const out = await ok(send('post', `/reservations/${made.id}/check-out`, 'researcher', {}));
    server.clock.set(start);
    const { items } = await ok(
      server.send('get', '/voucher-uses', { as: world.people.facility, query: { scope: 'provider' } }),
    );
    const use = (items as { id: string; refId: string }[]).find((u) => u.refId === made.id);
    await ok(
      send('put', `/voucher-uses/${use?.id}/papers`, 'facility', {
        invoice: { number: `2431200000001234568${n}`, issuedOn: '2026-07-15', amountFen: 30_000 },
      }),
    );
    return { useId: use?.id ?? '', chargeId: String(out.chargeId) };
  }

  test('go back alone, with the reason; the claim goes on without them and they can be claimed again', async () => {
    const [one, two] = [
      await used(await addInstrument(world, { perHourFen: 30_000 }), 0),
      await used(await addInstrument(world, { perHourFen: 30_000 }), 1),
    ];
    const claim = (useIds: string[]) =>
      send('post', '/voucher-batches', 'facility', { organisationId: world.organisations.owner, useIds });
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

  test('what a check takes back from the provider costs the holder nothing, now or in a later dispute', async () => {
    const before = (await wallet()).usedFen ?? 0;
    const { useId, chargeId } = await used(await addInstrument(world, { perHourFen: 30_000 }), 2);
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
    expect((await wallet()).usedFen).toBe(before + 15_000);
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
    expect((await wallet()).usedFen).toBe(before + 10_000);
    await sound();
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
    const { items } = await ok(
      server.send('get', '/voucher-uses', {
        as: world.people.officer,
        query: { scope: 'valley', limit: '100' },
      }),
    );
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
});

describe('the end of a quota', () => {
  test('what is left goes back to the budget, what is held when it is given back; then the year can be closed', async () => {
    const second = await grantQuota(server, world, programmeId, 1_000_000);
    const instrumentId = await addInstrument(world, { perHourFen: 30_000 });
    await refused(
      send('post', `/voucher-programmes/${programmeId}/close`, 'officer', {}),
      'voucher.programme_in_use',
    );
    const made = await ok(book(instrumentId, 24 * 100, { voucher: second }));
    const before = await board();
    server.clock.set(start.add({ hours: 24 * 175 }));
    // Also in the hour before the sweep nobody is told that it can be used
    const over = { status: 'expired', wallet: { leftFen: 0, heldFen: 15_000 } };
    expect(await ok(send('get', `/voucher-grants/${second}`, 'pi'))).toMatchObject(over);
    const listed = async (status: string) =>
      (
        (
          await ok(
            server.send('get', '/voucher-grants', { as: world.people.pi, query: { status, limit: '100' } }),
          )
        ).items as { id: string }[]
      ).map((g) => g.id);
    expect(await listed('granted')).not.toContain(second);
    expect(await listed('expired')).toContain(second);
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
    const after = await board();
    expect(after).toMatchObject({ walletFen: 0, heldFen: 0 });
    expect(after?.fundedFen).toBe(before?.fundedFen);
    await sound();
    server.clock.set(start);
  });
});

describe('related parties', () => {
  test('a provider that holds the buyer is told by the registry, and takes no voucher', async () => {
    const other = await makeWorld(server.test.db, { slug: 'valley-related', mark: '丁' });
    const { scope, organisations } = other;
    const programme = await openProgramme(server, other, 10_000_000);
    await admitOwner(server, other);
    await grantQuota(server, other, programme, 1_000_000);
    const instrumentId = await addInstrument(other);
    const ask = () => book(instrumentId, 1, { voucher: true }, other.people.researcher);
    const made = await ok(ask());
    await ok(
      server.send('post', `/reservations/${made.id}/cancel`, { as: other.people.researcher, body: {} }),
    );
    await server.test.db.tx(scope, async (tx) => {
      const codes = await tx
        .selectFrom('organisations')
        .select(['id', 'credit_code', 'name_zh'])
        .where('id', 'in', [organisations.company, organisations.owner])
        .execute();
      const of = (id: string) => codes.find((c) => c.id === id);
      const code = of(organisations.company)?.credit_code ?? '';
      const firmId = newId();
      await sql`insert into firms (valley_id, id, credit_code, name_zh, name_en, stage, status, lineages, fields, tracks,
        created_at, updated_at) values (${scope.valleyId}, ${firmId}, ${code}, '丁生物', 'D', 'growth', 'active', '{}', '{}', '{}',
        ${start}, ${start})`.execute(tx);
      await sql`insert into firm_relations (valley_id, firm_id, item_key, holder_code, held_code, kind, share)
        values (${scope.valleyId}, ${firmId}, 'r1', ${of(organisations.owner)?.credit_code}, ${code}, 'control', 0.8)`.execute(
        tx,
      );
    });
    expect(await refused(ask(), 'voucher.related')).toContain('关联');
  });
});

describe('a holding of which nobody knows how large it is', () => {
  test('holds no voucher until the office has looked; what it finds decides, until the registry knows', async () => {
    const other = await makeWorld(server.test.db, { slug: 'valley-suspected', mark: '己' });
    const { scope, organisations, people } = other;
    const programme = await openProgramme(server, other, 10_000_000);
    await admitOwner(server, other);
    await grantQuota(server, other, programme, 1_000_000);
    const instrumentId = await addInstrument(other);
    const firmId = newId();
    const holding = (share: number | null, kind: 'share' | 'control' = 'share') =>
      server.test.db.tx(scope, async (tx) => {
        const codes = await tx
          .selectFrom('organisations')
          .select(['id', 'credit_code'])
          .where('id', 'in', [organisations.company, organisations.owner])
          .execute();
        const of = (id: string) => codes.find((c) => c.id === id)?.credit_code ?? '';
        await sql`insert into firms (valley_id, id, credit_code, name_zh, name_en, stage, status, lineages, fields, tracks,
          created_at, updated_at) values (${scope.valleyId}, ${firmId}, ${of(organisations.company)}, '己生物', 'F', 'growth', 'active',
          '{}', '{}', '{}', ${start}, ${start}) on conflict do nothing`.execute(tx);
        await sql`delete from firm_relations where valley_id = ${scope.valleyId}`.execute(tx);
        await sql`insert into firm_relations (valley_id, firm_id, item_key, holder_code, held_code, kind, share)
          values (${scope.valleyId}, ${firmId}, 'r1', ${of(organisations.owner)}, ${of(organisations.company)}, ${kind}, ${share})`.execute(
          tx,
        );
      });
    const as = (who: PersonName) => (method: string, path: string, body?: object) =>
      server.send(method, path, { as: people[who], ...(body ? { body } : {}) });
    const pair = { organisationId: organisations.company, providerOrganisationId: organisations.owner };
    await refused(as('researcher')('post', '/voucher-relations', pair), 'voucher.relation_known');

    await holding(null);
    const ask = (from: number) => book(instrumentId, from, { voucher: true }, people.researcher);
    expect(await refused(ask(1), 'voucher.relation_review')).toContain('比例不明');
    // Without one it can be booked
    await ok(book(instrumentId, 1, {}, people.researcher));
    await refused(as('rival')('post', '/voucher-relations', pair), 'access.denied');
    const asked = await ok(as('researcher')('post', '/voucher-relations', pair));
    let id = String(asked.id);
    expect(asked).toMatchObject({ state: 'open', may: { decide: false }, finding: null });
    // Asked again it is the same; it waits on the office's list and not on the provider's
    expect((await ok(as('pi')('post', '/voucher-relations', pair))).id).toBe(id);
    const todos = async (who: PersonName) =>
      ((await ok(as(who)('get', '/todos'))).items as { kind: string }[]).filter(
        (t) => t.kind === 'voucher.relation-review',
      ).length;
    expect([await todos('officer'), await todos('facility')]).toEqual([1, 0]);
    expect((await as('facility')('get', `/voucher-relations/${id}`)).status).toBe(403);
    expect((await as('rival')('get', `/voucher-relations/${id}`)).status).toBe(404);
    await refused(ask(3), 'voucher.relation_waiting');
    const decide = (who: PersonName, outcome: 'related' | 'unrelated') =>
      as(who)('post', `/voucher-relations/${id}/decide`, { outcome, finding: '工商登记持股 3%' });
    await refused(decide('pi', 'unrelated'), 'access.denied');
    const cleared = await ok(decide('officer', 'unrelated'));
    expect(cleared).toMatchObject({ state: 'unrelated', finding: '工商登记持股 3%', firmId });
    await refused(decide('officer', 'related'), 'case.wrong_state');
    expect(await todos('officer')).toBe(0);
    const made = await ok(ask(3));
    const held = await server.test.db.read(scope, (tx) =>
      tx
        .selectFrom('voucher_uses')
        .select(['relation', 'relation_cleared_by as by'])
        .where('ref_id', '=', String(made.id))
        .executeTakeFirst(),
    );
    expect(held).toEqual({ relation: 'unknown', by: people.officer.userId });
    // What a shared quota went to is seen by everybody it is for, the papers by those they concern
    const uses = async (who: PersonName) =>
      (await ok(as(who)('get', '/voucher-uses'))).items as { id: string; refId: string }[];
    const [use] = (await uses('colleague')).filter((u) => u.refId === made.id);
    expect((await uses('pi')).map((u) => u.id)).toContain(use?.id);
    expect(await uses('rival')).toEqual([]);
    await refused(as('colleague')('get', `/voucher-uses/${use?.id}/evidence`), 'record.not_found');

    // A year on it is asked again, and may be found otherwise
    await server.test.db.tx(scope, (tx) =>
      sql`update cases set closed_at = closed_at - interval '366 days', opened_at = opened_at - interval '366 days'
        where valley_id = ${scope.valleyId} and subject_kind = 'voucher_relation'`.execute(tx),
    );
    await refused(ask(5), 'voucher.relation_review');
    id = String((await ok(as('researcher')('post', '/voucher-relations', pair))).id);
    await ok(decide('officer', 'related'));
    await refused(ask(5), 'voucher.related');
    // What the registry knows comes first
    await holding(0.03);
    await ok(ask(5));
    await holding(0.8, 'control');
    await refused(ask(7), 'voucher.related');
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
