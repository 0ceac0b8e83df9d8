import { exportFirms, type FirmSummary, listFirms } from '@hegu/contract/enterprise/firms.ts';
import type { RouteOk, RouteQueryIn } from '@hegu/contract/route.ts';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useLocale } from '../../../i18n/locale.ts';
import { localName, useT } from '../../../i18n/messages.ts';
import { download } from '../../../lib/api.ts';
import { useRoutePages } from '../../../lib/query.ts';
import { useFormat, useSession } from '../../../lib/session.ts';
import { buttonClass } from '../../../ui/button.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { ExportButton } from '../../../ui/export-button.tsx';
import { type FacetGroup, Facets } from '../../../ui/facets.tsx';
import { Page } from '../../../ui/page.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import { SearchField } from '../../identity/admin/search-field.tsx';
import { type Names, useFirmCatalogue } from '../parts/catalogue.ts';
import { FirmNav } from '../parts/desk-page.tsx';
import { firmWords } from '../parts/words.ts';
import styles from './firms.module.css';
import { listWords } from './messages.ts';
import { RegisterFirm } from './register-dialog.tsx';

const filters = ['track', 'field', 'title', 'stage', 'park', 'district', 'lineage', 'status'] as const;
type Answer = RouteOk<typeof listFirms>;
type Query = RouteQueryIn<typeof listFirms>;

/** `/firms?q=…&track=…`: the registry, open to everybody. */
export function FirmsPage() {
  const t = useT(listWords);
  const format = useFormat();
  const { me, has } = useSession();
  const search = useSearch({ from: '/firms' });
  const navigate = useNavigate({ from: '/firms' });
  const names = useFirmCatalogue();
  const query: Query = {
    ...(search.q ? { q: search.q } : {}),
    ...Object.fromEntries(filters.flatMap((name) => (search[name] ? [[name, search[name]]] : []))),
    ...(search.mine ? { mine: 'true' as const } : {}),
  };
  const { items, first, error, more, isPlaceholder } = useRoutePages(listFirms, {
    query: { ...query, limit: 50 },
  });
  const set = (change: Record<string, string | undefined>) =>
    void navigate({ search: { ...search, ...change }, replace: true, resetScroll: false });
  const narrowed = Object.keys(query).length > 0;
  const mayRegister = has('officer', 'admin', 'researcher', 'pi');
  const columns = useColumns(names);
  return (
    <>
      <FirmNav />
      <Page
        title={t.title}
        lead={t.lead}
        meta={first && <span role="status">{t.found(format.number(first.total))}</span>}
        actions={
          <>
            {mayRegister && <RegisterFirm />}
            <ExportButton
              save={() => download(exportFirms, t.exportName, { query: { ...query, format: 'xlsx' } })}
              disabled={!first || first.total === 0}
              failed={t.exportFailed}
            />
          </>
        }
      >
        <div className={styles.search}>
          <SearchField
            key={search.q === undefined ? 'none' : 'some'}
            label={t.search}
            value={search.q ?? ''}
            onChange={(q) => set({ q: q || undefined })}
          />
          {me?.user && has('researcher', 'pi') && (
            <button
              type="button"
              className={styles.toggle}
              aria-pressed={Boolean(search.mine)}
              onClick={() => set({ mine: search.mine ? undefined : 'true' })}
            >
              {t.onlyMine}
            </button>
          )}
        </div>
        {error && <ProblemView error={error} />}
        <div className={styles.columns}>
          <Facets
            foldBelow={1100}
            groups={useGroups(first, query)}
            onChange={(name, values) => set({ [name]: values[0] })}
            onClear={() => void navigate({ search: { q: search.q } })}
          />
          <div aria-busy={isPlaceholder} className={isPlaceholder ? styles.old : undefined}>
            {!(error && !items) && (
              <DataTable
                label={t.title}
                columns={columns}
                rows={items}
                rowKey={(f) => f.id}
                more={more}
                {...(first ? { total: first.total } : {})}
                empty={
                  narrowed ? (
                    <Empty icon="search" title={t.nothing}>
                      {t.nothingHint}
                    </Empty>
                  ) : (
                    <Empty
                      icon="ledger"
                      title={t.empty}
                      action={
                        has('officer', 'admin') && (
                          <Link to="/firm-imports" className={buttonClass('act')}>
                            {t.toImport}
                          </Link>
                        )
                      }
                    >
                      {t.emptyHint}
                    </Empty>
                  )
                }
              />
            )}
          </div>
        </div>
      </Page>
    </>
  );
}

