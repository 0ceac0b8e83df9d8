import {
  getPublicity,
  listPublicities,
  objectToPublicity,
  type PublicityDetail,
} from '@hegu/contract/policy/review.ts';
import type { RouteOk } from '@hegu/contract/route.ts';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { z } from 'zod';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { useRouteMutation, useRoutePages, useRouteQuery } from '../../../lib/query.ts';
import { useFormat, useSession } from '../../../lib/session.ts';
import { Button, buttonClass } from '../../../ui/button.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Page } from '../../../ui/page.tsx';
import { Alert, ProblemView } from '../../../ui/problem-view.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import { Money } from '../../../ui/value.tsx';
import { useFirmName } from '../parts/firm-name.ts';
import { PolicyPage } from '../parts/policy-nav.tsx';
import styles from './applications.module.css';
import { applicationWords } from './messages.ts';
import { PersonDialog } from './person-dialog.tsx';
import { ReceiptCode } from './receipt-code.tsx';
import { lastDay } from './stages.ts';

type Detail = z.output<typeof PublicityDetail>;
type Listed = RouteOk<typeof listPublicities>['items'][number];
type Item = Detail['items'][number];

/** What is made public, for everybody. */
export function PublicitiesPage() {
  const t = useT(applicationWords).publicity;
  const { visitor } = useT(applicationWords);
  const format = useFormat();
  const { items, error, more } = useRoutePages(listPublicities, { query: { limit: 30 } });
  const columns: Column<Listed>[] = [
    {
      key: 'title',
      title: t.title,
      card: 'title',
      render: (p) => (
        <Link to="/policies/publicity/$id" params={{ id: p.id }}>
          {p.title}
        </Link>
      ),
    },
    {
      key: 'state',
      title: t.state,
      card: 'corner',
      render: (p) => (
        <StatusTag tone={p.open ? 'wait' : 'calm'}>
          {p.open ? t.until(format.date(lastDay(p.closesAt))) : t.over}
        </StatusTag>
      ),
    },
    { key: 'count', title: '', render: (p) => t.of(p.count, format.money(p.totalFen)) },
  ];
  return (
    <PolicyPage>
      <Page
        title={t.title}
        lead={t.lead}
        actions={
          <Link to="/policies/receipts" className={buttonClass('quiet')}>
            {visitor.read}
          </Link>
        }
      >
        {error ? (
          <ProblemView error={error} />
        ) : (
          <DataTable
            label={t.title}
            columns={columns}
            rows={items}
            rowKey={(p) => p.id}
            more={more}
            empty={
              <Empty icon="inbox" title={t.none}>
                {t.noneHint}
              </Empty>
            }
          />
        )}
      </Page>
    </PolicyPage>
  );
}

export function PublicityPage() {
  const t = useT(applicationWords).publicity;
  const { id } = useParams({ from: '/policies/publicity/$id' });
  const { data, error } = useRouteQuery(getPublicity, { params: { id } });
  return (
    <PolicyPage>
      {data ? (
        <Loaded publicity={data} />
      ) : (
        <Page title={t.title} crumbs={[{ label: t.title, link: { to: '/policies/publicity' } }]}>
          {error ? <ProblemView error={error} /> : <Skeleton lines={6} height={32} />}
        </Page>
      )}
    </PolicyPage>
  );
}

function Loaded({ publicity: p }: { publicity: Detail }) {
  const t = useT(applicationWords).publicity;
  const firmName = useFirmName();
  const words = useT(applicationWords);
  const locale = useLocale();
  const format = useFormat();
  const { me } = useSession();
  const [against, setAgainst] = useState<Item | null>(null);
  const [sent, setSent] = useState<{ code: string | null } | null>(null);
  const object = useRouteMutation(objectToPublicity, {
    onSuccess: ({ code }) => {
      setAgainst(null);
      setSent({ code });
    },
  });
  const columns: Column<Item>[] = [
    { key: 'firm', title: t.firm, card: 'title', render: (x) => firmName(x) },
    {
      key: 'clause',
      title: words.clause,
      card: 'subtitle',
      render: (x) => (
        <Link to="/policies/$id" params={{ id: x.clauseId }}>
          {x.title[locale]}
        </Link>
      ),
    },
    { key: 'number', title: words.number, render: (x) => x.number },
    { key: 'amount', title: words.amount, align: 'end', render: (x) => <Money fen={x.amountFen} /> },
    {
      key: 'state',
      title: t.state,
      card: 'corner',
      render: (x) => (
        <StatusTag tone={x.state === 'contested' ? 'wrong' : x.state === 'open' ? 'wait' : 'calm'}>
          {t.states[x.state]}
        </StatusTag>
      ),
    },
    {
      key: 'object',
      title: '',
      card: 'actions',
      render: (x) =>
        p.open && me && x.state !== 'struck' ? (
          <Button look="quiet" onClick={() => setAgainst(x)}>
            {t.object}
          </Button>
        ) : null,
    },
  ];
  return (
    <Page
      title={p.title}
      crumbs={[{ label: t.title, link: { to: '/policies/publicity' } }]}
      meta={
        <>
          <StatusTag tone={p.open ? 'wait' : 'calm'}>
            {p.open ? t.until(format.date(lastDay(p.closesAt))) : t.over}
          </StatusTag>
          <span>{p.number}</span>
          <span>{t.days(p.workingDays)}</span>
          <span>{t.of(p.count, format.money(p.totalFen))}</span>
        </>
      }
    >
      {sent && (
        <div className={styles.told}>
          {sent.code ? <ReceiptCode code={sent.code} /> : <Alert tone="calm" title={t.sent} />}
        </div>
      )}
      <DataTable label={p.title} columns={columns} rows={p.items} rowKey={(x) => x.applicationId} />
      <PersonDialog
        open={against !== null}
        title={t.objectTitle(against ? firmName(against) : '')}
        text={t.objectText}
        labels={{ name: t.name, contact: t.contact, body: t.body, send: t.object }}
        busy={object.isPending}
        error={object.error}
        onClose={() => setAgainst(null)}
        onSend={(said) => {
          if (against)
            object.mutate({ params: { id: p.id }, body: { applicationId: against.applicationId, ...said } });
        }}
      />
    </Page>
  );
}
