/**
 * The unified social credit code (统一社会信用代码): 18 characters that name an organisation in China.
 * GB 32100-2015 gives the whole; its characters 9–17 are the organisation code of GB 11714-1997, which carries a
 * check character of its own.
 *
 *     9 1 310114 MA1GW2XK X ?
 *     │ │ │      │        │ └ check character of the whole, weights 3^(i-1) mod 31
 *     │ │ │      │        └── check character of the organisation code, mod 11
 *     │ │ │      └─────────── organisation code (主体标识码)
 *     │ │ └────────────────── administrative division of the registrar (GB/T 2260)
 *     │ └──────────────────── kind of organisation, as that department numbers it
 *     └────────────────────── registering department
 */

/** Digits and capital letters without I, O, S, V and Z, which are easily misread. */
export const creditCodeCharacters = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** Registering departments (GB 32100-2015 and its later assignments). */
const registrars: Readonly<Record<string, string>> = {
  '1': '机构编制',
  '2': '外交',
  '3': '司法行政',
  '4': '文化',
  '5': '民政',
  '6': '旅游',
  '7': '宗教',
  '8': '工会',
  '9': '市场监管',
  A: '军委改革和编制',
  N: '农业',
  Y: '其他',
};

export type CreditCodeFault =
  /** Not 18 characters long. */
  | { readonly part: 'length'; readonly length: number }
  /** A character that no credit code has; positions count from 1. */
  | {
      readonly part: 'characters';
      readonly positions: readonly number[];
      readonly characters: readonly string[];
    }
  /** The first character names no registering department. */
  | { readonly part: 'registrar'; readonly character: string }
  /** Characters 3–8 are not the six digits of an administrative division. */
  | { readonly part: 'division'; readonly division: string }
  /** Characters 9–17: their own check character (GB 11714) is wrong. */
  | { readonly part: 'organisation'; readonly organisation: string }
  /** The last character does not fit the first seventeen. */
  | { readonly part: 'check'; readonly character: string };

export type CreditCodeResult =
  | { readonly ok: true; readonly code: string; readonly division: string; readonly organisationCode: string }
  | { readonly ok: false; readonly faults: readonly CreditCodeFault[] };

const value = new Map([...creditCodeCharacters].map((c, i) => [c, i]));

// 3^(i-1) mod 31; 3 generates the whole group, so no two places share a weight.
const weights = Array.from({ length: 17 }, (_, i) => {
  let w = 1;
  for (let k = 0; k < i; k++) w = (w * 3) % 31;
  return w;
});

/** Full-width to half-width, capitals, no white space or hyphens: what people paste. */
export function normaliseCreditCode(input: string): string {
  return input
    .normalize('NFKC')
    .replace(/[\s\u200b\ufeff-]/g, '')
    .toUpperCase();
}

/** Check character of the first 17 (GB 32100-2015, 附录 A): 31 − (Σ cᵢ·wᵢ mod 31), where 31 stands for 0. */
export function creditCodeCheck(first17: string): string {
  if (first17.length !== 17) throw new RangeError('17 characters are needed');
  let sum = 0;
  for (let i = 0; i < 17; i++) {
    const v = value.get(first17.charAt(i));
    if (v === undefined) throw new RangeError(`not a character of a credit code: ${first17.charAt(i)}`);
    sum += v * (weights[i] ?? 0);
  }
  return creditCodeCharacters.charAt((31 - (sum % 31)) % 31);
}

const organisationWeights = [3, 7, 9, 10, 5, 8, 4, 2] as const;

/** Check character of an organisation code's eight characters (GB 11714-1997): 11 − (Σ cᵢ·wᵢ mod 11), 10 is X, 11 is 0. */
export function organisationCodeCheck(first8: string): string {
  if (!/^[0-9A-Z]{8}$/.test(first8)) throw new RangeError('8 digits or capital letters are needed');
  let sum = 0;
  organisationWeights.forEach((w, i) => {
    // 0–9 count as themselves, A–Z as 10–35
    sum += w * Number.parseInt(first8.charAt(i), 36);
  });
  const check = 11 - (sum % 11);
  return check === 10 ? 'X' : check === 11 ? '0' : String(check);
}

/** Reads a credit code as people write it, and says of every part that is wrong which one it is. */
export function readCreditCode(input: string): CreditCodeResult {
  const code = normaliseCreditCode(input);
  const characters = [...code];
  const faults: CreditCodeFault[] = [];
  if (characters.length !== 18) faults.push({ part: 'length', length: characters.length });
  const strange = characters.flatMap((c, i) => (value.has(c) ? [] : [i]));
  if (strange.length > 0) {
    faults.push({
      part: 'characters',
      positions: strange.map((i) => i + 1),
      characters: strange.map((i) => characters[i] ?? ''),
    });
  }
  // Nothing further can be said of a code whose places may be shifted or unreadable.
  if (faults.length > 0) return { ok: false, faults };

  if (!(code.charAt(0) in registrars)) faults.push({ part: 'registrar', character: code.charAt(0) });
  const division = code.slice(2, 8);
  if (!/^\d{6}$/.test(division)) faults.push({ part: 'division', division });
  const organisation = code.slice(8, 17);
  if (organisationCodeCheck(organisation.slice(0, 8)) !== organisation.charAt(8))
    faults.push({ part: 'organisation', organisation });
  if (creditCodeCheck(code.slice(0, 17)) !== code.charAt(17))
    faults.push({ part: 'check', character: code.charAt(17) });
  if (faults.length > 0) return { ok: false, faults };
  return { ok: true, code, division, organisationCode: organisation };
}

export const isCreditCode = (input: string): boolean => readCreditCode(input).ok;

/**
 * Completes a credit code. Given 17 characters, it appends the check character; given the first 16, it also computes
 * the check character of the organisation code.
 */
export function makeCreditCode(prefix: string): string {
  const p = normaliseCreditCode(prefix);
  if (p.length === 16) return makeCreditCode(p + organisationCodeCheck(p.slice(8)));
  return p + creditCodeCheck(p);
}

/** Each fault as a person is told of it. */
export const faultWords: Record<CreditCodeFault['part'], { zh: string; en: string }> = {
  length: { zh: '应为 18 位', en: 'it has 18 characters' },
  characters: {
    zh: '含有不会出现的字符（代码中没有 I、O、S、V、Z）',
    en: 'it contains characters that no code has (I, O, S, V, Z never occur)',
  },
  registrar: { zh: '第 1 位登记管理部门代码不存在', en: 'character 1 names no registering department' },
  division: { zh: '第 3–8 位不是行政区划码', en: 'characters 3–8 are no administrative division' },
  organisation: {
    zh: '第 9–17 位组织机构代码的校验位不符',
    en: 'the check character of the organisation code (9–17) is wrong',
  },
  check: {
    zh: '末位校验码不符，请核对是否有输错',
    en: 'the last character does not fit; check for a typing error',
  },
};
