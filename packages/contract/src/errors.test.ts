import { expect, test } from 'vitest';
import { renderMessage } from './errors.ts';

test('a stretch within one day names the day once', () => {
  const during = (startsAt: string, endsAt: string) => ({ startsAt, endsAt });
  const zh = '{startsAt|time} 至 {endsAt|time} 已被预约';
  const en = 'Already booked from {startsAt|time} to {endsAt|time}';
  const oneDay = during('2026-11-24T01:30:00Z', '2026-11-24T04:00:00Z');
  expect(renderMessage(zh, oneDay, 'zh')).toBe('2026年11月24日 09:30 至 12:00 已被预约');
  expect(renderMessage(en, oneDay, 'en')).toBe('Already booked from 24 Nov 2026 09:30 to 12:00');
  const twoDays = during('2026-11-24T14:00:00Z', '2026-11-24T17:00:00Z');
  expect(renderMessage(zh, twoDays, 'zh')).toBe('2026年11月24日 22:00 至 2026年11月25日 01:00 已被预约');
});
