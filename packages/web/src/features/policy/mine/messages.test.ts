import { expect, test } from 'vitest';
import { importWords } from '../../enterprise/desk/messages.ts';
import { matchWords } from '../match/messages.ts';
import { mineWords } from './messages.ts';

test('one is told as one in English', () => {
  expect(mineWords.en.onTop(1)).toBe('One more has no published sum and is not counted');
  expect(mineWords.en.onTop(2)).toBe('2 more have no published sum and are not counted');
  expect(mineWords.en.nothingSureHint(1)).toContain('settle it');
  expect(matchWords.en.carry.same(1)).toBe('One more agrees with what is known.');
  expect(importWords.en.fix(1)).toContain('One problem');
});
