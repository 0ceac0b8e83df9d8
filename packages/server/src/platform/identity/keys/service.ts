import { randomBytes } from 'node:crypto';
import type { Me } from '@hegu/contract/identity.ts';
import type { Temporal } from 'temporal-polyfill';
import type { Command, Query } from '../../command.ts';
import { DomainError } from '../../errors.ts';
import type { RequestInfo } from '../../http/route.ts';
import { newId } from '../../ids.ts';
import { hashToken } from '../gate.ts';
import { findActorByUser, findUser, listValleys } from '../store.ts';
import * as store from './store.ts';

/** What belongs to the person signed in: themselves, their keys, their sessions. */

export interface Settings {
  /** Whether this deployment can send mail (an SMTP server is set). */
  readonly mail: boolean;
  /** Null where no provider is set. */
  readonly singleSignOn: { readonly name: string | null } | null;
}

export async function me(q: Query, settings: Settings): Promise<Me> {
  const valley = (await listValleys(q.tx)).find((v) => v.id === q.scope.valleyId);
  if (!valley) throw new DomainError('valley.not_found', { slug: '' });
  const user = q.actor ? await findUser(q.tx, q.actor.userId) : undefined;
  const memberships = q.actor
    ? ((await findActorByUser(q.tx, q.scope, q.actor.userId, q.now))?.memberships ?? [])
    : [];
  const names = await store.organisationNames(q.tx, [...new Set(memberships.map((m) => m.organisationId))]);
  return {
    user: user
      ? {
          id: user.id,
          name: user.name,
          username: user.username,
          email: user.email,
          locale: user.locale,
          platformAdmin: user.platform_admin,
        }
      : null,
    valley: {
      slug: valley.slug,
      nameZh: valley.name_zh,
      nameEn: valley.name_en,
      zone: valley.zone,
      demo: valley.demo,
    },
    memberships: memberships.map((m) => {
      const organisation = names.find((n) => n.id === m.organisationId);
      return {
        organisationId: m.organisationId,
        organisationName: organisation?.name_zh ?? '',
        organisationNameEn: organisation?.name_en ?? '',
        role: m.role,
      };
    }),
    roles: [...new Set(memberships.map((m) => m.role))],
    mail: settings.mail,
    singleSignOn: settings.singleSignOn,
    now: q.now.toString(),
  };
}

export async function updateMe(
  cx: Command,
  body: { name?: string | undefined; locale?: 'zh' | 'en' | undefined },
  settings: Settings,
): Promise<Me> {
  await store.updateUser(
    cx.tx,
    cx.actor.userId,
    { ...(body.name ? { name: body.name } : {}), ...(body.locale ? { locale: body.locale } : {}) },
    cx.now,
  );
  await cx.audit({ action: 'user.update', entity: 'user', entityId: cx.actor.userId, after: body });
  return me(cx, settings);
}

const day = (date: string | null) => date;

export async function listKeys(q: Query) {
  const rows = await store.listKeys(q.tx, q.scope.valleyId, q.actor?.userId ?? '');
  return {
    items: rows.map((k) => ({
      id: k.id,
      name: k.name,
      hint: k.hint,
      createdAt: k.created_at.toString(),
      expiresAt: k.expires_at?.toString() ?? null,
      revokedAt: k.revoked_at?.toString() ?? null,
      lastUsedOn: day(k.last_used_on),
    })),
  };
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** 40 characters of 62: more than 230 bits. Bytes that would favour the first letters are thrown away. */
function secret(): string {
  let out = '';
  while (out.length < 40) {
    for (const byte of randomBytes(64)) if (byte < 248 && out.length < 40) out += alphabet[byte % 62];
  }
  return out;
}

/** `hegu_<valley>_<secret>`: the token says in which valley it acts, and is shown once. */
export async function createKey(
  cx: Pick<Command, 'tx' | 'scope' | 'now'>,
  userId: string,
  name: string,
  validDays: number | null,
) {
  const valley = (await listValleys(cx.tx)).find((v) => v.id === cx.scope.valleyId);
  if (!valley) throw new DomainError('valley.not_found', { slug: '' });
  const token = `hegu_${valley.slug}_${secret()}`;
  const id = newId();
  const hint = `…${token.slice(-4)}`;
  const expiresAt = validDays === null ? null : cx.now.add({ hours: 24 * validDays });
  await store.insertKey(cx.tx, {
    id,
    tokenHash: hashToken(token),
    valleyId: cx.scope.valleyId,
    userId,
    name,
    hint,
    expiresAt,
    at: cx.now,
  });
  return {
    id,
    name,
    hint,
    createdAt: cx.now.toString(),
    expiresAt: expiresAt?.toString() ?? null,
    revokedAt: null,
    lastUsedOn: null,
    token,
  };
}

export async function makeKey(cx: Command, body: { name: string; validDays: number }) {
  const key = await createKey(cx, cx.actor.userId, body.name, body.validDays);
  await cx.audit({
    action: 'api-key.create',
    entity: 'api-key',
    entityId: key.id,
    after: { name: body.name, expiresAt: key.expiresAt },
  });
  return key;
}

export async function revokeKey(cx: Command, id: string): Promise<void> {
  if (!(await store.revokeKey(cx.tx, cx.scope.valleyId, cx.actor.userId, id, cx.now)))
    throw new DomainError('record.not_found', {});
  await cx.audit({ action: 'api-key.revoke', entity: 'api-key', entityId: id });
}

export async function listSessions(q: Query, request: RequestInfo, realNow: Temporal.Instant) {
  const rows = await store.listSessions(q.tx, q.actor?.userId ?? '', realNow);
  return {
    items: rows.map((s) => ({
      id: s.id,
      createdAt: s.created_at.toString(),
      expiresAt: s.expires_at.toString(),
      userAgent: s.user_agent,
      ipAddress: s.ip_address,
      current: s.id === request.sessionId,
    })),
  };
}

export async function revokeSession(cx: Command, id: string): Promise<void> {
  if (!(await store.deleteSession(cx.tx, cx.actor.userId, id))) throw new DomainError('record.not_found', {});
  await cx.audit({ action: 'session.revoke', entity: 'session', entityId: id });
}
