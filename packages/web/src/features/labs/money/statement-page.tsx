import { exportCharges } from '@hegu/contract/labs/charges.ts';
import { confirmStatement, getStatement } from '@hegu/contract/labs/statements.ts';
import type { RouteOk } from '@hegu/contract/route.ts';
import { useParams } from '@tanstack/react-router';
import { useT } from '../../../i18n/messages.ts';
import { useRouteMutation, useRouteQuery } from '../../../lib/query.ts';
import { useFormat } from '../../../lib/session.ts';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import { DataTable } from '../../../ui/data-table.tsx';
import { Page, Section } from '../../../ui/page.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { RequireSignIn } from '../../../ui/sign-in.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { Stat, Stats } from '../../../ui/stat.tsx';
import { Money } from '../../../ui/value.tsx';
import { useChargeColumns } from './charge-columns.tsx';
import { StatementTag } from './charge-tag.tsx';
import { ExportCharges } from './export-charges.tsx';
import { moneyWords } from './messages.ts';
import styles from './money.module.css';

type FullStatement = RouteOk<typeof getStatement>;

export function StatementPage() {
  const t = useT(moneyWords).statements;
  return (
    <RequireSignIn title={t.title}>
      <Loader />
    </RequireSignIn>
  );
}

function Loader() {
  const t = useT(moneyWords).statements;
  const { id } = useParams({ from: '/statements/$id' });
  const { data, error } = useRouteQuery(getStatement, { params: { id } });
  if (data) return <Loaded statement={data} />;
  return (
    <Page title={t.title} crumbs={[{ label: t.title, link: { to: '/statements' } }]}>
      {error ? <ProblemView error={error} /> : <Skeleton lines={7} height={32} />}
    </Page>
  );
}

function Loaded({ statement: s }: { statement: FullStatement }) {
  const t = useT(moneyWords);
  const format = useFormat();
  const columns = useChargeColumns(true).filter((column) => column.key !== 'project');
  const confirm = useRouteMutation(confirmStatement, { invalidate: ['casework'] });
  return (
    <Page
      title={`${format.month(s.month)} · ${s.ownerName}`}
      crumbs={[{ label: t.statements.title, link: { to: '/statements' } }]}
      meta={
        <>
          <StatementTag status={s.status} />
          <span>{s.number}</span>
          <span>{s.projectName}</span>
          <span>{s.organisationName}</span>
          <span className={styles.faint}>
            {t.statements.issued(format.date(s.issuedAt))}
            {s.confirmedAt &&
              ` · ${t.statements.confirmedBy(s.confirmedByName ?? '–', format.date(s.confirmedAt))}`}
          </span>
        </>
      }
      actions={
        <>
          <ExportCharges
            route={exportCharges}
            query={{ scope: 'group', statementId: s.id }}
            disabled={s.charges.length === 0}
          />
          {s.may.confirm && (
            <ConfirmButton
              look="act"
              title={t.statements.confirmTitle}
              consequence={t.statements.confirmText(format.money(s.totalFen))}
              confirmLabel={t.statements.confirm}
              onConfirm={() => confirm.mutateAsync({ params: { id: s.id }, ifMatch: s.version })}
            >
              {t.statements.confirm}
            </ConfirmButton>
          )}
        </>
      }
    >
      <Stats>
        <Stat value={format.money(s.totalFen)} label={t.statements.total} />
        <Stat value={format.money(s.prepaidFen)} label={t.statements.prepaid} />
        <Stat value={format.money(s.paidFen)} label={t.statements.paid} />
        <Stat value={format.money(s.dueFen)} label={t.statements.due} />
      </Stats>
      <Section title={t.statements.chargesTitle}>
        <DataTable
          label={t.statements.chargesTitle}
          columns={columns}
          rows={s.charges}
          rowKey={(c) => c.id}
          tone={(c) => (c.status === 'disputed' ? 'wait' : undefined)}
          totals={{ amount: <Money fen={s.totalFen} /> }}
        />
      </Section>
      <Section title={t.statements.payments}>
        <DataTable
          label={t.statements.payments}
          rows={s.payments}
          rowKey={(p) => p.id}
          empty={<p className={styles.faint}>{t.statements.noPayments}</p>}
          columns={[
            {
              key: 'received',
              title: t.statements.received,
              card: 'title',
              render: (p) => format.day(p.receivedOn),
            },
            { key: 'reference', title: t.statements.reference, render: (p) => p.reference },
            { key: 'by', title: t.statements.recordedBy, render: (p) => p.recordedByName },
            {
              key: 'amount',
              title: t.statements.total,
              align: 'end',
              render: (p) => <Money fen={p.amountFen} />,
            },
          ]}
        />
      </Section>
    </Page>
  );
}
