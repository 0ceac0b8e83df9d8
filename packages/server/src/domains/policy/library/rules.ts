import { parseDay } from '@hegu/rules/civil.ts';
import type { Amount, Clause, Policy } from '@hegu/rules/clause.ts';
import { standingOf } from '@hegu/rules/evaluate/assess.ts';
import { moneyWords } from '@hegu/rules/explain/format.ts';
import { valueWords, type WordsContext } from '@hegu/rules/explain/words.ts';
import type { FactCatalogue, Words } from '@hegu/rules/facts.ts';

/** How a clause is shown: its amount in words, and whether it can be applied for on a day. */

const daysBetween = (from: string, to: string): number => parseDay(to) - parseDay(from);

export interface Window {
  readonly state: 'open' | 'soon' | 'closed';
  readonly from: string | null;
  readonly to: string | null;
  readonly days: number | null;
}

/** The filing window that matters on a day: the one that is open, else the next, else the last. */
export function windowOn(clause: Pick<Clause, 'filing' | 'period' | 'bridges'>, on: string): Window {
  const standing = standingOf(clause, on);
  if (clause.filing.length === 0) {
    if (standing === 'notYet')
      return {
        state: 'soon',
        from: clause.period.from,
        to: clause.period.to,
        days: daysBetween(on, clause.period.from),
      };
    const { to } = clause.period;
    if (standing === 'over') return { state: 'closed', from: null, to, days: null };
    return { state: 'open', from: null, to, days: to === null ? null : daysBetween(on, to) };
  }
  const windows = [...clause.filing].sort((a, b) => (a.from < b.from ? -1 : 1));
  const open = windows.find((w) => w.from <= on && (w.to === null || on <= w.to));
  if (open) return { state: 'open', ...open, days: open.to === null ? null : daysBetween(on, open.to) };
  const next = windows.find((w) => w.from > on);
  if (next) return { state: 'soon', ...next, days: daysBetween(on, next.from) };
  const last = windows.at(-1);
  return { state: 'closed', from: last?.from ?? null, to: last?.to ?? null, days: null };
}

const money = (yuan: number): Words => moneyWords(Math.round(yuan * 100));

/** '最高 100 万元'; the word 最高 stands wherever an office decides about the sum. */
export function amountWords(
  clause: Clause,
  catalogue: FactCatalogue,
  assessedYear: number,
  titleOf: (id: string) => Words,
): Words {
  const { amount, per, years, instalments } = clause.benefit;
  const cx: WordsContext = {
    catalogue,
    definitions: clause.definitions,
    assessedYear,
    ...(per ? { collection: per.in } : {}),
  };
  const base = amountOnly(amount, clause, cx, titleOf);
  const parts: Words[] = [base];
  if (per) {
    const { measure } = catalogue.collections.get(per.in) ?? { measure: { zh: '项', en: 'items' } };
    const label = catalogue.collections.get(per.in)?.label ?? { zh: '', en: 'items' };
    parts.push({ zh: `按${label.zh}逐${measure.zh}计`, en: `for each of the ${measure.en}` });
    if (per.limit) parts.push({ zh: `最多 ${per.limit} ${measure.zh}`, en: `at most ${per.limit}` });
  }
  if (years && years > 1)
    parts.push({ zh: `每年，最长 ${years} 年`, en: `yearly, for at most ${years} years` });
  if (instalments && instalments.length > 1)
    parts.push({ zh: `分 ${instalments.length} 期拨付`, en: `paid in ${instalments.length} parts` });
  return { zh: parts.map((p) => p.zh).join('，'), en: parts.map((p) => p.en).join(', ') };
}

function amountOnly(amount: Amount, clause: Clause, cx: WordsContext, titleOf: (id: string) => Words): Words {
  const upTo = clause.entitlement !== 'fixed';
  const top = (sum: Words): Words => ({ zh: `最高 ${sum.zh}`, en: `up to ${sum.en}` });
  switch (amount.op) {
    case 'flat': {
      const sum = money(amount.yuan);
      return upTo ? top(sum) : sum;
    }
    case 'percent': {
      const of = valueWords(cx, amount.of);
      const share = upTo
        ? { zh: `不超过${of.zh}的 ${amount.percent}%`, en: `at most ${amount.percent} % of ${of.en}` }
        : { zh: `${of.zh}的 ${amount.percent}%`, en: `${amount.percent} % of ${of.en}` };
      if (amount.capYuan === undefined) return share;
      const cap = top(money(amount.capYuan));
      return { zh: `${share.zh}，${cap.zh}`, en: `${share.en}, ${cap.en}` };
    }
    case 'bands': {
      const highest = money(Math.max(...amount.bands.map((b) => b.yuan)));
      const of = valueWords(cx, amount.of);
      return { zh: `按${of.zh}分档，最高 ${highest.zh}`, en: `by bands of ${of.en}, up to ${highest.en}` };
    }
    case 'share': {
      const of = titleOf(amount.clause);
      const share =
        amount.percent === 100
          ? { zh: `按“${of.zh}”1:1 配套`, en: `as much again as “${of.en}”` }
          : { zh: `“${of.zh}”的 ${amount.percent}%`, en: `${amount.percent} % of “${of.en}”` };
      if (amount.capYuan === undefined) return share;
      const cap = top(money(amount.capYuan));
      return { zh: `${share.zh}，${cap.zh}`, en: `${share.en}, ${cap.en}` };
    }
    case 'unknown':
      return { zh: '金额未公布或尚未查明，以文件为准', en: 'No figure known; see the text' };
  }
}

/** The largest sum one award can come to, in 分; null where the text sets none. */
export function mostFen(amount: Amount): number | null {
  switch (amount.op) {
    case 'flat':
      return Math.round(amount.yuan * 100);
    case 'bands':
      return Math.round(Math.max(...amount.bands.map((b) => b.yuan)) * 100);
    case 'percent':
    case 'share':
      return amount.capYuan === undefined ? null : Math.round(amount.capYuan * 100);
    case 'unknown':
      return null;
  }
}

/** What a search looks through. */
export const searchable = (clause: Clause, policy: Policy): string =>
  [
    clause.title.zh,
    clause.title.en,
    clause.plain.zh,
    clause.plain.en,
    policy.title.zh,
    policy.title.en,
    policy.number ?? '',
    policy.issuer.zh,
    policy.issuer.en,
  ]
    .join(' ')
    .toLowerCase();
