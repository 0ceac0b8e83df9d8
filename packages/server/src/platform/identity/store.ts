import { type Generated, type JSONColumnType, type RawBuilder, sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Membership, Role } from '../command.ts';
import type { Tx } from '../db/db.ts';
import { gather } from '../db/gather.ts';
import type { ValleyScope } from '../db/scope.ts';
import { numbered, recordset } from '../db/values.ts';

type Instant = Temporal.Instant;

export interface ValleyTable {
  id: string;
  slug: string;
  name_zh: string;
  name_en: string;
  zone: string;
  demo: boolean;
  is_default: boolean;
  settings: JSONColumnType<Record<string, unknown>>;
  created_at: Instant;
}

interface UserTable {
  id: string;
  name: string;
  email: string;
  email_verified: boolean;
  image: string | null;
  username: string | null;
  display_username: string | null;
  phone_number: string | null;
  locale: Generated<'zh' | 'en'>;
  platform_admin: Generated<boolean>;
  disabled_at: Instant | null;
  demo: Generated<boolean>;
  created_at: Instant;
  updated_at: Instant;
}

export type OrganisationKind =
  | 'company'
  | 'hospital'
  | 'university'
  | 'institute'
  | 'park'
  | 'district'
  | 'service';
export type OrganisationStatus = 'applied' | 'active' | 'refused' | 'suspended';
export type Tier = 'member' | 'enterprise' | 'public';

declare module '../db/tables.ts' {
  interface Tables {
    valleys: ValleyTable;
    users: UserTable;
    sessions: {
      id: string;
      user_id: string;
      token: string;
      expires_at: Instant;
      ip_address: string | null;
      user_agent: string | null;
      created_at: Instant;
      updated_at: Instant;
    };
    accounts: {
      id: string;
      user_id: string;
      account_id: string;
      provider_id: string;
      password: string | null;
      created_at: Instant;
      updated_at: Instant;
    };
    organisations: {
      id: string;
      credit_code: string;
      name_zh: string;
      name_en: string;
      kind: OrganisationKind;
      district: string | null;
      address: string | null;
      demo: Generated<boolean>;
      created_at: Instant;
    };
    api_keys: {
      id: string;
      token_hash: string;
      for_valley: string;
      user_id: string;
      name: string;
      hint: string;
      expires_at: Instant | null;
      revoked_at: Instant | null;
      last_used_on: string | null;
      created_at: Instant;
    };
    valley_organisations: {
      valley_id: string;
      organisation_id: string;
      status: OrganisationStatus;
      tier: Tier;
      park: string | null;
      applied_by: string | null;
      decided_by: string | null;
      decided_at: Instant | null;
      reason: string | null;
      version: Generated<number>;
      created_at: Instant;
    };
    memberships: {
      valley_id: string;
      id: string;
      user_id: string;
      organisation_id: string;
      role: Role;
      access_until: Instant | null;
      created_at: Instant;
    };
    people: {
      valley_id: string;
      user_id: string;
      site_training_required: Generated<boolean>;
      site_trained_at: Instant | null;
      access_until: Instant | null;
      blocked_until: Instant | null;
    };
    invitations: {
      valley_id: string;
      id: string;
      token_hash: string;
      email: string | null;
      organisation_id: string;
      role: Role;
      invited_by: string;
      expires_at: Instant;
      accepted_by: string | null;
      accepted_at: Instant | null;
      revoked_at: Instant | null;
      created_at: Instant;
    };
    groups: {
      valley_id: string;
      id: string;
      organisation_id: string;
      name_zh: string;
      name_en: string;
      pi_user_id: string;
      version: Generated<number>;
      created_at: Instant;
    };
    group_members: { valley_id: string; group_id: string; user_id: string; created_at: Instant };
    idempotency_keys: {
      valley_id: string;
      user_id: string;
      key: string;
      route: string;
      request_hash: string;
      status: number | null;
      response: unknown;
      created_at: Instant;
    };
  }
}

const valleyColumns = [
  'id',
  'slug',
  'name_zh',
  'name_en',
  'zone',
  'demo',
  'is_default',
  'settings',
  'created_at',
] as const;

export const listValleys = (tx: Tx) =>
  tx.selectFrom('valleys').select(valleyColumns).orderBy('created_at').orderBy('id').execute();

export type ValleyRow = Awaited<ReturnType<typeof listValleys>>[number];

export interface FoundActor {
  readonly userId: string;
  readonly name: string;
  readonly locale: 'zh' | 'en';
  readonly sessionId: string | null;
  readonly keyId: string | null;
  readonly memberships: readonly Membership[];
}

type ActorRow = {
  user_id: string;
  name: string;
  locale: 'zh' | 'en';
  platform_admin: boolean;
  session_id: string | null;
  key_id: string | null;
  memberships: { organisationId: string; role: Role }[] | null;
};

const membershipsJson = (scope: ValleyScope, now: RawBuilder<unknown>) => sql`(
  select json_agg(json_build_object('organisationId', m.organisation_id, 'role', m.role))
  from memberships m
  join valley_organisations vo on vo.valley_id = m.valley_id and vo.organisation_id = m.organisation_id
  where m.valley_id = ${scope.valleyId} and m.user_id = u.id and vo.status = 'active'
    and (m.access_until is null or m.access_until > ${now}))`;

