import type { BulkFirm, Statements } from '../../packages/server/src/domains/enterprise/index.ts';
import { makeCreditCode } from '../../packages/server/src/platform/identity/credit-code.ts';
import { demoId, type Random, random } from '../random.ts';
import type { Text } from '../types.ts';
import { type MadeItem, makeCertificates, makeIps, makeProducts } from './assets.ts';
import { firmName } from './names.ts';
import { type Character, makeReturns, type Size } from './returns.ts';

/**
 * The firms of the demo valley and what is known of them: returns that hang together, products, titles, rights. All invented.
 * About one statement in twelve is missing, as in any registry.
 */

export interface DemoFirm extends BulkFirm {
  readonly id: string;
  readonly statements: Required<Statements>;
}

/** Firms that are on the platform already: they keep their name and code. */
export interface KnownFirm {
  readonly creditCode: string;
  readonly name: Text;
  readonly district: string;
  readonly park: string | null;
  readonly track: string;
  readonly relations: readonly MadeItem[];
}

const fieldOfTrack: Readonly<Record<string, string>> = {
  'cell-gene': 'biomedicine',
  antibody: 'biomedicine',
  'small-molecule': 'biomedicine',
  implant: 'devices',
  imaging: 'devices',
  ivd: 'devices',
  'digital-health': 'devices',
  'efficacy-skin': 'skin',
  ingredient: 'skin',
  cro: 'service',
};
const tracks = Object.keys(fieldOfTrack);

/** Where firms of a kind sit: district, park, key area, weight. */
const places: readonly (readonly [
  district: string,
  park: string | null,
  area: string,
  weight: number,
  fields: string,
])[] = [
  ['310115', 'zhangjiang-yaogu', 'zhangjiang', 10, 'biomedicine service'],
  ['310115', null, 'none', 5, 'biomedicine devices service'],
  ['310115', null, 'lingang', 3, 'biomedicine devices'],
  ['310114', 'jiading-xiegu', 'none', 10, 'devices'],
  ['310107', 'taopu-weilaidao', 'none', 7, 'biomedicine devices service'],
  ['310106', 'daning-meichuang', 'none', 6, 'skin'],
  ['310120', 'oriental-beauty-valley', 'none', 9, 'skin biomedicine'],
  ['310110', 'tongji-science-park', 'none', 4, 'devices service biomedicine'],
  ['310112', null, 'none', 6, 'devices biomedicine service'],
  ['310117', null, 'songjiang-etdz', 4, 'devices biomedicine'],
  ['310104', null, 'none', 4, 'biomedicine devices service'],
];

const sizes: readonly Size[] = ['micro', 'small', 'medium', 'large'];
const sizeWeights: Readonly<Record<Size, number>> = { micro: 30, small: 48, medium: 18, large: 4 };

export function* makeFirms(options: {
  readonly count: number;
  /** 'YYYY-MM-DD' */
  readonly today: string;
  readonly known?: readonly KnownFirm[];
}): Generator<DemoFirm> {
  const { count, today, known = [] } = options;
  for (let n = 0; n < count; n++) {
    const before = known[n];
    const chance = random(`firm/${n}`);
    const track = before?.track ?? chance.pick(tracks);
    const field = fieldOfTrack[track] ?? 'service';
    const place = before
      ? ([before.district, before.park, 'none', 1, field] as const)
      : chance.weighted(places, (p) => (p[4].includes(field) ? p[3] : 0.3));
    const [district, park, area] = place;
    const name = before?.name ?? firmName(n, track, chance);
    const creditCode = before?.creditCode ?? makeCreditCode(`91${district}F${String(n).padStart(7, '0')}`);
    const relations = before?.relations ?? [];
    yield firmAt(chance, { n, track, field, district, park, area, name, creditCode, relations }, today);
  }
}

interface Seat {
  readonly n: number;
  readonly track: string;
  readonly field: string;
  readonly district: string;
  readonly park: string | null;
  readonly area: string;
  readonly name: Text;
  readonly creditCode: string;
  readonly relations: readonly MadeItem[];
}

function characterOf(chance: Random, track: string, year: number): Character & { readonly age: number } {
  const size = chance.weighted(sizes, (s) => sizeWeights[s]);
  const age = size === 'micro' ? chance.int(0, 9) : size === 'small' ? chance.int(2, 16) : chance.int(5, 24);
  const drug = track === 'cell-gene' || track === 'antibody' || track === 'small-molecule';
  return {
    size,
    age,
    establishedYear: year - age,
    rdShare: drug ? 0.06 + chance.next() * 0.3 : 0.005 + chance.next() ** 1.7 * 0.16,
    growth: -0.12 + chance.next() * 0.45,
    focus: 0.5 + chance.next() ** 0.6 * 0.5,
    preRevenue: drug && chance.chance(size === 'micro' || size === 'small' ? 0.6 : 0.15),
  };
}

