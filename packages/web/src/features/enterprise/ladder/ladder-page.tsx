import type { Purpose } from '@hegu/contract/enterprise/facts.ts';
import { type Firm, getFirm } from '@hegu/contract/enterprise/firms.ts';
import { assessLadder, type LadderView, listStandards } from '@hegu/contract/enterprise/ladder.ts';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { localName, useT } from '../../../i18n/messages.ts';
import { useRouteMutation, useRouteQuery } from '../../../lib/query.ts';
import { serverNow, useZone } from '../../../lib/session.ts';
import { inputClass } from '../../../ui/field.tsx';
import { Page } from '../../../ui/page.tsx';
import { Alert, ProblemView } from '../../../ui/problem-view.tsx';
import { RequireSignIn } from '../../../ui/sign-in.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { today as dayOf } from '../../labs/manage/day/layout.ts';
import { FirmNav } from '../parts/desk-page.tsx';
import { PurposeGate, ReadingNote } from '../parts/purpose-gate.tsx';
import { type Stand, useStand } from '../parts/stand.ts';
import styles from './ladder.module.css';
import { LadderFigure } from './ladder-figure.tsx';
import { ladderWords } from './messages.ts';
import { Plans } from './plans.tsx';
import { RungDetail } from './rung-detail.tsx';
import { chosenRung, versionsOf } from './rungs.ts';

export function LadderPage() {
  const t = useT(ladderWords);
  return (
    <RequireSignIn title={t.title}>
      <Loader />
    </RequireSignIn>
  );
}

function Loader() {
  const t = useT(ladderWords);
  const locale = useLocale();
  const { id } = useParams({ from: '/firms/$id/ladder' });
  const { data: firm, error } = useRouteQuery(getFirm, { params: { id } });
  const stand = useStand(firm?.organisationId);
  return (
    <>
      <FirmNav />
      <Page
        title={t.title}
        lead={t.lead}
        crumbs={[{ label: firm ? localName(firm, locale) : '…', link: { to: '/firms/$id', params: { id } } }]}
      >
        {error && <ProblemView error={error} />}
        {!firm && !error && <Skeleton lines={8} height={32} />}
        {firm && (stand.own ? <Own firm={firm} stand={stand} /> : <Disclosed firm={firm} stand={stand} />)}
      </Page>
    </>
  );
}

/** By which day, batch and kind of assessment the address asks. */
function useOccasion() {
  const search = useSearch({ from: '/firms/$id/ladder' });
  const navigate = useNavigate({ from: '/firms/$id/ladder' });
  const on = search.on && /^\d{4}-\d{2}-\d{2}$/.test(search.on) ? search.on : undefined;
  return {
    search,
    body: {
      ...(on ? { assessedOn: on } : {}),
      ...(search.batch ? { batch: search.batch } : {}),
      renewal: search.renewal === '1',
    },
    set: (change: { [K in keyof typeof search]?: string | undefined }) =>
      void navigate({ search: { ...search, ...change }, replace: true, resetScroll: false }),
  };
}
type Occasion = ReturnType<typeof useOccasion>;

function Own({ firm, stand }: { firm: Firm; stand: Stand }) {
  const occasion = useOccasion();
  const { data, error, isPlaceholderData } = useRouteQuery(
    assessLadder,
    { params: { id: firm.id }, body: occasion.body },
    { keepPrevious: true },
  );
  return (
    <>
      {error && <ProblemView error={error} />}
      {!data && !error && <Skeleton lines={10} height={32} />}
      {data && (
        <Assessed firm={firm} stand={stand} view={data} busy={isPlaceholderData} occasion={occasion} />
      )}
    </>
  );
}

/** Each look of an officer is recorded; another day or version is another look. */
function Disclosed({ firm, stand }: { firm: Firm; stand: Stand }) {
  const [reading, setReading] = useState<{ purpose: Purpose; note: string } | null>(null);
  const occasion = useOccasion();
  const ask = useRouteMutation(assessLadder);
  const read = (purpose: Purpose, note: string, body: Occasion['body']) => {
    setReading({ purpose, note });
    ask.mutate({ params: { id: firm.id }, body: { ...body, purpose, note } });
  };
  if (!reading || (!ask.data && !ask.isPending)) {
    return (
      <PurposeGate
        purposes={stand.purposes}
        busy={ask.isPending}
        error={ask.error}
        onOpen={(purpose, note) => read(purpose, note, occasion.body)}
      />
    );
  }
  const again: Occasion = {
    ...occasion,
    set: (change) => {
      occasion.set(change);
      const next = { ...occasion.search, ...change };
      // Which rung is looked at is no question to the server
      if (Object.keys(change).every((key) => key === 'rung')) return;
      read(reading.purpose, reading.note, {
        ...(next.on ? { assessedOn: next.on } : {}),
        ...(next.batch ? { batch: next.batch } : {}),
        renewal: next.renewal === '1',
      });
    },
  };
  return (
    <>
      <ReadingNote
        purpose={reading.purpose}
        onStop={() => {
          setReading(null);
          ask.reset();
        }}
      />
      {ask.data ? (
        <Assessed firm={firm} stand={stand} view={ask.data} busy={ask.isPending} occasion={again} />
      ) : (
        <Skeleton lines={10} height={32} />
      )}
    </>
  );
}

function Assessed({
  firm,
  stand,
  view,
  busy,
  occasion,
}: {
  firm: Firm;
  stand: Stand;
  view: LadderView;
  busy: boolean;
  occasion: Occasion;
}) {
  const t = useT(ladderWords);
  const id = useId();
  const zone = useZone();
  const today = dayOf(serverNow(), zone);
  const { search, set } = occasion;
  const standards = useRouteQuery(listStandards, { query: {} }, { staleTime: 30 * 60_000 });
  const rung = chosenRung(view, search.rung);
  const versions = rung ? versionsOf(standards.data?.items ?? [], rung.rung, today) : [];
  return (
    <div aria-busy={busy} className={busy ? styles.old : undefined}>
      <div className={styles.occasion}>
        <label htmlFor={id}>
          <span>{t.assessedOn}</span>
          <input
            id={id}
            type="date"
            className={inputClass}
            value={view.assessedOn}
            min="2017-05-03"
            onChange={(event) => {
              const day = event.target.value;
              if (day) set({ on: day === today ? undefined : day, batch: undefined });
            }}
          />
        </label>
        {versions.length > 1 && (
          <fieldset className={styles.versions}>
            <legend>{t.versions}</legend>
            {versions.map((v) => (
              <button
                key={v.id}
                type="button"
                aria-pressed={v.id === rung?.standard.id}
                title={t.versionHint(v.from, v.to)}
                onClick={() => set({ on: v.on, renewal: v.renewal ? '1' : undefined, batch: v.batch })}
              >
                {t.version(v.year, v.renewal, v.batch)}
              </button>
            ))}
          </fieldset>
        )}
      </div>
      {view.assessedOn !== today && <Alert tone="wait" title={t.asIf(view.assessedOn)} />}
      <div className={styles.columns}>
        <LadderFigure view={view} chosen={rung?.rung} onChoose={(next) => set({ rung: next })} />
        {rung && <RungDetail key={rung.rung} rung={rung} firm={firm} own={stand.own} />}
      </div>
      {rung && (stand.own || stand.officer) && <Plans firmId={firm.id} rung={rung} view={view} />}
    </div>
  );
}
