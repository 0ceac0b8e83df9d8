import { type Day, minute, minutesOf, openIntervals } from './calendar.ts';
import { instrumentId } from './instruments/index.ts';
import type { Slot } from './slots.ts';
import type { DemoInstrument } from './types.ts';

/** What the tour of the demo shows: bookings with a known holder, placed before all others. */
export interface Scene {
  readonly instrument: string;
  readonly person: string;
  readonly project: string;
  /** Days from today, or the 16th of last month; a closed day moves on to the next open one. */
  readonly day: number | 'last month';
  readonly from: string;
  readonly minutes: number;
  /** Approval steps that are still open. Empty: nothing waits. */
  readonly waitsFor: readonly ('pi' | 'facility')[];
  /** When it was made, as days from today and a time of day. */
  readonly created?: readonly [number, string];
  readonly purpose: string;
  readonly configuration?: Readonly<Record<string, string>>;
  /** Used this long and no longer. */
  readonly usedMinutes?: number;
}

export const bookableKey = 'xevo-tqxs/tj-ms/1';
export const approvalKey = 'sciex-7500/tj-ms/1';
export const trainingMissingKey = 'stellaris-8/tj-micro/2';

/** The scene whose charge is disputed. */
export const disputedPurpose = '大鼠血浆 PK 定量，第 3 批（真空报警中断）';

const esi = { source: 'esi' };

export const scenes: readonly Scene[] = [
  // The researcher's own
  {
    instrument: bookableKey,
    person: 'researcher',
    project: 'zl-2101',
    day: 'last month',
    from: '09:00',
    minutes: 240,
    waitsFor: [],
    purpose: disputedPurpose,
    configuration: esi,
    usedMinutes: 70,
  },
  {
    instrument: bookableKey,
    person: 'researcher',
    project: 'zl-2101',
    day: -20,
    from: '13:30',
    minutes: 180,
    waitsFor: [],
    purpose: '代谢产物鉴定，肝微粒体孵育样',
    configuration: esi,
  },
  {
    instrument: 'agilent-6495d/tj-ms/1',
    person: 'researcher',
    project: 'zl-2101',
    day: -6,
    from: '10:00',
    minutes: 180,
    waitsFor: [],
    purpose: '组织匀浆样方法学预试',
    configuration: esi,
  },
  {
    instrument: 'xevo-tqxs/tj-ms/2',
    person: 'researcher',
    project: 'zl-2101',
    day: 1,
    from: '09:00',
    minutes: 180,
    waitsFor: [],
    created: [-3, '16:20'],
    purpose: '大鼠血浆 PK 定量，第 4 批',
    configuration: esi,
  },
  {
    instrument: approvalKey,
    person: 'researcher',
    project: 'zl-2101',
    day: 3,
    from: '10:00',
    minutes: 180,
    waitsFor: ['pi', 'facility'],
    created: [-1, '20:15'],
    purpose: '低浓度样本复测，需用高灵敏机型',
    configuration: esi,
  },
  // What else waits for the PI
  {
    instrument: 'agilent-6495d/tj-ms/2',
    person: 'xu-anran',
    project: 'zl-2101',
    day: 2,
    from: '09:00',
    minutes: 180,
    waitsFor: ['pi'],
    created: [-1, '21:40'],
    purpose: '标准曲线与质控样',
    configuration: esi,
  },
  {
    instrument: approvalKey,
    person: 'xu-anran',
    project: 'zl-2101',
    day: 4,
    from: '14:00',
    minutes: 180,
    waitsFor: ['pi', 'facility'],
    created: [-1, '18:05'],
    purpose: '脑脊液样本定量',
    configuration: esi,
  },
  // What waits for the facility
  {
    instrument: approvalKey,
    person: 'he-zhengyu',
    project: 'zl-2207',
    day: 5,
    from: '09:00',
    minutes: 150,
    waitsFor: ['facility'],
    created: [-1, '15:30'],
    purpose: '候选化合物基因毒杂质限度',
    configuration: esi,
  },
  {
    instrument: 'exploris-480/tj-ms/2',
    person: 'cai-yutong',
    project: 'bs-adc12',
    day: 3,
    from: '09:00',
    minutes: 360,
    waitsFor: ['facility'],
    created: [-1, '17:10'],
    purpose: 'ADC 肽图与偶联位点',
    configuration: { nano: 'nano' },
  },
  {
    instrument: 'astral/tj-ms/1',
    person: 'bi-sihan',
    project: 'hy-gpcr',
    day: 4,
    from: '13:00',
    minutes: 480,
    waitsFor: ['facility'],
    created: [-1, '22:05'],
    purpose: '膜蛋白组 DIA，36 样',
    configuration: { nano: 'nano' },
  },
  {
    instrument: 'exploris-480/tj-ms/1',
    person: 'yin-ruolan',
    project: 'jc-vitd',
    day: 6,
    from: '09:30',
    minutes: 300,
    waitsFor: ['facility'],
    created: [-1, '11:45'],
    purpose: '类固醇激素候选方法比对',
    configuration: { nano: 'micro' },
  },
  // Another company: a competitor of nobody, whose calendar must not leak
  {
    instrument: 'vdt-3600i/jd-device/1',
    person: 'researcher2',
    project: 'yh-tavr',
    day: -2,
    from: '00:00',
    minutes: 5 * 1440,
    waitsFor: [],
    created: [-16, '14:00'],
    purpose: '瓣膜加速疲劳，第 2 轮',
  },
  {
    instrument: 'instron-5967/jd-device/1',
    person: 'researcher2',
    project: 'yh-tavr',
    day: 1,
    from: '09:00',
    minutes: 180,
    waitsFor: [],
    created: [-5, '10:30'],
    purpose: '输送系统拉伸强度',
    configuration: { fixture: 'tensile' },
  },
  {
    instrument: 'pulse-dup/jd-device/1',
    person: 'researcher2',
    project: 'yh-tavr',
    day: -9,
    from: '09:00',
    minutes: 240,
    waitsFor: [],
    purpose: '脉动流性能，23 mm 规格',
  },
];

export interface PlacedScene extends Slot {
  readonly scene: Scene;
}

/** Puts every scene on its day; a scene on a closed day moves to the next open one. */
export function placeScenes(days: readonly Day[], instruments: readonly DemoInstrument[]): PlacedScene[] {
  const byId = new Map(instruments.map((i) => [i.id, i]));
  const today = days.find((d) => d.offset === 0);
  const lastMonth =
    today &&
    days
      .filter((d) => d.date.slice(0, 7) < today.date.slice(0, 7))
      .at(-1)
      ?.date.slice(0, 7);
  return scenes.map((scene) => {
    const instrument = byId.get(instrumentId(scene.instrument));
    if (!instrument) throw new RangeError(`scene on an unknown instrument: ${scene.instrument}`);
    const first =
      scene.day === 'last month'
        ? days.findIndex((d) => d.date === `${lastMonth}-16`)
        : days.findIndex((d) => d.offset === scene.day);
    for (const on of days.slice(first)) {
      const from = on.startMs + minutesOf(scene.from) * minute;
      const to = from + scene.minutes * minute;
      const open = openIntervals(instrument.openingHours, on);
      const inside = open.some((o) => from >= o.from && (to <= o.to || scene.minutes > 1440));
      if (inside) return { instrument, lane: 0, from, to, day: on, scene };
    }
    throw new RangeError(`no open day for ${scene.instrument}`);
  });
}
