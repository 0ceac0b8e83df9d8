import type { Random } from '../random.ts';

/** Products, titles and rights of a firm. Days are 'YYYY-MM-DD', money 分. */

export interface MadeItem {
  readonly id: string;
  readonly values: Readonly<Record<string, number | boolean | string>>;
}

const wan = 10_000_00;

/** A day in the years before `lastYear`'s end. */
const dayIn = (chance: Random, from: number, to: number): string => {
  const year = chance.int(from, Math.max(from, to));
  return `${year}-${String(chance.int(1, 12)).padStart(2, '0')}-${String(chance.int(1, 28)).padStart(2, '0')}`;
};

const productKind: Readonly<Record<string, string>> = {
  'cell-gene': 'drug',
  antibody: 'drug',
  'small-molecule': 'drug',
  implant: 'device',
  imaging: 'device',
  ivd: 'ivd',
  'digital-health': 'device',
  'efficacy-skin': 'cosmetic',
  ingredient: 'ingredient',
};

export function makeProducts(
  chance: Random,
  track: string,
  established: number,
  year: number,
  district: string,
): MadeItem[] {
  const kind = productKind[track];
  if (!kind) return [];
  const count = chance.weighted([0, 1, 2, 3, 4], (n) => [2, 5, 4, 2, 1][n] ?? 0);
  return Array.from({ length: count }, (_, i): MadeItem => {
    const values: Record<string, number | boolean | string> = { kind };
    const rd = (least: number, most: number) => chance.int(least, most) * wan;
    if (kind === 'drug') {
      const advanced = track === 'cell-gene';
      values.class = chance.weighted(['1', '2', 'improved'], (c) => (c === '1' ? 6 : c === '2' ? 2 : 2));
      values.cellOrGene = advanced;
      const stages = advanced
        ? ['preclinical', 'early', 'confirmatory', 'review', 'approved']
        : ['preclinical', 'phase1', 'phase2', 'phase3', 'review', 'approved', 'marketed'];
      const at = Math.min(stages.length - 1, Math.floor(chance.next() ** 1.6 * stages.length));
      const stage = stages[at] ?? 'preclinical';
      values.stage = stage;
      values.stageOn = dayIn(chance, Math.max(established, year - 2), year);
      const done = stages[at - 1];
      if (done && /^phase|^early|^confirm/.test(done)) values.phaseDone = done;
      values.rdSpend = rd(300 + at * 900, 1200 + at * 6500);
      if (stage === 'approved' || stage === 'marketed') {
        values.approvedOn = values.stageOn;
        values.firstRegistration = chance.chance(0.8);
        values.holder = chance.chance(0.9);
      }
    } else if (kind === 'device' || kind === 'ivd') {
      values.class = chance.weighted(['1', '2', '3'], (c) => (c === '1' ? 2 : c === '2' ? 6 : 4));
      const stage = chance.weighted(['preclinical', 'review', 'approved', 'marketed'], (s) =>
        s === 'approved' ? 4 : s === 'marketed' ? 4 : 2,
      );
      values.stage = stage;
      values.stageOn = dayIn(chance, Math.max(established, year - 3), year);
      values.rdSpend = rd(60, values.class === '3' ? 3800 : 700);
      values.specialReview = values.class === '3' && chance.chance(0.25);
      if (values.specialReview === true)
        values.specialReviewOn = dayIn(chance, Math.max(established, year - 3), year);
      if (stage === 'approved' || stage === 'marketed') {
        values.approvedOn = values.stageOn;
        values.firstRegistration = chance.chance(0.7);
        values.holder = true;
      }
      values.keyVariety = chance.chance(0.25);
    } else {
      values.class = kind === 'cosmetic' ? chance.pick(['general', 'special']) : 'general';
      values.stage = chance.pick(['review', 'approved', 'marketed']);
      values.stageOn = dayIn(chance, Math.max(established, year - 3), year);
      values.rdSpend = rd(10, 260);
      values.herbal = chance.chance(0.15);
    }
    if (values.stage === 'marketed' || values.stage === 'approved') {
      const here = chance.chance(0.75);
      values.producedHere = here;
      if (here) values.producedDistrict = district;
      values.output = here;
      values.soldHere = chance.chance(0.85);
      values.sales = values.stage === 'marketed' ? rd(20, 5200) : 0;
    }
    // Nobody files everything
    if (chance.chance(0.12)) delete values.rdSpend;
    return { id: `p${i + 1}`, values };
  });
}

export function makeIps(chance: Random, rdShare: number, age: number): MadeItem[] {
  const strong = Math.min(9, Math.floor(chance.next() * (rdShare * 40 + age / 3)));
  const weak = Math.min(14, Math.floor(chance.next() * (4 + age)));
  const one = (i: number): MadeItem => ({
    id: `i${i + 1}`,
    values: {
      kind: 'invention',
      class: 'I',
      selfDeveloped: chance.chance(0.85),
      highValue: chance.chance(0.2),
      applied: chance.chance(0.7),
    },
  });
  const two = (i: number): MadeItem => ({
    id: `ii${i + 1}`,
    values: {
      kind: chance.pick(['utility', 'software', 'design']),
      class: 'II',
      applied: chance.chance(0.6),
    },
  });
  return [
    ...Array.from({ length: strong }, (_, i) => one(i)),
    ...Array.from({ length: weak }, (_, i) => two(i)),
  ];
}

/** Titles along the ladder: whoever holds a rung has mostly held the one below. */
export function makeCertificates(
  chance: Random,
  strength: number,
  established: number,
  today: string,
): MadeItem[] {
  const year = Number(today.slice(0, 4));
  const rungs: readonly (readonly [string, number, number])[] = [
    ['tech-sme', 0.25, 1],
    ['high-tech', 0.4, 3],
    ['innovative-sme', 0.48, 3],
    ['specialised', 0.66, 3],
    ['little-giant', 0.9, 3],
  ];
  return rungs.flatMap(([kind, needs, valid], i): MadeItem[] => {
    if (strength + (chance.next() - 0.5) * 0.2 < needs || year - established < i + 1) return [];
    const granted = Math.max(established + 1, year - chance.int(0, valid));
    const grantedOn = `${granted}-${kind === 'high-tech' ? '11-15' : '06-20'}`;
    if (grantedOn > today) return [];
    const renewed = granted - established > valid + 2 && chance.chance(0.5);
    return [
      {
        id: kind,
        values: {
          kind,
          event: renewed ? 'renewal' : chance.chance(0.08) ? 'movedIn' : 'first',
          grantedOn,
          validTo: kind === 'tech-sme' ? `${granted}-12-31` : `${granted + valid}${grantedOn.slice(4)}`,
        },
      },
    ];
  });
}
