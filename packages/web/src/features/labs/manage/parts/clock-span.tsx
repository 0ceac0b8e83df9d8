import { useT } from '../../../../i18n/messages.ts';
import { ClockInput } from '../../parts/clock-input.tsx';
import { clock, dayMinutes, readClock } from '../../parts/time.ts';
import { manage } from './messages.ts';
import styles from './parts.module.css';

/** From–to by the clock of one day; an end at or before the start is the next day's. */
export function ClockSpan({
  from,
  to,
  onChange,
}: {
  /** `HH:MM`; `to` may be `24:00`. */
  from: string;
  to: string;
  onChange: (next: { from: string; to: string }) => void;
}) {
  const t = useT(manage);
  const start = readClock(from) ?? 0;
  const end = readClock(to) ?? dayMinutes;
  return (
    <span className={styles.clockSpan}>
      <ClockInput
        label={t.from}
        value={start}
        gridMinutes={30}
        // A day begins at 00:00, whatever is typed for its midnight
        onChange={(m) => onChange({ from: clock(m === dayMinutes ? 0 : m), to })}
      />
      –{/* A night that ends at midnight ends at 24:00 */}
      <ClockInput
        label={t.to}
        value={end}
        gridMinutes={30}
        onChange={(m) => onChange({ from, to: clock(m === 0 ? dayMinutes : m) })}
      />
      {end <= start && <span className={styles.faint}>{t.nextDay}</span>}
    </span>
  );
}
