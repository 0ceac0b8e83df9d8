import { type Charge, resolveDispute } from '@hegu/contract/labs/charges.ts';
import { useId, useState } from 'react';
import { useT } from '../../../../i18n/messages.ts';
import { useRouteMutation } from '../../../../lib/query.ts';
import { useFormat } from '../../../../lib/session.ts';
import { Button } from '../../../../ui/button.tsx';
import { Dialog } from '../../../../ui/dialog.tsx';
import { Field, helpId, inputClass } from '../../../../ui/field.tsx';
import { ProblemView } from '../../../../ui/problem-view.tsx';
import parts from '../parts/parts.module.css';
import { YuanInput } from '../parts/yuan-input.tsx';
import { ChargeFacts } from './charge-parts.tsx';
import { money as words } from './messages.ts';

/** The charge and its quote on top, the decision below: an amount and an answer. */
export function ResolveDialog({ charge, onClose }: { charge: Charge; onClose: () => void }) {
  const t = useT(words);
  const { actions } = useT();
  const format = useFormat();
  const ids = { amount: useId(), answer: useId() };
  const [amount, setAmount] = useState<number | null>(charge.amountFen);
  const [answer, setAnswer] = useState('');
  const resolve = useRouteMutation(resolveDispute, { onSuccess: onClose });
  const quick = [
    { key: 'keep', fen: charge.originalFen },
    { key: 'half', fen: Math.round(charge.originalFen / 2) },
    { key: 'free', fen: 0 },
  ] as const;
  return (
    <Dialog
      open
      title={t.resolveTitle}
      width={640}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{actions.cancel}</Button>
          <Button
            look="act"
            busy={resolve.isPending}
            disabled={amount === null || answer.trim() === ''}
            onClick={() =>
              amount !== null &&
              resolve.mutate({
                params: { id: charge.id },
                body: { amountFen: amount, resolution: answer.trim() },
              })
            }
          >
            {t.confirm}
          </Button>
        </>
      }
    >
      <ChargeFacts charge={charge} />
      <p className={parts.hint}>{t.resolveHint}</p>
      <Field
        label={t.newAmount}
        htmlFor={ids.amount}
        help={
          amount !== null && amount < charge.amountFen
            ? t.difference(format.money(charge.amountFen - amount))
            : undefined
        }
        aside={
          <span className={parts.row}>
            {quick.map((q) => (
              <Button key={q.key} look="quiet" onClick={() => setAmount(q.fen)}>
                {t.quick[q.key]}
              </Button>
            ))}
          </span>
        }
      >
        <YuanInput id={ids.amount} blank max={charge.originalFen} value={amount} onChange={setAmount} />
      </Field>
      <Field label={t.answer} htmlFor={ids.answer} help={t.answerHelp}>
        <textarea
          id={ids.answer}
          className={inputClass}
          rows={3}
          maxLength={1000}
          aria-describedby={helpId(ids.answer)}
          value={answer}
          onChange={(event) => setAnswer(event.target.value)}
        />
      </Field>
      {resolve.error && <ProblemView error={resolve.error} />}
    </Dialog>
  );
}
