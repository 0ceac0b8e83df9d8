import { useEffect } from 'react';

const storageKey = 'hegu.reloaded';

/** A page's chunk is gone because the server was upgraded under an open tab. */
export const isStaleChunk = (error: unknown): boolean =>
  error instanceof Error &&
  /dynamically imported module|importing a module script failed|failed to fetch dynamically/i.test(
    error.message,
  );

/** Reloads once, and not again within a minute, so that a chunk that is truly missing shows the error page. */
export function useReloadOnUpgrade(error: unknown): boolean {
  const stale = isStaleChunk(error);
  const before = stale ? Number(sessionStorage.getItem(storageKey) ?? 0) : 0;
  const reload = stale && Date.now() - before > 60_000;
  useEffect(() => {
    if (!reload) return;
    sessionStorage.setItem(storageKey, String(Date.now()));
    window.location.reload();
  }, [reload]);
  return reload;
}
