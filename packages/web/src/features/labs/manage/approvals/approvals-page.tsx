import { listReservations, type Reservation } from '@hegu/contract/labs/reservations.ts';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { localName, useT } from '../../../../i18n/messages.ts';
import { useEvents } from '../../../../lib/events.ts';
import { useRoutePages } from '../../../../lib/query.ts';
import { useFormat, useNow, useSession } from '../../../../lib/session.ts';
import { Button } from '../../../../ui/button.tsx';
import { type Column, DataTable } from '../../../../ui/data-table.tsx';
import { Empty } from '../../../../ui/empty.tsx';
import { ProblemView } from '../../../../ui/problem-view.tsx';
import { StatusTag } from '../../../../ui/status-tag.tsx';
import { Money } from '../../../../ui/value.tsx';
import { ReservationDrawer } from '../day/reservation-drawer.tsx';
import { ManagePage } from '../parts/manage-page.tsx';
import parts from '../parts/parts.module.css';
import { DecideBar, Reject, useDecideMany, useRowName } from './decide-many.tsx';
import { approvals as words } from './messages.ts';

/** What waits for the facility; one by one, or several at once. */
export function ApprovalsPage() {
  const t = useT(words);
  const locale = useLocale();
  const format = useFormat();
  const now = useNow();
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
  const many = useDecideMany();
  const rowName = useRowName();
  const [open, setOpen] = useState<string | null>(null);

  // The most urgent first: by the deadline of the answer, then by the start.
  const rows = items?.toSorted(
    (a, b) =>
      (a.approvalDeadline ?? '9').localeCompare(b.approvalDeadline ?? '9') ||
      a.startsAt.localeCompare(b.startsAt),
  );
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
              <Button disabled={many.busy} onClick={() => void many.decide([r], null)}>
                {t.approve}
              </Button>
              <Reject n={0} onConfirm={(reason) => many.decide([r], reason)} />
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
      <DecideBar many={many} rows={rows} />
      <DataTable
        label={t.title}
        columns={columns}
        rows={rows}
        rowKey={(r) => r.id}
        rowName={rowName}
        selected={many.selected}
        onSelect={many.select}
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
