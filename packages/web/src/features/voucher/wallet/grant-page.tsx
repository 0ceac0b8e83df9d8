import type { RouteOk } from '@hegu/contract/route.ts';
import { getGrant, withdrawGrant } from '@hegu/contract/voucher/grants.ts';
import { useParams } from '@tanstack/react-router';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { useEvents } from '../../../lib/events.ts';
import { useRouteMutation, useRouteQuery } from '../../../lib/query.ts';
import { useFormat, useSession } from '../../../lib/session.ts';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import { DataTable } from '../../../ui/data-table.tsx';
import { type FactRow, Facts } from '../../../ui/facts.tsx';
import { Section } from '../../../ui/page.tsx';
import { Alert, ProblemView } from '../../../ui/problem-view.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import { Money } from '../../../ui/value.tsx';
import { DecideGrant } from '../office/decide-grant.tsx';
import { CounterPage } from '../parts/counter-page.tsx';
import { GrantBar } from '../parts/grant-bar.tsx';
import { GrantTag } from '../parts/tags.tsx';
import styles from '../parts/voucher.module.css';
import { voucherWords } from '../parts/words.ts';
import { walletWords } from './messages.ts';

type FullGrant = RouteOk<typeof getGrant>;

/** One quota: where the application stands, what the bar says in numbers, every movement; and for officers the decision. */
export function GrantPage() {
  const t = useT(walletWords).grant;
  const words = useT(voucherWords);
  const locale = useLocale();
  const { id } = useParams({ from: '/vouchers/grants/$id' });
  const { me, has } = useSession();
  const rooms = (me?.memberships ?? []).map((m) => `organisation:${m.organisationId}`);
  useEvents(rooms);
  const { data, error } = useRouteQuery(getGrant, { params: { id } }, { rooms, enabled: !!me?.user });
  const withdraw = useRouteMutation(withdrawGrant, { invalidate: ['casework'] });
  const crumbs = has('officer')
    ? [{ label: words.nav.office, link: { to: '/vouchers/office' as const } }]
    : [{ label: t.crumb, link: { to: '/vouchers' as const } }];
  if (!data) {
    return (
      <CounterPage title={words.title} crumbs={crumbs}>
        {error ? <ProblemView error={error} /> : <Skeleton lines={7} height={32} />}
      </CounterPage>
    );
  }
  return (
    <CounterPage
      title={words.titleYear(data.title[locale], data.year)}
      crumbs={crumbs}
      meta={
        <>
          <GrantTag status={data.status} />
          <span>{data.organisationName}</span>
          {data.groupName && <span>{data.groupName}</span>}
        </>
      }
      actions={
        data.may.withdraw && (
          <ConfirmButton
            title={t.withdrawTitle}
            consequence={t.withdrawText}
            confirmLabel={t.withdrawYes}
            keepLabel={t.keep}
            onConfirm={() => withdraw.mutateAsync({ params: { id }, ifMatch: data.version })}
          >
            {t.withdraw}
          </ConfirmButton>
        )
      }
    >
      <Loaded grant={data} />
    </CounterPage>
  );
}

function Loaded({ grant: g }: { grant: FullGrant }) {
  const t = useT(walletWords).grant;
  const reason = g.case?.events.find((e) => e.transition === 'refuse')?.input.reason;
  return (
    <>
      {g.status === 'refused' && (
        <Alert tone="wrong" title={t.refusedTitle}>
          {typeof reason === 'string' && <p>{reason}</p>}
          <p>{t.refusedTodo}</p>
        </Alert>
      )}
      <GrantBar grant={g} />
      <div className={`${styles.columns} ${styles.factsFirst}`}>
        <div>
          {g.may.decide && (
            <Section title={t.decide}>
              <DecideGrant key={g.version} grant={g} />
            </Section>
          )}
          <Entries grant={g} />
        </div>
        <div>
          <GrantFacts grant={g} />
          {g.case && <Progress grant={g} />}
        </div>
      </div>
    </>
  );
}

function GrantFacts({ grant: g }: { grant: FullGrant }) {
  const t = useT(walletWords).grant;
  const words = useT(voucherWords);
  const locale = useLocale();
  const format = useFormat();
  const rows: readonly FactRow[] = [
    [t.applied, <Money key="a" fen={g.askedFen} />],
    [t.endorsed, g.endorsedFen !== null && <Money fen={g.endorsedFen} />],
    [t.granted, g.grantedFen !== null && <Money fen={g.grantedFen} />],
    [words.percent, words.percentOf(format.percent(g.percentBp / 10_000))],
    [words.validTo, g.validTo && format.date(Date.parse(g.validTo) - 1)],
    [t.purpose, g.purpose],
    [t.appliedBy, g.appliedByName],
    [t.appliedAt, format.dateTime(g.createdAt)],
    [
      t.finding,
      g.finding && (
        <>
          <StatusTag
            tone={g.finding.truth === 'met' ? 'act' : g.finding.truth === 'unmet' ? 'wrong' : 'wait'}
          >
            {t.truths[g.finding.truth]}
          </StatusTag>
          {g.finding.fields.length > 0 && (
            <p className={styles.faint}>
              {g.finding.fields.map((f) => f.label[locale]).join(locale === 'zh' ? '、' : ', ')}
            </p>
          )}
        </>
      ),
    ],
  ];
  return (
    <Section title={words.asked}>
      <Facts rows={rows} />
    </Section>
  );
}

function Progress({ grant: g }: { grant: FullGrant }) {
  const t = useT(walletWords).grant;
  const locale = useLocale();
  const format = useFormat();
  const c = g.case;
  if (!c) return null;
  return (
    <Section title={t.state}>
      <ol className={styles.steps}>
        {c.events.map((e) => (
          <li key={`${e.at}${e.transition}`}>
            <span>
              {e.fromState === null ? t.submitted(e.actor ?? '–') : `${e.actor ?? '–'} · ${e.name[locale]}`}
            </span>
            <time dateTime={e.at}>{format.dateTime(e.at)}</time>
          </li>
        ))}
        {c.closedAt === null && (
          <li data-now="">
            <strong>{c.stateName[locale]}</strong>
            {c.dueAt && (
              <small>{c.overdue ? t.overdue : t.dueAt(format.date(Date.parse(c.dueAt) - 1))}</small>
            )}
          </li>
        )}
      </ol>
    </Section>
  );
}

function Entries({ grant: g }: { grant: FullGrant }) {
  const t = useT(walletWords).grant;
  const format = useFormat();
  const kinds: Readonly<Record<string, string>> = t.kinds;
  const accounts: Readonly<Record<string, string>> = t.accounts;
  if (g.grantedFen === null) return g.may.decide ? null : <p className={styles.faint}>{t.noEntries}</p>;
  return (
    <Section title={t.entries} hint={t.entriesHint}>
      <DataTable
        label={t.entries}
        rows={g.entries}
        rowKey={(e) => e.id}
        columns={[
          { key: 'at', title: t.at, card: 'subtitle', render: (e) => format.dateTime(e.at) },
          {
            key: 'kind',
            title: t.entry,
            card: 'title',
            render: (e) => (
              <span className={styles.what}>
                {kinds[e.kind] ?? e.kind}
                <small>{e.memo}</small>
              </span>
            ),
          },
          { key: 'account', title: t.account, render: (e) => accounts[e.accountKind] ?? e.accountKind },
          { key: 'amount', title: t.amount, align: 'end', render: (e) => <Money fen={e.amountFen} /> },
        ]}
      />
    </Section>
  );
}
