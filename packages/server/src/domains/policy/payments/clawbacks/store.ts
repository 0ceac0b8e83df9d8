import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../../platform/db/db.ts';
import type { ValleyScope } from '../../../../platform/db/scope.ts';
import type { Place } from '../../../../platform/http/cursor.ts';

/** Money to be given back. */

type Instant = Temporal.Instant;

export interface ClawbackRow {
  readonly id: string;
  readonly number: string;
  readonly applicationId: string;
  readonly applicationNumber: string;
  readonly organisationId: string | null;
  readonly firmName: string;
  readonly firmNameEn: string;
  readonly titleZh: string;
  readonly titleEn: string;
  readonly amountFen: number;
  readonly repaidFen: number;
  readonly reason: string;
  readonly article: string;
  readonly status: 'proposed' | 'ordered' | 'repaid' | 'dropped';
  readonly dueOn: string | null;
  readonly madeBy: string;
  readonly madeByName: string | null;
  readonly madeAt: Instant;
  readonly decidedByName: string | null;
  readonly decidedAt: Instant | null;
  readonly decision: string | null;
  readonly repayments: readonly {
    readonly amountFen: number;
    readonly reference: string;
    readonly paidOn: string;
  }[];
}

const columns = sql.raw(`k.id, k.number, k.application_id as "applicationId", a.number as "applicationNumber",
  a.organisation_id as "organisationId", f.name_zh as "firmName", f.name_en as "firmNameEn", a.title_zh as "titleZh", a.title_en as "titleEn",
  k.amount_fen as "amountFen", k.reason, k.article, k.status, k.due_on as "dueOn", k.made_by as "madeBy", k.made_at as "madeAt",
  k.decided_at as "decidedAt", k.decision, m.name as "madeByName", d.name as "decidedByName",
  (select coalesce(sum(r.amount_fen), 0)::bigint from policy_repayments r where r.valley_id = k.valley_id
    and r.clawback_id = k.id) as "repaidFen",
  (select coalesce(jsonb_agg(jsonb_build_object('amountFen', r.amount_fen, 'reference', r.reference, 'paidOn', r.paid_on)
    order by r.recorded_at, r.id), '[]') from policy_repayments r where r.valley_id = k.valley_id and r.clawback_id = k.id) as repayments`);
const from = sql.raw(`policy_clawbacks k
  join policy_applications a on a.valley_id = k.valley_id and a.id = k.application_id
  join firms f on f.valley_id = a.valley_id and f.id = a.firm_id
  left join users m on m.id = k.made_by
  left join users d on d.id = k.decided_by`);

export async function find(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  lock = false,
): Promise<ClawbackRow | undefined> {
  if (lock)
    await sql`select 1 from policy_clawbacks where valley_id = ${scope.valleyId} and id = ${id}::uuid
      for no key update`.execute(tx);
  const { rows } = await sql<ClawbackRow>`
    select ${columns} from ${from} where k.valley_id = ${scope.valleyId} and k.id = ${id}::uuid`.execute(tx);
  return rows[0];
}

export async function list(
  tx: Tx,
  scope: ValleyScope,
  f: {
    readonly organisationIds: readonly string[] | null;
    readonly status?: string | undefined;
    readonly applicationId?: string;
  },
  after: Place | null,
  limit: number,
): Promise<ClawbackRow[]> {
  const { rows } = await sql<ClawbackRow>`
    select ${columns} from ${from} where k.valley_id = ${scope.valleyId}
      ${f.organisationIds === null ? sql`` : sql`and a.organisation_id = any(${[...f.organisationIds]}::uuid[]) and k.status <> 'proposed'`}
      ${f.status === undefined ? sql`` : sql`and k.status = ${f.status}`}
      ${f.applicationId === undefined ? sql`` : sql`and k.application_id = ${f.applicationId}::uuid`}
      ${after ? sql`and (k.made_at, k.id) < (${after.at.toString()}::timestamptz, ${after.id}::uuid)` : sql``}
    order by k.made_at desc, k.id desc limit ${limit}`.execute(tx);
  return rows;
}

