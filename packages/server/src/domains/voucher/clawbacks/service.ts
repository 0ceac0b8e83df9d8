import { clawbackDays, type VoucherClawback } from '@hegu/contract/voucher/clawbacks.ts';
import { openCase, transition } from '../../../platform/casework/index.ts';
import type { Command, Query } from '../../../platform/command.ts';
import { DomainError } from '../../../platform/errors.ts';
import { decodePlace, pageOf } from '../../../platform/http/cursor.ts';
import { notify, usersWithRole } from '../../../platform/notices/index.ts';
import { access } from '../access.ts';
import { takeBack } from '../wallet/service.ts';
import { lockUse, type OpenUse } from '../wallet/store.ts';
import { clawbackCase } from './cases.ts';
import * as store from './store.ts';

/**
 * Taking back (追回) what a random check found wrong. The provider states its case first; another person than who asked decides, and
 * may take less; only then the ledger moves. Who of the office did what is the office's.
 */

const ownersOf = (q: Query): string[] => [
  ...new Set((q.actor?.memberships ?? []).filter((m) => m.role === 'facility').map((m) => m.organisationId)),
];

function toView(q: Query, r: store.ClawbackRow): VoucherClawback {
  const office = access.may(q.actor, 'voucher.audit');
  const own = q.actor !== null && r.actors.includes(q.actor.userId);
  return {
    id: r.id,
    useId: r.useId,
    title: { zh: r.titleZh, en: r.titleEn },
    startsAt: r.startsAt.toString(),
    providerName: q.locale === 'zh' ? r.providerZh : r.providerEn || r.providerZh,
    state: r.state,
    askedFen: r.askedFen,
    takenFen: r.takenFen,
    mostFen: Math.min(r.askedFen, r.usedFen),
    finding: r.finding,
    askedAt: r.askedAt.toString(),
    dueAt: r.dueAt?.toString() ?? null,
    statement: r.statement,
    answeredAt: r.answeredAt?.toString() ?? null,
    decision: r.decision,
    decidedAt: r.decidedAt?.toString() ?? null,
    askedByName: office ? r.askedByName : null,
    decidedByName: office ? r.decidedByName : null,
    own,
    may: {
      answer:
        r.state === 'proposed' &&
        access.may(q.actor, 'voucher.clawback-answer', { ownerOrganisationId: r.providerOrganisationId }),
      decide: r.state === 'deciding' && office && !own,
    },
  };
}

/** Newest first. @throws `access.denied`, `request.cursor` */
export async function listClawbacks(
  q: Query,
  input: {
    readonly scope: 'provider' | 'valley';
    readonly useId?: string | undefined;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
): Promise<{ items: VoucherClawback[]; nextCursor: string | null }> {
  if (input.scope === 'valley') access.assert(q.actor, 'voucher.audit');
  const rows = await store.list(
    q.tx,
    q.scope,
    { providerIds: input.scope === 'valley' ? null : ownersOf(q), useId: input.useId },
    decodePlace(input.cursor),
    input.limit + 1,
  );
  return pageOf(
    rows,
    input.limit,
    (r) => [r.askedAt.toString(), r.id],
    (r) => toView(q, r),
  );
}

/** @throws `record.not_found` also for what the reader may not know of */
async function known(q: Query, id: string): Promise<store.ClawbackRow> {
  const [row] = await store.list(q.tx, q.scope, { providerIds: null, id }, null, 1);
  if (!row || !access.may(q.actor, 'voucher.batch-read', { ownerOrganisationId: row.providerOrganisationId }))
    throw new DomainError('record.not_found', { id });
  return row;
}

const facilityOf = (cx: Command, row: Pick<store.ClawbackRow, 'providerOrganisationId'>) =>
  usersWithRole(cx, 'facility', row.providerOrganisationId);

/**
 * Asks for money of a settled use; nothing moves yet.
 * @returns the id of its case
 * @throws `case.already_open` where an earlier check asks for some of it
 */
export async function askBack(
  cx: Command,
  use: OpenUse,
  of: { readonly amountFen: number; readonly finding: string },
): Promise<string> {
  const { providerOrganisationId } = use;
  const opened = await openCase(cx, clawbackCase, {
    subjectKind: 'voucher_use',
    subjectId: use.id,
    ownerOrganisationId: providerOrganisationId,
    about: { zh: use.titleZh, en: use.titleEn },
  });
  await notify(cx, {
    kind: 'voucher.clawback-proposed',
    to: await facilityOf(cx, { providerOrganisationId }),
    data: {
      titleZh: use.titleZh,
      titleEn: use.titleEn,
      amountFen: of.amountFen,
      note: of.finding,
      days: clawbackDays,
    },
    link: `/vouchers/uses/${use.id}`,
  });
  return opened.id;
}

/** @throws `access.denied`, `record.not_found`, `case.wrong_state` */
export async function answerClawback(
  cx: Command,
  id: string,
  body: { readonly statement?: string | undefined },
): Promise<VoucherClawback> {
  const row = await known(cx, id);
  access.assert(cx.actor, 'voucher.clawback-answer', { ownerOrganisationId: row.providerOrganisationId });
  const { statement } = body;
  if (statement === undefined) await transition(cx, clawbackCase, id, 'accept');
  else await transition(cx, clawbackCase, id, 'object', { input: { statement } });
  return finish(cx, id);
}

/**
 * @throws `access.denied`, `record.not_found`, `case.wrong_state`, `voucher.same_person`, `voucher.over_asked`; `voucher.over_claim`
 *   where a later correction left less than that
 */
export async function decideClawback(
  cx: Command,
  id: string,
  body: { readonly amountFen: number; readonly reason: string },
): Promise<VoucherClawback> {
  access.assert(cx.actor, 'voucher.audit');
  const { amountFen, reason } = body;
  const row = await known(cx, id);
  // The use before its case, as where it is asked for
  const use = await lockUse(cx.tx, cx.scope, row.useId);
  if (!use) throw new DomainError('record.not_found', { id });
  await transition(cx, clawbackCase, id, amountFen > 0 ? 'order' : 'drop', { input: { reason } });
  if (amountFen > row.askedFen) throw new DomainError('voucher.over_asked', { askedFen: row.askedFen });
  if (amountFen > use.usedFen) throw new DomainError('voucher.over_claim', { usedFen: use.usedFen });
  if (amountFen > 0) {
    await store.putTaken(cx.tx, cx.scope, row, amountFen);
    await takeBack(cx, use, amountFen, { action: 'voucher.clawback', why: reason, toHolder: false });
  }
  await notify(cx, {
    kind: amountFen > 0 ? 'voucher.clawback' : 'voucher.clawback-dropped',
    to: await facilityOf(cx, row),
    data: {
      titleZh: row.titleZh,
      titleEn: row.titleEn,
      amountFen: amountFen > 0 ? amountFen : row.askedFen,
      note: reason,
    },
    link: `/vouchers/uses/${row.useId}`,
  });
  return finish(cx, id);
}

async function finish(cx: Command, id: string): Promise<VoucherClawback> {
  const row = await known(cx, id);
  cx.emit({
    type: 'voucher.changed',
    entityId: row.useId,
    rooms: [`organisation:${row.providerOrganisationId}`],
  });
  return toView(cx, row);
}
