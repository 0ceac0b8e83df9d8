import { rebuild } from '../../platform/catalogue/index.ts';
import { openScope } from '../../platform/db/scope.ts';
import { newId } from '../../platform/ids.ts';
import { CliError, tableText } from '../io.ts';
import type { Room } from '../program.ts';
import { insertValley, makeDefault } from '../store.ts';

export function valleyCommands({ program, add, action, t }: Room): void {
  const valley = add(program, 'valley', { zh: '产业谷', en: 'valleys' });

  add(valley, 'create <slug>', { zh: '新建产业谷', en: 'make a valley' })
    .requiredOption('--name-zh <name>', t({ zh: '中文名称', en: 'name in Chinese' }))
    .requiredOption('--name-en <name>', t({ zh: '英文名称', en: 'name in English' }))
    .option('--zone <zone>', t({ zh: '时区（IANA）', en: 'time zone (IANA)' }), 'Asia/Shanghai')
    .option('--default', t({ zh: '设为默认产业谷', en: 'where visitors arrive' }))
    .action(
      action(
        async (
          session,
          slug: string,
          options: { nameZh: string; nameEn: string; zone: string; default?: true },
        ) => {
          if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(slug))
            throw new CliError({
              zh: `${slug} 不能作为标识：只用小写字母、数字和连字符，以字母或数字开头，最多 40 个字符`,
              en: `${slug} cannot be a slug: lower-case letters, digits and hyphens, up to 40, not beginning with a hyphen`,
            });
          const zone = zoneName(options.zone);
          const id = newId();
          await session.command(openScope({ valleyId: id, zone }), async (cx) => {
            const { nameZh, nameEn } = options;
            const isDefault = options.default === true;
            if (!(await insertValley(cx.tx, { id, slug, nameZh, nameEn, zone, isDefault, at: cx.now })))
              throw new CliError({
                zh: `已经有名为 ${slug} 的产业谷`,
                en: `There is a valley called ${slug} already`,
              });
            await cx.audit({
              action: 'valley.create',
              entity: 'valley',
              entityId: id,
              after: { slug, nameZh, nameEn, zone, isDefault },
            });
          });
          // What every valley has from its first day, as the policies of the packs
          const { catalogueSources } = await import('../../catalogue.ts');
          await rebuild({
            db: await session.db(),
            scope: openScope({ valleyId: id, zone }),
            now: session.clock.now(),
            sources: catalogueSources,
            everything: true,
          });
          session.say({ zh: `已创建产业谷 ${slug}（${id}）`, en: `Made the valley ${slug} (${id})` });
          return undefined;
        },
      ),
    );

  add(valley, 'default <slug>', { zh: '设为默认产业谷', en: 'let visitors arrive in this valley' }).action(
    action(async (session, slug: string) => {
      const { row, scope } = await session.valley(slug);
      await session.command(scope, async (cx) => {
        await makeDefault(cx.tx, row.id);
        await cx.audit({
          action: 'valley.default',
          entity: 'valley',
          entityId: row.id,
          before: { isDefault: row.is_default },
          after: { isDefault: true },
        });
      });
      session.say({ zh: `访客现在进入 ${slug}`, en: `Visitors now arrive in ${slug}` });
      return undefined;
    }),
  );

  add(valley, 'list', { zh: '列出产业谷', en: 'list the valleys' })
    .option('--json', t({ zh: '以 JSON 输出', en: 'print JSON' }))
    .action(
      action(async (session, options: { json?: true }) => {
        const rows = await session.valleys();
        const { stdout } = session.io;
        if (options.json) {
          const items = rows.map((v) => ({
            id: v.id,
            slug: v.slug,
            nameZh: v.name_zh,
            nameEn: v.name_en,
            zone: v.zone,
            demo: v.demo,
            default: v.is_default,
            createdAt: v.created_at.toString(),
          }));
          stdout.write(`${JSON.stringify(items, null, 2)}\n`);
          return undefined;
        }
        const headings = [
          t({ zh: '标识', en: 'slug' }),
          t({ zh: '名称', en: 'name' }),
          t({ zh: '时区', en: 'zone' }),
          t({ zh: '备注', en: 'notes' }),
        ];
        const notes = (v: (typeof rows)[number]) =>
          [v.is_default && t({ zh: '默认', en: 'default' }), v.demo && t({ zh: '演示', en: 'demo' })]
            .filter(Boolean)
            .join(' ');
        stdout.write(
          tableText(
            headings,
            rows.map((v) => [v.slug, session.locale === 'zh' ? v.name_zh : v.name_en, v.zone, notes(v)]),
          ),
        );
        return undefined;
      }),
    );
}

/** The zone as IANA spells it. */
function zoneName(zone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    throw new CliError({ zh: `没有名为 ${zone} 的时区`, en: `There is no time zone called ${zone}` });
  }
}
