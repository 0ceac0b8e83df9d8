/**
 * Figures that a text in plain words speaks of (“最高50万元”, “补两成”, “up to ¥1 million”), told in the units of the rules. Pure.
 * What is not surely a figure of money, a share, a day or a stretch of time is passed over: counts, places, names of documents.
 */

export type FigureKind = 'money' | 'percent' | 'date' | 'months' | 'workingDays';

export interface Figure {
  readonly kind: FigureKind;
  /** As it stands in the text. */
  readonly said: string;
  /** Yuan, percent (40 is 40 %), months, working days; of a range both ends, of which either may be the rule's. */
  readonly values: readonly number[];
  /** 'YYYY-MM-DD', or 'YYYY-MM' where no day is named. */
  readonly date?: string;
}

export function figuresIn(text: string, language: 'zh' | 'en'): Figure[] {
  const plain = text.normalize('NFKC').replace(/[‐‑–—~]/g, '-');
  return language === 'zh' ? inChinese(plain) : inEnglish(plain);
}

const digits = '\\d+(?:,\\d{3})*(?:\\.\\d+)?';
const decimal = (s: string): number => Number(s.replaceAll(',', ''));
const exact = (n: number): number => Number(n.toPrecision(15));

/** `each` adds to `found` what `make` reads from every match of a pattern. */
function finder(text: string, flags: 'g' | 'gi') {
  const found: Figure[] = [];
  const each = (pattern: string, make: (m: RegExpMatchArray) => Figure | Figure[] | null): void => {
    for (const m of text.matchAll(new RegExp(pattern, flags))) found.push(...[make(m) ?? []].flat());
  };
  return { found, each };
}

// Chinese

const numerals: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};
const places: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 };

/** 二十 → 20, 一百零五 → 105, 十二 → 12; also 3千 and 1,234.5. */
export function chineseNumber(s: string): number {
  const written = new RegExp(`^(${digits})([十百千]?)$`).exec(s);
  if (written) return decimal(written[1] ?? '') * (places[written[2] ?? ''] ?? 1);
  let sum = 0;
  let last: number | null = null;
  for (const c of s) {
    const place = places[c];
    if (place === undefined) last = numerals[c] ?? 0;
    else {
      sum += (last ?? 1) * place;
      last = null;
    }
  }
  return sum + (last ?? 0);
}

const zhNumber = `(?:${digits}[十百千]?|[零〇一二两三四五六七八九十百千]+)`;
const zhJoin = '\\s*(?:[、,，/]|或者?|和|及|与)\\s*';
const zhRange = '\\s*(?:-|至|到)\\s*';
const scale: Readonly<Record<string, number>> = { 万: 1e4, 亿: 1e8, '': 1 };

function inChinese(text: string): Figure[] {
  const { found, each } = finder(text, 'g');
  // 100万、200万、2000万元; 100至500万元: the last one names the unit of those before it
  const sum = `${zhNumber}\\s*[万亿]?`;
  each(`${sum}(?:(?:${zhJoin}|${zhRange})${sum})*\\s*元`, ([said]) => listed('money', said, readSum));
  each(`${zhNumber}%?(?:(?:${zhJoin}|${zhRange})${zhNumber}%?)*\\s*(?:%|个百分点)`, ([said]) =>
    listed('percent', said.replace('个百分点', '%'), (parts) =>
      parts.map((p) => chineseNumber(p.replace('%', '').trim())),
    ),
  );
  each(`百分之(${zhNumber})`, ([said, n = '']) => percent(said, chineseNumber(n)));
  each('([一二两三四五六七八九])成(半)?(?![立为员果交本功分])', ([said, n = '', half]) =>
    percent(said, (numerals[n] ?? 0) * 10 + (half ? 5 : 0)),
  );
  each('一半', ([said]) => percent(said, 50));
  each('一比一|1\\s*:\\s*1(?!\\d)', ([said]) => percent(said, 100));
  each('(\\d{4})\\s*年\\s*(\\d{1,2})\\s*月(?:\\s*(\\d{1,2})\\s*日)?', ([said, y = '', m = '', d]) =>
    dated(said, y, m, d),
  );
  each('(\\d{4})-(\\d{1,2})-(\\d{1,2})', ([said, y = '', m = '', d]) => dated(said, y, m, d));
  each(`(${zhNumber})\\s*个月`, ([said, n = '']) => months(said, chineseNumber(n)));
  // A calendar year (2024年, 第二年) is not a stretch, and 一年 is what yearly ceilings are counted over
  each(
    `(?<![\\d第头前后、至到-]|加)(${zhNumber})\\s*年(?![度月级版底初末])(?=[^\\d]|$)`,
    ([said, n = '']) => {
      const years = chineseNumber(n);
      return years >= 2 && years < 100 ? months(said, years * 12) : null;
    },
  );
  each(`(${zhNumber})\\s*个?工作日`, ([said, n = '']) => workingDays(said, chineseNumber(n)));
  return found;
}

/** Sums of a list in yuan; a unit stands for those before it that have none. */
function readSum(parts: readonly string[]): number[] {
  let unit = '';
  return [...parts]
    .reverse()
    .map((part) => {
      const read = new RegExp(`^(${zhNumber})\\s*([万亿]?)`).exec(part.trim());
      const own = read?.[2] ?? '';
      if (own !== '') unit = own;
      return exact(chineseNumber(read?.[1] ?? '') * (scale[own === '' ? unit : own] ?? 1));
    })
    .reverse();
}

