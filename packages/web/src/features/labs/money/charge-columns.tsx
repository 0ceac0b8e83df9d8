import type { Charge } from '@hegu/contract/labs/charges.ts';
import { Link } from '@tanstack/react-router';
import { useLocale } from '../../../i18n/locale.ts';
import { localName, useT } from '../../../i18n/messages.ts';
import { useFormat } from '../../../lib/session.ts';
import type { Column } from '../../../ui/data-table.tsx';
import { Money } from '../../../ui/value.tsx';
import { labs } from '../parts/words.ts';
import { ChargeTag } from './charge-tag.tsx';
import { moneyWords } from './messages.ts';
import styles from './money.module.css';

/** Charges as rows; `who` adds whose they are. */
export function useChargeColumns(who: boolean): readonly Column<Charge>[] {
  const t = useT(moneyWords);
  const words = useT(labs);
  const locale = useLocale();
  const format = useFormat();
  return [
    {
      key: 'when',
      title: t.charges.when,
      card: 'subtitle',
      render: (c) => format.range(c.usedFrom ?? c.startsAt, c.usedTo ?? c.endsAt),
    },
    {
      key: 'what',
      title: words.instrument,
      card: 'title',
      render: (c) => (
        <span className={styles.what}>
          <Link to="/charges/$id" params={{ id: c.id }}>
            {localName({ nameZh: c.instrumentNameZh, nameEn: c.instrumentNameEn }, locale)}
          </Link>
          <small>
            {c.kind !== 'use' && `${t.charges.kinds[c.kind]} · `}
            {c.ownerName}
          </small>
        </span>
      ),
    },
    ...(who
      ? [
          {
            key: 'who',
            title: t.charge.who,
            render: (c: Charge) => <span className={styles.person}>{c.personName}</span>,
          },
        ]
      : []),
    { key: 'project', title: t.charges.project, render: (c) => c.projectName },
    {
      key: 'status',
      title: t.charges.status,
      card: 'corner',
      render: (c) => <ChargeTag status={c.status} />,
    },
    {
      key: 'amount',
      title: t.charges.amount,
      align: 'end',
      render: (c) => (
        <>
          {c.amountFen !== c.originalFen && (
            <s className={styles.before}>
              <Money fen={c.originalFen} />
            </s>
          )}
          <Money fen={c.amountFen} />
          {c.voucherFen > 0 && (
            <small className={styles.voucher}>{t.charges.voucher(format.money(c.voucherFen))}</small>
          )}
        </>
      ),
    },
  ];
}
