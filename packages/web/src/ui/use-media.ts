import { useCallback, useSyncExternalStore } from 'react';

export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = window.matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
}

/** Below this, tables become cards. */
export const useNarrow = (): boolean => useMedia('(max-width: 639px)');

/** Below this, the search box is a page of its own. */
export const usePhone = (): boolean => useMedia('(max-width: 767px)');
