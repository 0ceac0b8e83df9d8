import type { ButtonHTMLAttributes, ReactNode } from 'react';
import styles from './button.module.css';

export type ButtonLook = 'act' | 'plain' | 'quiet' | 'wrong';

/** Class of a button's look, for a Link that looks like one. */
export const buttonClass = (look: ButtonLook = 'plain', block = false): string =>
  `${styles.button} ${styles[look]}${block ? ` ${styles.block}` : ''}`;

/** `act` for the one thing the page is for, `plain` beside it, `quiet` in rows, `wrong` for what cannot be undone. */
export function Button({
  look = 'plain',
  block = false,
  busy = false,
  className,
  children,
  disabled,
  ...rest
}: {
  look?: ButtonLook;
  block?: boolean;
  busy?: boolean;
  children: ReactNode;
} & ButtonHTMLAttributes<HTMLButtonElement>) {
  return (
    <button
      type="button"
      className={className ? `${buttonClass(look, block)} ${className}` : buttonClass(look, block)}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      {...rest}
    >
      {busy && <span className={styles.spinner} aria-hidden="true" />}
      {children}
    </button>
  );
}
