import { Link } from '@tanstack/react-router';
import { useLocale } from '../../../i18n/locale.ts';
import { localName } from '../../../i18n/messages.ts';
import { ApiProblem } from '../../../lib/problem.ts';
import { useFormat } from '../../../lib/session.ts';
import { Button, buttonClass } from '../../../ui/button.tsx';
import styles from './alternatives.module.css';
import type { Span } from './day-strip-drag.ts';

export interface Slot {
  readonly startsAt: string;
  readonly endsAt: string;
  readonly instrumentId?: string;
  readonly nameZh?: string;
  readonly nameEn?: string;
}

/** The nearest times that would be accepted, each a button that fills it in; on another instrument, a link to its booking. */
export function Alternatives({
  instrumentId,
  slots,
  onPick,
}: {
  /** What is being booked; left out where it stays on its instrument. */
  instrumentId?: string;
  slots: readonly Slot[];
  onPick: (span: Span) => void;
}) {
  const format = useFormat();
  const locale = useLocale();
  return (
    <>
      {slots.map((slot) =>
        instrumentId !== undefined &&
        slot.instrumentId !== undefined &&
        slot.instrumentId !== instrumentId ? (
          <Link
            key={slot.instrumentId}
            to="/instruments/$id/book"
            params={{ id: slot.instrumentId }}
            search={{ start: slot.startsAt, end: slot.endsAt }}
            className={`${buttonClass('plain')} ${styles.other}`}
          >
            <span>{format.range(slot.startsAt, slot.endsAt)}</span>{' '}
            <small>{localName({ nameZh: slot.nameZh ?? '', nameEn: slot.nameEn ?? '' }, locale)}</small>
          </Link>
        ) : (
          <Button
            key={slot.startsAt}
            onClick={() => onPick({ start: Date.parse(slot.startsAt), end: Date.parse(slot.endsAt) })}
          >
            {format.range(slot.startsAt, slot.endsAt)}
          </Button>
        ),
      )}
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
