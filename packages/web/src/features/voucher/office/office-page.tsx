import { type Grant, listGrants } from '@hegu/contract/voucher/grants.ts';
import { listBatches } from '@hegu/contract/voucher/uses.ts';
import { Link, useSearch } from '@tanstack/react-router';
import { useT } from '../../../i18n/messages.ts';
import { useEvents } from '../../../lib/events.ts';
import { useRoutePages } from '../../../lib/query.ts';
import { useFormat, useSession } from '../../../lib/session.ts';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { Money } from '../../../ui/value.tsx';
import { useBatchColumns } from '../parts/batch-columns.tsx';
import { CounterPage } from '../parts/counter-page.tsx';
import { GrantTag } from '../parts/tags.tsx';
import styles from '../parts/voucher.module.css';
import { voucherWords } from '../parts/words.ts';
import { Budget } from './budget.tsx';
import { Checks } from './checks.tsx';
import { officeWords } from './messages.ts';
import { Providers } from './providers.tsx';
import { StatusFilter } from './status-filter.tsx';
import { Uses } from './uses.tsx';

const views = ['applications', 'uses', 'claims', 'checks', 'budget', 'providers'] as const;
type View = (typeof views)[number];

const parts: Readonly<Record<View, () => React.JSX.Element>> = {
  applications: Applications,
  uses: Uses,
  claims: Claims,
  checks: Checks,
  budget: Budget,
  providers: Providers,
};

/** The office's desk. `?view=`: which of its matters. */
export function OfficePage() {
  const t = useT(officeWords);
  const { has } = useSession();
  const search = useSearch({ from: '/vouchers/office' });
  const view = views.find((v) => v === search.view) ?? 'applications';
  const Part = parts[view];
  useEvents(has('officer', 'admin') ? ['valley'] : []);
  return (
    <CounterPage title={t.title} lead={t.lead} roles={['officer', 'admin']}>
      <nav className={styles.tabs} aria-label={t.title}>
        {views.map((v) => (
          <Link
            key={v}
            to="/vouchers/office"
            search={v === 'applications' ? {} : { view: v }}
            activeOptions={{ exact: true, includeSearch: true }}
            // The first is current without a view in the address, and a filter changes nothing of that
            activeProps={{ 'aria-current': undefined }}
            aria-current={v === view ? 'page' : undefined}
          >
            {t.views[v]}
          </Link>
        ))}
      </nav>
      <Part />
    </CounterPage>
  );
}

const grantStatuses = ['applied', 'endorsed', 'granted', 'refused', 'withdrawn', 'expired'] as const;
const batchStatuses = ['claimed', 'checked', 'approved', 'paid', 'returned'] as const;

function Applications() {
  const t = useT(officeWords);
  const words = useT(voucherWords);
  const format = useFormat();
  const search = useSearch({ from: '/vouchers/office' });
  const status = grantStatuses.find((s) => s === search.status);
  const { items, error, more } = useRoutePages(
    listGrants,
    { query: { scope: 'valley', limit: 50, ...(status ? { status } : {}) } },
    { rooms: ['valley'] },
  );
  const columns: readonly Column<Grant>[] = [
    {
      key: 'who',
      title: t.applicant,
      card: 'title',
      render: (g) => (
        <span className={styles.what}>
          <Link to="/vouchers/grants/$id" params={{ id: g.id }}>
            {g.organisationName}
          </Link>
          <small>{g.groupName ?? g.purpose}</small>
        </span>
      ),
    },
    { key: 'at', title: t.appliedAt, card: 'subtitle', render: (g) => format.dateTime(g.createdAt) },
    { key: 'asked', title: t.asked, align: 'end', render: (g) => <Money fen={g.askedFen} /> },
    { key: 'granted', title: t.granted, align: 'end', render: (g) => <Money fen={g.grantedFen} /> },
    { key: 'state', title: t.status, card: 'corner', render: (g) => <GrantTag status={g.status} /> },
  ];
  return (
    <>
      <StatusFilter options={grantStatuses} value={status} words={words.grantStatus} />
      {error ? (
        <ProblemView error={error} />
      ) : (
        <DataTable
          label={t.views.applications}
          columns={columns}
          rows={items}
          rowKey={(g) => g.id}
          more={more}
          tone={(g) => (g.may.decide ? 'wait' : undefined)}
          empty={
            <Empty icon="inbox" title={t.noGrants}>
              {t.noGrantsText}
            </Empty>
          }
        />
      )}
    </>
  );
}

function Claims() {
  const t = useT(officeWords);
  const words = useT(voucherWords);
  const search = useSearch({ from: '/vouchers/office' });
  const status = batchStatuses.find((s) => s === search.status);
  const columns = useBatchColumns(true);
  const { items, error, more } = useRoutePages(
    listBatches,
    { query: { scope: 'valley', limit: 50, ...(status ? { status } : {}) } },
    { rooms: ['valley'] },
  );
  return (
    <>
      <StatusFilter options={batchStatuses} value={status} words={words.batchStatus} />
      {error ? (
        <ProblemView error={error} />
      ) : (
        <DataTable
          label={t.views.claims}
          columns={columns}
          rows={items}
          rowKey={(b) => b.id}
          more={more}
          tone={(b) => (b.may.check || b.may.approve || b.may.pay ? 'wait' : undefined)}
          empty={
            <Empty icon="inbox" title={t.noBatches}>
              {t.noBatchesText}
            </Empty>
          }
        />
      )}
    </>
  );
}
