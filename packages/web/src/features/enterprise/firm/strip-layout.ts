/** Where certificates lie on a strip of time. Pure: civil days in, percent out. */

export interface Dated {
  readonly id: string;
  readonly grantedOn: string | null;
  readonly validTo: string | null;
}
export interface Bar {
  readonly id: string;
  /** Percent of the strip from the left. */
  readonly start: number;
  readonly end: number;
  /** No expiry is known: it fades out. */
  readonly open: boolean;
  readonly state: 'valid' | 'soon' | 'expired';
  /** Days until the last valid day; negative once it is over, null without one. */
  readonly daysLeft: number | null;
}
export interface Strip {
  readonly today: number;
  readonly years: readonly { readonly year: number; readonly at: number }[];
  readonly bars: readonly Bar[];
}

const dayMs = 86_400_000;
const dayOf = (date: string): number => Math.round(Date.parse(`${date}T00:00:00Z`) / dayMs);

/** @param soonDays from how many days before the end it is time to renew */
export function stripLayout(items: readonly Dated[], todayDate: string, soonDays = 90): Strip {
  const today = dayOf(todayDate);
  const starts = items.flatMap((i) => (i.grantedOn ? [dayOf(i.grantedOn)] : []));
  const ends = items.flatMap((i) => (i.validTo ? [dayOf(i.validTo)] : []));
  // Whole years, so that the ticks say where one is
  const firstYear = new Date(Math.min(today - 365, ...starts, ...ends) * dayMs).getUTCFullYear();
  const lastYear = new Date(Math.max(today + 183, ...starts, ...ends) * dayMs).getUTCFullYear() + 1;
  const from = dayOf(`${firstYear}-01-01`);
  const to = dayOf(`${lastYear}-01-01`);
  const at = (day: number) => ((day - from) / (to - from)) * 100;
  return {
    today: at(today),
    years: Array.from({ length: lastYear - firstYear }, (_, i) => ({
      year: firstYear + i,
      at: at(dayOf(`${firstYear + i}-01-01`)),
    })),
    bars: items.map((item) => {
      const end = item.validTo ? dayOf(item.validTo) : null;
      const daysLeft = end === null ? null : end - today;
      return {
        id: item.id,
        start: item.grantedOn ? at(dayOf(item.grantedOn)) : 0,
        // The last day is still valid
        end: end === null ? 100 : at(end + 1),
        open: end === null,
        state: daysLeft === null || daysLeft > soonDays ? 'valid' : daysLeft >= 0 ? 'soon' : 'expired',
        daysLeft,
      };
    }),
  };
}
