import type { ReactNode } from 'react';
import styles from './status-tag.module.css';

/** `act` goes well, `wait` waits for somebody, `wrong` needs attention, `calm` is over or neutral. */
export type Tone = 'act' | 'wait' | 'wrong' | 'calm';

/** A state in a word. Each tone has a shape of its own beside its colour. */
export function StatusTag({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={`${styles.tag} ${styles[tone] ?? ''}`}>
      <span className={styles.shape} aria-hidden="true" />
      {children}
    </span>
  );
}
