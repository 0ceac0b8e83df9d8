import type { Stop } from '@hegu/contract/policy/stops.ts';
import type { Command, Query } from '../../../../platform/command.ts';
import { DomainError } from '../../../../platform/errors.ts';
import { decodeIdCursor, encodeCursor } from '../../../../platform/http/cursor.ts';
import { newId } from '../../../../platform/ids.ts';
import { notify, usersWithRole } from '../../../../platform/notices/index.ts';
import { access } from '../../access.ts';
import { refreshPolicy } from '../catalogue/service.ts';
import { clauseOf, libraryOf, todayOf, type ValleyLibrary } from '../service.ts';
import { lastDay } from './rules.ts';
import * as store from './store.ts';

/** Stopping a published clause (停止执行): one proposes, another confirms, and what was handed in before goes on as it was. */

function viewOf(q: Query, v: ValleyLibrary, row: store.StopRow): Stop {
  const entry = v.library.clauses.get(row.clauseId);
  const unknown = { zh: row.clauseId, en: row.clauseId };
  const open = row.state === 'proposed' && q.actor !== null && access.may(q.actor, 'policy.draft', {});
  return {
    id: row.id,
    clauseId: row.clauseId,
    title: entry?.clause.title ?? unknown,
    policyTitle: entry?.policy.title ?? unknown,
    clauseVersion: row.version,
    from: row.from,
    reason: row.reason,
    state: row.state,
    proposedBy: row.proposedByName ?? row.proposedBy,
    proposedAt: row.proposedAt.toString(),
    decidedBy: row.decidedByName,
    decidedAt: row.decidedAt?.toString() ?? null,
    answer: row.answer,
    applications: { drafts: row.drafts, offered: row.offered, underWay: row.underWay },
    may: { confirm: open && q.actor?.userId !== row.proposedBy && row.from >= todayOf(q), drop: open },
  };
}

export async function listStops(
  q: Query,
  query: {
    readonly state?: store.StopState | undefined;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
) {
  access.assert(q.actor, 'policy.draft', {});
  const v = await libraryOf(q);
  const rows = await store.list(q.tx, q.scope, {
    state: query.state,
    after: decodeIdCursor(query.cursor),
    limit: query.limit + 1,
  });
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  return {
    items: shown.map((r) => viewOf(q, v, r)),
    nextCursor: rows.length > query.limit && last ? encodeCursor([last.id]) : null,
  };
}

async function view(q: Query, id: string): Promise<Stop> {
  const row = await store.find(q.tx, q.scope, id);
  if (!row) throw new DomainError('policy.stop_unknown', { id });
  return viewOf(q, await libraryOf(q), row);
}

function assertAhead(q: Query, from: string): void {
  const today = todayOf(q);
  if (from < today) throw new DomainError('policy.stop_retroactive', { from, today });
}

export async function proposeStop(
  cx: Command,
  clauseId: string,
  body: { readonly from: string; readonly reason: string },
): Promise<Stop> {
  access.assert(cx.actor, 'policy.draft', {});
  const v = await libraryOf(cx);
  const { clause } = clauseOf(v, clauseId);
  const stopped = v.stops.get(clauseId);
  if (stopped) throw new DomainError('policy.stop_already', { from: stopped.from });
  assertAhead(cx, body.from);
  const to = lastDay(clause);
  if (to !== null && to < body.from) throw new DomainError('policy.stop_needless', { to });
  const id = newId();
  const made = await store.insert(cx.tx, cx.scope, {
    id,
    clauseId,
    version: v.editions.get(clauseId)?.version ?? 1,
    from: body.from,
    reason: body.reason.trim(),
    by: cx.actor.userId,
    at: cx.now,
  });
  if (!made) throw new DomainError('policy.stop_open', {});
  await cx.audit({
    action: 'policy.stop',
    entity: 'policyStop',
    entityId: id,
    after: { clauseId, from: body.from, reason: body.reason.trim(), state: 'proposed' },
  });
  return view(cx, id);
}

export async function decideStop(
  cx: Command,
  id: string,
  step: 'confirm' | 'drop',
  reason: string,
): Promise<Stop> {
  access.assert(cx.actor, 'policy.draft', {});
  const row = await store.lock(cx.tx, cx.scope, id);
  if (!row) throw new DomainError('policy.stop_unknown', { id });
  if (row.state !== 'proposed') throw new DomainError('policy.stop_closed', {});
  if (step === 'confirm') await assertConfirmable(cx, row);
  await store.decide(cx.tx, cx.scope, id, {
    state: step === 'confirm' ? 'confirmed' : 'dropped',
    by: cx.actor.userId,
    at: cx.now,
    on: todayOf(cx),
    answer: reason.trim(),
  });
  await cx.audit({
    action: 'policy.stop',
    entity: 'policyStop',
    entityId: id,
    before: { state: row.state },
    after: {
      clauseId: row.clauseId,
      from: row.from,
      step,
      ...(reason.trim() ? { reason: reason.trim() } : {}),
    },
  });
  const stop = await view(cx, id);
  if (step === 'confirm') {
    await tell(cx, stop);
    const { policy } = clauseOf(await libraryOf(cx), row.clauseId);
    await refreshPolicy(cx, policy.id);
    cx.emit({ type: 'policy.stopped', entityId: row.clauseId, rooms: ['valley'] });
  }
  return stop;
}

async function assertConfirmable(cx: Command, row: store.StopRow): Promise<void> {
  if (row.proposedBy === cx.actor.userId) throw new DomainError('policy.stop_same_person', {});
  // It may have waited for somebody to confirm it for longer than it should
  assertAhead(cx, row.from);
  const v = await libraryOf(cx);
  const stopped = v.stops.get(row.clauseId);
  if (stopped) throw new DomainError('policy.stop_already', { from: stopped.from });
  if ((v.editions.get(row.clauseId)?.version ?? 1) !== row.version)
    throw new DomainError('policy.stop_overtaken', {});
}

/** Who has something to hand in or to take by then. */
async function tell(cx: Command, stop: Stop): Promise<void> {
  const { people, organisations } = await store.waiting(cx.tx, cx.scope, stop.clauseId);
  const to = new Set(people);
  for (const organisationId of organisations)
    for (const role of ['pi', 'researcher'] as const)
      for (const person of await usersWithRole(cx, role, organisationId)) to.add(person);
  await notify(cx, {
    kind: 'policy.stopping',
    to: [...to],
    data: { titleZh: stop.title.zh, titleEn: stop.title.en, from: stop.from, reason: stop.reason },
    link: `/policies/${stop.clauseId}`,
  });
}
