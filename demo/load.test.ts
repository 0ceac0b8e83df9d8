import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { relatedCodes } from '../packages/server/src/domains/enterprise/index.ts';
import { owedOnStatements } from '../packages/server/src/domains/labs/index.ts';
import { readTrustedKeys, verify as verifyAudit } from '../packages/server/src/platform/audit/index.ts';
import { openScope } from '../packages/server/src/platform/db/scope.ts';
import { testDb } from '../packages/server/src/platform/db/testing/index.ts';
import { verify } from '../packages/server/src/platform/ledger/index.ts';
import { type RunningServer, startServer } from '../packages/server/src/server.ts';
import { makeDemoValley } from './index.ts';
import { loadDemo } from './load.ts';
import { orgId } from './organisations.ts';

/** The demo valley as it stands in the database after the first start. */

let t: Awaited<ReturnType<typeof testDb>>;
let server: RunningServer;
const dataDir = mkdtempSync(join(tmpdir(), 'hegu-demo-'));

beforeAll(async () => {
  t = await testDb();
  server = await startServer({ connection: t.connection, dataDir, env: {}, port: 0, workers: false });
  expect(await loadDemo({ server })).toBe(true);
}, 120_000);

afterAll(async () => {
  await server.close();
  await t.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function scopeOfDemo() {
  const row = await server.db.read(null, (tx) =>
    tx.selectFrom('valleys').select(['id', 'zone']).where('slug', '=', 'demo').executeTakeFirstOrThrow(),
  );
  return openScope({ valleyId: row.id, zone: row.zone });
}

test('is loaded once', async () => {
  expect(await loadDemo({ server })).toBe(false);
});

test('its ledger balances, and its audit log verifies once it is sealed', async () => {
  const scope = await scopeOfDemo();
  expect(await server.db.read(scope, (tx) => verify(tx, scope))).toEqual([]);
  await server.sealNow();
  const keys = await readTrustedKeys(dataDir);
  const result = await server.db.read(scope, (tx) => verifyAudit(tx, scope, { keys }));
  expect(result.discrepancies).toEqual([]);
});

test('what a project owes stands on its statements', async () => {
  const scope = await scopeOfDemo();
  await server.db.read(scope, async (tx) => {
    const projects = await tx
      .selectFrom('projects')
      .select(['id', 'code', 'account_id', 'held_account_id'])
      .execute();
    const accounts = new Map(
      (await tx.selectFrom('ledger_accounts').select(['id', 'balance_fen']).execute()).map((a) => [
        a.id,
        a.balance_fen ?? 0,
      ]),
    );
    const statements = await tx.selectFrom('statements').selectAll().execute();
    const charges = await tx
      .selectFrom('charges')
      .select(['project_id', 'statement_id', 'amount_fen', 'voucher_fen'])
      .execute();
    for (const p of projects) {
      const dues = statements
        .filter((s) => s.project_id === p.id)
        .map((s) => s.total_fen - s.prepaid_fen - s.paid_fen);
      expect(Math.min(0, ...dues), p.code).toBe(0);
      const positionFen = (accounts.get(p.account_id) ?? 0) + (accounts.get(p.held_account_id) ?? 0);
      const unbilledFen = charges
        .filter((c) => c.project_id === p.id && c.statement_id === null)
        .reduce((a, c) => a + c.amount_fen - c.voucher_fen, 0);
      expect(
        dues.reduce((a, b) => a + b, 0),
        p.code,
      ).toBe(owedOnStatements({ positionFen, unbilledFen }));
    }
    const due = statements.filter((s) => s.total_fen > s.prepaid_fen + s.paid_fen);
    expect(due.some((s) => s.status === 'issued')).toBe(true);
    // The facility of the tour has one to record a payment on
    expect(due.some((s) => s.status === 'confirmed' && s.owner_organisation_id === orgId('tongji'))).toBe(
      true,
    );
  });
});

test('what is held stands behind live reservations, to the 分', async () => {
  const scope = await scopeOfDemo();
  await server.db.read(scope, async (tx) => {
    const held = await tx
      .selectFrom('ledger_accounts')
      .select('balance_fen')
      .where('kind', '=', 'project_held')
      .execute();
    const live = await tx
      .selectFrom('reservations')
      .select('held_fen')
      .where('status', 'in', ['held', 'pending', 'confirmed', 'checked_in'])
      .execute();
    const sum = (rows: readonly (number | null)[]) => rows.reduce<number>((a, b) => a + (b ?? 0), 0);
    expect(sum(held.map((h) => h.balance_fen))).toBe(sum(live.map((r) => r.held_fen)));
    expect(live.length).toBeGreaterThan(300);
  });
});

test('accessories are shared, and can run out', async () => {
  const scope = await scopeOfDemo();
  await server.db.read(scope, async (tx) => {
    const rows = await tx
      .selectFrom('accessories as a')
      .innerJoin('instrument_accessories as k', (j) =>
        j.onRef('k.valley_id', '=', 'a.valley_id').onRef('k.accessory_id', '=', 'a.id'),
      )
      .select((e) => ['a.id', 'a.capacity', e.fn.countAll<number>().as('instruments')])
      .groupBy(['a.id', 'a.capacity'])
      .execute();
    expect(rows.length).toBeGreaterThan(4);
    for (const a of rows) expect(a.instruments).toBeGreaterThan(a.capacity);
  });
});

test('companies hold each other, and nobody is of one group with the platform that takes vouchers', async () => {
  const scope = await scopeOfDemo();
  const demo = makeDemoValley(server.clock.now());
  const code = (key: string) => demo.organisations.find((o) => o.id === orgId(key))?.creditCode ?? '';
  await server.db.read(scope, async (tx) => {
    const { rows } = await sql<{ holder: string; held: string; share: number | null }>`
      select holder_code as holder, held_code as held, share from firm_relations
      where valley_id = ${scope.valleyId}`.execute(tx);
    expect(rows.length).toBeGreaterThan(10);
    const own = rows.filter((r) => [r.holder, r.held].includes(code('zhilan')));
    expect(own).toContainEqual({ holder: code('fuchuan'), held: code('zhilan'), share: 0.18 });
    expect(own).toContainEqual({ holder: code('zhilan'), held: code('qingke'), share: 0.6 });
    expect(await relatedCodes(tx, scope, code('zhilan'), code('qingke'))).toMatchObject({
      result: 'control',
    });
    for (const o of demo.organisations.filter((o) => o.ownsInstruments))
      expect(await relatedCodes(tx, scope, code('zhilan'), o.creditCode), o.key).toMatchObject({
        result: 'none',
      });
  });
});

test('one clause has been revised weeks ago, by two people', async () => {
  const scope = await scopeOfDemo();
  await server.db.read(scope, async (tx) => {
    const { rows } = await sql<{ clause: string; version: number; note: string; alone: boolean }>`
      select clause_id as clause, version, note, drafted_by = published_by as alone from policy_versions
      where valley_id = ${scope.valleyId} and status = 'published'
        and published_at < now() - interval '3 weeks' and clause_id like 'putuo.%'`.execute(tx);
    expect(rows).toEqual([
      {
        clause: 'putuo.high-tech.renewal',
        version: 2,
        note: expect.stringContaining('演示数据'),
        alone: false,
      },
    ]);
  });
});

test('awards that are paid in parts: one part paid, one to be judged or let through, one not due', async () => {
  const scope = await scopeOfDemo();
  await server.db.read(scope, async (tx) => {
    const { rows } = await sql<{ product: string; parts: string[]; title: string }>`
      select a.item as product, a.title_zh as title, array_agg(i.status order by i.seq) as parts
      from policy_instalments i join policy_applications a on a.valley_id = i.valley_id and a.id = i.application_id
      where i.valley_id = ${scope.valleyId} and a.clause_id = 'hegu-demo.onward-rd'
      group by a.id, a.item, a.title_zh order by a.item`.execute(tx);
    const [judged, through] = [
      ['paid', 'recheck', 'waiting'],
      ['paid', 'ready', 'waiting'],
    ];
    expect(rows.map(({ product, parts }) => ({ product, parts }))).toEqual([
      { product: 'BS-044', parts: judged },
      { product: 'FC-112', parts: judged },
      { product: 'JC-D3', parts: through },
      { product: 'ZX-R3', parts: through },
    ]);
    for (const r of rows) expect(r.title).toContain('演示数据');
  });
});

/** The API as somebody of the demo valley. */
async function signedIn(username: string) {
  const headers = { 'content-type': 'application/json', origin: server.url };
  const answer = await fetch(`${server.url}/api/auth/sign-in/username`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ username, password: 'hegu-demo-2026' }),
  });
  const cookie = answer.headers
    .getSetCookie()
    .map((c) => c.split(';')[0])
    .join('; ');
  return async <T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> => {
    const got = await fetch(`${server.url}/api/v1${path}`, {
      method,
      headers: { ...headers, cookie, 'idempotency-key': crypto.randomUUID() },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    expect(got.ok, `${method} ${path} ${got.status}`).toBe(true);
    return (await got.json()) as T;
  };
}

test('firms are offered what they meet from the start; the morning’s job finds nothing more', async () => {
  const scope = await scopeOfDemo();
  const offers = () =>
    server.db.read(scope, async (tx) => {
      const { rows } = await sql<{ clause: string }>`select clause_id as clause from policy_applications
        where valley_id = ${scope.valleyId} and origin = 'automatic' order by clause_id`.execute(tx);
      return rows.map((r) => r.clause);
    });
  const before = await offers();
  expect(before).toContain('hegu-demo.park-aid.sme');
  expect(before.length).toBeGreaterThan(2);
  await server.jobs.runNow('policy.offer');
  expect(await offers()).toEqual(before);
});

test('the firm of the researcher has handed in a paper that the next clause wants too', async () => {
  interface Line {
    readonly materialId: string;
    readonly by: string;
    readonly missing: boolean;
    readonly files: readonly {
      readonly fileId: string;
      readonly reusedFrom: { readonly number: string } | null;
    }[];
  }
  interface Seen {
    readonly id: string;
    readonly number: string;
    readonly firmId: string;
    readonly clauseId: string;
    readonly status: string;
    readonly account: object;
    readonly materials: readonly Line[];
  }
  const pi = await signedIn('pi');
  const { items } = await pi<{ items: Seen[] }>('GET', '/policy-applications');
  expect(items.map((i) => [i.clauseId, i.status]).toSorted()).toEqual([
    ['hegu-demo.park-aid.rd', 'submitted'],
    ['hegu-demo.park-aid.sme', 'offered'],
  ]);
  const first = items.find((i) => i.status === 'submitted');
  const handed = await pi<Seen>('GET', `/policy-applications/${first?.id}`);
  const body = { firmId: handed.firmId, clauseId: 'hegu-demo.park-aid.rent' };
  const draft = await pi<Seen>('POST', '/policy-applications', body);
  expect(draft.account).toEqual(handed.account);
  expect(draft.materials.map((m) => [m.materialId, m.by, m.missing, m.files[0]?.reusedFrom?.number])).toEqual(
    [
      ['rd-audit', 'firm', false, handed.number],
      ['lease', 'firm', true, undefined],
      ['licence', 'platform', false, undefined],
    ],
  );
});

test('its demo accounts sign in, and a server with them refuses to listen beyond this machine', async () => {
  const answer = await fetch(`${server.url}/api/auth/sign-in/username`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url },
    body: JSON.stringify({ username: 'researcher', password: 'hegu-demo-2026' }),
  });
  expect(answer.status).toBe(200);
  await expect(
    startServer({ connection: t.connection, dataDir, env: {}, host: '0.0.0.0', port: 0, workers: false }),
  ).rejects.toThrow(/演示账号/);
});