/** The parts of a list in Chinese, each a figure of its own. */
function listed(
  kind: FigureKind,
  said: string,
  read: (parts: readonly string[]) => readonly number[],
): Figure[] {
  const pieces = said.split(new RegExp(`(${zhJoin}|${zhRange})`));
  const parts = pieces.filter((_, i) => i % 2 === 0);
  const marks = pieces.filter((_, i) => i % 2 === 1);
  const range = new RegExp(`^${zhRange}$`);
  return joined(
    kind,
    read(parts),
    marks.map((mark) => range.test(mark)),
    parts,
    said,
  );
}

/** A figure for each value; the two ends of a range are one. `ranges`: whether the mark behind a part joins it to the next. */
function joined(
  kind: FigureKind,
  values: readonly number[],
  ranges: readonly boolean[],
  parts: readonly string[],
  whole: string,
): Figure[] {
  const out: Figure[] = [];
  for (let i = 0; i < values.length; i++) {
    const ends = ranges[i] === true && i + 1 < values.length;
    const mine = ends ? [values[i] ?? 0, values[i + 1] ?? 0] : [values[i] ?? 0];
    out.push({
      kind,
      said: values.length === 1 || ends ? whole.trim() : (parts[i] ?? '').trim(),
      values: mine,
    });
    if (ends) i++;
  }
  return out;
}

const percent = (said: string, value: number): Figure => ({ kind: 'percent', said, values: [value] });
const months = (said: string, value: number): Figure => ({ kind: 'months', said, values: [value] });
const workingDays = (said: string, value: number): Figure => ({ kind: 'workingDays', said, values: [value] });

function dated(said: string, y: string, m: string, d: string | undefined): Figure | null {
  const month = Number(m);
  if (month < 1 || month > 12 || Number(d ?? 1) > 31) return null;
  const date = [y, m, ...(d ? [d] : [])].map((p) => p.padStart(2, '0')).join('-');
  return { kind: 'date', said, values: [], date };
}

// English

const enWords: Readonly<Record<string, number>> = Object.fromEntries(
  'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'
    .split(' ')
    .map((word, i) => [word, i + 1]),
);
const enNumber = `(?:${digits}|${Object.keys(enWords).join('|')})`;
const enRead = (s: string): number => enWords[s.toLowerCase()] ?? decimal(s);
const enScale: Readonly<Record<string, number>> = {
  thousand: 1e3,
  k: 1e3,
  million: 1e6,
  m: 1e6,
  billion: 1e9,
  bn: 1e9,
};
const monthNames =
  'january february march april may june july august september october november december'.split(' ');

function inEnglish(text: string): Figure[] {
  const { found, each } = finder(text, 'gi');
  const unit = '(?:\\s*(?:thousand|million|billion|bn|m|k)\\b)?';
  // Not the comma of 500,000
  const join = '(?:,(?!\\d)\\s*(?:or\\s+|and\\s+)?|\\s+or\\s+|\\s+and\\s+|\\s+to\\s+|\\s*-\\s*)';
  const sum = `(?:¥|RMB\\s*|CNY\\s*)${digits}${unit}`;
  each(
    `${sum}(?:${join}(?:${sum}|${digits}\\s*(?:thousand|million|billion|bn)\\b|\\d{1,3}(?=${join}(?:\\d{1,3}${join})*\\d{1,3}\\s*[mb]illion)))*`,
    ([said]) => {
      const pieces = said.split(new RegExp(`(${join})(?=[¥\\d]|RMB|CNY)`, 'i'));
      const parts = pieces.filter((_, i) => i % 2 === 0);
      let scaleOf = 1;
      const values = [...parts]
        .reverse()
        .map((part) => {
          const read = new RegExp(`(${digits})\\s*([a-z]*)`, 'i').exec(part.replace(/RMB|CNY/i, ''));
          const number = decimal(read?.[1] ?? '0');
          const own = enScale[(read?.[2] ?? '').toLowerCase()];
          if (own !== undefined) scaleOf = own;
          return exact(number * (own ?? (number < 1000 ? scaleOf : 1)));
        })
        .reverse();
      const marks = pieces.filter((_, i) => i % 2 === 1);
      return joined(
        'money',
        values,
        marks.map((mark) => /to|-/.test(mark)),
        parts,
        said,
      );
    },
  );
  each(
    `(${enNumber})(?:\\s*%)?\\s*(?:to|-)\\s*(${enNumber})\\s*(?:%|per\\s?cent)`,
    ([said, a = '', b = '']) => ({
      kind: 'percent',
      said,
      values: [enRead(a), enRead(b)],
    }),
  );
  each(
    `(?<!(?:to|-)\\s*)(?<![\\d.,])(${enNumber})\\s*(?:%|per\\s?cent\\b)(?!\\s*(?:to|-)\\s*\\d)`,
    ([said, n = '']) => percent(said, enRead(n)),
  );
  each('\\bhalf\\b', ([said]) => percent(said, 50));
  const names = monthNames.join('|');
  each(`(?:(\\d{1,2})\\s+)?\\b(${names})\\s+(\\d{4})`, ([said, d, name = '', y = '']) =>
    dated(said, y, String(monthNames.indexOf(name.toLowerCase()) + 1), d),
  );
  each('(\\d{4})-(\\d{2})-(\\d{2})', ([said, y = '', m = '', d]) => dated(said, y, m, d));
  each(`\\b(${enNumber})[\\s-]+months?\\b`, ([said, n = '']) => months(said, enRead(n)));
  each(`\\b(${enNumber})[\\s-]+years?\\b`, ([said, n = '']) =>
    enRead(n) >= 2 ? months(said, enRead(n) * 12) : null,
  );
  each(`\\b(${enNumber})\\s+working\\s+days?\\b`, ([said, n = '']) => workingDays(said, enRead(n)));
  return found;
}
