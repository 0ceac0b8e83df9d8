import type { Locale } from '@hegu/contract/errors.ts';
import type { FactValue, FieldDef, Unit, Words } from '@hegu/rules/facts.ts';

/**
 * Values of facts as people read and type them. On the wire money is 分 and a share a fraction of one; people read 万元 and
 * percent, and type them.
 */

const number = (value: number, digits: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: digits });

/** 分 as 5,350 万元 or ¥53.5m. Exact to the 分 below ten thousand yuan, to 100 yuan above. */
export function printMoney(fen: number, locale: Locale): string {
  const yuan = fen / 100;
  const size = Math.abs(yuan);
  if (locale === 'zh') {
    if (size >= 1e8) return `${number(yuan / 1e8, 4)} 亿元`;
    if (size >= 1e4) return `${number(yuan / 1e4, 2)} 万元`;
    return `${number(yuan, 2)} 元`;
  }
  const sign = yuan < 0 ? '−' : '';
  if (size >= 1e9) return `${sign}¥${number(size / 1e9, 3)}bn`;
  if (size >= 1e6) return `${sign}¥${number(size / 1e6, 3)}m`;
  return `${sign}¥${number(size, 2)}`;
}

const unitWords: Readonly<Record<Exclude<Unit, 'money' | 'share' | 'count'>, Words>> = {
  score: { zh: '分', en: 'points' },
  years: { zh: '年', en: 'years' },
  months: { zh: '个月', en: 'months' },
  days: { zh: '天', en: 'days' },
  area: { zh: '㎡', en: 'm²' },
};

/** A number in a unit of the catalogue. `measure` is the word after a count. */
export function printNumber(
  value: number,
  unit: Unit | string | null | undefined,
  locale: Locale,
  measure?: Words,
): string {
  if (unit === 'money') return printMoney(value, locale);
  if (unit === 'share') return `${number(value * 100, 2)}%`;
  if (unit === 'count') return measure ? `${number(value, 2)} ${measure[locale]}` : number(value, 2);
  const word = unit ? unitWords[unit as keyof typeof unitWords] : undefined;
  return word ? `${number(value, 2)} ${word[locale]}` : number(value, 2);
}

/** Names of codes that live in packs of their own (districts, parks, tracks …); undefined: shown as it is. */
export type CodeName = (field: string, code: string) => string | undefined;

export function printValue(
  def: FieldDef | undefined,
  value: FactValue,
  locale: Locale,
  nameOf: CodeName,
): string {
  if (typeof value === 'boolean') return locale === 'zh' ? (value ? '是' : '否') : value ? 'Yes' : 'No';
  if (typeof value === 'number') return printNumber(value, def?.unit, locale, def?.measure);
  const one = (code: string) =>
    def && def.type !== 'date' ? (def.codes?.[code]?.[locale] ?? nameOf(def.key, code) ?? code) : code;
  const words = (Array.isArray(value) ? value : [value]).map(one).filter((w) => w !== '');
  return words.length === 0 ? '–' : words.join(locale === 'zh' ? '、' : ', ');
}

/** How many of the wire's units one typed unit is. */
const factor = (def: FieldDef): number => (def.unit === 'money' ? 1e6 : def.unit === 'share' ? 0.01 : 1);

/** A value as it stands in an input. */
export function toInput(def: FieldDef, value: FactValue | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') {
    const typed = value / factor(def);
    // Seven decimals hold every 分 of an amount in 万元 and undo what binary fractions add
    return String(Number(typed.toFixed(7)));
  }
  return Array.isArray(value) ? value.join(',') : String(value);
}

/** What was typed as a value of the wire; undefined for nothing, null for what cannot be read. */
export function fromInput(def: FieldDef, typed: string): FactValue | undefined | null {
  const text = typed.normalize('NFKC').trim();
  if (text === '') return undefined;
  if (def.type === 'flag') return text === 'true' ? true : text === 'false' ? false : null;
  if (def.type === 'codes') return text.split(',').filter((c) => c !== '');
  if (def.type !== 'number') return text;
  const plain = text.replace(/[,\s%¥]|万元|元/g, '');
  if (!/^[-+]?(?:\d+\.?\d*|\.\d+)$/.test(plain)) return null;
  const wire = Number(plain) * factor(def);
  if (def.unit === 'money') return Math.round(wire);
  return Number(wire.toPrecision(15));
}
