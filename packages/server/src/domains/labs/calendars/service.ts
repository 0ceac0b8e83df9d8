import { randomBytes } from 'node:crypto';
import type { createCalendarFeed } from '@hegu/contract/labs/reservations.ts';
import type { RouteBody } from '@hegu/contract/route.ts';
import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import type { Command, Query } from '../../../platform/command.ts';
import { DomainError } from '../../../platform/errors.ts';
import { hashToken, valleySlug } from '../../../platform/identity/index.ts';
import { newId } from '../../../platform/ids.ts';
import { access } from '../access.ts';
import * as store from './store.ts';

/**
 * Private calendar feeds (RFC 5545): an address nobody can guess, for calendars that cannot sign in. The event keeps its UID
 * when the reservation is moved, so a calendar moves it too.
 */

async function nameOf(q: Query, feed: Pick<store.Feed, 'kind' | 'subjectId'>): Promise<string> {
  if (feed.kind === 'mine' || feed.subjectId === null)
    return q.locale === 'zh' ? '我的预约' : 'My reservations';
  const found = await store.subjectName(q.tx, q.scope, feed.kind, feed.subjectId);
  return (q.locale === 'zh' ? found?.zh : found?.en) ?? '';
}

/** The secret part of the address is known only when it is made; afterwards the list shows that the feed exists. */
export async function list(q: Query) {
  const feeds = await store.listFeeds(q.tx, q.scope, q.actor?.userId ?? '');
  const items = [];
  for (const f of feeds)
    items.push({
      id: f.id,
      kind: f.kind,
      subjectId: f.subjectId,
      name: await nameOf(q, f),
      url: '',
      createdAt: f.createdAt.toString(),
    });
  return { items };
}

export async function create(cx: Command, body: RouteBody<typeof createCalendarFeed>, baseUrl: string) {
  const subjectId = body.kind === 'mine' ? null : (body.subjectId ?? null);
  if (body.kind !== 'mine') {
    const found = subjectId ? await store.subjectName(cx.tx, cx.scope, body.kind, subjectId) : null;
    if (!found) throw new DomainError('record.not_found', {});
    // Whole calendars carry names: only those who run the instruments may have one
    access.assert(cx.actor, 'schedule.read', { ownerOrganisationId: found.ownerId });
  }
  const token = randomBytes(30).toString('base64url');
  const feed = { id: newId(), userId: cx.actor.userId, kind: body.kind, subjectId, createdAt: cx.now };
  await store.insertFeed(cx.tx, cx.scope, { ...feed, tokenHash: hashToken(token) });
  await cx.audit({
    action: 'calendar.create',
    entity: 'calendar',
    entityId: feed.id,
    after: { kind: body.kind, subjectId },
  });
  return {
    id: feed.id,
    kind: feed.kind,
    subjectId,
    name: await nameOf(cx, feed),
    url: `${baseUrl}/api/v1/calendars/${token}.ics?valley=${await valleySlug(cx.tx, cx.scope)}`,
    createdAt: cx.now.toString(),
  };
}

export async function revoke(cx: Command, id: string): Promise<void> {
  if (!(await store.revokeFeed(cx.tx, cx.scope, cx.actor.userId, id, cx.now)))
    throw new DomainError('record.not_found', {});
  await cx.audit({ action: 'calendar.revoke', entity: 'calendar', entityId: id });
}

export async function render(q: Query, token: string): Promise<string> {
  const feed = await store.findFeed(q.tx, q.scope, hashToken(token.replace(/\.ics$/, '')));
  if (!feed) throw new DomainError('record.not_found', {});
  const zh = q.locale === 'zh';
  const calendar = ical({
    name: await nameOf(q, feed),
    prodId: { company: 'Hegu', product: 'Hegu', language: zh ? 'ZH' : 'EN' },
    method: ICalCalendarMethod.PUBLISH,
    ttl: 900,
  });
  const of =
    feed.kind === 'mine'
      ? { userId: feed.userId }
      : feed.kind === 'instrument'
        ? { instrumentId: feed.subjectId ?? '' }
        : { facilityId: feed.subjectId ?? '' };
  const events = await store.feedEvents(q.tx, q.scope, of, q.now.subtract({ hours: 24 * 31 }));
  for (const e of events) {
    const name = zh ? e.name_zh : e.name_en;
    calendar.createEvent({
      id: `${e.root_id}@hegu`,
      sequence: e.moves + e.version,
      stamp: new Date(e.created_at.epochMilliseconds),
      start: new Date(e.starts_at.epochMilliseconds),
      end: new Date(e.ends_at.epochMilliseconds),
      summary: feed.kind === 'mine' ? name : `${name} · ${e.person}`,
      location: [e.facility_zh, e.room, e.address].filter(Boolean).join(' '),
      status: e.status === 'pending' ? ICalEventStatus.TENTATIVE : ICalEventStatus.CONFIRMED,
    });
  }
  return calendar.toString();
}
