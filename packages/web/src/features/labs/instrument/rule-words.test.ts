import { bookingRules, openingHours } from '@hegu/contract/labs/booking-rules.ts';
import { describe, expect, test } from 'vitest';
import { makeFormat } from '../../../lib/format.ts';
import { hoursLines, ruleLines, ruleWords, weekdaysText } from './rule-words.ts';

const zh = makeFormat('zh', 'Asia/Shanghai', 2026);
const en = makeFormat('en', 'Asia/Shanghai', 2026);

describe('weekdays', () => {
  test('runs are joined, single days listed', () => {
    expect(weekdaysText([5, 1, 2, 3, 4], ruleWords.zh)).toBe('周一至周五');
    expect(weekdaysText([6, 7], ruleWords.zh)).toBe('周六、周日');
    expect(weekdaysText([1, 3, 5, 6, 7], ruleWords.en)).toBe('Mon, Wed, Fri–Sun');
    expect(weekdaysText([1, 2, 3, 4, 5, 6, 7], ruleWords.en)).toBe('Every day');
  });
});

describe('opening hours', () => {
  const hours = openingHours.parse({
    weekly: [
      { weekdays: [1, 2, 3, 4, 5], from: '13:00', to: '17:30' },
      { weekdays: [1, 2, 3, 4, 5], from: '08:30', to: '12:00' },
      { weekdays: [6], from: '09:00', to: '17:00', groupIds: ['019ab000-0000-7000-8000-000000000001'] },
    ],
    exceptions: [
      { date: '2026-07-01', hours: [] },
      { date: '2026-07-20', hours: [], note: '年度检修' },
      { date: '2026-07-18', hours: [{ from: '09:00', to: '12:00' }] },
    ],
    followHolidays: true,
  });

  test('days with the same hours stand together, past exceptions are left out', () => {
    const said = hoursLines(hours, '2026-07-15', zh, ruleWords.zh);
    expect(said.weekly).toEqual([
      { label: '周一至周五', text: '08:30–12:00、13:00–17:30' },
      { label: '周六', text: '09:00–17:00 （仅对指定单位或课题组）' },
    ]);
    expect(said.exceptions).toEqual([
      { label: '7月18日 周六', text: '09:00–12:00' },
      { label: '7月20日 周一', text: '不开放，年度检修' },
    ]);
    expect(said.note).toBe('法定节假日不开放；调休上班日按周一开放');
  });

  test('no hours at all: always open', () => {
    expect(hoursLines(null, '2026-07-15', en, ruleWords.en).weekly).toEqual([
      { label: 'Every day', text: 'all day' },
    ]);
  });
});

describe('booking rules', () => {
  test('what is set is said, with the fees', () => {
    const rules = bookingRules.parse({
      minMinutes: 30,
      maxMinutes: 240,
      gridMinutes: 30,
      horizonDays: 14,
      lateCancelMinutes: 120,
      noShowMinutes: 30,
      approval: 'pi+facility',
      trainingRequired: true,
    });
    const fees = {
      lateCancellation: { kind: 'percent', bp: 3000 },
      noShow: { kind: 'flat', feeFen: 5000 },
    } as const;
    expect(ruleLines(rules, fees, zh, ruleWords.zh)).toEqual([
      { label: '一次预约', text: '30 分钟到 4 小时；按 30 分钟一格起止' },
      { label: '提前预约', text: '最多提前 14 天' },
      { label: '取消', text: '开始前 2 小时内取消算临期取消，收预约机时费的 30%；更早取消不收费' },
      { label: '未到', text: '开始后 30 分钟仍未签到记为爽约，收 ¥50.00' },
      { label: '审批', text: '先由课题组负责人审批，再由机组审批' },
      { label: '上机资格', text: '须先通过培训考核，取得本机上机资格' },
    ]);
  });

  test('nothing set: free to cancel, no approval, no training', () => {
    expect(ruleLines({}, {}, en, ruleWords.en).map((l) => l.text)).toEqual([
      'free until it starts',
      'none: a booking is confirmed at once',
      'none needed',
    ]);
  });
});
