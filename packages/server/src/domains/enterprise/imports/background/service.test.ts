import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { makeCreditCode } from '../../../../platform/identity/credit-code.ts';
import { field } from '../../../../testing/client.ts';
import { servedWorld } from '../../../../testing/served-world.ts';
import type { PersonName } from '../../../../testing/world.ts';

/** A large table, over HTTP: sent, worked through by a job, and its report fetched by who sent it. */

const { server, world } = await servedWorld();

const codes = Array.from({ length: 1200 }, (_, i) =>
  makeCreditCode(`91310115MA1${String(i).padStart(5, '0')}`),
);
const csv = (rows: readonly (readonly string[])[]) =>
  [['统一社会信用代码', '企业名称', '年度', '研发费用', '职工总数'], ...rows]
    .map((r) => r.join(','))
    .join('\r\n');
const good = csv(codes.map((code, i) => [code, `导入企业${i}`, '2025', '12', String(i % 300)]));

const start = (raw: string, who: PersonName, query: Record<string, string> = {}, type = 'text/csv') =>
  server.send('post', '/firms/imports', {
    as: world.people[who],
    raw,
    query: { kind: 'returns', dryRun: 'false', ...query },
    headers: { 'content-type': type, 'x-file-name': 'returns.csv' },
  });
const job = async (id: string, who: PersonName = 'officer') =>
  (await server.send('get', `/jobs/${id}`, { as: world.people[who] })).body as {
    state: string;
    fraction: number;
    result: {
      recorded: number;
      firmsCreated: number;
      unchanged: number;
      problems: unknown[];
      dryRun: boolean;
    };
    error: { code: string } | null;
  };
const count = async (table: 'firms' | 'files') =>
  server.test.db.read(world.scope, async (tx) => {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}
      where valley_id = ${world.scope.valleyId}`.execute(tx);
    return rows[0]?.n;
  });

test('is taken at once, worked through in the background, and leaves its report and no file', async () => {
  const before = await count('firms');
  const sent = await start(good, 'officer', { dryRun: 'true' });
  expect(sent.status, sent.text).toBe(202);
  const id = field(sent, 'jobId');
  expect(await job(id)).toMatchObject({ state: 'queued', fraction: 0 });
  await server.server.jobs.runNow('firm.import');
  expect(await job(id)).toMatchObject({
    state: 'succeeded',
    fraction: 1,
    result: { dryRun: true, firmsCreated: 1200, recorded: 2400, problems: [] },
  });
  expect(await count('firms')).toBe(before);

  const real = field(await start(good, 'officer'), 'jobId');
  await server.server.jobs.runNow('firm.import');
  expect((await job(real)).result).toMatchObject({ firmsCreated: 1200, recorded: 2400 });
  expect(await count('firms')).toBe((before ?? 0) + 1200);
  expect(await count('files')).toBe(0);
  const log = await server.test.db.read(world.scope, (tx) =>
    tx.selectFrom('audit_entries').select('actor_id').where('action', '=', 'firm.import').execute(),
  );
  expect(log.map((e) => e.actor_id)).toEqual([world.people.officer.userId]);

  const again = field(await start(good, 'officer'), 'jobId');
  await server.server.jobs.runNow('firm.import');
  expect((await job(again)).result).toMatchObject({ recorded: 0, unchanged: 2400 });
});

test('with a mistake: nothing is written, and the report says where', async () => {
  const before = await count('firms');
  const id = field(
    await start(
      csv([
        [codes[0] ?? '', '甲', '2025', '很多', '3'],
        ['91310115MA1', '乙', '2025', '1', '3'],
      ]),
      'officer',
    ),
    'jobId',
  );
  await server.server.jobs.runNow('firm.import');
  const done = await job(id);
  expect(done.state).toBe('succeeded');
  expect(done.result.problems).toMatchObject([{ row: 2 }, { row: 3 }]);
  expect([await count('firms'), await count('files')]).toEqual([before, 0]);
});

test('what is no table, or one of something else, is refused at once', async () => {
  expect((await start('%PDF-1.4', 'officer', {}, 'application/pdf')).codes).toEqual(['import.unreadable']);
  expect((await start('没有表头', 'officer')).codes).toEqual(['import.empty']);
  const other = await start('甲,乙\r\n1,2', 'officer');
  expect(other.codes).toEqual(['import.has_errors']);
  expect((other.body as { report: { problems: unknown[] } }).report.problems.length).toBeGreaterThan(0);
  expect(await count('files')).toBe(0);
});

test('is for officers, watched by who sent it; and not of who is no officer any more when it begins', async () => {
  expect((await start(good, 'pi')).codes).toEqual(['access.denied']);
  const id = field(await start(good, 'officer'), 'jobId');
  expect((await server.send('get', `/jobs/${id}`, { as: world.people.pi })).codes).toEqual(['job.not_found']);
  await server.test.db.tx(world.scope, (tx) =>
    sql`update memberships set role = 'researcher' where user_id = ${world.people.officer.userId}`.execute(
      tx,
    ),
  );
  await server.server.jobs.runNow('firm.import').catch(() => null);
  const { rows } = await server.test.db.read(world.scope, (tx) =>
    sql<{
      state: string;
      error: { code: string };
    }>`select state, error from job_progress where job_id = ${id}`.execute(tx),
  );
  expect(rows[0]).toMatchObject({ state: 'failed', error: { code: 'access.denied' } });
});
