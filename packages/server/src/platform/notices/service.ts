import { allNotices, type NoticeKind } from '@hegu/contract/all-notices.ts';
import type { Locale } from '@hegu/contract/errors.ts';
import { type Notice, type NoticeDef, type NoticePreference, renderNotice } from '@hegu/contract/notices.ts';
import type { Actor, Command, Query, Role } from '../command.ts';
import { DomainError } from '../errors.ts';
import { decodeIdCursor, pageOf } from '../http/cursor.ts';
import { newId } from '../ids.ts';
import { mailable } from './mail/rules.ts';
import * as outbox from './mail/store.ts';
import * as store from './store.ts';

const defs: Readonly<Record<string, NoticeDef>> = allNotices;

/** What telling somebody needs of a command; a job may have no listeners to emit to. */
export type Telling = Pick<Command, 'tx' | 'scope' | 'now'> & Partial<Pick<Command, 'emit'>>;

export interface Tell {
  readonly kind: NoticeKind;
  /** Ids of people; doubles are told once, disabled accounts not at all. */
  readonly to: readonly string[];
  /** Fills the words: both languages of a name, where the words use one (`{nameZh}`, `{nameEn}`). */
  readonly data: Readonly<Record<string, unknown>>;
  /** Path of the page it is about, e.g. `/reservations/…`. */
  readonly link?: string;
}

/**
 * Tells people something, in the app and by mail as each wants it. Everything is written in the command's transaction and
 * nothing is sent in it: the app shows it after commit, a job sends the mail.
 */
export async function notify(cx: Telling, tell: Tell): Promise<void> {
  const def = defs[tell.kind];
  if (!def) throw new TypeError(`no notice kind ${tell.kind}`);
  if (tell.link !== undefined && !/^\/(?![/\\])/.test(tell.link))
    throw new TypeError(`not a path of this site: ${tell.link}`);
  const ids = [...new Set(tell.to)];
  if (ids.length === 0) return;
  // JSON as it will be read back, so that mail and app print instants and the like the same way.
  const data = JSON.parse(JSON.stringify(tell.data)) as Record<string, unknown>;
  const link = tell.link ?? null;
  const people = await store.recipients(cx.tx, cx.scope, ids, tell.kind);
  const inApp = people.filter((p) => def.required || (p.in_app ?? true));
  const rows = inApp.map((p) => ({
    id: newId(),
    user_id: p.id,
    kind: tell.kind,
    data,
    link,
    created_at: cx.now,
  }));
  await store.insert(cx.tx, cx.scope, rows);
  const byMail = people.filter((p) => (p.mail ?? def.mail) && mailable(p.email));
  await outbox.insert(
    cx.tx,
    cx.scope,
    byMail.map((p) => {
      const words = renderNotice(def, data, p.locale, cx.scope.zone);
      return {
        id: newId(),
        user_id: p.id,
        kind: tell.kind,
        to_name: p.name,
        to_address: p.email,
        locale: p.locale,
        subject: words.title,
        body: words.body,
        link,
        created_at: cx.now,
        next_at: cx.now,
      };
    }),
  );
  for (const row of rows)
    cx.emit?.({ type: 'notice.created', entityId: row.id, rooms: [`user:${row.user_id}`] });
}

/**
 * Mails somebody who has no account, once and without another word: nothing is shown in the app, there is no setting, and what the letter says and
 * where it went is deleted from the outbox when it has been sent or given up.
 * @param to one plain address; one that leads nowhere is not written to
 */
export async function tellAddress(
  cx: Pick<Command, 'tx' | 'scope' | 'now'>,
  tell: Omit<Tell, 'to'> & { readonly to: string; readonly locale: Locale },
): Promise<void> {
  if (!mailable(tell.to)) return;
  const words = renderNotice(allNotices[tell.kind], tell.data, tell.locale, cx.scope.zone);
  await outbox.insert(cx.tx, cx.scope, [
    {
      id: newId(),
      user_id: null,
      kind: tell.kind,
      to_name: '',
      to_address: tell.to,
      locale: tell.locale,
      subject: words.title,
      body: words.body,
      link: tell.link ?? null,
      created_at: cx.now,
      next_at: cx.now,
    },
  ]);
}

