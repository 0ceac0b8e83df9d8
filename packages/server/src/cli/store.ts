import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
// For its tables.
import type {} from '../domains/labs/store.ts';
import type { Tx } from '../platform/db/db.ts';
import type { ValleyScope } from '../platform/db/scope.ts';
import type { OrganisationStatus, Tier } from '../platform/identity/store.ts';

/** What only the operator of a deployment does with the global tables: valleys, accounts, admission without an application. */

type Instant = Temporal.Instant;

export async function insertValley(
  tx: Tx,
  v: {
    id: string;
    slug: string;
    nameZh: string;
    nameEn: string;
    zone: string;
    isDefault: boolean;
    at: Instant;
  },
): Promise<boolean> {
  if (v.isDefault)
    await tx.updateTable('valleys').set({ is_default: false }).where('is_default', '=', true).execute();
  const row = await tx
    .insertInto('valleys')
    .values({
      id: v.id,
      slug: v.slug,
      name_zh: v.nameZh,
      name_en: v.nameEn,
      zone: v.zone,
      demo: false,
      is_default: v.isDefault,
      settings: '{}',
      created_at: v.at,
    })
    .onConflict((c) => c.column('slug').doNothing())
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function makeDefault(tx: Tx, id: string): Promise<void> {
  await tx.updateTable('valleys').set({ is_default: false }).where('is_default', '=', true).execute();
  await tx.updateTable('valleys').set({ is_default: true }).where('id', '=', id).execute();
}

export interface NewUser {
  readonly id: string;
  /** Lower case; `display_username` keeps it as it was typed. */
  readonly username: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string | null;
  readonly locale: 'zh' | 'en';
  readonly passwordHash: string;
  readonly at: Instant;
}

/** The rows better-auth makes at a sign-up with a password. @returns what is taken already, or null when it was made. */
export async function insertUser(tx: Tx, u: NewUser): Promise<'username' | 'email' | 'phone' | null> {
  const username = u.username.toLowerCase();
  const email = u.email.toLowerCase();
  const taken = await tx
    .selectFrom('users')
    .select(['username', 'email'])
    .where((e) =>
      e.or([
        e('username', '=', username),
        e('email', '=', email),
        ...(u.phone ? [e('phone_number', '=', u.phone)] : []),
      ]),
    )
    .limit(1)
    .executeTakeFirst();
  if (taken) return taken.username === username ? 'username' : taken.email === email ? 'email' : 'phone';
  await tx
    .insertInto('users')
    .values({
      id: u.id,
      name: u.name,
      email,
      // The operator vouches for the address.
      email_verified: true,
      image: null,
      username,
      display_username: u.username,
      phone_number: u.phone,
      locale: u.locale,
      disabled_at: null,
      created_at: u.at,
      updated_at: u.at,
    })
    .execute();
  await insertPassword(tx, u.id, u.passwordHash, u.at);
  return null;
}

async function insertPassword(tx: Tx, userId: string, hash: string, at: Instant): Promise<void> {
  await tx
    .insertInto('accounts')
    .values({
      id: userId,
      user_id: userId,
      account_id: userId,
      provider_id: 'credential',
      password: hash,
      created_at: at,
      updated_at: at,
    })
    .execute();
}

/** Sets the password, ends every session and voids links to reset it: whoever knew the old one, or has its mail, is out. */
export async function setPassword(tx: Tx, userId: string, hash: string, at: Instant): Promise<void> {
  const result = await tx
    .updateTable('accounts')
    .set({ password: hash, updated_at: at })
    .where('user_id', '=', userId)
    .where('provider_id', '=', 'credential')
    .executeTakeFirst();
  if (result.numUpdatedRows === 0n) await insertPassword(tx, userId, hash, at);
  await sql`delete from verifications where value = ${userId}`.execute(tx);
  await endSessions(tx, userId);
}

export const endSessions = (tx: Tx, userId: string) =>
  tx.deleteFrom('sessions').where('user_id', '=', userId).execute();

/** False when that is how it was. */
export async function setDisabled(
  tx: Tx,
  userId: string,
  at: Instant | null,
  now: Instant,
): Promise<boolean> {
  const result = await tx
    .updateTable('users')
    .set({ disabled_at: at, updated_at: now })
    .where('id', '=', userId)
    .where('disabled_at', at ? 'is' : 'is not', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export const listUsers = (tx: Tx, q: string | undefined) => {
  let query = tx
    .selectFrom('users')
    .select([
      'id',
      'username',
      'name',
      'email',
      'phone_number',
      'locale',
      'disabled_at',
      'demo',
      'created_at',
    ])
    .orderBy('username')
    .orderBy('id');
  const words = q?.toLowerCase();
  if (words)
    query = query.where(
      sql<boolean>`position(${words} in lower(name || ' ' || coalesce(username, '') || ' ' || email)) > 0`,
    );
  return query.execute();
};

/** Whether the person holds any role in the valley. */
export const isMember = async (tx: Tx, scope: ValleyScope, userId: string): Promise<boolean> =>
  (await tx
    .selectFrom('memberships')
    .select('id')
    .where('valley_id', '=', scope.valleyId)
    .where('user_id', '=', userId)
    .limit(1)
    .executeTakeFirst()) !== undefined;

/** Makes the organisation an active one of the valley, whether it had applied, was refused or is new there. False when it was active. */
export async function admit(
  tx: Tx,
  scope: ValleyScope,
  a: { organisationId: string; tier: Tier; park: string | null; at: Instant },
): Promise<{ before: OrganisationStatus | null } | null> {
  const before = await tx
    .selectFrom('valley_organisations')
    .select('status')
    .where('valley_id', '=', scope.valleyId)
    .where('organisation_id', '=', a.organisationId)
    .forUpdate()
    .executeTakeFirst();
  if (before?.status === 'active') return null;
  await tx
    .insertInto('valley_organisations')
    .values({
      valley_id: scope.valleyId,
      organisation_id: a.organisationId,
      status: 'active',
      tier: a.tier,
      park: a.park,
      applied_by: null,
      decided_by: null,
      decided_at: a.at,
      reason: null,
      created_at: a.at,
    })
    .onConflict((c) =>
      c.columns(['valley_id', 'organisation_id']).doUpdateSet({
        status: 'active',
        tier: a.tier,
        decided_at: a.at,
        reason: null,
        version: sql<number>`valley_organisations.version + 1`,
      }),
    )
    .execute();
  return { before: before?.status ?? null };
}

export const findMembership = (
  tx: Tx,
  scope: ValleyScope,
  m: { userId: string; organisationId: string; role: string },
) =>
  tx
    .selectFrom('memberships')
    .select('id')
    .where('valley_id', '=', scope.valleyId)
    .where('user_id', '=', m.userId)
    .where('organisation_id', '=', m.organisationId)
    .where(sql<boolean>`role = ${m.role}`)
    .executeTakeFirst();

export const listKeysOf = (tx: Tx, valleyId: string, userId: string | null) => {
  let query = tx
    .selectFrom('api_keys as k')
    .innerJoin('users as u', 'u.id', 'k.user_id')
    .select([
      'k.id',
      'k.name',
      'k.hint',
      'k.expires_at',
      'k.revoked_at',
      'k.last_used_on',
      'k.created_at',
      'u.username',
    ])
    .where('k.for_valley', '=', valleyId)
    .orderBy('k.id');
  if (userId) query = query.where('k.user_id', '=', userId);
  return query.execute();
};

/** Whose key it is, when it can still be revoked. */
export const findLiveKey = (tx: Tx, valleyId: string, id: string) =>
  tx
    .selectFrom('api_keys')
    .select(['id', 'user_id'])
    .where('for_valley', '=', valleyId)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();

/** A facility by id or by either of its names; undefined when there is none, or more than one. */
export async function findFacility(tx: Tx, scope: ValleyScope, given: string): Promise<string | undefined> {
  const rows = await tx
    .selectFrom('facilities')
    .select('id')
    .where('valley_id', '=', scope.valleyId)
    .where((e) =>
      e.or([e(sql`id::text`, '=', given.toLowerCase()), e('name_zh', '=', given), e('name_en', '=', given)]),
    )
    .limit(2)
    .execute();
  return rows.length === 1 ? rows[0]?.id : undefined;
}

export const listFacilities = (tx: Tx, scope: ValleyScope) =>
  tx
    .selectFrom('facilities as f')
    .innerJoin('organisations as o', 'o.id', 'f.organisation_id')
    .select(['f.id', 'f.name_zh', 'f.name_en', 'o.name_zh as owner_zh', 'o.name_en as owner_en'])
    .where('f.valley_id', '=', scope.valleyId)
    .orderBy('f.id')
    .execute();
