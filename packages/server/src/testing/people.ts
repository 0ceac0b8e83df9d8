import type { Role } from '../platform/command.ts';
import type { Db, Tx } from '../platform/db/db.ts';
import type { ValleyScope } from '../platform/db/scope.ts';
import { hashToken } from '../platform/identity/gate.ts';
import { newId } from '../platform/ids.ts';
import { next } from './rows.ts';
import { start } from './start.ts';

/** People with an API key each, so that a request needs no cookie, and what they may do. */

export interface Person {
  readonly userId: string;
  readonly name: string;
  readonly username: string;
  /** API key for `Authorization: Bearer`. */
  readonly key: string;
  readonly organisationId: string;
}

export async function addPerson(
  db: Db,
  world: { readonly scope: ValleyScope; readonly slug: string },
  input: { name: string; role: Role | null; organisationId: string },
): Promise<Person> {
  return db.tx(world.scope, async (tx) => {
    const n = next();
    const userId = `user-${newId()}`;
    const username = `u${n}${userId.slice(-6)}`;
    const secret = (newId() + newId()).replaceAll('-', '').slice(-40);
    const key = `hegu_${world.slug}_${secret}`;
    await tx
      .insertInto('users')
      .values({
        id: userId,
        name: input.name,
        email: `${username}@example.org`,
        email_verified: true,
        image: null,
        username,
        display_username: username,
        phone_number: null,
        disabled_at: null,
        created_at: start,
        updated_at: start,
      })
      .execute();
    if (input.role !== null) await grant(tx, world.scope, userId, input.organisationId, input.role);
    await tx
      .insertInto('api_keys')
      .values({
        id: newId(),
        token_hash: hashToken(key),
        for_valley: world.scope.valleyId,
        user_id: userId,
        name: 'test',
        hint: '…',
        expires_at: null,
        revoked_at: null,
        last_used_on: null,
        created_at: start,
      })
      .execute();
    return { userId, name: input.name, username, key, organisationId: input.organisationId };
  });
}

export async function grant(
  tx: Tx,
  scope: ValleyScope,
  userId: string,
  organisationId: string,
  role: Role,
): Promise<void> {
  await tx
    .insertInto('memberships')
    .values({
      valley_id: scope.valleyId,
      id: newId(),
      user_id: userId,
      organisation_id: organisationId,
      role,
      access_until: null,
      created_at: start,
    })
    .execute();
}
