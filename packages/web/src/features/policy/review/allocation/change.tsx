import { type Budget, changeBudget } from '@hegu/contract/policy/payments.ts';
import { useState } from 'react';
import { useT } from '../../../../i18n/messages.ts';
import { useRouteMutation } from '../../../../lib/query.ts';
import { Button } from '../../../../ui/button.tsx';
import { Dialog } from '../../../../ui/dialog.tsx';
import { ProblemView } from '../../../../ui/problem-view.tsx';
import { Choices } from '../../../labs/parts/choices.tsx';
import { AreaField, YuanField } from '../parts/fields.tsx';
import parts from '../parts/parts.module.css';
import { fenOf } from '../turn.ts';
import { allocationWords } from './messages.ts';

/** More for a budget, or less of it, with what that rests on. */
export function ChangeBudget({ budget: b }: { budget: Budget }) {
  const t = useT(allocationWords);
  const { actions } = useT();
  const [open, setOpen] = useState(false);
  const [way, setWay] = useState<'add' | 'take'>('add');
  const [amount, setAmount] = useState('');
  const [reason, setReason] = useState('');
  const change = useRouteMutation(changeBudget, {
    onSuccess: () => {
      setOpen(false);
      setAmount('');
      setReason('');
    },
  });
  const fen = fenOf(amount);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t.change}</Button>
      <Dialog
        open={open}
        title={t.changeTitle}
        onClose={() => setOpen(false)}
        footer={
          <>
            <Button onClick={() => setOpen(false)}>{actions.cancel}</Button>
            <Button
              look="act"
              busy={change.isPending}
              disabled={fen === null || reason.trim() === ''}
              onClick={() => {
                if (fen !== null)
                  change.mutate({
                    params: { id: b.id },
                    body: { amountFen: way === 'add' ? fen : -fen, reason: reason.trim() },
                  });
              }}
            >
              {t[way]}
            </Button>
          </>
        }
      >
        <div className={parts.form}>
          <Choices
            label={t.direction}
            value={way}
            options={(['add', 'take'] as const).map((value) => ({ value, label: t[value] }))}
            onChange={setWay}
          />
          <YuanField label={t.amount} bad={t.amountBad} value={amount} onChange={setAmount} />
          <AreaField label={t.reason} value={reason} onChange={setReason} />
          {change.error && <ProblemView error={change.error} />}
        </div>
      </Dialog>
    </>
  );
}
