import type { ReactNode } from 'react';
import { useT } from '../../../../i18n/messages.ts';
import { Button } from '../../../../ui/button.tsx';
import styles from './instruments.module.css';
import { instruments as words } from './messages.ts';

/** Stays at the bottom of the window, so that saving is one press away from every section. */
export function SaveBar({
  show,
  label,
  busy,
  disabled = false,
  onSave,
  onDiscard,
  children,
}: {
  show: boolean;
  label: string;
  busy: boolean;
  disabled?: boolean;
  onSave: () => void;
  onDiscard?: (() => void) | undefined;
  children: ReactNode;
}) {
  const t = useT(words);
  if (!show) return null;
  return (
    <div className={styles.saveBar}>
      <div className={styles.saveWords}>{children}</div>
      {onDiscard && (
        <Button onClick={onDiscard} disabled={busy}>
          {t.discard}
        </Button>
      )}
      <Button look="act" busy={busy} disabled={disabled} onClick={onSave}>
        {label}
      </Button>
    </div>
  );
}
