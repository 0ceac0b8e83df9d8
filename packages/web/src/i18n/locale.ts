import type { Locale } from '@hegu/contract/errors.ts';
import { useSyncExternalStore } from 'react';

export type { Locale };

const storageKey = 'hegu.locale';
const listeners = new Set<() => void>();

const isLocale = (value: string | null | undefined): value is Locale => value === 'zh' || value === 'en';

/**
 * The first of: `?lang=` of the address, the last choice on this device, the one of ours that the browser prefers (the same
 * languages it sends as Accept-Language), Chinese.
 */
export function firstLocale(
  search: string,
  stored: string | null,
  preferred: readonly string[] = [],
): Locale {
  const asked = new URLSearchParams(search).get('lang')?.slice(0, 2).toLowerCase();
  if (isLocale(asked)) return asked;
  if (isLocale(stored)) return stored;
  return preferred.map((tag) => tag.toLowerCase().split('-')[0]).find(isLocale) ?? 'zh';
}

function readStored(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null; // storage is forbidden in some private windows
  }
}

function store(locale: Locale): void {
  try {
    localStorage.setItem(storageKey, locale);
  } catch {
    // The choice then lasts as long as the page.
  }
}

/** A language asked for by the address is a choice: the next page, and the next visit, keep it. */
function start(): Locale {
  if (typeof window === 'undefined') return 'zh';
  const locale = firstLocale(window.location.search, readStored(), navigator.languages);
  if (new URLSearchParams(window.location.search).has('lang')) store(locale);
  return locale;
}

let current: Locale = start();

/** BCP 47 tag for `<html lang>`, `Accept-Language` and `Intl`. */
export const languageTag = (locale: Locale): string => (locale === 'zh' ? 'zh-CN' : 'en');

export const getLocale = (): Locale => current;

export function setLocale(next: Locale): void {
  current = next;
  store(next);
  document.documentElement.lang = languageTag(next);
  for (const listener of listeners) listener();
}

export function onLocale(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useLocale = (): Locale => useSyncExternalStore(onLocale, getLocale, getLocale);
