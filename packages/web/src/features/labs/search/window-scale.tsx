import { civilOf, type Format } from '../../../lib/format.ts';
import { useFormat } from '../../../lib/session.ts';
import { StripScale } from '../../../ui/free-strip.tsx';
import { addDays, dayOf, instantAt } from '../parts/time.ts';
import styles from './search.module.css';
import type { TimeWindow } from './when.ts';

/** `周一 23`, `Mon 23`: seven of them fit over a strip. */
function shortDay(format: Format, at: number): string {
  const civil = civilOf(at, format.zone);
  const weekday = format
    .date(at)
    .split(' ')
    .find((part) => !/\d/.test(part) && part.length <= 3);
  return `${weekday ?? ''} ${civil?.day ?? ''}`.trim();
}

/** Hours over a short window, days over a long one. */
export function WindowScale({ window }: { window: TimeWindow }) {
  const format = useFormat();
  const from = Date.parse(window.from);
  const to = Date.parse(window.to);
  if (to - from <= 36 * 3_600_000) return <StripScale from={from} to={to} most={6} />;
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
            {shortDay(format, day.at)}
          </span>
        ))}
    </div>
  );
}
