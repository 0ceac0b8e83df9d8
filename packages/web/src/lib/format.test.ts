import { describe, expect, it } from 'vitest';
import { civilOf, makeFormat } from './format.ts';

const zh = makeFormat('zh', 'Asia/Shanghai', 2026);
const en = makeFormat('en', 'Asia/Shanghai', 2026);

describe('dates and times', () => {
  it('prints in the zone of the valley, with the weekday', () => {
    expect(zh.dateTime('2026-07-15T06:00:00Z')).toBe('7月15日 周三 14:00');
    expect(en.dateTime('2026-07-15T06:00:00Z')).toBe('Wed 15 Jul 14:00');
    expect(makeFormat('zh', 'Europe/Berlin', 2026).dateTime('2026-07-15T06:00:00Z')).toBe(
      '7月15日 周三 08:00',
    );
  });

  it('names the year when it is not this one', () => {
    expect(zh.date('2027-01-01T00:00:00+08:00')).toBe('2027年1月1日 周五');
    expect(en.date('2027-01-01T00:00:00+08:00')).toBe('Fri 1 Jan 2027');
  });

  it('crosses the date line of the zone, not of UTC', () => {
    expect(zh.date('2026-07-14T16:00:00Z')).toBe('7月15日 周三');
    expect(civilOf('2026-07-14T15:59:59Z', 'Asia/Shanghai')).toMatchObject({ day: 14, hour: 23, minute: 59 });
  });

  it('prints ranges, with midnight as 24:00 of the day that ends', () => {
    expect(zh.range('2026-07-15T14:00:00+08:00', '2026-07-15T16:00:00+08:00')).toBe(
      '7月15日 周三 14:00–16:00',
    );
    expect(zh.range('2026-07-15T22:00:00+08:00', '2026-07-16T00:00:00+08:00')).toBe(
      '7月15日 周三 22:00–24:00',
    );
    expect(zh.range('2026-07-15T22:00:00+08:00', '2026-07-16T02:00:00+08:00')).toBe(
      '7月15日 周三 22:00 – 7月16日 周四 02:00',
    );
    expect(zh.hours('2026-07-15T14:00:00+08:00', '2026-07-15T16:30:00+08:00')).toBe('14:00–16:30');
  });

  it('prints civil dates and months without a zone of their own', () => {
    expect(zh.day('2026-02-28')).toBe('2月28日 周六');
    expect(zh.month('2026-07')).toBe('2026年7月');
    expect(en.month('2026-07')).toBe('Jul 2026');
  });

  it('prints a dash for what is no time', () => {
    expect(zh.dateTime('never')).toBe('–');
    expect(zh.range('never', '2026-07-15T14:00:00+08:00')).toBe('–');
  });
});

describe('money, numbers, lengths', () => {
  it('prints 分 as yuan', () => {
    expect(zh.money(123450)).toBe('¥1,234.50');
    expect(zh.money(-5)).toBe('-¥0.05');
    expect(zh.money(null)).toBe('–');
  });
  it('prints lengths in the largest units that fit', () => {
    expect(zh.duration(90)).toBe('1 小时 30 分钟');
    expect(en.duration(90)).toBe('1 h 30 min');
    expect(zh.duration(0)).toBe('0 分钟');
    expect(zh.duration(1440 + 60)).toBe('1 天 1 小时');
  });
  it('prints shares', () => {
    expect(zh.percent(0.256)).toBe('25.6%');
    expect(zh.number(12345.678, 1)).toBe('12,345.7');
  });
});

describe('relative', () => {
  const now = Date.parse('2026-07-15T10:00:00+08:00');
  it('speaks of the near by name', () => {
    expect(zh.soon('2026-07-15T14:00:00+08:00', now)).toBe('今天 14:00');
    expect(zh.soon('2026-07-16T09:00:00+08:00', now)).toBe('明天 09:00');
    expect(en.soon('2026-07-14T09:00:00+08:00', now)).toBe('yesterday 09:00');
    expect(zh.soon('2026-07-20T09:00:00+08:00', now)).toBe('7月20日 周一 09:00');
  });
  it('says a stretch by its day once, and both ends where they lie on two', () => {
    const range = (from: string, to: string) => zh.soonRange(`${from}:00+08:00`, `${to}:00+08:00`, now);
    expect(range('2026-07-16T13:00', '2026-07-16T18:00')).toBe('明天 13:00–18:00');
    expect(range('2026-07-16T22:00', '2026-07-17T00:00')).toBe('明天 22:00–24:00');
    expect(range('2026-07-15T22:00', '2026-07-16T08:00')).toBe('今天 22:00 – 明天 08:00');
    expect(range('2026-07-20T09:00', '2026-07-20T10:00')).toBe('7月20日 周一 09:00–10:00');
  });
  it('counts minutes, hours and days', () => {
    expect(zh.relative(now - 10_000, now)).toBe('刚刚');
    expect(en.relative(now + 180_000, now)).toBe('in 3 minutes');
    expect(en.relative(now - 86_400_000, now)).toBe('yesterday');
  });
});
