import { getUse } from '@hegu/contract/voucher/uses.ts';
import { Link, useParams } from '@tanstack/react-router';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { reservationPlace } from '../../../lib/places.ts';
import { useRouteQuery } from '../../../lib/query.ts';
import { useFormat, useSession } from '../../../lib/session.ts';
import { type FactRow, Facts } from '../../../ui/facts.tsx';
import { Section } from '../../../ui/page.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import { Money } from '../../../ui/value.tsx';
import { ClawbacksOf } from '../clawbacks/clawback.tsx';
import { CounterPage } from '../parts/counter-page.tsx';
import { LastReturn } from '../parts/last-return.tsx';
import { MoneyBar } from '../parts/money-bar.tsx';
import { UseTag } from '../parts/tags.tsx';
import { partOf } from '../parts/use-columns.tsx';
import styles from '../parts/voucher.module.css';
import { voucherWords } from '../parts/words.ts';
import { providerWords } from '../provider/messages.ts';
import { EvidenceButton, PapersForm } from '../provider/papers.tsx';

/** One use: the order it paid for, what it came to, its papers. */
export function UsePage() {
  const t = useT(voucherWords);
  const p = useT(providerWords);
  const locale = useLocale();
  const format = useFormat();
  const { id } = useParams({ from: '/vouchers/uses/$id' });
  const { me, has } = useSession();
  const { data: u, error } = useRouteQuery(getUse, { params: { id } }, { enabled: !!me?.user });
  const crumbs = [
    has('facility')
      ? { label: t.nav.provider, link: { to: '/manage/vouchers' as const } }
      : has('officer')
        ? { label: t.nav.office, link: { to: '/vouchers/office' as const } }
        : { label: t.title, link: { to: '/vouchers' as const } },
  ];
  if (!u) {
    return (
      <CounterPage title={t.use.title} crumbs={crumbs}>
        {error ? <ProblemView error={error} /> : <Skeleton lines={7} height={32} />}
      </CounterPage>
    );
  }
  const partFen = partOf(u, 'holder');
  const wholeFen = u.chargeFen ?? u.priceFen;
  const rows: readonly FactRow[] = [
    [t.use.when, format.range(u.startsAt, u.endsAt)],
    [t.use.person, u.personName],
    [t.use.buyer, u.organisationName],
    [t.use.provider, u.providerName],
    [t.percent, format.percent(u.percentBp / 10_000)],
    [t.use.price, <Money key="p" fen={u.priceFen} />],
    [t.use.charge, u.chargeFen === null ? t.notSettled : <Money key="c" fen={u.chargeFen} />],
    [t.use.clawed, u.clawedFen > 0 && t.use.clawedText(format.money(u.clawedFen))],
    [t.use.settledAt, u.settledAt && format.dateTime(u.settledAt)],
    [
      p.relation,
      <StatusTag key="r" tone={u.relation === 'unrelated' ? 'act' : 'wait'}>
        {p.relations[u.relation]}
      </StatusTag>,
    ],
    [
      p.invoice,
      u.invoice &&
        `${u.invoice.number} · ${format.day(u.invoice.issuedOn)} · ${format.money(u.invoice.amountFen)}`,
    ],
    [p.files, u.fileIds.length > 0 && format.number(u.fileIds.length)],
    [p.hash, u.evidenceHash && <code className={styles.code}>{u.evidenceHash}</code>],
    [p.lastReturn, u.returned && <LastReturn key="b" of={u.returned} />],
    [p.claimUntil, u.claimBy && u.usedFen > 0 && format.dateTime(u.claimBy)],
    [
      t.use.batch,
      u.batchId && has('facility', 'officer', 'admin') && (
        <Link to="/vouchers/batches/$id" params={{ id: u.batchId }}>
          {p.seeBatch}
        </Link>
      ),
    ],
    [
      '',
      u.refKind === 'reservation' && (
        <Link key="l" to={reservationPlace(u.refId)}>
          {t.use.reservation}
        </Link>
      ),
    ],
  ];
  return (
    <CounterPage
      title={u.title[locale]}
      crumbs={crumbs}
      meta={<UseTag status={u.status} />}
      actions={u.may.readEvidence && <EvidenceButton use={u} />}
    >
      <MoneyBar
        totalFen={wholeFen}
        segments={[
          {
            key: 'voucher',
            label: u.status === 'held' ? t.use.held : t.use.used,
            fen: partFen,
            look: u.status === 'held' ? 'held' : 'free',
          },
          { key: 'own', label: p.own, fen: wholeFen - partFen, look: 'rest' },
        ]}
      />
      <ClawbacksOf useId={u.id} />
      <div className={styles.columns}>
        <Section title={t.use.title}>
          <Facts rows={rows} />
        </Section>
        {u.may.addPapers && (
          <Section title={p.papers}>
            <PapersForm key={u.version} use={u} />
          </Section>
        )}
      </div>
    </CounterPage>
  );
}
