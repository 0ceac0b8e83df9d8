import { answerQuestion, type Question } from '@hegu/contract/policy/consultations.ts';
import { getClause } from '@hegu/contract/policy/library.ts';
import { useState } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { useT } from '../../../../i18n/messages.ts';
import { useRouteMutation, useRouteQuery } from '../../../../lib/query.ts';
import { Button } from '../../../../ui/button.tsx';
import { Dialog } from '../../../../ui/dialog.tsx';
import { Alert, ProblemView } from '../../../../ui/problem-view.tsx';
import { Skeleton } from '../../../../ui/skeleton.tsx';
import { AreaField, LineField } from '../parts/fields.tsx';
import parts from '../parts/parts.module.css';
import { type Clause, ClausePicker } from './clause-picker.tsx';
import { questionWords } from './messages.ts';

type Cited = Pick<Clause, 'id' | 'title' | 'plain' | 'article'>;

/** The answer is written with the clause it rests on beside it. */
export function Answer({ question: q }: { question: Question }) {
  const t = useT(questionWords);
  const [open, setOpen] = useState(false);
  return (
    <div className={parts.buttons}>
      <Button onClick={() => setOpen(true)}>{t.write}</Button>
      <Dialog open={open} title={`${t.write} · ${q.number}`} width={760} onClose={() => setOpen(false)}>
        <Begun question={q} onClose={() => setOpen(false)} />
      </Dialog>
    </div>
  );
}

function Begun({ question: q, onClose }: { question: Question; onClose: () => void }) {
  const { data, error } = useRouteQuery(getClause, { params: { id: q.clauseId }, query: {} });
  // A clause that has left the library: the answer cites others
  if (error) return <Form question={q} first={null} onClose={onClose} />;
  if (!data) return <Skeleton lines={6} height={32} />;
  return <Form question={q} first={data} onClose={onClose} />;
}

function Form({
  question: q,
  first,
  onClose,
}: {
  question: Question;
  first: Cited | null;
  onClose: () => void;
}) {
  const t = useT(questionWords);
  const { actions } = useT();
  const locale = useLocale();
  const [answer, setAnswer] = useState('');
  const [cited, setCited] = useState<readonly Cited[]>(first ? [first] : []);
  const [adding, setAdding] = useState(first === null);
  const send = useRouteMutation(answerQuestion, { invalidate: ['casework'], onSuccess: onClose });
  const put = (id: string, next: Partial<Cited>) =>
    setCited(cited.map((c) => (c.id === id ? { ...c, ...next } : c)));
  const add = (c: Clause) => {
    setAdding(false);
    if (!cited.some((x) => x.id === c.id)) setCited([...cited, c]);
  };
  const fits = answer.trim() !== '' && cited.length > 0 && cited.every((c) => c.article.trim() !== '');
  return (
    <div className={parts.form}>
      <p className={parts.quote}>{q.body}</p>
      <div className={parts.stack}>
        <strong>{t.cited}</strong>
        <p className={parts.hint}>{t.citedHelp}</p>
      </div>
      {cited.map((c) => (
        <div key={c.id} className={parts.cited}>
          <strong>{c.title[locale]}</strong>
          <p className={parts.quote}>{c.plain[locale]}</p>
          <LineField
            label={t.article}
            maxLength={120}
            value={c.article}
            onChange={(article) => put(c.id, { article })}
          />
          <div className={parts.buttons}>
            <Button
              look="quiet"
              onClick={() =>
                setAnswer(
                  `${answer === '' ? '' : `${answer}\n`}${t.cite(c.plain[locale], `${c.title[locale]} ${c.article}`)}\n`,
                )
              }
            >
              {t.quote}
            </Button>
            <Button look="quiet" onClick={() => setCited(cited.filter((x) => x.id !== c.id))}>
              {t.removeCited}
            </Button>
          </div>
        </div>
      ))}
      {adding ? (
        <ClausePicker onChoose={add} />
      ) : (
        cited.length < 20 && (
          <div className={parts.buttons}>
            <Button onClick={() => setAdding(true)}>{t.addCited}</Button>
          </div>
        )
      )}
      <AreaField
        label={t.answer}
        help={t.answerHelp}
        rows={7}
        maxLength={4000}
        value={answer}
        onChange={setAnswer}
      />
      <Alert tone="wait" title={t.sendText} />
      {send.error && <ProblemView error={send.error} />}
      <div className={parts.buttons}>
        <Button
          look="act"
          busy={send.isPending}
          disabled={!fits}
          onClick={() =>
            send.mutate({
              params: { id: q.id },
              body: {
                answer: answer.trim(),
                cited: cited.map((c) => ({ clauseId: c.id, article: c.article.trim() })),
              },
            })
          }
        >
          {t.send}
        </Button>
        <Button onClick={onClose}>{actions.cancel}</Button>
      </div>
    </div>
  );
}
