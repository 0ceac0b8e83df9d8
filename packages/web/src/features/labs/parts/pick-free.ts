import { useNavigate } from '@tanstack/react-router';
import { iso, minute } from './time.ts';

interface Stretch {
  readonly startsAt: string;
  readonly endsAt: string;
}

/** To the booking of a free stretch of an instrument, from where the server says it begins, for so many minutes. */
export function usePickFree(instrumentId: string, minutes: number): (stretch: Stretch) => void {
  const navigate = useNavigate();
  return ({ startsAt, endsAt }) => {
    const start = Date.parse(startsAt);
    const end = Math.min(Date.parse(endsAt), start + minutes * minute);
    void navigate({
      to: '/instruments/$id/book',
      params: { id: instrumentId },
      search: { start: iso(start), end: iso(end) },
    });
  };
}

/** Each stretch is wide enough to hit (WCAG 2.2, 24 px); where one is not, words beside the strip are the button. */
export const pickable = (stretches: readonly Stretch[], from: number, to: number): boolean =>
  stretches.every((s) => Date.parse(s.endsAt) - Date.parse(s.startsAt) >= (to - from) / 12);
