import { type Insertable, sql, type Updateable } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../platform/db/db.ts';
import type { ValleyScope } from '../../../platform/db/scope.ts';
import type { Tables } from '../../../platform/db/tables.ts';
import type { Place } from '../../../platform/http/cursor.ts';
import { clawedFen } from '../store.ts';

const grants = (tx: Tx, scope: ValleyScope) =>
  tx
    .selectFrom('voucher_grants as g')
    .innerJoin('voucher_programmes as p', (j) =>
      j.onRef('p.valley_id', '=', 'g.valley_id').onRef('p.id', '=', 'g.programme_id'),
    )
    .innerJoin('organisations as o', 'o.id', 'g.organisation_id')
    .innerJoin('users as u', 'u.id', 'g.applied_by')
    .leftJoin('groups as t', (j) =>
      j.onRef('t.valley_id', '=', 'g.valley_id').onRef('t.id', '=', 'g.group_id'),
    )
    .leftJoin('users as e', 'e.id', 'g.endorsed_by')
    .leftJoin('ledger_accounts as a', (j) =>
      j.onRef('a.valley_id', '=', 'g.valley_id').onRef('a.id', '=', 'g.account_id'),
    )
    .leftJoin('ledger_accounts as h', (j) =>
      j.onRef('h.valley_id', '=', 'g.valley_id').onRef('h.id', '=', 'g.held_account_id'),
    )
    .select([
      'g.id',
      'g.programme_id as programmeId',
      'p.title_zh as titleZh',
      'p.title_en as titleEn',
      'p.year',
      'p.scheme',
      'p.scheme_id as schemeId',
      'p.scheme_hash as schemeHash',
      'g.holder_kind as holderKind',
      'g.organisation_id as organisationId',
      'o.name_zh as organisationZh',
      'o.name_en as organisationEn',
      'g.group_id as groupId',
      't.name_zh as groupZh',
      't.name_en as groupEn',
      'g.status',
      'g.asked_fen as askedFen',
      'g.endorsed_fen as endorsedFen',
      'g.granted_fen as grantedFen',
      'g.account_id as accountId',
      'g.held_account_id as heldAccountId',
      'a.balance_fen as leftFen',
      'h.balance_fen as heldFen',
      // What a random check took back from a provider the holder has used all the same
      sql<number>`coalesce((select sum(x.used_fen + ${clawedFen('x')}) from voucher_uses x
        where x.valley_id = g.valley_id and x.grant_id = g.id), 0)::int8`.as('usedFen'),
      'g.valid_to as validTo',
      'g.purpose',
      'g.attested',
      'g.decision',
      'g.case_id as caseId',
      'g.applied_by as appliedBy',
      'u.name as appliedByName',
      'g.endorsed_by as endorsedBy',
      'e.name as endorsedByName',
      'g.granted_at as grantedAt',
      'g.version',
      'g.created_at as createdAt',
    ])
    .where('g.valley_id', '=', scope.valleyId);

export type GrantRow = Awaited<ReturnType<ReturnType<typeof grants>['execute']>>[number];

export const findGrant = (tx: Tx, scope: ValleyScope, id: string): Promise<GrantRow | undefined> =>
  grants(tx, scope).where('g.id', '=', id).executeTakeFirst();

export interface GrantFilter {
  /** null: of all. */
  readonly organisationIds: readonly string[] | null;
  readonly programmeId?: string | undefined;
  readonly status?: GrantRow['status'] | undefined;
  /** A quota whose time is over counts as such before the sweep has booked it. */
  readonly now: Temporal.Instant;
}

export async function listGrants(
  tx: Tx,
  scope: ValleyScope,
  f: GrantFilter,
  after: Place | null,
  limit: number,
): Promise<GrantRow[]> {
  if (f.organisationIds?.length === 0) return [];
  let q = grants(tx, scope);
  if (f.organisationIds) q = q.where('g.organisation_id', 'in', [...f.organisationIds]);
  if (f.programmeId !== undefined) q = q.where('g.programme_id', '=', f.programmeId);
  if (f.status !== undefined)
    q = q.where(
      sql<string>`case when g.status = 'granted' and g.valid_to <= ${f.now} then 'expired' else g.status end`,
      '=',
      f.status,
    );
  if (after) q = q.where(sql<boolean>`(g.created_at, g.id) < (${after.at}::timestamptz, ${after.id}::uuid)`);
  return q.orderBy('g.created_at', 'desc').orderBy('g.id', 'desc').limit(limit).execute();
}

