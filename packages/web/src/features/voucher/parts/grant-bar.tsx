import type { Grant } from '@hegu/contract/voucher/grants.ts';
import { useT } from '../../../i18n/messages.ts';
import { MoneyBar, type Segment } from './money-bar.tsx';
import { voucherWords } from './words.ts';

/** A quota as one bar: free, held, used, and what went back to the budget. Null before it is granted. */
export function GrantBar({ grant: g }: { grant: Grant }) {
  const t = useT(voucherWords);
  if (g.wallet === null || g.grantedFen === null) return null;
  const { leftFen, heldFen, usedFen } = g.wallet;
  const backFen = Math.max(0, g.grantedFen - leftFen - heldFen - usedFen);
  const segments: Segment[] = [
    { key: 'used', label: t.bar.used, fen: usedFen, look: 'used' },
    { key: 'held', label: t.bar.held, fen: heldFen, look: 'held' },
    { key: 'left', label: t.bar.left, fen: leftFen, look: 'free' },
    ...(backFen > 0 ? [{ key: 'back', label: t.bar.back, fen: backFen, look: 'back' as const }] : []),
  ];
  return <MoneyBar totalFen={g.grantedFen} segments={segments} />;
}
