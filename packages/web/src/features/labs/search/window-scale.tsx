import { useFormat } from '../../../lib/session.ts';
import { StripScale } from '../../../ui/free-strip.tsx';
import { addDays, dayOf, instantAt } from '../parts/time.ts';
import styles from './search.module.css';
import type { TimeWindow } from './when.ts';

/** Hours over a short window, days over a long one. */
export function WindowScale({ window }: { window: TimeWindow }) {
  const format = useFormat();
  const from = Date.parse(window.from);
  const to = Date.parse(window.to);
  if (to - from <= 36 * 3_600_000) return <StripScale from={from} to={to} />;
  const days: { at: number; left: number }[] = [];
  for (let day = dayOf(from, format.zone); ; day = addDays(day, 1)) {
    const at = instantAt(day, 0, format.zone);
    if (at >= to) break;
    const left = Math.max(0, ((at - from) / (to - from)) * 100);
    if (at >= from || days.length === 0) days.push({ at: Math.max(at, from), left });
  }
  const step = Math.ceil(days.length / 8);
  return (
    <div className={styles.dates} aria-hidden="true">
      {days
        .filter((_, index) => index % step === 0)
        .map((day) => (
          <span key={day.at} style={{ left: `${day.left}%` }}>
            {format.date(day.at).replace(/^\d+年/, '')}
          </span>
        ))}
    </div>
  );
}
