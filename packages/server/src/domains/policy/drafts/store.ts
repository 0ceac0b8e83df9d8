import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../platform/db/db.ts';
import type { ValleyScope } from '../../../platform/db/scope.ts';
import type { DocumentBody } from '../library/store.ts';

/** All SQL of drafts. A published or withdrawn row is never written again, but for the day on which it ended. */

export type DraftStatus = 'draft' | 'submitted' | 'published' | 'withdrawn';
type Json = Record<string, unknown>;

export interface DraftRow {
  readonly id: string;
  readonly clause_id: string;
  readonly policy_id: string;
  readonly version: number;
  readonly clause: Json;
  readonly document: Json | null;
  readonly golden: Json[];
  readonly note: string;
  readonly status: DraftStatus;
  readonly revision: number;
  readonly drafted_by: string;
  readonly drafted_by_name: string | null;
  readonly drafted_at: Temporal.Instant;
  readonly submitted_at: Temporal.Instant | null;
  readonly published_at: Temporal.Instant | null;
  readonly published_by_name: string | null;
  readonly editors: string[];
  readonly editor_names: string[];
  readonly returned: string | null;
}

const columns = sql.raw(
  `v.id, v.clause_id, v.policy_id, v.version, v.clause, v.document, v.golden, v.note, v.status, v.revision, v.drafted_by,
   d.name as drafted_by_name, v.drafted_at, v.submitted_at, v.published_at, p.name as published_by_name, v.editors, v.returned,
   array(select coalesce(u.name, e) from unnest(v.editors) e left join users u on u.id = e order by 1) as editor_names`,
);
const joins = sql.raw(`left join users d on d.id = v.drafted_by left join users p on p.id = v.published_by`);

export async function find(tx: Tx, scope: ValleyScope, id: string): Promise<DraftRow | undefined> {
  const { rows } = await sql<DraftRow>`
    select ${columns} from policy_versions v ${joins}
    where v.valley_id = ${scope.valleyId} and v.id = ${id}`.execute(tx);
  return rows[0];
}

export async function lock(tx: Tx, scope: ValleyScope, id: string): Promise<DraftRow | undefined> {
  await sql`select 1 from policy_versions where valley_id = ${scope.valleyId} and id = ${id} for update`.execute(
    tx,
  );
  return find(tx, scope, id);
}

export interface Wanted {
  readonly q: string;
  readonly status: string | undefined;
  readonly after: string | null;
  readonly limit: number;
}

