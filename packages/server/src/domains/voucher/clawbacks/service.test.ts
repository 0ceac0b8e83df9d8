import { beforeAll, expect, test } from 'vitest';
import * as ledger from '../../../platform/ledger/index.ts';
import { ok, refused } from '../../../testing/answers.ts';
import type { Answer } from '../../../testing/client.ts';
import { servedWorld } from '../../../testing/served-world.ts';
import { start } from '../../../testing/start.ts';
import { addInstrument, type PersonName } from '../../../testing/world.ts';
import { admitOwner, grantQuota, openProgramme } from '../testing/index.ts';
import { tillOf } from '../testing/till/index.ts';

/** Asked back, answered, decided by somebody else: over HTTP, and what the ledger says after each step. */

let programmeId: string;

const { server, world } = await servedWorld();
beforeAll(async () => {
  programmeId = await openProgramme(server, world, 10_000_000);
  await admitOwner(server, world);
  await grantQuota(server, world, programmeId, 1_000_000);
});

const { send } = tillOf(() => ({ server, world }));
const itemsOf = async <T>(answer: Promise<Answer>) => (await ok(answer)).items as T[];
const dueFen = async () =>
  (await itemsOf<{ board: { dueFen: number } }>(send('get', '/voucher-programmes', 'officer')))[0]?.board
    .dueFen;
const todos = async (who: PersonName, kind: string) =>
  (await itemsOf<{ kind: string; link: string }>(send('get', '/todos', who))).filter((t) => t.kind === kind);
const notices = async (who: PersonName, kind: string) =>
  (await itemsOf<{ kind: string; title: string; body: string }>(send('get', '/notices', who))).filter(
    (n) => n.kind === kind,
  );

/** An hour at 300 yuan, half of it by voucher. @returns the use, with a demand for `clawbackFen` */
async function asked(clawbackFen: number): Promise<{ id: string; useId: string; auditId: string }> {
  const instrumentId = await addInstrument(world, { perHourFen: 30_000 });
  const made = await ok(
    send('post', '/reservations', 'researcher', {
      instrumentId,
      startsAt: start.toString(),
      endsAt: start.add({ hours: 1 }).toString(),
      voucher: true,
    }),
  );
  await ok(send('post', `/reservations/${made.id}/check-in`, 'researcher', {}));
  server.clock.advance({ hours: 1 });
  await ok(send('post', `/reservations/${made.id}/check-out`, 'researcher', {}));
  server.clock.set(start);
  const uses = await itemsOf<{ id: string; refId: string }>(
    server.send('get', '/voucher-uses', { as: world.people.facility, query: { scope: 'provider' } }),
  );
  const useId = uses.find((u) => u.refId === made.id)?.id ?? '';
  const body = { programmeId, from: start.toString(), to: start.add({ hours: 2 }).toString(), size: 1000 };
  const audit = await ok(send('post', '/voucher-audits', 'officer', body));
  const finding = { useId, result: 'fail', note: '报告与订单不符', clawbackFen };
  await ok(send('post', `/voucher-audits/${audit.id}/findings`, 'officer', finding));
  const list = await itemsOf<{ id: string; useId: string }>(send('get', '/voucher-clawbacks', 'facility'));
  const id = list.find((k) => k.useId === useId)?.id ?? '';
  return { id, useId, auditId: String(audit.id) };
}
const clawbacks = (who: PersonName, query: Record<string, string>) =>
  server.send('get', '/voucher-clawbacks', { as: world.people[who], query });
const answer = (id: string, who: PersonName, body: object) =>
  send('post', `/voucher-clawbacks/${id}/answer`, who, body);
const decide = (id: string, who: PersonName, amountFen: number, reason = '已复核') =>
  send('post', `/voucher-clawbacks/${id}/decide`, who, { amountFen, reason });
const takenOf = async (useId: string) =>
  (await ok(send('get', `/voucher-uses/${useId}`, 'facility'))).clawedFen;

