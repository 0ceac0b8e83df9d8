import {
  listCohort,
  listStandards,
  type RungState,
  refreshCohorts,
  rungStates,
} from '@hegu/contract/enterprise/ladder.ts';
import type { RouteOk } from '@hegu/contract/route.ts';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { localName, useT } from '../../../i18n/messages.ts';
import { useRouteMutation, useRoutePages, useRouteQuery } from '../../../lib/query.ts';
import { useFormat, useSession } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Section } from '../../../ui/page.tsx';
import { Alert, ProblemView } from '../../../ui/problem-view.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import { ChoiceField } from '../../identity/admin/search-field.tsx';
import { Choices } from '../../labs/parts/choices.tsx';
import { ladderWords } from '../ladder/messages.ts';
import { rungTones } from '../ladder/rungs.ts';
import { useFirmCatalogue } from '../parts/catalogue.ts';
import { DeskPage } from '../parts/desk-page.tsx';
import styles from './desk.module.css';
import { cohortWords } from './messages.ts';

type Answer = RouteOk<typeof listCohort>;
type Row = Answer['items'][number];

export function CohortsPage() {
  const t = useT(cohortWords);
  return (
    <DeskPage roles={['officer', 'admin']} title={t.title} lead={t.lead} actions={<Refresh />}>
      <Cohorts />
    </DeskPage>
  );
}

/** The whole registry again, in the background; the lists are fetched now and then until it should be done. */
function Refresh() {
  const t = useT(cohortWords);
  const client = useQueryClient();
  const [looks, setLooks] = useState(0);
  const refresh = useRouteMutation(refreshCohorts, { onSuccess: () => setLooks(6) });
  useEffect(() => {
    if (looks === 0) return;
    const timer = setTimeout(() => {
      void client.invalidateQueries({ queryKey: [listCohort.tag, listCohort.method, listCohort.path] });
      setLooks(looks - 1);
    }, 4000);
    return () => clearTimeout(timer);
  }, [looks, client]);
  return (
    <>
      <Button busy={refresh.isPending} disabled={looks > 0} onClick={() => refresh.mutate({})}>
        {t.refresh}
      </Button>
      {looks > 0 && <Alert tone="wait" title={t.queued} />}
      {refresh.error && <ProblemView error={refresh.error} />}
    </>
  );
}

