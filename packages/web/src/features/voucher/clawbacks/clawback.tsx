import {
  answerVoucherClawback,
  clawbackDays,
  decideVoucherClawback,
  listVoucherClawbacks,
  type VoucherClawback,
} from '@hegu/contract/voucher/clawbacks.ts';
import { useId, useState } from 'react';
import { useT } from '../../../i18n/messages.ts';
import { lastMoment } from '../../../lib/due.ts';
import { useRouteMutation, useRouteQuery } from '../../../lib/query.ts';
import { useFormat, useSession } from '../../../lib/session.ts';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import { type FactRow, Facts } from '../../../ui/facts.tsx';
import { Field, helpId, inputClass } from '../../../ui/field.tsx';
import { Section } from '../../../ui/page.tsx';
import { StatusTag, type Tone } from '../../../ui/status-tag.tsx';
import { Money } from '../../../ui/value.tsx';
import { YuanInput } from '../../labs/manage/parts/yuan-input.tsx';
import styles from '../parts/voucher.module.css';
import { clawbackWords } from './messages.ts';

const tones: Readonly<Record<VoucherClawback['state'], Tone>> = {
  proposed: 'wait',
  deciding: 'wait',
  ordered: 'wrong',
  dropped: 'calm',
};

export function ClawbackTag({ state }: { state: VoucherClawback['state'] }) {
  return <StatusTag tone={tones[state]}>{useT(clawbackWords).state[state]}</StatusTag>;
}

/** What random checks ask back of a use: the provider states its case here, the office decides. Nothing for its holder. */
export function ClawbacksOf({ useId: id }: { useId: string }) {
  const { has } = useSession();
  const scope = has('officer', 'admin') ? 'valley' : 'provider';
  const { data } = useRouteQuery(
    listVoucherClawbacks,
    { query: { scope, useId: id, limit: 20 } },
    { enabled: has('facility', 'officer', 'admin') },
  );
  if (!data || data.items.length === 0) return null;
  return (
    <div className={styles.columns}>
      {data.items.map((k) => (
        <Clawback key={k.id} clawback={k} />
      ))}
    </div>
  );
}

function Clawback({ clawback: k }: { clawback: VoucherClawback }) {
  const t = useT(clawbackWords);
  const format = useFormat();
  const signed = (name: string | null, at: string) =>
    name === null ? format.dateTime(at) : t.by(name, format.dateTime(at));
  const due = k.dueAt && format.date(lastMoment(k.dueAt));
  const answered = k.answeredAt !== null;
  const rows: readonly FactRow[] = [
    [t.asked, <Money key="a" fen={k.askedFen} />],
    [t.finding, k.finding],
    [t.askedAt, signed(k.askedByName, k.askedAt)],
    [t.answerBy, k.state === 'proposed' && due],
    [t.statement, k.statement && t.by(k.statement, format.dateTime(k.answeredAt ?? k.askedAt))],
    [
      t.statement,
      k.statement === null &&
        k.state !== 'proposed' &&
        (answered ? t.nothingSaid(format.dateTime(k.answeredAt ?? k.askedAt)) : t.notAnswered),
    ],
    [t.decideBy, k.state === 'deciding' && due],
    [t.taken, k.state === 'ordered' && <Money key="t" fen={k.takenFen} />],
    [t.decision, k.decision],
    [t.decidedAt, k.decidedAt && signed(k.decidedByName, k.decidedAt)],
  ];
  return (
    <Section title={t.title} actions={<ClawbackTag state={k.state} />}>
      <div className={styles.stack}>
        <Facts rows={rows} />
        {k.may.answer && <Answer clawback={k} />}
        {k.may.decide && <Decide clawback={k} />}
        {k.state === 'deciding' && k.own && k.askedByName !== null && (
          <p className={styles.faint}>{t.otherDecides}</p>
        )}
      </div>
    </Section>
  );
}

function Answer({ clawback: k }: { clawback: VoucherClawback }) {
  const t = useT(clawbackWords);
  const format = useFormat();
  const id = useId();
  const [statement, setStatement] = useState('');
  const answer = useRouteMutation(answerVoucherClawback, { invalidate: ['casework'] });
  const words = statement.trim();
  return (
    <>
      <p className={styles.faint}>{t.answerHint(clawbackDays)}</p>
      <Field label={t.answerLabel} htmlFor={id} help={t.answerHelp}>
        <textarea
          id={id}
          className={inputClass}
          rows={4}
          maxLength={2000}
          aria-describedby={helpId(id)}
          value={statement}
          onChange={(event) => setStatement(event.target.value)}
        />
      </Field>
      <div className={styles.row}>
        <ConfirmButton
          look="act"
          title={t.answer}
          consequence={words}
          confirmLabel={t.answer}
          disabled={words === ''}
          onConfirm={() => answer.mutateAsync({ params: { id: k.id }, body: { statement: words } })}
        >
          {t.answer}
        </ConfirmButton>
        <ConfirmButton
          title={t.accept}
          consequence={t.acceptText(format.money(k.askedFen))}
          confirmLabel={t.accept}
          disabled={words !== ''}
          onConfirm={() => answer.mutateAsync({ params: { id: k.id }, body: {} })}
        >
          {t.accept}
        </ConfirmButton>
      </div>
    </>
  );
}

function Decide({ clawback: k }: { clawback: VoucherClawback }) {
  const t = useT(clawbackWords);
  const format = useFormat();
  const ids = { amount: useId(), reason: useId() };
  const [amountFen, setAmount] = useState<number | null>(k.mostFen);
  const [reason, setReason] = useState('');
  const decide = useRouteMutation(decideVoucherClawback, { invalidate: ['casework'] });
  const say = (fen: number) =>
    decide.mutateAsync({ params: { id: k.id }, body: { amountFen: fen, reason: reason.trim() } });
  const right = amountFen !== null && amountFen > 0 && amountFen <= k.mostFen;
  return (
    <>
      <p className={styles.faint}>{t.decideHint}</p>
      <Field label={t.amount} htmlFor={ids.amount} help={t.most(format.money(k.mostFen))}>
        <YuanInput id={ids.amount} value={amountFen} describedBy={helpId(ids.amount)} onChange={setAmount} />
      </Field>
      <Field label={t.reason} htmlFor={ids.reason}>
        <textarea
          id={ids.reason}
          className={inputClass}
          rows={3}
          maxLength={1000}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </Field>
      <div className={styles.row}>
        <ConfirmButton
          look="wrong"
          confirmLook="wrong"
          title={right ? t.orderOf(format.money(amountFen)) : t.order}
          consequence={right ? t.orderText(format.money(amountFen)) : ''}
          confirmLabel={t.order}
          disabled={!right || reason.trim() === ''}
          onConfirm={() => say(amountFen ?? 0)}
        >
          {right ? t.orderOf(format.money(amountFen)) : t.order}
        </ConfirmButton>
        <ConfirmButton
          title={t.drop}
          consequence={t.dropText}
          confirmLabel={t.drop}
          disabled={reason.trim() === ''}
          onConfirm={() => say(0)}
        >
          {t.drop}
        </ConfirmButton>
      </div>
    </>
  );
}
