import pg from 'pg';
import { createFiles } from '../../platform/files/index.ts';
import { CliError } from '../io.ts';
import type { Room } from '../program.ts';
import { removeDemo } from '../store-owner.ts';

export function demoCommands({ program, add, action, t }: Room): void {
  const demo = add(program, 'demo', { zh: '演示数据', en: 'the demo valley' });

  add(demo, 'load', {
    zh: '载入演示产业谷（账号的密码是公开的，只供本机试用）',
    en: 'load the demo valley (its passwords are public: for this machine only)',
  }).action(
    action(async (session) => {
      if (session.io.env.NODE_ENV === 'production')
        throw new CliError({
          zh: '生产模式（NODE_ENV=production）下不载入演示数据',
          en: 'The demo valley is not loaded in production mode (NODE_ENV=production)',
        });
      const { loadDemo } = await import('../../../../../demo/load.ts');
      const server = {
        db: await session.db(),
        auth: await session.auth(),
        clock: session.clock,
        jobs: await session.jobs(),
        files: createFiles(session.blobs()),
      };
      const progress = session.progress();
      const loaded = await loadDemo({ server, onProgress: (m) => progress.set(m) }).finally(() =>
        progress.done(),
      );
      session.say(
        loaded
          ? { zh: '已载入演示产业谷', en: 'Loaded the demo valley' }
          : { zh: '演示产业谷已经在了', en: 'The demo valley is there already' },
      );
      return undefined;
    }),
  );

  add(demo, 'remove', { zh: '删除演示产业谷与演示账号', en: 'remove the demo valley and its people' })
    .option('--yes', t({ zh: '确认删除', en: 'yes, delete it' }))
    .action(
      action(async (session, o: { yes?: true }) => {
        if (!o.yes)
          throw new CliError({
            zh: '将删除演示产业谷的全部数据和演示账号；确认请加 --yes',
            en: 'This deletes everything in the demo valley, and its people: add --yes',
          });
        const client = new pg.Client({ ...(await session.connection()), application_name: 'hegu cli' });
        client.on('error', () => {});
        await client.connect();
        const progress = session.progress();
        progress.set(t({ zh: '正在删除', en: 'deleting' }));
        try {
          const removed = await removeDemo(client);
          const blobs = session.blobs();
          for (const valley of removed.valleys)
            for await (const blob of blobs.list(valley.id)) await blobs.remove(blob.key);
          const { rows, users, organisations } = removed;
          session.say({
            zh: `已删除 ${removed.valleys.length} 个演示谷、${rows} 行数据、${users} 个演示账号、${organisations} 家机构`,
            en: `Removed ${removed.valleys.length} demo valleys, ${rows} rows, ${users} demo people, ${organisations} organisations`,
          });
          return undefined;
        } catch (error) {
          if ((error as { code?: string }).code !== '23503') throw error;
          const { detail = '' } = error as { detail?: string };
          throw new CliError({
            zh: `真实产业谷中有数据引用了演示账号，没有删除任何内容：${detail}`,
            en: `Something in a real valley refers to a demo person; nothing was removed: ${detail}`,
          });
        } finally {
          progress.done();
          await client.end();
        }
      }),
    );
}
