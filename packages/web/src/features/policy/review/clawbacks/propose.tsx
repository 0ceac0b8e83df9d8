import { listOrders, type Order, proposeClawback } from '@hegu/contract/policy/payments.ts';
import { useState } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { useT } from '../../../../i18n/messages.ts';
import { useRouteMutation, useRoutePages } from '../../../../lib/query.ts';
import { useFormat } from '../../../../lib/session.ts';
import { Button } from '../../../../ui/button.tsx';
import { Dialog } from '../../../../ui/dialog.tsx';
import { Alert, ProblemView } from '../../../../ui/problem-view.tsx';
import { useFirmName } from '../../parts/firm-name.ts';
import { AreaField, LineField, YuanField } from '../parts/fields.tsx';
import parts from '../parts/parts.module.css';
import { fenOf } from '../turn.ts';
import { clawbackWords } from './messages.ts';

/** A paid award, and why how much of it is asked back. Opens by itself where the address names the application. */
export function Propose({ applicationId }: { applicationId: string | undefined }) {
  const t = useT(clawbackWords);
  const { actions } = useT();
  const [open, setOpen] = useState(applicationId !== undefined);
  const [chosen, setChosen] = useState<Order | null>(null);
  const [amount, setAmount] = useState('');
  const [reason, setReason] = useState('');
  const [article, setArticle] = useState('');
  const propose = useRouteMutation(proposeClawback, {
    invalidate: ['casework'],
    onSuccess: () => {
      setOpen(false);
      setChosen(null);
      setAmount('');
      setReason('');
      setArticle('');
    },
  });
  const amountFen = fenOf(amount);
  const send = () => {
    if (chosen === null || amountFen === null) return;
    propose.mutate({
      body: {
        applicationId: chosen.applicationId,
        amountFen,
        reason: reason.trim(),
        article: article.trim(),
      },
    });
  };
  return (
    <>
      <Button look="act" onClick={() => setOpen(true)}>
        {t.propose}
      </Button>
      <Dialog
        open={open}
        title={chosen ? t.propose : t.chooseAward}
        width={640}
        onClose={() => setOpen(false)}
        footer={
          chosen && (
            <>
              <Button onClick={() => setChosen(null)}>{t.change}</Button>
              <Button onClick={() => setOpen(false)}>{actions.cancel}</Button>
              <Button
                look="act"
                busy={propose.isPending}
                disabled={amountFen === null || reason.trim() === '' || article.trim() === ''}
                onClick={send}
              >
                {t.propose}
              </Button>
            </>
          )
        }
      >
        {chosen ? (
          <div className={parts.form}>
            <Award order={chosen} />
            <Amount of={chosen} value={amount} onChange={setAmount} />
            <AreaField label={t.reason} help={t.reasonHelp} value={reason} onChange={setReason} />
            <LineField
              label={t.article}
              help={t.articleHelp}
              maxLength={120}
              value={article}
              onChange={setArticle}
            />
            <Alert tone="wait" title={t.proposeText} />
            {propose.error && <ProblemView error={propose.error} />}
          </div>
        ) : (
          <Paid applicationId={applicationId} onChoose={setChosen} />
        )}
      </Dialog>
    </>
  );
}

function Award({ order: o }: { order: Order }) {
  const t = useT(clawbackWords);
  const firmName = useFirmName();
  const locale = useLocale();
  const format = useFormat();
  return (
    <span className={parts.stack}>
      <strong>{firmName(o)}</strong>
      <span className={parts.hint}>
        {o.title[locale]} · {o.applicationNumber}
      </span>
      {o.paidOn && (
        <span className={parts.hint}>{t.paid(format.money(o.amountFen), format.day(o.paidOn))}</span>
      )}
    </span>
  );
}

function Amount({ of: o, value, onChange }: { of: Order; value: string; onChange: (typed: string) => void }) {
  const t = useT(clawbackWords);
  const format = useFormat();
  // An award may have been paid in parts: what was paid is the sum of all of them
  const { items } = useRoutePages(listOrders, {
    query: { scope: 'valley', status: 'paid', applicationId: o.applicationId, limit: 100 },
  });
  const paidFen = (items ?? [o]).reduce((n, x) => n + x.amountFen, 0);
  return (
    <YuanField
      label={t.amount}
      bad={t.amountBad}
      help={t.amountHelp(format.money(paidFen))}
      value={value}
      onChange={onChange}
    />
  );
}

function Paid({
  applicationId,
  onChoose,
}: {
  applicationId: string | undefined;
  onChoose: (order: Order) => void;
}) {
  const t = useT(clawbackWords);
  const { actions } = useT();
  const [typed, setTyped] = useState('');
  const { items, error, more } = useRoutePages(listOrders, {
    query: { scope: 'valley', status: 'paid', limit: 100, ...(applicationId ? { applicationId } : {}) },
  });
  const words = typed.trim().toLowerCase();
  const seen = new Set<string>();
  const found = (items ?? []).filter((o) => {
    const text = [o.firmName, o.firmNameEn, o.title.zh, o.title.en, o.applicationNumber, o.number]
      .join(' ')
      .toLowerCase();
    if (!text.includes(words) || seen.has(o.applicationId)) return false;
    seen.add(o.applicationId);
    return true;
  });
  return (
    <div className={parts.form}>
      {error && <ProblemView error={error} />}
      <LineField label={t.find} maxLength={80} value={typed} onChange={setTyped} />
      {items && found.length === 0 && <p className={parts.hint}>{words === '' ? t.noPaid : t.noFound}</p>}
      <ul className={parts.found}>
        {found.map((o) => (
          <li key={o.id}>
            <Award order={o} />
            <Button onClick={() => onChoose(o)}>{t.choose}</Button>
          </li>
        ))}
      </ul>
      {more.has && (
        <Button look="quiet" busy={more.busy} onClick={more.load}>
          {actions.more}
        </Button>
      )}
    </div>
  );
}