function Cohorts() {
  const t = useT(cohortWords);
  const l = useT(ladderWords);
  const locale = useLocale();
  const names = useFirmCatalogue();
  const { me } = useSession();
  const search = useSearch({ from: '/ladder/cohorts' });
  const navigate = useNavigate({ from: '/ladder/cohorts' });
  const set = (change: Record<string, string | undefined>) =>
    void navigate({ search: { ...search, ...change }, replace: true, resetScroll: false });
  const standards = useRouteQuery(
    listStandards,
    { query: me ? { on: me.now.slice(0, 10) } : {} },
    { staleTime: 30 * 60_000, enabled: me !== null },
  );
  const rungs = [...new Set((standards.data?.items ?? []).map((s) => s.rung))];
  const rung = rungs.find((r) => r === search.rung) ?? rungs.find((r) => r === 'specialised') ?? rungs[0];
  const state = rungStates.find((s) => s === search.state);
  // Who is one thing away is what officers come for, until they ask for something else
  const one = search.one === '1' || (search.one === undefined && !state && !search.missing);
  const list = useRoutePages(
    listCohort,
    {
      query: {
        rung: rung ?? '',
        limit: 50,
        ...(state ? { state } : {}),
        ...(one ? { oneAway: 'true' as const } : {}),
        ...(search.missing
          ? { missing: search.missing, missingAs: blocked.find((b) => b === search.as) }
          : {}),
        ...(search.track ? { track: search.track } : {}),
        ...(search.park ? { park: search.park } : {}),
        ...(search.district ? { district: search.district } : {}),
      },
    },
    { enabled: rung !== undefined },
  );
  const named = (list: readonly { code: string; zh: string; en: string }[] | undefined) =>
    (list ?? []).map((x) => ({ value: x.code, label: x[locale] }));
  if (standards.error) return <ProblemView error={standards.error} />;
  if (!rung) return <Skeleton lines={6} height={40} />;
  return (
    <>
      <div className={styles.filters}>
        <Choices
          label={t.rung}
          value={rung}
          options={rungs.map((value) => ({ value, label: names.titleName(value) }))}
          onChange={(next) => set({ rung: next, missing: undefined, as: undefined, state: undefined })}
        />
      </div>
      {list.error && <ProblemView error={list.error} />}
      {!list.first && !list.error && <Skeleton lines={6} height={40} />}
      {list.first && list.first.counts.length > 0 && (
        <div className={styles.overview}>
          <Section title={t.distribution} hint={list.items?.[0] && t.assessed(list.items[0].assessedOn)}>
            <Distribution
              counts={list.first.counts}
              state={state}
              onState={(next) => set({ state: next === state ? undefined : next })}
            />
          </Section>
          <Section title={t.blockers} hint={t.blockersHint}>
            <Blockers
              blockers={list.first.blockers}
              chosen={{ criterion: search.missing, as: search.as }}
              onChoose={(missing, as) =>
                set(
                  missing === search.missing && as === search.as
                    ? { missing: undefined, as: undefined }
                    : { missing, as },
                )
              }
            />
          </Section>
        </div>
      )}
      <Section title={t.list}>
        <div className={styles.filters}>
          <Choices
            label={t.state}
            value={one ? 'one' : 'all'}
            options={[
              { value: 'all', label: t.all },
              { value: 'one', label: t.oneAway },
            ]}
            onChange={(next) => set({ one: next === 'one' ? '1' : '0' })}
          />
          <ChoiceField
            label={t.state}
            value={state ?? ''}
            options={rungStates.map((s) => ({ value: s, label: l.states[s] }))}
            onChange={(next) => set({ state: next || undefined })}
          />
          <ChoiceField
            label={t.allTracks}
            value={search.track ?? ''}
            options={named(names.catalogue?.tracks)}
            onChange={(next) => set({ track: next || undefined })}
          />
          <ChoiceField
            label={t.allParks}
            value={search.park ?? ''}
            options={named(names.catalogue?.parks)}
            onChange={(next) => set({ park: next || undefined })}
          />
          <ChoiceField
            label={t.allDistricts}
            value={search.district ?? ''}
            options={named(names.catalogue?.districts)}
            onChange={(next) => set({ district: next || undefined })}
          />
        </div>
        <div aria-busy={list.isPlaceholder} className={list.isPlaceholder ? styles.old : undefined}>
          <Firms list={list} criteria={standards.data?.items ?? []} />
        </div>
      </Section>
    </>
  );
}

