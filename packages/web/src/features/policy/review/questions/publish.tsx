import { publishQuestion, type Question } from '@hegu/contract/policy/consultations.ts';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useT } from '../../../../i18n/messages.ts';
import { useRouteMutation } from '../../../../lib/query.ts';
import { Button, buttonClass } from '../../../../ui/button.tsx';
import { ConfirmButton } from '../../../../ui/confirm-button.tsx';
import { Dialog } from '../../../../ui/dialog.tsx';
import { Alert, ProblemView } from '../../../../ui/problem-view.tsx';
import { AreaField } from '../parts/fields.tsx';
import parts from '../parts/parts.module.css';
import { questionWords } from './messages.ts';

/** Puts an answered question among the common ones of its clause, reworded; or takes it out. */
export function Publish({ question: q }: { question: Question }) {
  const t = useT(questionWords);
  const { actions } = useT();
  const [open, setOpen] = useState(false);
  const [words, setWords] = useState(q.publicQuestion ?? q.body.slice(0, 500));
  const publish = useRouteMutation(publishQuestion, { onSuccess: () => setOpen(false) });
  const params = { id: q.id };
  return (
    <div className={parts.buttons}>
      <Button onClick={() => setOpen(true)}>{q.published ? t.edit : t.publish}</Button>
      {q.published && (
        <>
          <ConfirmButton
            look="quiet"
            title={t.unpublish}
            confirmLabel={t.unpublish}
            consequence={t.unpublishText}
            onConfirm={() =>
              publish.mutateAsync({
                params,
                body: { question: q.publicQuestion ?? words, published: false },
              })
            }
          >
            {t.unpublish}
          </ConfirmButton>
          <Link to="/policies/$id" params={{ id: q.clauseId }} className={buttonClass('quiet')}>
            {t.see}
          </Link>
        </>
      )}
      <Dialog
        open={open}
        title={t.publishTitle}
        onClose={() => setOpen(false)}
        footer={
          <>
            <Button onClick={() => setOpen(false)}>{actions.cancel}</Button>
            <Button
              look="act"
              busy={publish.isPending}
              disabled={words.trim() === ''}
              onClick={() => publish.mutate({ params, body: { question: words.trim(), published: true } })}
            >
              {t.publish}
            </Button>
          </>
        }
      >
        <div className={parts.form}>
          <Alert tone="wait" title={t.publishText} />
          <AreaField label={t.publicQuestion} maxLength={500} value={words} onChange={setWords} />
          <p className={parts.quote}>{q.answer}</p>
          {publish.error && <ProblemView error={publish.error} />}
        </div>
      </Dialog>
    </div>
  );
}