/** Ids of everybody who holds a role now: in one organisation, or (null) anywhere in the valley. */
export const usersWithRole = (
  q: Pick<Query, 'tx' | 'scope' | 'now'>,
  role: Role,
  organisationId: string | null,
): Promise<string[]> => store.usersWithRole(q.tx, q.scope, role, organisationId, q.now);

function toNotice(row: store.NoticeRow, locale: Locale, zone: string): Notice {
  const def = defs[row.kind];
  // A kind that was retired keeps its rows; its code is better than nothing.
  const words = def ? renderNotice(def, row.data, locale, zone) : { title: row.kind, body: '' };
  return {
    id: row.id,
    kind: row.kind,
    ...words,
    data: { ...row.data },
    link: row.link,
    createdAt: row.created_at.toString(),
    readAt: row.read_at?.toString() ?? null,
  };
}

function signedIn(q: Query): Actor {
  if (!q.actor) throw new DomainError('access.sign_in_required');
  return q.actor;
}

export async function listNotices(
  q: Query,
  input: { readonly unread?: boolean; readonly cursor?: string; readonly limit: number },
): Promise<{ items: Notice[]; nextCursor: string | null; unread: number }> {
  const { userId } = signedIn(q);
  const before = decodeIdCursor(input.cursor);
  const rows = await store.list(q.tx, q.scope, userId, {
    unread: input.unread ?? false,
    before,
    limit: input.limit + 1,
  });
  const page = pageOf(
    rows,
    input.limit,
    (row) => [row.id],
    (row) => toNotice(row, q.locale, q.scope.zone),
  );
  return { ...page, unread: await store.countUnread(q.tx, q.scope, userId) };
}

export async function readNotice(cx: Command, id: string): Promise<Notice> {
  const row = await store.markRead(cx.tx, cx.scope, signedIn(cx).userId, id, cx.now);
  if (!row) throw new DomainError('record.not_found', { id });
  return toNotice(row, cx.locale, cx.scope.zone);
}

export async function readAllNotices(cx: Command): Promise<{ marked: number }> {
  return { marked: await store.markAllRead(cx.tx, cx.scope, signedIn(cx).userId, cx.now) };
}

/** Every kind with what the person has chosen, or the kind's own default. */
export async function getPreferences(q: Query): Promise<{ items: NoticePreference[] }> {
  const chosen = new Map(
    (await store.preferences(q.tx, q.scope, signedIn(q).userId)).map((r) => [r.kind, r]),
  );
  const own = Object.entries(defs).filter(([, def]) => !def.visitors);
  const items = own.map(([kind, def]) => {
    const row = chosen.get(kind);
    const required = def.required ?? false;
    return { kind, inApp: required || (row?.in_app ?? true), mail: row?.mail ?? def.mail, required };
  });
  return { items };
}

export async function putPreferences(
  cx: Command,
  input: {
    readonly items: readonly { readonly kind: string; readonly inApp: boolean; readonly mail: boolean }[];
  },
): Promise<{ items: NoticePreference[] }> {
  const { userId } = signedIn(cx);
  const reasons = input.items.flatMap((item) => {
    const def = Object.hasOwn(defs, item.kind) ? defs[item.kind] : undefined;
    const code = !def ? 'notice.unknown_kind' : def.required && !item.inApp ? 'notice.required' : null;
    return code ? [{ code, overridable: false, data: { kind: item.kind } }] : [];
  });
  if (reasons.length > 0) throw DomainError.all(reasons);
  for (const item of input.items)
    await store.putPreference(cx.tx, cx.scope, {
      user_id: userId,
      kind: item.kind,
      in_app: item.inApp,
      mail: item.mail,
    });
  await cx.audit({ action: 'notice.preferences', entity: 'user', entityId: userId, after: input.items });
  return getPreferences(cx);
}
