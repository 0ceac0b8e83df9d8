import { type ReactNode, useId } from 'react';
import { useT } from '../i18n/messages.ts';
import styles from './drawer.module.css';
import { Icon } from './icons.tsx';
import { useModal } from './use-modal.ts';

/**
 * Details beside the page they belong to: a modal `<dialog>` at the right edge, from below on a phone. Esc, the close button
 * and a press outside close it.
 */
export function Drawer({
  open,
  title,
  meta,
  onClose,
  children,
}: {
  open: boolean;
  title: ReactNode;
  meta?: ReactNode;
  onClose: () => void;
  children: ReactNode;
}) {
  const { actions } = useT();
  const box = useModal(open);
  const titleId = useId();
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc closes a native dialog; a press on its backdrop is the pointer's way
    <dialog
      ref={box}
      className={styles.drawer}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === box.current) onClose();
      }}
    >
      {open && (
        <div className={styles.inside}>
          <div className={styles.head}>
            <div>
              <h2 id={titleId}>{title}</h2>
              {meta && <div className={styles.meta}>{meta}</div>}
            </div>
            <button type="button" className={styles.close} aria-label={actions.close} onClick={onClose}>
              <Icon name="close" />
            </button>
          </div>
          <div className={styles.body}>{children}</div>
        </div>
      )}
    </dialog>
  );
}
