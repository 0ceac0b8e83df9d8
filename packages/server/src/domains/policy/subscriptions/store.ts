import type { Topic } from '@hegu/contract/policy/subscriptions.ts';
import type { Clause } from '@hegu/rules/clause.ts';
import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../platform/db/db.ts';
import type { ValleyScope } from '../../../platform/db/scope.ts';
import type { Change, Mark } from './rules.ts';

/** All SQL of subscriptions: the topics themselves, what the library was last seen as, and what has been told. */

type Instant = Temporal.Instant;
const at = (t: Instant) => sql`${t.toString()}::timestamptz`;

export interface Owner {
  readonly kind: 'user' | 'organisation';
  readonly id: string;
}

export interface SubscriptionRow {
  readonly id: string;
  readonly ownerKind: Owner['kind'];
  readonly ownerId: string;
  readonly firmId: string | null;
  readonly firmZh: string | null;
  readonly firmEn: string | null;
  readonly topic: Topic;
  readonly remindDays: number;
  readonly madeAt: Instant;
}

const columns =
  sql.raw(`s.id, s.owner_kind as "ownerKind", s.owner_id as "ownerId", s.firm_id as "firmId", f.name_zh as "firmZh",
  f.name_en as "firmEn", s.topic, s.remind_days as "remindDays", s.made_at as "madeAt"`);
const from = sql.raw(
  `policy_subscriptions s left join firms f on f.valley_id = s.valley_id and f.id = s.firm_id`,
);

const owned = (owners: readonly Owner[]) =>
  sql`(s.owner_kind, s.owner_id) in (${sql.join(owners.map((o) => sql`(${o.kind}, ${o.id})`))})`;

/** Of these owners, oldest first. */
export async function ofOwners(
  tx: Tx,
  scope: ValleyScope,
  owners: readonly Owner[],
): Promise<SubscriptionRow[]> {
  if (owners.length === 0) return [];
  const { rows } = await sql<SubscriptionRow>`
    select ${columns} from ${from} where s.valley_id = ${scope.valleyId} and ${owned(owners)}
    order by s.made_at, s.id`.execute(tx);
  return rows;
}

export async function all(tx: Tx, scope: ValleyScope): Promise<SubscriptionRow[]> {
  const { rows } = await sql<SubscriptionRow>`
    select ${columns} from ${from} where s.valley_id = ${scope.valleyId} order by s.id`.execute(tx);
  return rows;
}

/** Waits for another who subscribes for the same owner, so that the limit holds. */
export async function lockOwner(tx: Tx, scope: ValleyScope, owner: Owner): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`policy-subscriptions:${scope.valleyId}:${owner.kind}:${owner.id}`}, 0))`.execute(
    tx,
  );
}

/** @returns its id; of the one that is there already, which then reminds as asked now */
export async function put(
  tx: Tx,
  scope: ValleyScope,
  s: {
    readonly id: string;
    readonly owner: Owner;
    readonly firmId: string | null;
    readonly topic: Topic;
    readonly topicKey: string;
    readonly remindDays: number;
    readonly by: string;
    readonly at: Instant;
  },
): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    insert into policy_subscriptions (valley_id, id, owner_kind, owner_id, firm_id, topic, topic_key, remind_days, made_by, made_at)
    values (${scope.valleyId}, ${s.id}, ${s.owner.kind}, ${s.owner.id}, ${s.firmId}, ${JSON.stringify(s.topic)}::jsonb,
      ${s.topicKey}, ${s.remindDays}, ${s.by}, ${at(s.at)})
    on conflict (valley_id, owner_kind, owner_id, topic_key) do update set remind_days = excluded.remind_days
    returning id`.execute(tx);
  return rows[0]?.id ?? s.id;
}

export async function remind(tx: Tx, scope: ValleyScope, id: string, days: number): Promise<void> {
  await sql`update policy_subscriptions set remind_days = ${days}
    where valley_id = ${scope.valleyId} and id = ${id}::uuid`.execute(tx);
}

export async function remove(tx: Tx, scope: ValleyScope, id: string): Promise<void> {
  await sql`delete from policy_subscriptions where valley_id = ${scope.valleyId} and id = ${id}::uuid`.execute(
    tx,
  );
}

// ── The library as it was seen ──────────────────────────────────────────────────────────────────────────────

export async function marks(tx: Tx, scope: ValleyScope): Promise<Mark[]> {
  const { rows } = await sql<Mark>`
    select clause_id as "clauseId", policy_id as "policyId", hash, clause from policy_library_marks
    where valley_id = ${scope.valleyId} order by clause_id`.execute(tx);
  return rows;
}

/** Only their hashes: enough to see that nothing has changed. */
export async function markHashes(tx: Tx, scope: ValleyScope): Promise<Map<string, string>> {
  const { rows } = await sql<{ clauseId: string; hash: string }>`
    select clause_id as "clauseId", hash from policy_library_marks where valley_id = ${scope.valleyId}`.execute(
    tx,
  );
  return new Map(rows.map((r) => [r.clauseId, r.hash]));
}

