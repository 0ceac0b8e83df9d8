import type { BookingRules, OpeningHours } from '@hegu/contract/labs/booking-rules.ts';
import type { FeeRule } from '@hegu/contract/labs/pricing.ts';
import { defineMessages } from '../../../i18n/messages.ts';
import type { Format } from '../../../lib/format.ts';

/** Opening hours and booking rules as a person would say them. */
export const ruleWords = defineMessages(
  {
    weekdays: ['周一', '周二', '周三', '周四', '周五', '周六', '周日'],
    everyDay: '每天',
    run: (from: string, to: string) => `${from}至${to}`,
    and: '、',
    allDay: '全天',
    always: '全天开放，随时可约',
    never: '暂未设置开放时间',
    holidays: (weekday: string) => `法定节假日不开放；调休上班日按${weekday}开放`,
    noHolidays: '法定节假日照常开放',
    someOnly: '仅对指定单位或课题组',
    closedOn: '不开放',
    length: '一次预约',
    lengthBetween: (min: string, max: string) => `${min}到${max}`,
    lengthMin: (min: string) => `至少${min}`,
    lengthMax: (max: string) => `最长${max}`,
    grid: (grid: string) => `按${grid}一格起止`,
    ahead: '提前预约',
    horizon: (days: number) => (days === 0 ? '只能约当天' : `最多提前 ${days} 天`),
    notice: (length: string) => `至少提前${length}`,
    amount: '每人可约',
    maxFuture: (n: number) => `最多 ${n} 个未开始的预约`,
    maxPerDay: (n: number) => `每天最多 ${n} 次`,
    maxMinutes: (length: string) => `未开始的预约合计不超过${length}`,
    gap: (length: string) => `两次之间至少间隔${length}`,
    move: '改期',
    freeze: (length: string) => `开始前${length}内不能自行改期，请联系机组`,
    cancel: '取消',
    late: (length: string, fee: string) => `开始前${length}内取消算临期取消${fee}；更早取消不收费`,
    cancelFree: '开始前取消都不收费',
    noShow: '未到',
    missed: (length: string, fee: string) => `开始后${length}仍未签到记为爽约${fee}`,
    feePercent: (percent: string) => `，收预约机时费的 ${percent}`,
    feeFlat: (amount: string) => `，收 ${amount}`,
    approval: '审批',
    approvals: {
      none: '不需要审批，约上即确认',
      facility: '由机组审批',
      pi: '由课题组负责人审批',
      'pi+facility': '先由课题组负责人审批，再由机组审批',
    },
    training: '上机资格',
    trainingNeeded: '须先通过培训考核，取得本机上机资格',
    trainingNot: '不要求上机资格',
    priority: '优先时段',
    priorityUntil: (length: string) => `优先留给指定单位或课题组，开始前${length}起对所有人开放`,
    offPeak: '低峰时段',
    relax: {
      minMinutes: '最短时长',
      maxMinutes: '最长时长',
      noticeMinutes: '提前时间',
      maxFutureReservations: '未开始的预约数',
      maxPerDay: '每天次数',
      maxFutureMinutes: '合计时长',
      gapMinutes: '间隔',
    } as Record<string, string>,
    lifted: (what: string) => `${what}不限`,
    relaxed: (what: string, value: string) => `${what}放宽为${value}`,
  },
  {
    weekdays: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
    everyDay: 'Every day',
    run: (from, to) => `${from}–${to}`,
    and: ', ',
    allDay: 'all day',
    always: 'Open day and night',
    never: 'No opening hours set yet',
    holidays: (weekday) => `Closed on public holidays; make-up workdays are open as a ${weekday}`,
    noHolidays: 'Open on public holidays too',
    someOnly: 'for certain organisations or groups only',
    closedOn: 'closed',
    length: 'One booking',
    lengthBetween: (min, max) => `${min} to ${max}`,
    lengthMin: (min) => `at least ${min}`,
    lengthMax: (max) => `at most ${max}`,
    grid: (grid) => `starts and ends on a grid of ${grid}`,
    ahead: 'Ahead of time',
    horizon: (days) => (days === 0 ? 'same day only' : `at most ${days} days ahead`),
    notice: (length) => `at least ${length} ahead`,
    amount: 'Each person',
    maxFuture: (n) => `at most ${n} upcoming ${n === 1 ? 'booking' : 'bookings'}`,
    maxPerDay: (n) => `at most ${n} a day`,
    maxMinutes: (length) => `upcoming bookings add up to ${length} at most`,
    gap: (length) => `at least ${length} between two bookings`,
    move: 'Moving',
    freeze: (length) => `not within ${length} of the start; ask the facility then`,
    cancel: 'Cancelling',
    late: (length, fee) => `late within ${length} of the start${fee}; free before that`,
    cancelFree: 'free until it starts',
    noShow: 'Not coming',
    missed: (length, fee) => `missed when not checked in ${length} after the start${fee}`,
    feePercent: (percent) => `, which costs ${percent} of the reserved time`,
    feeFlat: (amount) => `, which costs ${amount}`,
    approval: 'Approval',
    approvals: {
      none: 'none: a booking is confirmed at once',
      facility: 'by the facility',
      pi: 'by the PI',
      'pi+facility': 'by the PI, then by the facility',
    },
    training: 'Qualification',
    trainingNeeded: 'its training has to be passed first',
    trainingNot: 'none needed',
    priority: 'Priority time',
    priorityUntil: (length) => `kept for certain organisations or groups; open to all from ${length} before`,
    offPeak: 'Off-peak',
    relax: {
      minMinutes: 'shortest length',
      maxMinutes: 'longest length',
      noticeMinutes: 'time ahead',
      maxFutureReservations: 'number of upcoming bookings',
      maxPerDay: 'bookings a day',
      maxFutureMinutes: 'total time',
      gapMinutes: 'gap',
    },
    lifted: (what) => `no limit on ${what}`,
    relaxed: (what, value) => `${what} ${value}`,
  },
);
type Words = typeof ruleWords.zh;

