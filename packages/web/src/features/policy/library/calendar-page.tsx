import { listClauses, listWindows } from '@hegu/contract/policy/library.ts';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { civilOf } from '../../../lib/format.ts';
import { useRouteQuery } from '../../../lib/query.ts';
import { useFormat, useNow } from '../../../lib/session.ts';
import { Button, buttonClass } from '../../../ui/button.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Page, Section } from '../../../ui/page.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { PolicyPage } from '../parts/policy-nav.tsx';
import styles from './calendar.module.css';
import { libraryWords } from './messages.ts';
import { barsOf, fractionOf, monthEdges, type WindowBar } from './year-strip.ts';

/** The year as a strip: when which office takes applications, and which clauses end. */
export function CalendarPage() {
  const t = useT(libraryWords);
  const format = useFormat();
  const search = useSearch({ from: '/policies/calendar' });
  const navigate = useNavigate({ from: '/policies/calendar' });
  const now = civilOf(useNow(), format.zone);
  const thisYear = now?.year ?? 2026;
  const asked = Number(search.year);
  const year = Number.isInteger(asked) && asked >= 2000 && asked <= 2100 ? asked : thisYear;
  const today = now
    ? `${now.year}-${String(now.month).padStart(2, '0')}-${String(now.day).padStart(2, '0')}`
    : '';
  const { data, error } = useRouteQuery(
    listWindows,
    {
      query: { from: `${year}-01-01`, to: `${year}-12-31` },
    },
    { keepPrevious: true },
  );
  const bars = data && barsOf(data.items, year);
  const go = (to: number) =>
    void navigate({ search: to === thisYear ? {} : { year: String(to) }, resetScroll: false });
  return (
    <PolicyPage>
      <Page
        title={t.calendarTitle}
        lead={t.calendarLead}
        actions={
          <div className={styles.years}>
            <Button aria-label={t.previous} onClick={() => go(year - 1)}>
              <Icon name="chevronLeft" />
            </Button>
            <strong aria-live="polite">{t.year(year)}</strong>
            <Button aria-label={t.next} onClick={() => go(year + 1)}>
              <Icon name="chevronRight" />
            </Button>
          </div>
        }
      >
        {error && <ProblemView error={error} />}
        {!bars && !error && <Skeleton lines={6} height={40} />}
        {bars && bars.length === 0 && (
          <Empty
            icon="calendar"
            title={t.noWindows(year)}
            action={
              <Link to="/policies" search={{ window: 'open' }} className={buttonClass()}>
                {t.openNow}
              </Link>
            }
          >
            {t.noWindowsHint}
          </Empty>
        )}
        {bars && bars.length > 0 && (
          <Strip bars={bars} year={year} today={year === thisYear ? today : null} />
        )}
        <Ending year={year} />
      </Page>
    </PolicyPage>
  );
}

function Strip({ bars, year, today }: { bars: readonly WindowBar[]; year: number; today: string | null }) {
  const t = useT(libraryWords);
  const locale = useLocale();
  const format = useFormat();
  return (
    <div className={styles.strip}>
      <div className={styles.months} aria-hidden="true">
        {monthEdges(year).map((left, m) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the twelve months never move
          <span key={m} style={{ insetInlineStart: `${left * 100}%` }}>
            {m + 1}
            <i>{locale === 'zh' ? '月' : ''}</i>
          </span>
        ))}
      </div>
      <ul className={styles.bars}>
        {bars.map((bar) => (
          <li key={bar.key}>
            <div className={styles.label}>
              <strong>{bar.issuer[locale]}</strong>
              <span>
                {format.day(bar.from)} – {bar.to === null ? t.noEnd : format.day(bar.to)}
              </span>
            </div>
            <div className={styles.track} aria-hidden="true">
              {monthEdges(year)
                .slice(1)
                .map((left) => (
                  <i key={left} className={styles.edge} style={{ insetInlineStart: `${left * 100}%` }} />
                ))}
              <span
                className={styles.bar}
                data-before={bar.opensBefore || undefined}
                data-on={bar.goesOn || undefined}
                style={{ insetInlineStart: `${bar.start * 100}%`, width: `max(6px, ${bar.width * 100}%)` }}
              />
              {today && (
                <i
                  className={styles.today}
                  style={{ insetInlineStart: `${fractionOf(today, year) * 100}%` }}
                />
              )}
            </div>
            <p className={styles.clauses}>
              {bar.clauses.map((c) => (
                <Link key={c.id} to="/policies/$id" params={{ id: c.id }}>
                  {c.title[locale]}
                </Link>
              ))}
            </p>
          </li>
        ))}
      </ul>
      {today && (
        <p className={styles.legend}>
          <i className={styles.todayKey} aria-hidden="true" /> {t.today} · {format.day(today)}
        </p>
      )}
    </div>
  );
}

/** What runs out next, whether or not it names a window. */
function Ending({ year }: { year: number }) {
  const t = useT(libraryWords);
  const locale = useLocale();
  const format = useFormat();
  const { data } = useRouteQuery(listClauses, { query: { standing: 'inPeriod', limit: 200 } });
  const ending = (data?.items ?? [])
    .flatMap((c) => (c.window.to !== null && c.window.to >= `${year}-01-01` ? [{ c, to: c.window.to }] : []))
    .sort((a, b) => (a.to < b.to ? -1 : a.to > b.to ? 1 : 0))
    .slice(0, 12);
  if (ending.length === 0) return null;
  return (
    <Section title={t.ends} hint={t.endsHint}>
      <ul className={styles.ending}>
        {ending.map(({ c, to }) => (
          <li key={c.id}>
            <Link to="/policies/$id" params={{ id: c.id }}>
              {c.title[locale]}
            </Link>
            <span>{c.policy.issuer[locale]}</span>
            <span className="num">{t.endsOn(format.day(to))}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
