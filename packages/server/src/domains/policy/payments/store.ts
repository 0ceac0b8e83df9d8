import type { Account } from '@hegu/contract/policy/applications.ts';
import type { Words } from '@hegu/rules/facts.ts';
import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../platform/db/db.ts';
import type { ValleyScope } from '../../../platform/db/scope.ts';
import type { Place } from '../../../platform/http/cursor.ts';
import type { Planned } from './instalments/rules.ts';

/** Instalments and disbursement orders. */

type Instant = Temporal.Instant;
export type InstalmentStatus = 'waiting' | 'recheck' | 'ready' | 'ordered' | 'paid' | 'stopped';

export interface InstalmentRow {
  readonly applicationId: string;
  readonly seq: number;
  readonly percent: number;
  readonly amountFen: number;
  readonly dueOn: string;
  readonly status: InstalmentStatus;
  readonly reasons: readonly Words[];
}

const instalmentColumns = sql.raw(
  `application_id as "applicationId", seq, percent, amount_fen as "amountFen", due_on as "dueOn", status, reasons`,
);

export async function instalmentsOf(
  tx: Tx,
  scope: ValleyScope,
  applicationId: string,
): Promise<InstalmentRow[]> {
  const { rows } = await sql<InstalmentRow>`
    select ${instalmentColumns} from policy_instalments
    where valley_id = ${scope.valleyId} and application_id = ${applicationId}::uuid order by seq`.execute(tx);
  return rows;
}

export interface ListedInstalmentRow extends InstalmentRow {
  readonly applicationNumber: string;
  readonly firmName: string;
  readonly firmNameEn: string;
  readonly titleZh: string;
  readonly titleEn: string;
  readonly parts: number;
}

export interface InstalmentPlace {
  readonly dueOn: string;
  readonly applicationId: string;
  readonly seq: number;
}

/** Of all awards, by the day they are due. */
export async function listInstalments(
  tx: Tx,
  scope: ValleyScope,
  f: { readonly status?: string | undefined },
  after: InstalmentPlace | null,
  limit: number,
): Promise<ListedInstalmentRow[]> {
  const { rows } = await sql<ListedInstalmentRow>`
    select i.application_id as "applicationId", i.seq, i.percent, i.amount_fen as "amountFen", i.due_on as "dueOn", i.status, i.reasons,
      a.number as "applicationNumber", f.name_zh as "firmName", f.name_en as "firmNameEn", a.title_zh as "titleZh", a.title_en as "titleEn",
      (select count(*)::int from policy_instalments x where x.valley_id = i.valley_id
        and x.application_id = i.application_id) as parts
    from policy_instalments i
      join policy_applications a on a.valley_id = i.valley_id and a.id = i.application_id
      join firms f on f.valley_id = a.valley_id and f.id = a.firm_id
    where i.valley_id = ${scope.valleyId}
      ${f.status === undefined ? sql`` : sql`and i.status = ${f.status}`}
      ${after ? sql`and (i.due_on, i.application_id, i.seq) > (${after.dueOn}::date, ${after.applicationId}::uuid, ${after.seq}::int)` : sql``}
    order by i.due_on, i.application_id, i.seq limit ${limit}`.execute(tx);
  return rows;
}

export async function insertPlan(
  tx: Tx,
  scope: ValleyScope,
  applicationId: string,
  plan: readonly Planned[],
): Promise<void> {
  for (const p of plan)
    await sql`insert into policy_instalments (valley_id, application_id, seq, percent, amount_fen, due_on, status, reasons)
      values (${scope.valleyId}, ${applicationId}, ${p.seq}, ${p.percent}, ${p.amountFen}, ${p.dueOn}, ${p.status}, '[]')`.execute(
      tx,
    );
}

export async function changeInstalment(
  tx: Tx,
  scope: ValleyScope,
  applicationId: string,
  seq: number,
  c: {
    readonly status: InstalmentStatus;
    readonly decisionId?: string;
    readonly reasons?: readonly Words[];
    readonly checked?: { readonly at: Instant; readonly by: string | null };
  },
): Promise<void> {
  await sql`update policy_instalments set status = ${c.status},
      decision_id = coalesce(${c.decisionId ?? null}::uuid, decision_id),
      reasons = coalesce(${c.reasons ? JSON.stringify(c.reasons) : null}::jsonb, reasons),
      checked_at = coalesce(${c.checked?.at.toString() ?? null}::timestamptz, checked_at),
      checked_by = coalesce(${c.checked?.by ?? null}, checked_by)
    where valley_id = ${scope.valleyId} and application_id = ${applicationId}::uuid and seq = ${seq}`.execute(
    tx,
  );
}

/** Of applications that are being paid: those whose day has come. */
export async function dueInstalments(
  tx: Tx,
  scope: ValleyScope,
  today: string,
  limit: number,
): Promise<{ applicationId: string; seq: number }[]> {
  const { rows } = await sql<{ applicationId: string; seq: number }>`
    select i.application_id as "applicationId", i.seq from policy_instalments i
    join policy_applications a on a.valley_id = i.valley_id and a.id = i.application_id and a.status = 'awarded'
    where i.valley_id = ${scope.valleyId} and i.status = 'waiting' and i.due_on <= ${today}::date
    order by i.due_on, i.application_id, i.seq limit ${limit}`.execute(tx);
  return rows;
}

