import { civilOf } from '../../../../lib/format.ts';

/** The month it is in the valley and those before it, `2026-11`, latest first. */
export function recentMonths(now: number, zone: string, count = 24): string[] {
  const c = civilOf(now, zone);
  if (!c) return [];
  return Array.from({ length: count }, (_, i) => {
    const n = c.year * 12 + c.month - 1 - i;
    return `${Math.floor(n / 12)}-${String((n % 12) + 1).padStart(2, '0')}`;
  });
}
