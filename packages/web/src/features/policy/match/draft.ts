import type { Answers } from '@hegu/contract/policy/matching.ts';

/** The eight answers as they stand in the controls: text as it is typed, nothing where nothing was said. */

type Size = NonNullable<Answers['sizeClass']>;
type Product = NonNullable<Answers['product']>;
export type TitleDetail = NonNullable<Answers['titleDetails']>[number];

export interface Draft {
  readonly district?: string | undefined;
  readonly fields: readonly string[];
  readonly establishedOn?: string | undefined;
  readonly sizeClass?: Size | undefined;
  /** 万元, as typed. */
  readonly revenue: string;
  readonly rdExpense: string;
  /** Undefined: not said; empty: holds none. */
  readonly titles?: readonly string[] | undefined;
  readonly titleDetails: readonly TitleDetail[];
  readonly product?: Product | undefined;
}

export const emptyDraft: Draft = { fields: [], revenue: '', rdExpense: '', titleDetails: [] };

export const questions = [
  'district',
  'fields',
  'establishedOn',
  'sizeClass',
  'revenue',
  'rdExpense',
  'titles',
  'product',
] as const;
export type Question = (typeof questions)[number];

/** 万元 as somebody types them, full-width digits and separators among them → 分; undefined for anything else. */
export function wanToFen(typed: string): number | undefined {
  const plain = typed.normalize('NFKC').replaceAll(/[,\s，]/g, '');
  if (!/^\d{1,8}(\.\d{0,6})?$/.test(plain)) return undefined;
  return Math.round(Number(plain) * 1_000_000);
}

/** Typed, and not a number: worth a word under the field. */
export const badAmount = (typed: string): boolean => typed.trim() !== '' && wanToFen(typed) === undefined;

const isDay = (day: string | undefined): day is string =>
  day !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(day);

export function toAnswers(d: Draft): Answers {
  const revenueFen = wanToFen(d.revenue);
  const rdExpenseFen = wanToFen(d.rdExpense);
  const details = d.titleDetails.filter((x) => d.titles?.includes(x.kind));
  return {
    ...(d.district ? { district: d.district } : {}),
    ...(d.fields.length > 0 ? { fields: [...d.fields] } : {}),
    ...(isDay(d.establishedOn) ? { establishedOn: d.establishedOn } : {}),
    ...(d.sizeClass ? { sizeClass: d.sizeClass } : {}),
    ...(revenueFen === undefined ? {} : { revenueFen }),
    ...(rdExpenseFen === undefined ? {} : { rdExpenseFen }),
    ...(d.titles === undefined ? {} : { titles: [...d.titles] }),
    ...(details.length > 0 ? { titleDetails: details } : {}),
    ...(d.product ? { product: d.product } : {}),
  };
}

export function answered(d: Draft, q: Question): boolean {
  switch (q) {
    case 'fields':
      return d.fields.length > 0;
    case 'revenue':
      return wanToFen(d.revenue) !== undefined;
    case 'rdExpense':
      return wanToFen(d.rdExpense) !== undefined;
    default:
      return d[q] !== undefined;
  }
}

export const answeredCount = (d: Draft): number => questions.filter((q) => answered(d, q)).length;

/** Which classes and stages go with a kind of product; nothing for a kind that has none. */
export const classesOf: Readonly<Record<Product['kind'], readonly NonNullable<Product['class']>[]>> = {
  drug: ['1', '2', 'improved'],
  device: ['1', '2', '3'],
  ivd: ['1', '2', '3'],
  cosmetic: ['special', 'general'],
  ingredient: [],
};
export const stagesOf: Readonly<Record<Product['kind'], readonly NonNullable<Product['stage']>[]>> = {
  drug: [
    'preclinical',
    'phase1',
    'phase2',
    'phase3',
    'early',
    'confirmatory',
    'review',
    'approved',
    'marketed',
  ],
  device: ['review', 'approved', 'marketed'],
  ivd: ['review', 'approved', 'marketed'],
  cosmetic: ['approved', 'marketed'],
  ingredient: ['approved', 'marketed'],
};

const storageKey = 'hegu.policy.answers';

/** Kept while the tab is open, so that signing in or opening a clause does not lose them; never in the address. */
export function readDraft(): Draft {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? 'null');
    if (typeof kept === 'object' && kept !== null) return { ...emptyDraft, ...(kept as Partial<Draft>) };
  } catch {
    // Storage is forbidden, or holds something else: the questions begin empty.
  }
  return emptyDraft;
}

export function keepDraft(d: Draft): void {
  try {
    sessionStorage.setItem(storageKey, JSON.stringify(d));
  } catch {
    // The answers then last as long as the page.
  }
}
