import { randomBytes } from 'node:crypto';
import type { Webhook, WebhookDelivery } from '@hegu/contract/notices.ts';
import type { Temporal } from 'temporal-polyfill';
import type { Command, DomainEvent, Query } from '../../command.ts';
import type { Db } from '../../db/db.ts';
import type { ValleyScope } from '../../db/scope.ts';
import { DomainError } from '../../errors.ts';
import { decodeIdCursor, pageOf } from '../../http/cursor.ts';
import { newId } from '../../ids.ts';
import { access } from '../access.ts';
import { notify } from '../service.ts';
import { type PostOptions, post } from './post.ts';
import { nextAttempt, signature, urlProblem, wants } from './rules.ts';
import * as store from './store.ts';

const toWebhook = (row: store.WebhookRow): Webhook => ({
  id: row.id,
  organisationId: row.organisation_id,
  url: row.url,
  events: row.events,
  note: row.note,
  enabled: row.enabled,
  disabledReason: row.disabled_reason,
  createdAt: row.created_at.toString(),
  version: row.version,
});

const toDelivery = (row: store.DeliveryRow): WebhookDelivery => ({
  id: row.id,
  event: row.event,
  createdAt: row.created_at.toString(),
  attempts: row.attempts,
  nextAt: row.next_at?.toString() ?? null,
  deliveredAt: row.delivered_at?.toString() ?? null,
  failedAt: row.failed_at?.toString() ?? null,
  lastStatus: row.last_status,
  lastError: row.last_error,
});

const newSecret = () => `whsec_${randomBytes(32).toString('base64')}`;

const toDeliveryRow = (cx: Pick<Command, 'now'>, webhookId: string, event: string, data: unknown) => ({
  id: newId(),
  webhook_id: webhookId,
  event,
  payload: JSON.stringify({ type: event, timestamp: cx.now.toString(), data }),
  created_at: cx.now,
  next_at: cx.now,
});

export const { listening } = store;
type ListeningHook = Awaited<ReturnType<typeof listening>>[number];

type Outcome = Parameters<typeof store.settle>[3];

/** What one person is told, or has to do, is for nobody else's systems. */
const personal = (type: string) => type.startsWith('notice.') || type.startsWith('todo.');

/**
 * Queues a command's events for the webhooks that want them, in the command's transaction, each thing once: `{ id }` of what
 * changed, which the receiver reads through the API under its own rights. The valley's own webhooks hear all, an organisation's
 * what is told in its room or concerns it.
 * @param listening those that are switched on, where they were asked for in time not to be waited for
 */
export async function tellWebhooks(
  cx: Pick<Command, 'tx' | 'scope' | 'now'>,
  events: readonly DomainEvent[],
  listening?: Promise<readonly ListeningHook[]>,
): Promise<void> {
  const told = [
    ...new Map(events.filter((e) => !personal(e.type)).map((e) => [`${e.type} ${e.entityId}`, e])).values(),
  ];
  if (told.length === 0) return;
  const hooks = await (listening ?? store.listening(cx.tx, cx.scope));
  if (hooks.length === 0) return;
  const rows: Parameters<typeof store.enqueue>[2][number][] = [];
  for (const event of told) {
    const theirs = new Set([
      ...event.rooms.flatMap((room) => /^organisation:(.+)$/.exec(room)?.[1] ?? []),
      ...((await event.concerns?.()) ?? []),
    ]);
    for (const hook of hooks) {
      const hears = hook.organisation_id === null || theirs.has(hook.organisation_id);
      if (hears && wants(hook.events, event.type))
        rows.push(toDeliveryRow(cx, hook.id, event.type, { id: event.entityId }));
    }
  }
  await store.enqueue(cx.tx, cx.scope, rows);
}

