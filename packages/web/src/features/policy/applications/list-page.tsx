import { type ApplicationSummary, listApplications } from '@hegu/contract/policy/applications.ts';
import { Link } from '@tanstack/react-router';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { useRoutePages } from '../../../lib/query.ts';
import { useFormat } from '../../../lib/session.ts';
import { buttonClass } from '../../../ui/button.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Page } from '../../../ui/page.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { RequireSignIn } from '../../../ui/sign-in.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import { Money } from '../../../ui/value.tsx';
import { firmPoliciesPlace, useMyFirm } from '../parts/my-firm.ts';
import { useItemName } from '../parts/names.ts';
import { PolicyPage } from '../parts/policy-nav.tsx';
import { applicationWords } from './messages.ts';
import { lastDay, limitOf, toneOf } from './stages.ts';

/** What my firm has applied for, and what is offered to it. */
export function ApplicationsPage() {
  const t = useT(applicationWords);
  return (
    <RequireSignIn title={t.title}>
      <Applications />
    </RequireSignIn>
  );
}

function Applications() {
  const t = useT(applicationWords);
  const locale = useLocale();
  const format = useFormat();
  const firm = useMyFirm();
  const itemName = useItemName();
  const { items, error, more } = useRoutePages(listApplications, {
    query: { scope: 'organisation', limit: 30 },
  });
  const columns: Column<ApplicationSummary>[] = [
    {
      key: 'clause',
      title: t.clause,
      card: 'title',
      render: (a) => (
        <Link to="/policies/applications/$id" params={{ id: a.id }}>
          {a.title[locale]}
          {a.item && ` · ${itemName(a.item)}`}
        </Link>
      ),
    },
    { key: 'number', title: t.number, card: 'subtitle', render: (a) => a.number ?? t.draft },
    {
      key: 'status',
      title: t.status,
      card: 'corner',
      render: (a) => <StatusTag tone={toneOf(a.status)}>{a.statusName[locale]}</StatusTag>,
    },
    {
      key: 'due',
      title: t.due,
      render: (a) =>
        a.dueAt === null ? (
          '–'
        ) : a.overdue ? (
          <StatusTag tone="wrong">{t.overdue}</StatusTag>
        ) : (
          t.limits[limitOf(a.status)](format.date(lastDay(a.dueAt)))
        ),
    },
    {
      key: 'amount',
      title: t.amount,
      align: 'end',
      render: (a) => <Money fen={a.awardedFen ?? a.approvedFen ?? a.computedFen} />,
    },
  ];
  return (
    <PolicyPage>
      <Page title={t.title} lead={t.lead}>
        {error && <ProblemView error={error} />}
        {!error && (
          <DataTable
            label={t.title}
            columns={columns}
            rows={items}
            rowKey={(a) => a.id}
            more={more}
            empty={
              <Empty
                icon="inbox"
                title={t.none}
                action={
                  firm && (
                    <Link to={firmPoliciesPlace(firm.id)} className={buttonClass('act')}>
                      {t.toMine}
                    </Link>
                  )
                }
              >
                {t.noneHint}
              </Empty>
            }
          />
        )}
      </Page>
    </PolicyPage>
  );
}
