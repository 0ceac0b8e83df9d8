import type { BookingRules } from '@hegu/contract/labs/booking-rules.ts';
import type { FacilityKey } from '../facilities.ts';
import type { Text } from '../types.ts';
import type { FamilyKey } from './families.ts';
import type { HoursKey } from './hours.ts';
import type { MakerKey } from './makers.ts';

/**
 * One real model as the catalogue knows it; `at` says how many stand where. Texts in both languages are written
 * `中文|English`, which keeps the two next to each other.
 */
export interface Template {
  readonly key: string;
  /** Leaf of packs/taxonomy/instruments.json. */
  readonly cls: string;
  readonly family: FamilyKey;
  readonly maker: MakerKey;
  readonly model: string;
  /** Kind of instrument as one would say it at the counter; the model is added to it. */
  readonly name: string;
  /** 万元 when bought. */
  readonly value: number;
  /** Earliest year of purchase. */
  readonly since?: number;
  /** `标签|label|value` or `标签|label|数值|value`. */
  readonly specs: readonly string[];
  /** Yuan per hour for an enterprise that runs it itself; left out where time is not sold. */
  readonly hour?: number;
  /** Yuan per piece for an enterprise, then the unit: `[280, '样|sample']`. */
  readonly item?: readonly [number, string];
  /** Yuan per hour of an operator. */
  readonly operator?: number;
  /** s = 自主上机 self-run, o = 委托测试 operator-run, d = 送样 send-in. */
  readonly modes?: 's' | 'o' | 'd' | 'so' | 'sd' | 'od' | 'sod';
  readonly hours?: HoursKey;
  readonly rules?: BookingRules;
  /** `key|中文|English|yuan per use` */
  readonly accessories?: readonly string[];
  /** `key|中文|English|单位|unit|yuan` */
  readonly consumables?: readonly string[];
  readonly config?: ConfigurationKey;
  readonly capacity?: number;
  /** Share of open time that is booked, 0–1. */
  readonly demand?: number;
  readonly membersOnly?: true;
  readonly sample?: string;
  readonly safety?: string;
  /** Template that stands next to each of these and is booked with it. */
  readonly link?: string;
  readonly at: Readonly<Partial<Record<FacilityKey, number>>>;
}

/** Splits `中文|English`. */
export function pair(text: string): Text {
  const [zh, en, ...rest] = text.split('|');
  if (!zh || !en || rest.length > 0) throw new RangeError(`not 中文|English: ${text}`);
  return { zh, en };
}

interface ConfigurationTemplate {
  readonly name: string;
  readonly required: boolean;
  readonly noticeMinutes: number;
  readonly options: readonly string[];
}

/** What a booker chooses before a run: `key|中文|English` per option. */
export const configurations = {
  source: {
    name: '离子源|Ion source',
    required: true,
    noticeMinutes: 240,
    options: ['esi|ESI 电喷雾|ESI', 'apci|APCI 大气压化学电离|APCI'],
  },
  nano: {
    name: '进样方式|Injection',
    required: true,
    noticeMinutes: 480,
    options: ['nano|纳升流速|Nano flow', 'micro|微升流速|Micro flow'],
  },
  detector: {
    name: '检测器|Detector',
    required: true,
    noticeMinutes: 60,
    options: ['dad|DAD 二极管阵列|DAD', 'elsd|ELSD 蒸发光散射|ELSD', 'rid|RID 示差折光|RID'],
  },
  probe: {
    name: '探头|Probe',
    required: true,
    noticeMinutes: 1440,
    options: ['bbo|BBO 宽带观察探头|BBO broadband', 'cryo|超低温探头|CryoProbe'],
  },
  objective: {
    name: '物镜|Objective',
    required: false,
    noticeMinutes: 0,
    options: ['dry20|20× 干镜|20× dry', 'water40|40× 水镜|40× water', 'oil63|63× 油镜|63× oil'],
  },
  nozzle: {
    name: '喷嘴|Nozzle',
    required: true,
    noticeMinutes: 120,
    options: [
      'n70|70 μm（淋巴细胞）|70 μm (lymphocytes)',
      'n100|100 μm（贴壁细胞、类器官）|100 μm (adherent cells, organoids)',
    ],
  },
  flowcell: {
    name: '测序芯片|Flow cell',
    required: true,
    noticeMinutes: 2880,
    options: ['small|小通量芯片|Low output', 'large|大通量芯片|High output'],
  },
  species: {
    name: '动物种属|Species',
    required: true,
    noticeMinutes: 0,
    options: ['mouse|小鼠|Mouse', 'rat|大鼠|Rat'],
  },
  fixture: {
    name: '夹具|Fixture',
    required: true,
    noticeMinutes: 1440,
    options: [
      'tensile|拉伸夹具|Tensile grips',
      'compress|压缩平台|Compression platens',
      'bend|三点弯曲|Three-point bend',
    ],
  },
} as const satisfies Record<string, ConfigurationTemplate>;

export type ConfigurationKey = keyof typeof configurations;
