import { listInstruments } from '@hegu/contract/labs/instruments.ts';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { SearchBox } from '../../app/search-box.tsx';
import { useLocale } from '../../i18n/locale.ts';
import { localName, useT } from '../../i18n/messages.ts';
import { useEvents } from '../../lib/events.ts';
import { searchPlace } from '../../lib/places.ts';
import { useRouteQuery } from '../../lib/query.ts';
import { useSession } from '../../lib/session.ts';
import { usePageTitle } from '../../ui/page.tsx';
import { Achieved } from './achieved.tsx';
import { FreeNow } from './free-now.tsx';
import styles from './home.module.css';
import { home } from './messages.ts';
import { MyDesk } from './my-desk.tsx';
import { Terrain } from './terrain.tsx';

/** Only for who is signed in: a visitor's first page does without it. */
const HomePolicies = lazy(() =>
  import('../policy/mine/home-policies.tsx').then((m) => ({ default: m.HomePolicies })),
);
const HomeFirm = lazy(() =>
  import('../enterprise/home/home-card.tsx').then((module) => ({ default: module.HomeFirm })),
);

const rooms = ['valley'];

/** The valley itself: one search over everything, what is free now, what it has. */
export function HomePage() {
  const t = useT(home);
  const { appName } = useT();
  const locale = useLocale();
  const { me } = useSession();
  const overview = useRouteQuery(listInstruments, { query: { limit: 1 } }, { staleTime: 5 * 60_000 });
  useEvents(rooms);
  usePageTitle('');
  const facets = overview.data?.facets ?? {};
  const classes = [...(facets.class ?? [])].sort((a, b) => b.count - a.count).slice(0, 6);

  return (
    <div className={styles.home}>
      <section className={styles.hero} data-signed-in={me?.user ? true : undefined}>
        <Terrain className={styles.terrain} />
        <h1 className={styles.title}>
          {me?.user ? t.hello(me.user.name) : me ? localName(me.valley, locale) : appName}
        </h1>
        {me && !me.user && <p className={styles.lead}>{t.lead}</p>}
        <div className={styles.box}>
          <SearchBox size="large" />
        </div>
        {classes.length > 0 && (
          <p className={styles.popular}>
            <span>{t.popular}</span>
            {classes.map((entry) => {
              const label = locale === 'en' ? entry.labelEn : entry.labelZh;
              return (
                <Link key={entry.value} to={searchPlace(label)}>
                  {label}
                </Link>
              );
            })}
          </p>
        )}
      </section>
      {me?.user && <MyDesk userId={me.user.id} />}
      {me?.user && (
        <Suspense fallback={null}>
          <HomeFirm />
        </Suspense>
      )}
      <Suspense fallback={null}>
        <HomePolicies />
      </Suspense>
      <FreeNow />
      {!me?.user && <Achieved />}
    </div>
  );
}
