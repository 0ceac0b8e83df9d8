import { useT } from '../../../i18n/messages.ts';
import { useFormat } from '../../../lib/session.ts';
import styles from './money-bar.module.css';
import { sharesOf } from './shares.ts';
import { voucherWords } from './words.ts';

/** Each look has a pattern of its own beside its colour. */
export type Look = 'free' | 'held' | 'used' | 'due' | 'back' | 'rest';

export interface Segment {
  readonly key: string;
  readonly label: string;
  readonly fen: number;
  readonly look: Look;
}

/** A sum and where each part of it stands: one bar, and the same in numbers below it. */
export function MoneyBar({ totalFen, segments }: { totalFen: number; segments: readonly Segment[] }) {
  const t = useT(voucherWords);
  const format = useFormat();
  const shares = sharesOf(segments);
  const comma = format.locale === 'zh' ? '，' : ', ';
  const said = segments.map((s) => `${s.label} ${format.money(s.fen)}`).join(comma);
  return (
    <div className={styles.whole}>
      <div className={styles.bar} role="img" aria-label={t.barSaid(format.money(totalFen), said)}>
        {segments.map((s, i) => (
          <span
            key={s.key}
            className={`${styles.part} ${styles[s.look] ?? ''}`}
            style={{ width: `${shares[i] ?? 0}%` }}
            hidden={s.fen <= 0}
          />
        ))}
      </div>
      <dl className={styles.legend}>
        {segments.map((s) => (
          <div key={s.key} data-none={s.fen === 0 || undefined}>
            <dt>
              <span className={`${styles.swatch} ${styles[s.look] ?? ''}`} aria-hidden="true" />
              {s.label}
            </dt>
            <dd className="num">{format.money(s.fen)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
