import { useT } from '../i18n/messages.ts';
import styles from './skeleton.module.css';

/** Grey lines in the shape of what is coming. Announced once as "loading". */
export function Skeleton({ lines = 3, height = 16 }: { lines?: number; height?: number }) {
  const { state } = useT();
  return (
    <div className={styles.skeleton} role="status" aria-busy="true">
      <span className="sr-only">{state.loading}</span>
      {Array.from({ length: lines }, (_, i) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike and never move
          key={i}
          className={styles.line}
          style={{ height, width: i === lines - 1 && lines > 1 ? '60%' : '100%' }}
        />
      ))}
    </div>
  );
}

/** A whole page on its way. */
export function PageSkeleton() {
  return (
    <div className={styles.page}>
      <Skeleton lines={1} height={32} />
      <Skeleton lines={6} />
    </div>
  );
}
