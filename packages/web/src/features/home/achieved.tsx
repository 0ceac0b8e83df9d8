import { getFigures } from '@hegu/contract/labs/schedule.ts';
import { Link } from '@tanstack/react-router';
import { useLocale } from '../../i18n/locale.ts';
import { useT } from '../../i18n/messages.ts';
import { instrumentPlace } from '../../lib/places.ts';
import { useRouteQuery } from '../../lib/query.ts';
import { useFormat } from '../../lib/session.ts';
import { Section } from '../../ui/page.tsx';
import { Sparkline, Stat, Stats } from '../../ui/stat.tsx';
import { useFreeSoon } from './free-now.tsx';
import styles from './home.module.css';
import { home } from './messages.ts';

const hours = (minutes: number) => Math.round(minutes / 60);

/** What the valley has, what sharing it has done in the last thirteen weeks, and what is new. */
export function Achieved() {
  const t = useT(home);
  const format = useFormat();
  const locale = useLocale();
  const figures = useRouteQuery(getFigures, {}, { staleTime: 10 * 60_000 });
  const free = useFreeSoon();
  const data = figures.data;
  const weeks = data?.weeks.map((w) => hours(w.sharedMinutes)) ?? [];

  return (
    <>
      <Section title={t.figuresTitle} hint={t.figuresHint}>
        <Stats>
          <Stat value={data?.instruments} unit={t.instrumentsUnit} label={t.instruments} />
          <Stat value={data?.owners} unit={t.ownersUnit} label={t.owners} />
          <Stat value={free.data?.total} unit={t.instrumentsUnit} label={t.freeSoon} />
          <Stat value={data ? hours(data.sharedMinutes) : undefined} unit={t.hoursUnit} label={t.sharedHours}>
            {weeks.length > 1 && <Sparkline values={weeks} label={t.byWeek} />}
          </Stat>
          <Stat value={data?.organisationsServed} unit={t.ownersUnit} label={t.served} />
        </Stats>
      </Section>
      {data && data.newest.length > 0 && (
        <Section title={t.newestTitle}>
          <ul className={styles.newest}>
            {data.newest.map((i) => (
              <li key={i.id}>
                <Link to={instrumentPlace(i.id)}>{locale === 'en' ? i.nameEn : i.nameZh}</Link>
                <span>{locale === 'en' ? i.ownerNameEn : i.ownerNameZh}</span>
                {i.commissionedOn && <time dateTime={i.commissionedOn}>{format.day(i.commissionedOn)}</time>}
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}