test('the provider states its case; somebody else decides, and may take less; only then money moves', async () => {
  const { id, useId, auditId } = await asked(12_000);
  expect([await dueFen(), await takenOf(useId)]).toEqual([15_000, 0]);
  expect((await notices('facility', 'voucher.clawback-proposed'))[0]?.body).toContain('15 个工作日');
  expect((await todos('facility', 'voucher.clawback-answer'))[0]?.link).toBe(`/vouchers/uses/${useId}`);
  // Another check of the same use waits until this is decided
  const body = { programmeId, from: start.toString(), to: start.add({ hours: 2 }).toString(), size: 1000 };
  const again = await ok(send('post', '/voucher-audits', 'officer', body));
  await refused(
    send('post', `/voucher-audits/${again.id}/findings`, 'officer', {
      useId,
      result: 'fail',
      note: '同上',
      clawbackFen: 1,
    }),
    'case.already_open',
  );
  await refused(decide(id, 'admin', 12_000), 'case.wrong_state');
  await refused(answer(id, 'rival', { statement: '不是我们的' }), 'access.denied');
  await refused(answer(id, 'officer', { statement: '代答' }), 'access.denied');
  await refused(clawbacks('facility', { scope: 'valley' }), 'access.denied');
  const mine = await ok(answer(id, 'facility', { statement: '报告编号写错，已更正' }));
  // Who of the office did what is the office's
  expect(mine).toMatchObject({
    state: 'deciding',
    statement: '报告编号写错，已更正',
    askedByName: null,
    may: { answer: false, decide: false },
  });
  await refused(answer(id, 'facility', {}), 'case.wrong_state');
  const [seen] = await itemsOf(clawbacks('officer', { scope: 'valley', useId }));
  expect(seen).toMatchObject({ own: true, may: { decide: false }, statement: '报告编号写错，已更正' });
  await refused(decide(id, 'officer', 12_000), 'voucher.same_person');
  await refused(decide(id, 'admin', 12_001), 'voucher.over_asked');
  expect(await dueFen()).toBe(15_000);
  expect(await ok(decide(id, 'admin', 4_000, '报告已补，机时差额追回'))).toMatchObject({
    state: 'ordered',
    takenFen: 4_000,
    decision: '报告已补，机时差额追回',
  });
  await refused(decide(id, 'admin', 4_000), 'case.wrong_state');
  expect([await dueFen(), await takenOf(useId)]).toEqual([11_000, 4_000]);
  const [told] = await notices('facility', 'voucher.clawback');
  expect(told?.title).toContain('40.00');
  expect(told?.body).toContain('报告已补，机时差额追回');
  const audit = await ok(send('get', `/voucher-audits/${auditId}`, 'officer'));
  expect((audit.findings as { useId: string }[]).find((f) => f.useId === useId)).toMatchObject({
    clawbackFen: 12_000,
    clawback: 'ordered',
    takenFen: 4_000,
  });
  expect(await server.test.db.read(world.scope, (tx) => ledger.verify(tx, world.scope))).toEqual([]);
});

test('what is not answered in time is decided without; nothing taken is told as well', async () => {
  const { id, useId } = await asked(5_000);
  const before = await dueFen();
  // Fifteen working days from Wednesday 15 July: the whole of 5 August is in time
  server.clock.set('2026-08-05T15:00:00Z');
  await server.server.jobs.runNow('platform.remind');
  expect((await todos('officer', 'voucher.clawback-decide')).length).toBe(0);
  server.clock.set('2026-08-05T16:00:01Z');
  await server.server.jobs.runNow('platform.remind');
  await refused(answer(id, 'facility', { statement: '来晚了' }), 'case.wrong_state');
  expect((await todos('officer', 'voucher.clawback-decide')).length).toBe(1);
  expect(await ok(decide(id, 'admin', 0, '查明无误'))).toMatchObject({ state: 'dropped', takenFen: 0 });
  server.clock.set(start);
  expect([await dueFen(), await takenOf(useId)]).toEqual([before, 0]);
  expect((await notices('facility', 'voucher.clawback-dropped'))[0]?.body).toContain('查明无误');
});
