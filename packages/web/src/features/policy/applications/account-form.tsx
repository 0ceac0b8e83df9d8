import { type Application, updateApplication } from '@hegu/contract/policy/applications.ts';
import { useId, useState } from 'react';
import { useT } from '../../../i18n/messages.ts';
import { useRouteMutation } from '../../../lib/query.ts';
import { Button } from '../../../ui/button.tsx';
import { Field, inputClass } from '../../../ui/field.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import styles from './applications.module.css';
import { applicationWords } from './messages.ts';

/** Where the money goes, and remarks; shown as it is once it can no longer be changed. */
export function AccountForm({ application: a }: { application: Application }) {
  const t = useT(applicationWords);
  const ids = { holder: useId(), bank: useId(), number: useId(), note: useId() };
  const [holder, setHolder] = useState(a.account?.holder ?? a.firmName);
  const [bank, setBank] = useState(a.account?.bank ?? '');
  const [number, setNumber] = useState(a.account?.number ?? '');
  const [note, setNote] = useState(a.note);
  const [tried, setTried] = useState(false);
  const save = useRouteMutation(updateApplication);
  const plain = number.replaceAll(/\s/g, '');
  const wrong = !/^\d{8,32}$/.test(plain);
  if (!a.may.edit)
    return (
      <p>
        {a.account?.holder} · {a.account?.bank} · {a.account?.number}
      </p>
    );
  return (
    <form
      className={styles.asked}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (wrong || holder.trim() === '' || bank.trim() === '') return;
        save.mutate({
          params: { id: a.id },
          body: { account: { holder: holder.trim(), bank: bank.trim(), number: plain }, note },
          ifMatch: a.version,
        });
      }}
    >
      <div className={styles.inputs}>
        <Field label={t.holder} htmlFor={ids.holder}>
          <input
            id={ids.holder}
            className={inputClass}
            value={holder}
            maxLength={120}
            onChange={(event) => setHolder(event.target.value)}
          />
        </Field>
        <Field label={t.bank} htmlFor={ids.bank}>
          <input
            id={ids.bank}
            className={inputClass}
            value={bank}
            maxLength={120}
            aria-invalid={(tried && bank.trim() === '') || undefined}
            onChange={(event) => setBank(event.target.value)}
          />
        </Field>
        <Field
          label={t.accountNumber}
          htmlFor={ids.number}
          error={tried && wrong ? t.accountWrong : undefined}
        >
          <input
            id={ids.number}
            className={inputClass}
            inputMode="numeric"
            autoComplete="off"
            maxLength={40}
            value={number}
            aria-invalid={(tried && wrong) || undefined}
            onChange={(event) => setNumber(event.target.value)}
          />
        </Field>
      </div>
      <Field label={t.note} htmlFor={ids.note} optional>
        <textarea
          id={ids.note}
          className={inputClass}
          rows={2}
          maxLength={2000}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </Field>
      {save.error && <ProblemView error={save.error} />}
      <p>
        <Button type="submit" busy={save.isPending}>
          {t.saveAccount}
        </Button>
      </p>
    </form>
  );
}
