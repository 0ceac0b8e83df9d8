import { useState } from 'react';
import { useT } from '../i18n/messages.ts';
import { Button } from './button.tsx';
import { Icon } from './icons.tsx';
import { ProblemView } from './problem-view.tsx';
import { usePhone } from './use-media.ts';

/** Saves as a file what a list shows; a failure stands beside it. */
export function ExportButton({
  save,
  disabled = false,
  failed,
}: {
  save: () => Promise<void>;
  disabled?: boolean;
  /** Title of what went wrong. */
  failed?: string;
}) {
  const { actions } = useT();
  const phone = usePhone();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const run = async () => {
    setBusy(true);
    setError(null);
    try {
      await save();
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button busy={busy} disabled={disabled} onClick={() => void run()}>
        <Icon name="download" size={18} />
        {/* On a phone the sign alone, beside the title: the word would take a row of its own */}
        <span className={phone ? 'sr-only' : undefined}>{actions.export}</span>
      </Button>
      {error !== null && <ProblemView error={error} {...(failed === undefined ? {} : { title: failed })} />}
    </>
  );
}
