import type { Reason } from '@hegu/contract/errors.ts';
import type { Query } from '../../../../platform/command.ts';
import { barred } from '../../booking/life/held/service.ts';
import { contactOf } from '../../qualifications/store.ts';

/**
 * Why this reader may not check in, with what the sentence names: the instrument and whom to ask. Null where they may.
 * Only its holder is ever barred; the facility may begin for them, and answers for who runs it then (decision 13).
 */
export async function barredFor(
  q: Query,
  h: Parameters<typeof barred>[1],
): Promise<Pick<Reason, 'code' | 'data'> | null> {
  const { row, instrument } = h;
  if (q.actor?.userId !== row.user_id) return null;
  const reason = await barred(q, h);
  if (!reason) return null;
  const { nameZh, nameEn } = instrument;
  const contact = await contactOf(q.tx, q.scope, instrument.id);
  return { code: reason.code, data: { ...reason.data, nameZh, nameEn, ...contact } };
}
