import type { CriterionView, RungView } from '@hegu/contract/enterprise/ladder.ts';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { useFormat } from '../../../lib/session.ts';
import styles from './ladder.module.css';
import { ladderWords } from './messages.ts';
import { pathOf, radarLayout } from './radar-layout.ts';

const size = { width: 400, height: 300 };
const frame = { centre: [size.width / 2, size.height / 2] as const, radius: 104, gap: 14 };

/** The score table as a radar and, for those who read figures, as rows with bars. */
export function Scores({ scores, total }: { scores: RungView['scores']; total: RungView['total'] }) {
  const t = useT(ladderWords);
  const locale = useLocale();
  const format = useFormat();
  const range = (s: { lo: number; hi: number; max: number }) =>
    t.scoreOf(format.number(s.lo, 1), format.number(s.hi, 1), format.number(s.max, 1));
  return (
    <div className={styles.scores} data-radar={scores.length >= 3 || undefined}>
      {scores.length >= 3 && <Radar scores={scores} />}
      <div>
        {total && (
          <p className={styles.total}>
            {t.total} <strong>{range(total)}</strong>
          </p>
        )}
        <ul className={styles.bars}>
          {scores.map((s) => (
            <li key={s.id}>
              <span>{s.text[locale]}</span>
              <span className={styles.scoreRange}>{range(s)}</span>
              <span className={styles.bar} aria-hidden="true">
                <i data-possible style={{ width: `${(s.hi / s.max) * 100}%` }} />
                <i style={{ width: `${(s.lo / s.max) * 100}%` }} />
              </span>
            </li>
          ))}
        </ul>
        {scores.some((s) => s.lo !== s.hi) && <p className={styles.hint}>{t.band}</p>}
      </div>
    </div>
  );
}

/** How far a condition is fulfilled: not known and for people to judge is anything between nothing and all. */
const part = { met: [1, 1], unmet: [0, 0], unknown: [0, 1], review: [0, 1] } as const;

/** Where there is no score table: which conditions hold, one axis a condition, by the number it has in the list below. */
export function Conditions({ criteria }: { criteria: readonly CriterionView[] }) {
  const t = useT(ladderWords);
  const locale = useLocale();
  const met = criteria.filter((c) => c.truth === 'met').length;
  const scores = criteria.map((c, index) => ({
    id: c.id,
    text: { zh: String(index + 1), en: String(index + 1) },
    max: 1,
    lo: part[c.truth][0],
    hi: part[c.truth][1],
  }));
  return (
    <div className={styles.scores} data-radar>
      <Radar
        scores={scores}
        label={criteria.map((c, i) => `${i + 1} ${c.text[locale]} ${t.truths[c.truth]}`)}
      />
      <div>
        <p className={styles.total}>
          {t.truths.met} <strong>{`${met} / ${criteria.length}`}</strong>
        </p>
        <ul className={styles.bars}>
          {(['unmet', 'unknown', 'review'] as const).flatMap((truth) => {
            const here = criteria.flatMap((c, i) => (c.truth === truth ? [i + 1] : []));
            return here.length === 0
              ? []
              : [
                  <li key={truth}>
                    <span>{t.truths[truth]}</span>
                    <span className={styles.scoreRange}>
                      {t.numbers(here.join(locale === 'zh' ? '、' : ', '))}
                    </span>
                  </li>,
                ];
          })}
        </ul>
        <p className={styles.hint}>{t.conditionsHint}</p>
      </div>
    </div>
  );
}

/** Words of an axis in at most two lines. */
function lines(text: string, locale: 'zh' | 'en'): readonly string[] {
  const most = locale === 'zh' ? 8 : 16;
  if (text.length <= most) return [text];
  const space = locale === 'en' ? text.lastIndexOf(' ', most) : -1;
  const cut = space > 4 ? space : most;
  const rest = text.slice(cut).trim();
  return [text.slice(0, cut), rest.length > most ? `${rest.slice(0, most - 1)}…` : rest];
}

function Radar({ scores, label }: { scores: RungView['scores']; label?: readonly string[] }) {
  const t = useT(ladderWords);
  const locale = useLocale();
  const radar = radarLayout(scores, frame);
  const words = scores.map((s) => `${s.text[locale]} ${s.lo === s.hi ? s.lo : `${s.lo}–${s.hi}`}/${s.max}`);
  return (
    <svg
      className={styles.radar}
      viewBox={`0 0 ${size.width} ${size.height}`}
      role="img"
      aria-label={t.radar(label ?? words)}
    >
      {radar.rings.map((ring) => (
        <path key={pathOf(ring)} d={pathOf(ring)} className={styles.ring} />
      ))}
      {radar.axes.map((axis) => (
        <line
          key={axis.id}
          x1={frame.centre[0]}
          y1={frame.centre[1]}
          x2={axis.end[0]}
          y2={axis.end[1]}
          className={styles.ring}
        />
      ))}
      {!radar.certain && <path d={pathOf(radar.possible)} className={styles.possible} />}
      <path d={pathOf(radar.sure)} className={styles.sure} />
      {radar.axes.map((axis, index) => {
        const score = scores[index];
        return (
          <g key={axis.id}>
            {score && score.lo !== score.hi && (
              <line
                x1={axis.lo[0]}
                y1={axis.lo[1]}
                x2={axis.hi[0]}
                y2={axis.hi[1]}
                className={styles.reach}
              />
            )}
            <circle cx={axis.lo[0]} cy={axis.lo[1]} r={3} className={styles.dot} />
            <text x={axis.label[0]} y={axis.label[1]} textAnchor={axis.anchor} className={styles.axisWord}>
              {lines(score?.text[locale] ?? '', locale).map((line, row, all) => (
                <tspan
                  key={line}
                  x={axis.label[0]}
                  dy={row === 0 ? (axis.label[1] < frame.centre[1] - 60 ? -(all.length - 1) * 14 : 4) : 14}
                >
                  {line}
                </tspan>
              ))}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
