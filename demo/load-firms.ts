import {
  assessAll,
  recordStatements,
  refreshFirms,
  registerFirms,
} from '../packages/server/src/domains/enterprise/index.ts';
import type { Command } from '../packages/server/src/platform/command.ts';
import { zone } from './calendar.ts';
import { type DemoFirm, type KnownFirm, makeFirms } from './firms/index.ts';
import { relationsOf } from './firms/relations.ts';
import { tellOf } from './firms/story.ts';
import type { DemoOrganisation, DemoValley } from './types.ts';

/** The firms of the demo valley: the companies that are on the platform, and others that are only in the registry. */

const count = 600;

/** What a company does, from the words its name has. */
const trades: readonly (readonly [RegExp, string])[] = [
  [/细胞|基因/, 'cell-gene'],
  [/抗体|蛋白/, 'antibody'],
  [/诊断|试剂/, 'ivd'],
  [/影像|机器人/, 'imaging'],
  [/智能|软件|数字/, 'digital-health'],
  [/器械|医疗/, 'implant'],
  [/美妆|化妆|护肤|皮肤/, 'efficacy-skin'],
  [/原料|材料/, 'ingredient'],
  [/检测|分析|技术服务/, 'cro'],
  [/药|生物/, 'small-molecule'],
];

const parks: Readonly<Record<string, string>> = {
  嘉定区: 'jiading-xiegu',
  普陀区: 'taopu-weilaidao',
  静安区: 'daning-meichuang',
  浦东新区: 'zhangjiang-yaogu',
  奉贤区: 'oriental-beauty-valley',
  杨浦区: 'tongji-science-park',
};

function knownFirm(
  o: DemoOrganisation,
  district: string,
  organisations: readonly DemoOrganisation[],
): KnownFirm {
  const track = trades.find(([words]) => words.test(o.name.zh))?.[1] ?? 'cro';
  return {
    creditCode: o.creditCode,
    name: o.name,
    district,
    park: o.parkId ? (parks[o.place.district.zh] ?? null) : null,
    track,
    relations: relationsOf(o.id, organisations),
  };
}

/** @returns how many firms there are now */
export async function firms(
  cx: Command,
  demo: DemoValley,
  districtOf: (o: DemoOrganisation) => string | null,
): Promise<number> {
  const today = cx.now.toZonedDateTimeISO(zone).toPlainDate().toString();
  const companies = demo.organisations.filter((o) => o.kind === 'company');
  const known = companies.flatMap((o) => {
    const district = districtOf(o);
    return district === null ? [] : [knownFirm(o, district, companies)];
  });
  const own = demo.organisations.find((o) => o.id === demo.highlights.companyOfResearcherId)?.creditCode;
  const made: DemoFirm[] = [];
  for (const firm of makeFirms({ count, today, known }))
    made.push(firm.creditCode === own ? tellOf(firm, today) : firm);
  await registerFirms(cx, made);
  for (let i = 0; i < made.length; i += 100) {
    const some = made.slice(i, i + 100).map((f) => f.statements);
    await recordStatements(
      cx.tx,
      cx.scope,
      {
        observations: some.flatMap((s) => s.observations),
        items: some.flatMap((s) => s.items),
        complete: some.flatMap((s) => s.complete),
      },
      { at: cx.now, by: null },
    );
  }
  await refreshFirms(
    cx,
    made.map((f) => f.id),
  );
  // As the nightly job does, so that the officers' lists have something to say from the first minute
  await assessAll(cx);
  return made.length;
}
