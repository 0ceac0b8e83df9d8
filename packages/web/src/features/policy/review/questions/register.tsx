import { askQuestion } from '@hegu/contract/policy/consultations.ts';
import { useState } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { useT } from '../../../../i18n/messages.ts';
import { useRouteMutation } from '../../../../lib/query.ts';
import { Button } from '../../../../ui/button.tsx';
import { Dialog } from '../../../../ui/dialog.tsx';
import { ProblemView } from '../../../../ui/problem-view.tsx';
import { AreaField, LineField } from '../parts/fields.tsx';
import parts from '../parts/parts.module.css';
import { type Clause, ClausePicker } from './clause-picker.tsx';
import { questionWords } from './messages.ts';

/** A question asked on the phone, taken down by an officer. */
export function Register({ onDone }: { onDone: (number: string) => void }) {
  const t = useT(questionWords);
  const { actions } = useT();
  const locale = useLocale();
  const [open, setOpen] = useState(false);
  const [clause, setClause] = useState<Clause | null>(null);
  const [name, setName] = useState('');
  const [contact, setContact] = useState('');
  const [body, setBody] = useState('');
  const close = () => {
    setOpen(false);
    setClause(null);
    setName('');
    setContact('');
    setBody('');
  };
  const ask = useRouteMutation(askQuestion, {
    invalidate: ['casework'],
    onSuccess: (q) => {
      close();
      onDone(q.number);
    },
  });
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t.register}</Button>
      <Dialog
        open={open}
        title={clause ? t.register : t.chooseClause}
        width={640}
        onClose={close}
        footer={
          clause && (
            <>
              <Button onClick={close}>{actions.cancel}</Button>
              <Button
                look="act"
                busy={ask.isPending}
                disabled={[name, contact, body].some((x) => x.trim() === '')}
                onClick={() =>
                  ask.mutate({
                    body: {
                      clauseId: clause.id,
                      name: name.trim(),
                      contact: contact.trim(),
                      body: body.trim(),
                    },
                  })
                }
              >
                {t.register}
              </Button>
            </>
          )
        }
      >
        {clause ? (
          <div className={parts.form}>
            <strong>{clause.title[locale]}</strong>
            <p className={parts.hint}>{t.registerText}</p>
            <LineField label={t.name} maxLength={80} value={name} onChange={setName} />
            <LineField label={t.contact} maxLength={120} value={contact} onChange={setContact} />
            <AreaField label={t.body} value={body} onChange={setBody} />
            {ask.error && <ProblemView error={ask.error} />}
          </div>
        ) : (
          <ClausePicker onChoose={setClause} />
        )}
      </Dialog>
    </>
  );
}
