import { ApiProblem } from '../../../lib/problem.ts';
import { useFormat } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import type { Span } from './day-strip-drag.ts';

export interface Slot {
  readonly startsAt: string;
  readonly endsAt: string;
}

/** The nearest times that would be accepted, each a button that fills it in. */
export function Alternatives({ slots, onPick }: { slots: readonly Slot[]; onPick: (span: Span) => void }) {
  const format = useFormat();
  return (
    <>
      {slots.map((slot) => (
        <Button
          key={slot.startsAt}
          onClick={() => onPick({ start: Date.parse(slot.startsAt), end: Date.parse(slot.endsAt) })}
        >
          {format.range(slot.startsAt, slot.endsAt)}
        </Button>
      ))}
    </>
  );
}

const isSlot = (value: unknown): value is Slot => {
  if (typeof value !== 'object' || value === null) return false;
  const { startsAt, endsAt } = value as Record<string, unknown>;
  return (
    typeof startsAt === 'string' &&
    typeof endsAt === 'string' &&
    Number.isFinite(Date.parse(startsAt)) &&
    Number.isFinite(Date.parse(endsAt))
  );
};

/** The slots that a refusal offers (`alternatives`, an extension member of the problem). */
export function slotsOf(error: unknown): readonly Slot[] {
  const offered = error instanceof ApiProblem ? error.extra.alternatives : undefined;
  return Array.isArray(offered) ? offered.filter(isSlot) : [];
}
