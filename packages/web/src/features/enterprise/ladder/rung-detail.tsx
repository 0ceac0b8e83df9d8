import type { Firm } from '@hegu/contract/enterprise/firms.ts';
import type { CriterionView, LeafView, RungView } from '@hegu/contract/enterprise/ladder.ts';
import { Link } from '@tanstack/react-router';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { Empty } from '../../../ui/empty.tsx';
import { StatusTag, type Tone } from '../../../ui/status-tag.tsx';
import { useFirmCatalogue } from '../parts/catalogue.ts';
import { groupOf } from '../parts/groups.ts';
import { useSourceName } from '../parts/source.ts';
import styles from './ladder.module.css';
import { ladderWords, type Truth } from './messages.ts';
import { rungTones } from './rungs.ts';
import { Conditions, Scores } from './scores.tsx';

const truthTones: Readonly<Record<Truth, Tone>> = {
  met: 'act',
  unmet: 'wrong',
  unknown: 'wait',
  review: 'calm',
};

/** One rung in full: what is missing first, then the scores, then every condition with its grounds. */
export function RungDetail({ rung, firm, own }: { rung: RungView; firm: Firm; own: boolean }) {
  const t = useT(ladderWords);
  const locale = useLocale();
  // With several routes only one has to be gone; the radar shows what everybody needs
  const only = rung.routes.length === 1 ? rung.routes[0] : undefined;
  const asked = [...rung.gates, ...(only?.criteria ?? [])];
  return (
    <div className={styles.detail}>
      <header className={styles.detailHead}>
        <h2>{rung.title[locale]}</h2>
        <StatusTag tone={rungTones[rung.state]}>{t.states[rung.state]}</StatusTag>
      </header>
      <dl className={styles.meta}>
        <div>
          <dt>{t.filing}</dt>
          <dd data-standing={rung.filing?.standing}>
            {rung.filing ? t.windows[rung.filing.standing](rung.filing.from, rung.filing.to) : t.noFiling}
            {rung.validYears !== null && <small>{t.validYears(rung.validYears)}</small>}
          </dd>
        </div>
        <div>
          <dt>{t.standard}</dt>
          <dd>
            {rung.standard.title[locale]} {rung.standard.number}
            <small>
              {t.mark[rung.standard.mark]}
              {/^https?:/.test(rung.standard.address) && (
                <>
                  {' · '}
                  <a href={rung.standard.address} rel="noreferrer" target="_blank">
                    {t.source}
                  </a>
                </>
              )}
            </small>
          </dd>
        </div>
      </dl>
      <Missing rung={rung} firm={firm} own={own} />
      {rung.scores.length > 0 ? (
        <section>
          <h3>{t.score}</h3>
          <Scores scores={rung.scores} total={rung.total} />
        </section>
      ) : (
        asked.length >= 3 && (
          <section>
            <h3>{t.conditions}</h3>
            <Conditions criteria={asked} />
          </section>
        )
      )}
      {rung.gates.length > 0 && (
        <section>
          <h3>{t.gates}</h3>
          <Criteria criteria={rung.gates} />
        </section>
      )}
      {rung.routes.length > 0 && (
        <section>
          <h3>{rung.routes.length > 1 ? t.routes : t.oneRoute}</h3>
          {only ? (
            <Criteria criteria={only.criteria} from={rung.gates.length + 1} />
          ) : (
            rung.routes.map((route, index) => (
              <details
                key={route.id}
                className={styles.route}
                open={route.truth === 'met' || (index === 0 && rung.routes.every((r) => r.truth !== 'met'))}
              >
                <summary>
                  <StatusTag tone={truthTones[route.truth]}>{t.truths[route.truth]}</StatusTag>
                  {route.text[locale]}
                </summary>
                <Criteria criteria={route.criteria} />
              </details>
            ))
          )}
        </section>
      )}
    </div>
  );
}

