import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { ClockError, clockFromEnv, manualClock, systemClock, textOf } from './index.ts';

describe('systemClock', () => {
  it('goes forward, in whole microseconds', () => {
    const before = Date.now();
    const a = systemClock.now();
    const b = systemClock.now();
    expect(Temporal.Instant.compare(a, b)).toBeLessThanOrEqual(0);
    expect(a.epochNanoseconds % 1000n).toBe(0n);
    expect(a.epochMilliseconds).toBeGreaterThanOrEqual(before);
    expect(systemClock.frozen).toBe(false);
  });
});

describe('textOf', () => {
  it('is what Temporal writes, whatever the instant', () => {
    const ms = fc.integer({ min: -8_640_000_000_000_000, max: 8_640_000_000_000_000 });
    const near = fc.integer({ min: -1_000_000_000_000, max: 4_000_000_000_000 });
    const whole = near.map((n) => n - (n % 1000));
    fc.assert(
      fc.property(fc.oneof(ms, near, whole), fc.integer({ min: 0, max: 999 }), (at, micros) => {
        const plain = Temporal.Instant.fromEpochMilliseconds(at);
        expect(textOf(plain)).toBe(plain.toString());
        if (at < 8_640_000_000_000_000) {
          const finer = plain.add({ microseconds: micros });
          expect(textOf(finer)).toBe(finer.toString());
        }
      }),
    );
  });
});

describe('manualClock', () => {
  it('stands still until it is moved', () => {
    const clock = manualClock('2026-07-15T10:00:00+08:00');
    expect(clock.now().toString()).toBe('2026-07-15T02:00:00Z');
    expect(clock.now().equals(clock.now())).toBe(true);
    expect(clock.advance({ minutes: 90 }).toString()).toBe('2026-07-15T03:30:00Z');
    expect(clock.now().toString()).toBe('2026-07-15T03:30:00Z');
    clock.set('2026-01-01T00:00:00Z');
    expect(clock.now().toString()).toBe('2026-01-01T00:00:00Z');
    expect(clock.frozen).toBe(true);
  });

  it('keeps no more than PostgreSQL does', () => {
    expect(manualClock('2026-01-01T00:00:00.123456789Z').now().toString()).toBe(
      '2026-01-01T00:00:00.123456Z',
    );
    expect(manualClock('1969-12-31T23:59:59.9999999Z').now().toString()).toBe('1969-12-31T23:59:59.999999Z');
  });
});

describe('clockFromEnv', () => {
  it('is the real clock when nothing is asked for', () => {
    expect(clockFromEnv({})).toBe(systemClock);
    expect(clockFromEnv({ HEGU_NOW: '  ', NODE_ENV: 'production' })).toBe(systemClock);
  });

  it('stands still at HEGU_NOW', () => {
    const clock = clockFromEnv({ HEGU_NOW: '2026-07-15T10:00:00+08:00', NODE_ENV: 'test' });
    expect(clock.now().toString()).toBe('2026-07-15T02:00:00Z');
    expect(clock.frozen).toBe(true);
  });

  it('refuses HEGU_NOW in production', () => {
    expect(() => clockFromEnv({ HEGU_NOW: '2026-07-15T10:00:00+08:00', NODE_ENV: 'production' })).toThrow(
      ClockError,
    );
  });

  it.each([
    '2026-07-15T10:00:00',
    '2026-07-15 10:00:00+08:00',
    '2026-02-29T10:00:00+08:00',
    '2026-07-15T25:00:00+08:00',
    '2026-07-15T10:00:00+08:00[Asia/Shanghai]',
    'tomorrow',
    '1784080800',
  ])('refuses %s', (HEGU_NOW) => {
    expect(() => clockFromEnv({ HEGU_NOW })).toThrow(ClockError);
  });
});
