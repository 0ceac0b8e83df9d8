import { type Application, updateApplication } from '@hegu/contract/policy/applications.ts';
import { useEffect, useId, useState } from 'react';
import { useT } from '../../../i18n/messages.ts';
import { useRouteMutation } from '../../../lib/query.ts';
import { Button } from '../../../ui/button.tsx';
import { Field, helpId, inputClass } from '../../../ui/field.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { type Placed, placeReasons } from '../../enterprise/parts/field-errors.ts';
import { accountOf, accountPart, type Typed, typedOf } from './account.ts';
import styles from './applications.module.css';
import { accountKey, type Collect, type Forms, noAccountKey, placeOfReason } from './filling.ts';
import { applicationWords } from './messages.ts';

/** Holder, bank and number; what is wrong is said once `tried`. */
export function AccountFields({
  value,
  tried,
  refused,
  onChange,
}: {
  value: Typed;
  tried: boolean;
  /** What the server has against it. */
  refused?: string | undefined;
  onChange: (value: Typed) => void;
}) {
  const t = useT(applicationWords);
  const id = useId();
  const wrong = {
    holder: value.holder.trim() === '' ? t.accountEmpty : undefined,
    bank: value.bank.trim() === '' ? t.accountEmpty : undefined,
    number:
      value.number.trim() === ''
        ? t.accountEmpty
        : accountOf({ holder: 'x', bank: 'x', number: value.number })
          ? undefined
          : t.accountWrong,
  };
  const field = (key: keyof Typed, label: string, more: object = {}) => {
    const error = (tried ? wrong[key] : undefined) ?? (key === 'holder' ? refused : undefined);
    return (
      <Field label={label} htmlFor={`${id}${key}`} error={error}>
        <input
          id={`${id}${key}`}
          className={inputClass}
          value={value[key]}
          maxLength={key === 'number' ? 40 : 120}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? helpId(`${id}${key}`) : undefined}
          onChange={(event) => onChange({ ...value, [key]: event.target.value })}
          {...more}
        />
      </Field>
    );
  };
  return (
    <div className={styles.inputs}>
      {field('holder', t.holder)}
      {field('bank', t.bank)}
      {field('number', t.accountNumber, { inputMode: 'numeric', autoComplete: 'off' })}
    </div>
  );
}

/** Where the money goes, and remarks; shown as it is once it can no longer be changed. */
export function AccountForm({
  application: a,
  forms,
  placed,
}: {
  application: Application;
  forms: Forms;
  placed: Placed;
}) {
  const t = useT(applicationWords);
  const noteId = useId();
  const before = typedOf(a);
  const [typed, setTyped] = useState(before);
  const [note, setNote] = useState(a.note);
  const [tried, setTried] = useState(false);
  const save = useRouteMutation(updateApplication);
  const changed = (Object.keys(before) as (keyof Typed)[]).some((k) => typed[k] !== before[k]);
  const noted = note !== a.note;
  const collect: Collect = () => {
    const account = accountPart(typed, a);
    setTried(account === 'unreadable');
    if (account === 'unreadable') return account;
    if (account === null && !noted) return null;
    return { ...(account ? { account } : {}), ...(noted ? { note } : {}) };
  };
  useEffect(() => {
    if (!a.may.edit) return;
    forms.set('account', collect);
    return () => {
      forms.delete('account');
    };
  });
  const own = placeReasons(save.error, placeOfReason(a));
  if (!a.may.edit)
    return (
      <>
        <p>
          {a.account?.holder} · {a.account?.bank} · {a.account?.number}
        </p>
        {a.note && <p className={styles.said}>{t.noted(a.note)}</p>}
      </>
    );
  return (
    <form
      className={styles.asked}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(accountOf(typed) === null);
        const account = accountOf(typed);
        if (account) save.mutate({ params: { id: a.id }, body: { account, note }, ifMatch: a.version });
      }}
    >
      <AccountFields
        value={typed}
        tried={tried || own.at.has(noAccountKey) || placed.at.has(noAccountKey)}
        refused={(own.at.get(accountKey) ?? placed.at.get(accountKey))?.join(' ')}
        onChange={(next) => {
          setTyped(next);
          save.reset();
        }}
      />
      <Field label={t.note} htmlFor={noteId} optional>
        <textarea
          id={noteId}
          className={inputClass}
          rows={2}
          maxLength={2000}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </Field>
      {save.error && (own.rest.length > 0 || own.at.size === 0) && <ProblemView error={save.error} />}
      <p className={styles.buttons}>
        <Button type="submit" busy={save.isPending} disabled={!changed && !noted}>
          {t.saveAccount}
        </Button>
        {save.isSuccess && !changed && !noted && (
          <span role="status" className={styles.faint}>
            {t.saved}
          </span>
        )}
      </p>
    </form>
  );
}
