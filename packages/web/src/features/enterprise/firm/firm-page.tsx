import {
  discloseFacts,
  type FirmFacts,
  getFirmFacts,
  type Purpose,
} from '@hegu/contract/enterprise/facts.ts';
import { type Firm, getFirm } from '@hegu/contract/enterprise/firms.ts';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { localName, useT } from '../../../i18n/messages.ts';
import { useRouteMutation, useRouteQuery } from '../../../lib/query.ts';
import { buttonClass } from '../../../ui/button.tsx';
import { Page } from '../../../ui/page.tsx';
import { Alert, ProblemView } from '../../../ui/problem-view.tsx';
import { SignInLink } from '../../../ui/sign-in.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import { useFirmCatalogue } from '../parts/catalogue.ts';
import { FirmNav } from '../parts/desk-page.tsx';
import type { Fact } from '../parts/groups.ts';
import { PurposeGate, ReadingNote } from '../parts/purpose-gate.tsx';
import { type Stand, useStand } from '../parts/stand.ts';
import { EditRecord } from './edit-record.tsx';
import styles from './firm.module.css';
import { Known } from './known.tsx';
import { firmPageWords } from './messages.ts';
import { Profile } from './profile.tsx';

const isDay = (s: string | undefined): s is string => s !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(s);

/** `/firms/$id?known=2026-03-01`: a firm as everybody, its own people, or an officer with a purpose may see it. */
export function FirmPage() {
  const { id } = useParams({ from: '/firms/$id' });
  const { data: firm, error } = useRouteQuery(getFirm, { params: { id } }, { rooms: ['valley'] });
  const t = useT(firmPageWords);
  if (firm) return <Loaded key={firm.id} firm={firm} />;
  return (
    <Page title={t.firms} crumbs={[{ label: t.firms, link: { to: '/firms' } }]}>
      {error ? <ProblemView error={error} /> : <Skeleton lines={8} height={28} />}
    </Page>
  );
}

function Loaded({ firm }: { firm: Firm }) {
  const t = useT(firmPageWords);
  const locale = useLocale();
  const names = useFirmCatalogue();
  const { actions } = useT();
  const stand = useStand(firm.organisationId);
  const facts = [
    firm.establishedOn && t.since(firm.establishedOn),
    names.stageName(firm.stage),
    firm.park && names.parkName(firm.park),
    firm.district && names.districtName(firm.district),
    ...firm.tracks.map(names.trackName),
    ...firm.lineages.map(names.lineageName),
  ].filter(Boolean);
  return (
    <>
      <FirmNav />
      <Page
        title={localName(firm, locale)}
        crumbs={[{ label: t.firms, link: { to: '/firms' } }]}
        meta={
          <>
            <code className={styles.code}>{firm.creditCode}</code>
            <span>{facts.join(' · ')}</span>
            {firm.status !== 'active' && <StatusTag tone="wait">{names.statusName(firm.status)}</StatusTag>}
            {firm.titles.map((code) => (
              <StatusTag key={code} tone="act">
                {names.titleName(code)}
              </StatusTag>
            ))}
          </>
        }
        actions={
          <>
            {(stand.own || stand.purposes.length > 0) && (
              <Link to="/firms/$id/ladder" params={{ id: firm.id }} className={buttonClass('act')}>
                {t.toLadder}
              </Link>
            )}
            {stand.own && (
              <Link to="/firms/$id/policies" params={{ id: firm.id }} className={buttonClass('plain')}>
                {t.toPolicies}
              </Link>
            )}
            {(stand.own || stand.officer || stand.park || stand.admin) && (
              <Link to="/firms/$id/consents" params={{ id: firm.id }} className={buttonClass('plain')}>
                {t.toConsents}
              </Link>
            )}
            {stand.edits && <EditRecord firm={firm} />}
          </>
        }
      >
        {stand.own ? (
          <Own firm={firm} stand={stand} />
        ) : stand.purposes.length > 0 ? (
          <Disclosed firm={firm} stand={stand} />
        ) : (
          <>
            <Alert
              tone="calm"
              title={
                stand.signedIn ? (
                  t.openOnly
                ) : (
                  <>
                    {t.openOnly} {t.signInForMore}
                  </>
                )
              }
            >
              {!stand.signedIn && <SignInLink>{actions.signIn}</SignInLink>}
            </Alert>
            <Open firm={firm} stand={stand} />
          </>
        )}
      </Page>
    </>
  );
}

