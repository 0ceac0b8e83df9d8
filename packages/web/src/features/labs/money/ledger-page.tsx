import { exportLedger, getLedger } from '@hegu/contract/labs/ledger.ts';
import { listProjects, type Project } from '@hegu/contract/labs/projects.ts';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useId } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { localName, useT } from '../../../i18n/messages.ts';
import { download } from '../../../lib/api.ts';
import { reservationPlace } from '../../../lib/places.ts';
import { useRoutePages, useRouteQuery } from '../../../lib/query.ts';
import { useFormat, useSession } from '../../../lib/session.ts';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { ExportButton } from '../../../ui/export-button.tsx';
import { inputClass } from '../../../ui/field.tsx';
import { Page } from '../../../ui/page.tsx';
import { Alert, ProblemView } from '../../../ui/problem-view.tsx';
import { RequireSignIn } from '../../../ui/sign-in.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { Stat, Stats } from '../../../ui/stat.tsx';
import { Money } from '../../../ui/value.tsx';
import { balanceOf } from './balance.ts';
import { moneyWords } from './messages.ts';
import styles from './money.module.css';
import { type Transfer, transfersOf } from './transfers.ts';

export function LedgerPage() {
  const t = useT(moneyWords).ledger;
  return (
    <RequireSignIn title={t.title}>
      <Ledger />
    </RequireSignIn>
  );
}

function Ledger() {
  const t = useT(moneyWords);
  const locale = useLocale();
  const { me, has } = useSession();
  const search = useSearch({ from: '/ledger' });
  const navigate = useNavigate({ from: '/ledger' });
  const id = useId();
  const admin = has('admin');
  const { data, error } = useRouteQuery(listProjects, {
    query: { scope: admin ? 'all' : 'mine', limit: 200 },
  });
  // A ledger is open to who answers for the project.
  const readable = data?.items.filter((p) => admin || p.piUserId === me?.user?.id);
  const chosen = readable?.find((p) => p.id === search.projectId) ?? readable?.[0];
  return (
    <Page
      title={t.ledger.title}
      lead={t.ledger.lead}
      crumbs={[{ label: t.projects.title, link: { to: '/projects' } }]}
      actions={
        chosen && (
          <ExportButton
            save={() =>
              download(exportLedger, t.ledger.fileName, {
                query: { projectId: chosen.id, format: 'xlsx' },
              })
            }
          />
        )
      }
    >
      {error && <ProblemView error={error} />}
      {!data && !error && <Skeleton lines={6} height={32} />}
      {readable?.length === 0 && (
        <Empty icon="ledger" title={t.ledger.noneToSee}>
          {t.ledger.noneToSeeHint}
        </Empty>
      )}
      {readable && chosen && (
        <>
          <div className={styles.filters}>
            <label htmlFor={id}>
              <span>{t.ledger.choose}</span>
              <select
                id={id}
                className={inputClass}
                value={chosen.id}
                onChange={(event) =>
                  void navigate({ search: { projectId: event.target.value }, replace: true })
                }
              >
                {readable.map((p) => (
                  <option key={p.id} value={p.id}>
                    {localName(p, locale)}
                  </option>
                ))}
              </select>
            </label>
          </div>
          <Entries project={chosen} />
        </>
      )}
    </Page>
  );
}

function Entries({ project }: { project: Project }) {
  const t = useT(moneyWords);
  const format = useFormat();
  const list = useRoutePages(getLedger, { query: { projectId: project.id, limit: 50 } });
  const b = balanceOf(project);
  const rows = list.items && transfersOf(list.items);
  const columns = useColumns().filter(
    (column) => column.key !== 'arrears' || rows?.some((row) => row.byAccount.project_arrears !== undefined),
  );
  return (
    <>
      <Stats>
        <Stat value={format.money(project.balanceFen)} label={t.projects.balance} />
        <Stat value={format.money(project.heldFen)} label={t.projects.held} />
        <Stat value={format.money(project.spentFen)} label={t.projects.spent} />
        <Stat value={format.money(b.availableFen)} label={t.projects.available} />
      </Stats>
      {project.arrearsFen > 0 && (
        <Alert title={t.projects.arrears(format.money(project.arrearsFen))}>
          <p>{t.projects.arrearsText}</p>
        </Alert>
      )}
      {list.error && <ProblemView error={list.error} />}
      <div className={styles.entries}>
        {!(list.error && !list.items) && (
          <DataTable
            label={t.ledger.title}
            columns={columns}
            rows={rows}
            rowKey={(row) => row.id}
            more={list.more}
            empty={
              <Empty icon="ledger" title={t.ledger.none}>
                {t.ledger.noneHint}
              </Empty>
            }
          />
        )}
      </div>
    </>
  );
}

function useColumns(): readonly Column<Transfer>[] {
  const t = useT(moneyWords);
  const format = useFormat();
  const moved = (fen: number | undefined) =>
    fen === undefined ? (
      <span className={styles.faint}>–</span>
    ) : (
      <span className={fen < 0 ? styles.out : styles.in}>
        {fen > 0 && '+'}
        <Money fen={fen} />
      </span>
    );
  return [
    { key: 'at', title: t.ledger.at, card: 'subtitle', render: (row) => format.dateTime(row.at) },
    {
      key: 'kind',
      title: t.charge.kind,
      card: 'corner',
      render: (row) => t.ledger.kinds[row.kind] ?? row.kind,
    },
    {
      key: 'memo',
      title: t.ledger.memo,
      card: 'title',
      render: (row) =>
        row.refKind === 'reservation' ? (
          <Link to={reservationPlace(row.refId)}>{row.memo || t.charge.reservation}</Link>
        ) : row.refKind === 'charge' ? (
          <Link to="/charges/$id" params={{ id: row.refId }}>
            {row.memo || t.charge.title}
          </Link>
        ) : (
          row.memo
        ),
    },
    {
      key: 'balance',
      title: t.projects.balance,
      align: 'end',
      render: (row) => moved(row.byAccount.project),
    },
    {
      key: 'held',
      title: t.projects.held,
      align: 'end',
      render: (row) => moved(row.byAccount.project_held),
    },
    {
      key: 'arrears',
      title: t.statements.due,
      align: 'end',
      card: 'none',
      render: (row) => moved(row.byAccount.project_arrears),
    },
  ];
}
