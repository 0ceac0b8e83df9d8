import { searchCatalogue } from '@hegu/contract/catalogue.ts';
import {
  exportInstruments,
  listInstruments as list,
  type listInstruments,
} from '@hegu/contract/labs/instruments.ts';
import type { RouteOk, RouteQueryIn } from '@hegu/contract/route.ts';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { SearchBox } from '../../../app/search-box.tsx';
import { kindWord, kindWords, modeWord, modeWords } from '../../../i18n/kinds.ts';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { download } from '../../../lib/api.ts';
import { searchPlace } from '../../../lib/places.ts';
import { useRoutePages, useRouteQuery } from '../../../lib/query.ts';
import { useFormat } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { ExportButton } from '../../../ui/export-button.tsx';
import { type FacetGroup, Facets } from '../../../ui/facets.tsx';
import { Page } from '../../../ui/page.tsx';
import { Alert, ProblemView } from '../../../ui/problem-view.tsx';
import { PageSkeleton, Skeleton } from '../../../ui/skeleton.tsx';
import { labs } from '../parts/words.ts';
import { wordsOf } from './highlights.ts';
import { InstrumentRow } from './instrument-row.tsx';
import { searchWords } from './messages.ts';
import styles from './search.module.css';
import { readWhen, type TimeWindow, toWindow, usePresets } from './when.ts';
import { WhenFilter } from './when-filter.tsx';
import { WindowScale } from './window-scale.tsx';

const CatalogueSearch = lazy(() =>
  import('../../catalogue/search-page.tsx').then((module) => ({ default: module.SearchPage })),
);

const OtherHits = lazy(() =>
  import('../../catalogue/others.tsx').then((module) => ({ default: module.OtherHits })),
);

const filters = ['class', 'district', 'owner', 'facility', 'mode'] as const;
type Filter = (typeof filters)[number];
type InstrumentQuery = RouteQueryIn<typeof listInstruments>;
type Answer = RouteOk<typeof listInstruments>;

/** One box over the catalogue: instruments with their free time here, other kinds of things in the catalogue's own list. */
export function SearchPage() {
  const { kind } = useSearch({ from: '/search' });
  if (kind !== undefined && kind !== 'instrument') {
    return (
      <Suspense fallback={<PageSkeleton />}>
        <CatalogueSearch />
      </Suspense>
    );
  }
  return <InstrumentSearch />;
}

function useInstrumentQuery(): {
  query: InstrumentQuery;
  window: TimeWindow | null;
  minutes: number;
} {
  const search = useSearch({ from: '/search' });
  const { zone } = useFormat();
  const civil = readWhen(search.when);
  const window = civil ? toWindow(civil, zone) : null;
  const asked = Number(search.minutes);
  const minutes = Number.isInteger(asked) && asked >= 1 && asked <= 44_640 ? asked : 60;
  // One value a filter here; an address written for the whole catalogue may hold several.
  const one = (name: Filter) => search[name]?.split(',')[0];
  const mode = one('mode')?.replaceAll('-', '_');
  return {
    window,
    minutes,
    query: {
      ...(search.q ? { q: search.q } : {}),
      ...(one('class') ? { class: one('class') } : {}),
      ...(one('district') ? { district: one('district') } : {}),
      ...(one('owner') ? { owner: one('owner') } : {}),
      ...(one('facility') ? { facility: one('facility') } : {}),
      ...(mode === 'self_run' || mode === 'operator_run' || mode === 'send_in' ? { mode } : {}),
      ...(window ? { freeFrom: window.from, freeTo: window.to, minutes } : {}),
    },
  };
}

function InstrumentSearch() {
  const t = useT(searchWords);
  const words = useT(labs);
  const { actions } = useT();
  const format = useFormat();
  const search = useSearch({ from: '/search' });
  const navigate = useNavigate({ from: '/search' });
  const { query, window, minutes } = useInstrumentQuery();
  const { presets, next24 } = usePresets();
  const q = search.q ?? '';
  const { items, first, error, more, isPlaceholder } = useRoutePages(list, {
    query: { ...query, limit: 30 },
  });
  // Without a time the list holds every instrument; what is free in the next day is asked beside it and drawn.
  const overlay = useRouteQuery(
    list,
    { query: { ...query, freeFrom: next24.from, freeTo: next24.to, minutes: 30, limit: 200 } },
    { enabled: window === null, keepPrevious: true },
  );
  const drawn = new Map(overlay.data?.items.map((item) => [item.id, item.free]));
  const complete = overlay.data !== undefined && overlay.data.nextCursor === null;
  const shownWindow = window ?? next24;
  const preset = presets.find((p) => p.when === search.when);
  const whenText = preset ? t.presets[preset.name] : window ? format.range(window.from, window.to) : t.next24;
  const narrowed = filters.some((name) => search[name] !== undefined);
  const set = (change: Record<string, string | undefined>) =>
    void navigate({ search: { ...search, ...change }, resetScroll: false });

  return (
    <Page
      title={q ? t.titleFor(q) : t.title}
      lead={q ? undefined : t.lead}
      meta={
        first && (
          <span role="status">
            {isPlaceholder
              ? t.looking
              : window
                ? t.foundFree(format.number(first.total), whenText, first.totalIsExact)
                : t.found(format.number(first.total), first.totalIsExact)}
          </span>
        )
      }
      actions={
        <ExportButton
          save={() => download(exportInstruments, t.exportName, { query: { ...query, format: 'xlsx' } })}
          disabled={!first || first.total === 0}
          failed={t.exportFailed}
        />
      }
    >
      <div className={styles.box}>
        <SearchBox key={q} size="large" initial={q} />
      </div>
      <Kinds q={q} />
      <WhenFilter
        when={search.when}
        minutes={minutes}
        onWhen={(when) => set({ when, ...(when ? {} : { minutes: undefined }) })}
        onMinutes={(length) => set({ minutes: String(length) })}
      />
      {error && <ProblemView error={error} />}
      <div className={styles.columns}>
        <Facets
          groups={useGroups(first, query)}
          onChange={(name, values) => set({ [name]: values[0] })}
          onClear={() =>
            void navigate({ search: { q: search.q, when: search.when, minutes: search.minutes } })
          }
        />
        <div aria-busy={isPlaceholder} className={isPlaceholder ? styles.old : undefined}>
          <Spelling q={q} />
          {items === undefined && !error && <Skeleton lines={8} height={64} />}
          {items && items.length > 0 && (
            <div className={styles.scale}>
              <span className={styles.scaleTitle}>{whenText}</span>
              <WindowScale window={shownWindow} />
              <span className={styles.scalePrice}>{words.tierPrice[items[0]?.tier ?? 'public']}</span>
            </div>
          )}
          <ul>
            {items?.map((item) => (
              <InstrumentRow
                key={item.id}
                instrument={item}
                window={shownWindow}
                words={wordsOf(q)}
                minutes={minutes}
                free={
                  // The list before this one does not know of a time it was not asked about
                  window
                    ? isPlaceholder
                      ? undefined
                      : item.free
                    : (drawn.get(item.id) ?? (complete ? [] : undefined))
                }
              />
            ))}
          </ul>
          {items?.length === 0 && (
            <Nothing
              q={q}
              narrowed={narrowed}
              when={window ? whenText : null}
              onDropWhen={() => set({ when: undefined, minutes: undefined })}
            />
          )}
          {more.has && (
            <p className={styles.more}>
              <Button busy={more.busy} onClick={more.load}>
                {actions.more}
              </Button>
            </p>
          )}
        </div>
      </div>
    </Page>
  );
}

