import type { ClauseSummary } from '@hegu/contract/policy/library.ts';
import { moneyWords } from '@hegu/rules/explain/format.ts';
import type { Locale } from '../../../i18n/locale.ts';

/** An amount as it is drawn: a figure to be seen from afar, its unit, and whether it is only the most. */
export interface AmountFace {
  /** '最高' belongs before the figure. */
  readonly upTo: boolean;
  /** '100'; null where no figure is known. */
  readonly figure: string | null;
  /** '万元', 'million', '%'. */
  readonly unit: string;
  /** 'RMB' before the figure in English. */
  readonly lead: string;
}

/** 分 → figure and unit: 1 000 000 分 is '1' '万元', and 'RMB' '10,000'. */
export function moneyFace(
  fen: number,
  locale: Locale,
): Omit<AmountFace, 'upTo' | 'figure'> & { figure: string } {
  const words = moneyWords(fen)[locale];
  const read = /^(RMB )?([\d,.-]+)\s?(.*)$/.exec(words);
  return { lead: read?.[1]?.trim() ?? '', figure: read?.[2] ?? words, unit: read?.[3] ?? '' };
}

/**
 * The most one award comes to; where the text sets no sum, the percentage it names; otherwise nothing. 最高 stands wherever an
 * office decides about the sum, and wherever the words of the amount name a ceiling.
 */
export function amountFace(
  clause: Pick<ClauseSummary, 'mostFen' | 'entitlement' | 'amount'>,
  locale: Locale,
): AmountFace {
  const upTo = clause.entitlement !== 'fixed' || clause.amount.zh.includes('最高');
  if (clause.mostFen !== null) return { upTo, ...moneyFace(clause.mostFen, locale) };
  const percent = /(\d+(?:\.\d+)?)%/.exec(clause.amount.zh)?.[1];
  if (percent !== undefined)
    return { upTo: clause.entitlement !== 'fixed', lead: '', figure: percent, unit: '%' };
  return { upTo: false, lead: '', figure: null, unit: '' };
}
