import type { ClauseDetail } from '@hegu/contract/policy/library.ts';
import { moneyWords } from '@hegu/rules/explain/format.ts';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { useFormat } from '../../../lib/session.ts';
import { type FactRow, Facts } from '../../../ui/facts.tsx';
import { WindowTag } from '../parts/parts.tsx';
import { policyWords } from '../parts/words.ts';
import styles from './clause.module.css';
import { clauseWords } from './clause-messages.ts';

type Written = ClauseDetail['clause'];

/** Dates, time limit, budget, and how far the words can be relied on. */
export function ClauseFacts({ clause }: { clause: ClauseDetail }) {
  const t = useT(clauseWords);
  const words = useT(policyWords);
  const locale = useLocale();
  const format = useFormat();
  const written = clause.clause;
  const { provenance } = clause;
  const edge = useEdge();
  const comma = locale === 'zh' ? '，' : ', ';
  const range = (s: { from: string; to: string | null }, known?: Written['datesKnown']) => {
    const from = edge(s.from, known?.from);
    if (s.to === null) return [t.from(from), known?.to === 'unknown' ? t.endUnknown : t.noEnd].join(comma);
    return t.range(from, edge(s.to, known?.to));
  };
  const rows: FactRow[] = [
    [t.status, words.standing[clause.standing]],
    [t.period, range(written.period, written.datesKnown)],
    [
      t.filing,
      written.filing.length === 0 ? (
        <WindowTag key="w" clause={clause} />
      ) : (
        <ul key="f">
          {written.filing.map((w) => (
            <li key={w.from}>{range(w)}</li>
          ))}
        </ul>
      ),
    ],
  ];
  if (written.event) rows.push([t.event, range(written.event)]);
  if (written.decisionWorkingDays) rows.push([t.decision, t.decisionDays(written.decisionWorkingDays)]);
  if (written.budget) {
    const b = written.budget;
    const said = [
      b.yuanPerYear === undefined ? null : t.budgetYear(moneyWords(Math.round(b.yuanPerYear * 100))[locale]),
      b.places === undefined ? null : t.places(b.places),
      t.by[b.by],
    ].filter(Boolean);
    rows.push([t.budget, said.join(comma)]);
  }
  return (
    <>
      <Facts rows={rows} />
      <div className={provenance.mark === 'news' ? `${styles.trust} ${styles.news}` : styles.trust}>
        <h2 className={styles.small}>{t.source}</h2>
        <p>{provenance.mark === 'news' ? words.newsWhy : words.textWhy}</p>
        <p>
          {provenance.verifier
            ? words.verifiedBy(provenance.verifier.name, format.day(provenance.verifier.on))
            : words.notVerified}
        </p>
        <p>
          <a href={provenance.address} target="_blank" rel="noreferrer noopener">
            {words.source} ↗
          </a>
        </p>
      </div>
    </>
  );
}

/** An edge of a period as far as it is known: the day, only the month or the year, or the first evidence of it. */
function useEdge(): (day: string, known: 'day' | 'month' | 'year' | 'unknown' | undefined) => string {
  const t = useT(clauseWords);
  const format = useFormat();
  const locale = useLocale();
  return (day, known) => {
    if (known === 'year') return locale === 'zh' ? `${day.slice(0, 4)} 年` : day.slice(0, 4);
    if (known === 'month') return format.month(day.slice(0, 7));
    if (known === 'unknown')
      return `${day.slice(0, 4)}${locale === 'zh' ? '（' : ' ('}${t.notToTheDay}${locale === 'zh' ? '）' : ')'}`;
    return day;
  };
}
