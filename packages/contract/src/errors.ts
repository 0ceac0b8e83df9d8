/**
 * Error codes (错误码): one table row per code gives its HTTP status and its words in both languages.
 * The code is the message key; a message never travels without its code.
 */

export type Locale = 'zh' | 'en';

export type ErrorStatus = 400 | 401 | 403 | 404 | 405 | 409 | 412 | 413 | 415 | 422 | 428 | 429 | 503;

export interface ErrorDef {
  readonly status: ErrorStatus;
  /** A manager may go ahead in spite of this reason by sending `override`. */
  readonly overridable?: boolean;
  /**
   * Message templates. `{x}` prints `data.x`; `{x|time}` an instant in the valley's zone, `{x|date}` its date,
   * `{x|minutes}` a number of minutes as a length, `{x|yuan}` an amount in 分 as ¥1,234.50.
   */
  readonly zh: string;
  readonly en: string;
}

export function defineErrors<const T extends Record<string, ErrorDef>>(defs: T): T {
  return defs;
}

/** JSON data that fills a message and lets a screen act on it. */
export type ErrorData = Readonly<Record<string, unknown>>;

/** One reason for a refusal (RFC 9457 extension member `reasons`). */
export interface Reason {
  readonly code: string;
  readonly overridable: boolean;
  readonly data: ErrorData;
  /** The sentence in the reader's language, filled in at the HTTP edge. */
  readonly message?: string;
}

/** RFC 9457 problem details as Hegu sends them. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly reasons: readonly Reason[];
  readonly requestId?: string;
}

const pad = (n: number) => String(n).padStart(2, '0');

/** Months as English writes them short, January first. */
export const monthsEn = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
] as const;

/** 2026年11月24日 09:30, or 24 Nov 2026 09:30: with its year, for a message is read long after it was written. */
function formatInstant(value: unknown, locale: Locale, zone: string, withTime: boolean): string {
  const date = new Date(String(value));
  if (Number.isNaN(date.getTime())) return String(value);
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(date);
  const get = (type: string) => Number(parts.find((p) => p.type === type)?.value ?? 0);
  const [year, month, day] = [get('year'), get('month'), get('day')];
  const said =
    locale === 'zh' ? `${year}年${month}月${day}日` : `${day} ${monthsEn[month - 1] ?? ''} ${year}`;
  return withTime ? `${said} ${pad(get('hour'))}:${pad(get('minute'))}` : said;
}

function formatMinutes(value: unknown, locale: Locale): string {
  const total = Math.round(Number(value));
  if (!Number.isFinite(total)) return String(value);
  const days = Math.floor(total / 1440);
  const hours = Math.floor((total % 1440) / 60);
  const minutes = total % 60;
  const parts: string[] = [];
  if (days) parts.push(locale === 'zh' ? `${days} 天` : `${days} d`);
  if (hours) parts.push(locale === 'zh' ? `${hours} 小时` : `${hours} h`);
  if (minutes || parts.length === 0) parts.push(locale === 'zh' ? `${minutes} 分钟` : `${minutes} min`);
  return parts.join(' ');
}

/** ¥1,234.50 from an integer amount in 分. */
export function formatYuan(fen: unknown): string {
  const n = Number(fen);
  if (!Number.isFinite(n)) return String(fen);
  const sign = n < 0 ? '-' : '';
  const abs = Math.abs(Math.trunc(n));
  const yuan = Math.floor(abs / 100).toString();
  return `${sign}¥${yuan.replace(/\B(?=(\d{3})+(?!\d))/g, ',')}.${pad(abs % 100)}`;
}

/** Fills a message template; an unknown or missing value prints as an en dash rather than `undefined`. */
export function renderMessage(
  template: string,
  data: ErrorData,
  locale: Locale,
  zone = 'Asia/Shanghai',
): string {
  const filled = template.replace(/\{(\w+)(?:\|(\w+))?\}/g, (_, key: string, kind?: string) => {
    const value = data[key];
    if (value === undefined || value === null) return '–';
    if (kind === 'time') return formatInstant(value, locale, zone, true);
    if (kind === 'date') return formatInstant(value, locale, zone, false);
    if (kind === 'minutes') return formatMinutes(value, locale);
    if (kind === 'yuan') return formatYuan(value);
    if (Array.isArray(value)) return value.map(String).join(locale === 'zh' ? '、' : ', ');
    return String(value);
  });
  // A stretch within one day names the day once
  return filled.replace(
    /(\d{4}年\d+月\d+日|\d+ [A-Z][a-z]{2} \d{4}) (\d\d:\d\d)( 至 | to )\1 (?=\d\d:\d\d)/g,
    '$1 $2$3',
  );
}
