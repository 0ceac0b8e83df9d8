import type { Command } from '../../../../platform/command.ts';
import * as ledger from '../../../../platform/ledger/index.ts';
import { notify } from '../../../../platform/notices/index.ts';
import { budgetAccount } from '../../accounts/service.ts';
import * as store from '../store.ts';

/** What happens to a quota when its time runs out. What bookings hold stays held; when it comes back it goes to the budget. */

const warningDays = 30;

export const grantsEnded = (cx: Command, limit: number, after?: string): Promise<string[]> =>
  store.endedGrants(cx.tx, cx.scope, cx.now, limit, after);

export const grantsEnding = (cx: Command, limit: number, after?: string): Promise<string[]> =>
  store.endingGrants(cx.tx, cx.scope, cx.now.add({ hours: 24 * warningDays }), limit, after);

/** Takes what is left on the wallet back to the budget. */
export async function endGrant(cx: Command, id: string): Promise<void> {
  const row = await store.findGrant(cx.tx, cx.scope, id);
  const { accountId, validTo } = row ?? {};
  if (!row || !accountId || !validTo || validTo.epochMilliseconds > cx.now.epochMilliseconds) return;
  const budget = await budgetAccount(cx, row.programmeId);
  const { balanceFen: backFen } = await ledger.balance(cx.tx, cx.scope, accountId);
  if (backFen === 0 && row.status === 'expired') return;
  if (backFen > 0)
    await ledger.transfer(cx.tx, cx.scope, {
      kind: 'voucher_expiry',
      ref: { kind: 'voucher_grant', id },
      seq: row.version,
      lines: [
        { accountId, amountFen: -backFen },
        { accountId: budget.id, amountFen: backFen },
      ],
      at: cx.now,
      memo: row.titleZh,
    });
  await store.changeGrant(cx.tx, cx.scope, id, { status: 'expired' });
  await cx.audit({
    action: 'voucher.expire',
    entity: 'voucher_grant',
    entityId: id,
    before: { status: row.status },
    after: { status: 'expired', backFen },
  });
  cx.emit({ type: 'voucher.changed', entityId: id, rooms: [`organisation:${row.organisationId}`] });
  if (backFen > 0)
    await notify(cx, {
      kind: 'voucher.ended',
      to: [row.appliedBy],
      data: { titleZh: row.titleZh, titleEn: row.titleEn, backFen },
      link: `/vouchers/grants/${id}`,
    });
}

export async function warnHolder(cx: Command, id: string): Promise<void> {
  const row = await store.findGrant(cx.tx, cx.scope, id);
  if (!row?.validTo) return;
  await store.changeGrant(cx.tx, cx.scope, id, { warned_at: cx.now });
  await notify(cx, {
    kind: 'voucher.ending',
    to: [row.appliedBy],
    data: {
      titleZh: row.titleZh,
      titleEn: row.titleEn,
      leftFen: row.leftFen ?? 0,
      validTo: row.validTo.subtract({ seconds: 1 }).toString(),
    },
    link: `/vouchers/grants/${id}`,
  });
}
