import { listStatements, type Statement, StatementStatus } from '@hegu/contract/labs/statements.ts';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useT } from '../../../i18n/messages.ts';
import { useRoutePages } from '../../../lib/query.ts';
import { useFormat } from '../../../lib/session.ts';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Page } from '../../../ui/page.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { RequireSignIn } from '../../../ui/sign-in.tsx';
import { Money } from '../../../ui/value.tsx';
import { Choices } from '../parts/choices.tsx';
import { StatementTag } from './charge-tag.tsx';
import { moneyWords } from './messages.ts';
import styles from './money.module.css';
import { MoneyTabs } from './money-tabs.tsx';

export function StatementsPage() {
  const t = useT(moneyWords).statements;
  return (
    <RequireSignIn title={t.title}>
      <Statements />
    </RequireSignIn>
  );
}

function Statements() {
  const t = useT(moneyWords);
  const search = useSearch({ from: '/statements' });
  const navigate = useNavigate({ from: '/statements' });
  const status = StatementStatus.options.find((s) => s === search.status);
  const month = /^\d{4}-(0[1-9]|1[0-2])$/.test(search.month ?? '') ? search.month : undefined;
  const list = useRoutePages(listStatements, {
    query: {
      scope: 'group',
      ...(status ? { status } : {}),
      ...(search.project ? { projectId: search.project } : {}),
      ...(month ? { month } : {}),
      limit: 30,
    },
  });
  const columns = useColumns();
  return (
    <Page title={t.statements.title} lead={t.statements.lead}>
      <MoneyTabs />
      <div className={styles.filters}>
        <Choices<Statement['status'] | ''>
          label={t.statements.status}
          value={status ?? ''}
          options={[
            { value: '', label: t.charges.all },
            ...StatementStatus.options.map((s) => ({ value: s, label: t.statements.statuses[s] })),
          ]}
          onChange={(next) =>
            void navigate({ search: { ...search, status: next || undefined }, replace: true })
          }
        />
      </div>
      {list.error && <ProblemView error={list.error} />}
      <div aria-busy={list.isPlaceholder} className={list.isPlaceholder ? styles.old : undefined}>
        {!(list.error && !list.items) && (
          <DataTable
            label={t.statements.title}
            columns={columns}
            rows={list.items}
            rowKey={(s) => s.id}
            tone={(s) => (s.may.confirm ? 'wait' : undefined)}
            more={list.more}
            empty={
              <Empty icon="ledger" title={t.statements.none}>
                {t.statements.noneHint}
              </Empty>
            }
          />
        )}
      </div>
    </Page>
  );
}

function useColumns(): readonly Column<Statement>[] {
  const t = useT(moneyWords).statements;
  const format = useFormat();
  return [
    {
      key: 'month',
      title: t.month,
      card: 'title',
      render: (s) => (
        <span className={styles.what}>
          <Link to="/statements/$id" params={{ id: s.id }}>
            {format.month(s.month)}
          </Link>
          <small>{s.number}</small>
        </span>
      ),
    },
    { key: 'owner', title: t.owner, card: 'subtitle', render: (s) => s.ownerName },
    { key: 'project', title: t.project, render: (s) => s.projectName },
    { key: 'count', title: t.count, align: 'end', render: (s) => format.number(s.chargeCount) },
    { key: 'total', title: t.total, align: 'end', render: (s) => <Money fen={s.totalFen} /> },
    {
      key: 'due',
      title: t.due,
      align: 'end',
      render: (s) => (
        <>
          <Money fen={s.dueFen} />
          {/* Nothing is due of what is not even confirmed: it was paid before */}
          {s.dueFen === 0 && s.prepaidFen > 0 && s.status === 'issued' && (
            <span className={styles.faint}> · {t.duePrepaid}</span>
          )}
        </>
      ),
    },
    { key: 'status', title: t.status, card: 'corner', render: (s) => <StatementTag status={s.status} /> },
  ];
}
