import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../platform/db/db.ts';
import type { ValleyScope } from '../../../platform/db/scope.ts';
import type { Place } from '../../../platform/http/cursor.ts';

/** What is asked back from providers: a finding and its case. */

type Instant = Temporal.Instant;

export interface ClawbackRow {
  readonly id: string;
  readonly auditId: string;
  readonly useId: string;
  readonly titleZh: string;
  readonly titleEn: string;
  readonly startsAt: Instant;
  readonly providerOrganisationId: string;
  readonly providerZh: string;
  readonly providerEn: string;
  readonly state: 'proposed' | 'deciding' | 'ordered' | 'dropped';
  readonly askedFen: number;
  readonly takenFen: number;
  readonly usedFen: number;
  readonly finding: string;
  readonly askedAt: Instant;
  readonly askedByName: string;
  readonly dueAt: Instant | null;
  readonly statement: string | null;
  readonly answeredAt: Instant | null;
  readonly decision: string | null;
  readonly decidedAt: Instant | null;
  readonly decidedByName: string | null;
  readonly actors: readonly string[];
}

/** Newest first, strictly after the cursor's place. `providerIds` null: everybody's. */
export async function list(
  tx: Tx,
  scope: ValleyScope,
  f: {
    readonly providerIds: readonly string[] | null;
    readonly useId?: string | undefined;
    readonly id?: string | undefined;
  },
  after: Place | null,
  limit: number,
): Promise<ClawbackRow[]> {
  const { rows } = await sql<ClawbackRow>`
    select c.id, f.audit_id as "auditId", f.use_id as "useId", u.title_zh as "titleZh", u.title_en as "titleEn",
      u.starts_at as "startsAt", u.provider_organisation_id as "providerOrganisationId", w.name_zh as "providerZh",
      w.name_en as "providerEn", c.state, f.clawback_fen as "askedFen", f.taken_fen as "takenFen", u.used_fen as "usedFen",
      f.note as finding, c.opened_at as "askedAt", x.name as "askedByName", c.due_at as "dueAt",
      a.input->>'statement' as statement, a.at as "answeredAt", d.input->>'reason' as decision, d.at as "decidedAt",
      y.name as "decidedByName",
      array(select distinct e.actor from case_events e where e.valley_id = c.valley_id and e.case_id = c.id
        and e.actor is not null) as actors
    from voucher_findings f
    join cases c on c.valley_id = f.valley_id and c.id = f.case_id
    join voucher_uses u on u.valley_id = f.valley_id and u.id = f.use_id
    join organisations w on w.id = u.provider_organisation_id
    join users x on x.id = f.found_by
    left join case_events a on a.valley_id = c.valley_id and a.case_id = c.id and a.transition in ('object', 'accept')
    left join case_events d on d.valley_id = c.valley_id and d.case_id = c.id and d.transition in ('order', 'drop')
    left join users y on y.id = d.actor
    where f.valley_id = ${scope.valleyId}
      ${f.providerIds === null ? sql`` : sql`and u.provider_organisation_id = any(${[...f.providerIds]}::uuid[])`}
      ${f.useId === undefined ? sql`` : sql`and f.use_id = ${f.useId}::uuid`}
      ${f.id === undefined ? sql`` : sql`and f.case_id = ${f.id}::uuid`}
      ${after === null ? sql`` : sql`and (c.opened_at, c.id) < (${after.at}::timestamptz, ${after.id}::uuid)`}
    order by c.opened_at desc, c.id desc limit ${limit}`.execute(tx);
  return rows;
}

/** Everybody who has had a part in a case. */
export async function actedOn(tx: Tx, scope: ValleyScope, caseId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('case_events')
    .select('actor')
    .distinct()
    .where('valley_id', '=', scope.valleyId)
    .where('case_id', '=', caseId)
    .execute();
  return rows.flatMap((r) => r.actor ?? []);
}

export async function putTaken(
  tx: Tx,
  scope: ValleyScope,
  row: ClawbackRow,
  takenFen: number,
): Promise<void> {
  await tx
    .updateTable('voucher_findings')
    .set({ taken_fen: takenFen })
    .where('valley_id', '=', scope.valleyId)
    .where('audit_id', '=', row.auditId)
    .where('use_id', '=', row.useId)
    .execute();
  await tx
    .updateTable('voucher_audits')
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', row.auditId)
    .execute();
}