function Firms({
  list,
  criteria,
}: {
  list: ReturnType<typeof useRoutePages<typeof listCohort>>;
  criteria: RouteOk<typeof listStandards>['items'];
}) {
  const t = useT(cohortWords);
  const l = useT(ladderWords);
  const locale = useLocale();
  const format = useFormat();
  const names = useFirmCatalogue();
  const textOf = (row: Row, id: string) =>
    criteria.find((s) => s.id === row.standardId)?.criteria.find((c) => c.id === id)?.text[locale] ?? id;
  const columns: readonly Column<Row>[] = [
    {
      key: 'firm',
      title: t.firm,
      card: 'title',
      render: (r) => (
        <>
          <Link
            to="/firms/$id/ladder"
            params={{ id: r.firmId }}
            search={{ rung: r.rung }}
            className={styles.name}
          >
            {localName(r, locale)}
          </Link>
          <code className={styles.code}>{r.creditCode}</code>
        </>
      ),
    },
    {
      key: 'where',
      title: t.where,
      card: 'subtitle',
      render: (r) =>
        [r.park && names.parkName(r.park), r.district && names.districtName(r.district)]
          .filter(Boolean)
          .join(' · ') || '–',
    },
    {
      key: 'state',
      title: t.state,
      card: 'corner',
      render: (r) => <StatusTag tone={rungTones[r.state]}>{l.states[r.state]}</StatusTag>,
    },
    {
      key: 'missing',
      title: t.missing,
      render: (r) => {
        const all = [...r.unmet, ...r.unknown, ...r.review];
        if (all.length === 0) return '–';
        const parts = [
          r.unmet.length > 0 && t.unmet(r.unmet.length),
          r.unknown.length > 0 && t.unknown(r.unknown.length),
          r.review.length > 0 && t.review(r.review.length),
        ].filter(Boolean);
        return (
          <span className={styles.missing}>
            {all
              .slice(0, 2)
              .map((id) => textOf(r, id))
              .join(locale === 'zh' ? '；' : '; ')}
            {all.length > 2 && '…'}
            <small>{parts.join(' · ')}</small>
          </span>
        );
      },
    },
    {
      key: 'score',
      title: t.score,
      align: 'end',
      render: (r) =>
        r.scoreLo === null
          ? '–'
          : r.scoreHi === null || r.scoreLo === r.scoreHi
            ? format.number(r.scoreLo, 1)
            : `${format.number(r.scoreLo, 1)}–${format.number(r.scoreHi, 1)}`,
    },
  ];
  return (
    <DataTable
      label={t.list}
      columns={columns}
      rows={list.items}
      rowKey={(r) => r.firmId}
      more={list.more}
      empty={
        <Empty icon="search" title={t.nothing}>
          {t.nothingHint}
        </Empty>
      }
    />
  );
}

/** How many firms are in each state, as one bar and its legend. */
function Distribution({
  counts,
  state,
  onState,
}: {
  counts: Answer['counts'];
  state: RungState | undefined;
  onState: (state: RungState) => void;
}) {
  const t = useT(cohortWords);
  const l = useT(ladderWords);
  const format = useFormat();
  const total = Math.max(
    1,
    counts.reduce((sum, c) => sum + c.firms, 0),
  );
  const inOrder = rungStates.flatMap((s) => counts.filter((c) => c.state === s && c.firms > 0));
  return (
    <div className={styles.distribution}>
      <div className={styles.stack} aria-hidden="true">
        {inOrder.map((c) => (
          <i key={c.state} data-state={c.state} style={{ width: `${(c.firms / total) * 100}%` }} />
        ))}
      </div>
      <ul>
        {inOrder.map((c) => (
          <li key={c.state}>
            <button type="button" aria-pressed={c.state === state} onClick={() => onState(c.state)}>
              <i data-state={c.state} aria-hidden="true" />
              <span>{l.states[c.state]}</span>
              <strong>
                {format.number(c.firms)} <small>{t.firms}</small>
              </strong>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

const blocked = ['unmet', 'unknown', 'review'] as const;
type Blocked = (typeof blocked)[number];

/** What stands in the way, by whose turn it is: the firm's, the data's, the experts'. */
function Blockers({
  blockers,
  chosen,
  onChoose,
}: {
  blockers: Answer['blockers'];
  chosen: { readonly criterion: string | undefined; readonly as: string | undefined };
  onChoose: (criterion: string, as: Blocked) => void;
}) {
  const t = useT(cohortWords);
  const locale = useLocale();
  const format = useFormat();
  const most = Math.max(1, ...blockers.map((b) => b.firms));
  if (blockers.length === 0) return <p className={styles.faint}>–</p>;
  return blocked.map((as) => {
    const of = blockers.filter((b) => b.truth === as).slice(0, 6);
    return of.length === 0 ? null : (
      <div key={as} className={styles.group}>
        <h3>{t.blocked[as]}</h3>
        <ul className={styles.blockers}>
          {of.map((b) => (
            <li key={b.criterion}>
              <button
                type="button"
                aria-pressed={b.criterion === chosen.criterion && as === chosen.as}
                onClick={() => onChoose(b.criterion, as)}
              >
                <span>{b.text[locale]}</span>
                <strong>{format.number(b.firms)}</strong>
                <i style={{ width: `${(b.firms / most) * 100}%` }} aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      </div>
    );
  });
}
