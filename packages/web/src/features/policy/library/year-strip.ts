import type { listWindows } from '@hegu/contract/policy/library.ts';
import type { RouteOk } from '@hegu/contract/route.ts';

type Item = RouteOk<typeof listWindows>['items'][number];

/** Windows with the same dates of the same office, drawn as one bar. */
export interface WindowBar {
  readonly key: string;
  readonly issuer: Item['issuer'];
  readonly from: string;
  readonly to: string | null;
  readonly clauses: readonly { readonly id: string; readonly title: Item['title'] }[];
  /** Left edge and width of the bar in the year, as fractions of its days. */
  readonly start: number;
  readonly width: number;
  /** It began before the year, or goes on after it. */
  readonly opensBefore: boolean;
  readonly goesOn: boolean;
}

const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / 86_400_000;

/** Fraction of the year that has passed at the beginning of a day. */
export function fractionOf(day: string, year: number): number {
  const first = dayNumber(`${year}-01-01`);
  const days = dayNumber(`${year + 1}-01-01`) - first;
  return Math.min(1, Math.max(0, (dayNumber(day) - first) / days));
}

/** First days of the twelve months as fractions of the year. */
export const monthEdges = (year: number): readonly number[] =>
  Array.from({ length: 12 }, (_, m) => fractionOf(`${year}-${String(m + 1).padStart(2, '0')}-01`, year));

/** The last day belongs to the window: the bar ends where the next day begins. */
const dayAfter = (day: string): string =>
  new Date((dayNumber(day) + 1) * 86_400_000).toISOString().slice(0, 10);

export function barsOf(items: readonly Item[], year: number): WindowBar[] {
  const bars = new Map<string, WindowBar>();
  for (const item of items) {
    const key = `${item.issuer.zh} ${item.from} ${item.to ?? ''}`;
    const before = bars.get(key);
    const clause = { id: item.clauseId, title: item.title };
    if (before) {
      bars.set(key, { ...before, clauses: [...before.clauses, clause] });
      continue;
    }
    const start = fractionOf(item.from, year);
    const end = item.to === null ? 1 : fractionOf(dayAfter(item.to), year);
    bars.set(key, {
      key,
      issuer: item.issuer,
      from: item.from,
      to: item.to,
      clauses: [clause],
      start,
      width: end - start,
      opensBefore: item.from < `${year}-01-01`,
      goesOn: item.to === null || item.to > `${year}-12-31`,
    });
  }
  return [...bars.values()];
}
