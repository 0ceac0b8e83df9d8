import { Temporal } from 'temporal-polyfill';
import { type Day, day, type Interval, minute, minutesOf } from './calendar.ts';
import { instrumentId } from './instruments/index.ts';
import { demoId } from './random.ts';
import type { DemoFacility, DemoInstrument, DemoOutage, Text } from './types.ts';

const t = (zh: string, en: string): Text => ({ zh, en });
const at = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms);

interface Recurring {
  readonly instrument: string;
  readonly rrule: string;
  readonly on: (d: Day) => boolean;
  readonly from: string;
  readonly to: string;
  readonly reason: Text;
}

const weekly = (weekday: number) => (d: Day) => d.weekday === weekday;
const firstWednesday = (d: Day) => d.weekday === 3 && Number(d.date.slice(8)) <= 7;

const recurring: readonly Recurring[] = [
  {
    instrument: 'neo-600/tj-nmr/1',
    rrule: 'FREQ=WEEKLY;BYDAY=MO',
    on: weekly(1),
    from: '08:30',
    to: '10:00',
    reason: t('每周一液氮加注', 'Liquid nitrogen fill every Monday'),
  },
  {
    instrument: 'neo-400/tj-nmr/1',
    rrule: 'FREQ=WEEKLY;BYDAY=MO',
    on: weekly(1),
    from: '10:00',
    to: '11:00',
    reason: t('每周一液氮加注', 'Liquid nitrogen fill every Monday'),
  },
  {
    instrument: 'glacios-2/tj-em/1',
    rrule: 'FREQ=WEEKLY;BYDAY=FR',
    on: weekly(5),
    from: '16:00',
    to: '20:00',
    reason: t('每周五电镜除霜（cryo-cycle）', 'Cryo-cycle every Friday'),
  },
  {
    instrument: 'symphony-a5/tj-cell/1',
    rrule: 'FREQ=WEEKLY;BYDAY=MO',
    on: weekly(1),
    from: '09:00',
    to: '10:00',
    reason: t('每周一质控微球校准', 'Calibration beads every Monday'),
  },
  {
    instrument: 'astral/tj-ms/1',
    rrule: 'FREQ=WEEKLY;BYDAY=MO',
    on: weekly(1),
    from: '09:00',
    to: '12:00',
    reason: t('每周一校准与 HeLa 标准品质控', 'Calibration and HeLa standard every Monday'),
  },
  {
    instrument: 'xevo-tqxs/zj-drug/1',
    rrule: 'FREQ=MONTHLY;BYDAY=1WE',
    on: firstWednesday,
    from: '08:30',
    to: '11:30',
    reason: t('每月首个周三清洗离子源', 'Source cleaning on the first Wednesday of the month'),
  },
  {
    instrument: 'sciex-7500/tj-ms/1',
    rrule: 'FREQ=MONTHLY;BYDAY=1WE',
    on: firstWednesday,
    from: '13:30',
    to: '16:30',
    reason: t('每月首个周三清洗离子源', 'Source cleaning on the first Wednesday of the month'),
  },
];

interface Once {
  readonly instrument: string;
  /** Day offset from today and time of day. */
  readonly from: readonly [number, string];
  readonly to: readonly [number, string];
  readonly kind: 'planned' | 'unplanned';
  readonly reason: Text;
}

export const outageNowKey = 'xevo-tqxs/tj-ms/3';
export const outageTomorrowKey = 'agilent-6495d/tj-ms/2';

