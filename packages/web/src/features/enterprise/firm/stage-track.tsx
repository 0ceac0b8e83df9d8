import type { Words } from '@hegu/rules/facts.ts';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import styles from './firm.module.css';
import { firmPageWords } from './messages.ts';

/** From the laboratory to the market; the early and confirmatory trials of cell and gene products stand for phases. */
const usual = ['preclinical', 'phase1', 'phase2', 'phase3', 'review', 'approved', 'marketed'];
const cellOrGene = ['preclinical', 'early', 'confirmatory', 'review', 'approved', 'marketed'];

/** How far a product is, as a row of steps with the word beside it. */
export function StageTrack({ stage, codes }: { stage: string; codes?: Readonly<Record<string, Words>> }) {
  const t = useT(firmPageWords);
  const locale = useLocale();
  const steps = cellOrGene.includes(stage) && !usual.includes(stage) ? cellOrGene : usual;
  const at = steps.indexOf(stage);
  const word = codes?.[stage]?.[locale] ?? stage;
  return (
    <span className={styles.track}>
      {at >= 0 && (
        <span className={styles.steps} role="img" aria-label={t.stageTrack(word)}>
          {steps.map((s, i) => (
            <i key={s} data-done={i <= at || undefined} title={codes?.[s]?.[locale] ?? s} />
          ))}
        </span>
      )}
      <span>{word}</span>
    </span>
  );
}
