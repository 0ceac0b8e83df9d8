import { applicationStatuses } from '@hegu/contract/policy/applications.ts';
import { describe, expect, test } from 'vitest';
import { stageStates, toneOf } from './stages.ts';

const states = (status: (typeof applicationStatuses)[number]) => stageStates(status).map((s) => s.state);

describe('the way of an application', () => {
  test('is somewhere in every status, and only there', () => {
    for (const status of applicationStatuses) {
      const at = states(status).filter((s) => s === 'here' || s === 'ended');
      expect(at.length, status).toBe(status === 'paid' ? 0 : 1);
    }
  });
  test('what is behind is done, what was refused ended where it was', () => {
    expect(states('second')).toEqual(['done', 'done', 'here', 'ahead', 'ahead']);
    expect(states('refused')).toEqual(['done', 'done', 'ended', 'ahead', 'ahead']);
    expect(states('paid')).toEqual(['done', 'done', 'done', 'done', 'done']);
    expect(states('withdrawn')).toEqual(['ended', 'ahead', 'ahead', 'ahead', 'ahead']);
  });
  test('a refusal is not painted as a success', () => {
    expect(toneOf('refused')).toBe('wrong');
    expect(toneOf('paid')).toBe('act');
    expect(toneOf('first')).toBe('wait');
  });
});
