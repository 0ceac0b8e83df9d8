import { listPriceBooks } from '@hegu/contract/labs/instruments.ts';
import type { PriceBookVersion } from '@hegu/contract/labs/pricing.ts';
import { useT } from '../../../../../i18n/messages.ts';

import { useRouteQuery } from '../../../../../lib/query.ts';
import { serverNow, useFormat, useZone } from '../../../../../lib/session.ts';
import { Button } from '../../../../../ui/button.tsx';
import { ConfirmButton } from '../../../../../ui/confirm-button.tsx';
import { StatusTag } from '../../../../../ui/status-tag.tsx';
import { today } from '../../day/layout.ts';
import { pricesForm } from './messages.ts';
import styles from './prices.module.css';

/** Every version with its days; one that has yet to begin, and that nothing was priced with, can be changed or withdrawn. */
export function PriceHistory({
  instrumentId,
  locked,
  onEdit,
  onWithdraw,
}: {
  instrumentId: string;
  /** The form has changes of its own, which would be lost. */
  locked: boolean;
  onEdit: (version: PriceBookVersion) => void;
  /** @param before the version that then goes on */
  onWithdraw: (version: PriceBookVersion, before: PriceBookVersion) => Promise<unknown>;
}) {
  const t = useT(pricesForm);
  const format = useFormat();
  const zone = useZone();
  const { data } = useRouteQuery(listPriceBooks, { params: { id: instrumentId } });
  if (!data || data.items.length < 2) return null;
  const now = today(serverNow(), zone);
  return (
    <div className={styles.history}>
      <strong>{t.history}</strong>
      <ul>
        {data.items.map((v) => {
          const planned = v.validFrom > now;
          const before = data.items.find((other) => other.validTo === v.validFrom);
          return (
            <li key={v.id}>
              <span>{t.version(v.version)}</span>
              <span>
                {v.validTo
                  ? t.validBetween(format.day(v.validFrom), format.day(v.validTo))
                  : t.validFrom(format.day(v.validFrom))}
              </span>
              {planned && <StatusTag tone="wait">{t.planned}</StatusTag>}
              {v.usedAt && <span className={styles.hint}>{t.used}</span>}
              {planned && !v.usedAt && (
                <span>
                  <Button look="quiet" disabled={locked} onClick={() => onEdit(v)}>
                    {t.editPlanned}
                  </Button>
                  {before && (
                    <ConfirmButton
                      look="quiet"
                      disabled={locked}
                      title={t.withdrawTitle(format.day(v.validFrom))}
                      consequence={t.withdrawText}
                      confirmLabel={t.withdraw}
                      onConfirm={() => onWithdraw(v, before)}
                    >
                      {t.withdraw}
                    </ConfirmButton>
                  )}
                </span>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