/** `周一至周五、周日`; runs of three or more are joined. */
export function weekdaysText(days: readonly number[], t: Words): string {
  const set = [...new Set(days)].filter((d) => d >= 1 && d <= 7).sort((a, b) => a - b);
  if (set.length === 7) return t.everyDay;
  const runs: number[][] = [];
  for (const day of set) {
    const last = runs[runs.length - 1];
    if (last && last[last.length - 1] === day - 1) last.push(day);
    else runs.push([day]);
  }
  const name = (day: number) => t.weekdays[day - 1] ?? '';
  return runs
    .map((run) =>
      run.length > 2
        ? t.run(name(run[0] as number), name(run[run.length - 1] as number))
        : run.map(name).join(t.and),
    )
    .join(t.and);
}

const hoursText = (w: { from: string; to: string }, t: Words): string =>
  w.from === '00:00' && w.to === '24:00' ? t.allDay : `${w.from}–${w.to}`;

export interface Said {
  readonly label: string;
  readonly text: string;
}

/** The weekly hours, days with the same hours together; then the exceptions from `today` on, at most `most`. */
export function hoursLines(
  hours: OpeningHours | null,
  today: string,
  format: Format,
  t: Words,
  most = 6,
): { readonly weekly: readonly Said[]; readonly exceptions: readonly Said[]; readonly note: string | null } {
  if (hours === null) return { weekly: [{ label: t.everyDay, text: t.allDay }], exceptions: [], note: null };
  const byDay = new Map<number, string[]>();
  for (const w of hours.weekly) {
    const some = w.organisationIds !== undefined || w.groupIds !== undefined;
    for (const day of w.weekdays) {
      const text = some
        ? `${hoursText(w, t)} ${format.locale === 'zh' ? `（${t.someOnly}）` : `(${t.someOnly})`}`
        : hoursText(w, t);
      byDay.set(day, [...(byDay.get(day) ?? []), text]);
    }
  }
  const groups = new Map<string, number[]>();
  for (const [day, texts] of [...byDay].sort(([a], [b]) => a - b)) {
    const key = texts.sort().join(t.and);
    groups.set(key, [...(groups.get(key) ?? []), day]);
  }
  const exceptions = hours.exceptions
    .filter((e) => e.date >= today)
    .sort((a, b) => a.date.localeCompare(b.date))
    .slice(0, most)
    .map((e) => ({
      label: format.day(e.date),
      text: [
        e.hours.length === 0 ? t.closedOn : e.hours.map((h) => hoursText(h, t)).join(t.and),
        ...(e.note ? [e.note] : []),
      ].join(format.locale === 'zh' ? '，' : '; '),
    }));
  const everyDayAllDay =
    [...groups].length === 1 && groups.get(t.allDay)?.length === 7 && !hours.followHolidays;
  return {
    weekly:
      groups.size === 0
        ? [{ label: t.everyDay, text: t.never }]
        : [...groups].map(([text, days]) => ({ label: weekdaysText(days, t), text })),
    exceptions,
    note: everyDayAllDay
      ? null
      : hours.followHolidays
        ? t.holidays(weekdaysText([hours.makeUpWeekday], t))
        : t.noHolidays,
  };
}

