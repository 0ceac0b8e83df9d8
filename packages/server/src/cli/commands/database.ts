import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { citusVersion, distributePlan } from '../../platform/db/distribute.ts';
import { migrate, readMigrations } from '../../platform/db/migrate.ts';
import { securedTables } from '../../platform/db/row-security.ts';
import { CliError, exitCode, tableText } from '../io.ts';
import type { Room } from '../program.ts';
import { migrationsDir, type Session } from '../session.ts';
import { readStatus } from '../store-owner.ts';

async function withOwner<T>(session: Session, fn: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    ...(await session.connection()),
    application_name: 'hegu cli',
    options: '-c timezone=UTC -c search_path=public',
  });
  client.on('error', () => {});
  await client.connect();
  try {
    return await fn(client);
  } finally {
    await client.end();
  }
}

export function databaseCommands({ program, add, action, t }: Room): void {
  const database = add(program, 'db', { zh: '数据库', en: 'the database' });

  add(database, 'migrate', {
    zh: '更新数据库结构到本版本',
    en: 'bring the tables up to this release',
  }).action(
    action(async (session) => {
      const progress = session.progress();
      const applied = await migrate(await session.connection(), {
        directory: migrationsDir,
        now: session.clock.now(),
        onProgress: (p) => progress.set(`${p.step} ${p.name}`),
      }).finally(() => progress.done());
      for (const name of applied) session.io.stdout.write(`${name}\n`);
      session.say({
        zh: applied.length === 0 ? '已是最新' : `已应用 ${applied.length} 个迁移`,
        en: applied.length === 0 ? 'up to date' : `applied ${applied.length} migrations`,
      });
      return undefined;
    }),
  );

  add(database, 'status', { zh: '查看数据库状态', en: 'what the database is and holds' })
    .option('--json', t({ zh: '以 JSON 输出', en: 'print JSON' }))
    .action(
      action(async (session, o: { json?: true }) =>
        withOwner(session, async (client) => {
          const state = await readStatus(client);
          const known = readMigrations(migrationsDir);
          const applied = new Map(state.migrations.map((m) => [m.name, m.checksum]));
          const pending = known.filter((m) => !applied.has(m.name)).map((m) => m.name);
          const changed = known
            .filter((m) => applied.has(m.name) && applied.get(m.name) !== m.checksum)
            .map((m) => m.name);
          const names = new Set(known.map((m) => m.name));
          const unknown = state.migrations.filter((m) => !names.has(m.name)).map((m) => m.name);
          const unsecured = (await securedTables(client)).filter((x) => !x.secured).map((x) => x.name);
          const citus = await citusVersion(client);
          const ok = pending.length + changed.length + unknown.length + unsecured.length === 0;
          const report = {
            ok,
            postgres: state.postgres,
            database: state.database,
            bytes: state.bytes,
            citus,
            applied: state.migrations.length,
            pending,
            changed,
            unknown,
            unsecured,
          };
          if (o.json) {
            session.io.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
          } else {
            const none = t({ zh: '无', en: 'none' });
            const list = (items: readonly string[]) => items.join(', ') || none;
            session.io.stdout.write(
              tableText(
                [t({ zh: '项目', en: 'item' }), t({ zh: '状态', en: 'state' })],
                [
                  ['PostgreSQL', state.postgres],
                  [t({ zh: '数据库', en: 'database' }), state.database],
                  [t({ zh: '大小', en: 'size' }), `${(state.bytes / 2 ** 20).toFixed(1)} MB`],
                  ['Citus', citus ?? none],
                  [t({ zh: '已应用的迁移', en: 'migrations applied' }), String(state.migrations.length)],
                  [t({ zh: '待应用', en: 'to apply' }), list(pending)],
                  [t({ zh: '应用后被改动', en: 'changed since' }), list(changed)],
                  [t({ zh: '本版本不认识', en: 'unknown here' }), list(unknown)],
                  [t({ zh: '未启用行级安全的表', en: 'without row-level security' }), list(unsecured)],
                ],
              ),
            );
          }
          return ok ? exitCode.done : exitCode.refused;
        }),
      ),
    );

  add(database, 'distribute', {
    zh: '按产业谷分布到 Citus 各节点（请先备份并停止服务器）',
    en: 'distribute over the nodes of Citus by valley (back up and stop the server first)',
  })
    .option('--print', t({ zh: '只输出 SQL，不执行', en: 'print the SQL and do nothing' }))
    .option(
      '--resume <file>',
      t({
        zh: '从上次保存的脚本继续，跳过已完成的语句',
        en: 'go on with a script saved by a run that failed',
      }),
    )
    .action(
      action(async (session, o: { print?: true; resume?: string }) =>
        withOwner(session, async (client) => {
          const statements = o.resume
            ? await unfinished(o.resume)
            : (await distributePlan(client)).map((s) => s.sql);
          if (o.print) {
            session.io.stdout.write(statements.map((s) => `${s};\n`).join(''));
            return undefined;
          }
          if (!(await citusVersion(client)))
            throw new CliError({
              zh: '这个数据库没有 Citus 扩展。请在协调节点执行 CREATE EXTENSION citus 并加入工作节点，再运行本命令；只看 SQL 请加 --print',
              en: 'This database has no Citus: CREATE EXTENSION citus on the coordinator and add the workers first. --print shows the SQL',
            });
          // Foreign keys are off while it runs, so the script must outlive whatever happens to this process.
          const script =
            o.resume ?? join(session.dataDir, `distribute-${session.clock.now().epochMilliseconds}.sql`);
          await writeFile(script, statements.map((s) => `${s};\n`).join(''), { mode: 0o600 });
          const progress = session.progress();
          try {
            for (const [index, sql] of statements.entries()) {
              progress.set(`${index + 1}/${statements.length} ${sql.slice(0, 80)}`);
              await client.query(sql).catch((error: Error) => {
                throw new CliError({
                  zh: `第 ${index + 1} 条语句失败：${error.message}\n${sql}\n解决后继续：hegu db distribute --resume ${script}`,
                  en: `Statement ${index + 1} failed: ${error.message}\n${sql}\nWhen it is mended: hegu db distribute --resume ${script}`,
                });
              });
              await writeFile(
                script,
                statements
                  .slice(index + 1)
                  .map((s) => `${s};\n`)
                  .join(''),
                { mode: 0o600 },
              );
            }
          } finally {
            progress.done();
          }
          session.say({
            zh: `已执行 ${statements.length} 条语句，数据库现按产业谷分布`,
            en: `Ran ${statements.length} statements; the database is distributed by valley`,
          });
          return undefined;
        }),
      ),
    );
}

/** What is left of a saved script: one statement a line. */
async function unfinished(file: string): Promise<string[]> {
  return (await readFile(file, 'utf8'))
    .split('\n')
    .map((line) => line.trim().replace(/;$/, ''))
    .filter((line) => line !== '');
}
