import type { Condition } from '@hegu/contract/policy/matching.ts';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { useFormat } from '../../../lib/session.ts';
import { useSourceName } from '../../enterprise/parts/source.ts';
import { usePlaceWords } from '../parts/names.ts';
import { mineWords } from './messages.ts';
import styles from './mine.module.css';

type Explained = Condition['explained'];
type Truth = Condition['truth'];

const signs: Readonly<Record<Truth, string>> = { met: '✓', unmet: '✗', unknown: '?', review: '评' };
const signsEn: Readonly<Record<Truth, string>> = { ...signs, review: 'R' };

/** A verdict as a sign of its own shape, with its word for who cannot see it. */
export function TruthSign({ truth }: { truth: Truth }) {
  const t = useT(mineWords);
  const locale = useLocale();
  return (
    <span className={styles.sign} data-truth={truth}>
      <span aria-hidden="true">{(locale === 'zh' ? signs : signsEn)[truth]}</span>
      <span className="sr-only">{t.truth[truth]}</span>
    </span>
  );
}

/** Every condition: what is asked, what is there, from where and when, and what is missing by how much. */
export function Reasons({ conditions }: { conditions: readonly Condition[] }) {
  const locale = useLocale();
  const places = usePlaceWords();
  return (
    <ul className={styles.reasons}>
      {conditions.map((c) => (
        <li key={c.id} data-truth={c.truth}>
          <TruthSign truth={c.truth} />
          <div>
            <p>
              <strong>{c.text[locale]}</strong>
              {c.article && <span className={styles.faint}> · {c.article}</span>}
            </p>
            <Finding explained={c.explained} places={places} top />
          </div>
        </li>
      ))}
    </ul>
  );
}

function Finding({
  explained: e,
  places,
  top = false,
}: {
  explained: Explained;
  places: (text: string) => string;
  top?: boolean;
}) {
  const t = useT(mineWords);
  const locale = useLocale();
  const joint = e.op === 'all' || e.op === 'any' || e.op === 'not';
  if (joint && e.parts.length > 0) {
    return (
      <>
        <p className={styles.joint}>{e.op === 'all' ? t.all : e.op === 'any' ? t.any : t.not}</p>
        <ul className={styles.parts}>
          {e.parts.map((part, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts of a rule never move
            <li key={i}>
              <TruthSign truth={part.truth} />
              <div>
                {part.op !== 'all' && part.op !== 'any' && part.op !== 'not' && (
                  <p>{places(part.asks[locale])}</p>
                )}
                <Finding explained={part} places={places} />
              </div>
            </li>
          ))}
        </ul>
      </>
    );
  }
  const facts = [
    e.required && `${t.required} ${places(e.required[locale])}`,
    e.actual && `${t.actual} ${places(e.actual[locale])}`,
  ].filter(Boolean);
  return (
    <>
      {top && e.required === null && e.truth !== 'met' && (
        <p className={styles.asks}>{places(e.asks[locale])}</p>
      )}
      {facts.length > 0 && <p className={styles.facts}>{facts.join(' · ')}</p>}
      {e.shortfall && <p className={styles.shortfall}>{e.shortfall[locale]}</p>}
      <Sources explained={e} places={places} />
    </>
  );
}

function Sources({ explained: e, places }: { explained: Explained; places: (text: string) => string }) {
  const t = useT(mineWords);
  const locale = useLocale();
  const format = useFormat();
  const sourceName = useSourceName();
  if (e.op === 'review' || e.sources.length === 0) return null;
  const zh = locale === 'zh';
  return (
    <ul className={styles.sources}>
      {e.sources.map((s, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: one fact may be read twice, and the list never moves
        <li key={`${s.label.zh}:${i}`}>
          {s.label[locale]}
          {zh ? '：' : ': '}
          {s.value ? places(s.value[locale]) : t.noData}
          {s.source && s.observedOn && (
            <span className={styles.faint}>
              {' '}
              {zh ? '（' : '('}
              {t.sourceLine(sourceName(s.source), format.day(s.observedOn))}
              {zh ? '）' : ')'}
            </span>
          )}
          {s.otherYears.length > 0 && (
            <span className={styles.faint}> {t.otherYears(s.otherYears.join(zh ? '、' : ', '))}</span>
          )}
        </li>
      ))}
    </ul>
  );
}
