import { expect, it } from 'vitest';
import { holdIsOver } from './reservation-actions.tsx';
import { replacedHow } from './reservation-page.tsx';

const done = (action: string, at: string) => ({ at, actorName: '林知夏', action, data: {} });
const history = [
  done('reservation.create', '2026-11-23T06:00:00Z'),
  done('reservation.move', '2026-11-23T06:10:00Z'),
  done('reservation.hand-over', '2026-11-23T06:20:00Z'),
  done('reservation.move', '2026-11-23T06:30:00Z'),
];
const how = (cancelledAt: string | null, replacedBy: string | null = 'next') =>
  replacedHow({ replacedBy, cancelledAt, history });

it('says what was done to this one of a chain, not to those before and after it', () => {
  expect(how(null, null)).toBeNull();
  expect(how('2026-11-23T06:10:00Z')).toBe('moved');
  expect(how('2026-11-23T14:20:00+08:00')).toBe('handed');
  expect(how('2026-11-23T06:30:00Z')).toBe('moved');
});

it('a hold is over at its instant, not when the sweep finds it', () => {
  const hold = { status: 'held', holdExpiresAt: '2026-11-23T06:10:00Z' } as const;
  const at = (instant: string) => Date.parse(instant);
  expect(holdIsOver(hold, at('2026-11-23T06:09:59Z'))).toBe(false);
  expect(holdIsOver(hold, at('2026-11-23T06:10:00Z'))).toBe(true);
  expect(holdIsOver({ ...hold, status: 'confirmed' }, at('2026-11-23T07:00:00Z'))).toBe(false);
});
