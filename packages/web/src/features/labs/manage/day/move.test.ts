import { describe, expect, it } from 'vitest';
import { backOf, type Wish } from './move.tsx';

const wish: Wish = {
  id: 'old',
  version: 3,
  who: '徐安然',
  startsAt: '2026-11-23T07:30:00Z',
  endsAt: '2026-11-23T09:00:00Z',
  instrumentId: undefined,
  on: 'scanner',
  from: { startsAt: '2026-11-23T06:30:00Z', endsAt: '2026-11-23T08:00:00Z', on: 'scanner' },
};
const moved = { id: 'new', version: 1 };

describe('taking a move back', () => {
  it('goes with the record that took its place, to the old time on the same row', () => {
    expect(backOf(wish, moved)).toMatchObject({
      id: 'new',
      version: 1,
      startsAt: '2026-11-23T06:30:00Z',
      endsAt: '2026-11-23T08:00:00Z',
      instrumentId: undefined,
    });
  });

  it('names the old row where the bar came from another', () => {
    expect(backOf({ ...wish, instrumentId: 'laser', on: 'laser' }, moved)).toMatchObject({
      instrumentId: 'scanner',
      on: 'scanner',
    });
  });

  it('is not offered of what was not dragged, and not of the way back itself', () => {
    const { from: _, ...typed } = wish;
    expect(backOf(typed, moved)).toBeNull();
    const back = backOf(wish, moved);
    expect(back && backOf(back, moved)).toBeNull();
  });
});
