import { describe, expect, test } from 'vitest';
import { windowSaid } from './window.ts';
import { policyWords } from './words.ts';

const said = (
  state: 'open' | 'soon' | 'closed',
  days: number | null,
  from: string | null = null,
  to: string | null = null,
  standing: 'inPeriod' | 'bridged' | 'notYet' | 'over' = 'inPeriod',
) => windowSaid({ standing, window: { state, from, to, days } }, policyWords.zh, (d) => d);

describe('a window in a word', () => {
  test('counts the days when they are few and hurries in the last month', () => {
    expect(said('open', 12, null, '2026-12-05')).toEqual({ tone: 'wait', text: '还剩 12 天', hurry: true });
    expect(said('open', 0, null, '2026-11-23')).toMatchObject({ text: '今天截止', hurry: true });
    expect(said('open', 90, null, '2027-02-21')).toMatchObject({
      tone: 'act',
      text: '还剩 90 天',
      hurry: false,
    });
  });
  test('prints a far end as a date and no end as none', () => {
    expect(said('open', 403, null, '2027-12-31').text).toBe('至 2027-12-31');
    expect(said('open', null).text).toBe('随时受理');
  });
  test('says when it opens, and when it was over', () => {
    expect(said('soon', 9, '2026-12-02')).toMatchObject({ tone: 'wait', text: '9 天后开放' });
    expect(said('closed', null, '2023-09-04', '2023-09-13').text).toBe('2023-09-13 截止');
    expect(said('closed', null, null, '2023-12-31', 'over').text).toBe('2023-12-31 失效');
    expect(said('soon', 40, '2027-01-01', null, 'notYet').text).toBe('2027-01-01 起施行');
  });
});
