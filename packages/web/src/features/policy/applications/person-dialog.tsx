import { answerTo } from '@hegu/contract/policy/visitors.ts';
import { useId, useState } from 'react';
import { useT } from '../../../i18n/messages.ts';
import { useSession } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Field, helpId, inputClass } from '../../../ui/field.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import styles from './applications.module.css';
import { applicationWords } from './messages.ts';

/** Somebody with a name says something: an objection, a question. */
export function PersonDialog({
  open,
  title,
  text,
  labels,
  busy,
  error,
  onClose,
  onSend,
}: {
  open: boolean;
  title: string;
  text: string;
  labels: { readonly name: string; readonly contact: string; readonly body: string; readonly send: string };
  busy: boolean;
  error: unknown;
  onClose: () => void;
  onSend: (said: { name: string; contact: string; body: string; website: string; email?: string }) => void;
}) {
  const { actions } = useT();
  const { me } = useSession();
  const ids = { name: useId(), contact: useId(), body: useId(), email: useId() };
  const [name, setName] = useState(me?.user?.name ?? '');
  const [contact, setContact] = useState('');
  const [body, setBody] = useState('');
  const [website, setWebsite] = useState('');
  const [email, setEmail] = useState('');
  const t = useT(applicationWords).visitor;
  const visitor = me ? !me.user : false;
  const address = visitor ? email.trim() : '';
  const said = {
    name: name.trim(),
    contact: contact.trim(),
    body: body.trim(),
    website,
    ...(address === '' ? {} : { email: address }),
  };
  const reachable = answerTo.safeParse(said.email).success;
  const ready = reachable && said.name !== '' && said.contact !== '' && said.body !== '';
  return (
    <Dialog
      open={open}
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{actions.cancel}</Button>
          <Button look="act" busy={busy} disabled={!ready} onClick={() => onSend(said)}>
            {labels.send}
          </Button>
        </>
      }
    >
      <div className={styles.asked}>
        <p className={styles.faint}>{text}</p>
        {visitor && <p className={styles.faint}>{t.privacy}</p>}
        <Field label={labels.name} htmlFor={ids.name}>
          <input
            id={ids.name}
            className={inputClass}
            autoComplete="name"
            maxLength={80}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <Field label={labels.contact} htmlFor={ids.contact}>
          <input
            id={ids.contact}
            className={inputClass}
            maxLength={120}
            value={contact}
            onChange={(event) => setContact(event.target.value)}
          />
        </Field>
        <Field label={labels.body} htmlFor={ids.body}>
          <textarea
            id={ids.body}
            className={inputClass}
            rows={5}
            maxLength={2000}
            value={body}
            onChange={(event) => setBody(event.target.value)}
          />
        </Field>
        {visitor && (
          <Field
            label={t.email}
            htmlFor={ids.email}
            help={t.emailHelp}
            error={reachable ? undefined : t.emailWrong}
          >
            <input
              id={ids.email}
              type="email"
              className={inputClass}
              autoComplete="email"
              maxLength={254}
              value={email}
              aria-describedby={helpId(ids.email)}
              onChange={(event) => setEmail(event.target.value)}
            />
          </Field>
        )}
        <div className={styles.nobody} aria-hidden="true">
          <label htmlFor={`${ids.name}w`}>{t.leaveBlank}</label>
          <input
            id={`${ids.name}w`}
            name="website"
            tabIndex={-1}
            autoComplete="off"
            value={website}
            onChange={(event) => setWebsite(event.target.value)}
          />
        </div>
        {error !== null && error !== undefined && <ProblemView error={error} />}
      </div>
    </Dialog>
  );
}