/** What has been paid on an application, less what has been asked back: the most that can be asked back now. */
export async function refundable(tx: Tx, scope: ValleyScope, applicationId: string): Promise<number> {
  const { rows } = await sql<{ fen: number }>`
    select (select coalesce(sum(amount_fen), 0) from policy_orders where valley_id = ${scope.valleyId}
        and application_id = ${applicationId}::uuid and status = 'paid')::bigint
      - (select coalesce(sum(amount_fen), 0) from policy_clawbacks where valley_id = ${scope.valleyId}
        and application_id = ${applicationId}::uuid and status <> 'dropped')::bigint as fen`.execute(tx);
  return rows[0]?.fen ?? 0;
}

/** False where one is under way. */
export async function insert(
  tx: Tx,
  scope: ValleyScope,
  k: {
    readonly id: string;
    readonly number: string;
    readonly applicationId: string;
    readonly amountFen: number;
    readonly reason: string;
    readonly article: string;
    readonly by: string;
    readonly at: Instant;
  },
): Promise<boolean> {
  const { rows } =
    await sql`insert into policy_clawbacks (valley_id, id, number, application_id, amount_fen, reason, article, status,
      made_by, made_at)
    values (${scope.valleyId}, ${k.id}, ${k.number}, ${k.applicationId}, ${k.amountFen}, ${k.reason}, ${k.article}, 'proposed',
      ${k.by}, ${k.at.toString()})
    on conflict (valley_id, application_id) where status in ('proposed', 'ordered') do nothing returning id`.execute(
      tx,
    );
  return rows.length > 0;
}

export async function decide(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  d: {
    readonly status: 'ordered' | 'dropped';
    readonly dueOn: string | null;
    readonly reason: string;
    readonly by: string;
    readonly at: Instant;
  },
): Promise<void> {
  await sql`update policy_clawbacks set status = ${d.status}, due_on = ${d.dueOn}::date, decided_by = ${d.by}, decision = ${d.reason},
      decided_at = ${d.at.toString()}::timestamptz
    where valley_id = ${scope.valleyId} and id = ${id}::uuid`.execute(tx);
}

export async function repaid(tx: Tx, scope: ValleyScope, id: string): Promise<void> {
  await sql`update policy_clawbacks set status = 'repaid'
    where valley_id = ${scope.valleyId} and id = ${id}::uuid`.execute(tx);
}

export async function insertRepayment(
  tx: Tx,
  scope: ValleyScope,
  r: {
    readonly id: string;
    readonly clawbackId: string;
    readonly amountFen: number;
    readonly reference: string;
    readonly paidOn: string;
    readonly by: string;
    readonly at: Instant;
  },
): Promise<void> {
  await sql`insert into policy_repayments (valley_id, id, clawback_id, amount_fen, reference, paid_on, recorded_by, recorded_at)
    values (${scope.valleyId}, ${r.id}, ${r.clawbackId}, ${r.amountFen}, ${r.reference}, ${r.paidOn}, ${r.by}, ${r.at.toString()})`.execute(
    tx,
  );
}

/** Paid parts of an application, the last first, and all that has come back. */
export async function paidParts(
  tx: Tx,
  scope: ValleyScope,
  applicationId: string,
): Promise<{ parts: { seq: number; amountFen: number; paidOn: string }[]; returnedFen: number }> {
  const { rows: parts } = await sql<{ seq: number; amountFen: number; paidOn: string }>`
    select seq, amount_fen as "amountFen", paid_on as "paidOn" from policy_orders
    where valley_id = ${scope.valleyId} and application_id = ${applicationId}::uuid and status = 'paid' order by seq desc`.execute(
    tx,
  );
  const { rows } = await sql<{ fen: number }>`
    select coalesce(sum(r.amount_fen), 0)::bigint as fen from policy_repayments r
      join policy_clawbacks k on k.valley_id = r.valley_id and k.id = r.clawback_id
    where r.valley_id = ${scope.valleyId} and k.application_id = ${applicationId}::uuid`.execute(tx);
  return { parts, returnedFen: rows[0]?.fen ?? 0 };
}
