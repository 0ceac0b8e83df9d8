import { type CSSProperties, type ReactNode, useId } from 'react';
import { useT } from '../i18n/messages.ts';
import styles from './dialog.module.css';
import { Icon } from './icons.tsx';
import { useModal } from './use-modal.ts';

/**
 * A modal dialog (native `<dialog>`: the browser keeps focus inside and gives it back). A sheet from below on a phone.
 * Esc and the close button call `onClose`; a press on the backdrop does not, so that nothing half-filled is lost.
 */
export function Dialog({
  open,
  title,
  onClose,
  footer,
  width = 480,
  children,
}: {
  open: boolean;
  title: ReactNode;
  onClose: () => void;
  footer?: ReactNode;
  width?: number;
  children: ReactNode;
}) {
  const { actions } = useT();
  const box = useModal(open);
  const titleId = useId();
  return (
    <dialog
      ref={box}
      className={styles.dialog}
      style={{ '--dialog-width': `${width}px` } as CSSProperties}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      {open && (
        <>
          <div className={styles.head}>
            <h2 id={titleId}>{title}</h2>
            <button type="button" className={styles.close} aria-label={actions.close} onClick={onClose}>
              <Icon name="close" />
            </button>
          </div>
          <div className={styles.body}>{children}</div>
          {footer && <div className={styles.foot}>{footer}</div>}
        </>
      )}
    </dialog>
  );
}
