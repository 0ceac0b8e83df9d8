import {
  approveReservation,
  listReservations,
  type Reservation,
  rejectReservation,
} from '@hegu/contract/labs/reservations.ts';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { localName, useT } from '../../../../i18n/messages.ts';
import { call } from '../../../../lib/api.ts';
import { useEvents } from '../../../../lib/events.ts';
import { useRoutePages } from '../../../../lib/query.ts';
import { useFormat, useNow, useSession } from '../../../../lib/session.ts';
import { Button } from '../../../../ui/button.tsx';
import { ConfirmButton } from '../../../../ui/confirm-button.tsx';
import { type Column, DataTable } from '../../../../ui/data-table.tsx';
import { Empty } from '../../../../ui/empty.tsx';
import { Alert, ProblemView, useProblemLine } from '../../../../ui/problem-view.tsx';
import { StatusTag } from '../../../../ui/status-tag.tsx';
import { Money } from '../../../../ui/value.tsx';
import { ReservationDrawer } from '../day/reservation-drawer.tsx';
import { ManagePage } from '../parts/manage-page.tsx';
import parts from '../parts/parts.module.css';
import { approvals as words } from './messages.ts';

interface Outcome {
  readonly done: number;
  readonly approved: boolean;
  readonly failed: readonly { readonly r: Reservation; readonly error: unknown }[];
}

/** What waits for the facility; one by one, or several at once. */
export function ApprovalsPage() {
  const t = useT(words);
  const locale = useLocale();
  const format = useFormat();
  const now = useNow();
  const line = useProblemLine();
  const client = useQueryClient();
  const { me, has } = useSession();
  const search = useSearch({ from: '/manage/approvals' });
  const navigate = useNavigate({ from: '/manage/approvals' });
  const mine = search.show !== 'all';
  const rooms = me?.user ? [`user:${me.user.id}`] : [];
  useEvents(rooms);
  const { items, error, more } = useRoutePages(
    listReservations,
    {
      query: {
        scope: 'facility',
        status: 'pending',
        limit: 100,
        ...(mine ? { awaitingMe: 'true' as const } : {}),
      },
    },
    { rooms, enabled: has('facility', 'admin') },
  );
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome | null>(null);

  // The most urgent first: by the deadline of the answer, then by the start.
  const rows = items?.toSorted(
    (a, b) =>
      (a.approvalDeadline ?? '9').localeCompare(b.approvalDeadline ?? '9') ||
      a.startsAt.localeCompare(b.startsAt),
  );
  const chosen = rows?.filter((r) => selected.has(r.id) && r.may.approve) ?? [];

  const decide = async (list: readonly Reservation[], reason: string | null) => {
    setBusy(true);
    setOutcome(null);
    const failed: { r: Reservation; error: unknown }[] = [];
    // One after another: each answer may decide the next, when two ask for the same time.
    for (const r of list) {
      try {
        if (reason === null)
          await call(approveReservation, { params: { id: r.id }, body: {}, ifMatch: r.version });
        else await call(rejectReservation, { params: { id: r.id }, body: { reason }, ifMatch: r.version });
      } catch (cause) {
        failed.push({ r, error: cause });
      }
    }
    await client.invalidateQueries({ queryKey: [listReservations.tag] });
    setSelected(new Set());
    setBusy(false);
    setOutcome({ done: list.length - failed.length, approved: reason === null, failed });
  };

  const nameOf = (r: Reservation) =>
    localName({ nameZh: r.instrumentNameZh, nameEn: r.instrumentNameEn }, locale);
  const columns: readonly Column<Reservation>[] = [
    {
      key: 'who',
      title: t.who,
      card: 'title',
      render: (r) => (
        <>
          {r.personName}
          <div className={parts.hint}>
            {localName({ nameZh: r.organisationName, nameEn: r.organisationNameEn }, locale)}
          </div>
        </>
      ),
    },
    { key: 'instrument', title: t.instrument, render: nameOf, card: 'subtitle' },
    {
      key: 'when',
      title: t.when,
      render: (r) => (
        <>
          {format.range(r.startsAt, r.endsAt)}{' '}
          {r.shortNotice && <StatusTag tone="wait">{t.shortNotice}</StatusTag>}
        </>
      ),
    },
    { key: 'cost', title: t.cost, align: 'end', render: (r) => <Money fen={r.estimateFen} /> },
    {
      key: 'due',
      title: t.due,
      render: (r) =>
        r.approvalDeadline === null ? (
          t.noDue
        ) : (
          <StatusTag tone={Date.parse(r.approvalDeadline) - now < 12 * 3_600_000 ? 'wrong' : 'wait'}>
            {format.relative(r.approvalDeadline, now)}
          </StatusTag>
        ),
    },
    {
      key: 'actions',
      title: '',
      align: 'end',
      card: 'actions',
      render: (r) => (
        <span className={parts.row}>
          <Button look="quiet" onClick={() => setOpen(r.id)}>
            {t.details}
          </Button>
          {r.may.approve ? (
            <>
              <Button disabled={busy} onClick={() => void decide([r], null)}>
                {t.approve}
              </Button>
              <Reject n={0} onConfirm={(reason) => decide([r], reason)} />
            </>
          ) : (
            <StatusTag tone="calm">{t.waitsForPi}</StatusTag>
          )}
        </span>
      ),
    },
  ];

  return (
    <ManagePage
      title={t.title}
      lead={t.lead}
      actions={
        <Button
          look="quiet"
          onClick={() => void navigate({ search: mine ? { show: 'all' } : {}, replace: true })}
        >
          {mine ? t.all : t.mine}
        </Button>
      }
    >
      {error && <ProblemView error={error} />}
      {outcome && outcome.done > 0 && (
        <Alert tone="calm" title={outcome.approved ? t.approved(outcome.done) : t.rejected(outcome.done)} />
      )}
      {outcome && outcome.failed.length > 0 && (
        <Alert title={t.failed(outcome.failed.length)}>
          <ul>
            {outcome.failed.map(({ r, error: cause }) => (
              <li key={r.id}>
                {r.personName} · {nameOf(r)} · {format.range(r.startsAt, r.endsAt)}
                {locale === 'zh' ? '：' : ': '}
                {line(cause)}
              </li>
            ))}
          </ul>
        </Alert>
      )}
      {chosen.length > 0 && (
        <div className={parts.batch}>
          <Button look="act" busy={busy} onClick={() => void decide(chosen, null)}>
            {t.approveN(chosen.length)}
          </Button>
          <Reject n={chosen.length} onConfirm={(reason) => decide(chosen, reason)} />
        </div>
      )}
      <DataTable
        label={t.title}
        columns={columns}
        rows={rows}
        rowKey={(r) => r.id}
        selected={selected}
        onSelect={setSelected}
        more={more}
        empty={
          <Empty icon="check" title={t.empty}>
            {t.emptyHint}
          </Empty>
        }
      />
      <ReservationDrawer event={open ? { id: open } : null} onClose={() => setOpen(null)} onMoved={setOpen} />
    </ManagePage>
  );
}

function Reject({ n, onConfirm }: { n: number; onConfirm: (reason: string) => Promise<void> }) {
  const t = useT(words);
  const label = n > 0 ? t.rejectN(n) : t.reject;
  return (
    <ConfirmButton
      look={n > 0 ? 'plain' : 'quiet'}
      title={label}
      consequence={t.rejectText}
      reason={{ label: t.reason, help: t.reasonHelp, required: true }}
      confirmLabel={label}
      confirmLook="wrong"
      onConfirm={onConfirm}
    >
      {label}
    </ConfirmButton>
  );
}
