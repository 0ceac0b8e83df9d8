import { Temporal } from 'temporal-polyfill';

/** When the tests over HTTP begin: a Wednesday, 10:00 in Shanghai. */
export const start = Temporal.Instant.from('2026-07-15T10:00:00+08:00');

/** So long after it, RFC 3339. */
export const hour = (hours: number, minutes = 0): string => start.add({ hours, minutes }).toString();
