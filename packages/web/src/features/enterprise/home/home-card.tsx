import { type FirmSummary, listFirms } from '@hegu/contract/enterprise/firms.ts';
import { assessLadder } from '@hegu/contract/enterprise/ladder.ts';
import { getOrganisation } from '@hegu/contract/identity.ts';
import { Link } from '@tanstack/react-router';
import { useLocale } from '../../../i18n/locale.ts';
import { localName, useT } from '../../../i18n/messages.ts';
import { useRouteQuery } from '../../../lib/query.ts';
import { useSession } from '../../../lib/session.ts';
import { buttonClass } from '../../../ui/button.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Section } from '../../../ui/page.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import { RegisterFirm } from '../list/register-dialog.tsx';
import { useFirmCatalogue } from '../parts/catalogue.ts';
import styles from './home-card.module.css';
import { homeFirmWords } from './messages.ts';

/** On the first page: a company's people see where their firm stands. */
export function HomeFirm() {
  const { has } = useSession();
  if (has('researcher', 'pi')) return <Mine />;
  return null;
}

function Mine() {
  const t = useT(homeFirmWords);
  const { data, error } = useRouteQuery(listFirms, { query: { mine: 'true', limit: 5 } });
  if (error) return null;
  if (!data) return <Skeleton lines={2} height={40} />;
  if (data.items.length === 0) return <NotYet />;
  return (
    <Section title={t.yours}>
      {data.items.map((firm) => (
        <Card key={firm.id} firm={firm} />
      ))}
    </Section>
  );
}

/** A company that is in the valley and not in the registry: nothing can be said of it before. A university or a hospital has no firm. */
function NotYet() {
  const t = useT(homeFirmWords);
  const { me } = useSession();
  const organisationId = me?.memberships.find(
    (m) => m.role === 'pi' || m.role === 'researcher',
  )?.organisationId;
  const { data } = useRouteQuery(
    getOrganisation,
    { params: { id: organisationId ?? '' } },
    { enabled: organisationId !== undefined },
  );
  if (data?.kind !== 'company') return null;
  return (
    <Section title={t.yours}>
      <Empty icon="globe" title={t.notYet} action={<RegisterFirm />}>
        {t.notYetText}
      </Empty>
    </Section>
  );
}

function Card({ firm }: { firm: FirmSummary }) {
  const t = useT(homeFirmWords);
  const locale = useLocale();
  const { titleName } = useFirmCatalogue();
  const ladder = useRouteQuery(
    assessLadder,
    { params: { id: firm.id }, body: {} },
    { staleTime: 5 * 60_000 },
  );
  const next = ladder.data?.rungs.find((r) => r.rung === ladder.data.next);
  const unmet = next?.missing.filter((m) => m.truth === 'unmet').length ?? 0;
  const unknown = next?.missing.filter((m) => m.truth === 'unknown').length ?? 0;
  return (
    <div className={styles.card}>
      <div className={styles.who}>
        <Link to="/firms/$id" params={{ id: firm.id }}>
          {localName(firm, locale)}
        </Link>
        <small>
          {t.titles} {firm.titles.map(titleName).join(' · ') || t.none}
        </small>
      </div>
      <div className={styles.next}>
        {ladder.isPending && <Skeleton lines={1} height={24} />}
        {ladder.data && !next && <span>{t.top}</span>}
        {next && (
          <>
            <span>
              {t.next} <strong>{next.title[locale]}</strong>
            </span>
            <span className={styles.tags}>
              {unmet > 0 && <StatusTag tone="wrong">{t.short(unmet)}</StatusTag>}
              {unknown > 0 && <StatusTag tone="wait">{t.toFill(unknown)}</StatusTag>}
              {unmet + unknown === 0 && (
                <StatusTag tone={next.state === 'met' ? 'act' : 'wait'}>
                  {next.state === 'met' ? t.ready : t.judged}
                </StatusTag>
              )}
            </span>
          </>
        )}
      </div>
      <Link to="/firms/$id/ladder" params={{ id: firm.id }} className={buttonClass('plain')}>
        {t.toLadder}
      </Link>
    </div>
  );
}
