import type { Receipt } from '@hegu/contract/policy/visitors.ts';
import type { Command, Query } from '../../../platform/command.ts';
import { DomainError } from '../../../platform/errors.ts';
import { notify, tellAddress } from '../../../platform/notices/index.ts';
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

type Matter = 'question' | 'objection';

/** Keeps where the answer is to be mailed; not of people with an account, who are told anyway. */
export async function mailAnswerTo(
  cx: Command,
  kind: Matter,
  subjectId: string,
  to: { readonly email: string | undefined; readonly code: string },
): Promise<void> {
  if (cx.actor.via !== 'visitor' || to.email === undefined) return;
  const { code, email: address } = to;
  await store.keepAddress(cx.tx, cx.scope, { kind, subjectId, address, locale: cx.locale, code });
}

const matters = {
  question: { zh: '您的政策咨询', en: 'Your question was' },
  objection: { zh: '您的公示异议', en: 'Your objection was' },
} as const satisfies Record<Matter, { readonly zh: string; readonly en: string }>;

/** Mails the answer where somebody without an account left an address, and forgets the address: the letter is in the outbox. */
export async function mailAnswer(
  cx: Command,
  kind: Matter,
  subjectId: string,
  said: { readonly aboutZh: string; readonly aboutEn: string; readonly answer: string },
): Promise<void> {
  const to = await store.takeAddress(cx.tx, cx.scope, kind, subjectId);
  if (!to) return;
  await tellAddress(cx, {
    kind: 'policy.receipt_answered',
    to: to.address,
    locale: to.locale,
    data: { ...said, whatZh: matters[kind].zh, whatEn: matters[kind].en, code: to.code },
    link: `/policies/receipts?code=${encodeURIComponent(to.code)}`,
  });
}

/** Whose the objection is: of an account, that is told; else of whoever holds the code, which is told once and kept as a hash. */
export async function receiptFor(
  cx: Command,
  objectionId: string,
  email: string | undefined,
): Promise<string | null> {
  const code = cx.actor.via === 'visitor' ? newCode() : null;
  await store.signObjection(cx.tx, cx.scope, objectionId, {
    userId: code === null ? cx.actor.userId : null,
    codeHash: code === null ? null : codeHash(code),
  });
  if (code !== null) await mailAnswerTo(cx, 'objection', objectionId, { email, code });
  return code;
}

/** Tells whoever objected what was found: by a notice, or at the address that was left. */
export async function tellObjector(cx: Command, objectionId: string): Promise<void> {
  const made = await store.objector(cx.tx, cx.scope, objectionId);
  if (!made) return;
  const answer = made.answer ?? '';
  if (made.madeBy === null) {
    await mailAnswer(cx, 'objection', objectionId, { aboutZh: made.title, aboutEn: made.title, answer });
    return;
  }
  await notify(cx, {
    kind: 'policy.objection_decided',
    to: [made.madeBy],
    data: { number: made.number, answer },
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
    mailed: row.mailed,
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
