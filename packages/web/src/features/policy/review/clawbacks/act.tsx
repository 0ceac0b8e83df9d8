import { type Clawback, decideClawback, recordRepayment } from '@hegu/contract/policy/payments.ts';
import { useState } from 'react';
import { useT } from '../../../../i18n/messages.ts';
import { useRouteMutation } from '../../../../lib/query.ts';
import { useFormat } from '../../../../lib/session.ts';
import { Button } from '../../../../ui/button.tsx';
import { ConfirmButton } from '../../../../ui/confirm-button.tsx';
import { Dialog } from '../../../../ui/dialog.tsx';
import { Alert, ProblemView } from '../../../../ui/problem-view.tsx';
import { useDay } from '../../parts/day.ts';
import { useFirmName } from '../../parts/firm-name.ts';
import { AreaField, DayField, LineField, YuanField } from '../parts/fields.tsx';
import parts from '../parts/parts.module.css';
import { fenOf } from '../turn.ts';
import { clawbackWords } from './messages.ts';

/** Somebody other than who proposed it decides. */
export function Decide({ clawback: k }: { clawback: Clawback }) {
  const t = useT(clawbackWords);
  const firmName = useFirmName();
  const { actions } = useT();
  const format = useFormat();
  const today = useDay();
  const [open, setOpen] = useState(false);
  const [dueOn, setDueOn] = useState(useDay(30));
  const [reason, setReason] = useState('');
  const decide = useRouteMutation(decideClawback, {
    invalidate: ['casework'],
    onSuccess: () => setOpen(false),
  });
  if (k.own) return <p className={parts.hint}>{t.own}</p>;
  return (
    <div className={parts.buttons}>
      <Button onClick={() => setOpen(true)}>{t.agree}</Button>
      <ConfirmButton
        look="quiet"
        title={t.drop}
        confirmLabel={t.drop}
        consequence={k.reason}
        reason={{ label: t.decisionReason, required: true }}
        onConfirm={(words) =>
          decide.mutateAsync({ params: { id: k.id }, body: { agree: false, reason: words } })
        }
      >
        {t.drop}
      </ConfirmButton>
      <Dialog
        open={open}
        title={`${t.agree} · ${k.number}`}
        onClose={() => setOpen(false)}
        footer={
          <>
            <Button onClick={() => setOpen(false)}>{actions.cancel}</Button>
            <Button
              look="act"
              busy={decide.isPending}
              disabled={dueOn === '' || reason.trim() === ''}
              onClick={() =>
                decide.mutate({ params: { id: k.id }, body: { agree: true, dueOn, reason: reason.trim() } })
              }
            >
              {t.agree}
            </Button>
          </>
        }
      >
        <div className={parts.form}>
          <p className={parts.quote}>
            {k.reason} · {k.article}
          </p>
          <DayField label={t.dueOn} help={t.dueHelp} min={today} value={dueOn} onChange={setDueOn} />
          <AreaField label={t.decisionReason} value={reason} onChange={setReason} />
          <Alert tone="wait" title={t.decideText(firmName(k), format.money(k.amountFen))} />
          {decide.error && <ProblemView error={decide.error} />}
        </div>
      </Dialog>
    </div>
  );
}

export function Repay({ clawback: k }: { clawback: Clawback }) {
  const t = useT(clawbackWords);
  const { actions } = useT();
  const format = useFormat();
  const today = useDay();
  const [open, setOpen] = useState(false);
  const [amount, setAmount] = useState('');
  const [reference, setReference] = useState('');
  const [paidOn, setPaidOn] = useState(today);
  const record = useRouteMutation(recordRepayment, {
    invalidate: ['enterprise'],
    onSuccess: () => {
      setOpen(false);
      setAmount('');
      setReference('');
    },
  });
  const amountFen = fenOf(amount);
  return (
    <div className={parts.buttons}>
      <Button onClick={() => setOpen(true)}>{t.repay}</Button>
      <Dialog
        open={open}
        title={t.repayTitle(k.number)}
        onClose={() => setOpen(false)}
        footer={
          <>
            <Button onClick={() => setOpen(false)}>{actions.cancel}</Button>
            <Button
              look="act"
              busy={record.isPending}
              disabled={amountFen === null || reference.trim() === '' || paidOn === ''}
              onClick={() => {
                if (amountFen !== null)
                  record.mutate({
                    params: { id: k.id },
                    body: { amountFen, reference: reference.trim(), paidOn },
                  });
              }}
            >
              {t.repay}
            </Button>
          </>
        }
      >
        <div className={parts.form}>
          <YuanField
            label={t.repayAmount}
            bad={t.amountBad}
            help={t.repayHelp(format.money(k.amountFen - k.repaidFen))}
            value={amount}
            onChange={setAmount}
          />
          <LineField label={t.reference} maxLength={80} value={reference} onChange={setReference} />
          <DayField label={t.paidOn} max={today} value={paidOn} onChange={setPaidOn} />
          <Alert tone="wait" title={t.repayText} />
          {record.error && <ProblemView error={record.error} />}
        </div>
      </Dialog>
    </div>
  );
}
