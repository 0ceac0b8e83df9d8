import {
  judgeInstalment,
  type ListedInstalment,
  listValleyInstalments,
  makeOrder,
} from '@hegu/contract/policy/payments.ts';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { z } from 'zod';
import { useLocale } from '../../../../i18n/locale.ts';
import { useT } from '../../../../i18n/messages.ts';
import { useRouteMutation, useRoutePages } from '../../../../lib/query.ts';
import { useFormat } from '../../../../lib/session.ts';
import { Button } from '../../../../ui/button.tsx';
import { ConfirmButton } from '../../../../ui/confirm-button.tsx';
import { type Column, DataTable } from '../../../../ui/data-table.tsx';
import { Dialog } from '../../../../ui/dialog.tsx';
import { Empty } from '../../../../ui/empty.tsx';
import { ProblemView } from '../../../../ui/problem-view.tsx';
import { Money } from '../../../../ui/value.tsx';
import { useFirmName } from '../../parts/firm-name.ts';
import { AreaField } from '../parts/fields.tsx';
import parts from '../parts/parts.module.css';
import { orderWords } from './messages.ts';

type Listed = z.output<typeof ListedInstalment>;

/** Parts of awards: to be ordered, to be judged, not due, stopped. */
export function Instalments({ status }: { status: 'ready' | 'recheck' | 'waiting' | 'stopped' }) {
  const t = useT(orderWords);
  const firmName = useFirmName();
  const locale = useLocale();
  const format = useFormat();
  const { items, error, more } = useRoutePages(listValleyInstalments, { query: { status, limit: 50 } });
  const columns: readonly Column<Listed>[] = [
    {
      key: 'title',
      title: t.col.title,
      card: 'title',
      render: (i) => (
        <Link to="/policies/office/applications/$id" params={{ id: i.applicationId }} className={parts.title}>
          {i.title[locale]}
        </Link>
      ),
    },
    {
      key: 'firm',
      title: t.col.firm,
      card: 'subtitle',
      render: (i) => (
        <>
          {firmName(i)} <span className={parts.hint}>· {i.applicationNumber}</span>
        </>
      ),
    },
    { key: 'seq', title: t.col.seq, render: (i) => t.seq(i.seq, i.parts) },
    { key: 'due', title: t.col.due, render: (i) => format.day(i.dueOn) },
    ...(status !== 'waiting'
      ? [
          {
            key: 'reasons',
            title: status === 'recheck' ? t.col.asked : t.col.reasons,
            render: (i: Listed) => i.reasons.map((r) => r[locale]).join(locale === 'zh' ? '；' : '; ') || '–',
          },
        ]
      : []),
    {
      key: 'amount',
      title: t.col.amount,
      align: 'end',
      card: 'corner',
      render: (i) => <Money fen={i.amountFen} />,
    },
    ...(status === 'ready' || status === 'recheck'
      ? [
          {
            key: 'act',
            title: '',
            card: 'actions' as const,
            render: (i: Listed) => (status === 'ready' ? <Make instalment={i} /> : <Judge instalment={i} />),
          },
        ]
      : []),
  ];
  return (
    <>
      {error && <ProblemView error={error} />}
      <DataTable
        label={t.steps[status] ?? ''}
        columns={columns}
        rows={items}
        rowKey={(i) => `${i.applicationId}:${i.seq}`}
        more={more}
        empty={
          <Empty icon="money" title={t.empty[status] ?? ''}>
            {t.emptyText[status]}
          </Empty>
        }
      />
    </>
  );
}

function Make({ instalment: i }: { instalment: Listed }) {
  const t = useT(orderWords);
  const firmName = useFirmName();
  const format = useFormat();
  const make = useRouteMutation(makeOrder, { invalidate: ['casework'] });
  return (
    <ConfirmButton
      title={t.makeTitle}
      confirmLabel={t.make}
      consequence={t.makeText(firmName(i), format.money(i.amountFen))}
      onConfirm={() => make.mutateAsync({ body: { applicationId: i.applicationId, seq: i.seq } })}
    >
      {t.make}
    </ConfirmButton>
  );
}

function Judge({ instalment: i }: { instalment: Listed }) {
  const t = useT(orderWords);
  const firmName = useFirmName();
  const { actions } = useT();
  const locale = useLocale();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const judge = useRouteMutation(judgeInstalment, {
    invalidate: ['casework'],
    onSuccess: () => setOpen(false),
  });
  const say = (met: boolean) =>
    judge.mutate({
      params: { id: i.applicationId, seq: i.seq },
      body: { met, reason: reason.trim() },
    });
  const blank = reason.trim() === '';
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t.judge}</Button>
      <Dialog
        open={open}
        title={`${t.judge} · ${firmName(i)} · ${t.seq(i.seq, i.parts)}`}
        onClose={() => setOpen(false)}
        footer={
          <>
            <Button onClick={() => setOpen(false)}>{actions.cancel}</Button>
            <Button look="wrong" busy={judge.isPending} disabled={blank} onClick={() => say(false)}>
              {t.unmet}
            </Button>
            <Button look="act" busy={judge.isPending} disabled={blank} onClick={() => say(true)}>
              {t.met}
            </Button>
          </>
        }
      >
        <div className={parts.form}>
          <p className={parts.said}>
            <strong>{i.title[locale]}</strong> · <Money fen={i.amountFen} />
          </p>
          {i.reasons.length > 0 && (
            <p>
              <span className={parts.hint}>{t.col.asked}</span>
              <br />
              {i.reasons.map((r) => r[locale]).join(locale === 'zh' ? '；' : '; ')}
            </p>
          )}
          <p className={parts.hint}>{t.judgeText}</p>
          <AreaField label={t.judgeReason} value={reason} onChange={setReason} />
          {judge.error && <ProblemView error={judge.error} />}
        </div>
      </Dialog>
    </>
  );
}
