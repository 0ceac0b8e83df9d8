import { type Subscription, type Topic, topicKey } from '@hegu/contract/policy/subscriptions.ts';
import type { Command, Query } from '../../../platform/command.ts';
import { DomainError } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { firmOfOrganisation, firmsById, referenceOf } from '../../enterprise/index.ts';
import { access } from '../access.ts';
import { libraryOf, todayOf, type ValleyLibrary } from '../library/service.ts';
import { covers, nextEdge } from './rules.ts';
import * as store from './store.ts';

/** Subscriptions to policies (政策订阅): one's own, and those of the firm one works for. */

/** More than anybody reads. */
const most = 50;

/** Firms somebody speaks for. */
async function ownersOf(q: Query): Promise<store.Owner[]> {
  const organisations = [...new Set((q.actor?.memberships ?? []).map((m) => m.organisationId))].filter(
    (organisationId) => access.may(q.actor, 'policy.apply', { organisationId }),
  );
  return [
    { kind: 'user' as const, id: q.actor?.userId ?? '' },
    ...organisations.map((id) => ({ kind: 'organisation' as const, id })),
  ];
}

function view(v: ValleyLibrary, today: string, row: store.SubscriptionRow): Subscription {
  const { topic } = row;
  const covered = [...v.entries.values()].filter((entry) => covers(topic, entry));
  const live = covered.flatMap((entry) => {
    const next = nextEdge(entry.clause, today);
    return next ? [{ clauseId: entry.clause.id, title: entry.clause.title, ...next }] : [];
  });
  const lasting = covered.filter(({ clause }) => clause.period.to === null || clause.period.to >= today);
  const title =
    topic.kind === 'clause'
      ? (v.library.clauses.get(topic.clauseId)?.clause.title ?? { zh: topic.clauseId, en: topic.clauseId })
      : topic.kind === 'document'
        ? (v.library.policies.find((p) => p.id === topic.policyId)?.title ?? {
            zh: topic.policyId,
            en: topic.policyId,
          })
        : null;
  return {
    id: row.id,
    topic,
    title,
    firm:
      row.firmId === null
        ? null
        : { id: row.firmId, nameZh: row.firmZh ?? '', nameEn: row.firmEn ?? row.firmZh ?? '' },
    remindDays: row.remindDays,
    clauses: lasting.length,
    next: live.sort((a, b) => (a.on < b.on ? -1 : 1))[0] ?? null,
    createdAt: row.madeAt.toString(),
  };
}

export async function listSubscriptions(q: Query): Promise<{ items: Subscription[] }> {
  const v = await libraryOf(q);
  const rows = await store.ofOwners(q.tx, q.scope, await ownersOf(q));
  return { items: rows.map((row) => view(v, todayOf(q), row)) };
}

/** For a firm: whoever applies in its name. @throws `record.not_found`, `access.denied` */
async function ownerFor(
  cx: Command,
  firmId: string | undefined,
): Promise<{ owner: store.Owner; firmId: string | null }> {
  if (firmId === undefined) return { owner: { kind: 'user', id: cx.actor.userId }, firmId: null };
  const [firm] = await firmsById(cx.tx, cx.scope, [firmId], todayOf(cx));
  if (!firm?.organisation_id) throw new DomainError('record.not_found', { id: firmId });
  const mine = (await firmOfOrganisation(cx.tx, cx.scope, firm.organisation_id)) === firmId;
  access.assert(cx.actor, 'policy.apply', { organisationId: mine ? firm.organisation_id : null });
  return { owner: { kind: 'organisation', id: firm.organisation_id }, firmId };
}

function assertTopic(q: Query, v: ValleyLibrary, topic: Topic, firmId: string | null): void {
  if (topic.kind === 'clause' && !v.library.clauses.has(topic.clauseId))
    throw new DomainError('policy.clause_unknown', { id: topic.clauseId });
  if (topic.kind === 'document' && !v.library.policies.some((p) => p.id === topic.policyId))
    throw new DomainError('policy.document_unknown', { id: topic.policyId });
  if (topic.kind === 'matter' && topicKey(topic) === topicKey({ kind: 'matter' }))
    throw new DomainError('policy.topic_empty', {});
  if (topic.kind === 'matter' && topic.track !== undefined && !referenceOf(q).tracks.has(topic.track))
    throw new DomainError('policy.track_unknown', { code: topic.track });
  if (topic.kind === 'eligible' && firmId === null) throw new DomainError('policy.topic_firm', {});
}

/**
 * Subscribes; the same topic again changes when it reminds.
 * @throws `policy.clause_unknown`, `policy.document_unknown`, `policy.topic_empty`, `policy.track_unknown`, `policy.topic_firm`,
 *   `policy.subscriptions_full`, `record.not_found`, `access.denied`
 */
export async function subscribe(
  cx: Command,
  body: { readonly topic: Topic; readonly firmId?: string | undefined; readonly remindDays: number },
): Promise<Subscription> {
  access.assert(cx.actor, 'policy.subscribe');
  const { owner, firmId } = await ownerFor(cx, body.firmId);
  const v = await libraryOf(cx);
  const { topic } = body;
  assertTopic(cx, v, topic, firmId);
  await store.lockOwner(cx.tx, cx.scope, owner);
  const there = await store.ofOwners(cx.tx, cx.scope, [owner]);
  const again = there.some((s) => topicKey(s.topic) === topicKey(topic));
  if (!again && there.length >= most) throw new DomainError('policy.subscriptions_full', { max: most });
  const id = await store.put(cx.tx, cx.scope, {
    id: newId(),
    owner,
    firmId,
    topic,
    topicKey: topicKey(topic),
    remindDays: body.remindDays,
    by: cx.actor.userId,
    at: cx.now,
  });
  await cx.audit({
    action: 'policy.subscribe',
    entity: 'policy_subscription',
    entityId: id,
    after: { topic, firmId, remindDays: body.remindDays },
  });
  const row = (await store.ofOwners(cx.tx, cx.scope, [owner])).find((s) => s.id === id);
  if (!row) throw new Error('a subscription that was just written is not there');
  return view(v, todayOf(cx), row);
}

/** One of the reader's own or their firm's. @throws `record.not_found` */
async function mine(cx: Command, id: string): Promise<store.SubscriptionRow> {
  const row = (await store.ofOwners(cx.tx, cx.scope, await ownersOf(cx))).find((s) => s.id === id);
  if (!row) throw new DomainError('record.not_found', { id });
  return row;
}

export async function changeSubscription(cx: Command, id: string, days: number): Promise<Subscription> {
  const row = await mine(cx, id);
  await store.remind(cx.tx, cx.scope, id, days);
  await cx.audit({
    action: 'policy.subscribe',
    entity: 'policy_subscription',
    entityId: id,
    before: { remindDays: row.remindDays },
    after: { remindDays: days },
  });
  return view(await libraryOf(cx), todayOf(cx), { ...row, remindDays: days });
}

export async function unsubscribe(cx: Command, id: string): Promise<void> {
  const row = await mine(cx, id);
  await store.remove(cx.tx, cx.scope, id);
  await cx.audit({
    action: 'policy.unsubscribe',
    entity: 'policy_subscription',
    entityId: id,
    before: { topic: row.topic, firmId: row.firmId },
  });
}
