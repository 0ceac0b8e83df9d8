import type { Receipt } from '@hegu/contract/policy/visitors.ts';
import type { Command, Query } from '../../../platform/command.ts';
import { DomainError } from '../../../platform/errors.ts';
import { notify } from '../../../platform/notices/index.ts';
import { libraryOf } from '../library/service.ts';
import { codeHash, contactDays, newCode, visitorsADay } from './rules.ts';
import * as store from './store.ts';

/** People without an account: the law lets anybody ask and object (行政许可法、公示制度), so this counter does too. */

/** Whether what somebody sends is taken. @throws `policy.left_blank`, `policy.visitors_enough` */
export async function admit(cx: Command, website: string | undefined): Promise<void> {
  if (website !== undefined && website !== '') throw new DomainError('policy.left_blank', {});
  if (cx.actor.via !== 'visitor') return;
  const midnight = cx.now.toZonedDateTimeISO(cx.scope.zone).startOfDay().toInstant();
  if ((await store.countSince(cx.tx, cx.scope, midnight)) >= visitorsADay)
    throw new DomainError('policy.visitors_enough', {});
}

/** Whose the objection is: of an account, that is told; else of whoever holds the code, which is told once and kept as a hash. */
export async function receiptFor(cx: Command, objectionId: string): Promise<string | null> {
  const code = cx.actor.via === 'visitor' ? newCode() : null;
  await store.signObjection(cx.tx, cx.scope, objectionId, {
    userId: code === null ? cx.actor.userId : null,
    codeHash: code === null ? null : codeHash(code),
  });
  return code;
}

/** Tells whoever objected with an account what was found. */
export async function tellObjector(cx: Command, objectionId: string): Promise<void> {
  const made = await store.objector(cx.tx, cx.scope, objectionId);
  if (!made || made.madeBy === null) return;
  await notify(cx, {
    kind: 'policy.objection_decided',
    to: [made.madeBy],
    data: { number: made.number, answer: made.answer ?? '' },
    link: `/policies/publicity/${made.publicityId}`,
  });
}

/** What was answered, for whoever holds the code: without name and contact. @throws `policy.receipt_unknown` */
export async function getReceipt(q: Query, code: string): Promise<Receipt> {
  const row = await store.receipt(q.tx, q.scope, codeHash(code));
  if (!row) throw new DomainError('policy.receipt_unknown', {});
  const v = await libraryOf(q);
  return {
    kind: row.kind,
    id: row.id,
    number: row.number,
    about: { zh: row.zh, en: row.en },
    clauseId: row.clauseId,
    publicityId: row.publicityId,
    body: row.body,
    at: row.at.toString(),
    status: row.status,
    answer: row.answer,
    answeredAt: row.answeredAt?.toString() ?? null,
    cited: row.cited.map((c) => ({
      ...c,
      title: v.library.clauses.get(c.clauseId)?.clause.title ?? { zh: c.clauseId, en: c.clauseId },
    })),
    contactRemovedAt: row.contactRemovedAt?.toString() ?? null,
  };
}

/** Job: how to reach those whose matter has been over for long enough. @returns how many were forgotten */
export async function forgetContacts(cx: Command): Promise<number> {
  const before = cx.now.subtract({ hours: 24 * contactDays });
  const n = await store.removeContacts(cx.tx, cx.scope, before, cx.now);
  if (n > 0)
    await cx.audit({
      action: 'policy.forget-contacts',
      entity: 'policy_visitors',
      entityId: '',
      after: { removed: n, answeredBefore: before.toString() },
    });
  return n;
}
