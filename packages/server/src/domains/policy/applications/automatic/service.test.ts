import type { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Command } from '../../../../platform/command.ts';
import type { ValleyScope } from '../../../../platform/db/scope.ts';
import { reasons } from '../../../enterprise/testing/index.ts';
import { account, noon, type PolicyFixture, policyFixture } from '../../testing/index.ts';
import { offerPolicy } from '../jobs.ts';
import { listApplications } from '../view/service.ts';
import { confirmOffer, declineOffer } from './service.ts';

let f: PolicyFixture;
beforeAll(async () => {
  f = await policyFixture();
});
afterAll(() => f.close());

const certificate = (id: string) => ({
  collection: 'certificates',
  id,
  values: { kind: 'high-tech', grantedOn: '2026-05-01', validTo: '2029-04-30' },
});
const runOffers = (at: Temporal.Instant = noon) =>
  offerPolicy(f.scope, <R>(_: ValleyScope, fn: (cx: Command) => Promise<R>) => f.system(fn, at));
const offersOf = async (who: 'pi' | 'rival') =>
  (await f.ask(who, (q) => listApplications(q, { scope: 'organisation', clauseId: 'trial.auto', limit: 50 })))
    .items;

test('who meets it is offered it once; one click, and the rule has decided', async () => {
  await f.state(f.firm, {}, [certificate('GR1')]);
  expect(await runOffers()).toBe(1);
  expect(await runOffers()).toBe(0);
  const [offer] = await offersOf('pi');
  expect(offer).toMatchObject({
    status: 'offered',
    origin: 'automatic',
    item: 'GR1',
    computedFen: 20_000_000,
  });
  expect(await offersOf('rival')).toEqual([]);
  const id = offer?.id ?? '';
  const yes = { amountFen: 20_000_000 };
  expect(await reasons(f.as('rival', (cx) => confirmOffer(cx, id, { ...yes, account })))).toEqual([
    'record.not_found',
  ]);
  expect(await reasons(f.as('pi', (cx) => confirmOffer(cx, id, yes)))).toEqual(['policy.account_missing']);
  expect(await reasons(f.as('pi', (cx) => confirmOffer(cx, id, { account, amountFen: 30_000_000 })))).toEqual(
    ['policy.offer_changed'],
  );
  const done = await f.as('pi', (cx) => confirmOffer(cx, id, { ...yes, account }));
  expect(done).toMatchObject({ status: 'approved', approvedFen: 20_000_000, reviews: [] });
  expect(done.case?.state).toBe('approved');
  expect(done.case?.events.map((e) => e.name.zh)).toEqual(['确认领取']);
  expect(await reasons(f.as('pi', (cx) => confirmOffer(cx, id, { ...yes, account })))).toEqual([
    'policy.wrong_status',
  ]);
});

test('who keeps the data back for matching is offered nothing; who declines is not asked again', async () => {
  await f.state(f.rival, {}, [certificate('GR2')]);
  await f.as('rival', async (cx) => {
    const { changeConsent } = await import('../../../enterprise/consents/service.ts');
    await changeConsent(cx, f.rival, { purpose: 'policyMatching', subject: 'certificates', granted: false });
  });
  expect(await runOffers()).toBe(0);
  const later = noon.add({ hours: 1 });
  await f.as(
    'rival',
    async (cx) => {
      const { changeConsent } = await import('../../../enterprise/consents/service.ts');
      await changeConsent(cx, f.rival, { purpose: 'policyMatching', subject: 'certificates', granted: true });
    },
    { at: later },
  );
  expect(await runOffers(later)).toBe(1);
  const [offer] = await offersOf('rival');
  const declined = await f.as('rival', (cx) => declineOffer(cx, offer?.id ?? '', '已在别处领取'));
  expect(declined.status).toBe('declined');
  expect(await runOffers(later)).toBe(0);
});

test('what has changed since is decided by today’s data', async () => {
  const firm = await f.anotherFirm('当归科技');
  await f.state(firm.id, {}, [certificate('GR3')]);
  expect(await runOffers()).toBe(1);
  await f.state(firm.id, { registeredDistrict: { value: '310112' } }, [], '2026-07-10');
  const list = await f.as(firm.actor, (cx) => listApplications(cx, { scope: 'organisation', limit: 10 }));
  const id = list.items[0]?.id ?? '';
  const refused = f.as(firm.actor, (cx) =>
    confirmOffer(cx, id, { amountFen: 20_000_000, account: { ...account, holder: firm.nameZh } }),
  );
  expect(await reasons(refused)).toEqual(['policy.requirement_unmet']);
});
