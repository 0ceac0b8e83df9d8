import { listClauses } from '@hegu/contract/policy/library.ts';
import type { RouteOk, RouteQueryIn } from '@hegu/contract/route.ts';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { localName, useT } from '../../../i18n/messages.ts';
import { useRoutePages } from '../../../lib/query.ts';
import { useFormat } from '../../../lib/session.ts';
import { Button, buttonClass } from '../../../ui/button.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { type FacetGroup, Facets } from '../../../ui/facets.tsx';
import { inputClass } from '../../../ui/field.tsx';
import { Page } from '../../../ui/page.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { firmPoliciesPlace, useMyFirm } from '../parts/my-firm.ts';
import { usePolicyNames } from '../parts/names.ts';
import { PolicyPage } from '../parts/policy-nav.tsx';
import { policyWords } from '../parts/words.ts';
import { subscriptionWords } from '../subscriptions/messages.ts';
import { SubscribeButton } from '../subscriptions/subscribe-button.tsx';
import { topicOfFilter } from '../subscriptions/topic.ts';
import { ClauseRow } from './clause-row.tsx';
import styles from './library.module.css';
import { libraryWords } from './messages.ts';

type Query = RouteQueryIn<typeof listClauses>;
type Answer = RouteOk<typeof listClauses>;
const filters = ['window', 'level', 'district', 'field', 'track', 'entitlement', 'standing'] as const;
type Filter = (typeof filters)[number];

/** The library of clauses: search, filters, each clause with its amount and its window. */
export function LibraryPage() {
  const t = useT(libraryWords);
  const { actions } = useT();
  const say = useT(subscriptionWords);
  const format = useFormat();
  const search = useSearch({ from: '/policies' });
  const topic = topicOfFilter(search);
  const navigate = useNavigate({ from: '/policies' });
  const query = {
    ...(search.q ? { q: search.q } : {}),
    ...Object.fromEntries(filters.flatMap((f) => (search[f] ? [[f, search[f]]] : []))),
  } as Query;
  const { items, first, error, more, isPlaceholder } = useRoutePages(listClauses, {
    query: { ...query, limit: 30 },
  });
  const set = (change: Record<string, string | undefined>) =>
    void navigate({ search: { ...search, ...change }, resetScroll: false });
  return (
    <PolicyPage>
      <Page
        title={t.title}
        lead={t.lead}
        actions={topic && <SubscribeButton topic={topic} label={say.thisFilter} look="plain" />}
        meta={first && <span role="status">{t.found(format.number(first.total))}</span>}
      >
        <div className={styles.top}>
          <SearchForm
            key={search.q ?? ''}
            initial={search.q ?? ''}
            onSearch={(q) => set({ q: q || undefined })}
          />
          <Ask />
        </div>
        {error && <ProblemView error={error} />}
        <div className={styles.columns}>
          <Facets
            groups={useGroups(first, query)}
            onChange={(name, values) => set({ [name]: values[0] })}
            onClear={() => void navigate({ search: search.q ? { q: search.q } : {} })}
          />
          <div aria-busy={isPlaceholder} className={isPlaceholder ? styles.old : undefined}>
            {items === undefined && !error && <Skeleton lines={8} height={88} />}
            <ul>
              {items?.map((clause) => (
                <ClauseRow key={clause.id} clause={clause} />
              ))}
            </ul>
            {items?.length === 0 && (
              <Empty icon="search" title={t.nothing}>
                {t.nothingHint}
              </Empty>
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
    </PolicyPage>
  );
}

function SearchForm({ initial, onSearch }: { initial: string; onSearch: (q: string) => void }) {
  const t = useT(libraryWords);
  const { actions } = useT();
  const [q, setQ] = useState(initial);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSearch(q.trim());
  };
  return (
    <search>
      <form className={styles.search} onSubmit={submit}>
        <input
          type="search"
          className={inputClass}
          aria-label={t.searchLabel}
          placeholder={t.placeholder}
          value={q}
          maxLength={200}
          onChange={(event) => setQ(event.target.value)}
        />
        <Button look="act" type="submit">
          {actions.search}
        </Button>
      </form>
    </search>
  );
}

/** A quiet way to the answer for somebody who does not want to read a hundred clauses. */
function Ask() {
  const t = useT(libraryWords);
  const locale = useLocale();
  const firm = useMyFirm();
  if (firm === undefined) return null;
  return (
    <aside className={styles.ask}>
      <p>
        <strong>{t.ask}</strong> {!firm && t.askText}
      </p>
      {firm ? (
        <Link to={firmPoliciesPlace(firm.id)} className={buttonClass()}>
          {t.mineGo(localName(firm, locale))}
        </Link>
      ) : (
        <Link to="/policies/match" className={buttonClass()}>
          {t.askGo}
        </Link>
      )}
    </aside>
  );
}

function useGroups(answer: Answer | undefined, query: Query): FacetGroup[] {
  const t = useT(libraryWords);
  const words = useT(policyWords);
  const names = usePolicyNames();
  const label: Record<Filter, (value: string) => string> = {
    window: (v) => words.window[v] ?? v,
    level: (v) => words.level[v] ?? v,
    district: (v) => names.district(v),
    field: (v) => words.field[v] ?? v,
    track: (v) => names.track(v),
    entitlement: (v) => words.entitlement[v] ?? v,
    standing: (v) => words.standing[v] ?? v,
  };
  return filters.map((name) => {
    const chosen = query[name];
    return {
      name,
      title: t[name],
      options: (answer?.facets[name] ?? []).map((o) => ({
        value: o.value,
        label: label[name](o.value),
        count: o.count,
      })),
      selected: chosen ? [chosen] : [],
    };
  });
}