/** @returns false when the holder has an undecided application already */
export async function insertGrant(
  tx: Tx,
  scope: ValleyScope,
  row: Omit<Insertable<Tables['voucher_grants']>, 'valley_id'>,
): Promise<boolean> {
  const made = await tx
    .insertInto('voucher_grants')
    .values({
      ...row,
      valley_id: scope.valleyId,
      attested: sql<never>`${JSON.stringify(row.attested)}::jsonb`,
      decision: sql<never>`${JSON.stringify(row.decision)}::jsonb`,
    })
    .onConflict((oc) => oc.doNothing())
    .returning('id')
    .executeTakeFirst();
  return made !== undefined;
}

export type GrantChange = Partial<
  Omit<Updateable<Tables['voucher_grants']>, 'valley_id' | 'id' | 'version' | 'attested' | 'decision'>
> &
  Partial<Pick<Tables['voucher_grants'], 'attested' | 'decision'>>;

export async function changeGrant(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  change: GrantChange,
): Promise<void> {
  const { attested, decision, ...plain } = change;
  const json = (value: unknown) => sql<never>`${JSON.stringify(value)}::jsonb`;
  await tx
    .updateTable('voucher_grants')
    .set((eb) => ({
      ...plain,
      ...(attested === undefined ? {} : { attested: json(attested) }),
      ...(decision === undefined ? {} : { decision: json(decision) }),
      version: eb('version', '+', 1),
    }))
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id)
    .execute();
}

/**
 * What a holder was granted of a scheme in a year, over all its versions; asked under the programme's turn. A quota that ended
 * unused counts all the same: the cap is on what is given out.
 */
export async function grantedInYear(
  tx: Tx,
  scope: ValleyScope,
  of: { schemeId: string; year: number; organisationId: string; groupId: string | null },
): Promise<number> {
  const row = await tx
    .selectFrom('voucher_grants as g')
    .innerJoin('voucher_programmes as p', (j) =>
      j.onRef('p.valley_id', '=', 'g.valley_id').onRef('p.id', '=', 'g.programme_id'),
    )
    .select(sql<number>`coalesce(sum(g.granted_fen), 0)::int8`.as('fen'))
    .where('g.valley_id', '=', scope.valleyId)
    .where('p.scheme_id', '=', of.schemeId)
    .where('p.year', '=', of.year)
    .where('g.organisation_id', '=', of.organisationId)
    .where('g.group_id', of.groupId === null ? 'is' : '=', of.groupId)
    .where('g.status', 'in', ['granted', 'expired'])
    .executeTakeFirstOrThrow();
  return row.fen;
}

/** Programmes of one scheme and year: their turns are taken together, as the cap is over all of them. */
export async function lockScheme(tx: Tx, scope: ValleyScope, schemeId: string, year: number): Promise<void> {
  await tx
    .selectFrom('voucher_programmes')
    .select('id')
    .where('valley_id', '=', scope.valleyId)
    .where('scheme_id', '=', schemeId)
    .where('year', '=', year)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
}

/** Quotas whose time is over and that still have something on their wallet, or are not marked as ended. */
export async function endedGrants(
  tx: Tx,
  scope: ValleyScope,
  olderThan: Temporal.Instant,
  limit: number,
  after?: string,
): Promise<string[]> {
  let q = tx
    .selectFrom('voucher_grants as g')
    .innerJoin('ledger_accounts as a', (j) =>
      j.onRef('a.valley_id', '=', 'g.valley_id').onRef('a.id', '=', 'g.account_id'),
    )
    .select('g.id')
    .where('g.valley_id', '=', scope.valleyId)
    .where('g.valid_to', '<=', olderThan)
    .where((eb) => eb.or([eb('g.status', '=', 'granted'), eb('a.balance_fen', '>', 0)]));
  if (after) q = q.where('g.id', '>', after);
  return (await q.orderBy('g.id').limit(limit).execute()).map((r) => r.id);
}

/** Quotas that end before `until`, have something left, and whose holder was not told yet. */
export async function endingGrants(
  tx: Tx,
  scope: ValleyScope,
  until: Temporal.Instant,
  limit: number,
  after?: string,
): Promise<string[]> {
  let q = tx
    .selectFrom('voucher_grants as g')
    .innerJoin('ledger_accounts as a', (j) =>
      j.onRef('a.valley_id', '=', 'g.valley_id').onRef('a.id', '=', 'g.account_id'),
    )
    .select('g.id')
    .where('g.valley_id', '=', scope.valleyId)
    .where('g.status', '=', 'granted')
    .where('g.valid_to', '<=', until)
    .where('g.warned_at', 'is', null)
    .where('a.balance_fen', '>', 0);
  if (after) q = q.where('g.id', '>', after);
  return (await q.orderBy('g.id').limit(limit).execute()).map((r) => r.id);
}
