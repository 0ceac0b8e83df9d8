import type { Use } from '@hegu/contract/voucher/uses.ts';
import { Link } from '@tanstack/react-router';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { reservationPlace } from '../../../lib/places.ts';
import { useFormat } from '../../../lib/session.ts';
import type { Column } from '../../../ui/data-table.tsx';
import { Money } from '../../../ui/value.tsx';
import { UseTag } from './tags.tsx';
import styles from './voucher.module.css';
import { voucherWords } from './words.ts';

/**
 * What the voucher pays of it now: held while it is not settled, used after. What a random check took back from the provider the
 * holder has used all the same.
 */
export const partOf = (u: Use, side: 'holder' | 'provider'): number =>
  u.status === 'held'
    ? u.heldFen
    : u.status === 'released'
      ? 0
      : u.usedFen + (side === 'holder' ? u.clawedFen : 0);

/** Uses as rows. `side`: whose eyes: the holder's sees the provider, the provider's and the office's see the buyer. */
export function useUseColumns(side: 'holder' | 'provider'): readonly Column<Use>[] {
  const t = useT(voucherWords);
  const locale = useLocale();
  const format = useFormat();
  return [
    {
      key: 'when',
      title: t.use.when,
      card: 'subtitle',
      render: (u) => format.range(u.startsAt, u.endsAt),
    },
    {
      key: 'service',
      title: t.use.service,
      card: 'title',
      render: (u) => (
        <span className={styles.what}>
          <Link to="/vouchers/uses/$id" params={{ id: u.id }}>
            {u.title[locale]}
          </Link>
          <small>{side === 'holder' ? u.providerName : u.organisationName}</small>
        </span>
      ),
    },
    { key: 'person', title: t.use.person, render: (u) => u.personName },
    {
      key: 'price',
      title: t.use.cost,
      align: 'end',
      render: (u) => <Money fen={u.chargeFen ?? u.priceFen} />,
    },
    {
      key: 'part',
      title: t.use.used,
      align: 'end',
      render: (u) => (
        <strong>
          <Money fen={partOf(u, side)} />
        </strong>
      ),
    },
    { key: 'state', title: t.use.state, card: 'corner', render: (u) => <UseTag status={u.status} /> },
    {
      key: 'link',
      title: '',
      card: 'actions',
      render: (u) =>
        u.refKind === 'reservation' ? <Link to={reservationPlace(u.refId)}>{t.use.reservation}</Link> : null,
    },
  ];
}