function useColumns(names: Names): readonly Column<FirmSummary>[] {
  const t = useT(listWords);
  const locale = useLocale();
  const { me } = useSession();
  const mine = new Set(me?.memberships.map((m) => m.organisationId));
  return [
    {
      key: 'name',
      title: t.name,
      width: '32%',
      card: 'title',
      render: (f) => (
        <span className={styles.name}>
          <span>
            <Link to="/firms/$id" params={{ id: f.id }}>
              {localName(f, locale)}
            </Link>
            {f.organisationId && mine.has(f.organisationId) && <StatusTag tone="act">{t.mine}</StatusTag>}
            {f.status !== 'active' && <StatusTag tone="calm">{names.statusName(f.status)}</StatusTag>}
          </span>
          <code>{f.creditCode}</code>
        </span>
      ),
    },
    {
      key: 'track',
      title: t.track,
      render: (f) => (
        <>
          {f.tracks.map(names.trackName).join(locale === 'zh' ? '、' : ', ') || '–'}
          <small className={styles.faint}>{f.lineages.map(names.lineageName).join(' · ')}</small>
        </>
      ),
    },
    {
      key: 'where',
      title: t.where,
      render: (f) => (
        <>
          {f.park ? names.parkName(f.park) : t.notInPark}
          <small className={styles.faint}>{f.district ? names.districtName(f.district) : ''}</small>
        </>
      ),
    },
    {
      key: 'stage',
      title: t.stage,
      width: '6em',
      render: (f) => (
        <>
          {names.stageName(f.stage)}
          {f.establishedOn && (
            <small className={styles.faint}>
              {t.since} {f.establishedOn.slice(0, 4)}
            </small>
          )}
        </>
      ),
    },
    {
      key: 'titles',
      title: t.titles,
      render: (f) =>
        f.titles.length === 0 ? (
          <span className={styles.none}>{t.none}</span>
        ) : (
          <Titles codes={f.titles} titleName={names.titleName} />
        ),
    },
  ];
}

/** From the top of the ladder down: the highest title stands out, the others are named beside it. */
const rank = [
  'champion',
  'key-little-giant',
  'little-giant',
  'specialised',
  'high-tech',
  'tech-innovative-sme',
  'innovative-sme',
  'tech-sme',
];
const rankOf = (code: string) => (rank.includes(code) ? rank.indexOf(code) : rank.length);

function Titles({ codes, titleName }: { codes: readonly string[]; titleName: (code: string) => string }) {
  const [highest, ...others] = codes.toSorted((a, b) => rankOf(a) - rankOf(b));
  return (
    <span className={styles.titles}>
      {highest && <StatusTag tone="act">{titleName(highest)}</StatusTag>}
      {others.length > 0 && <small className={styles.faint}>{others.map(titleName).join(' · ')}</small>}
    </span>
  );
}

function useGroups(first: Answer | undefined, query: Query): readonly FacetGroup[] {
  const t = useT(firmWords);
  const locale = useLocale();
  if (!first) return [];
  return filters.map((name) => ({
    name,
    title: t[name],
    selected: query[name] ? [String(query[name])] : [],
    options: first.facets[name].map((o) => ({ value: o.value, label: o[locale], count: o.count })),
  }));
}
