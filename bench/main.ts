import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { openDb } from '../packages/server/src/platform/db/db.ts';
import { appRole, migrate } from '../packages/server/src/platform/db/migrate.ts';
import { removeData } from '../packages/server/src/platform/db/postgres/place.ts';
import { openScope } from '../packages/server/src/platform/db/scope.ts';
import { startPostgres } from '../packages/server/src/platform/db/supervisor.ts';
import { type BookingBench, benchBooking, benchRace } from './booking.ts';
import { benchCatalogue, catalogueTable, entriesOf } from './catalogue.ts';
import { machineOf, machineText, type ReportRow, reportTable } from './report.ts';
import { benchRules } from './rules.ts';
import { root, spawnServer } from './server.ts';
import { benchStacking } from './stacking.ts';
import { benchStart } from './start.ts';
import { benchWeb } from './web.ts';
import { loadWorld, now, zone } from './world.ts';

/**
 * `npm run bench [-- [--quick] [--json file] [--profile folder] [race] [booking] [catalogue] [rules] [stacking] [web] [start]]`: how fast it is,
 * beside something that was measured in the same run. Makes its own database and removes it.
 */

const sections = ['race', 'booking', 'catalogue', 'rules', 'stacking', 'web', 'start'] as const;
type Section = (typeof sections)[number];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'string' },
    profile: { type: 'string' },
  },
});
const unknown = positionals.find((p) => !(sections as readonly string[]).includes(p));
if (unknown !== undefined) {
  console.error(`${unknown}? ${sections.join(', ')}`);
  process.exit(2);
}
const wanted = new Set<Section>(positionals.length > 0 ? (positionals as Section[]) : sections);
const { quick } = values;
const began = performance.now();
const log = (line: string) =>
  console.error(`${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${line}`);

const folder = mkdtempSync(join(tmpdir(), `hegu-bench-${process.pid}-`));
chmodSync(folder, 0o755); // the database's user must get through when this runs as root
const dataDir = join(folder, 'data');
const cleanup: (() => Promise<void> | void)[] = [() => rmSync(folder, { recursive: true, force: true })];
let cleaning: Promise<void> | undefined;
const clean = () =>
  (cleaning ??= (async () => {
    for (const step of cleanup.reverse()) await step();
  })());
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => void clean().finally(() => process.exit(130)));

/** Connections of the server's pool: what it has when nobody says otherwise. */
const connections = 16;
const serverEnv = {
  HEGU_DEMO: '0',
  HEGU_NOW: now.toString({ timeZone: zone }),
  HEGU_RATE_PER_SECOND: '0',
  HEGU_DB_POOL: String(connections),
  // As in production: a line for every request, into a file.
  HEGU_LOG: 'info',
};

async function run(): Promise<{ rows: ReportRow[]; details: Record<string, unknown> }> {
  const rows: ReportRow[] = [];
  const details: Record<string, unknown> = {};
  log('making a database');
  const postgres = await startPostgres({ dataDir, log, durable: true });
  cleanup.push(async () => {
    await postgres.stop();
    removeData(dataDir);
  });
  const { connection } = postgres;
  await migrate(connection, { directory: join(root, 'packages/server/src/migrations'), now });
  const machine = machineOf(await versionOf(connection), folder);
  details.machine = machine;
  console.log(machineText(machine));

  if (wanted.has('race') || wanted.has('booking') || wanted.has('web')) {
    log('filling a valley');
    const db = openDb(connection, { max: 2 });
    const world = await db.tx(null, async (tx) => loadWorld(tx));
    await db.pool.query('VACUUM ANALYZE');
    await db.close();
    const server = await spawnServer({
      dataDir,
      env: serverEnv,
      nodeArgs: values.profile ? ['--cpu-prof', `--cpu-prof-dir=${resolve(values.profile)}`] : [],
    });
    cleanup.push(() => server.stop());
    const bench: BookingBench = {
      server,
      world,
      connection,
      role: appRole,
      connections,
      rounds: quick ? 2 : 7,
      seconds: quick ? 3 : 6,
      log,
    };
    if (wanted.has('race')) {
      log('race');
      rows.push(...(await benchRace(bench, quick ? 3 : 20)));
    }
    if (wanted.has('booking')) {
      const result = await benchBooking(bench);
      rows.push(...result.rows);
    }
    if (wanted.has('web')) rows.push(...(await benchWeb(server.url, log)));
    await server.stop();
    if (wanted.has('race') || wanted.has('booking'))
      rows.push(...(await soundness(connection, world.valleyId)));
  }
  if (wanted.has('catalogue')) {
    const found = await benchCatalogue({ connection, quick, log });
    console.log(`\n${catalogueTable(found)}\n`);
    details.catalogue = found;
    const two = found.find((r) => r.what === 'two characters');
    if (two)
      rows.push({
        name: `search, two characters, ${entriesOf(quick).toLocaleString('en')} entries: p99 ms`,
        measured: `${two.p99Ms.toFixed(1)} (p50 ${two.p50Ms.toFixed(1)})`,
        peer: 'limit 15',
        ratio: two.p99Ms / 15,
        target: '≤ 15 ms',
        met: two.p99Ms <= 15,
      });
  }
  if (wanted.has('rules')) rows.push(...(await benchRules({ quick, folder, log })));
  if (wanted.has('stacking')) rows.push(...benchStacking({ quick, log }));
  if (wanted.has('start')) rows.push(...(await benchStart(join(folder, 'start'), log)));
  return { rows, details };
}

async function versionOf(connection: pg.PoolConfig): Promise<string> {
  const client = new pg.Client(connection);
  await client.connect();
  const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
  await client.end();
  return rows[0]?.server_version ?? '';
}

/** What was measured must also be right: nothing overlaps, and the books balance. */
async function soundness(connection: pg.PoolConfig, valleyId: string): Promise<ReportRow[]> {
  const { verify } = await import('../packages/server/src/platform/ledger/index.ts');
  const db = openDb(connection, { role: appRole, max: 1 });
  const scope = openScope({ valleyId, zone });
  const [violations, held] = await db.read(
    scope,
    async (tx) =>
      [
        (await verify(tx, scope)).length,
        await tx
          .selectFrom('reservations')
          .select((e) => [e.fn.countAll<number>().as('n'), e.fn.sum<number>('held_fen').as('fen')])
          .executeTakeFirst(),
      ] as const,
  );
  await db.close();
  return [
    {
      name: 'afterwards: violations in the ledger',
      measured: String(violations),
      peer: `${held?.n ?? 0} reservations hold ¥${(Number(held?.fen ?? 0) / 100).toFixed(2)}`,
      ratio: null,
      target: '0',
      met: violations === 0,
    },
  ];
}

let failed = false;
try {
  const { rows, details } = await run();
  console.log(`\n${reportTable(rows)}`);
  console.log(`\n${((performance.now() - began) / 1000).toFixed(0)} s${quick ? ', quick' : ''}`);
  if (values.json) {
    writeFileSync(values.json, `${JSON.stringify({ quick, ...details, rows }, null, 2)}\n`);
  }
  failed = rows.some((r) => r.met === false);
} catch (error) {
  console.error(error);
  failed = true;
} finally {
  await clean();
}
process.exit(failed ? 1 : 0);
