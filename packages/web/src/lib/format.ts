import { formatYuan, type Locale, monthsEn } from '@hegu/contract/errors.ts';

/** Anything that names an instant: RFC 3339 with an offset, epoch milliseconds, or a Date. */
export type InstantLike = string | number | Date;

/** Wall-clock reading of an instant in a zone. `weekday` is 0 for Sunday. */
export interface Civil {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly weekday: number;
}

const weekdays = {
  zh: ['周日', '周一', '周二', '周三', '周四', '周五', '周六'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
} as const;

const civilFormats = new Map<string, Intl.DateTimeFormat>();

function civilFormat(zone: string): Intl.DateTimeFormat {
  let format = civilFormats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
    civilFormats.set(zone, format);
  }
  return format;
}

const epochOf = (value: InstantLike): number =>
  typeof value === 'number' ? value : value instanceof Date ? value.getTime() : Date.parse(value);

/** Null when the value names no instant. */
export function civilOf(value: InstantLike, zone: string): Civil | null {
  const epoch = epochOf(value);
  if (!Number.isFinite(epoch)) return null;
  const read: Record<string, number> = {};
  for (const { type, value: part } of civilFormat(zone).formatToParts(epoch)) read[type] = Number(part);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = read;
  return { year, month, day, hour, minute, weekday: new Date(Date.UTC(year, month - 1, day)).getUTCDay() };
}

const two = (n: number) => String(n).padStart(2, '0');
const missing = '–';

export interface Format {
  readonly locale: Locale;
  readonly zone: string;
  /** 分 → `¥1,234.50`. */
  money(fen: number | null | undefined): string;
  /** `1,234`, with at most `digits` decimals. */
  number(value: number | null | undefined, digits?: number): string;
  /** 0.256 → `25.6%`. */
  percent(ratio: number | null | undefined, digits?: number): string;
  /** `14:00` */
  time(value: InstantLike): string;
  /** `7月15日 周三`, with the year when it is not this year's. */
  date(value: InstantLike): string;
  /** A civil date `2026-07-15` as `7月15日 周三`. */
  day(civilDate: string): string;
  /** `2026年7月` from an instant or `2026-07`. */
  month(value: string): string;
  /** `7月15日 周三 14:00` */
  dateTime(value: InstantLike): string;
  /** `7月15日 周三 14:00–16:00`; midnight at the end prints as 24:00. Half-open. */
  range(from: InstantLike, to: InstantLike): string;
  /** As `range`, without the date when both ends are on one day. */
  hours(from: InstantLike, to: InstantLike): string;
  /** 90 → `1 小时 30 分钟`. */
  duration(minutes: number | null | undefined): string;
  /** `3 分钟后`, `昨天`; against `now` in epoch milliseconds. */
  relative(value: InstantLike, now: number): string;
  /** `今天 14:00`, `明天 09:00`, else `dateTime`. */
  soon(value: InstantLike, now: number): string;
  /** `明天 13:00–18:00`; over several days `今天 22:00 – 明天 08:00`. Half-open, as `range`. */
  soonRange(from: InstantLike, to: InstantLike, now: number): string;
}

