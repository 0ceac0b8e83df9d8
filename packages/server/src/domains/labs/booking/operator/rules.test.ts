import { expect, it } from 'vitest';
import { operatorAfter, withOperator } from './rules.ts';

it('left out it is the whole time, and only where there is no other way', () => {
  expect(withOperator({}, true, 90)).toEqual({ operatorMinutes: 90 });
  expect(withOperator({ operatorMinutes: 30 }, true, 90)).toEqual({ operatorMinutes: 30 });
  expect(withOperator({}, false, 90)).toEqual({});
});

it('the whole time stays that when the time changes; a part stays as it is', () => {
  expect(operatorAfter({ operatorMinutes: 60 }, 60, 120)).toEqual({ operatorMinutes: 120 });
  expect(operatorAfter({ operatorMinutes: 30 }, 60, 120)).toEqual({ operatorMinutes: 30 });
  expect(operatorAfter({}, 60, 120)).toEqual({});
});
