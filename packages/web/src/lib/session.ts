import { getMe, type Me, type Role } from '@hegu/contract/identity.ts';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useLocale } from '../i18n/locale.ts';
import { civilOf, type Format, makeFormat } from './format.ts';
import { queryKey, useRouteQuery } from './query.ts';

export interface Session {
  /** Null until the server has answered. */
  readonly me: Me | null;
  readonly error: Error | null;
  readonly refetch: () => void;
  readonly has: (...roles: readonly Role[]) => boolean;
}

/** How far the server's clock is from this device's, in ms: a demo may stand still, a phone may be wrong. */
let skew = 0;

/** The server's now, in epoch milliseconds. */
export const serverNow = (): number => Date.now() + skew;

/** Who is signed in, in which valley. Shared by every component; fetched once and after signing in or out. */
export function useSession(): Session {
  const { data, error, refetch, dataUpdatedAt } = useRouteQuery(getMe, {}, { staleTime: 5 * 60_000 });
  const me = data ?? null;
  if (me) skew = Date.parse(me.now) - dataUpdatedAt;
  return {
    me,
    error,
    refetch: () => void refetch(),
    has: (...roles) => roles.some((role) => me?.roles.includes(role)),
  };
}

export const useZone = (): string => useSession().me?.valley.zone ?? 'Asia/Shanghai';

/** The formatters in the reader's language and the valley's zone. */
export function useFormat(): Format {
  const locale = useLocale();
  const zone = useZone();
  const year = civilOf(serverNow(), zone)?.year ?? new Date().getFullYear();
  return useMemo(() => makeFormat(locale, zone, year), [locale, zone, year]);
}

/** The server's now in epoch milliseconds, again every `everyMs`. */
export function useNow(everyMs = 60_000): number {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((n) => n + 1), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return serverNow();
}

/** After signing in or out nothing that was fetched before may stay on the screen. */
export async function resetSession(client: QueryClient): Promise<void> {
  await client.cancelQueries();
  await client.refetchQueries({ queryKey: queryKey(getMe) });
  await client.resetQueries({ predicate: (query) => query.queryKey[2] !== getMe.path });
}

export function useResetSession(): () => Promise<void> {
  const client = useQueryClient();
  return () => resetSession(client);
}
