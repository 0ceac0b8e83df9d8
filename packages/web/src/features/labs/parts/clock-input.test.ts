import { expect, test } from 'vitest';
import { readTyped } from './clock-input.tsx';

test.each([
  ['9', 540],
  ['930', 570],
  ['0930', 570],
  ['9:30', 570],
  ['９', null],
  ['9：30', 570],
  ['24:00', 1440],
  ['2400', 1440],
  ['25', null],
  ['9:75', null],
  ['', null],
])('%s', (text, minutes) => expect(readTyped(text)).toBe(minutes));
