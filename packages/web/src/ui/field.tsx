import type { ReactNode } from 'react';
import { useT } from '../i18n/messages.ts';
import styles from './field.module.css';

/** Class of a plain input, select or textarea. */
export const inputClass: string = styles.input ?? '';

/**
 * A labelled control with its help and its error. The control gets `id={htmlFor}`, and `aria-describedby={helpId(htmlFor)}`
 * when there is help or an error.
 */
export function Field({
  label,
  htmlFor,
  help,
  error,
  aside,
  optional = false,
  children,
}: {
  label: string;
  htmlFor: string;
  /** What belongs here, before the person gets it wrong. */
  help?: ReactNode;
  error?: ReactNode;
  /** Beside the label, e.g. a unit or a small button. */
  aside?: ReactNode;
  optional?: boolean;
  children: ReactNode;
}) {
  const { state } = useT();
  return (
    <div className={styles.field}>
      <div className={styles.head}>
        <label htmlFor={htmlFor}>
          {label}
          {optional && <span className={styles.optional}> {state.optional}</span>}
        </label>
        {aside}
      </div>
      {children}
      {(help || error) && (
        <div id={helpId(htmlFor)} className={styles.below}>
          {error && <p className={styles.error}>{error}</p>}
          {help && <p className={styles.help}>{help}</p>}
        </div>
      )}
    </div>
  );
}

export const helpId = (htmlFor: string): string => `${htmlFor}-help`;
