import { useT } from '../../../../i18n/messages.ts';
import { reservationStatusWords } from '../../status.tsx';
import styles from './day.module.css';
import { day as words } from './messages.ts';

const shown = ['confirmed', 'checked_in', 'pending', 'finished', 'missed'] as const;

/** What the bars mean: each has its own pattern and edge, not only a colour. */
export function Legend() {
  const t = useT(words);
  const states = useT(reservationStatusWords);
  return (
    <ul className={`${styles.legend} tl`} aria-label={t.legend}>
      {shown.map((state) => (
        <li key={state}>
          <span className={`${styles.swatch} tl-${state}`} aria-hidden="true" />
          {states[state]}
        </li>
      ))}
      <li>
        <span className={`${styles.swatch} tl-outage`} aria-hidden="true" />
        {t.outage}
      </li>
      <li>
        <span className={`${styles.swatch} tl-closed`} aria-hidden="true" />
        {t.legendClosed}
      </li>
      <li>
        <span className={styles.nowSwatch} aria-hidden="true" />
        {t.legendNow}
      </li>
    </ul>
  );
}
