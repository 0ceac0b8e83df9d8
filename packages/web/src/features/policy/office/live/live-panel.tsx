import type { Clause } from '@hegu/rules/clause.ts';
import { useLocale } from '../../../../i18n/locale.ts';
import { useT } from '../../../../i18n/messages.ts';
import { useFormat } from '../../../../lib/session.ts';
import { Button } from '../../../../ui/button.tsx';
import { ProblemView } from '../../../../ui/problem-view.tsx';
import { printMoney } from '../../../enterprise/parts/value.ts';
import figures from '../figures.module.css';
import { officeWords } from '../messages.ts';
import styles from '../office.module.css';
import type { LiveResult } from './evaluate.ts';
import type { LivePreview } from './use-live.ts';

/** Over all firms, while the officer drags a threshold: who is in, who comes and goes, what it costs. */
export function LivePanel({ live, clause, sound }: { live: LivePreview; clause: Clause; sound: boolean }) {
  const t = useT(officeWords);
  return (
    <section className={styles.panel} aria-label={t.live}>
      <h2>{t.live}</h2>
      {!live.on && (
        <>
          <p className={styles.hint}>{t.liveHint}</p>
          <Button busy={live.busy} disabled={!sound} onClick={live.start}>
            {t.liveStart}
          </Button>
        </>
      )}
      {live.error !== null && <ProblemView error={live.error} />}
      {live.answer?.kind === 'missing' && (
        <>
          <p className={styles.hint}>{t.liveSave}</p>
          <Button look="quiet" busy={live.busy} onClick={live.start}>
            {t.liveStart}
          </Button>
        </>
      )}
      {live.answer?.kind === 'result' && <Result result={live.answer.result} clause={clause} />}
    </section>
  );
}

const parts = ['met', 'review', 'unknown', 'unmet'] as const;

function Result({ result, clause }: { result: LiveResult; clause: Clause }) {
  const t = useT(officeWords);
  const locale = useLocale();
  const format = useFormat();
  const blocked = result.blocked
    .filter((b) => b.unmet > 0)
    .toSorted((a, b) => b.alone - a.alone)
    .slice(0, 6);
  const most = Math.max(1, ...blocked.map((b) => b.unmet));
  return (
    <div aria-live="polite">
      <p className={figures.bigNumber}>
        <strong>{format.number(result.met)}</strong> {t.met}
      </p>
      <div className={figures.bar} aria-hidden="true">
        {parts.map((p) => (
          <i key={p} data-part={p} style={{ width: `${(result[p] / Math.max(1, result.size)) * 100}%` }} />
        ))}
      </div>
      <dl className={figures.figures}>
        {parts.map((p) => (
          <div key={p}>
            <dt>
              <i data-part={p} aria-hidden="true" /> {t[p]}
            </dt>
            <dd>{format.number(result[p])}</dd>
          </div>
        ))}
        <div>
          <dt>{t.gained}</dt>
          <dd className={figures.gain}>+{format.number(result.gained)}</dd>
        </div>
        <div>
          <dt>{t.lost}</dt>
          <dd className={figures.lose}>−{format.number(result.lost)}</dd>
        </div>
        <div>
          <dt>{t.upper}</dt>
          <dd>{result.costFen === null ? t.noCost : printMoney(result.costFen, locale)}</dd>
        </div>
      </dl>
      {result.costOpen > 0 && <p className={styles.hint}>{t.openFirms(format.number(result.costOpen))}</p>}
      {blocked.length > 0 && (
        <>
          <h3>{t.blockedBy}</h3>
          <ul className={figures.blocked}>
            {blocked.map((b) => (
              <li key={b.id}>
                <span>{clause.requirements.find((r) => r.id === b.id)?.text[locale] ?? b.id}</span>
                <span className={figures.blockedBar} aria-hidden="true">
                  <i style={{ width: `${(b.unmet / most) * 100}%` }} />
                  <b style={{ width: `${(b.alone / most) * 100}%` }} />
                </span>
                <span className={styles.hint}>
                  {format.number(b.unmet)} · {t.alone} {format.number(b.alone)}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      <p className={styles.hint}>
        {t.liveFirms(format.number(result.size))} · {t.liveMs(result.ms.toFixed(result.ms < 10 ? 1 : 0))}
      </p>
    </div>
  );
}