/** What is public, in the shape of the whole. */
function Open({ firm, stand }: { firm: Firm; stand: Stand }) {
  const facts: Fact[] = firm.facts.map(({ field, year, value, source, observedOn }) => ({
    field,
    year,
    conflict: false,
    observations: [{ value, year, from: null, to: null, source, observedOn, counts: true }],
  }));
  const collections = [...Map.groupBy(firm.items, (i) => i.collection)].map(([collection, items]) => ({
    collection,
    complete: false,
    items,
  }));
  return (
    <Profile
      firm={firm}
      stand={stand}
      open
      facts={{ firmId: firm.id, knownOn: null, facts, collections, withheld: [] }}
    />
  );
}

function useKnown() {
  const search = useSearch({ from: '/firms/$id' });
  const navigate = useNavigate({ from: '/firms/$id' });
  return {
    known: isDay(search.known) ? search.known : undefined,
    setKnown: (known: string | undefined) =>
      void navigate({ search: { known }, replace: true, resetScroll: false }),
  };
}

function Own({ firm, stand }: { firm: Firm; stand: Stand }) {
  const { known, setKnown } = useKnown();
  const { data, error, isPlaceholderData } = useRouteQuery(
    getFirmFacts,
    { params: { id: firm.id }, query: known ? { knownOn: known } : {} },
    { keepPrevious: true },
  );
  return (
    <>
      <Known known={known} onChange={setKnown} />
      {error && <ProblemView error={error} />}
      {!data && !error && <Skeleton lines={8} height={28} />}
      {data && (
        <div aria-busy={isPlaceholderData} className={isPlaceholderData ? styles.old : undefined}>
          <Profile firm={firm} stand={stand} facts={data} past={known !== undefined} />
        </div>
      )}
    </>
  );
}

/** An officer or a park reads for a purpose; every reading is recorded, so nothing is read again by itself. */
function Disclosed({ firm, stand }: { firm: Firm; stand: Stand }) {
  const { known, setKnown } = useKnown();
  const [reading, setReading] = useState<{ purpose: Purpose; note: string } | null>(null);
  const [facts, setFacts] = useState<FirmFacts | null>(null);
  const ask = useRouteMutation(discloseFacts, { onSuccess: setFacts });
  const read = (purpose: Purpose, note: string, knownOn: string | undefined) => {
    setReading({ purpose, note });
    ask.mutate({ params: { id: firm.id }, body: { purpose, note, ...(knownOn ? { knownOn } : {}) } });
  };
  if (facts === null || reading === null) {
    return (
      <>
        <PurposeGate
          purposes={stand.purposes}
          busy={ask.isPending}
          error={ask.error}
          onOpen={(purpose, note) => read(purpose, note, known)}
        />
        <Open firm={firm} stand={stand} />
      </>
    );
  }
  return (
    <>
      <ReadingNote
        purpose={reading.purpose}
        onStop={() => {
          setFacts(null);
          setReading(null);
          ask.reset();
        }}
      />
      <Known
        known={known}
        recorded
        onChange={(next) => {
          setKnown(next);
          read(reading.purpose, reading.note, next);
        }}
      />
      {ask.error && <ProblemView error={ask.error} />}
      <div aria-busy={ask.isPending} className={ask.isPending ? styles.old : undefined}>
        <Profile firm={firm} stand={stand} facts={facts} past={known !== undefined} reading={reading} />
      </div>
    </>
  );
}
