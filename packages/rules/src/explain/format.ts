import { printDay } from '../civil.ts';
import type { Unit, Words } from '../facts.ts';

/** Numbers as a person reads them, in both languages. */

const trimmed = (n: number, digits: number): string => {
  const factor = 10 ** digits;
  return String(Math.round((n + Number.EPSILON * Math.sign(n)) * factor) / factor);
};
const grouped = (text: string): string => {
  const [whole = '', part] = text.split('.');
  const spaced = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return part === undefined ? spaced : `${spaced}.${part}`;
};

/** 分 → '1,234.5 万元' and 'RMB 12,345,000'; below ten thousand yuan in yuan, from a hundred million in 亿元. */
export function moneyWords(fen: number): Words {
  const yuan = fen / 100;
  const size = Math.abs(yuan);
  const zh =
    size >= 1e8
      ? `${grouped(trimmed(yuan / 1e8, 4))} 亿元`
      : size >= 1e4
        ? `${grouped(trimmed(yuan / 1e4, 4))} 万元`
        : `${grouped(trimmed(yuan, 2))} 元`;
  const en =
    size >= 1e6 ? `RMB ${grouped(trimmed(yuan / 1e6, 4))} million` : `RMB ${grouped(trimmed(yuan, 2))}`;
  return { zh, en };
}

const same = (text: string): Words => ({ zh: text, en: text });

const suffixes: Readonly<Partial<Record<Unit, Words>>> = {
  score: { zh: ' 分', en: ' points' },
  years: { zh: ' 年', en: ' years' },
  months: { zh: ' 个月', en: ' months' },
  days: { zh: ' 天', en: ' days' },
  area: { zh: ' ㎡', en: ' m²' },
};

export interface Measured {
  readonly unit: Unit | 'date' | undefined;
  /** 人, 件 …; for counts. */
  readonly measure?: Words | undefined;
}

export function numberWords(n: number, { unit, measure }: Measured): Words {
  if (unit === 'money') return moneyWords(n);
  if (unit === 'share') return same(`${trimmed(n * 100, 2)}%`);
  if (unit === 'date') return same(printDay(n));
  const text = grouped(trimmed(n, 2));
  const suffix =
    (unit && suffixes[unit]) ?? (measure ? { zh: ` ${measure.zh}`, en: ` ${measure.en}` } : undefined);
  return suffix ? { zh: text + suffix.zh, en: text + suffix.en } : same(text);
}

/** A number, or what is known of it: '至少 2 件', '40–60 分', or null where nothing is. */
export function rangeWords(lo: number, hi: number, measured: Measured): Words | null {
  if (lo === hi) return numberWords(lo, measured);
  const from = Number.isFinite(lo) ? numberWords(lo, measured) : null;
  const to = Number.isFinite(hi) ? numberWords(hi, measured) : null;
  if (from && to) return { zh: `${from.zh} 至 ${to.zh}`, en: `${from.en} to ${to.en}` };
  if (from) return lo === 0 ? null : { zh: `至少 ${from.zh}`, en: `at least ${from.en}` };
  return to ? { zh: `至多 ${to.zh}`, en: `at most ${to.en}` } : null;
}
