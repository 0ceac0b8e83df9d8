import type { MatchResult } from '@hegu/contract/policy/matching.ts';
import { moneyWords } from '@hegu/rules/explain/format.ts';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { buttonClass } from '../../../ui/button.tsx';
import { Section } from '../../../ui/page.tsx';
import { useFirmCatalogue } from '../../enterprise/parts/catalogue.ts';
import { sectionOf } from '../../enterprise/parts/groups.ts';
import { BigMoney } from '../parts/parts.tsx';
import { Steps } from './match-card.tsx';
import { mineWords } from './messages.ts';
import styles from './mine.module.css';
import { figureColumns, missingFacts, paidRows } from './sums.ts';

/** The total, how much of it is certain, and the counts of the groups as ways into them. */
export function Hero({ result, aside }: { result: MatchResult; aside?: ReactNode }) {
  const t = useT(mineWords);
  const locale = useLocale();
  const { totalFen, certainFen, unknownAmounts, counts } = result;
  const money = (fen: number) => moneyWords(fen)[locale];
  const shown = (['confirm', 'now', 'review', 'soon', 'nearly', 'data'] as const).filter(
    (g) => (counts[g] ?? 0) > 0,
  );
  return (
    <section className={styles.hero} aria-live="polite">
      <div className={styles.total}>
        {totalFen > 0 ? (
          <>
            <p className={styles.heroLabel}>{t.hero}</p>
            <BigMoney fen={totalFen} hero />
            <div className={styles.split} aria-hidden="true">
              <span style={{ width: `${(certainFen / totalFen) * 100}%` }} />
            </div>
            <p className={styles.heroNote}>
              {certainFen > 0 && t.certain(money(certainFen))}
              {certainFen > 0 && certainFen < totalFen && (locale === 'zh' ? '；' : '; ')}
              {certainFen < totalFen &&
                (certainFen > 0 ? t.uncertain(money(totalFen - certainFen)) : t.allUncertain)}
            </p>
          </>
        ) : (
          <>
            <p className={styles.heroNothing}>{t.nothingSure}</p>
            {(counts.data ?? 0) > 0 && (
              <p className={styles.heroNote}>{t.nothingSureHint(counts.data ?? 0)}</p>
            )}
          </>
        )}
        {unknownAmounts > 0 && <p className={styles.heroNote}>{t.onTop(unknownAmounts)}</p>}
      </div>
      <ul className={styles.counts} data-columns={figureColumns(shown.length)}>
        {shown.map((g) => (
          <li key={g}>
            <a href={`#group-${g}`} data-group={g}>
              <strong>{counts[g]}</strong>
              {t.groups[g]}
            </a>
          </li>
        ))}
      </ul>
      {aside}
    </section>
  );
}

/** Bars: each clause by itself, and what of it is paid when they are taken together. */
export function PaidChart({ result }: { result: MatchResult }) {
  const t = useT(mineWords);
  const locale = useLocale();
  const rows = paidRows(result.matches);
  if (rows.length < 2) return null;
  const money = (fen: number) => moneyWords(fen)[locale];
  const full = rows.reduce((n, r) => n + r.fullFen, 0);
  const paid = rows.reduce((n, r) => n + r.paidFen, 0);
  const scale = Math.max(...rows.map((r) => r.fullFen));
  return (
    <Section title={t.chart} hint={t.chartHint}>
      <dl className={styles.sums}>
        <div>
          <dt>{t.sumFull}</dt>
          <dd>{money(full)}</dd>
        </div>
        {full > paid && (
          <div>
            <dt>{t.lost}</dt>
            <dd>− {money(full - paid)}</dd>
          </div>
        )}
        <div>
          <dt>{t.sumPaid}</dt>
          <dd>
            <strong>{money(paid)}</strong>
          </dd>
        </div>
      </dl>
      <ul className={styles.bars} aria-label={t.chartAlt(money(full), money(paid))}>
        {rows.map((r) => (
          <li key={r.id}>
            <Link to="/policies/$id" params={{ id: r.id }}>
              {r.title[locale]}
            </Link>
            <span
              className={styles.track}
              role="img"
              aria-label={t.barAlt(r.title[locale], money(r.fullFen), money(r.paidFen))}
            >
              <i className={styles.paid} style={{ width: `${(r.paidFen / scale) * 100}%` }} />
              <i className={styles.lost} style={{ width: `${((r.fullFen - r.paidFen) / scale) * 100}%` }} />
            </span>
            <span className="num">{money(r.paidFen)}</span>
          </li>
        ))}
      </ul>
      {full > paid && (
        <p className={styles.key}>
          <i className={styles.paid} aria-hidden="true" /> {t.key.paid}
          <i className={styles.lost} aria-hidden="true" /> {t.key.lost}
        </p>
      )}
    </Section>
  );
}

/** The facts whose absence leaves most clauses open. */
export function TellFirst({ result, firmId }: { result: MatchResult; firmId?: string }) {
  const t = useT(mineWords);
  const locale = useLocale();
  const { catalogue } = useFirmCatalogue();
  const hashOf = (label: string) => (catalogue && sectionOf(label, catalogue)) ?? '';
  const missing = missingFacts(result.matches);
  if (missing.length === 0) return null;
  return (
    <Section
      title={t.tellFirst}
      actions={
        firmId && (
          <Link to="/firms/$id" params={{ id: firmId }} className={buttonClass('quiet')}>
            {t.fill}
          </Link>
        )
      }
    >
      <ul className={styles.tell}>
        {missing.map((m) => (
          <li key={m.label.zh}>
            {firmId ? (
              <Link to="/firms/$id" params={{ id: firmId }} hash={hashOf(m.label.zh)}>
                {m.label[locale]}
              </Link>
            ) : (
              <strong>{m.label[locale]}</strong>
            )}
            <span>{t.decides(m.clauses)}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** '做 2 件事，打开 3 条', only what is more than data to tell. */
export function Unlocks({ result }: { result: MatchResult }) {
  const t = useT(mineWords);
  const locale = useLocale();
  const unlocks = result.unlocks.filter((u) => u.steps.some((s) => s.kind !== 'tell')).slice(0, 4);
  if (unlocks.length === 0) return null;
  return (
    <Section title={t.unlocks}>
      <ul className={styles.unlocks}>
        {unlocks.map((u) => (
          <li key={u.steps.map((s) => s.words.zh).join()}>
            <h3>{t.unlock(u.steps.length, u.opens.length)}</h3>
            <Steps steps={u.steps} />
            <p className={styles.opens}>
              <span className={styles.faint}>{t.opens}</span>
              {u.opens.map((o) => (
                <Link key={o.id} to="/policies/$id" params={{ id: o.id }}>
                  {o.title[locale]}
                </Link>
              ))}
            </p>
          </li>
        ))}
      </ul>
    </Section>
  );
}
