import { Temporal } from 'temporal-polyfill';

/**
 * The only place that reads the time. Everything else is handed an instant, so that a rule, a job or a test can be
 * asked about any moment. Instants are whole microseconds, which is what PostgreSQL keeps: an instant that was
 * written and read back is the same instant.
 */
export interface Clock {
  now(): Temporal.Instant;
  /** True when time stands still (`HEGU_NOW`, `manualClock`), for those who would otherwise wait for it to pass. */
  readonly frozen: boolean;
}

/** A clock that tests move by hand. */
export interface ManualClock extends Clock {
  /** Moves forward (or back) by a duration, e.g. `{ minutes: 30 }`. Hours and below: an instant has no calendar. */
  advance(duration: Temporal.DurationLike): Temporal.Instant;
  set(instant: Temporal.Instant | string): Temporal.Instant;
}

/** `instant.toString()`, several times as fast for whole milliseconds: what is written out by the thousand. */
export function textOf(instant: Temporal.Instant): string {
  const ms = instant.epochMilliseconds;
  if (instant.epochNanoseconds !== BigInt(ms) * 1_000_000n) return instant.toString();
  const text = new Date(ms).toISOString();
  return text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : text.endsWith('0Z') ? instant.toString() : text;
}

/** What ids are dated by: never moved by hand, so that one is not given twice. */
export const wallMs = (): number => Date.now();

export const toMicroseconds = (instant: Temporal.Instant): Temporal.Instant =>
  instant.round({ smallestUnit: 'microsecond', roundingMode: 'floor' });

export const systemClock: Clock = {
  frozen: false,
  now: () => toMicroseconds(Temporal.Now.instant()),
};

export function manualClock(start: Temporal.Instant | string): ManualClock {
  let current = toMicroseconds(Temporal.Instant.from(start));
  return {
    frozen: true,
    now: () => current,
    advance(duration) {
      current = toMicroseconds(current.add(duration));
      return current;
    },
    set(instant) {
      current = toMicroseconds(Temporal.Instant.from(instant));
      return current;
    },
  };
}

/** The environment asks for a clock the server will not run with. Printed to the operator, who set it. */
export class ClockError extends Error {
  override readonly name = 'ClockError';
}

/**
 * The server's clock: real, or standing still at `HEGU_NOW` for tests and demonstrations.
 * @throws ClockError when `HEGU_NOW` is no RFC 3339 time with an offset, or is set while `NODE_ENV=production`.
 */
export function clockFromEnv(env: { readonly HEGU_NOW?: string; readonly NODE_ENV?: string }): Clock {
  const text = env.HEGU_NOW?.trim();
  if (!text) return systemClock;
  if (env.NODE_ENV === 'production') {
    throw new ClockError(
      'HEGU_NOW 会让服务器的时间停住，生产模式下不允许；请取消该环境变量。\n' +
        'HEGU_NOW stops the server’s clock and is refused in production mode; unset it.',
    );
  }
  return manualClock(parse(text));
}

// Temporal accepts more than RFC 3339 does (basic format, zone annotations); the offset must be said.
const rfc3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

function parse(text: string): Temporal.Instant {
  if (rfc3339.test(text)) {
    try {
      return Temporal.Instant.from(text.toUpperCase());
    } catch {
      // A date that does not exist; said below.
    }
  }
  throw new ClockError(
    `HEGU_NOW=“${text}” 不是带时区偏移的 RFC 3339 时间，例如 2026-07-15T10:00:00+08:00。\n` +
      `HEGU_NOW="${text}" is not an RFC 3339 time with an offset, such as 2026-07-15T10:00:00+08:00.`,
  );
}