export async function mark(tx: Tx, scope: ValleyScope, rows: readonly Mark[]): Promise<void> {
  for (const m of rows)
    await sql`insert into policy_library_marks (valley_id, clause_id, policy_id, hash, clause)
      values (${scope.valleyId}, ${m.clauseId}, ${m.policyId}, ${m.hash}, ${JSON.stringify(m.clause)}::jsonb)
      on conflict (valley_id, clause_id) do update
        set policy_id = excluded.policy_id, hash = excluded.hash, clause = excluded.clause`.execute(tx);
}

export async function unmark(tx: Tx, scope: ValleyScope, clauseIds: readonly string[]): Promise<void> {
  if (clauseIds.length === 0) return;
  await sql`delete from policy_library_marks where valley_id = ${scope.valleyId} and clause_id = any(${[...clauseIds]}::text[])`.execute(
    tx,
  );
}

export interface EventRow extends Change {
  readonly id: string;
  readonly seenAt: Instant;
}

export async function insertEvent(
  tx: Tx,
  scope: ValleyScope,
  e: Change & { readonly id: string; readonly at: Instant },
): Promise<void> {
  await sql`insert into policy_library_events (valley_id, id, clause_id, policy_id, kind, before, seen_at)
    values (${scope.valleyId}, ${e.id}, ${e.clauseId}, ${e.policyId}, ${e.kind},
      ${e.before === null ? null : JSON.stringify(e.before)}::jsonb, ${at(e.at)})`.execute(tx);
}

/** Since an instant, oldest first. */
export async function events(tx: Tx, scope: ValleyScope, since: Instant): Promise<EventRow[]> {
  const { rows } = await sql<{ before: Clause | null } & Omit<EventRow, 'before'>>`
    select id, clause_id as "clauseId", policy_id as "policyId", kind, before, seen_at as "seenAt" from policy_library_events
    where valley_id = ${scope.valleyId} and seen_at >= ${at(since)} order by seen_at, id`.execute(tx);
  return rows;
}

// ── Who has become eligible ─────────────────────────────────────────────────────────────────────────────────

/** Those of the pairs that nobody has looked at. */
export async function unlooked(
  tx: Tx,
  scope: ValleyScope,
  eventIds: readonly string[],
  firmId: string,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select e.id from policy_library_events e where e.valley_id = ${scope.valleyId} and e.id = any(${[...eventIds]}::uuid[])
      and not exists (select 1 from policy_eligibility_news n where n.valley_id = e.valley_id and n.event_id = e.id
        and n.firm_id = ${firmId}::uuid)`.execute(tx);
  return rows.map((r) => r.id);
}

export async function looked(
  tx: Tx,
  scope: ValleyScope,
  n: { readonly eventId: string; readonly firmId: string; readonly newly: boolean; readonly at: Instant },
): Promise<void> {
  await sql`insert into policy_eligibility_news (valley_id, event_id, firm_id, newly, looked_at)
    values (${scope.valleyId}, ${n.eventId}, ${n.firmId}, ${n.newly}, ${at(n.at)}) on conflict do nothing`.execute(
    tx,
  );
}

/** Events that made a firm eligible. */
export async function newly(
  tx: Tx,
  scope: ValleyScope,
  eventIds: readonly string[],
): Promise<{ eventId: string; firmId: string }[]> {
  const { rows } = await sql<{ eventId: string; firmId: string }>`
    select event_id as "eventId", firm_id as "firmId" from policy_eligibility_news
    where valley_id = ${scope.valleyId} and newly and event_id = any(${[...eventIds]}::uuid[])`.execute(tx);
  return rows;
}

// ── What has been told ──────────────────────────────────────────────────────────────────────────────────────

export async function toldOf(
  tx: Tx,
  scope: ValleyScope,
  userId: string,
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ key: string }>`
    select key from policy_subscription_tellings
    where valley_id = ${scope.valleyId} and user_id = ${userId} and key = any(${[...keys]}::text[])`.execute(
    tx,
  );
  return new Set(rows.map((r) => r.key));
}

/** @returns those that nobody had told before; the row is what makes it once */
export async function tell(
  tx: Tx,
  scope: ValleyScope,
  userId: string,
  keys: readonly string[],
  when: Instant,
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ key: string }>`
    insert into policy_subscription_tellings (valley_id, user_id, key, told_at)
    select ${scope.valleyId}, ${userId}, k, ${at(when)} from unnest(${[...keys]}::text[]) k
    on conflict do nothing returning key`.execute(tx);
  return new Set(rows.map((r) => r.key));
}

/** What is too old to be asked for again. */
export async function forget(tx: Tx, scope: ValleyScope, olderThan: Instant): Promise<void> {
  await sql`delete from policy_subscription_tellings where valley_id = ${scope.valleyId} and told_at < ${at(olderThan)}`.execute(
    tx,
  );
  await sql`delete from policy_library_events where valley_id = ${scope.valleyId} and seen_at < ${at(olderThan)}`.execute(
    tx,
  );
}
