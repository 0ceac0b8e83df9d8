import { listPriceBooks } from '@hegu/contract/labs/instruments.ts';
import { useT } from '../../../../../i18n/messages.ts';
import { useRouteQuery } from '../../../../../lib/query.ts';
import { useFormat } from '../../../../../lib/session.ts';
import { pricesForm } from './messages.ts';
import styles from './prices.module.css';

export function PriceHistory({ instrumentId }: { instrumentId: string }) {
  const t = useT(pricesForm);
  const format = useFormat();
  const { data } = useRouteQuery(listPriceBooks, { params: { id: instrumentId } });
  if (!data || data.items.length < 2) return null;
  return (
    <div className={styles.history}>
      <strong>{t.history}</strong>
      <ul>
        {data.items.map((v) => (
          <li key={v.id}>
            <span>{t.version(v.version)}</span>
            <span>
              {t.validFrom(format.day(v.validFrom))} – {v.validTo ? format.day(v.validTo) : t.untilNow}
            </span>
            {v.usedAt && <span className={styles.hint}>{t.used}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}
