import { expect, it } from 'vitest';
import { replacedHow } from './reservation-page.tsx';

const done = (action: string) => ({ at: '2026-11-23T06:00:00Z', actorName: '林知夏', action, data: {} });

it('says what was done last to a booking that another one replaced', () => {
  const moved = [done('reservation.create'), done('reservation.move')];
  expect(replacedHow({ replacedBy: null, history: moved })).toBeNull();
  expect(replacedHow({ replacedBy: 'x', history: moved })).toBe('moved');
  expect(replacedHow({ replacedBy: 'x', history: [...moved, done('reservation.hand-over')] })).toBe('handed');
});
