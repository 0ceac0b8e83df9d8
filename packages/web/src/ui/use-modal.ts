import { type RefObject, useEffect, useRef } from 'react';

/** Opens and closes a native modal `<dialog>` as `open` says. */
export function useModal(open: boolean): RefObject<HTMLDialogElement | null> {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = box.current;
    if (!dialog) return;
    if (open && !dialog.open) dialog.showModal();
    if (!open && dialog.open) dialog.close();
  }, [open]);
  return box;
}
