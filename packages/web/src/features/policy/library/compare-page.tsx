import { compareClauses } from '@hegu/contract/policy/library.ts';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { useRouteQuery } from '../../../lib/query.ts';
import { buttonClass } from '../../../ui/button.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Page } from '../../../ui/page.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { usePlaceWords } from '../parts/names.ts';
import { PolicyPage } from '../parts/policy-nav.tsx';
import { policyWords } from '../parts/words.ts';
import styles from './clause.module.css';
import { clauseWords } from './clause-messages.ts';

/** Two documents on one matter, or two versions of a clause, thing by thing. */
export function ComparePage() {
  const all = useT(clauseWords);
  const t = all.comparePage;
  const words = useT(policyWords);
  const locale = useLocale();
  const places = usePlaceWords();
  const { id } = useParams({ from: '/policies/$id/compare' });
  const { with: other, a, b } = useSearch({ from: '/policies/$id/compare' });
  const { data, error } = useRouteQuery(compareClauses, {
    params: { id },
    query: { ...(other ? { with: other } : {}), ...(a ? { a } : {}), ...(b ? { b } : {}) },
  });
  const head = (x: { title: { zh: string; en: string }; version: number }) =>
    data && data.before.id === data.after.id
      ? `${x.title[locale]} · ${all.version(x.version)}`
      : x.title[locale];
  const own = data && (data.after.id === id ? data.after : data.before).title;
  return (
    <PolicyPage>
      <Page
        title={t.title}
        lead={data && t.lead(head(data.before), head(data.after))}
        meta={data && <span role="status">{t.count(data.differences.length)}</span>}
        crumbs={[
          { label: words.library, link: { to: '/policies' } },
          { label: own?.[locale] ?? t.back, link: { to: '/policies/$id', params: { id } } },
        ]}
      >
        {error && <ProblemView error={error} />}
        {!data && !error && <Skeleton lines={8} height={40} />}
        {data?.differences.length === 0 && (
          <Empty
            icon="check"
            title={t.same}
            action={
              <Link to="/policies/$id" params={{ id }} className={buttonClass()}>
                {t.back}
              </Link>
            }
          >
            {t.sameHint}
          </Empty>
        )}
        {data && data.differences.length > 0 && (
          <table className={styles.compare}>
            <thead>
              <tr>
                <td />
                <th scope="col">
                  {t.before}
                  <small>{head(data.before)}</small>
                </th>
                <th scope="col">
                  {t.after}
                  <small>{head(data.after)}</small>
                </th>
              </tr>
            </thead>
            <tbody>
              {data.differences.map((d) => (
                <tr key={d.path}>
                  <th scope="row">
                    {d.what[locale]}
                    <small>{t[d.change]}</small>
                  </th>
                  <td data-label={t.before} className={d.after ? undefined : styles.gone}>
                    {(d.before && places(d.before[locale])) ?? (
                      <span className={styles.faint}>{t.absent}</span>
                    )}
                  </td>
                  <td data-label={t.after} className={d.before ? undefined : styles.fresh}>
                    {(d.after && places(d.after[locale])) ?? <span className={styles.faint}>{t.absent}</span>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Page>
    </PolicyPage>
  );
}
