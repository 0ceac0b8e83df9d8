import { Workbook } from '@cj-tech-master/excelts';
import * as charges from '@hegu/contract/labs/charges.ts';
import * as labLedger from '@hegu/contract/labs/ledger.ts';
import * as projects from '@hegu/contract/labs/projects.ts';
import * as statements from '@hegu/contract/labs/statements.ts';
import type { RouteSpec } from '@hegu/contract/route.ts';
import { expect, it } from 'vitest';
import * as ledger from '../../../platform/ledger/index.ts';
import { type Answer, faultsOfProblem } from '../../../testing/client.ts';
import { servedWorld } from '../../../testing/served-world.ts';
import { addInstrument, type PersonName } from '../../../testing/world.ts';
import { projectRoutes } from '../projects/routes.ts';
import { billingRoutes } from './routes.ts';

/** The money side over HTTP: from a reservation to the last payment, every answer held against the contract. */

const { server, world } = await servedWorld();

interface Ask {
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

const send = (route: RouteSpec, as: PersonName, ask: Ask = {}): Promise<Answer> =>
  server.send(
    route.method,
    route.path.replace(/\{(\w+)\}/g, (_, name: string) => ask.params?.[name] ?? ''),
    {
      as: world.people[as].key,
      ...(ask.body === undefined ? {} : { body: ask.body }),
      ...(ask.query ? { query: ask.query } : {}),
      ...(ask.headers ? { headers: ask.headers } : {}),
    },
  );

/** An answer that went through, and is what the contract says. */
async function ok<S extends RouteSpec>(route: S, as: PersonName, ask: Ask = {}) {
  const answer = await send(route, as, ask);
  expect(answer.status, answer.text).toBe(route.okStatus ?? 200);
  const parsed = route.ok.safeParse(answer.body);
  expect(parsed.error).toBeUndefined();
  if (route.etag)
    expect(answer.headers.get('etag')).toBe(`"${(answer.body as { version: number }).version}"`);
  return parsed.data as import('@hegu/contract/route.ts').RouteOkOut<S>;
}

async function refused(route: RouteSpec, as: PersonName, ask: Ask, status: number, code: string) {
  const answer = await send(route, as, ask);
  expect([answer.status, answer.codes], answer.text).toEqual([status, [code]]);
  expect(faultsOfProblem(answer)).toEqual([]);
}

it('binds every route of the contract once', () => {
  const bound = [...projectRoutes, ...billingRoutes].map((b) => b.route);
  const all = Object.values({ ...projects, ...charges, ...statements, ...labLedger }).filter(
    (v): v is RouteSpec & typeof v => typeof v === 'object' && 'path' in v && 'method' in v,
  );
  expect(new Set(bound)).toEqual(new Set(all));
  expect(bound.length).toBe(all.length);
});

it('from a reservation to the last payment', async () => {
  const { people, organisations } = world;
  const project = await ok(projects.createProject, 'pi', {
    body: {
      code: 'HTTP-1',
      nameZh: '临床前研究',
      nameEn: 'Preclinical',
      organisationId: organisations.company,
      piUserId: people.pi.userId,
      memberIds: [people.researcher.userId],
    },
  });
  const params = { id: project.id };
  await refused(
    projects.fundProject,
    'pi',
    { params, body: { amountFen: 1, memo: 'x' } },
    403,
    'access.denied',
  );
  await refused(projects.fundProject, 'admin', { params, body: { memo: 'x' } }, 400, 'project.fund_nothing');
  await ok(projects.fundProject, 'admin', {
    params,
    body: { amountFen: 50_00, creditLimitFen: 500_00, memo: '预付' },
  });

  const instrumentId = await addInstrument(world, { perHourFen: 100_00 });
  const at = (hours: number) =>
    server.clock
      .now()
      .add({ minutes: 60 * hours })
      .toString();
  const reserved = await server.send('post', '/reservations', {
    as: people.researcher.key,
    body: { instrumentId, startsAt: at(1), endsAt: at(3), projectId: project.id },
  });
  expect(reserved.status, reserved.text).toBe(201);
  const { id: reservationId } = reserved.body as { id: string };
  expect(await ok(projects.getProject, 'pi', { params })).toMatchObject({
    balanceFen: -150_00,
    heldFen: 200_00,
  });
  server.clock.advance({ hours: 1 });
  for (const step of ['check-in', 'check-out']) {
    const done = await server.send('post', `/reservations/${reservationId}/${step}`, {
      as: people.researcher.key,
      body: {},
    });
    expect(done.status, done.text).toBeLessThan(300);
    server.clock.advance({ hours: 1 });
  }

  const [charge] = (await ok(charges.listCharges, 'researcher')).items;
  if (!charge) throw new Error('nothing was charged');
  expect(charge).toMatchObject({ reservationId, amountFen: 200_00, may: { dispute: true, resolve: false } });
  const ofCharge = { id: charge.id };
  await refused(charges.getCharge, 'rivalPi', { params: ofCharge }, 404, 'record.not_found');
  await refused(
    charges.disputeCharge,
    'researcher',
    { params: ofCharge, body: { reason: '机器报错' }, headers: { 'if-match': '"9"' } },
    412,
    'request.stale',
  );
  await ok(charges.disputeCharge, 'researcher', { params: ofCharge, body: { reason: '机器报错' } });
  await refused(
    charges.resolveDispute,
    'researcher',
    { params: ofCharge, body: { amountFen: 0, resolution: 'x' } },
    403,
    'access.denied',
  );
  const issue = { body: { month: '2026-07' } };
  expect(await ok(statements.issueStatements, 'facility', issue)).toEqual({ issued: 1 });
  const [statement] = (await ok(statements.listStatements, 'pi')).items;
  if (!statement) throw new Error('nothing was issued');
  const ofStatement = { id: statement.id };
  // Who says no scope means what they answer for
  for (const as of ['facility', 'admin'] as const)
    expect((await ok(statements.listStatements, as)).items.map((x) => x.id)).toEqual([statement.id]);
  await refused(statements.confirmStatement, 'pi', { params: ofStatement }, 422, 'statement.open_dispute');
  await ok(charges.resolveDispute, 'facility', {
    params: ofCharge,
    body: { amountFen: 130_00, resolution: '减半小时' },
  });

  // The same key again answers the same, and books nothing
  const confirmed = await ok(statements.confirmStatement, 'pi', { params: ofStatement });
  expect(confirmed).toMatchObject({
    totalFen: 130_00,
    prepaidFen: 50_00,
    dueFen: 80_00,
    status: 'confirmed',
  });
  const pay = {
    params: ofStatement,
    body: { amountFen: 80_00, receivedOn: '2026-07-15', reference: '回单 7' },
    headers: { 'idempotency-key': 'bank-7' },
  };
  for (const _ of [1, 2]) expect((await ok(statements.recordPayment, 'facility', pay)).status).toBe('paid');
  const seen = await ok(statements.getStatement, 'facility', { params: ofStatement });
  expect([seen.payments.length, seen.charges.map((c) => c.status)]).toEqual([1, ['paid']]);

  const book = await ok(labLedger.getLedger, 'pi', { query: { projectId: project.id } });
  expect(book.balanceFen).toBe(0);
  const earned = await ok(labLedger.getLedger, 'facility', {
    query: { ownerOrganisationId: organisations.owner },
  });
  expect(earned.balanceFen).toBe(130_00);
  await refused(
    labLedger.getLedger,
    'facility',
    { query: { projectId: project.id } },
    404,
    'record.not_found',
  );
  await refused(labLedger.getLedger, 'pi', { query: { cursor: 'x' } }, 400, 'request.cursor');
  expect(await server.test.db.read(world.scope, (tx) => ledger.verify(tx, world.scope))).toEqual([]);

  const file = await fetch(`${server.url}/api/v1/charges/export?scope=facility&format=xlsx`, {
    headers: { authorization: `Bearer ${people.facility.key}` },
  });
  expect(file.headers.get('content-type')).toContain('spreadsheetml');
  expect(file.headers.get('content-disposition')).toContain(encodeURIComponent('费用明细-2026-07-15.xlsx'));
  const workbook = new Workbook();
  await workbook.xlsx.load(new Uint8Array(await file.arrayBuffer()));
  expect(workbook.worksheets[0]?.getCell('N2').value).toBe(130);
  await refused(charges.exportCharges, 'researcher', { query: { scope: 'valley' } }, 403, 'access.denied');

  const saved = await fetch(`${server.url}/api/v1/ledger/export?projectId=${project.id}&format=csv`, {
    headers: { authorization: `Bearer ${people.pi.key}` },
  });
  expect(saved.headers.get('content-disposition')).toContain(encodeURIComponent('账本-2026-07-15.csv'));
  const [head, ...entries] = (await saved.text()).trim().split(/\r?\n/);
  const amount = head?.split(',').indexOf('金额（元）') ?? -1;
  expect(amount).toBeGreaterThan(0);
  // Every entry is there: together they are the balance that the page shows
  expect(entries.length).toBeGreaterThan(2);
  const fen = entries.map((line) => Math.round(Number(line.split(',')[amount]) * 100));
  expect(fen.reduce((sum, n) => sum + n, 0)).toBe(book.balanceFen);
  const query = { projectId: project.id };
  await refused(labLedger.exportLedger, 'facility', { query }, 404, 'record.not_found');
});

it('resolves a dispute once, however many ask at a time', async () => {
  const project = world.projects.company;
  const instrumentId = await addInstrument(world, { perHourFen: 100_00 });
  const at = (minutes: number) => server.clock.now().add({ minutes }).toString();
  const reserved = await server.send('post', '/reservations', {
    as: world.people.researcher.key,
    body: { instrumentId, startsAt: at(5), endsAt: at(65), projectId: project.id },
  });
  expect(reserved.status, reserved.text).toBe(201);
  const { id } = reserved.body as { id: string };
  for (const step of ['check-in', 'check-out'])
    await server.send('post', `/reservations/${id}/${step}`, { as: world.people.researcher.key, body: {} });
  const listed = (await ok(charges.listCharges, 'researcher', { query: { projectId: project.id } })).items;
  const params = { id: listed[0]?.id ?? '' };
  await ok(charges.disputeCharge, 'researcher', { params, body: { reason: '?' } });
  const answers = await Promise.all(
    [1, 2, 3, 4, 5].map((n) =>
      send(charges.resolveDispute, 'facility', { params, body: { amountFen: n, resolution: '核' } }),
    ),
  );
  expect(answers.map((a) => a.status).sort()).toEqual([200, 422, 422, 422, 422]);
  expect(await server.test.db.read(world.scope, (tx) => ledger.verify(tx, world.scope))).toEqual([]);
});
