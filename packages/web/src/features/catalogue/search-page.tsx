import { type CatalogueFacets, searchCatalogue } from '@hegu/contract/catalogue.ts';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { SearchBox } from '../../app/search-box.tsx';
import { kindWord, kindWords, modeWord, modeWords } from '../../i18n/kinds.ts';
import { type Locale, useLocale } from '../../i18n/locale.ts';
import { useT } from '../../i18n/messages.ts';
import { searchPlace } from '../../lib/places.ts';
import { useRoutePages } from '../../lib/query.ts';
import { useFormat } from '../../lib/session.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { type FacetGroup, Facets } from '../../ui/facets.tsx';
import { Page } from '../../ui/page.tsx';
import { Alert, ProblemView } from '../../ui/problem-view.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Hit } from './hit.tsx';
import { catalogue } from './messages.ts';
import styles from './search.module.css';

/** The filters in the order they are shown; the address holds each as a comma-separated list. */
const filters = ['kind', 'class', 'mode', 'district', 'owner'] as const;
type Filter = (typeof filters)[number];

/** Everything the valley offers, found by words and narrowed by facets. */
export function SearchPage() {
  const t = useT(catalogue);
  const { actions } = useT();
  const format = useFormat();
  const search = useSearch({ from: '/search' });
  const navigate = useNavigate({ from: '/search' });
  const { items, first, error, more, isPlaceholder } = useRoutePages(searchCatalogue, {
    query: { ...search, limit: 30 },
  });
  const groups = useGroups(first?.facets, first?.totalIsExact === false, search);
  const narrowed = filters.some((name) => search[name] !== undefined);
  const q = search.q ?? '';

  return (
    <Page
      title={q ? t.titleFor(q) : t.title}
      meta={first && <span role="status">{t.found(format.number(first.total), first.totalIsExact)}</span>}
    >
      <div className={styles.box}>
        <SearchBox key={q} size="large" initial={q} />
      </div>
      {error && <ProblemView error={error} />}
      <div className={styles.columns}>
        <Facets
          groups={groups}
          onChange={(name, values) =>
            void navigate({ search: { ...search, [name]: values.length > 0 ? values.join(',') : undefined } })
          }
          onClear={() => void navigate({ search: q ? { q } : {} })}
        />
        <div aria-busy={isPlaceholder} className={isPlaceholder ? styles.old : undefined}>
          {first?.corrected && <Corrected corrected={first.corrected} />}
          {first?.relaxed && <p className={styles.note}>{t.relaxed}</p>}
          {items === undefined && !error && <Skeleton lines={8} height={48} />}
          {items?.length === 0 &&
            (q || narrowed ? (
              <Empty icon="search" title={t.nothing(q)}>
                {t.nothingHint}
              </Empty>
            ) : (
              <Empty icon="instrument" title={t.nothingAtAll}>
                {t.nothingAtAllHint}
              </Empty>
            ))}
          <ul>
            {items?.map((item) => (
              <Hit key={`${item.kind}:${item.refId}`} item={item} />
            ))}
          </ul>
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

function Corrected({ corrected }: { corrected: { q: string; applied: boolean } }) {
  const t = useT(catalogue);
  if (corrected.applied) return <Alert tone="calm" title={t.correctedTo(corrected.q)} />;
  return (
    <p className={styles.note}>
      {t.didYouMean} <Link to={searchPlace(corrected.q)}>{corrected.q}</Link>
    </p>
  );
}

function useGroups(
  facets: CatalogueFacets | undefined,
  atLeast: boolean,
  search: Readonly<Partial<Record<Filter, string>>>,
): readonly FacetGroup[] {
  const t = useT(catalogue);
  const kinds = useT(kindWords);
  const modes = useT(modeWords);
  const locale = useLocale();
  if (!facets) return [];
  const named = (list: readonly { value: string; zh: string; en: string; count: number }[]) =>
    list.map((entry) => ({
      value: entry.value,
      label: inLocale(locale, entry.zh, entry.en),
      count: entry.count,
    }));
  const options: Record<Filter, FacetGroup['options']> = {
    kind: facets.kind.map((entry) => ({ ...entry, label: kindWord(kinds, entry.value) })),
    class: named(facets.class),
    mode: facets.mode.map((entry) => ({ ...entry, label: modeWord(modes, entry.value) })),
    district: named(facets.district),
    owner: named(facets.owner),
  };
  return filters.map((name) => ({
    name,
    title: t[name],
    options: atLeast ? options[name].map((option) => ({ ...option, atLeast })) : options[name],
    selected: search[name]?.split(',') ?? [],
    many: true,
  }));
}

const inLocale = (locale: Locale, zh: string, en: string): string => (locale === 'en' && en !== '' ? en : zh);