/** Everything a page prints in one place: a language, a zone, and the current year (years are left out in it). */
export function makeFormat(locale: Locale, zone: string, thisYear: number): Format {
  const zh = locale === 'zh';
  const tag = zh ? 'zh-CN' : 'en';
  const relativeFormat = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' });

  const dateOf = (c: Civil): string => {
    const weekday = weekdays[locale][c.weekday] ?? '';
    if (zh) return `${c.year === thisYear ? '' : `${c.year}年`}${c.month}月${c.day}日 ${weekday}`;
    return `${weekday} ${c.day} ${monthsEn[c.month - 1] ?? ''}${c.year === thisYear ? '' : ` ${c.year}`}`;
  };
  const timeOf = (c: Civil): string => `${two(c.hour)}:${two(c.minute)}`;
  const sameDay = (a: Civil, b: Civil) => a.year === b.year && a.month === b.month && a.day === b.day;

  const number = (value: number | null | undefined, digits = 0): string =>
    value === null || value === undefined || !Number.isFinite(value)
      ? missing
      : value.toLocaleString('en-US', { maximumFractionDigits: digits });

  const withCivil = (value: InstantLike, print: (c: Civil) => string): string => {
    const c = civilOf(value, zone);
    return c ? print(c) : missing;
  };

  /** The civil readings of both ends; an end at midnight belongs to the day before it, as 24:00. */
  const ends = (from: InstantLike, to: InstantLike) => {
    const a = civilOf(from, zone);
    const b = civilOf(to, zone);
    if (!a || !b) return null;
    const last = civilOf(epochOf(to) - 60_000, zone);
    const closesDay = b.hour === 0 && b.minute === 0 && last !== null && epochOf(to) > epochOf(from);
    return { a, endDay: closesDay && last ? last : b, endTime: closesDay ? '24:00' : timeOf(b) };
  };

  const range = (from: InstantLike, to: InstantLike, dated: boolean): string => {
    const e = ends(from, to);
    if (!e) return missing;
    if (!sameDay(e.a, e.endDay)) {
      return `${dateOf(e.a)} ${timeOf(e.a)} – ${dateOf(e.endDay)} ${e.endTime}`;
    }
    const hours = `${timeOf(e.a)}–${e.endTime}`;
    return dated ? `${dateOf(e.a)} ${hours}` : hours;
  };

  const dateTime = (value: InstantLike) => withCivil(value, (c) => `${dateOf(c)} ${timeOf(c)}`);

  const soon = (value: InstantLike, now: number) =>
    withCivil(value, (c) => {
      const today = civilOf(now, zone);
      if (today) {
        const between =
          (Date.UTC(c.year, c.month - 1, c.day) - Date.UTC(today.year, today.month - 1, today.day)) /
          86_400_000;
        const word = (zh ? ['昨天', '今天', '明天', '后天'] : ['yesterday', 'today', 'tomorrow'])[
          between + 1
        ];
        if (word) return `${word} ${timeOf(c)}`;
      }
      return dateTime(value);
    });

  return {
    locale,
    zone,
    number,
    dateTime,
    money: (fen) => (fen === null || fen === undefined ? missing : formatYuan(fen)),
    percent: (ratio, digits = 1) =>
      ratio === null || ratio === undefined ? missing : `${number(ratio * 100, digits)}%`,
    time: (value) => withCivil(value, timeOf),
    date: (value) => withCivil(value, dateOf),
    day: (civilDate) => {
      const c = civilOf(`${civilDate}T00:00:00Z`, 'UTC');
      return c ? dateOf(c) : missing;
    },
    month: (value) => {
      const c = /^\d{4}-\d{2}$/.test(value) ? civilOf(`${value}-01T00:00:00Z`, 'UTC') : civilOf(value, zone);
      if (!c) return missing;
      return zh ? `${c.year}年${c.month}月` : `${monthsEn[c.month - 1] ?? ''} ${c.year}`;
    },
    range: (from, to) => range(from, to, true),
    hours: (from, to) => range(from, to, false),
    duration: (minutes) => {
      if (minutes === null || minutes === undefined || !Number.isFinite(minutes)) return missing;
      const total = Math.round(Math.abs(minutes));
      const days = Math.floor(total / 1440);
      const hours = Math.floor((total % 1440) / 60);
      const rest = total % 60;
      const parts: string[] = [];
      if (days) parts.push(zh ? `${days} 天` : `${days} d`);
      if (hours) parts.push(zh ? `${hours} 小时` : `${hours} h`);
      if (rest || parts.length === 0) parts.push(zh ? `${rest} 分钟` : `${rest} min`);
      return `${minutes < 0 ? '−' : ''}${parts.join(' ')}`;
    },
    relative: (value, now) => {
      const seconds = (epochOf(value) - now) / 1000;
      if (!Number.isFinite(seconds)) return missing;
      const size = Math.abs(seconds);
      if (size < 45) return zh ? (seconds > 0 ? '马上' : '刚刚') : seconds > 0 ? 'in a moment' : 'just now';
      if (size < 3600) return relativeFormat.format(Math.round(seconds / 60), 'minute');
      if (size < 86_400) return relativeFormat.format(Math.round(seconds / 3600), 'hour');
      if (size < 30 * 86_400) return relativeFormat.format(Math.round(seconds / 86_400), 'day');
      if (size < 365 * 86_400) return relativeFormat.format(Math.round(seconds / (30 * 86_400)), 'month');
      return relativeFormat.format(Math.round(seconds / (365 * 86_400)), 'year');
    },
    soon,
    soonRange: (from, to, now) => {
      const hours = range(from, to, false);
      return /^\d\d:\d\d–\d\d:\d\d$/.test(hours)
        ? soon(from, now).replace(/\d\d:\d\d$/, hours)
        : `${soon(from, now)} – ${soon(to, now)}`;
    },
  };
}
