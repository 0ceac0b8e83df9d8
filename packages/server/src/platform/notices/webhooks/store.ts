import { type Generated, sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../db/db.ts';
import { gather } from '../../db/gather.ts';
import type { ValleyScope } from '../../db/scope.ts';

type Instant = Temporal.Instant;

interface WebhookTable {
  valley_id: string;
  id: string;
  organisation_id: string | null;
  url: string;
  secret: string;
  events: string[];
  note: string;
  enabled: boolean;
  disabled_reason: string | null;
  created_by: string | null;
  created_at: Instant;
  version: Generated<number>;
}

interface DeliveryTable {
  valley_id: string;
  id: string;
  webhook_id: string;
  event: string;
  payload: string;
  created_at: Instant;
  attempts: Generated<number>;
  next_at: Instant | null;
  delivered_at: Instant | null;
  failed_at: Instant | null;
  last_status: number | null;
  last_error: string | null;
}

declare module '../../db/tables.ts' {
  interface Tables {
    webhooks: WebhookTable;
    webhook_deliveries: DeliveryTable;
  }
}

const columns = [
  'id',
  'organisation_id',
  'url',
  'secret',
  'events',
  'note',
  'enabled',
  'disabled_reason',
  'created_by',
  'created_at',
  'version',
] as const;
const deliveryColumns = [
  'id',
  'webhook_id',
  'event',
  'created_at',
  'attempts',
  'next_at',
  'delivered_at',
  'failed_at',
  'last_status',
  'last_error',
] as const;

export type WebhookRow = Awaited<ReturnType<typeof list>>[number];
export type DeliveryRow = Awaited<ReturnType<typeof listDeliveries>>[number];

/** Newest first; `organisations` null: all of the valley. */
export async function list(
  tx: Tx,
  scope: ValleyScope,
  options: {
    readonly organisations: readonly string[] | null;
    readonly before: string | null;
    readonly limit: number;
  },
) {
  let query = tx
    .selectFrom('webhooks')
    .select(columns)
    .where('valley_id', '=', scope.valleyId)
    .orderBy('id', 'desc')
    .limit(options.limit);
  if (options.organisations !== null)
    query = query.where('organisation_id', 'in', [...options.organisations]);
  if (options.before !== null) query = query.where('id', '<', options.before);
  return query.execute();
}

/** All that are switched on; `organisation_id` null is the valley's own. */
export const listening = (tx: Tx, scope: ValleyScope) => hooksOn(tx, scope, undefined);

const hooksOn = gather<undefined, Pick<WebhookRow, 'id' | 'events' | 'organisation_id'>[]>(
  async (tx, scope, askers) => {
    const hooks = await tx
      .selectFrom('webhooks')
      .select(['id', 'events', 'organisation_id'])
      .where('valley_id', '=', scope.valleyId)
      .where('enabled', '=', true)
      .execute();
    return askers.map(() => hooks);
  },
);

export async function find(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  lock = false,
): Promise<WebhookRow | undefined> {
  let query = tx
    .selectFrom('webhooks')
    .select(columns)
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id);
  if (lock) query = query.forUpdate();
  return query.executeTakeFirst();
}

export async function insert(tx: Tx, scope: ValleyScope, row: Omit<WebhookRow, 'version'>): Promise<void> {
  await tx
    .insertInto('webhooks')
    .values({ valley_id: scope.valleyId, ...row })
    .execute();
}

export async function update(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  change: Partial<Pick<WebhookRow, 'url' | 'secret' | 'events' | 'note' | 'enabled' | 'disabled_reason'>>,
): Promise<WebhookRow> {
  return tx
    .updateTable('webhooks')
    .set({ ...change, version: sql`version + 1` })
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id)
    .returning(columns)
    .executeTakeFirstOrThrow();
}

export async function remove(tx: Tx, scope: ValleyScope, id: string): Promise<void> {
  await tx.deleteFrom('webhooks').where('valley_id', '=', scope.valleyId).where('id', '=', id).execute();
}

type NewDelivery = Pick<DeliveryTable, 'id' | 'webhook_id' | 'event' | 'payload' | 'created_at' | 'next_at'>;

export const enqueue = gather<readonly NewDelivery[], void>(async (tx, scope, lists) => {
  const blank = { delivered_at: null, failed_at: null, last_status: null, last_error: null };
  const rows = lists.flat();
  if (rows.length > 0)
    await tx
      .insertInto('webhook_deliveries')
      .values(rows.map((row) => ({ valley_id: scope.valleyId, ...blank, ...row })))
      .execute();
  return lists.map(() => undefined);
}, 'writes');

export async function listDeliveries(
  tx: Tx,
  scope: ValleyScope,
  webhookId: string,
  options: { readonly before: string | null; readonly limit: number },
) {
  let query = tx
    .selectFrom('webhook_deliveries')
    .select(deliveryColumns)
    .where('valley_id', '=', scope.valleyId)
    .where('webhook_id', '=', webhookId)
    .orderBy('id', 'desc')
    .limit(options.limit);
  if (options.before !== null) query = query.where('id', '<', options.before);
  return query.execute();
}

export interface ClaimedDelivery {
  readonly id: string;
  readonly webhook_id: string;
  readonly payload: string;
  readonly created_at: Instant;
  readonly attempts: number;
  readonly url: string;
  readonly secret: string;
  readonly enabled: boolean;
}

/** Takes what is due for `lease`, as with mail: at least once, with one webhook-id. */
export async function claim(
  tx: Tx,
  scope: ValleyScope,
  options: { readonly now: Instant; readonly lease: Instant; readonly limit: number },
): Promise<ClaimedDelivery[]> {
  const { rows } = await sql<ClaimedDelivery>`
    with due as (
      select valley_id, id from webhook_deliveries
      where valley_id = ${scope.valleyId} and next_at <= ${options.now.toString()}::timestamptz
      order by next_at, id limit ${options.limit}
      for update skip locked
    ), taken as (
      update webhook_deliveries d set attempts = d.attempts + 1, next_at = ${options.lease.toString()}::timestamptz
      from due where d.valley_id = due.valley_id and d.id = due.id
      returning d.valley_id, d.id, d.webhook_id, d.payload, d.created_at, d.attempts
    )
    select t.id, t.webhook_id, t.payload, t.created_at, t.attempts, w.url, w.secret, w.enabled
    from taken t join webhooks w on w.valley_id = t.valley_id and w.id = t.webhook_id
    order by t.created_at, t.id`.execute(tx);
  return rows;
}

export async function settle(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  result: Pick<DeliveryTable, 'next_at' | 'delivered_at' | 'failed_at' | 'last_status' | 'last_error'>,
): Promise<void> {
  await tx
    .updateTable('webhook_deliveries')
    .set(result)
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id)
    .execute();
}

/** True when anything reached the webhook since: it works, whatever became of one delivery. */
export const anyDelivered = async (
  tx: Tx,
  scope: ValleyScope,
  webhookId: string,
  since: Instant,
): Promise<boolean> =>
  (await tx
    .selectFrom('webhook_deliveries')
    .select('id')
    .where('valley_id', '=', scope.valleyId)
    .where('webhook_id', '=', webhookId)
    .where('delivered_at', '>=', since)
    .limit(1)
    .executeTakeFirst()) !== undefined;

export async function prune(tx: Tx, scope: ValleyScope, olderThan: Instant): Promise<number> {
  const done = await tx
    .deleteFrom('webhook_deliveries')
    .where('valley_id', '=', scope.valleyId)
    .where('next_at', 'is', null)
    .where('created_at', '<', olderThan)
    .executeTakeFirst();
  return Number(done.numDeletedRows);
}
