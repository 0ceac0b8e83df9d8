import { type Purpose, purposeDefs } from '@hegu/contract/enterprise/facts.ts';
import { type FormEvent, useId, useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { Button } from '../../../ui/button.tsx';
import { Field, helpId, inputClass } from '../../../ui/field.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { firmPageWords } from '../firm/messages.ts';
import styles from './gate.module.css';

/** Before anything that is not public is shown: what for. Says that it is recorded before it is. */
export function PurposeGate({
  purposes,
  busy,
  error,
  onOpen,
}: {
  purposes: readonly Purpose[];
  busy: boolean;
  error: unknown;
  onOpen: (purpose: Purpose, note: string) => void;
}) {
  const t = useT(firmPageWords);
  const locale = useLocale();
  const id = useId();
  const [purpose, setPurpose] = useState<Purpose | undefined>(
    purposes.length === 1 ? purposes[0] : undefined,
  );
  const [note, setNote] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (purpose) onOpen(purpose, note.trim());
  };
  return (
    <form className={styles.gate} onSubmit={submit} aria-labelledby={`${id}t`}>
      <h2 id={`${id}t`}>{t.gateTitle}</h2>
      <p>{t.gateText}</p>
      <fieldset className={styles.purposes}>
        <legend>{t.gatePurpose}</legend>
        <div>
          {purposes.map((p) => (
            <label key={p}>
              <input
                type="radio"
                name={`${id}p`}
                required
                checked={purpose === p}
                onChange={() => setPurpose(p)}
              />
              <span>
                {purposeDefs[p][locale]}
                <small>{purposeDefs[p].statutory ? t.gateStatutory : t.gateConsent}</small>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <Field label={t.gateNote} htmlFor={`${id}n`} help={t.gateNoteHelp} optional>
        <input
          id={`${id}n`}
          className={inputClass}
          maxLength={300}
          value={note}
          aria-describedby={helpId(`${id}n`)}
          onChange={(event) => setNote(event.target.value)}
        />
      </Field>
      {error !== null && error !== undefined && <ProblemView error={error} />}
      <Button type="submit" look="act" busy={busy} disabled={!purpose}>
        {t.gateOpen}
      </Button>
    </form>
  );
}

/** While it is read: for what, and the way out. */
export function ReadingNote({ purpose, onStop }: { purpose: Purpose; onStop: () => void }) {
  const t = useT(firmPageWords);
  const locale = useLocale();
  return (
    <p className={styles.reading} role="status">
      <span>{t.reading(purposeDefs[purpose][locale])}</span>
      <Button look="quiet" onClick={onStop}>
        {t.stopReading}
      </Button>
    </p>
  );
}
