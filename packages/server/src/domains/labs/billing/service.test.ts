import { Temporal } from 'temporal-polyfill';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { DomainEvent } from '../../../platform/command.ts';
import { createProject, fundProject } from '../projects/service.ts';
import { disputeCharge, resolveDispute } from './charges/service.ts';
import { issueStatements } from './statements/issue/service.ts';
import { confirmStatement, listStatements, recordPayment } from './statements/service.ts';
import { type LabsFixture, labsFixture } from './testing/index.ts';

/** 2026-08-01 09:00 in Shanghai. */
const august = Temporal.Instant.from('2026-08-01T01:00:00Z');

let f: LabsFixture;
beforeEach(async () => {
  f = await labsFixture();
});
afterEach(async () => {
  await f?.close();
});

/** The types of what was told, each with the organisations whose webhooks hear it. */
async function heard(events: readonly DomainEvent[], organisationId: string): Promise<string[]> {
  const types = new Set<string>();
  for (const e of events) {
    const concerns = [...((await e.concerns?.()) ?? [])];
    if (e.rooms.includes(`organisation:${organisationId}`) || concerns.includes(organisationId))
      types.add(e.type);
  }
  return [...types].sort();
}

it('the systems of who pays and of who earns hear of projects, statements, payments and disputes; others do not', async () => {
  const { customer, owner, otherCustomer } = f.organisations;
  const opened: DomainEvent[] = [];
  const { id: projectId } = await f.as(
    'pi',
    (cx) =>
      createProject(cx, {
        code: 'W-1',
        nameZh: '课题',
        nameEn: 'Project',
        organisationId: customer,
        piUserId: f.people.pi.userId,
      }),
    { events: opened },
  );
  await f.as('admin', (cx) => fundProject(cx, projectId, { creditLimitFen: 1_000_00, memo: '开户' }));
  expect(await heard(opened, customer)).toEqual(['project.changed']);
  expect(await heard(opened, owner)).toEqual([]);

  const run = { projectId, instrumentId: f.instruments.lcms, userId: f.people.researcher.userId };
  const { chargeId } = await f.used({
    ...run,
    fen: 100_00,
    at: Temporal.Instant.from('2026-07-30T02:00:00Z'),
  });
  const step = async (who: 'pi' | 'facility' | 'admin', fn: Parameters<typeof f.as>[1]) => {
    const events: DomainEvent[] = [];
    await f.as(who, fn, { at: august, events });
    // The instant hint goes to the PI's own screen, not to every colleague's
    expect(events.flatMap((e) => e.rooms)).not.toContain(`organisation:${customer}`);
    expect(await heard(events, otherCustomer)).toEqual([]);
    return [await heard(events, customer), await heard(events, owner)];
  };
  const both = (...types: string[]) => [types, types];
  expect(await step('admin', (cx) => issueStatements(cx, { month: '2026-07' }))).toEqual(
    both('statement.changed'),
  );
  const [statement] = (await f.ask('admin', (q) => listStatements(q, { scope: 'valley', limit: 5 }))).items;
  const id = statement?.id ?? '';
  expect(await step('pi', (cx) => disputeCharge(cx, chargeId, { reason: '?' }))).toEqual(
    both('charge.changed'),
  );
  expect(
    await step('facility', (cx) => resolveDispute(cx, chargeId, { amountFen: 80_00, resolution: '核' })),
  ).toEqual(both('charge.changed', 'statement.changed'));
  expect(await step('pi', (cx) => confirmStatement(cx, id))).toEqual(both('statement.changed'));
  const payment = { amountFen: 30_00, receivedOn: '2026-08-01', reference: '回单' };
  expect(await step('facility', (cx) => recordPayment(cx, id, payment))).toEqual(both('statement.changed'));
  // A prepayment that covers what is due pays the statement: who earns it has to hear that too
  expect(await step('admin', (cx) => fundProject(cx, projectId, { amountFen: 50_00, memo: '预付' }))).toEqual(
    [['project.changed', 'statement.changed'], ['statement.changed']],
  );
});
