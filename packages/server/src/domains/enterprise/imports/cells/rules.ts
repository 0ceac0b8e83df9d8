import type { FactValue, FieldDef, Words } from '@hegu/rules/facts.ts';
import { codeOf, districtOf, type FirmReference } from '../../catalogue/rules.ts';
import { isDay } from '../../facts/rules.ts';

/** What people write into cells, as values. Pure; amounts by decimal arithmetic, never by floats. */

export interface SheetCell {
  readonly kind: 'empty' | 'text' | 'number' | 'date' | 'boolean' | 'error' | 'unsaved' | 'merged';
  readonly text: string;
}
export type Parsed = { readonly value: FactValue } | { readonly expected: Words };

const ok = (value: FactValue): Parsed => ({ value });
const expected = (zh: string, en: string): Parsed => ({ expected: { zh, en } });

/** Powers of ten over one yuan. */
const moneyUnits: Readonly<Record<string, number>> = {
  元: 0,
  千元: 3,
  万: 4,
  万元: 4,
  百万元: 6,
  千万元: 7,
  亿: 8,
  亿元: 8,
};

export const moneyUnit = (written: string): number | null => moneyUnits[written] ?? null;

/** A decimal number times a power of ten as an integer; null when it is none or not whole. */
function scaled(decimal: string, power: number): number | null {
  const found = /^(-?)(\d{1,15})(?:\.(\d{0,12}))?$/.exec(decimal);
  if (!found) return null;
  const fraction = (found[3] ?? '').replace(/0+$/, '');
  if (fraction.length > power) return null;
  const n = Number(`${found[2]}${fraction.padEnd(power, '0')}`);
  if (!Number.isSafeInteger(n)) return null;
  return found[1] === '-' ? -n : n;
}

/** Full-width digits and signs, thousands separators, brackets for a loss. */
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[,\s¥$]/g, '')
    .replace(/^[(（](.*)[)）]$/, '-$1')
    .replace(/^人民币/, '');

/** Spreadsheets keep numbers as floats: 1234.56 万元 is 12345600 元, but is read as 12345599.999999998. */
const decimalOf = (cell: SheetCell): string => {
  if (cell.kind !== 'number') return plain(cell.text);
  const n = Number(cell.text);
  return Number.isFinite(n)
    ? Number(n.toPrecision(15))
        .toFixed(12)
        .replace(/\.?0+$/, '')
    : plain(cell.text);
};

/** 分 from `1,234.5 万元`, `１２３４`, `(5.2)`; a number without a unit is in that of the column's header. */
export function readMoney(cell: SheetCell, power: number): number | null {
  const found = /^(-?[\d.]+)(元|千元|万元?|百万元|千万元|亿元?)?$/.exec(decimalOf(cell));
  if (!found?.[1]) return null;
  const unit = found[2] === undefined ? power : moneyUnit(found[2]);
  return unit === null ? null : scaled(found[1], unit + 2);
}

/** A share as a fraction from `5%`, `5.25％`, `5`; 0.05 typed without a percent sign may mean either and is asked about. */
export function readShare(cell: SheetCell): number | Words {
  const found = /^([\d.]+)(%)?$/.exec(plain(cell.text));
  const hundred = found?.[1] === undefined ? null : scaled(found[1], 9);
  if (hundred === null) return { zh: '百分数，如 5% 或 5', en: 'a percentage, e.g. 5% or 5' };
  if (!found?.[2] && hundred > 0 && hundred <= 1_000_000_000)
    return {
      zh: `带百分号的数（“${cell.text}”可能是 ${cell.text}%，也可能是小数）`,
      en: `a number with a percent sign (“${cell.text}” may be ${cell.text} % or a fraction)`,
    };
  if (hundred > 100_000_000_000) return { zh: '不超过 100% 的数', en: 'at most 100%' };
  return hundred / 100_000_000_000;
}

const yes = new Set(['是', '有', 'yes', 'y', 'true', '1', '√', '✓']);
const no = new Set(['否', '无', 'no', 'n', 'false', '0', '×']);