/** Newest first; ids are in the order of time. */
export async function list(tx: Tx, scope: ValleyScope, w: Wanted): Promise<DraftRow[]> {
  const like = `%${w.q.replace(/[\\%_]/g, '\\$&')}%`;
  const { rows } = await sql<DraftRow>`
    select ${columns} from policy_versions v ${joins}
    where v.valley_id = ${scope.valleyId}
      ${w.status === undefined ? sql`` : sql`and v.status = ${w.status}`}
      ${w.after === null ? sql`` : sql`and v.id < ${w.after}::uuid`}
      ${w.q === '' ? sql`` : sql`and (v.clause_id ilike ${like} or v.clause #>> '{title,zh}' ilike ${like} or v.clause #>> '{title,en}' ilike ${like})`}
    order by v.id desc limit ${w.limit}`.execute(tx);
  return rows;
}

/** The highest number that a version of the clause has here; 0 where there is none. */
export async function lastNumber(tx: Tx, scope: ValleyScope, clauseId: string): Promise<number> {
  const { rows } = await sql<{ last: number }>`
    select coalesce(max(version), 0) as last from policy_versions
    where valley_id = ${scope.valleyId} and clause_id = ${clauseId}`.execute(tx);
  return rows[0]?.last ?? 0;
}

/** The draft of a clause under way. */
export async function openDraft(tx: Tx, scope: ValleyScope, clauseId: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select id from policy_versions
    where valley_id = ${scope.valleyId} and clause_id = ${clauseId} and status in ('draft', 'submitted')`.execute(
    tx,
  );
  return rows[0]?.id;
}

/** A document that is still a draft with one of its clauses. */
export async function draftedDocument(
  tx: Tx,
  scope: ValleyScope,
  policyId: string,
): Promise<Json | undefined> {
  const { rows } = await sql<{ document: Json }>`
    select document from policy_versions
    where valley_id = ${scope.valleyId} and policy_id = ${policyId} and status in ('draft', 'submitted') and document is not null
    order by id limit 1`.execute(tx);
  return rows[0]?.document;
}

export interface NewDraft {
  readonly id: string;
  readonly clauseId: string;
  readonly policyId: string;
  readonly number: number;
  readonly clause: unknown;
  readonly document: unknown;
  readonly golden: unknown;
  readonly by: string;
  readonly at: Temporal.Instant;
}

/** False where somebody else's draft of the clause came first. */
export async function insert(tx: Tx, scope: ValleyScope, d: NewDraft): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    insert into policy_versions (valley_id, id, clause_id, policy_id, version, hash, clause, document, golden, note, status, drafted_by, drafted_at)
    values (${scope.valleyId}, ${d.id}, ${d.clauseId}, ${d.policyId}, ${d.number}, '', ${JSON.stringify(d.clause)}::jsonb,
      ${d.document === null ? null : JSON.stringify(d.document)}::jsonb, ${JSON.stringify(d.golden)}::jsonb, '', 'draft', ${d.by}, ${d.at})
    on conflict do nothing returning id`.execute(tx);
  return rows.length > 0;
}

export interface Save {
  readonly clause: unknown;
  readonly document: unknown;
  readonly golden: unknown;
  readonly note: string;
  readonly editor: string;
}

export async function save(tx: Tx, scope: ValleyScope, id: string, s: Save): Promise<void> {
  await sql`
    update policy_versions set clause = ${JSON.stringify(s.clause)}::jsonb,
      document = ${s.document === null ? null : JSON.stringify(s.document)}::jsonb,
      golden = ${JSON.stringify(s.golden)}::jsonb, note = ${s.note}, revision = revision + 1,
      editors = case when ${s.editor} = any(editors) then editors else editors || ${s.editor}::text end
    where valley_id = ${scope.valleyId} and id = ${id} and status = 'draft'`.execute(tx);
}

export async function move(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  to: {
    status: 'draft' | 'submitted' | 'withdrawn';
    submittedAt: Temporal.Instant | null;
    returned: string | null;
  },
): Promise<void> {
  await sql`
    update policy_versions set status = ${to.status}, submitted_at = ${to.submittedAt}, returned = ${to.returned}, revision = revision + 1
    where valley_id = ${scope.valleyId} and id = ${id} and status in ('draft', 'submitted')`.execute(tx);
}

export interface Publication {
  readonly clause: unknown;
  readonly hash: string;
  readonly by: string;
  readonly at: Temporal.Instant;
}

/** One publication at a time in a valley: each is checked against what the one before it left. */
export async function lockPublishing(tx: Tx, scope: ValleyScope): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`policy.publish:${scope.valleyId}`}, 0))`.execute(
    tx,
  );
}

/** Ends the version that held and puts this one in its place. */
export async function publish(tx: Tx, scope: ValleyScope, row: DraftRow, p: Publication): Promise<void> {
  await sql`
    update policy_versions set until = ${p.at}
    where valley_id = ${scope.valleyId} and clause_id = ${row.clause_id} and status = 'published' and until is null`.execute(
    tx,
  );
  await sql`
    update policy_versions set status = 'published', published_at = ${p.at}, published_by = ${p.by}, hash = ${p.hash},
      clause = ${JSON.stringify(p.clause)}::jsonb, revision = revision + 1
    where valley_id = ${scope.valleyId} and id = ${row.id} and status = 'submitted'`.execute(tx);
}

export async function publishDocument(
  tx: Tx,
  scope: ValleyScope,
  d: { id: string; body: DocumentBody; hash: string; by: string; at: Temporal.Instant },
): Promise<void> {
  await sql`
    update policy_documents set until = ${d.at}
    where valley_id = ${scope.valleyId} and policy_id = ${d.body.id} and until is null`.execute(tx);
  await sql`
    insert into policy_documents (valley_id, id, policy_id, hash, body, published_at, published_by)
    values (${scope.valleyId}, ${d.id}, ${d.body.id}, ${d.hash}, ${JSON.stringify(d.body)}::jsonb, ${d.at}, ${d.by})`.execute(
    tx,
  );
}
