/** Weekly and monthly repetition as RFC 5545 rules, always with an end: the part of the standard a person needs for outages. */

export interface Recurrence {
  readonly every: 'none' | 'week' | 'month';
  /** Every second week, every third month … */
  readonly interval: number;
  /** ISO weekdays, 1 Monday … 7 Sunday; of a weekly rule. Empty: the weekday it begins on. */
  readonly weekdays: readonly number[];
  readonly end: 'count' | 'until';
  /** Occurrences with the first one. */
  readonly count: number;
  /** Last civil day, `2026-12-31`. */
  readonly until: string;
}

export const once: Recurrence = {
  every: 'none',
  interval: 1,
  weekdays: [],
  end: 'count',
  count: 4,
  until: '',
};

const codes = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;

/**
 * Undefined for something that happens once, and while the end is missing.
 * @param untilOf the last instant of a civil day in the valley's zone, RFC 3339
 */
export function toRule(r: Recurrence, untilOf: (day: string) => string): string | undefined {
  if (r.every === 'none') return undefined;
  const parts = [`FREQ=${r.every === 'week' ? 'WEEKLY' : 'MONTHLY'}`];
  if (r.interval > 1) parts.push(`INTERVAL=${r.interval}`);
  if (r.every === 'week' && r.weekdays.length > 0) {
    parts.push(
      `BYDAY=${[...r.weekdays]
        .sort((a, b) => a - b)
        .map((d) => codes[d - 1])
        .join(',')}`,
    );
  }
  if (r.end === 'count') parts.push(`COUNT=${r.count}`);
  else {
    if (r.until === '') return undefined;
    // UNTIL is in UTC when the start has a zone (RFC 5545, 3.3.10).
    parts.push(`UNTIL=${untilOf(r.until).replace(/\.\d+/, '').replaceAll(/[-:]/g, '')}`);
  }
  return parts.join(';');
}

/** True when the rule says everything it needs. */
export const isComplete = (r: Recurrence): boolean =>
  r.every === 'none' ||
  (r.interval >= 1 && (r.end === 'count' ? r.count >= 1 && r.count <= 520 : r.until !== ''));

export interface SaidRule {
  readonly every: 'week' | 'month';
  readonly interval: number;
  readonly weekdays: readonly number[];
  readonly count: number | null;
  /** UTC basic form as in the rule, made RFC 3339. */
  readonly until: string | null;
}

/** Reads a rule back for people; null for one that this page would not write. */
export function readRule(rule: string): SaidRule | null {
  const parts = new Map(rule.split(';').map((part) => part.split('=') as [string, string]));
  const freq = parts.get('FREQ');
  if (freq !== 'WEEKLY' && freq !== 'MONTHLY') return null;
  const until = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})Z?)?$/.exec(parts.get('UNTIL') ?? '');
  const days = (parts.get('BYDAY') ?? '').split(',').filter((d) => d !== '');
  const weekdays = days.map((d) => codes.indexOf(d as (typeof codes)[number]) + 1);
  if (weekdays.includes(0)) return null;
  return {
    every: freq === 'WEEKLY' ? 'week' : 'month',
    interval: Number(parts.get('INTERVAL') ?? 1),
    weekdays,
    count: parts.has('COUNT') ? Number(parts.get('COUNT')) : null,
    until: until
      ? `${until[1]}-${until[2]}-${until[3]}T${until[4] ?? '00'}:${until[5] ?? '00'}:${until[6] ?? '00'}Z`
      : null,
  };
}
