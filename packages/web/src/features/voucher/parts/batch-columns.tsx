import type { Batch } from '@hegu/contract/voucher/uses.ts';
import { Link } from '@tanstack/react-router';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { useFormat } from '../../../lib/session.ts';
import type { Column } from '../../../ui/data-table.tsx';
import { Money } from '../../../ui/value.tsx';
import { providerWords } from '../provider/messages.ts';
import { BatchTag } from './tags.tsx';
import styles from './voucher.module.css';
import { voucherWords } from './words.ts';

/** Claims as rows; `who` adds whose they are. */
export function useBatchColumns(who: boolean): readonly Column<Batch>[] {
  const t = useT(providerWords);
  const words = useT(voucherWords);
  const locale = useLocale();
  const format = useFormat();
  return [
    {
      key: 'number',
      title: t.number,
      card: 'title',
      render: (b) => (
        <span className={styles.what}>
          <Link to="/vouchers/batches/$id" params={{ id: b.id }}>
            {b.number}
          </Link>
          <small>{who ? b.providerName : b.title[locale]}</small>
        </span>
      ),
    },
    { key: 'made', title: t.made, card: 'subtitle', render: (b) => format.dateTime(b.createdAt) },
    { key: 'count', title: t.count, align: 'end', render: (b) => format.number(b.uses) },
    { key: 'total', title: t.total, align: 'end', render: (b) => <Money fen={b.totalFen} /> },
    {
      key: 'offset',
      title: t.offset,
      align: 'end',
      render: (b) => (b.offsetFen > 0 ? <Money fen={b.offsetFen} /> : '–'),
    },
    { key: 'pay', title: t.pay, align: 'end', render: (b) => <Money fen={b.payFen} /> },
    { key: 'state', title: words.use.state, card: 'corner', render: (b) => <BatchTag status={b.status} /> },
  ];
}
