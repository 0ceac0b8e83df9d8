import { assess, compileClause } from '@hegu/rules/evaluate/assess.ts';
import { type Facts, factsAt } from '@hegu/rules/facts.ts';
import { workCalendarOf } from '../../../../platform/clock/calendar.ts';
import type { Command, Query } from '../../../../platform/command.ts';
import { newId } from '../../../../platform/ids.ts';
import { profileOf } from '../../../enterprise/index.ts';
import { hashOf, libraryOf, todayOf, type ValleyLibrary } from '../../library/service.ts';
import { changesBetween } from '../rules.ts';
import * as store from '../store.ts';

/** What is new in the library, and whom it makes eligible. Each step is a command of its own: what one has written stays written. */

/**
 * Compares the library with what was last seen of it, and writes down what has changed. A valley that is looked at for the first time has no
 * news: all of it was there.
 * @returns how many clauses have changed
 */
export async function noticeChanges(cx: Command): Promise<number> {
  const v = await libraryOf(cx);
  const now = [...v.library.clauses.values()].map(({ clause, policy }) => ({
    clauseId: clause.id,
    policyId: policy.id,
    hash: v.editions.get(clause.id)?.hash ?? hashOf(clause),
    clause,
  }));
  const seen = await store.markHashes(cx.tx, cx.scope);
  const same = seen.size === now.length && now.every((m) => seen.get(m.clauseId) === m.hash);
  if (same) return 0;
  const before = await store.marks(cx.tx, cx.scope);
  const changes = before.length === 0 ? [] : changesBetween(before, now);
  for (const c of changes) await store.insertEvent(cx.tx, cx.scope, { ...c, id: newId(), at: cx.now });
  await store.mark(
    cx.tx,
    cx.scope,
    now.filter((m) => seen.get(m.clauseId) !== m.hash),
  );
  await store.unmark(
    cx.tx,
    cx.scope,
    changes.filter((c) => c.kind === 'removed').map((c) => c.clauseId),
  );
  return changes.length;
}

/**
 * Which of the events made a firm eligible that was not eligible before, by what it lets be used for matching policies: a field it
 * keeps back is unknown, and who is not known to meet a clause is not told so. Looked at once.
 */
export async function lookAtFirm(
  cx: Command,
  firmId: string,
  events: readonly store.EventRow[],
): Promise<number> {
  const ids = new Set(
    await store.unlooked(
      cx.tx,
      cx.scope,
      events.map((e) => e.id),
      firmId,
    ),
  );
  const open = events.filter((e) => ids.has(e.id));
  if (open.length === 0) return 0;
  const profile = await profileOf(cx.tx, cx.scope, firmId, { purpose: 'policyMatching' });
  if (!profile) return 0;
  const v = await libraryOf(cx);
  const facts = factsAt(profile, todayOf(cx));
  let n = 0;
  for (const event of open) {
    const newly = becomesEligible(cx, v, facts, event);
    if (newly) n++;
    await store.looked(cx.tx, cx.scope, { eventId: event.id, firmId, newly, at: cx.now });
  }
  return n;
}

function becomesEligible(
  q: Pick<Query, 'now' | 'scope'>,
  v: ValleyLibrary,
  facts: Facts,
  event: store.EventRow,
): boolean {
  const entry = v.library.clauses.get(event.clauseId);
  if (!entry) return false;
  const at = { assessedOn: todayOf(q), calendar: workCalendarOf(q.scope.zone) };
  if (assess(entry.compiled, facts, at).outcome !== 'eligible') return false;
  if (event.before === null) return true;
  return assess(compileClause(event.before, v.library.catalogue), facts, at).outcome !== 'eligible';
}
