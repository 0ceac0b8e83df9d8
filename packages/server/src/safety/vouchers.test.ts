import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { admitOwner, grantQuota, openProgramme } from '../domains/voucher/testing/index.ts';
import * as ledger from '../platform/ledger/index.ts';
import { type Client, field } from '../testing/client.ts';
import { faultsAmong } from '../testing/crowd.ts';
import { tempFolder } from '../testing/serve.ts';
import { servedWorld } from '../testing/served-world.ts';
import { type ServerProcess, spawnServer } from '../testing/spawn.ts';
import { start } from '../testing/start.ts';
import { addInstrument, makeWorld } from '../testing/world.ts';

/** A quota that covers only some of those who want it, asked through two server processes at once. */

let second: ServerProcess;
let programmeId: string;

const { server, world } = await servedWorld();
beforeAll(async () => {
  second = await spawnServer({
    connection: server.test.connection,
    dataDir: tempFolder(),
    now: start.toString(),
  });
  programmeId = await openProgramme(server, world, 20_000_000);
  await admitOwner(server, world);
}, 60_000);
afterAll(async () => {
  await second?.kill();
});

const at = (hours: number) => start.add({ hours }).toString();

interface Money {
  readonly leftFen: number;
  readonly heldFen: number;
  readonly usedFen: number;
}
const walletOf = async (id: string): Promise<Money> => {
  const answer = await server.send('get', `/voucher-grants/${id}`, { as: world.people.pi });
  return (answer.body as { wallet: Money }).wallet;
};

/** What must hold at any moment: books that balance, and no hold without the reservation it is for. */
async function sound(): Promise<void> {
  const { scope } = world;
  await server.test.db.read(scope, async (tx) => {
    expect(await ledger.verify(tx, scope)).toEqual([]);
    const { rows } = await sql`
      select u.id, u.held_fen, r.voucher_fen, r.status,
        (select coalesce(sum(e.amount_fen), 0) from ledger_entries e join ledger_transfers t
          on t.valley_id = e.valley_id and t.id = e.transfer_id join voucher_grants g on g.valley_id = u.valley_id
          and g.id = u.grant_id where e.valley_id = u.valley_id and e.account_id = g.held_account_id
          and t.ref_kind = 'voucher_use' and t.ref_id = u.id::text) as held
      from voucher_uses u left join reservations r on r.valley_id = u.valley_id and r.id = u.ref_id
      where u.valley_id = ${scope.valleyId}`.execute(tx);
    const live = ['held', 'pending', 'confirmed', 'checked_in'];
    const wrong = (rows as { held_fen: number; voucher_fen: number; status: string; held: string }[]).filter(
      (r) =>
        live.includes(r.status)
          ? Number(r.held) !== r.held_fen || r.voucher_fen !== r.held_fen
          : Number(r.held) !== 0,
    );
    expect(wrong).toEqual([]);
    // And no reservation says it has a voucher that is not there
    const { rows: orphans } = await sql`select r.id from reservations r where r.valley_id = ${scope.valleyId}
      and r.voucher_fen > 0 and not exists (select 1 from voucher_uses u where u.valley_id = r.valley_id
        and u.ref_id = r.id and u.status <> 'released')`.execute(tx);
    expect(orphans).toEqual([]);
  });
}

describe('a hundred bookings at once', () => {
  test('with a quota for seven and a half: seven have it, the others are told what is left, nothing is overdrawn', async () => {
    const instrumentId = await addInstrument(world, { capacity: 100, perHourFen: 20_000 });
    const grantId = await grantQuota(server, world, programmeId, 75_000);
    const clients: Client[] = [server, second];
    const { researcher, colleague, pi } = world.people;
    const people = [researcher, colleague, pi];
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) =>
        (clients[i % 2] as Client).send('post', '/reservations', {
          as: people[i % 3],
          body: {
            instrumentId,
            startsAt: at(1 + Math.floor(i / 2)),
            endsAt: at(2 + Math.floor(i / 2)),
            voucher: grantId,
          },
        }),
      ),
    );
    expect(faultsAmong(answers)).toEqual([]);
    const booked = answers.filter((a) => a.status === 201);
    expect(booked).toHaveLength(7);
    for (const a of booked) expect([field(a, 'voucherFen'), field(a, 'heldFen')]).toEqual(['10000', '10000']);
    expect(new Set(answers.filter((a) => a.status !== 201).map((a) => a.codes.join()))).toEqual(
      new Set(['voucher.short']),
    );
    expect(await walletOf(grantId)).toEqual({ leftFen: 5_000, heldFen: 70_000, usedFen: 0 });
    await sound();

    // The last half is for somebody who agrees to it; of ten who do, one is in time
    const last = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        (clients[i % 2] as Client).send('post', '/reservations', {
          as: researcher,
          body: {
            instrumentId,
            startsAt: at(200 + i),
            endsAt: at(201 + i),
            voucher: true,
            voucherPartial: true,
          },
        }),
      ),
    );
    expect(faultsAmong(last)).toEqual([]);
    expect(last.filter((a) => a.status === 201).map((a) => field(a, 'voucherFen'))).toEqual(['5000']);
    expect(await walletOf(grantId)).toEqual({ leftFen: 0, heldFen: 75_000, usedFen: 0 });
    await sound();

    // Cancelled all at once, it is all there again
    const gone = await Promise.all(
      [...booked, ...last.filter((a) => a.status === 201)].map((a, i) =>
        (clients[i % 2] as Client).send('post', `/reservations/${field(a, 'id')}/cancel`, {
          as: pi,
          body: { reason: '改期' },
        }),
      ),
    );
    expect(faultsAmong(gone)).toEqual([]);
    expect(gone.map((a) => a.status)).toEqual(Array.from({ length: 8 }, () => 200));
    expect(await walletOf(grantId)).toEqual({ leftFen: 75_000, heldFen: 0, usedFen: 0 });
    await sound();
  }, 60_000);

  test('quotas are granted from one budget at once: never more than it has', async () => {
    const poor = await makeWorld(server.test.db, { slug: 'valley-poor', mark: '丙' });
    const programme = await openProgramme(server, poor, 25_000_000);
    const { officer, admin } = poor.people;
    // One application of each holder at a time: two firms, and the cap lets each have three times ten
    const apply = (who: 'pi' | 'rivalPi', organisationId: string) =>
      server.send('post', '/voucher-grants', {
        as: poor.people[who],
        body: {
          programmeId: programme,
          organisationId,
          askedFen: 15_000_000,
          purpose: '研发',
          declared: true,
        },
      });
    const applied = [
      await apply('pi', poor.organisations.company),
      await apply('rivalPi', poor.organisations.competitor),
    ];
    expect(applied.map((a) => a.status)).toEqual([201, 201]);
    const decide = (id: string, as: typeof officer, step: string) =>
      server.send('post', `/voucher-grants/${id}/decide`, {
        as,
        body: {
          step,
          amountFen: 15_000_000,
          attested: [
            { field: 'sizeClass', value: 'micro', source: '年报' },
            { field: 'city', value: '310000', source: '营业执照' },
          ],
        },
      });
    const ids = applied.map((a) => field(a, 'id'));
    for (const id of ids) expect((await decide(id, officer, 'endorse')).status).toBe(200);
    const granted = await Promise.all(ids.map((id) => decide(id, admin, 'approve')));
    expect(faultsAmong(granted)).toEqual([]);
    expect(granted.map((a) => a.status).sort()).toEqual([200, 422]);
    expect(granted.flatMap((a) => a.codes)).toEqual(['voucher.budget_short']);
  });
});