function firmAt(chance: Random, seat: Seat, today: string): DemoFirm {
  const year = Number(today.slice(0, 4));
  const c = characterOf(chance, seat.track, year);
  const id = demoId(`firm/${seat.creditCode}`);
  const observedOn = (of: number) => {
    const filed = `${of + 1}-05-31`;
    return filed < today ? filed : today;
  };
  const facts: Statements['observations'] & object = [];
  const push = facts as unknown as { push(o: NonNullable<Statements['observations']>[number]): void };
  const regulator = { firmId: id, source: 'market-regulator', observedOn: observedOn(year - 2) };
  const establishedOn = `${c.establishedYear}-${String(chance.int(1, 12)).padStart(2, '0')}-${String(chance.int(1, 28)).padStart(2, '0')}`;
  const established = establishedOn < today ? establishedOn : `${year}-01-02`;
  const said: Readonly<Record<string, string | number | boolean | string[] | null>> = {
    establishedOn: established,
    registeredDistrict: seat.district,
    taxDistrict: chance.chance(0.94) ? seat.district : '310114',
    city: '310000',
    area: seat.area,
    park: seat.park,
    entityType: 'company',
    independentEntity: true,
    resident: true,
    sizeClass: c.size,
    fields: [seat.field],
    tracks: [seat.track],
    restrictedProducts: false,
    strategicIndustry: chance.chance(0.7),
    paidInCapital: chance.int(50, c.size === 'micro' ? 800 : 9000) * 10_000_00,
    abnormalOperation: chance.chance(0.02),
    seriousDishonesty: chance.chance(0.005),
    nicheYears: Math.max(0, c.age - chance.int(0, 3)),
    accountingYears: Math.min(3, c.age),
    socialInsuranceRecord: true,
    listed: c.size === 'large' && chance.chance(0.3),
    // What only people can say is mostly not said
    ipRelated: chance.chance(0.35) ? true : null,
    nicheShare: chance.chance(0.12) ? Math.round(chance.next() * 25) / 100 : null,
    techField: chance.chance(0.3) ? true : null,
    innovationScore: chance.chance(0.15) ? chance.int(52, 92) : null,
  };
  const gap = () => chance.chance(0.08);
  for (const [field, value] of Object.entries(said)) {
    const needed =
      field === 'establishedOn' || field === 'registeredDistrict' || field === 'fields' || field === 'tracks';
    if (value === null || (!needed && gap())) continue;
    push.push({ ...regulator, field, value: value as string });
  }
  for (const r of makeReturns(chance, c, year - 1, 3)) {
    // A firm that did not file has no return at all
    if (chance.chance(0.03)) continue;
    for (const [field, value] of Object.entries(r.values))
      if (!gap())
        push.push({
          firmId: id,
          field,
          year: r.year,
          value,
          source: `return:${r.year}`,
          observedOn: observedOn(r.year),
        });
  }

  const strength = Math.min(
    1,
    c.rdShare * 2.2 + c.age / 40 + sizes.indexOf(c.size) * 0.14 + chance.next() * 0.25,
  );
  const collections: Readonly<Record<string, readonly MadeItem[]>> = {
    products: makeProducts(chance, seat.track, c.establishedYear, year - 1, seat.district),
    ips: makeIps(chance, c.rdShare, c.age),
    certificates: makeCertificates(chance, strength, c.establishedYear, today),
    awards: [],
    applications: [],
    relations: seat.relations,
    contracts: [],
    honours: chance.chance(0.04)
      ? [{ id: 'h1', values: { kind: 'science-province', rank: chance.int(1, 6), on: `${year - 2}-10-20` } }]
      : [],
  };
  const items = Object.entries(collections).flatMap(([collection, made]) =>
    made.map((m) => ({
      firmId: id,
      collection,
      id: m.id,
      values: m.values,
      source: collection === 'certificates' ? 'title-list' : `return:${year - 1}`,
      observedOn: observedOn(year - 1),
    })),
  );
  const complete = Object.keys(collections).flatMap((collection) =>
    gap()
      ? []
      : [
          {
            firmId: id,
            collection,
            complete: true,
            source: `return:${year - 1}`,
            observedOn: observedOn(year - 1),
          },
        ],
  );
  return {
    id,
    creditCode: seat.creditCode,
    nameZh: seat.name.zh,
    nameEn: seat.name.en,
    stage: stageOf(c),
    status: 'active',
    lineages: chance.chance(0.6)
      ? [chance.pick(['university', 'clinician', 'multinational', 'returnee', 'group', 'local'])]
      : [],
    demo: true,
    source: '演示数据',
    statements: { observations: facts, items, complete },
  };
}

const stageOf = (c: Character & { age: number }): NonNullable<BulkFirm['stage']> =>
  c.age <= 1
    ? 'preparing'
    : c.preRevenue || c.age <= 4
      ? 'startup'
      : c.size === 'large'
        ? 'mature'
        : c.size === 'medium'
          ? 'expansion'
          : 'growth';