function Nothing({
  q,
  narrowed,
  when,
  onDropWhen,
}: {
  q: string;
  narrowed: boolean;
  when: string | null;
  onDropWhen: () => void;
}) {
  const t = useT(searchWords);
  const found = useCatalogue(q).data?.facets.kind ?? [];
  const others =
    q && !narrowed ? found.filter((k) => k.value !== 'instrument' && k.count > 0).map((k) => k.value) : [];
  if (when !== null && others.length === 0) {
    return (
      <Empty
        icon="clock"
        title={t.nothingFree(when)}
        action={<Button onClick={onDropWhen}>{t.dropWhen}</Button>}
      >
        {t.nothingFreeHint}
      </Empty>
    );
  }
  if (others.length > 0) {
    const title = t.onlyOthers(q);
    return (
      <>
        <p className={styles.note}>{title}</p>
        <Suspense fallback={<Skeleton lines={4} height={48} />}>
          <OtherHits q={q} kinds={others} title={title} />
        </Suspense>
      </>
    );
  }
  if (q || narrowed) {
    return (
      <Empty icon="search" title={t.nothing(q)}>
        {t.nothingHint}
      </Empty>
    );
  }
  return (
    <Empty icon="instrument" title={t.nothingAtAll}>
      {t.nothingAtAllHint}
    </Empty>
  );
}

/** The other kinds of things with the same words, and a spelling that may have been meant. */
function useCatalogue(q: string) {
  return useRouteQuery(
    searchCatalogue,
    { query: { q, limit: 1 } },
    { keepPrevious: true, staleTime: 60_000 },
  );
}

function Kinds({ q }: { q: string }) {
  const t = useT(searchWords);
  const kinds = useT(kindWords);
  const format = useFormat();
  const others =
    useCatalogue(q).data?.facets.kind.filter((k) => k.value !== 'instrument' && k.count > 0) ?? [];
  if (others.length === 0) return null;
  return (
    <nav className={styles.kinds} aria-label={t.kinds}>
      <span aria-current="page">{t.all}</span>
      {others.map((kind) => (
        <Link key={kind.value} to="/search" search={{ q: q || undefined, kind: kind.value }}>
          {kindWord(kinds, kind.value)} <small>{format.number(kind.count)}</small>
        </Link>
      ))}
    </nav>
  );
}

function Spelling({ q }: { q: string }) {
  const t = useT(searchWords);
  const { data } = useCatalogue(q);
  if (!q || !data) return null;
  const { corrected, relaxed } = data;
  return (
    <>
      {corrected?.applied && <Alert tone="calm" title={t.correctedTo(corrected.q)} />}
      {corrected && !corrected.applied && (
        <p className={styles.note}>
          {t.didYouMean} <Link to={searchPlace(corrected.q)}>{corrected.q}</Link>
        </p>
      )}
      {relaxed && <p className={styles.note}>{t.relaxed}</p>}
    </>
  );
}

function useGroups(first: Answer | undefined, query: InstrumentQuery): readonly FacetGroup[] {
  const t = useT(searchWords);
  const modes = useT(modeWords);
  const locale = useLocale();
  if (!first) return [];
  // Of very many not all were looked at for their free time: then no number is better than one that is too high
  const counted = first.totalIsExact || query.freeFrom === undefined;
  return filters.map((name) => ({
    name,
    title: t[name],
    selected: query[name] ? [query[name] as string] : [],
    options: (first.facets[name] ?? []).map((option) => ({
      value: option.value,
      label:
        name === 'mode' ? modeWord(modes, option.value) : locale === 'en' ? option.labelEn : option.labelZh,
      ...(counted ? { count: option.count } : {}),
    })),
  }));
}
