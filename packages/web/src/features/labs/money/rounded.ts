import type { Quote } from '@hegu/contract/labs/pricing.ts';

/**
 * Minutes charged by use where they are more than were used, because a unit of billing counts whole or a least time is charged; null
 * where nothing was added. `usedMinutes`: of the run.
 */
export function roundedUpTo(quote: Quote, usedMinutes: number): number | null {
  if (quote.basis !== 'used') return null;
  const charged = quote.lines
    .filter((l) => l.kind === 'time' || l.kind === 'overtime')
    .reduce((sum, l) => sum + l.quantity, 0);
  return charged > Math.ceil(usedMinutes) ? charged : null;
}