// ── Orders ──────────────────────────────────────────────────────────────────────────────────────────────────

export interface OrderRow {
  readonly id: string;
  readonly number: string;
  readonly applicationId: string;
  readonly applicationNumber: string;
  readonly organisationId: string | null;
  readonly firmName: string;
  readonly firmNameEn: string;
  readonly titleZh: string;
  readonly titleEn: string;
  readonly seq: number;
  readonly amountFen: number;
  readonly account: Account;
  readonly status: 'made' | 'approved' | 'paid' | 'cancelled';
  readonly madeBy: string;
  readonly madeByName: string;
  readonly madeAt: Instant;
  readonly approvedByName: string | null;
  readonly approvedAt: Instant | null;
  readonly paidOn: string | null;
  readonly bankReference: string | null;
  readonly receivedAt: Instant | null;
  readonly cancelReason: string | null;
}

const orderColumns =
  sql.raw(`o.id, o.number, o.application_id as "applicationId", a.number as "applicationNumber",
  a.organisation_id as "organisationId", f.name_zh as "firmName", f.name_en as "firmNameEn", a.title_zh as "titleZh", a.title_en as "titleEn", o.seq,
  o.amount_fen as "amountFen", o.account, o.status, o.made_by as "madeBy", o.made_by_name as "madeByName", o.made_at as "madeAt",
  o.approved_by_name as "approvedByName", o.approved_at as "approvedAt", o.paid_on as "paidOn",
  o.bank_reference as "bankReference", o.received_at as "receivedAt", o.cancel_reason as "cancelReason"`);
const orderFrom = sql.raw(`policy_orders o
  join policy_applications a on a.valley_id = o.valley_id and a.id = o.application_id
  join firms f on f.valley_id = a.valley_id and f.id = a.firm_id`);

export async function findOrder(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  lock = false,
): Promise<OrderRow | undefined> {
  const { rows } = await sql<OrderRow>`
    select ${orderColumns} from ${orderFrom} where o.valley_id = ${scope.valleyId} and o.id = ${id}::uuid
    ${lock ? sql`for no key update of o` : sql``}`.execute(tx);
  return rows[0];
}

export async function listOrders(
  tx: Tx,
  scope: ValleyScope,
  f: {
    readonly organisationIds: readonly string[] | null;
    readonly status?: string | undefined;
    readonly applicationId?: string | undefined;
  },
  after: Place | null,
  limit: number,
): Promise<OrderRow[]> {
  const { rows } = await sql<OrderRow>`
    select ${orderColumns} from ${orderFrom} where o.valley_id = ${scope.valleyId}
      ${f.organisationIds === null ? sql`` : sql`and a.organisation_id = any(${[...f.organisationIds]}::uuid[])`}
      ${f.status === undefined ? sql`` : sql`and o.status = ${f.status}`}
      ${f.applicationId === undefined ? sql`` : sql`and o.application_id = ${f.applicationId}::uuid`}
      ${after ? sql`and (o.made_at, o.id) < (${after.at.toString()}::timestamptz, ${after.id}::uuid)` : sql``}
    order by o.made_at desc, o.id desc limit ${limit}`.execute(tx);
  return rows;
}

export async function insertOrder(
  tx: Tx,
  scope: ValleyScope,
  o: {
    readonly id: string;
    readonly number: string;
    readonly applicationId: string;
    readonly seq: number;
    readonly amountFen: number;
    readonly account: Account;
    readonly by: string;
    readonly byName: string;
    readonly at: Instant;
  },
): Promise<void> {
  await sql`insert into policy_orders (valley_id, id, number, application_id, seq, amount_fen, account, status, made_by, made_by_name,
      made_at)
    values (${scope.valleyId}, ${o.id}, ${o.number}, ${o.applicationId}, ${o.seq}, ${o.amountFen}, ${JSON.stringify(o.account)}::jsonb,
      'made', ${o.by}, ${o.byName}, ${o.at.toString()})`.execute(tx);
}

const at = (i: Instant) => sql`${i.toString()}::timestamptz`;
const ofOrder = (scope: ValleyScope, id: string) =>
  sql`where valley_id = ${scope.valleyId} and id = ${id}::uuid`;

export async function approveOrder(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  a: { readonly by: string; readonly name: string; readonly at: Instant },
): Promise<void> {
  await sql`update policy_orders set status = 'approved', approved_by = ${a.by}, approved_by_name = ${a.name},
    approved_at = ${at(a.at)} ${ofOrder(scope, id)}`.execute(tx);
}

export async function cancelOrder(tx: Tx, scope: ValleyScope, id: string, reason: string): Promise<void> {
  await sql`update policy_orders set status = 'cancelled', cancel_reason = ${reason} ${ofOrder(scope, id)}`.execute(
    tx,
  );
}

export async function payOrder(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  p: { readonly on: string; readonly reference: string; readonly by: string; readonly at: Instant },
): Promise<void> {
  await sql`update policy_orders set status = 'paid', paid_on = ${p.on}::date, bank_reference = ${p.reference}, paid_by = ${p.by},
    paid_at = ${at(p.at)} ${ofOrder(scope, id)}`.execute(tx);
}

export async function receiveOrder(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  r: { readonly by: string; readonly at: Instant },
): Promise<void> {
  await sql`update policy_orders set received_at = ${at(r.at)}, received_by = ${r.by} ${ofOrder(scope, id)}`.execute(
    tx,
  );
}
