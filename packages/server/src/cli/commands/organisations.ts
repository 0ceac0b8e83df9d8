import type { Locale } from '@hegu/contract/errors.ts';
import { DomainError } from '../../platform/errors.ts';
import { faultWords, readCreditCode } from '../../platform/identity/credit-code.ts';
import {
  findByCreditCode,
  insertOrganisation,
  listOrganisations,
} from '../../platform/identity/organisations/store.ts';
import type { OrganisationKind, Tier } from '../../platform/identity/store.ts';
import { newId } from '../../platform/ids.ts';
import { tableText } from '../io.ts';
import type { Room } from '../program.ts';
import { admit } from '../store.ts';
import { oneOf } from './options.ts';

const kinds = ['company', 'hospital', 'university', 'institute', 'park', 'district', 'service'] as const;
const tiers = ['member', 'enterprise', 'public'] as const;

interface AddOptions {
  nameZh: string;
  nameEn: string;
  kind: OrganisationKind;
  tier: Tier;
  district?: string;
  address?: string;
  park?: string;
  valley?: string;
}

/** The code as it is kept. @throws `credit_code.invalid` */
export function creditCodeOf(input: string, locale: Locale): string {
  const read = readCreditCode(input);
  if (read.ok) return read.code;
  const problem = read.faults.map((f) => faultWords[f.part][locale]).join(locale === 'zh' ? '；' : '; ');
  throw new DomainError('credit_code.invalid', { problem, faults: read.faults });
}

export function organisationCommands({ program, add, action, t }: Room): void {
  const org = add(program, 'org', { zh: '机构', en: 'organisations' });
  const valley = t({ zh: '产业谷（默认为默认谷）', en: 'valley (else the default one)' });

  add(org, 'add <creditCode>', {
    zh: '登记机构并直接入驻（统一社会信用代码）',
    en: 'register an organisation by its credit code, admitted at once',
  })
    .requiredOption('--name-zh <name>', t({ zh: '中文名称', en: 'name in Chinese' }))
    .requiredOption('--name-en <name>', t({ zh: '英文名称', en: 'name in English' }))
    .requiredOption('--kind <kind>', kinds.join(' | '), oneOf('--kind', kinds))
    .option(
      '--tier <tier>',
      `${tiers.join(' | ')}${t({ zh: '（价格档）', en: ' (column of a price book)' })}`,
      oneOf('--tier', tiers),
      'enterprise',
    )
    .option('--district <name>', t({ zh: '区', en: 'district' }))
    .option('--address <text>', t({ zh: '地址', en: 'address' }))
    .option('--park <name>', t({ zh: '园区', en: 'park' }))
    .option('--valley <slug>', valley)
    .action(
      action(async (session, code: string, o: AddOptions) => {
        const creditCode = creditCodeOf(code, session.locale);
        const { scope, row } = await session.valley(o.valley);
        const id = await session.command(scope, async (cx) => {
          const known = await findByCreditCode(cx.tx, creditCode);
          const organisationId = known?.id ?? newId();
          if (!known)
            await insertOrganisation(cx.tx, {
              id: organisationId,
              credit_code: creditCode,
              name_zh: o.nameZh,
              name_en: o.nameEn,
              kind: o.kind,
              district: o.district ?? null,
              address: o.address ?? null,
              demo: false,
              created_at: cx.now,
            });
          const admitted = await admit(cx.tx, scope, {
            organisationId,
            tier: o.tier,
            park: o.park ?? null,
            at: cx.now,
          });
          if (!admitted) throw new DomainError('organisation.exists');
          await cx.audit({
            action: 'organisation.add',
            entity: 'organisation',
            entityId: organisationId,
            before: { status: admitted.before },
            after: {
              creditCode,
              nameZh: o.nameZh,
              nameEn: o.nameEn,
              kind: o.kind,
              tier: o.tier,
              status: 'active',
            },
          });
          cx.emit({ type: 'organisation.changed', entityId: organisationId, rooms: ['valley'] });
          return organisationId;
        });
        session.say({
          zh: `${o.nameZh} 已入驻 ${row.name_zh}（${id}）`,
          en: `${o.nameEn} has joined ${row.name_en} (${id})`,
        });
        return undefined;
      }),
    );

  add(org, 'list', { zh: '列出机构', en: 'list the organisations of a valley' })
    .option('--q <words>', t({ zh: '按名称或代码查找', en: 'find by name or code' }))
    .option('--valley <slug>', valley)
    .option('--json', t({ zh: '以 JSON 输出', en: 'print JSON' }))
    .action(
      action(async (session, o: { q?: string; valley?: string; json?: true }) => {
        const { scope } = await session.valley(o.valley);
        const rows = await (await session.db()).read(scope, (tx) =>
          listOrganisations(tx, scope, { q: o.q, after: null, limit: 100_000 }),
        );
        if (o.json) {
          const items = rows.map((r) => ({
            id: r.id,
            creditCode: r.credit_code,
            nameZh: r.name_zh,
            nameEn: r.name_en,
            kind: r.kind,
            tier: r.tier,
            status: r.status,
            park: r.park,
            district: r.district,
          }));
          session.io.stdout.write(`${JSON.stringify(items, null, 2)}\n`);
          return undefined;
        }
        const headings = [
          t({ zh: '信用代码', en: 'credit code' }),
          t({ zh: '名称', en: 'name' }),
          t({ zh: '类别', en: 'kind' }),
          t({ zh: '价格档', en: 'tier' }),
          t({ zh: '状态', en: 'status' }),
        ];
        session.io.stdout.write(
          tableText(
            headings,
            rows.map((r) => [
              r.credit_code,
              session.locale === 'zh' ? r.name_zh : r.name_en,
              r.kind,
              r.tier,
              r.status,
            ]),
          ),
        );
        return undefined;
      }),
    );
}
