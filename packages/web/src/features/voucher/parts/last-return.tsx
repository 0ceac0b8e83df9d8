import type { Use } from '@hegu/contract/voucher/uses.ts';
import { Link } from '@tanstack/react-router';
import { useT } from '../../../i18n/messages.ts';
import { useFormat } from '../../../lib/session.ts';
import { providerWords } from '../provider/messages.ts';
import styles from './voucher.module.css';

/** Why the office gave a use back, when, and of which claim. */
export function LastReturn({ of: r }: { of: NonNullable<Use['returned']> }) {
  const t = useT(providerWords);
  const format = useFormat();
  return (
    <span className={styles.what}>
      {r.reason}
      <small>
        <Link to="/vouchers/batches/$id" params={{ id: r.batchId }}>
          {r.batchNumber}
        </Link>{' '}
        · {t.returnedOf(format.date(r.at))}
      </small>
    </span>
  );
}
