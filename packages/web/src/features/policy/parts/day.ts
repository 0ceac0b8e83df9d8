import { civilOf } from '../../../lib/format.ts';
import { serverNow, useZone } from '../../../lib/session.ts';

/** Today in the valley as `2026-07-15`, so many days on. */
export function useDay(days = 0): string {
  const zone = useZone();
  const c = civilOf(serverNow(), zone);
  if (!c) return '';
  return new Date(Date.UTC(c.year, c.month - 1, c.day + days)).toISOString().slice(0, 10);
}
