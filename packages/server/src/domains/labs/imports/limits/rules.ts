import { type BookingRules, bookingRules } from '@hegu/contract/labs/booking-rules.ts';
import { choice, expected, ok, type Parsed, type SheetCell, type Words } from '../cells/rules.ts';

/** The booking rules (预约规则) that a table can set, one column each; what it does not name stays. Pure. */

export const ruleKeys = [
  'minMinutes',
  'maxMinutes',
  'gridMinutes',
  'noticeMinutes',
  'horizonDays',
  'lateCancelMinutes',
  'approval',
  'trainingRequired',
] as const;
export type RuleKey = (typeof ruleKeys)[number];
type Limit = Exclude<RuleKey, 'approval' | 'trainingRequired'>;

const none: Words = { zh: '不限', en: 'none' };

export const approvalNames = {
  none: { zh: '无需审批', en: 'Not needed' },
  facility: { zh: '机组', en: 'Facility' },
  pi: { zh: '课题组负责人', en: 'PI' },
  'pi+facility': { zh: '课题组负责人和机组', en: 'PI, then facility' },
} as const;

export const yesNo = { yes: { zh: '是', en: 'Yes' }, no: { zh: '否', en: 'No' } } as const;

const units: Readonly<Record<string, number>> = {
  分钟: 1,
  分: 1,
  min: 1,
  m: 1,
  小时: 60,
  时: 60,
  h: 60,
  天: 1440,
  日: 1440,
  d: 1440,
};

/** Minutes from `90`, `90 分钟`, `1.5 小时`, `1天2小时`; null when it is none of these. */
export function minutesOf(written: string): number | null {
  const plain = written.normalize('NFKC').toLowerCase().replace(/\s/g, '');
  if (/^\d{1,7}$/.test(plain)) return Number(plain);
  let rest = plain;
  let total = 0;
  while (rest !== '') {
    const found = /^(\d{1,6}(?:\.\d)?)(分钟|分|min|m|小时|时|h|天|日|d)/.exec(rest);
    if (!found) return null;
    total += Number(found[1]) * (units[found[2] ?? ''] ?? 0);
    rest = rest.slice(found[0].length);
  }
  return plain === '' || !Number.isInteger(total) ? null : total;
}

const isNone = (text: string) =>
  [none.zh, none.en, '无'].includes(text.normalize('NFKC').trim().toLowerCase());

const limit =
  (key: Limit, zh: string, en: string) =>
  ({ text }: SheetCell): Parsed => {
    if (isNone(text)) return ok(null);
    const days = /^(\d{1,5})\s*(?:天|日|d|days?)?$/.exec(text.normalize('NFKC').trim().toLowerCase());
    const value = key === 'horizonDays' ? (days ? Number(days[1]) : null) : minutesOf(text);
    return value !== null && bookingRules.shape[key].safeParse(value).success ? ok(value) : expected(zh, en);
  };

const length = (key: Limit) =>
  limit(key, '分钟数，如 30 或“2小时”；没有限制写“不限”', 'minutes, e.g. 30 or “2h”; “none” for no limit');

export const parseRule: Readonly<Record<RuleKey, (cell: SheetCell) => Parsed>> = {
  minMinutes: length('minMinutes'),
  maxMinutes: length('maxMinutes'),
  gridMinutes: limit(
    'gridMinutes',
    '能整除一天的分钟数，如 15、30、60',
    'minutes that divide a day, e.g. 15, 30, 60',
  ),
  noticeMinutes: length('noticeMinutes'),
  horizonDays: limit('horizonDays', '天数，如 30；没有限制写“不限”', 'days, e.g. 30; “none” for no limit'),
  lateCancelMinutes: length('lateCancelMinutes'),
  approval: choice(approvalNames, (mode) => mode),
  trainingRequired: choice(yesNo, (said) => said === 'yes'),
};

/** What a cell shows of a rule, as `parseRule` reads it back; null where nothing is set. */
export function ruleCell(rules: BookingRules, key: RuleKey, locale: keyof Words): string | number | null {
  if (key === 'approval') return rules.approval ? approvalNames[rules.approval][locale] : null;
  if (key === 'trainingRequired')
    return typeof rules.trainingRequired === 'boolean'
      ? yesNo[rules.trainingRequired ? 'yes' : 'no'][locale]
      : null;
  const value = rules[key];
  return value === undefined ? null : (value ?? none[locale]);
}

export type RulesResult =
  /** Left out: nothing changes. */
  { readonly rules?: BookingRules } | { readonly column: RuleKey; readonly problem: Words };

export function rulesWith(
  values: Readonly<Partial<Record<string, unknown>>>,
  known: BookingRules,
): RulesResult {
  const named = ruleKeys.filter((key) => values[key] !== undefined && values[key] !== known[key]);
  if (named.length === 0) return {};
  const rules: BookingRules = { ...known, ...Object.fromEntries(named.map((key) => [key, values[key]])) };
  const { minMinutes: min, maxMinutes: max } = rules;
  if (typeof min === 'number' && typeof max === 'number' && min > max)
    return {
      column: values.minMinutes === undefined ? 'maxMinutes' : 'minMinutes',
      problem: {
        zh: `最短 ${min} 分钟不能比最长 ${max} 分钟还长`,
        en: `the shortest, ${min} minutes, cannot be longer than the longest, ${max}`,
      },
    };
  return { rules };
}
