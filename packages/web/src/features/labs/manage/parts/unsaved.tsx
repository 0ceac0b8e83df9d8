import { useBlocker } from '@tanstack/react-router';
import { useT } from '../../../../i18n/messages.ts';
import { Button } from '../../../../ui/button.tsx';
import { Dialog } from '../../../../ui/dialog.tsx';
import { manage } from './messages.ts';

/**
 * Asks before a page with unsaved changes is left: by a link or the back button with its own words, by closing or loading again
 * with the browser's.
 */
export function Unsaved({ when }: { when: () => boolean }) {
  const t = useT(manage);
  const block = useBlocker({
    shouldBlockFn: ({ current, next }) => current.pathname !== next.pathname && when(),
    enableBeforeUnload: when,
    withResolver: true,
  });
  const stay = () => block.reset?.();
  return (
    <Dialog
      open={block.status === 'blocked'}
      title={t.unsavedTitle}
      onClose={stay}
      footer={
        <>
          <Button look="wrong" onClick={() => block.proceed?.()}>
            {t.leaveUnsaved}
          </Button>
          <Button look="act" onClick={stay}>
            {t.stayUnsaved}
          </Button>
        </>
      }
    >
      <p>{t.unsavedText}</p>
    </Dialog>
  );
}
