import type { ReactNode } from 'react';
import styles from './facts.module.css';

/** What is to be said of a thing, one line each; a row without a value is left out. */
export type FactRow = readonly [label: string, value: ReactNode];

/** Labels at the left, values beside them, a line under each. */
export function Facts({ rows }: { rows: readonly FactRow[] }) {
  return (
    <dl className={styles.facts}>
      {rows
        .filter(([, value]) => value || value === 0)
        .map(([label, value], i) => (
          <div key={label || i}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