function toActor(row: ActorRow | undefined): FoundActor | null {
  if (!row) return null;
  return {
    userId: row.user_id,
    name: row.name,
    locale: row.locale,
    sessionId: row.session_id,
    keyId: row.key_id,
    memberships: row.memberships ?? [],
  };
}

/**
 * One query answers who a session is and what they are in this valley. Sessions are dated by better-auth's own clock
 * (`sessionNow`, the real one), which a frozen valley clock does not stop.
 */
export const findActorBySession = gather<SignedIn, FoundActor | null>(async (tx, scope, items) => {
  const { rows } = await sql<ActorRow & { n: number }>`
    select x.n, u.id as user_id, u.name, u.locale, u.platform_admin, s.id as session_id, null as key_id,
           ${membershipsJson(scope, sql`x.now`)} as memberships
    from json_to_recordset(${recordset(numbered(items))}) as x (n integer, token text, now timestamptz, "sessionNow" timestamptz),
      lateral (select * from sessions s where s.token = x.token and s.expires_at > x."sessionNow" limit 1) s,
      lateral (select * from users u where u.id = s.user_id and u.disabled_at is null limit 1) u`.execute(tx);
  return inOrder(items, rows);
});

interface SignedIn {
  readonly token: string;
  readonly now: Instant;
  readonly sessionNow: Instant;
}

interface KeyHolder {
  readonly tokenHash: string;
  readonly now: Instant;
}

const inOrder = (
  items: readonly unknown[],
  rows: readonly (ActorRow & { n: number })[],
): (FoundActor | null)[] => items.map((_, n) => toActor(rows.find((r) => r.n === n)));

export const findActorByKey = gather<KeyHolder, FoundActor | null>(async (tx, scope, items) => {
  const { rows } = await sql<ActorRow & { n: number }>`
    select x.n, u.id as user_id, u.name, u.locale, u.platform_admin, null as session_id, k.id as key_id,
           ${membershipsJson(scope, sql`x.now`)} as memberships
    from json_to_recordset(${recordset(numbered(items))}) as x (n integer, "tokenHash" text, now timestamptz),
      lateral (select * from api_keys k where k.token_hash = x."tokenHash" and k.for_valley = ${scope.valleyId}
        and k.revoked_at is null and (k.expires_at is null or k.expires_at > x.now) limit 1) k,
      lateral (select * from users u where u.id = k.user_id and u.disabled_at is null limit 1) u`.execute(tx);
  return inOrder(items, rows);
});

export async function findActorByUser(
  tx: Tx,
  scope: ValleyScope,
  userId: string,
  now: Instant,
): Promise<FoundActor | null> {
  const { rows } = await sql<ActorRow>`
    select u.id as user_id, u.name, u.locale, u.platform_admin, null as session_id, null as key_id,
           ${membershipsJson(scope, sql`${now.toString()}::timestamptz`)} as memberships
    from users u where u.id = ${userId} and u.disabled_at is null`.execute(tx);
  return toActor(rows[0]);
}

export async function findUser(tx: Tx, userId: string) {
  return tx
    .selectFrom('users')
    .select(['id', 'name', 'username', 'email', 'locale', 'platform_admin', 'demo'])
    .where('id', '=', userId)
    .executeTakeFirst();
}

export async function findUserByName(tx: Tx, username: string) {
  return tx
    .selectFrom('users')
    .select(['id', 'name', 'username', 'email', 'locale', 'platform_admin', 'demo'])
    .where((e) => e.or([e('username', '=', username.toLowerCase()), e('email', '=', username.toLowerCase())]))
    .executeTakeFirst();
}

/** Whether an address, in lower case, belongs to an account. */
export const emailTaken = async (tx: Tx, email: string): Promise<boolean> =>
  (await tx.selectFrom('users').select('id').where('email', '=', email).executeTakeFirst()) !== undefined;

/** Makes sure the person's row in this valley exists: it is what quota checks lock. */
export async function ensurePerson(tx: Tx, scope: ValleyScope, userId: string): Promise<void> {
  await tx
    .insertInto('people')
    .values({
      valley_id: scope.valleyId,
      user_id: userId,
      site_trained_at: null,
      access_until: null,
      blocked_until: null,
    })
    .onConflict((c) => c.columns(['valley_id', 'user_id']).doNothing())
    .execute();
}

export const anyDemoUser = async (tx: Tx): Promise<boolean> =>
  (await tx.selectFrom('users').select('id').where('demo', '=', true).limit(1).executeTakeFirst()) !==
  undefined;

/** The valley's name in addresses, for links that must say which valley they are of. */
export async function valleySlug(tx: Tx, scope: ValleyScope): Promise<string> {
  const row = await tx
    .selectFrom('valleys')
    .select('slug')
    .where('id', '=', scope.valleyId)
    .executeTakeFirst();
  return row?.slug ?? '';
}