function Missing({ rung, firm, own }: { rung: RungView; firm: Firm; own: boolean }) {
  const t = useT(ladderWords);
  const locale = useLocale();
  const { catalogue } = useFirmCatalogue();
  if (rung.state === 'held' || rung.state === 'notApplicable') return null;
  const short = rung.missing.filter((m) => m.truth !== 'review');
  const judged = rung.missing.filter((m) => m.truth === 'review');
  if (rung.missing.length === 0) {
    return (
      <Empty icon="check" title={t.nothingMissing}>
        {t.nothingMissingHint}
      </Empty>
    );
  }
  /** Where on the firm's page the data belong. */
  const placeOf = (fields: readonly string[]): string | undefined => {
    const field = fields[0];
    if (!field) return undefined;
    const def = catalogue?.byKey.get(field);
    return def ? groupOf(def) : field;
  };
  const shortfallOf = (id: string): string | undefined => {
    const all = [...rung.gates, ...rung.routes.flatMap((r) => r.criteria)].find((c) => c.id === id);
    const words = all?.leaves.flatMap((l) => (l.shortfall ? [l.shortfall[locale]] : [])) ?? [];
    return words.length > 0 ? words.join(locale === 'zh' ? '；' : '; ') : undefined;
  };
  return (
    <section className={styles.missing} aria-label={t.missingTitle}>
      <h3>{short.length > 0 ? t.missingTitle : t.toReview}</h3>
      <ul>
        {[...short, ...judged].map((m) => (
          <li key={m.id}>
            <StatusTag tone={truthTones[m.truth]}>{t.truths[m.truth]}</StatusTag>
            <span>
              {m.text[locale]}
              {m.truth === 'unmet' && shortfallOf(m.id) && <strong>{shortfallOf(m.id)}</strong>}
            </span>
            {own && m.truth === 'unknown' && (
              <Link to="/firms/$id" params={{ id: firm.id }} hash={placeOf(m.fields) ?? ''}>
                {t.fill}
              </Link>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Each condition: what is asked, what is there, what is short, who says so, by which article. What is met is folded. */
function Criteria({ criteria, from = 1 }: { criteria: readonly CriterionView[]; from?: number }) {
  const t = useT(ladderWords);
  const locale = useLocale();
  return (
    <ol className={styles.criteria}>
      {criteria.map((c, index) => (
        <li key={c.id} data-truth={c.truth}>
          <details open={c.truth === 'unmet' || c.truth === 'unknown'}>
            <summary className={styles.criterionHead}>
              <span className={styles.number}>{from + index}</span>
              <StatusTag tone={truthTones[c.truth]}>{t.truths[c.truth]}</StatusTag>
              <strong>{c.text[locale]}</strong>
              {c.article && <small>{c.article}</small>}
            </summary>
            <ul className={styles.leaves}>
              {c.leaves.map((leaf, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two parts of a condition may read alike, and they never move
                <Leaf key={i} leaf={leaf} alone={c.leaves.length === 1} needed={c.truth !== 'met'} />
              ))}
            </ul>
          </details>
        </li>
      ))}
    </ol>
  );
}

/** @param needed of a condition that is met by another part, nothing is short */
function Leaf({ leaf, alone, needed }: { leaf: LeafView; alone: boolean; needed: boolean }) {
  const t = useT(ladderWords);
  const locale = useLocale();
  const source = useSourceName();
  const said = leaf.sources.map((s) =>
    [
      s.label[locale],
      s.value?.[locale],
      s.source && `(${source(s.source)}${s.observedOn ? ` ${s.observedOn}` : ''})`,
    ]
      .filter(Boolean)
      .join(' '),
  );
  return (
    <li>
      {!alone && <span className={styles.asks}>{leaf.asks[locale]}</span>}
      <dl>
        {leaf.required && (
          <div>
            <dt>{t.required}</dt>
            <dd>{leaf.required[locale]}</dd>
          </div>
        )}
        <div>
          <dt>{t.there}</dt>
          <dd data-none={leaf.actual === null || undefined}>{leaf.actual?.[locale] ?? t.unknownValue}</dd>
        </div>
        {needed && leaf.shortfall && (
          <div>
            <dt>{t.shortfall}</dt>
            <dd className={styles.short}>{leaf.shortfall[locale]}</dd>
          </div>
        )}
        {said.length > 0 && (
          <div className={styles.leafSources}>
            <dt>{t.sources}</dt>
            <dd>{said.join(locale === 'zh' ? '；' : '; ')}</dd>
          </div>
        )}
      </dl>
    </li>
  );
}
