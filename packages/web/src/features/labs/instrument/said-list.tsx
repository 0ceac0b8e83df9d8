import styles from './instrument.module.css';
import type { Said } from './rule-words.ts';

/** Label and sentence, one below the other; a label that repeats is said once. */
export function SaidList({ lines }: { lines: readonly Said[] }) {
  return (
    <dl className={styles.said}>
      {lines.map((line, index) => (
        <div key={`${line.label}:${line.text}`}>
          <dt>
            {lines[index - 1]?.label === line.label ? (
              <span className="sr-only">{line.label}</span>
            ) : (
              line.label
            )}
          </dt>
          <dd>{line.text}</dd>
        </div>
      ))}
    </dl>
  );
}
