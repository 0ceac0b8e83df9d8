import type { Charge } from '@hegu/contract/labs/charges.ts';
import { useT } from '../../../i18n/messages.ts';
import { useFormat } from '../../../lib/session.ts';
import { StripScale } from '../../../ui/free-strip.tsx';
import { moneyWords } from './messages.ts';
import styles from './money.module.css';

/** Reserved time and used time on one line of hours, so that a difference is seen before it is read. */
export function UsedStrip({ charge: c }: { charge: Charge }) {
  const t = useT(moneyWords).charge;
  const format = useFormat();
  const rows = [
    { label: t.reserved, from: Date.parse(c.startsAt), to: Date.parse(c.endsAt), look: styles.reservedBar },
    {
      label: t.used,
      from: Date.parse(c.usedFrom ?? c.startsAt),
      to: Date.parse(c.usedTo ?? c.endsAt),
      look: styles.usedBar,
    },
  ];
  const hour = 3_600_000;
  const from = Math.floor(Math.min(...rows.map((r) => r.from)) / hour) * hour;
  const to = Math.ceil(Math.max(...rows.map((r) => r.to)) / hour) * hour;
  return (
    <div className={styles.usedStrip} role="img" aria-label={t.strip}>
      <span />
      <StripScale from={from} to={to} />
      {rows.map((row) => (
        <div key={row.label} className={styles.usedRow}>
          <span className={styles.faint}>{row.label}</span>
          <span className={styles.usedLine}>
            <i
              className={row.look}
              style={{
                left: `${((row.from - from) / (to - from)) * 100}%`,
                width: `${((row.to - row.from) / (to - from)) * 100}%`,
              }}
            >
              {format.hours(row.from, row.to)}
            </i>
          </span>
        </div>
      ))}
    </div>
  );
}
