import type { Todo } from '@hegu/contract/casework.ts';
import type { Locale } from '@hegu/contract/errors.ts';
import type { Temporal } from 'temporal-polyfill';
import type { Actor, Command, Query, Role } from '../command.ts';
import { DomainError } from '../errors.ts';
import { decodeCursor, decodeIdCursor, decodePlace, encodeCursor, pageOf } from '../http/cursor.ts';
import { newId } from '../ids.ts';
import { notify, usersWithRole } from '../notices/index.ts';
import { dueWords } from './deadline.ts';
import { personOf, type Words } from './rules.ts';
import * as store from './store.ts';

/** For one person, or for whoever holds a role: in one organisation, or (null) anywhere in the valley. */
export type Holder =
  | { readonly userId: string }
  | { readonly role: Role; readonly organisationId: string | null };

export interface NewTodo {
  readonly kind: string;
  readonly words: Words;
  /** Whose, or which one, so that two of a kind can be told apart. */
  readonly about?: Words;
  readonly for: Holder;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly caseId?: string;
  readonly dueAt?: Temporal.Instant | null;
  /** Path of the page where it is done. */
  readonly link?: string;
  /** False: it appears in the list and nobody is told. */
  readonly tell?: boolean;
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function toTodo(row: store.TodoRow, locale: Locale): Todo {
  return {
    id: row.id,
    kind: row.kind,
    title: text(locale === 'zh' ? row.data.titleZh : row.data.titleEn) ?? row.kind,
    about: text(locale === 'zh' ? row.data.aboutZh : row.data.aboutEn) ?? text(row.data.aboutZh),
    caseId: row.case_id,
    subjectKind: row.subject_kind,
    subjectId: row.subject_id,
    link: text(row.data.link),
    forRole: row.for_role,
    forOrganisation: row.for_organisation,
    createdAt: row.created_at.toString(),
    dueAt: row.due_at?.toString() ?? null,
    overdue: row.overdue_at !== null,
    doneAt: row.done_at?.toString() ?? null,
  };
}

/** How a notice names it: what there is to do, and about whom. */
function told({ data }: store.TodoRow): { titleZh: string; titleEn: string } {
  const aboutZh = text(data.aboutZh);
  const aboutEn = text(data.aboutEn) ?? aboutZh;
  return {
    titleZh: `${text(data.titleZh) ?? ''}${aboutZh ? `（${aboutZh}）` : ''}`,
    titleEn: `${text(data.titleEn) ?? ''}${aboutEn ? ` (${aboutEn})` : ''}`,
  };
}

async function holders(cx: Pick<Query, 'tx' | 'scope' | 'now'>, row: store.TodoRow): Promise<string[]> {
  if (row.for_user !== null) return [row.for_user];
  return row.for_role === null ? [] : usersWithRole(cx, row.for_role, row.for_organisation);
}

/** Something changed in somebody's list: the person hears it, or their organisation, or the valley. */
function announce(cx: Command, rows: readonly store.TodoRow[]): void {
  for (const row of rows) {
    const room =
      row.for_user !== null
        ? `user:${row.for_user}`
        : row.for_organisation !== null
          ? `organisation:${row.for_organisation}`
          : 'valley';
    cx.emit({ type: 'todo.changed', entityId: row.id, rooms: [room] });
  }
}

/** Puts work on somebody's list and tells them. Returns its id. */
export async function addTodo(cx: Command, todo: NewTodo): Promise<string> {
  const row: store.TodoRow = {
    id: newId(),
    case_id: todo.caseId ?? null,
    kind: todo.kind,
    for_user: 'userId' in todo.for ? todo.for.userId : null,
    for_role: 'role' in todo.for ? todo.for.role : null,
    for_organisation: 'role' in todo.for ? todo.for.organisationId : null,
    subject_kind: todo.subjectKind,
    subject_id: todo.subjectId,
    data: {
      titleZh: todo.words.zh,
      titleEn: todo.words.en,
      ...(todo.about && { aboutZh: todo.about.zh, aboutEn: todo.about.en }),
      ...(todo.link === undefined ? {} : { link: todo.link }),
    },
    created_at: cx.now,
    due_at: todo.dueAt ?? null,
    overdue_at: null,
    done_at: null,
    done_by: null,
  };
  await store.insertTodo(cx.tx, cx.scope, row);
  if (todo.tell ?? true) {
    // Not oneself: who has just made the work knows of it.
    const to = (await holders(cx, row)).filter((id) => id !== cx.actor.userId);
    await notify(cx, {
      kind: 'todo.assigned',
      to,
      data: { ...told(row), ...dueWords(row.due_at, cx.scope.zone) },
      link: todo.link ?? '/',
    });
  }
  announce(cx, [row]);
  return row.id;
}

/** Takes open to-dos off the lists because what they were about has been dealt with. Returns how many. */
export async function closeTodos(
  cx: Command,
  which: Parameters<typeof store.closeTodos>[2],
): Promise<number> {
  const rows = await store.closeTodos(cx.tx, cx.scope, which, { at: cx.now, by: personOf(cx.actor) });
  announce(cx, rows);
  return rows.length;
}

function signedIn(q: Query): Actor {
  if (!q.actor) throw new DomainError('access.sign_in_required');
  return q.actor;
}

/** The sort key of a cursor; to-dos that are never due stand at infinity, after all others. */
function cursorKey(cursor: string | undefined): [string, string] | null {
  const key = decodeCursor(cursor, 2);
  if (key === null) return null;
  if (key[0] === 'infinity') return ['infinity', decodeIdCursor(encodeCursor(key.slice(1))) ?? ''];
  const place = decodePlace(cursor);
  return place && [place.at.toString(), place.id];
}

/** What waits for the reader: their own, and that of the roles they hold. `open` counts all that is open. */
export async function listTodos(
  q: Query,
  input: { readonly done?: boolean; readonly cursor?: string; readonly limit: number },
): Promise<{ items: Todo[]; nextCursor: string | null; open: number }> {
  const actor = signedIn(q);
  const done = input.done ?? false;
  const rows = await store.listTodos(q.tx, q.scope, actor, {
    done,
    after: cursorKey(input.cursor),
    limit: input.limit + 1,
  });
  const page = pageOf(
    rows,
    input.limit,
    (row) => [(done ? row.done_at : row.due_at)?.toString() ?? 'infinity', row.id],
    (row) => toTodo(row, q.locale),
  );
  return { ...page, open: await store.countOpenTodos(q.tx, q.scope, actor) };
}

/** Ticks off one; a second time changes nothing. What belongs to a case ends with the case. */
export async function completeTodo(cx: Command, id: string): Promise<Todo> {
  const actor = signedIn(cx);
  const row = await store.lockTodo(cx.tx, cx.scope, actor, id);
  if (!row) throw new DomainError('record.not_found', { id });
  if (row.done_at !== null) return toTodo(row, cx.locale);
  if (row.case_id !== null) throw new DomainError('todo.by_case', { caseId: row.case_id });
  const done = await store.completeTodo(cx.tx, cx.scope, id, { at: cx.now, by: personOf(actor) });
  await cx.audit({
    action: 'todo.complete',
    entity: 'todo',
    entityId: id,
    after: { kind: row.kind, subjectId: row.subject_id },
  });
  announce(cx, [done]);
  return toTodo(done, cx.locale);
}

/** Job: to-dos that were due by now are marked overdue and their holders told, each once. Returns how many. */
export async function remindOverdue(cx: Command, limit = 100): Promise<number> {
  const rows = await store.markOverdueTodos(cx.tx, cx.scope, cx.now, limit);
  for (const row of rows) {
    await notify(cx, {
      kind: 'todo.overdue',
      to: await holders(cx, row),
      data: { ...told(row), ...dueWords(row.due_at, cx.scope.zone) },
      link: text(row.data.link) ?? '/',
    });
  }
  announce(cx, rows);
  return rows.length;
}
