import { type Generated, sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Membership, Role } from '../command.ts';
import type { Tx } from '../db/db.ts';
import type { ValleyScope } from '../db/scope.ts';
import type { Clocks } from './deadline.ts';

type Instant = Temporal.Instant;
type Data = Readonly<Record<string, unknown>>;

interface CaseTable {
  valley_id: string;
  id: string;
  kind: string;
  state: string;
  subject_kind: string;
  subject_id: string;
  organisation_id: string | null;
  owner_organisation_id: string | null;
  opened_by: string | null;
  opened_at: Instant;
  closed_at: Instant | null;
  due_at: Instant | null;
  overdue_at: Instant | null;
  clocks: Clocks;
  data: Data;
  version: Generated<number>;
}

interface TodoTable {
  valley_id: string;
  id: string;
  case_id: string | null;
  kind: string;
  for_user: string | null;
  for_role: Role | null;
  for_organisation: string | null;
  subject_kind: string;
  subject_id: string;
  data: Data;
  created_at: Instant;
  due_at: Instant | null;
  overdue_at: Instant | null;
  done_at: Instant | null;
  done_by: string | null;
}

declare module '../db/tables.ts' {
  interface Tables {
    cases: CaseTable;
    case_events: {
      valley_id: string;
      id: string;
      case_id: string;
      at: Instant;
      actor: string | null;
      transition: string;
      from_state: string | null;
      to_state: string;
      input: Data;
    };
    todos: TodoTable;
  }
}

const caseColumns = [
  'id',
  'kind',
  'state',
  'subject_kind',
  'subject_id',
  'organisation_id',
  'owner_organisation_id',
  'opened_by',
  'opened_at',
  'closed_at',
  'due_at',
  'overdue_at',
  'clocks',
  'data',
  'version',
] as const;
const todoColumns = [
  'id',
  'case_id',
  'kind',
  'for_user',
  'for_role',
  'for_organisation',
  'subject_kind',
  'subject_id',
  'data',
  'created_at',
  'due_at',
  'overdue_at',
  'done_at',
  'done_by',
] as const;

export type CaseRow = Omit<CaseTable, 'valley_id' | 'version'> & { readonly version: number };
export type TodoRow = Omit<TodoTable, 'valley_id'>;
export type EventRow = Awaited<ReturnType<typeof listEvents>>[number];

// ── Cases ─────────────────────────────────────────────────────────────────────────────────────────────────

/** Undefined when a case of the kind is open for the subject already. */
export const insertCase = (
  tx: Tx,
  scope: ValleyScope,
  row: Omit<CaseRow, 'version'>,
): Promise<CaseRow | undefined> =>
  tx
    .insertInto('cases')
    .values({ valley_id: scope.valleyId, ...row })
    .onConflict((c) =>
      c
        .columns(['valley_id', 'kind', 'subject_kind', 'subject_id'])
        .where('closed_at', 'is', null)
        .doNothing(),
    )
    .returning(caseColumns)
    .executeTakeFirst();

export async function findCase(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  lock = false,
): Promise<CaseRow | undefined> {
  let query = tx
    .selectFrom('cases')
    .select(caseColumns)
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id);
  if (lock) query = query.forUpdate();
  return query.executeTakeFirst();
}

export const findOpenCase = (
  tx: Tx,
  scope: ValleyScope,
  kind: string,
  subject: { readonly kind: string; readonly id: string },
): Promise<CaseRow | undefined> =>
  tx
    .selectFrom('cases')
    .select(caseColumns)
    .where('valley_id', '=', scope.valleyId)
    .where('kind', '=', kind)
    .where('subject_kind', '=', subject.kind)
    .where('subject_id', '=', subject.id)
    .where('closed_at', 'is', null)
    .executeTakeFirst();

export async function updateCase(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  change: Pick<CaseRow, 'state' | 'closed_at' | 'due_at' | 'overdue_at' | 'clocks' | 'data'>,
): Promise<CaseRow> {
  return tx
    .updateTable('cases')
    .set({ ...change, version: sql`version + 1` })
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id)
    .returning(caseColumns)
    .executeTakeFirstOrThrow();
}

/** Ids of open cases with a clock that has run out and has not been dealt with. */
export async function dueCases(
  tx: Tx,
  scope: ValleyScope,
  kinds: readonly string[],
  now: Instant,
  limit: number,
): Promise<string[]> {
  if (kinds.length === 0) return [];
  const rows = await tx
    .selectFrom('cases')
    .select('id')
    .where('valley_id', '=', scope.valleyId)
    .where('kind', 'in', [...kinds])
    .where('closed_at', 'is', null)
    .where('due_at', '<=', now)
    .where((e) => e.or([e('overdue_at', 'is', null), e('due_at', '>', e.ref('overdue_at'))]))
    .orderBy('due_at')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((r) => r.id);
}

export async function insertEvent(
  tx: Tx,
  scope: ValleyScope,
  row: {
    readonly id: string;
    readonly case_id: string;
    readonly at: Instant;
    readonly actor: string | null;
    readonly transition: string;
    readonly from_state: string | null;
    readonly to_state: string;
    readonly input: Data;
  },
): Promise<void> {
  await tx
    .insertInto('case_events')
    .values({ valley_id: scope.valleyId, ...row })
    .execute();
}