/** 2024-02-29, 2024/2/29, 2024.2.29, 2024年2月29日, 20240229, or a date of the spreadsheet. */
export function readDay(written: string): string | null {
  const text = written.normalize('NFKC').trim();
  const found =
    /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T\s].*)?$/.exec(text) ??
    /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (!found) return null;
  const day = `${found[1]}-${found[2]?.padStart(2, '0')}-${found[3]?.padStart(2, '0')}`;
  return isDay(day) ? day : null;
}

/** A month 13 and a day that is missing are other slips than no date at all. */
function expectedDay(written: string): Parsed {
  const text = written.normalize('NFKC').trim();
  if (/^\d{4}[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?)$|^\d{8}$/.test(text))
    return expected('存在的日期（没有这一天）', 'a day that exists');
  if (/^\d{4}[-/.年]\d{1,2}月?$/.test(text))
    return expected('写到日的日期，如 2024-05-20', 'a date with its day, e.g. 2024-05-20');
  return expected('日期，如 2024-05-20', 'a date, e.g. 2024-05-20');
}

const fold = (s: string) =>
  s
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s“”"']/g, '');

function readCode(def: FieldDef, written: string, reference: FirmReference): string | null {
  switch (def.key) {
    case 'registeredDistrict':
    case 'taxDistrict':
    case 'producedDistrict':
      return districtOf(written, reference);
    case 'park':
      return codeOf(written, reference.parks);
    case 'tracks':
      return codeOf(written, reference.tracks);
    default:
  }
  if (!def.codes) return written.trim();
  const wanted = fold(written);
  const found = Object.entries(def.codes).find(([code, w]) =>
    [code, w.zh, w.en].some((n) => fold(n) === wanted),
  );
  return found?.[0] ?? null;
}

const choices = (def: FieldDef): Words => {
  const all = Object.values(def.codes ?? {});
  return all.length === 0
    ? { zh: '指标目录中的选项', en: 'a choice of the catalogue' }
    : { zh: all.map((c) => c.zh).join('、'), en: all.map((c) => c.en).join(', ') };
};

/** One cell of a field. `power`: the unit of money named in the header, as a power of ten over one yuan. */
export function readCell(def: FieldDef, cell: SheetCell, power: number, reference: FirmReference): Parsed {
  const text = cell.text.trim();
  switch (def.type) {
    case 'flag': {
      const folded = fold(text);
      return yes.has(folded) ? ok(true) : no.has(folded) ? ok(false) : expected('是 或 否', 'yes or no');
    }
    case 'date': {
      const day = readDay(text);
      return day === null ? expectedDay(text) : ok(day);
    }
    case 'code': {
      const code = readCode(def, text, reference);
      const { zh, en } = choices(def);
      return code === null ? expected(zh, en) : ok(code);
    }
    case 'codes': {
      const codes = text
        .split(/[、,，;；/|\n]/)
        .flatMap((p) => (p.trim() === '' ? [] : [readCode(def, p, reference)]));
      const { zh, en } = choices(def);
      return codes.length === 0 || codes.includes(null)
        ? expected(`${zh}，多项用顿号隔开`, `${en}; several separated by commas`)
        : ok([...new Set(codes as string[])].sort());
    }
    case 'number': {
      if (def.unit === 'money') {
        const fen = readMoney(cell, power);
        return fen === null ? expected('金额，如 1,234.5 万元', 'an amount, e.g. 1,234.5 万元') : ok(fen);
      }
      if (def.unit === 'share') {
        const share = readShare(cell);
        return typeof share === 'number' ? ok(share) : { expected: share };
      }
      const suffix = def.measure ? new RegExp(`(?:${def.measure.zh}|年|个)$`) : /(?:年|分|个)$/;
      const whole = scaled(decimalOf(cell).replace(suffix, ''), 0);
      if (whole !== null) return ok(whole);
      const tenths = def.unit === 'count' ? null : scaled(decimalOf(cell).replace(suffix, ''), 4);
      return tenths === null ? expected('整数', 'a whole number') : ok(tenths / 10_000);
    }
  }
}
