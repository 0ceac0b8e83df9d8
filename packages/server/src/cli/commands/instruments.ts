import { readFile, stat, writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { exportInstruments, type ImportReport } from '@hegu/contract/labs/instruments.ts';
import type { z } from 'zod';
import type { Query } from '../../platform/command.ts';
import type { ValleyScope } from '../../platform/db/scope.ts';
import { DomainError } from '../../platform/errors.ts';
import type { Download } from '../../platform/http/route.ts';
import { findByCreditCode } from '../../platform/identity/organisations/store.ts';
import { CliError, tableText } from '../io.ts';
import type { Room } from '../program.ts';
import type { Session } from '../session.ts';
import { findFacility, listFacilities } from '../store.ts';
import { creditCodeOf } from './organisations.ts';

/** The counter loads Excel and the taxonomy, which no other command needs. */
const labs = () => import('../../domains/labs/index.ts');

const longestFile = 20 * 2 ** 20;

type Report = z.input<typeof ImportReport>;

const ask = async <R>(session: Session, scope: ValleyScope, fn: (q: Query) => Promise<R>): Promise<R> =>
  (await session.db()).read(scope, (tx) =>
    fn({ tx, scope, actor: session.actor, now: session.clock.now(), locale: session.locale }),
  );

async function save(file: string, download: Download): Promise<void> {
  await writeFile(file, Buffer.from(await new Response(download.bytes as BodyInit).arrayBuffer()));
}

async function facilityOf(session: Session, scope: ValleyScope, given: string): Promise<string> {
  const id = await (await session.db()).read(scope, (tx) => findFacility(tx, scope, given));
  if (id) return id;
  throw new CliError({
    zh: `没有（或不止一个）名为 ${given} 的平台；可用 hegu facility list 查编号`,
    en: `There is no facility called ${given}, or more than one: hegu facility list shows their ids`,
  });
}

interface FacilityOptions {
  nameZh: string;
  nameEn: string;
  district?: string;
  address?: string;
  valley?: string;
}

export function instrumentCommands(room: Room): void {
  facilityCommands(room);
  const { program, add, action, t } = room;
  const instruments = add(program, 'instruments', { zh: '仪器导入导出', en: 'instruments in and out' });
  const valley = t({ zh: '产业谷（默认为默认谷）', en: 'valley (else the default one)' });

  add(instruments, 'template <file>', {
    zh: '生成导入模板（.xlsx）',
    en: 'write the workbook to fill in (.xlsx)',
  })
    .option('--valley <slug>', valley)
    .action(
      action(async (session, file: string, o: { valley?: string }) => {
        const { scope } = await session.valley(o.valley);
        const { importTemplate } = await labs();
        await save(file, await ask(session, scope, importTemplate));
        session.say({ zh: `模板已写入 ${file}`, en: `Wrote the template to ${file}` });
        return undefined;
      }),
    );

  add(instruments, 'import <file>', {
    zh: '从 .xlsx 或 .csv 导入：要么全部成功，要么一行不写',
    en: 'import an .xlsx or .csv: all of it, or nothing',
  })
    .option('--dry-run', t({ zh: '只检查，不写入', en: 'only check' }))
    .option(
      '--facility <name>',
      t({
        zh: '表中没有平台一列时，归入此平台（名称或编号）',
        en: 'facility for a table without that column (name or id)',
      }),
    )
    .option('--valley <slug>', valley)
    .option('--json', t({ zh: '以 JSON 输出', en: 'print JSON' }))
    .action(
      action(
        async (
          session,
          file: string,
          o: { dryRun?: true; facility?: string; valley?: string; json?: true },
        ) => {
          const { scope } = await session.valley(o.valley);
          if ((await stat(file)).size > longestFile)
            throw new CliError({
              zh: '文件超过 20 MB，请分批导入',
              en: 'The file is longer than 20 MB: import it in parts',
            });
          const bytes = new Uint8Array(await readFile(file));
          const facilityId = o.facility ? await facilityOf(session, scope, o.facility) : undefined;
          const { importInstruments } = await labs();
          const progress = session.progress();
          progress.set(t({ zh: '正在导入', en: 'importing' }));
          const report = await session
            .command(scope, (cx) =>
              importInstruments({ ...cx, locale: session.locale }, bytes, {
                dryRun: o.dryRun === true,
                facilityId,
              }),
            )
            .catch((error: unknown) => {
              const refused =
                error instanceof DomainError ? (error.extra.report as Report | undefined) : undefined;
              if (!refused) throw error;
              return refused;
            })
            .finally(() => progress.done());
          if (o.json) session.io.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
          else say(session, report);
          return report.problems.length > 0 ? 1 : undefined;
        },
      ),
    );

  add(instruments, 'export <file>', {
    zh: '导出仪器清单（.xlsx 或 .csv）',
    en: 'export a list (.xlsx or .csv)',
  })
    .option('--q <words>', t({ zh: '搜索词', en: 'words to search for' }))
    .option('--class <code>', t({ zh: '分类代码', en: 'class code' }))
    .option('--district <name>', t({ zh: '区', en: 'district' }))
    .option('--facility <name>', t({ zh: '平台（名称或编号）', en: 'facility (name or id)' }))
    .option('--status <status>', 'draft | active | down | retired')
    .option('--valley <slug>', valley)
    .action(
      action(async (session, file: string, o: Record<string, string | undefined>) => {
        const format = extname(file).slice(1).toLowerCase();
        const { scope } = await session.valley(o.valley);
        const facility = o.facility ? await facilityOf(session, scope, o.facility) : undefined;
        const given = { q: o.q, class: o.class, district: o.district, status: o.status, facility, format };
        const query = exportInstruments.query.safeParse(given);
        if (!query.success) {
          const wrong = String(query.error.issues[0]?.path[0]);
          throw new CliError(
            wrong === 'format'
              ? { zh: '文件名须以 .xlsx 或 .csv 结尾', en: 'The file name ends in .xlsx or .csv' }
              : { zh: `--${wrong} 的值不对`, en: `--${wrong} is not valid` },
          );
        }
        const { exportList } = await labs();
        await save(file, await ask(session, scope, (q) => exportList(q, query.data)));
        session.say({ zh: `已导出到 ${file}`, en: `Exported to ${file}` });
        return undefined;
      }),
    );
}

function facilityCommands({ program, add, action, t }: Room): void {
  const facility = add(program, 'facility', {
    zh: '平台（仪器所在的中心）',
    en: 'facilities that run instruments',
  });
  const valley = t({ zh: '产业谷（默认为默认谷）', en: 'valley (else the default one)' });

  add(facility, 'add <creditCode>', { zh: '为机构登记平台', en: 'register a facility of an organisation' })
    .requiredOption('--name-zh <name>', t({ zh: '中文名称', en: 'name in Chinese' }))
    .requiredOption('--name-en <name>', t({ zh: '英文名称', en: 'name in English' }))
    .option('--district <name>', t({ zh: '区', en: 'district' }))
    .option('--address <text>', t({ zh: '地址', en: 'address' }))
    .option('--valley <slug>', valley)
    .action(
      action(async (session, code: string, o: FacilityOptions) => {
        const creditCode = creditCodeOf(code, session.locale);
        const { scope } = await session.valley(o.valley);
        const { createFacility } = await labs();
        const id = await session.command(scope, async (cx) => {
          const organisation = await findByCreditCode(cx.tx, creditCode);
          if (!organisation)
            throw new CliError({
              zh: `没有信用代码为 ${creditCode} 的机构，请先 hegu org add`,
              en: `There is no organisation with the credit code ${creditCode}: hegu org add first`,
            });
          const { nameZh, nameEn, district, address } = o;
          return createFacility(cx, { organisationId: organisation.id, nameZh, nameEn, district, address });
        });
        session.say({ zh: `已登记 ${o.nameZh}（${id}）`, en: `Registered ${o.nameEn} (${id})` });
        return undefined;
      }),
    );

  add(facility, 'list', { zh: '列出平台', en: 'list the facilities' })
    .option('--valley <slug>', valley)
    .option('--json', t({ zh: '以 JSON 输出', en: 'print JSON' }))
    .action(
      action(async (session, o: { valley?: string; json?: true }) => {
        const { scope } = await session.valley(o.valley);
        const rows = await (await session.db()).read(scope, (tx) => listFacilities(tx, scope));
        if (o.json) {
          const items = rows.map((f) => ({ id: f.id, nameZh: f.name_zh, nameEn: f.name_en }));
          session.io.stdout.write(`${JSON.stringify(items, null, 2)}\n`);
          return undefined;
        }
        const zh = session.locale === 'zh';
        session.io.stdout.write(
          tableText(
            ['id', t({ zh: '名称', en: 'name' }), t({ zh: '机构', en: 'organisation' })],
            rows.map((f) => [f.id, zh ? f.name_zh : f.name_en, zh ? f.owner_zh : f.owner_en]),
          ),
        );
        return undefined;
      }),
    );
}

function say(session: Session, r: Report): void {
  const { locale } = session;
  if (r.problems.length > 0) {
    const headings = locale === 'zh' ? ['行', '列', '内容', '问题'] : ['row', 'column', 'value', 'problem'];
    session.io.stdout.write(
      tableText(
        headings,
        r.problems.map((p) => [String(p.row), p.column, p.value.slice(0, 40), p.message]),
      ),
    );
  }
  const counts = {
    zh: `新增 ${r.created}${r.drafts > 0 ? `（其中 ${r.drafts} 台没填状态，存为草稿）` : ''}，修改 ${r.updated}，未变 ${r.unchanged}`,
    en: `${r.created} new${r.drafts > 0 ? ` (${r.drafts} without a status kept as drafts)` : ''}, ${r.updated} changed, ${r.unchanged} as they were`,
  };
  if (r.problems.length > 0)
    session.say({
      zh: `${r.rows} 行中有 ${r.problems.length} 个问题，没有写入任何内容`,
      en: `${r.problems.length} problems in ${r.rows} rows; nothing was written`,
    });
  else if (r.dryRun)
    session.say({
      zh: `检查通过（未写入）：${counts.zh}`,
      en: `All is well (nothing written): ${counts.en}`,
    });
  else session.say({ zh: `已导入 ${r.rows} 行：${counts.zh}`, en: `Imported ${r.rows} rows: ${counts.en}` });
}