export const listEvents = (tx: Tx, scope: ValleyScope, caseId: string) =>
  tx
    .selectFrom('case_events as e')
    .leftJoin('users as u', 'u.id', 'e.actor')
    .select(['e.id', 'e.at', 'u.name as actor', 'e.transition', 'e.from_state', 'e.to_state', 'e.input'])
    .where('e.valley_id', '=', scope.valleyId)
    .where('e.case_id', '=', caseId)
    .orderBy('e.id')
    .execute();

// ── To-dos ────────────────────────────────────────────────────────────────────────────────────────────────

export async function insertTodo(tx: Tx, scope: ValleyScope, row: TodoRow): Promise<void> {
  await tx
    .insertInto('todos')
    .values({ valley_id: scope.valleyId, ...row })
    .execute();
}

/** Closes open to-dos of a case, or of a subject (of one kind, or of any). Gives back those that were open. */
export async function closeTodos(
  tx: Tx,
  scope: ValleyScope,
  which:
    | { readonly caseId: string }
    | { readonly subjectKind: string; readonly subjectId: string; readonly kind?: string },
  done: { readonly at: Instant; readonly by: string | null },
): Promise<TodoRow[]> {
  let query = tx
    .updateTable('todos')
    .set({ done_at: done.at, done_by: done.by })
    .where('valley_id', '=', scope.valleyId)
    .where('done_at', 'is', null);
  if ('caseId' in which) query = query.where('case_id', '=', which.caseId);
  else {
    query = query.where('subject_kind', '=', which.subjectKind).where('subject_id', '=', which.subjectId);
    if (which.kind !== undefined) query = query.where('kind', '=', which.kind);
  }
  return query.returning(todoColumns).execute();
}

export interface Person {
  readonly userId: string;
  readonly memberships: readonly Membership[];
}

/** A person's own to-dos, and those of the roles they hold, where they hold them. */
const waitsFor = (person: Person) => {
  const roles = person.memberships.map(
    (m) =>
      sql<boolean>`(for_role = ${m.role} and (for_organisation = ${m.organisationId} or for_organisation is null))`,
  );
  return sql<boolean>`(${sql.join([sql`for_user = ${person.userId}`, ...roles], sql` or `)})`;
};

/** Open ones by when they are due (those never due last), done ones newest first. `after` is the sort key of the last row seen. */
export async function listTodos(
  tx: Tx,
  scope: ValleyScope,
  person: Person,
  options: {
    readonly done: boolean;
    readonly after: readonly [string, string] | null;
    readonly limit: number;
  },
): Promise<TodoRow[]> {
  let query = tx
    .selectFrom('todos')
    .select(todoColumns)
    .where('valley_id', '=', scope.valleyId)
    .where(waitsFor(person));
  if (options.done) {
    query = query.where('done_at', 'is not', null).orderBy('done_at', 'desc').orderBy('id', 'desc');
    if (options.after)
      query = query.where(
        sql<boolean>`(done_at, id) < (${options.after[0]}::timestamptz, ${options.after[1]}::uuid)`,
      );
  } else {
    const due = sql`coalesce(due_at, 'infinity'::timestamptz)`;
    query = query.where('done_at', 'is', null).orderBy(due).orderBy('id');
    if (options.after)
      query = query.where(
        sql<boolean>`(${due}, id) > (${options.after[0]}::timestamptz, ${options.after[1]}::uuid)`,
      );
  }
  return query.limit(options.limit).execute();
}

export async function countOpenTodos(tx: Tx, scope: ValleyScope, person: Person): Promise<number> {
  const row = await tx
    .selectFrom('todos')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('valley_id', '=', scope.valleyId)
    .where('done_at', 'is', null)
    .where(waitsFor(person))
    .executeTakeFirstOrThrow();
  return row.n;
}

/** A to-do the person may do, locked. */
export const lockTodo = (
  tx: Tx,
  scope: ValleyScope,
  person: Person,
  id: string,
): Promise<TodoRow | undefined> =>
  tx
    .selectFrom('todos')
    .select(todoColumns)
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id)
    .where(waitsFor(person))
    .forUpdate()
    .executeTakeFirst();

export const completeTodo = (
  tx: Tx,
  scope: ValleyScope,
  id: string,
  done: { readonly at: Instant; readonly by: string | null },
): Promise<TodoRow> =>
  tx
    .updateTable('todos')
    .set({ done_at: done.at, done_by: done.by })
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id)
    .returning(todoColumns)
    .executeTakeFirstOrThrow();

export async function moveTodosDue(
  tx: Tx,
  scope: ValleyScope,
  caseId: string,
  due: Instant | null,
): Promise<void> {
  await tx
    .updateTable('todos')
    .set({ due_at: due })
    .where('valley_id', '=', scope.valleyId)
    .where('case_id', '=', caseId)
    .where('done_at', 'is', null)
    .execute();
}

/** Marks open to-dos that were due by now as overdue, each once, and gives back those marked. */
export async function markOverdueTodos(
  tx: Tx,
  scope: ValleyScope,
  now: Instant,
  limit: number,
): Promise<TodoRow[]> {
  const { rows } = await sql<TodoRow>`
    with late as (
      select valley_id, id from todos
      where valley_id = ${scope.valleyId} and done_at is null and due_at <= ${now.toString()}::timestamptz and overdue_at is null
      order by due_at, id limit ${limit}
      for update skip locked
    )
    update todos t set overdue_at = ${now.toString()}::timestamptz
    from late where t.valley_id = late.valley_id and t.id = late.id
    returning ${sql.join(todoColumns.map((c) => sql.ref(`t.${c}`)))}`.execute(tx);
  return rows;
}
