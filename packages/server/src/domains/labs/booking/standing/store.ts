import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../../platform/db/db.ts';
import { claim, gather } from '../../../../platform/db/gather.ts';
import type { ValleyScope } from '../../../../platform/db/scope.ts';
import { numbered, recordset } from '../../../../platform/db/values.ts';

/** What a person may in the valley: what they belong to, may charge and are qualified on. */

export interface LoadedProject {
  readonly id: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly organisationId: string;
  readonly organisationNameZh: string;
  readonly organisationNameEn: string;
  readonly groupId: string | null;
  readonly piUserId: string;
  readonly active: boolean;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly allowedInstrumentIds: readonly string[] | null;
  readonly accountId: string;
  readonly heldAccountId: string;
  readonly tier: 'member' | 'enterprise' | 'public';
}

export interface LoadedPerson {
  readonly userId: string;
  readonly name: string;
  readonly siteTrainingRequired: boolean;
  readonly siteTrainedAt: string | null;
  readonly accessUntil: string | null;
  readonly blockedUntil: string | null;
  readonly memberships: readonly { organisationId: string; role: string }[];
  readonly groupIds: readonly string[];
  readonly projects: readonly LoadedProject[];
  readonly qualifications: readonly { instrumentId: string; until: string | null; superuser: boolean }[];
  /** Their row in this valley is locked now. */
  readonly locked: boolean;
}

interface PersonAsked {
  readonly userId: string;
  readonly instrumentIds: readonly string[];
  readonly now: Temporal.Instant;
  readonly lock: boolean;
}

const loadPeople = gather<PersonAsked, LoadedPerson | null>(async (tx, scope, asked) => {
  const v = scope.valleyId;
  const people = recordset(numbered(asked));
  const locks = asked.filter((p) => p.lock).map((p) => p.userId);
  // Only said where there is something to lock: a transaction that reads may not even say it
  const locking = locks.length > 0;
  const lockedPeople = sql`with locked as materialized (
      select user_id from people where valley_id = ${v} and user_id = any(${locks}::text[]) order by user_id for update)`;
  const { rows } = await sql<LoadedPerson & { n: number }>`
    ${locking ? lockedPeople : sql``}
    select x.n, u.id as "userId", u.name,
      ${locking ? sql`(x.lock and u.id in (select user_id from locked))` : sql`false`} as locked,
      coalesce(p.site_training_required, false) as "siteTrainingRequired",
      to_json(p.site_trained_at) #>> '{}' as "siteTrainedAt", to_json(p.access_until) #>> '{}' as "accessUntil",
      to_json(p.blocked_until) #>> '{}' as "blockedUntil",
      coalesce((select json_agg(json_build_object('organisationId', m.organisation_id, 'role', m.role))
        from memberships m join valley_organisations vo on vo.valley_id = m.valley_id and vo.organisation_id = m.organisation_id
        where m.valley_id = ${v} and m.user_id = u.id and vo.status = 'active'
          and (m.access_until is null or m.access_until > x.now)), '[]') as memberships,
      array(select gm.group_id::text from group_members gm where gm.valley_id = ${v} and gm.user_id = u.id
        union select g.id::text from groups g where g.valley_id = ${v} and g.pi_user_id = u.id) as "groupIds",
      coalesce((select json_agg(json_build_object('id', j.id, 'nameZh', j.name_zh, 'nameEn', j.name_en, 'organisationId', j.organisation_id,
          'organisationNameZh', o.name_zh, 'organisationNameEn', o.name_en, 'groupId', j.group_id, 'piUserId', j.pi_user_id, 'active', j.active, 'startsOn', j.starts_on, 'endsOn', j.ends_on,
          'allowedInstrumentIds', j.allowed_instrument_ids, 'accountId', j.account_id, 'heldAccountId', j.held_account_id,
          'tier', vo.tier) order by j.created_at, j.id)
        from projects j join valley_organisations vo on vo.valley_id = j.valley_id and vo.organisation_id = j.organisation_id
        join organisations o on o.id = j.organisation_id
        where j.valley_id = ${v} and vo.status = 'active' and (j.pi_user_id = u.id or exists (
          select 1 from project_members pm where pm.valley_id = j.valley_id and pm.project_id = j.id and pm.user_id = u.id))
          -- Who has left the organisation can no longer spend its money
          and exists (select 1 from memberships x2 where x2.valley_id = ${v} and x2.user_id = u.id
            and x2.organisation_id = j.organisation_id
            and (x2.access_until is null or x2.access_until > x.now))), '[]') as projects,
      coalesce((select json_agg(json_build_object('instrumentId', q.instrument_id, 'until', q.expires_at, 'superuser', q.superuser))
        from qualifications q where q.valley_id = ${v} and q.user_id = u.id and q.revoked_at is null
          and q.instrument_id = any(x."instrumentIds")), '[]') as qualifications
    from json_to_recordset(${people})
        as x (n integer, "userId" text, "instrumentIds" uuid[], now timestamptz, lock boolean)
      join lateral (select * from users u where u.id = x."userId" and u.disabled_at is null limit 1) u on true
      left join lateral (select * from people p where p.valley_id = ${v} and p.user_id = u.id limit 1) p on true`.execute(
    tx,
  );
  return asked.map((_, n) => rows.find((r) => r.n === n) ?? null);
});

/**
 * A person's standing in the valley: what they belong to, may charge and are qualified on. With `lock` their row is locked, if
 * there is one; what is counted under the lock has to be read by a later statement.
 */
export function loadPerson(
  tx: Tx,
  scope: ValleyScope,
  userId: string,
  instrumentIds: readonly string[],
  now: Temporal.Instant,
  lock = false,
): Promise<LoadedPerson | null> {
  if (lock) claim(tx, `person ${userId}`);
  return loadPeople(tx, scope, { userId, instrumentIds, now, lock });
}

/** Locks the person, so that two bookings of theirs cannot both be the last one a limit allows. */
export async function lockPerson(tx: Tx, scope: ValleyScope, userId: string): Promise<void> {
  await tx
    .selectFrom('people')
    .select('user_id')
    .where('valley_id', '=', scope.valleyId)
    .where('user_id', '=', userId)
    .forUpdate()
    .execute();
}