const once: readonly Once[] = [
  // Running whatever the hour of the day is
  {
    instrument: outageNowKey,
    from: [-1, '16:30'],
    to: [2, '12:00'],
    kind: 'unplanned',
    reason: t(
      '离子源高压电源故障，工程师已报备件，预计后天中午恢复',
      'High-voltage supply of the source failed; the part is ordered, back around noon the day after tomorrow',
    ),
  },
  {
    instrument: outageTomorrowKey,
    from: [1, '13:30'],
    to: [1, '17:30'],
    kind: 'planned',
    reason: t('年度预防性维护（PM），厂家工程师上门', 'Yearly preventive maintenance by the maker'),
  },
  {
    instrument: 'lsm-980/tj-micro/2',
    from: [5, '09:00'],
    to: [6, '12:00'],
    kind: 'planned',
    reason: t('激光器更换与光路校准', 'Laser replacement and alignment'),
  },
  {
    instrument: 'biospec/tj-animal/1',
    from: [9, '08:00'],
    to: [9, '18:00'],
    kind: 'planned',
    reason: t('液氦加注与匀场', 'Helium fill and shimming'),
  },
  {
    instrument: 'jem-1400/tj-em/1',
    from: [7, '09:00'],
    to: [8, '17:00'],
    kind: 'planned',
    reason: t('更换灯丝', 'Filament replacement'),
  },
  {
    instrument: 'exploris-480/tj-ms/1',
    from: [-12, '14:00'],
    to: [-10, '10:00'],
    kind: 'unplanned',
    reason: t('真空异常，更换前级泵油封', 'Vacuum fault: fore-pump seal replaced'),
  },
  {
    instrument: 'stellaris-8/tj-micro/1',
    from: [-26, '10:00'],
    to: [-25, '17:00'],
    kind: 'unplanned',
    reason: t('白激光功率下降，厂家远程校准', 'White-light laser lost power; calibrated remotely'),
  },
  {
    instrument: 'neo-400/tj-nmr/2',
    from: [-40, '09:00'],
    to: [-38, '18:00'],
    kind: 'planned',
    reason: t('探头送修', 'Probe sent for repair'),
  },
  {
    instrument: 'aria-fusion/tj-cell/1',
    from: [-18, '13:00'],
    to: [-18, '18:00'],
    kind: 'unplanned',
    reason: t('喷嘴堵塞，侧流不稳', 'Clogged nozzle, unstable side streams'),
  },
  {
    instrument: 'novaseq/tj-gene/1',
    from: [-55, '00:00'],
    to: [-52, '00:00'],
    kind: 'planned',
    reason: t('控制软件升级与性能验证', 'Software upgrade and requalification'),
  },
  {
    instrument: 'acquity-hclass/tj-chrom/2',
    from: [-33, '09:00'],
    to: [-33, '15:00'],
    kind: 'unplanned',
    reason: t('四元泵漏液', 'Leak in the quaternary pump'),
  },
  {
    instrument: 'emc-chamber/jd-device/1',
    from: [-47, '09:00'],
    to: [-45, '17:00'],
    kind: 'planned',
    reason: t('场地年度归一化衰减（NSA）复核', 'Yearly site attenuation check'),
  },
  {
    instrument: 'ivis/tj-animal/1',
    from: [-8, '08:00'],
    to: [-8, '14:00'],
    kind: 'unplanned',
    reason: t('相机制冷故障', 'Camera cooling failed'),
  },
  {
    instrument: 'visia-cr/dn-skin/1',
    from: [-61, '09:00'],
    to: [-61, '17:00'],
    kind: 'planned',
    reason: t('光源标定', 'Lamp calibration'),
  },
  {
    instrument: 'gea-lyovac/yg-pilot/1',
    from: [-72, '08:00'],
    to: [-69, '18:00'],
    kind: 'planned',
    reason: t('在线清洗与灭菌再验证', 'Requalification of cleaning and sterilisation'),
  },
  {
    instrument: 'biacore-8k/zj-drug/1',
    from: [-21, '10:00'],
    to: [-20, '20:00'],
    kind: 'unplanned',
    reason: t('自动进样针偏位', 'Autosampler needle out of line'),
  },
];

/** Busy times of outages by instrument id, for whoever places reservations. */
export type OutageTimes = ReadonlyMap<string, readonly Interval[]>;

export function makeOutages(
  days: readonly Day[],
  instruments: readonly DemoInstrument[],
  facilities: readonly DemoFacility[],
): DemoOutage[] {
  const byId = new Map(instruments.map((i) => [i.id, i]));
  const managers = new Map(facilities.map((f) => [f.id, f.managerId]));
  const today = days.find((d) => d.offset === 0)?.startMs ?? 0;
  const reporter = (key: string) => {
    const instrument = byId.get(instrumentId(key));
    const manager = instrument && managers.get(instrument.facilityId);
    if (!manager) throw new RangeError(`outage of an unknown instrument: ${key}`);
    return manager;
  };
  const ms = ([offset, time]: readonly [number, string]) => today + offset * day + minutesOf(time) * minute;

  const made: DemoOutage[] = [];
  for (const r of recurring) {
    const occurrences = days.filter(r.on).map((d) => ({
      startsAt: at(d.startMs + minutesOf(r.from) * minute),
      endsAt: at(d.startMs + minutesOf(r.to) * minute),
    }));
    const first = occurrences[0];
    if (!first) continue;
    made.push({
      id: demoId(`outage/${r.instrument}/${r.rrule}`),
      instrumentId: instrumentId(r.instrument),
      kind: 'planned',
      reason: r.reason,
      ...first,
      rrule: r.rrule,
      occurrences,
      reportedById: reporter(r.instrument),
      reportedAt: first.startsAt.subtract({ hours: 72 }),
    });
  }
  for (const o of once) {
    const startsAt = at(ms(o.from));
    const endsAt = at(ms(o.to));
    made.push({
      id: demoId(`outage/${o.instrument}/${o.kind}/${o.from[0]}`),
      instrumentId: instrumentId(o.instrument),
      kind: o.kind,
      reason: o.reason,
      startsAt,
      endsAt,
      rrule: null,
      occurrences: [{ startsAt, endsAt }],
      reportedById: reporter(o.instrument),
      // A breakdown is entered when it happens, maintenance two weeks ahead, and never in the future.
      reportedAt:
        o.kind === 'unplanned' ? startsAt : at(Math.min(startsAt.epochMilliseconds - 14 * day, today - day)),
    });
  }
  return made;
}

export function outageTimes(outages: readonly DemoOutage[]): OutageTimes {
  const times = new Map<string, Interval[]>();
  for (const outage of outages) {
    const list = times.get(outage.instrumentId) ?? [];
    for (const o of outage.occurrences)
      list.push({ from: o.startsAt.epochMilliseconds, to: o.endsAt.epochMilliseconds });
    times.set(outage.instrumentId, list);
  }
  return times;
}
