import { createHash } from 'node:crypto';
import type { Temporal } from 'temporal-polyfill';
import type { Actor } from '../command.ts';
import type { Db, Tx } from '../db/db.ts';
import { openScope, type ValleyScope } from '../db/scope.ts';
import { DomainError } from '../errors.ts';
import { sessionToken } from './auth.ts';
import { findActorByKey, findActorBySession, listValleys, type ValleyRow } from './store.ts';

/** What a request carries to say who it is. */
export type Credential =
  | { readonly kind: 'none' }
  | { readonly kind: 'session'; readonly token: string }
  | { readonly kind: 'key'; readonly token: string; readonly valley: string };

export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

const keyPattern = /^hegu_([a-z0-9][a-z0-9-]{0,39})_[A-Za-z0-9]{40}$/;

/** Reads the `Authorization` header first, then the session cookie. A key that cannot be one is refused, not ignored. */
export function credentialOf(
  authorization: string | undefined,
  cookie: string | undefined,
  secret: string,
): Credential {
  if (authorization !== undefined) {
    const token = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1];
    const valley = token && keyPattern.exec(token)?.[1];
    if (!token || !valley) throw new DomainError('access.key_invalid');
    return { kind: 'key', token, valley };
  }
  const token = sessionToken(cookie, secret);
  return token ? { kind: 'session', token } : { kind: 'none' };
}

/** Valleys by slug, read again after a few seconds so that a new one is found without a restart. */
export function createValleys(db: Db, monotonicMs: () => number = () => performance.now()) {
  let rows: readonly ValleyRow[] = [];
  let readAt = Number.NEGATIVE_INFINITY;
  async function all(fresh = false): Promise<readonly ValleyRow[]> {
    if (fresh || monotonicMs() - readAt > 5_000) {
      rows = await db.read(null, listValleys);
      readAt = monotonicMs();
    }
    return rows;
  }
  return {
    all,
    /** By slug, or the deployment's own default: the one marked so, else the only or the oldest. */
    async find(slug: string | undefined): Promise<ValleyRow> {
      const match = (list: readonly ValleyRow[]) =>
        slug === undefined ? (list.find((v) => v.is_default) ?? list[0]) : list.find((v) => v.slug === slug);
      const valley = match(await all()) ?? match(await all(true));
      if (!valley)
        throw slug === undefined
          ? new DomainError('valley.none')
          : new DomainError('valley.not_found', { slug });
      return valley;
    },
  };
}

export type Valleys = ReturnType<typeof createValleys>;

export const scopeOf = (valley: ValleyRow): ValleyScope =>
  openScope({ valleyId: valley.id, zone: valley.zone });

export interface Identified extends Actor {
  readonly sessionId: string | null;
  readonly locale: 'zh' | 'en';
}

/** Who the credential is, inside the transaction that acts for them. An expired session is a visitor; a bad key is refused. */
export async function identify(
  tx: Tx,
  scope: ValleyScope,
  credential: Credential,
  now: Temporal.Instant,
  sessionNow: Temporal.Instant,
): Promise<Identified | null> {
  if (credential.kind === 'none') return null;
  const found =
    credential.kind === 'session'
      ? await findActorBySession(tx, scope, { token: credential.token, now, sessionNow })
      : await findActorByKey(tx, scope, { tokenHash: hashToken(credential.token), now });
  if (!found) {
    if (credential.kind === 'key') throw new DomainError('access.key_invalid');
    return null;
  }
  return {
    userId: found.userId,
    name: found.name,
    via: credential.kind === 'session' ? 'session' : 'api-key',
    memberships: found.memberships,
    sessionId: found.sessionId,
    locale: found.locale,
  };
}
