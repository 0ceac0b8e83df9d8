import type { Temporal } from 'temporal-polyfill';
import { makeCreditCode } from '../packages/server/src/platform/identity/credit-code.ts';
import { inventedOrganisations } from './invented-organisations.ts';
import { namedOrganisations } from './named-organisations.ts';
import { districts, type PlaceKey, places } from './places.ts';
import { demoId } from './random.ts';
import type { DemoOrganisation, Provenance } from './types.ts';

export const invented: Provenance = {
  source: 'demo',
  note: {
    zh: '演示数据：单位、人员、数字均为虚构',
    en: 'Demonstration data: organisation, people and figures are invented',
  },
};

const rows = [...namedOrganisations, ...inventedOrganisations];

export const orgId = (key: string): string => demoId(`organisation/${key}`);

const districtOf = (at: PlaceKey): string => {
  const name = places[at].district.zh;
  const found = Object.values(districts).find((d) => d.name.zh === name);
  if (!found) throw new RangeError(`no district for ${at}`);
  return found.code;
};

export function makeOrganisations(today: Temporal.Instant): DemoOrganisation[] {
  return rows.map((row, i) => ({
    id: orgId(row.key),
    key: row.key,
    name: row.name,
    shortName: row.short,
    kind: row.kind,
    creditCode: makeCreditCode(`${row.code}${districtOf(row.at)}DEM0${String(i + 1).padStart(4, '0')}`),
    tier: row.tier,
    parkId: row.park ? orgId(row.park) : null,
    place: places[row.at],
    ownsInstruments: row.owner ?? false,
    provenance: row.provenance ?? invented,
    // The founders first, then one every few days; all before the first reservation of the generated period.
    joinedAt: today.subtract({ hours: 24 * (560 - i * 11) }).add({ hours: 10 }),
    profile: row.profile,
  }));
}
