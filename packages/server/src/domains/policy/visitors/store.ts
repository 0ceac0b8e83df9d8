import type { Locale } from '@hegu/contract/errors.ts';
import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../platform/db/db.ts';
import type { ValleyScope } from '../../../platform/db/scope.ts';

/** What visitors have asked and objected to: how much of it, by its receipt, and how long they can be reached. */

type Instant = Temporal.Instant;
const at = (t: Instant) => sql`${t.toString()}::timestamptz`;

/** Questions and objections without an account since an instant. */
export async function countSince(tx: Tx, scope: ValleyScope, since: Instant): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select (select count(*) from policy_questions where valley_id = ${scope.valleyId} and asked_at >= ${at(since)} and asked_by is null)::int
      + (select count(*) from policy_objections where valley_id = ${scope.valleyId} and made_at >= ${at(since)} and made_by is null)::int
      as n`.execute(tx);
  return rows[0]?.n ?? 0;
}

export async function signObjection(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  by: { readonly userId: string | null; readonly codeHash: string | null },
): Promise<void> {
  await sql`update policy_objections set made_by = ${by.userId}, token_hash = ${by.codeHash}
    where valley_id = ${scope.valleyId} and id = ${id}::uuid`.execute(tx);
}

/** Who made an objection, for telling them. */
export async function objector(
  tx: Tx,
  scope: ValleyScope,
  id: string,
): Promise<
  | { madeBy: string | null; number: string; answer: string | null; publicityId: string; title: string }
  | undefined
> {
  const { rows } = await sql<{
    madeBy: string | null;
    number: string;
    answer: string | null;
    publicityId: string;
    title: string;
  }>`
    select o.made_by as "madeBy", a.number, o.answer, o.publicity_id as "publicityId", p.title from policy_objections o
      join policy_applications a on a.valley_id = o.valley_id and a.id = o.application_id
      join policy_publicities p on p.valley_id = o.valley_id and p.id = o.publicity_id
    where o.valley_id = ${scope.valleyId} and o.id = ${id}::uuid`.execute(tx);
  return rows[0];
}

export interface ReceiptRow {
  readonly kind: 'question' | 'objection';
  readonly id: string;
  readonly number: string;
  readonly zh: string;
  readonly en: string;
  readonly clauseId: string | null;
  readonly publicityId: string | null;
  readonly body: string;
  readonly at: Instant;
  readonly status: 'open' | 'answered' | 'upheld' | 'dismissed';
  readonly answer: string | null;
  readonly answeredAt: Instant | null;
  readonly cited: readonly { readonly clauseId: string; readonly article: string }[];
  readonly mailed: boolean;
  readonly contactRemovedAt: Instant | null;
}

/** Where an answer goes, and in which language. */
export interface AnswerAddress {
  readonly kind: 'question' | 'objection';
  readonly subjectId: string;
  readonly address: string;
  readonly locale: Locale;
  readonly code: string;
}

export async function keepAddress(tx: Tx, scope: ValleyScope, a: AnswerAddress): Promise<void> {
  await sql`insert into policy_answer_addresses (valley_id, kind, subject_id, address, locale, code)
    values (${scope.valleyId}, ${a.kind}, ${a.subjectId}, ${a.address}, ${a.locale}, ${a.code})`.execute(tx);
}

/** The address of an answer that is being written, once: it is deleted by this. */
export async function takeAddress(
  tx: Tx,
  scope: ValleyScope,
  kind: AnswerAddress['kind'],
  subjectId: string,
): Promise<Pick<AnswerAddress, 'address' | 'locale' | 'code'> | undefined> {
  const { rows } = await sql<Pick<AnswerAddress, 'address' | 'locale' | 'code'>>`
    delete from policy_answer_addresses
    where valley_id = ${scope.valleyId} and kind = ${kind} and subject_id = ${subjectId}::uuid
    returning address, locale, code`.execute(tx);
  return rows[0];
}

export async function receipt(tx: Tx, scope: ValleyScope, codeHash: string): Promise<ReceiptRow | undefined> {
  const { rows } = await sql<ReceiptRow>`
    select 'question' as kind, n.id, n.number, n.clause_zh as zh, n.clause_en as en, n.clause_id as "clauseId", null::uuid as "publicityId",
      n.body, n.asked_at as at, n.status, n.answer, n.answered_at as "answeredAt", n.cited, n.contact_removed_at as "contactRemovedAt",
      exists (select from policy_answer_addresses m where m.valley_id = n.valley_id and m.kind = 'question' and m.subject_id = n.id) as mailed
    from policy_questions n where n.valley_id = ${scope.valleyId} and n.token_hash = ${codeHash}
    union all
    select 'objection', o.id, a.number, p.title, p.title, null, o.publicity_id, o.body, o.made_at, o.status, o.answer, o.decided_at, '[]'::jsonb,
      o.contact_removed_at,
      exists (select from policy_answer_addresses m where m.valley_id = o.valley_id and m.kind = 'objection' and m.subject_id = o.id)
    from policy_objections o
      join policy_applications a on a.valley_id = o.valley_id and a.id = o.application_id
      join policy_publicities p on p.valley_id = o.valley_id and p.id = o.publicity_id
    where o.valley_id = ${scope.valleyId} and o.token_hash = ${codeHash}`.execute(tx);
  return rows[0];
}

/**
 * Deletes how to reach those who were answered before an instant; of a visitor the name too, of which nothing else is known here.
 * @returns how many
 */
export async function removeContacts(
  tx: Tx,
  scope: ValleyScope,
  answeredBefore: Instant,
  now: Instant,
): Promise<number> {
  const asked = await sql<{ id: string }>`
    update policy_questions set contact = '', name = case when asked_by is null then '' else name end, contact_removed_at = ${at(now)}
    where valley_id = ${scope.valleyId} and contact_removed_at is null and answered_at < ${at(answeredBefore)}
    returning id`.execute(tx);
  const objected = await sql<{ id: string }>`
    update policy_objections set contact = '', name = case when made_by is null then '' else name end, contact_removed_at = ${at(now)}
    where valley_id = ${scope.valleyId} and contact_removed_at is null and decided_at < ${at(answeredBefore)}
    returning id`.execute(tx);
  return asked.rows.length + objected.rows.length;
}
