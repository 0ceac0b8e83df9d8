import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../platform/db/db.ts';
import type { ValleyScope } from '../../../platform/db/scope.ts';
import type { Place } from '../../../platform/http/cursor.ts';

/** Questions and answers. */

type Instant = Temporal.Instant;

export interface QuestionRow {
  readonly id: string;
  readonly number: string;
  readonly clauseId: string;
  readonly clauseZh: string;
  readonly clauseEn: string;
  readonly askedBy: string | null;
  readonly name: string;
  readonly contact: string;
  readonly body: string;
  readonly askedAt: Instant;
  readonly caseId: string;
  readonly status: 'open' | 'answered';
  readonly dueAt: Instant | null;
  readonly overdue: boolean;
  readonly answer: string | null;
  readonly cited: readonly { readonly clauseId: string; readonly article: string }[];
  readonly answeredByName: string | null;
  readonly answeredAt: Instant | null;
  readonly publicQuestion: string | null;
  readonly publishedAt: Instant | null;
  readonly tokenHash: string;
}

const columns =
  sql.raw(`n.id, n.number, n.clause_id as "clauseId", n.clause_zh as "clauseZh", n.clause_en as "clauseEn",
  n.asked_by as "askedBy", n.name, n.contact, n.body, n.asked_at as "askedAt", n.case_id as "caseId", n.status,
  c.due_at as "dueAt", (c.overdue_at is not null) as overdue, n.answer, n.cited, n.answered_by_name as "answeredByName",
  n.answered_at as "answeredAt", n.public_question as "publicQuestion", n.published_at as "publishedAt",
  n.token_hash as "tokenHash"`);
const from = sql.raw(
  `policy_questions n left join cases c on c.valley_id = n.valley_id and c.id = n.case_id`,
);

export async function find(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  lock = false,
): Promise<QuestionRow | undefined> {
  if (lock)
    await sql`select 1 from policy_questions where valley_id = ${scope.valleyId} and id = ${id}::uuid
      for no key update`.execute(tx);
  const { rows } = await sql<QuestionRow>`
    select ${columns} from ${from} where n.valley_id = ${scope.valleyId} and n.id = ${id}::uuid`.execute(tx);
  return rows[0];
}

export async function list(
  tx: Tx,
  scope: ValleyScope,
  f: { readonly askedBy?: string; readonly status?: string | undefined; readonly oldest: boolean },
  after: Place | null,
  limit: number,
): Promise<QuestionRow[]> {
  const way = f.oldest ? sql.raw('') : sql.raw('desc');
  const { rows } = await sql<QuestionRow>`
    select ${columns} from ${from} where n.valley_id = ${scope.valleyId}
      ${f.askedBy === undefined ? sql`` : sql`and n.asked_by = ${f.askedBy}`}
      ${f.status === undefined ? sql`` : sql`and n.status = ${f.status}`}
      ${after ? sql`and (n.asked_at, n.id) ${sql.raw(f.oldest ? '>' : '<')} (${after.at.toString()}::timestamptz, ${after.id}::uuid)` : sql``}
    order by n.asked_at ${way}, n.id ${way} limit ${limit}`.execute(tx);
  return rows;
}

export async function published(tx: Tx, scope: ValleyScope, clauseId: string): Promise<QuestionRow[]> {
  const { rows } = await sql<QuestionRow>`
    select ${columns} from ${from} where n.valley_id = ${scope.valleyId} and n.clause_id = ${clauseId}
      and n.published_at is not null order by n.published_at desc, n.id desc limit 100`.execute(tx);
  return rows;
}

export async function insert(
  tx: Tx,
  scope: ValleyScope,
  r: Pick<
    QuestionRow,
    | 'id'
    | 'number'
    | 'clauseId'
    | 'clauseZh'
    | 'clauseEn'
    | 'askedBy'
    | 'name'
    | 'contact'
    | 'body'
    | 'askedAt'
    | 'caseId'
    | 'tokenHash'
  >,
): Promise<void> {
  await sql`insert into policy_questions (valley_id, id, number, clause_id, clause_zh, clause_en, asked_by, name, contact, body, asked_at,
      case_id, status, cited, token_hash)
    values (${scope.valleyId}, ${r.id}, ${r.number}, ${r.clauseId}, ${r.clauseZh}, ${r.clauseEn}, ${r.askedBy}, ${r.name},
      ${r.contact}, ${r.body}, ${r.askedAt.toString()}, ${r.caseId}, 'open', '[]', ${r.tokenHash})`.execute(
    tx,
  );
}

export async function answer(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  a: {
    readonly answer: string;
    readonly cited: QuestionRow['cited'];
    readonly by: string;
    readonly byName: string;
    readonly at: Instant;
  },
): Promise<void> {
  await sql`update policy_questions set status = 'answered', answer = ${a.answer}, cited = ${JSON.stringify(a.cited)}::jsonb,
      answered_by = ${a.by}, answered_by_name = ${a.byName}, answered_at = ${a.at.toString()}::timestamptz
    where valley_id = ${scope.valleyId} and id = ${id}::uuid`.execute(tx);
}

export async function publish(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  p: { readonly question: string; readonly at: Instant | null },
): Promise<void> {
  await sql`update policy_questions set public_question = ${p.question},
      published_at = ${p.at === null ? null : p.at.toString()}::timestamptz
    where valley_id = ${scope.valleyId} and id = ${id}::uuid`.execute(tx);
}
