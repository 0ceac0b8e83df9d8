import {
  allocateBudget,
  type Budget,
  listBudgets,
  previewAllocation,
} from '@hegu/contract/policy/payments.ts';
import type { RouteOk } from '@hegu/contract/route.ts';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { useT } from '../../../../i18n/messages.ts';
import { useRouteMutation, useRouteQuery } from '../../../../lib/query.ts';
import { useFormat, useSession } from '../../../../lib/session.ts';
import { ConfirmButton } from '../../../../ui/confirm-button.tsx';
import { type Column, DataTable } from '../../../../ui/data-table.tsx';
import { Empty } from '../../../../ui/empty.tsx';
import { Alert, ProblemView } from '../../../../ui/problem-view.tsx';
import { Skeleton } from '../../../../ui/skeleton.tsx';
import { Stat, Stats } from '../../../../ui/stat.tsx';
import { StatusTag } from '../../../../ui/status-tag.tsx';
import { Money, Time } from '../../../../ui/value.tsx';
import { Choices } from '../../../labs/parts/choices.tsx';
import { useFirmName } from '../../parts/firm-name.ts';
import { DeskPage } from '../parts/desk-page.tsx';
import parts from '../parts/parts.module.css';
import { ChangeBudget } from './change.tsx';
import { allocationWords } from './messages.ts';

type Allotment = RouteOk<typeof previewAllocation>['allotments'][number];

const ways = ['acceptance', 'proRata', 'ranking'] as const;

/** One budget: who would have what, and to do so. */
export function AllocationPage() {
  const t = useT(allocationWords);
  const locale = useLocale();
  const { has } = useSession();
  const { id } = useParams({ from: '/policies/office/budgets/$id' });
  const { data, error } = useRouteQuery(listBudgets, { query: {} }, { enabled: has('officer') });
  const budget = data?.items.find((b) => b.id === id);
  return (
    <DeskPage
      title={budget?.title ?? t.title}
      lead={t.lead}
      crumbs={[{ label: t.budgets, link: { to: '/policies/office/budgets' } }]}
      meta={
        budget && (
          <>
            <span>{t.year(budget.year)}</span>
            {budget.clauseId === null ? (
              <Link to="/policies" search={{ q: budget.about[locale] }}>
                {budget.about[locale]}
              </Link>
            ) : (
              <Link to="/policies/$id" params={{ id: budget.clauseId }}>
                {budget.about[locale]}
              </Link>
            )}
            {budget.places !== null && <span>{t.places(budget.places)}</span>}
          </>
        )
      }
      actions={budget && <ChangeBudget budget={budget} />}
    >
      {error && <ProblemView error={error} />}
      {!data && !error && <Skeleton lines={6} height={32} />}
      {data && !budget && (
        <Empty icon="money" title={t.unknown}>
          {t.unknownText}
        </Empty>
      )}
      {budget && <Allocation budget={budget} />}
    </DeskPage>
  );
}

function Allocation({ budget: b }: { budget: Budget }) {
  const t = useT(allocationWords);
  const format = useFormat();
  const search = useSearch({ from: '/policies/office/budgets/$id' });
  const navigate = useNavigate({ from: '/policies/office/budgets/$id' });
  const by = ways.find((w) => w === search.by) ?? 'acceptance';
  const last = search.last === 'partly' ? 'partly' : 'not';
  const { data, error } = useRouteQuery(
    previewAllocation,
    { params: { id: b.id }, query: { by, last } },
    { keepPrevious: true },
  );
  const [done, setDone] = useState(false);
  const allocate = useRouteMutation(allocateBudget, {
    invalidate: ['casework'],
    onSuccess: () => setDone(true),
  });
  const paying = data?.allotments.filter((a) => a.paidFen > 0).length ?? 0;
  return (
    <div className={parts.flow}>
      <Stats>
        <Stat label={t.appropriated} value={format.money(b.appropriatedFen)} />
        <Stat label={t.left} value={format.money(b.leftFen)} />
        <Stat label={t.committed} value={format.money(b.committedFen)} />
        <Stat label={t.disbursed} value={format.money(b.disbursedFen + b.returnedFen)} />
      </Stats>
      {done && (
        <Alert tone="calm" title={t.done}>
          <Link to="/policies/office/publicity">{t.toPublicity}</Link>
        </Alert>
      )}
      <div className={parts.buttons}>
        <Choices
          label={t.by}
          value={by}
          options={ways.map((value) => ({ value, label: t.ways[value] ?? value }))}
          onChange={(value) => void navigate({ search: { by: value, last }, replace: true })}
        />
        {by !== 'proRata' && (
          <>
            <span className={parts.hint}>{t.last}</span>
            <Choices
              label={t.last}
              value={last}
              options={(['not', 'partly'] as const).map((value) => ({
                value,
                label: t.lasts[value] ?? value,
              }))}
              onChange={(value) => void navigate({ search: { by, last: value }, replace: true })}
            />
          </>
        )}
      </div>
      {error && <ProblemView error={error} />}
      <DataTable
        label={t.title}
        columns={useColumns()}
        rows={data?.allotments}
        rowKey={(a) => a.applicationId}
        tone={(a) => (a.outcome === 'tied' || a.outcome === 'unscored' ? 'wrong' : undefined)}
        empty={
          <Empty icon="money" title={t.none}>
            {t.noneText}
          </Empty>
        }
      />
      {data && data.allotments.length > 0 && (
        <div className={parts.buttons}>
          <strong>{t.sum(format.money(data.paidFen), format.money(data.leftFen))}</strong>
          <ConfirmButton
            look="act"
            title={t.confirm}
            confirmLabel={t.confirm}
            consequence={t.confirmText(paying, format.money(data.paidFen))}
            disabled={paying === 0}
            onConfirm={() =>
              allocate.mutateAsync({ params: { id: b.id }, body: { by, last, hash: data.hash } })
            }
          >
            {t.confirm}
          </ConfirmButton>
        </div>
      )}
    </div>
  );
}

function useColumns(): readonly Column<Allotment>[] {
  const t = useT(allocationWords);
  const firmName = useFirmName();
  const locale = useLocale();
  const format = useFormat();
  return [
    {
      key: 'firm',
      title: t.col.firm,
      card: 'title',
      render: (a) => (
        <Link to="/policies/office/applications/$id" params={{ id: a.applicationId }} className={parts.title}>
          {firmName(a)}
        </Link>
      ),
    },
    {
      key: 'title',
      title: t.col.title,
      card: 'subtitle',
      render: (a) => (
        <>
          {a.title[locale]} <span className={parts.hint}>· {a.number}</span>
        </>
      ),
    },
    { key: 'accepted', title: t.col.accepted, render: (a) => <Time at={a.acceptedAt} /> },
    { key: 'score', title: t.col.score, align: 'end', render: (a) => format.number(a.score, 2) },
    { key: 'approved', title: t.col.approved, align: 'end', render: (a) => <Money fen={a.approvedFen} /> },
    { key: 'paid', title: t.col.paid, align: 'end', render: (a) => <Money fen={a.paidFen} /> },
    {
      key: 'outcome',
      title: t.col.outcome,
      card: 'corner',
      render: (a) => (
        <StatusTag tone={a.outcome === 'full' ? 'act' : a.paidFen > 0 ? 'wait' : 'wrong'}>
          {t.outcome[a.outcome]}
        </StatusTag>
      ),
    },
  ];
}
