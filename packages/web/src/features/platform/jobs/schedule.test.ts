import { expect, it } from 'vitest';
import { jobs } from './messages.ts';
import { scheduleWords } from './schedule.ts';

const zone = 'Asia/Shanghai';
const zh = (schedule: Parameters<typeof scheduleWords>[0]) => scheduleWords(schedule, jobs.zh, zone);

it('says when a job runs', () => {
  expect(zh(null)).toBe('有人发起时');
  expect(zh({ everySeconds: 10 })).toBe('每 10 秒');
  expect(zh({ everySeconds: 90 })).toBe('每 90 秒');
  expect(zh({ everySeconds: 60 })).toBe('每分钟');
  expect(zh({ everySeconds: 900 })).toBe('每 15 分钟');
  expect(zh({ everySeconds: 3600 })).toBe('每小时');
  expect(zh({ cron: '20 3 * * *', zone })).toBe('每天 03:20');
  expect(zh({ cron: '10 0,8,16 * * *', zone })).toBe('每天 00:10、08:10、16:10');
  expect(scheduleWords({ cron: '5 6 * * *', zone: 'UTC' }, jobs.en, zone)).toBe('daily at 06:05 (UTC)');
});

it('a calendar that is no time of day stays as it is written', () => {
  expect(zh({ cron: '0 9 1 * *', zone })).toBe('0 9 1 * *');
  expect(zh({ cron: '*/5 * * * *', zone })).toBe('*/5 * * * *');
});
