import type { Locale } from '@hegu/contract/errors.ts';
import { useSyncExternalStore } from 'react';

export type { Locale };

const storageKey = 'hegu.locale';
const listeners = new Set<() => void>();

const isLocale = (value: string | null | undefined): value is Locale => value === 'zh' || value === 'en';

/** The first of: `?lang=` of the address, the last choice on this device, Chinese. */
export function firstLocale(search: string, stored: string | null): Locale {
  const asked = new URLSearchParams(search).get('lang')?.slice(0, 2).toLowerCase();
  if (isLocale(asked)) return asked;
  return isLocale(stored) ? stored : 'zh';
}

function readStored(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null; // storage is forbidden in some private windows
  }
}

let current: Locale =
  typeof window === 'undefined' ? 'zh' : firstLocale(window.location.search, readStored());

/** BCP 47 tag for `<html lang>`, `Accept-Language` and `Intl`. */
export const languageTag = (locale: Locale): string => (locale === 'zh' ? 'zh-CN' : 'en');

export const getLocale = (): Locale => current;

export function setLocale(next: Locale): void {
  current = next;
  try {
    localStorage.setItem(storageKey, next);
  } catch {
    // The choice then lasts as long as the page.
  }
  document.documentElement.lang = languageTag(next);
  for (const listener of listeners) listener();
}

export function onLocale(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useLocale = (): Locale => useSyncExternalStore(onLocale, getLocale, getLocale);