export function createWebhooks(settings: PostOptions) {
  /** The webhook, if the caller may manage it; 404 otherwise, so that ids tell nothing. */
  async function managed(q: Query, id: string, lock = false): Promise<store.WebhookRow> {
    access.assert(q.actor, 'webhook.manage');
    const row = await store.find(q.tx, q.scope, id, lock);
    if (!row || !access.may(q.actor, 'webhook.manage', { organisationId: row.organisation_id }))
      throw new DomainError('record.not_found', { id });
    return row;
  }

  function checkUrl(url: string): void {
    const problem = urlProblem(url, settings.allowPrivate);
    if (problem) throw new DomainError('webhook.url_refused', { problem, url });
  }

  return {
    async list(q: Query, input: { readonly cursor?: string; readonly limit: number }) {
      access.assert(q.actor, 'webhook.manage');
      const all = access.may(q.actor, 'webhook.manage', {});
      const own =
        q.actor?.memberships.filter((m) => m.role === 'facility').map((m) => m.organisationId) ?? [];
      const rows = await store.list(q.tx, q.scope, {
        organisations: all ? null : own,
        before: decodeIdCursor(input.cursor),
        limit: input.limit + 1,
      });
      return pageOf(rows, input.limit, (row) => [row.id], toWebhook);
    },

    get: async (q: Query, id: string): Promise<Webhook> => toWebhook(await managed(q, id)),

    async create(
      cx: Command,
      input: {
        readonly organisationId?: string | null;
        readonly url: string;
        readonly events: readonly string[];
        readonly note?: string;
      },
    ): Promise<Webhook & { secret: string }> {
      access.assert(cx.actor, 'webhook.manage', { organisationId: input.organisationId ?? null });
      checkUrl(input.url);
      const row = {
        id: newId(),
        organisation_id: input.organisationId ?? null,
        url: input.url,
        secret: newSecret(),
        events: [...new Set(input.events)],
        note: input.note ?? '',
        enabled: true,
        disabled_reason: null,
        created_by: cx.actor.via === 'system' || cx.actor.via === 'cli' ? null : cx.actor.userId,
        created_at: cx.now,
      };
      await store.insert(cx.tx, cx.scope, row);
      const webhook = toWebhook({ ...row, version: 1 });
      await cx.audit({ action: 'webhook.create', entity: 'webhook', entityId: row.id, after: webhook });
      return { ...webhook, secret: row.secret };
    },

    /** `ifMatch`: the version the caller last saw. */
    async update(
      cx: Command,
      id: string,
      input: {
        readonly url?: string;
        readonly events?: readonly string[];
        readonly note?: string;
        readonly enabled?: boolean;
      },
      ifMatch?: number,
    ): Promise<Webhook> {
      const before = await managed(cx, id, true);
      if (ifMatch !== undefined && ifMatch !== before.version)
        throw new DomainError('request.stale', { version: before.version });
      if (input.url !== undefined) checkUrl(input.url);
      const row = await store.update(cx.tx, cx.scope, id, {
        ...(input.url === undefined ? {} : { url: input.url }),
        ...(input.events === undefined ? {} : { events: [...new Set(input.events)] }),
        ...(input.note === undefined ? {} : { note: input.note }),
        ...(input.enabled === undefined ? {} : { enabled: input.enabled, disabled_reason: null }),
      });
      await cx.audit({
        action: 'webhook.update',
        entity: 'webhook',
        entityId: id,
        before: toWebhook(before),
        after: toWebhook(row),
      });
      return toWebhook(row);
    },

    async remove(cx: Command, id: string): Promise<void> {
      const before = await managed(cx, id, true);
      await store.remove(cx.tx, cx.scope, id);
      await cx.audit({
        action: 'webhook.remove',
        entity: 'webhook',
        entityId: id,
        before: toWebhook(before),
      });
    },

    async rotateSecret(cx: Command, id: string): Promise<Webhook & { secret: string }> {
      await managed(cx, id, true);
      const row = await store.update(cx.tx, cx.scope, id, { secret: newSecret() });
      await cx.audit({ action: 'webhook.rotate_secret', entity: 'webhook', entityId: id });
      return { ...toWebhook(row), secret: row.secret };
    },

    /** Queues a `webhook.test` event for one webhook. */
    async test(cx: Command, id: string): Promise<WebhookDelivery> {
      await managed(cx, id);
      const row = toDeliveryRow(cx, id, 'webhook.test', { webhookId: id });
      await store.enqueue(cx.tx, cx.scope, [row]);
      const blank = { attempts: 0, delivered_at: null, failed_at: null, last_status: null, last_error: null };
      return toDelivery({ ...row, ...blank });
    },

    async deliveries(q: Query, id: string, input: { readonly cursor?: string; readonly limit: number }) {
      await managed(q, id);
      const before = decodeIdCursor(input.cursor);
      const rows = await store.listDeliveries(q.tx, q.scope, id, { before, limit: input.limit + 1 });
      return pageOf(rows, input.limit, (row) => [row.id], toDelivery);
    },

    /**
     * Sends the deliveries of a valley that are due, eight at a time. 2xx is success, 410 switches the webhook off,
     * everything else is tried again over three days; then the webhook is switched off too, if nothing else got through.
     */
    async deliver(db: Db, scope: ValleyScope, now: Temporal.Instant, limit = 64) {
      const lease = now.add({ minutes: 5 });
      const due = await db.tx(scope, (tx) => store.claim(tx, scope, { now, lease, limit }));
      const run = { delivered: 0, deferred: 0, failed: 0 };
      const queue = due.values();
      const worker = async () => {
        for (const delivery of queue) run[await attempt(db, scope, now, delivery)]++;
      };
      await Promise.all(Array.from({ length: Math.min(8, due.length) }, worker));
      return run;
    },
  };

  async function attempt(
    db: Db,
    scope: ValleyScope,
    now: Temporal.Instant,
    d: store.ClaimedDelivery,
  ): Promise<'delivered' | 'deferred' | 'failed'> {
    const none: Outcome = {
      next_at: null,
      delivered_at: null,
      failed_at: null,
      last_status: null,
      last_error: null,
    };
    const settle = (result: Partial<Outcome>) =>
      db.tx(scope, (tx) => store.settle(tx, scope, d.id, { ...none, ...result }));
    if (!d.enabled) {
      await settle({ failed_at: now, last_error: 'the webhook is switched off' });
      return 'failed';
    }
    const seconds = Math.floor(now.epochMilliseconds / 1000);
    const outcome = await post(
      d.url,
      {
        'webhook-id': d.id,
        'webhook-timestamp': String(seconds),
        'webhook-signature': signature(d.secret, d.id, seconds, d.payload),
      },
      d.payload,
      settings,
    ).then(
      (status) => ({ status, error: status >= 200 && status < 300 ? null : `HTTP ${status}` }),
      (error: Error) => ({ status: null, error: error.message.slice(0, 300) }),
    );
    if (outcome.error === null) {
      await settle({ delivered_at: now, last_status: outcome.status });
      return 'delivered';
    }
    const nextAt = outcome.status === 410 ? null : nextAttempt(d.attempts, now);
    const failed = { last_status: outcome.status, last_error: outcome.error };
    if (nextAt !== null) {
      await settle({ ...failed, next_at: nextAt });
      return 'deferred';
    }
    await settle({ ...failed, failed_at: now });
    await db.tx(scope, (tx) => switchOff({ tx, scope, now }, d, outcome.status === 410, outcome.error ?? ''));
    return 'failed';
  }

  async function switchOff(
    cx: Pick<Command, 'tx' | 'scope' | 'now'>,
    d: store.ClaimedDelivery,
    gone: boolean,
    problem: string,
  ): Promise<void> {
    const row = await store.find(cx.tx, cx.scope, d.webhook_id, true);
    if (!row?.enabled) return;
    if (!gone && (await store.anyDelivered(cx.tx, cx.scope, row.id, d.created_at))) return;
    await store.update(cx.tx, cx.scope, row.id, { enabled: false, disabled_reason: problem });
    if (row.created_by !== null)
      await notify(cx, {
        kind: 'webhook.disabled',
        to: [row.created_by],
        data: { host: new URL(row.url).host, problem },
      });
  }
}

export type Webhooks = ReturnType<typeof createWebhooks>;
