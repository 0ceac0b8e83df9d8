import { describe, expect, test } from 'vitest';
import { isReady, readDays, readSteps, toBody, writeSteps } from './steps.ts';

const id = '019ab000-0000-7000-8000-000000000001';

describe('steps of a joint search', () => {
  test('are read as they are written', () => {
    const text = `010201:120:310114:;${id}:90::60`;
    const steps = readSteps(text);
    expect(writeSteps(steps)).toBe(text);
    expect(toBody(steps)).toEqual([
      { class: '010201', district: '310114', minutes: 120 },
      { instrumentId: id, minutes: 90, after: 0, maxGapMinutes: 60 },
    ]);
  });

  test('nonsense is an empty step; no more than three', () => {
    expect(readSteps('x:-3:y:z')).toEqual([
      { classCode: '', instrumentId: '', minutes: 120, district: 'y', gap: null },
    ]);
    expect(isReady(readSteps(undefined))).toBe(false);
    expect(readSteps('01:60::;02:60::;03:60::;04:60::')).toHaveLength(3);
  });

  test('days', () => {
    expect(readDays(undefined, undefined, '2026-07-15')).toEqual({ from: '2026-07-16', to: '2026-07-22' });
    expect(readDays('2026-07-20', '2026-07-21', '2026-07-15')).toEqual({
      from: '2026-07-20',
      to: '2026-07-21',
    });
    expect(readDays('2026-07-01', '2026-12-31', '2026-07-15')).toEqual({
      from: '2026-07-16',
      to: '2026-07-22',
    });
  });
});
