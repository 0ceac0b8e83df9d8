import {
  approveOrder,
  cancelOrder,
  listOrders,
  type Order,
  type orderStatuses,
  recordPayment,
} from '@hegu/contract/policy/payments.ts';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { useT } from '../../../../i18n/messages.ts';
import { useRouteMutation, useRoutePages } from '../../../../lib/query.ts';
import { useFormat } from '../../../../lib/session.ts';
import { Button } from '../../../../ui/button.tsx';
import { ConfirmButton } from '../../../../ui/confirm-button.tsx';
import { type Column, DataTable } from '../../../../ui/data-table.tsx';
import { Dialog } from '../../../../ui/dialog.tsx';
import { Empty } from '../../../../ui/empty.tsx';
import { Alert, ProblemView } from '../../../../ui/problem-view.tsx';
import { Money, Time } from '../../../../ui/value.tsx';
import { useDay } from '../../parts/day.ts';
import { useFirmName } from '../../parts/firm-name.ts';
import { DayField, LineField } from '../parts/fields.tsx';
import parts from '../parts/parts.module.css';
import { orderWords } from './messages.ts';

type Status = (typeof orderStatuses)[number];

const accountOf = (o: Order): string => `${o.account.holder} · ${o.account.bank} · ${o.account.number}`;

/** Orders of one state, with what is to be done with each. */
export function Orders({ status }: { status: Status }) {
  const t = useT(orderWords);
  const format = useFormat();
  const { items, error, more } = useRoutePages(listOrders, { query: { scope: 'valley', status, limit: 50 } });
  return (
    <>
      {error && <ProblemView error={error} />}
      {items && items.length > 1 && (
        <p className={parts.hint}>{t.total(format.money(items.reduce((n, o) => n + o.amountFen, 0)))}</p>
      )}
      <DataTable
        label={t.steps[status] ?? ''}
        columns={useColumns(status)}
        rows={items}
        rowKey={(o) => o.id}
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

function useColumns(status: Status): readonly Column<Order>[] {
  const t = useT(orderWords);
  const firmName = useFirmName();
  const locale = useLocale();
  const format = useFormat();
  const columns: Column<Order>[] = [
    {
      key: 'firm',
      title: t.col.firm,
      card: 'title',
      render: (o) => (
        <span className={parts.stack}>
          <Link
            to="/policies/office/applications/$id"
            params={{ id: o.applicationId }}
            className={parts.title}
          >
            {firmName(o)}
          </Link>
          <span className={parts.hint}>{o.title[locale]}</span>
        </span>
      ),
    },
    {
      key: 'number',
      title: t.col.number,
      card: 'subtitle',
      render: (o) => (
        <>
          {o.number} <span className={parts.hint}>· {t.seqOnly(o.seq)}</span>
        </>
      ),
    },
    {
      key: 'account',
      title: t.col.account,
      render: (o) => (
        <span className={parts.stack}>
          <span>{o.account.number}</span>
          <span className={parts.hint}>{o.account.bank}</span>
        </span>
      ),
    },
    {
      key: 'made',
      title: t.col.made,
      render: (o) => (
        <span className={parts.stack}>
          <span>{o.madeByName}</span>
          <span className={parts.hint}>
            <Time at={o.madeAt} dateOnly />
          </span>
        </span>
      ),
    },
  ];
  if (status === 'approved' || status === 'paid')
    columns.push({
      key: 'approved',
      title: t.col.approved,
      render: (o) => (
        <span className={parts.stack}>
          <span>{o.approvedByName}</span>
          {o.approvedAt && (
            <span className={parts.hint}>
              <Time at={o.approvedAt} dateOnly />
            </span>
          )}
        </span>
      ),
    });
  if (status === 'paid')
    columns.push({
      key: 'paid',
      title: t.col.paid,
      render: (o) => (
        <span className={parts.stack}>
          <span>
            {o.paidOn && format.day(o.paidOn)} · {o.bankReference}
          </span>
          <span className={parts.hint}>
            {o.receivedAt ? t.received(format.date(o.receivedAt)) : t.notReceived}
          </span>
        </span>
      ),
    });
  if (status === 'cancelled')
    columns.push({ key: 'why', title: t.cancelReason, render: (o) => o.cancelReason ?? '–' });
  columns.push({
    key: 'amount',
    title: t.col.amount,
    align: 'end',
    card: 'corner',
    render: (o) => <Money fen={o.amountFen} />,
  });
  if (status === 'made' || status === 'approved')
    columns.push({ key: 'act', title: '', card: 'actions', render: (o) => <Act order={o} /> });
  return columns;
}

function Act({ order: o }: { order: Order }) {
  const t = useT(orderWords);
  const firmName = useFirmName();
  const format = useFormat();
  const options = { invalidate: ['casework'] };
  const approve = useRouteMutation(approveOrder, options);
  const cancel = useRouteMutation(cancelOrder, options);
  const params = { id: o.id };
  return (
    <span className={parts.buttons}>
      {o.status === 'approved' && <Pay order={o} />}
      {o.status === 'made' &&
        (o.own ? (
          <span className={parts.hint}>{t.own}</span>
        ) : (
          <ConfirmButton
            title={`${t.approve} · ${o.number}`}
            confirmLabel={t.approve}
            consequence={t.approveText(firmName(o), format.money(o.amountFen), accountOf(o))}
            onConfirm={() => approve.mutateAsync({ params })}
          >
            {t.approve}
          </ConfirmButton>
        ))}
      <ConfirmButton
        look="quiet"
        confirmLook="wrong"
        title={`${t.cancel} · ${o.number}`}
        confirmLabel={t.cancel}
        consequence={t.cancelText}
        reason={{ label: t.cancelReason, required: true }}
        onConfirm={(reason) => cancel.mutateAsync({ params, body: { reason } })}
      >
        {t.cancel}
      </ConfirmButton>
    </span>
  );
}

function Pay({ order: o }: { order: Order }) {
  const t = useT(orderWords);
  const firmName = useFirmName();
  const { actions } = useT();
  const format = useFormat();
  const today = useDay();
  const [open, setOpen] = useState(false);
  const [paidOn, setPaidOn] = useState(today);
  const [reference, setReference] = useState('');
  const pay = useRouteMutation(recordPayment, {
    invalidate: ['casework', 'enterprise'],
    onSuccess: () => setOpen(false),
  });
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t.pay}</Button>
      <Dialog
        open={open}
        title={t.payTitle(o.number)}
        onClose={() => setOpen(false)}
        footer={
          <>
            <Button onClick={() => setOpen(false)}>{actions.cancel}</Button>
            <Button
              look="act"
              busy={pay.isPending}
              disabled={paidOn === '' || reference.trim() === ''}
              onClick={() =>
                pay.mutate({ params: { id: o.id }, body: { paidOn, bankReference: reference.trim() } })
              }
            >
              {t.pay}
            </Button>
          </>
        }
      >
        <div className={parts.form}>
          <p className={parts.hint}>{accountOf(o)}</p>
          <DayField label={t.paidOn} max={today} value={paidOn} onChange={setPaidOn} />
          <LineField
            label={t.reference}
            help={t.referenceHelp}
            maxLength={80}
            value={reference}
            onChange={setReference}
          />
          <Alert tone="wait" title={t.payText(firmName(o), format.money(o.amountFen))} />
          {pay.error && <ProblemView error={pay.error} />}
        </div>
      </Dialog>
    </>
  );
}
