import type { Command, Query } from '../../../../platform/command.ts';
import { notify, usersWithRole } from '../../../../platform/notices/index.ts';
import { firmsById } from '../../../enterprise/index.ts';
import { libraryOf, summaryOf, todayOf } from '../../library/service.ts';
import * as store from '../store.ts';
import { digestOf, type News, newsFor, type Sub, severally, type World } from './rules.ts';

/** Tells people what their subscriptions are about. The row that says so and the notice commit together, so each is told once. */

/** News older than this is told to nobody any more. */
const lookBackDays = 30;

export const recentEvents = (q: Query): Promise<store.EventRow[]> =>
  store.events(q.tx, q.scope, q.now.subtract({ hours: 24 * lookBackDays }));

/** Everybody who is to be told, with the subscriptions that concern them. */
async function peopleOf(q: Query): Promise<Map<string, Sub[]>> {
  const people = new Map<string, Sub[]>();
  const staff = new Map<string, readonly string[]>();
  for (const row of await store.all(q.tx, q.scope)) {
    const sub: Sub = {
      topic: row.topic,
      remindDays: row.remindDays,
      firmId: row.firmId,
      since: todayOf({ now: row.madeAt, scope: q.scope }),
      sinceMs: row.madeAt.epochMilliseconds,
    };
    let to = row.ownerKind === 'user' ? [row.ownerId] : staff.get(row.ownerId);
    if (!to) {
      to = [
        ...(await usersWithRole(q, 'pi', row.ownerId)),
        ...(await usersWithRole(q, 'researcher', row.ownerId)),
      ];
      staff.set(row.ownerId, to);
    }
    for (const id of new Set(to)) people.set(id, [...(people.get(id) ?? []), sub]);
  }
  return people;
}

/** Firms whose people want to hear what makes them eligible, with the instant since when. */
export async function watchedFirms(q: Query): Promise<{ firmId: string; sinceMs: number }[]> {
  const rows = await store.all(q.tx, q.scope);
  return rows.flatMap((r) =>
    r.topic.kind === 'eligible' && r.firmId !== null
      ? [{ firmId: r.firmId, sinceMs: r.madeAt.epochMilliseconds }]
      : [],
  );
}

/** What there is to tell each person now, and has not been told. */
export async function dueNews(q: Query): Promise<{ userId: string; news: News[] }[]> {
  const people = await peopleOf(q);
  if (people.size === 0) return [];
  const v = await libraryOf(q);
  const today = todayOf(q);
  const events = (await recentEvents(q)).map((e) => ({ ...e, seenMs: e.seenAt.epochMilliseconds }));
  const firmIds = [...new Set([...people.values()].flat().flatMap((s) => s.firmId ?? []))];
  const firms = await firmsById(q.tx, q.scope, firmIds, today);
  const world: World = {
    today,
    entries: v.entries,
    events,
    newly: await store.newly(
      q.tx,
      q.scope,
      events.map((e) => e.id),
    ),
    firms: new Map(firms.map((f) => [f.id, { zh: f.name_zh, en: f.name_en ?? f.name_zh }])),
    amountOf: (id) => {
      const entry = v.library.clauses.get(id);
      return entry ? summaryOf(v, entry, today).amount : { zh: '', en: '' };
    },
  };
  const out: { userId: string; news: News[] }[] = [];
  for (const [userId, subs] of people) {
    const news = newsFor(world, subs);
    const told = await store.toldOf(
      q.tx,
      q.scope,
      userId,
      news.map((n) => n.key),
    );
    const fresh = news.filter((n) => !told.has(n.key));
    if (fresh.length > 0) out.push({ userId, news: fresh });
  }
  return out;
}

/** Tells one person, once. @returns how many pieces of news */
export async function tellPerson(cx: Command, userId: string, news: readonly News[]): Promise<number> {
  const mine = await store.tell(
    cx.tx,
    cx.scope,
    userId,
    news.map((n) => n.key),
    cx.now,
  );
  const fresh = news.filter((n) => mine.has(n.key));
  const rest = fresh.filter((n) => !n.alone);
  const single = rest.length > severally ? fresh.filter((n) => n.alone) : fresh;
  for (const n of single)
    await notify(cx, { kind: n.kind, to: [userId], data: n.data, link: `/policies/${n.clauseId}` });
  if (rest.length > severally)
    await notify(cx, {
      kind: 'policy.subscription_digest',
      to: [userId],
      data: digestOf(rest),
      link: '/policies/subscriptions',
    });
  return fresh.length;
}
