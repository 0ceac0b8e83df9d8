import { type Insertable, sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../platform/db/db.ts';
import type { ValleyScope } from '../../../platform/db/scope.ts';
import type { Tables } from '../../../platform/db/tables.ts';
import type { Place } from '../../../platform/http/cursor.ts';
import { takenFen } from '../store.ts';

/** Ids of what a programme paid for, settled in `[from, to)`. */
export async function populationOf(
  tx: Tx,
  scope: ValleyScope,
  programmeId: string,
  from: Temporal.Instant,
  to: Temporal.Instant,
): Promise<string[]> {
  const rows = await tx
    .selectFrom('voucher_uses')
    .select('id')
    .where('valley_id', '=', scope.valleyId)
    .where('programme_id', '=', programmeId)
    .where('status', 'in', ['settled', 'claimed', 'paid'])
    .where('settled_at', '>=', from)
    .where('settled_at', '<', to)
    .orderBy('id')
    .execute();
  return rows.map((r) => r.id);
}

const audits = (tx: Tx, scope: ValleyScope) =>
  tx
    .selectFrom('voucher_audits as a')
    .innerJoin('users as u', 'u.id', 'a.drawn_by')
    .select([
      'a.id',
      'a.programme_id as programmeId',
      'a.from_at as fromAt',
      'a.to_at as toAt',
      'a.population',
      'a.population_hash as populationHash',
      'a.seed',
      'a.seed_of as seedOf',
      'u.name as drawnByName',
      'a.created_at as createdAt',
      'a.version',
    ])
    .where('a.valley_id', '=', scope.valleyId);

export type AuditRow = Awaited<ReturnType<ReturnType<typeof audits>['execute']>>[number];

export const findAudit = (tx: Tx, scope: ValleyScope, id: string): Promise<AuditRow | undefined> =>
  audits(tx, scope).where('a.id', '=', id).executeTakeFirst();

export async function listAudits(
  tx: Tx,
  scope: ValleyScope,
  after: Place | null,
  limit: number,
): Promise<AuditRow[]> {
  let q = audits(tx, scope);
  if (after) q = q.where(sql<boolean>`(a.created_at, a.id) < (${after.at}::timestamptz, ${after.id}::uuid)`);
  return q.orderBy('a.created_at', 'desc').orderBy('a.id', 'desc').limit(limit).execute();
}

const findings = (tx: Tx, scope: ValleyScope, auditIds: readonly string[]) =>
  tx
    .selectFrom('voucher_findings as f')
    .innerJoin('voucher_uses as x', (j) =>
      j.onRef('x.valley_id', '=', 'f.valley_id').onRef('x.id', '=', 'f.use_id'),
    )
    .leftJoin('users as u', 'u.id', 'f.found_by')
    .leftJoin('cases as c', (j) => j.onRef('c.valley_id', '=', 'f.valley_id').onRef('c.id', '=', 'f.case_id'))
    .select([
      'f.audit_id as auditId',
      'f.use_id as useId',
      'x.title_zh as titleZh',
      'x.title_en as titleEn',
      'x.starts_at as startsAt',
      'f.place',
      'f.result',
      'f.note',
      'f.clawback_fen as clawbackFen',
      sql<'proposed' | 'deciding' | 'ordered' | 'dropped' | null>`case when f.clawback_fen = 0 then null
        else coalesce(c.state, 'ordered') end`.as('clawback'),
      takenFen.as('takenFen'),
      'u.name as foundByName',
      'f.found_at as foundAt',
    ])
    .where('f.valley_id', '=', scope.valleyId)
    .where(sql<boolean>`f.audit_id = any(${[...auditIds]}::uuid[])`)
    .orderBy('f.place');

export type FindingRow = Awaited<ReturnType<ReturnType<typeof findings>['execute']>>[number];

export const findingsOf = (tx: Tx, scope: ValleyScope, auditIds: readonly string[]): Promise<FindingRow[]> =>
  findings(tx, scope, auditIds).execute();

/** The audit's turn: one finding after another. */
export async function lockAudit(tx: Tx, scope: ValleyScope, id: string): Promise<void> {
  await tx
    .selectFrom('voucher_audits')
    .select('id')
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id)
    .forUpdate()
    .execute();
}

export async function insertAudit(
  tx: Tx,
  scope: ValleyScope,
  row: Omit<Insertable<Tables['voucher_audits']>, 'valley_id'>,
  drawn: readonly string[],
): Promise<void> {
  const valley_id = scope.valleyId;
  await tx
    .insertInto('voucher_audits')
    .values({ ...row, valley_id, seed_of: sql<never>`${JSON.stringify(row.seed_of)}::jsonb` })
    .execute();
  await tx
    .insertInto('voucher_findings')
    .values(
      drawn.map((use_id, i) => ({
        valley_id,
        audit_id: row.id,
        use_id,
        place: i + 1,
        result: null,
        case_id: null,
        found_by: null,
        found_at: null,
      })),
    )
    .execute();
}

export async function putFinding(
  tx: Tx,
  scope: ValleyScope,
  auditId: string,
  useId: string,
  f: {
    readonly result: 'pass' | 'fail';
    readonly note: string;
    readonly clawbackFen: number;
    readonly caseId: string | null;
    readonly by: string;
    readonly at: Temporal.Instant;
  },
): Promise<void> {
  await tx
    .updateTable('voucher_findings')
    .set({
      result: f.result,
      note: f.note,
      clawback_fen: f.clawbackFen,
      case_id: f.caseId,
      found_by: f.by,
      found_at: f.at,
    })
    .where('valley_id', '=', scope.valleyId)
    .where('audit_id', '=', auditId)
    .where('use_id', '=', useId)
    .execute();
  await tx
    .updateTable('voucher_audits')
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', auditId)
    .execute();
}
