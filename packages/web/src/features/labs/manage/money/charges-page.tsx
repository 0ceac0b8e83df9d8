import { type Charge, ChargeStatus, exportCharges, listCharges } from '@hegu/contract/labs/charges.ts';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { localName, useT } from '../../../../i18n/messages.ts';
import { download } from '../../../../lib/api.ts';
import { useRoutePages } from '../../../../lib/query.ts';
import { useFormat, useSession } from '../../../../lib/session.ts';
import { Button } from '../../../../ui/button.tsx';
import { type Column, DataTable } from '../../../../ui/data-table.tsx';
import { Drawer } from '../../../../ui/drawer.tsx';
import { Empty } from '../../../../ui/empty.tsx';
import { inputClass } from '../../../../ui/field.tsx';
import { ProblemView } from '../../../../ui/problem-view.tsx';
import { Money } from '../../../../ui/value.tsx';
import instrumentStyles from '../instruments/instruments.module.css';
import { ManagePage } from '../parts/manage-page.tsx';
import parts from '../parts/parts.module.css';
import { ChargeFacts, ChargeTag } from './charge-parts.tsx';
import { money as words } from './messages.ts';
import { ResolveDialog } from './resolve-dialog.tsx';

export function ChargesPage() {
  const t = useT(words);
  const search = useSearch({ from: '/manage/charges' });
  const navigate = useNavigate({ from: '/manage/charges' });
  const status = ChargeStatus.options.find((s) => s === search.status);
  const select = useId();
  const [failed, setFailed] = useState<unknown>(null);
  return (
    <ManagePage
      title={t.charges}
      lead={t.chargesLead}
      actions={
        <Button
          onClick={() => {
            setFailed(null);
            download(exportCharges, 'charges.xlsx', {
              query: { scope: 'facility', format: 'xlsx', ...(status ? { status } : {}) },
            }).catch(setFailed);
          }}
        >
          {t.export}
        </Button>
      }
    >
      <div className={instrumentStyles.filters}>
        <label className="sr-only" htmlFor={select}>
          {t.status}
        </label>
        <select
          id={select}
          className={inputClass}
          value={status ?? ''}
          onChange={(event) =>
            void navigate({ search: event.target.value ? { status: event.target.value } : {}, replace: true })
          }
        >
          <option value="">{t.allStatus}</option>
          {ChargeStatus.options.map((s) => (
            <option key={s} value={s}>
              {t.chargeStatus[s]}
            </option>
          ))}
        </select>
      </div>
      {failed !== null && <ProblemView error={failed} />}
      <ChargeTable status={status} />
    </ManagePage>
  );
}

/** `/manage/disputes`: the same table, of what is disputed. */
export function DisputesPage() {
  const t = useT(words);
  return (
    <ManagePage title={t.disputes} lead={t.disputesLead}>
      <ChargeTable status="disputed" disputes />
    </ManagePage>
  );
}

function ChargeTable({
  status,
  disputes = false,
}: {
  status: Charge['status'] | undefined;
  disputes?: boolean;
}) {
  const t = useT(words);
  const locale = useLocale();
  const format = useFormat();
  const [open, setOpen] = useState<Charge | null>(null);
  const [resolving, setResolving] = useState<Charge | null>(null);
  const { items, error, more } = useRoutePages(
    listCharges,
    {
      query: { scope: 'facility', limit: 50, ...(status ? { status } : {}) },
    },
    { enabled: useSession().has('facility', 'admin') },
  );
  const columns: readonly Column<Charge>[] = [
    {
      key: 'who',
      title: t.who,
      card: 'title',
      render: (c) => (
        <>
          {c.personName}
          <div className={parts.hint}>{c.organisationName}</div>
        </>
      ),
    },
    {
      key: 'instrument',
      title: t.instrument,
      card: 'subtitle',
      render: (c) => localName({ nameZh: c.instrumentNameZh, nameEn: c.instrumentNameEn }, locale),
    },
    { key: 'time', title: t.time, render: (c) => format.range(c.startsAt, c.endsAt) },
    disputes
      ? { key: 'reason', title: t.reason, render: (c) => c.dispute?.reason ?? '–' }
      : { key: 'kind', title: t.kind, render: (c) => t.kinds[c.kind] },
    {
      key: 'amount',
      title: t.amount,
      align: 'end',
      render: (c) => (
        <>
          <Money fen={c.amountFen} />
          {c.amountFen !== c.originalFen && (
            <div className={parts.hint}>{t.was(format.money(c.originalFen))}</div>
          )}
        </>
      ),
    },
    { key: 'status', title: t.status, card: 'corner', render: (c) => <ChargeTag status={c.status} /> },
    {
      key: 'actions',
      title: '',
      align: 'end',
      card: 'actions',
      render: (c) => (
        <span className={parts.row}>
          <Button look="quiet" onClick={() => setOpen(c)}>
            {t.view}
          </Button>
          {c.may.resolve && <Button onClick={() => setResolving(c)}>{t.resolve}</Button>}
        </span>
      ),
    },
  ];
  return (
    <>
      {error && <ProblemView error={error} />}
      <DataTable
        label={disputes ? t.disputes : t.charges}
        columns={columns}
        rows={items}
        rowKey={(c) => c.id}
        tone={(c) => (c.status === 'disputed' ? 'wrong' : undefined)}
        more={more}
        empty={
          disputes ? (
            <Empty icon="check" title={t.noDisputes}>
              {t.noDisputesHint}
            </Empty>
          ) : (
            <Empty icon="money" title={status ? t.noMatch : t.emptyCharges}>
              {t.emptyChargesHint}
            </Empty>
          )
        }
      />
      <Drawer
        open={open !== null}
        title={t.details}
        meta={open && <ChargeTag status={open.status} />}
        onClose={() => setOpen(null)}
      >
        {open && <ChargeFacts charge={open} />}
        {open?.may.resolve && (
          <Button
            look="act"
            onClick={() => {
              setResolving(open);
              setOpen(null);
            }}
          >
            {t.resolve}
          </Button>
        )}
      </Drawer>
      {resolving && <ResolveDialog charge={resolving} onClose={() => setResolving(null)} />}
    </>
  );
}
