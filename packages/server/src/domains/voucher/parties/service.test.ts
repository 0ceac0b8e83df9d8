import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../../platform/ids.ts';
import { ok, refused } from '../../../testing/answers.ts';
import { serve, type TestServer } from '../../../testing/serve.ts';
import { start } from '../../../testing/start.ts';
import { addInstrument, makeWorld, type PersonName, type World } from '../../../testing/world.ts';
import { admitOwner, grantQuota, openProgramme } from '../testing/index.ts';
import { tillOf } from '../testing/till/index.ts';

/** Who is related to whom, as bookings with a voucher find out over HTTP. */

let server: TestServer;
let world: World;

beforeAll(async () => {
  server = await serve();
});
afterAll(() => server.close());

const { book, send } = tillOf(() => ({ server, world }));

describe('related parties', () => {
  test('a provider that holds the buyer is told by the registry, and takes no voucher', async () => {
    world = await makeWorld(server.test.db, { slug: 'valley-related', mark: '丁' });
    const { scope, organisations } = world;
    const programme = await openProgramme(server, world, 10_000_000);
    await admitOwner(server, world);
    await grantQuota(server, world, programme, 1_000_000);
    const instrumentId = await addInstrument(world);
    const ask = () => book(instrumentId, 1, { voucher: true });
    const made = await ok(ask());
    await ok(send('post', `/reservations/${made.id}/cancel`, 'researcher', {}));
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
    world = await makeWorld(server.test.db, { slug: 'valley-suspected', mark: '己' });
    const { scope, organisations, people } = world;
    const programme = await openProgramme(server, world, 10_000_000);
    await admitOwner(server, world);
    await grantQuota(server, world, programme, 1_000_000);
    const instrumentId = await addInstrument(world);
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
    const pair = { organisationId: organisations.company, providerOrganisationId: organisations.owner };
    await refused(send('post', '/voucher-relations', 'researcher', pair), 'voucher.relation_known');

    await holding(null);
    const ask = (from: number) => book(instrumentId, from, { voucher: true });
    expect(await refused(ask(1), 'voucher.relation_review')).toContain('比例不明');
    // Without one it can be booked
    await ok(book(instrumentId, 1, {}));
    await refused(send('post', '/voucher-relations', 'rival', pair), 'access.denied');
    const asked = await ok(send('post', '/voucher-relations', 'researcher', pair));
    let id = String(asked.id);
    expect(asked).toMatchObject({ state: 'open', may: { decide: false }, finding: null });
    // Asked again it is the same; it waits on the office's list and not on the provider's
    expect((await ok(send('post', '/voucher-relations', 'pi', pair))).id).toBe(id);
    const todos = async (who: PersonName) =>
      ((await ok(send('get', '/todos', who))).items as { kind: string }[]).filter(
        (t) => t.kind === 'voucher.relation-review',
      ).length;
    expect([await todos('officer'), await todos('facility')]).toEqual([1, 0]);
    expect((await send('get', `/voucher-relations/${id}`, 'facility')).status).toBe(403);
    expect((await send('get', `/voucher-relations/${id}`, 'rival')).status).toBe(404);
    await refused(ask(3), 'voucher.relation_waiting');
    const decide = (who: PersonName, outcome: 'related' | 'unrelated') =>
      send('post', `/voucher-relations/${id}/decide`, who, { outcome, finding: '工商登记持股 3%' });
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
      (await ok(send('get', '/voucher-uses', who))).items as { id: string; refId: string }[];
    const [use] = (await uses('colleague')).filter((u) => u.refId === made.id);
    expect((await uses('pi')).map((u) => u.id)).toContain(use?.id);
    expect(await uses('rival')).toEqual([]);
    await refused(send('get', `/voucher-uses/${use?.id}/evidence`, 'colleague'), 'record.not_found');

    // A year on it is asked again, and may be found worldwise
    await server.test.db.tx(scope, (tx) =>
      sql`update cases set closed_at = closed_at - interval '366 days', opened_at = opened_at - interval '366 days'
        where valley_id = ${scope.valleyId} and subject_kind = 'voucher_relation'`.execute(tx),
    );
    await refused(ask(5), 'voucher.relation_review');
    id = String((await ok(send('post', '/voucher-relations', 'researcher', pair))).id);
    await ok(decide('officer', 'related'));
    await refused(ask(5), 'voucher.related');
    // What the registry knows comes first
    await holding(0.03);
    await ok(ask(5));
    await holding(0.8, 'control');
    await refused(ask(7), 'voucher.related');
  });
});
