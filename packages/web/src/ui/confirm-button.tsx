import { type ReactNode, useId, useState } from 'react';
import { useT } from '../i18n/messages.ts';
import { Button, type ButtonLook } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Field, inputClass } from './field.tsx';
import { ProblemView } from './problem-view.tsx';

/**
 * A button that asks before it acts: what will happen, in a sentence, and a reason where the rules want one. The dialog
 * stays open with the refusal when `onConfirm` rejects.
 */
export function ConfirmButton({
  children,
  title,
  consequence,
  confirmLabel,
  keepLabel,
  reason,
  look = 'plain',
  confirmLook = 'act',
  disabled = false,
  onConfirm,
}: {
  children: ReactNode;
  title: string;
  /** What happens then, and whether it can be undone. */
  consequence: ReactNode;
  confirmLabel?: string;
  /** The way out, where “cancel” would read as the act itself. */
  keepLabel?: string;
  /** Asks for a reason; `required` keeps the button shut until there is one. At most `max` characters, 500 if not said. */
  reason?: {
    readonly label: string;
    readonly help?: string;
    readonly required: boolean;
    readonly max?: number;
  };
  look?: ButtonLook;
  confirmLook?: 'act' | 'wrong';
  disabled?: boolean;
  onConfirm: (reason: string) => Promise<unknown>;
}) {
  const { actions } = useT();
  const reasonId = useId();
  const [open, setOpen] = useState(false);
  const [words, setWords] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const close = () => {
    setOpen(false);
    setError(null);
    setWords('');
  };
  const act = async () => {
    setBusy(true);
    setError(null);
    try {
      await onConfirm(words.trim());
      close();
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button look={look} disabled={disabled} onClick={() => setOpen(true)}>
        {children}
      </Button>
      <Dialog
        open={open}
        title={title}
        onClose={close}
        footer={
          <>
            <Button onClick={close}>{keepLabel ?? actions.cancel}</Button>
            <Button
              look={confirmLook}
              busy={busy}
              disabled={reason?.required === true && words.trim() === ''}
              onClick={() => void act()}
            >
              {confirmLabel ?? actions.confirm}
            </Button>
          </>
        }
      >
        <div>{consequence}</div>
        {reason && (
          <Field label={reason.label} htmlFor={reasonId} help={reason.help} optional={!reason.required}>
            <textarea
              id={reasonId}
              className={inputClass}
              rows={reason.max === undefined ? 3 : 6}
              maxLength={reason.max ?? 500}
              value={words}
              onChange={(event) => setWords(event.target.value)}
            />
          </Field>
        )}
        {error !== null && <ProblemView error={error} />}
      </Dialog>
    </>
  );
}
