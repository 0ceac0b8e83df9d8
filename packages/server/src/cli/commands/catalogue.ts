import { type Rebuilt, rebuild } from '../../platform/catalogue/index.ts';
import { scopeOf } from '../../platform/identity/gate.ts';
import type { Room } from '../program.ts';

export function catalogueCommands({ program, add, action, t }: Room): void {
  const catalogue = add(program, 'catalogue', { zh: '资源目录', en: 'the catalogue' });

  add(catalogue, 'reindex', {
    zh: '重建资源目录：按仪器、平台等的现状重写全部条目和检索索引（服务器可照常运行）',
    en: 'write all entries and their search index again from what they stand for (servers may go on)',
  })
    .option('--valley <slug>', t({ zh: '产业谷（默认全部）', en: 'valley (else all)' }))
    .option(
      '--outdated',
      t({
        zh: '只重建由旧版本写入的部分（服务器启动后也会自动做）',
        en: 'only what an older version wrote (servers do this after they start)',
      }),
    )
    .option('--json', t({ zh: '以 JSON 输出', en: 'print JSON' }))
    .action(
      action(async (session, o: { valley?: string; outdated?: true; json?: true }) => {
        // The counters load what no other command needs.
        const { catalogueSources } = await import('../../catalogue.ts');
        const valleys =
          o.valley === undefined ? await session.valleys() : [(await session.valley(o.valley)).row];
        const db = await session.db();
        const results: (Rebuilt & { valley: string })[] = [];
        for (const valley of valleys) {
          const scope = scopeOf(valley);
          const progress = session.progress();
          const result = await rebuild({
            db,
            scope,
            now: session.clock.now(),
            sources: catalogueSources,
            everything: o.outdated !== true,
            onProgress: (done, total) => progress.set(`${valley.slug} ${done}/${total}`),
          }).finally(() => progress.done());
          const written = result.things + result.rows > 0;
          if (written)
            await session.command(scope, (cx) =>
              cx.audit({
                action: 'catalogue.reindex',
                entity: 'catalogue',
                entityId: valley.id,
                after: { things: result.things, rows: result.rows },
              }),
            );
          results.push({ valley: valley.slug, ...result });
          if (o.json) continue;
          session.say(
            written
              ? {
                  zh: `✓ ${valley.slug} 已重建 ${result.things + result.rows} 条`,
                  en: `✓ ${valley.slug}: ${result.things + result.rows} entries written again`,
                }
              : { zh: `✓ ${valley.slug} 已是最新`, en: `✓ ${valley.slug} is up to date` },
          );
        }
        if (o.json) session.io.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
        return undefined;
      }),
    );
}
