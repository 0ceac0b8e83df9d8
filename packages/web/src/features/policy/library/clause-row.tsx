import type { ClauseSummary } from '@hegu/contract/policy/library.ts';
import { Link } from '@tanstack/react-router';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { Amount, Chip, EntitlementTag, SourceMark, WindowTag } from '../parts/parts.tsx';
import { policyWords } from '../parts/words.ts';
import styles from './library.module.css';

/** One clause of the library: what it is and for whom at the left, the amount and the window at the right. */
export function ClauseRow({ clause }: { clause: ClauseSummary }) {
  const t = useT(policyWords);
  const locale = useLocale();
  return (
    <li className={styles.row} data-over={clause.standing === 'over' || undefined}>
      <div className={styles.what}>
        <h3 className={styles.name}>
          <Link to="/policies/$id" params={{ id: clause.id }}>
            {clause.title[locale]}
          </Link>
        </h3>
        <p className={styles.plain}>{clause.plain[locale]}</p>
        <p className={styles.facts}>
          <Chip>{t.level[clause.policy.level]}</Chip>
          <EntitlementTag clause={clause} />
          <span>{clause.policy.issuer[locale]}</span>
          <SourceMark clause={clause} />
        </p>
      </div>
      <div className={styles.side}>
        <Amount clause={clause} />
        <WindowTag clause={clause} />
      </div>
    </li>
  );
}