/** Chinese has a space between a figure and its unit already; a sentence needs none before the figure's phrase. */
const spaced = (text: string, zh: boolean): string => (zh ? ` ${text}` : text);

export function feeText(fee: FeeRule | undefined, format: Format, t: Words): string {
  if (!fee) return '';
  return fee.kind === 'percent'
    ? fee.bp === 0
      ? ''
      : t.feePercent(format.percent(fee.bp / 10_000))
    : fee.feeFen === 0
      ? ''
      : t.feeFlat(format.money(fee.feeFen));
}

/** Every rule that is set, by subject. */
export function ruleLines(
  rules: BookingRules,
  fees: { readonly lateCancellation?: FeeRule | undefined; readonly noShow?: FeeRule | undefined },
  format: Format,
  t: Words,
): readonly Said[] {
  const zh = format.locale === 'zh';
  const comma = zh ? '；' : '; ';
  const length = (minutes: number) => spaced(format.duration(minutes), zh);
  const lines: Said[] = [];
  const say = (label: string, parts: readonly (string | null | undefined)[]) => {
    const said = parts.filter((p): p is string => Boolean(p)).map((p) => p.trim());
    if (said.length > 0) lines.push({ label, text: said.join(comma) });
  };
  const set = (value: number | null | undefined): value is number => typeof value === 'number';

  const { minMinutes: min, maxMinutes: max, gridMinutes: grid } = rules;
  say(t.length, [
    set(min) && set(max)
      ? t.lengthBetween(length(min), length(max))
      : set(min)
        ? t.lengthMin(length(min))
        : set(max)
          ? t.lengthMax(length(max))
          : null,
    set(grid) && grid > 1 ? t.grid(length(grid)) : null,
  ]);
  say(t.ahead, [
    set(rules.horizonDays) ? t.horizon(rules.horizonDays) : null,
    set(rules.noticeMinutes) && rules.noticeMinutes > 0 ? t.notice(length(rules.noticeMinutes)) : null,
  ]);
  say(t.amount, [
    set(rules.maxFutureReservations) ? t.maxFuture(rules.maxFutureReservations) : null,
    set(rules.maxPerDay) ? t.maxPerDay(rules.maxPerDay) : null,
    set(rules.maxFutureMinutes) ? t.maxMinutes(length(rules.maxFutureMinutes)) : null,
    set(rules.gapMinutes) && rules.gapMinutes > 0 ? t.gap(length(rules.gapMinutes)) : null,
  ]);
  if (set(rules.freezeMinutes) && rules.freezeMinutes > 0)
    say(t.move, [t.freeze(length(rules.freezeMinutes))]);
  say(t.cancel, [
    set(rules.lateCancelMinutes) && rules.lateCancelMinutes > 0
      ? t.late(length(rules.lateCancelMinutes), feeText(fees.lateCancellation, format, t))
      : t.cancelFree,
  ]);
  if (set(rules.noShowMinutes))
    say(t.noShow, [t.missed(length(rules.noShowMinutes), feeText(fees.noShow, format, t))]);
  say(t.approval, [t.approvals[rules.approval ?? 'none']]);
  say(t.training, [rules.trainingRequired ? t.trainingNeeded : t.trainingNot]);
  for (const w of rules.priorityWindows ?? []) {
    say(t.priority, [
      `${weekdaysText(w.weekdays, t)} ${hoursText(w, t)}${zh ? '：' : ': '}${t.priorityUntil(length(w.untilMinutesBefore))}`,
    ]);
  }
  for (const w of rules.offPeak ?? []) {
    const what = Object.entries(w.relax)
      .map(([key, value]) => {
        const name = t.relax[key] ?? key;
        if (value === null || value === undefined) return t.lifted(name);
        return t.relaxed(name, key.endsWith('Minutes') ? length(value) : spaced(String(value), zh));
      })
      .join(t.and);
    say(t.offPeak, [`${weekdaysText(w.weekdays, t)} ${hoursText(w, t)}${zh ? '：' : ': '}${what}`]);
  }
  return lines;
}

/** Rules for some, over those of the instrument: only what they set, without what holds by default. */
export const setLines = (rules: BookingRules, format: Format, t: Words): readonly Said[] =>
  ruleLines(rules, {}, format, t).filter(
    (line) =>
      !(line.label === t.approval && rules.approval == null) &&
      !(line.label === t.training && rules.trainingRequired == null) &&
      !(line.label === t.cancel && rules.lateCancelMinutes == null),
  );
