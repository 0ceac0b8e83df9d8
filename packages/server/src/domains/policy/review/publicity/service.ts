import { applicationStatusNames } from '@hegu/contract/policy/applications.ts';
import type {
  listPublicityCandidates as candidatesRoute,
  getPublicity as detailRoute,
  listPublicities as listRoute,
  Objection,
} from '@hegu/contract/policy/review.ts';
import type { RouteOk } from '@hegu/contract/route.ts';
import { parseDay, printDay, shiftDay } from '@hegu/rules/civil.ts';
import { Temporal } from 'temporal-polyfill';
import { addTodo, closeTodos, transition } from '../../../../platform/casework/index.ts';
import { workCalendarOf } from '../../../../platform/clock/calendar.ts';
import type { Command, Query } from '../../../../platform/command.ts';
import { DomainError } from '../../../../platform/errors.ts';
import { decodePlace, pageOf } from '../../../../platform/http/cursor.ts';
import { newId } from '../../../../platform/ids.ts';
import { notify, usersWithRole } from '../../../../platform/notices/index.ts';
import { access } from '../../access.ts';
import { applicationCase } from '../../applications/cases.ts';
import { caseIdOf, told } from '../../applications/service.ts';
import * as applications from '../../applications/store.ts';
import { todayOf } from '../../library/service.ts';
import { uncommit } from '../../payments/allocation/service.ts';
import { plan } from '../../payments/instalments/service.ts';
import { assertFree } from '../conflicts/service.ts';
import * as store from './store.ts';

/** Publicity (公示): the list is open to everybody for some working days; who is objected to waits until that is decided. */

type Detail = RouteOk<typeof detailRoute>;
type Head = RouteOk<typeof listRoute>['items'][number];

const headOf = (q: Query, p: store.PublicityRow): Head => ({
  id: p.id,
  number: p.number,
  title: p.title,
  openedAt: p.openedAt.toString(),
  closesAt: p.closesAt.toString(),
  open: Temporal.Instant.compare(q.now, p.closesAt) < 0,
  workingDays: p.workingDays,
  day: Math.min(p.workingDays, workingDaysSince(q, p.openedAt)),
  count: p.count,
  totalFen: p.totalFen,
  contested: p.contested,
});

/** Working days that have begun since the day of an instant, that day not counted. */
function workingDaysSince(q: Query, at: Temporal.Instant): number {
  const calendar = workCalendarOf(q.scope.zone);
  const today = parseDay(todayOf(q));
  let n = 0;
  for (let d = parseDay(todayOf({ now: at, scope: q.scope })) + 1; d <= today && n < 60; d++)
    if (calendar.isWorkday(d)) n++;
  return n;
}

export async function listPublicities(
  q: Query,
  input: {
    readonly open?: boolean | undefined;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
): Promise<RouteOk<typeof listRoute>> {
  const rows = await store.list(
    q.tx,
    q.scope,
    { open: input.open, now: q.now },
    decodePlace(input.cursor),
    input.limit + 1,
  );
  return pageOf(
    rows,
    input.limit,
    (r) => [r.openedAt.toString(), r.id],
    (r) => headOf(q, r),
  );
}

/** @throws `record.not_found` */
export async function getPublicity(q: Query, id: string): Promise<Detail> {
  const row = await store.find(q.tx, q.scope, id);
  if (!row) throw new DomainError('record.not_found', { id });
  return {
    ...headOf(q, row),
    items: (await store.items(q.tx, q.scope, id)).map((i) => ({
      applicationId: i.applicationId,
      number: i.number,
      firmName: i.firmName,
      firmNameEn: i.firmNameEn,
      clauseId: i.clauseId,
      title: { zh: i.titleZh, en: i.titleEn },
      amountFen: i.amountFen,
      state: i.struckAt ? 'struck' : i.clearedAt ? 'cleared' : i.contested > 0 ? 'contested' : 'open',
    })),
  };
}

/** The first instant after so many working days; the day it begins is not counted (民法典 第二百零一条). */
function closesAt(q: Pick<Query, 'now' | 'scope'>, workingDays: number): Temporal.Instant {
  const last = shiftDay(parseDay(todayOf(q)), { workingDays }, workCalendarOf(q.scope.zone));
  return Temporal.PlainDate.from(printDay(last)).add({ days: 1 }).toZonedDateTime(q.scope.zone).toInstant();
}

/** What may be made public now. @throws `access.denied`, `request.cursor` */
export async function listCandidates(
  q: Query,
  input: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<RouteOk<typeof candidatesRoute>> {
  access.assert(q.actor, 'policy.publicity');
  const rows = await store.candidates(q.tx, q.scope, decodePlace(input.cursor), input.limit + 1);
  return pageOf(
    rows,
    input.limit,
    (r) => [r.createdAt.toString(), r.applicationId],
    ({ titleZh, titleEn, createdAt: _, decidedAt, ...r }) => ({
      ...r,
      title: { zh: titleZh, en: titleEn },
      decidedAt: decidedAt?.toString() ?? null,
    }),
  );
}

/** @throws `policy.not_for_publicity` for each that is not allotted, or public already */
export async function openPublicity(
  cx: Command,
  body: { readonly title: string; readonly applicationIds: readonly string[]; readonly workingDays: number },
): Promise<Detail> {
  access.assert(cx.actor, 'policy.publicity');
  const id = newId();
  const rows: applications.ApplicationRow[] = [];
  for (const applicationId of [...new Set(body.applicationIds)].sort()) {
    const row = await applications.find(cx.tx, cx.scope, applicationId, true);
    if (!row) throw new DomainError('record.not_found', { id: applicationId });
    rows.push(row);
  }
  const refusal = (row: applications.ApplicationRow, words: { zh: string; en: string }) => ({
    code: 'policy.not_for_publicity',
    overridable: false,
    data: { number: row.number ?? row.id, statusZh: words.zh, statusEn: words.en },
  });
  const wrong = rows
    .filter((r) => r.status !== 'allotted')
    .map((r) => refusal(r, applicationStatusNames[r.status]));
  if (wrong.length > 0) throw DomainError.all(wrong);
  await store.insert(cx.tx, cx.scope, {
    id,
    number: await applications.nextNumber(cx.tx, cx.scope, 'GS', Number(todayOf(cx).slice(0, 4))),
    title: body.title,
    workingDays: body.workingDays,
    openedAt: cx.now,
    closesAt: closesAt(cx, body.workingDays),
    by: cx.actor.userId,
  });
  for (const row of rows) {
    const public_ = await store.insertItem(cx.tx, cx.scope, id, row.id, row.awardedFen ?? 0);
    if (!public_) throw DomainError.all([refusal(row, { zh: '已在公示', en: 'public already' })]);
    await closeTodos(cx, { caseId: caseIdOf(row) });
  }
  await cx.audit({ action: 'policy.publicity.open', entity: 'policy_publicity', entityId: id, after: body });
  cx.emit({ type: 'policy.publicity.changed', entityId: id, rooms: ['valley'] });
  return getPublicity(cx, id);
}

/** Whoever is signed in, with a name and how to reach them. @throws `policy.publicity_over` */
export async function objectTo(
  cx: Command,
  id: string,
  body: {
    readonly applicationId: string;
    readonly name: string;
    readonly contact: string;
    readonly body: string;
  },
): Promise<{ id: string; madeAt: string }> {
  access.assert(cx.actor, 'policy.object');
  const row = await store.find(cx.tx, cx.scope, id, true);
  const item =
    row && (await store.items(cx.tx, cx.scope, id)).find((i) => i.applicationId === body.applicationId);
  if (!row || !item) throw new DomainError('record.not_found', { id });
  if (Temporal.Instant.compare(cx.now, row.closesAt) >= 0 || row.closedAt || item.struckAt)
    throw new DomainError('policy.publicity_over', {});
  const objectionId = newId();
  await store.insertObjection(cx.tx, cx.scope, { id: objectionId, publicityId: id, madeAt: cx.now, ...body });
  await addTodo(cx, {
    kind: 'policy.objection',
    words: { zh: '处理公示异议', en: 'Decide on an objection' },
    about: { zh: item.titleZh, en: item.titleEn },
    for: { role: 'officer', organisationId: null },
    subjectKind: 'policy_objection',
    subjectId: objectionId,
    link: '/policies/office/objections',
    tell: false,
  });
  await notify(cx, {
    kind: 'policy.objection',
    to: await usersWithRole(cx, 'officer', null),
    data: { number: item.number, titleZh: item.titleZh, titleEn: item.titleEn, body: body.body },
    link: '/policies/office/objections',
  });
  await cx.audit({
    action: 'policy.object',
    entity: 'policy_objection',
    entityId: objectionId,
    after: { publicityId: id, applicationId: body.applicationId },
  });
  cx.emit({ type: 'policy.publicity.changed', entityId: id, rooms: ['valley'] });
  return { id: objectionId, madeAt: cx.now.toString() };
}

/** Within so many working days an objection is answered, as an appeal is. The regulations set no time; this is the counter's own. */
const objectionDays = 15;

function objectionView(q: Query, o: store.ObjectionRow): Objection {
  const { titleZh, titleEn, ...rest } = o;
  const dueAt = closesAt({ now: o.madeAt, scope: q.scope }, objectionDays);
  return {
    ...rest,
    title: { zh: titleZh, en: titleEn },
    closesAt: o.closesAt.toString(),
    madeAt: o.madeAt.toString(),
    dueAt: dueAt.toString(),
    overdue: o.status === 'open' && Temporal.Instant.compare(q.now, dueAt) >= 0,
    decidedAt: o.decidedAt?.toString() ?? null,
  };
}

/** Open ones by how long they wait, all others newest first. @throws `access.denied`, `request.cursor` */
export async function listObjections(
  q: Query,
  input: {
    readonly status?: Objection['status'] | undefined;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
): Promise<{ items: Objection[]; nextCursor: string | null }> {
  access.assert(q.actor, 'policy.publicity');
  const rows = await store.objections(
    q.tx,
    q.scope,
    { status: input.status, oldest: input.status === 'open' },
    decodePlace(input.cursor),
    input.limit + 1,
  );
  return pageOf(
    rows,
    input.limit,
    (r) => [r.madeAt.toString(), r.id],
    (r) => objectionView(q, r),
  );
}

/**
 * Right: the application is refused, and its money goes back to the budget. Not right: it goes on, at once where the list is over.
 * @throws `policy.answered`, `policy.conflict`
 */
export async function decideObjection(
  cx: Command,
  id: string,
  body: { readonly verdict: 'upheld' | 'dismissed'; readonly answer: string },
): Promise<Objection> {
  access.assert(cx.actor, 'policy.publicity');
  const seen = await store.findObjection(cx.tx, cx.scope, id);
  if (!seen) throw new DomainError('record.not_found', { id });
  const row = await applications.find(cx.tx, cx.scope, seen.applicationId, true);
  const found = await store.findObjection(cx.tx, cx.scope, id, true);
  if (!row || !found) throw new DomainError('record.not_found', { id });
  if (found.status !== 'open') throw new DomainError('policy.answered', {});
  await assertFree(cx, row);
  await store.decideObjection(cx.tx, cx.scope, id, {
    status: body.verdict,
    answer: body.answer,
    by: cx.actor.userId,
    at: cx.now,
  });
  await closeTodos(cx, { subjectKind: 'policy_objection', subjectId: id });
  const item = (await store.items(cx.tx, cx.scope, found.publicityId)).find(
    (i) => i.applicationId === row.id,
  );
  // One that was struck off, won its appeal and is allotted again is not struck a second time by what was said of the first list
  const standing = item !== undefined && item.struckAt === null && item.clearedAt === null;
  if (body.verdict === 'upheld' && row.status === 'allotted' && standing) {
    await uncommit(cx, row, row.awardedFen ?? 0, { kind: 'policy_objection', id });
    await applications.change(cx.tx, cx.scope, row.id, {
      awardedFen: null,
      approvedFen: null,
      budgetId: null,
      decidedAt: cx.now,
      reasons: [{ text: { zh: body.answer, en: body.answer }, article: row.article, because: null }],
    });
    await store.settle(cx.tx, cx.scope, found.publicityId, row.id, 'struck', cx.now);
    await transition(cx, applicationCase, caseIdOf(row), 'strike', { input: { reason: body.answer } });
  }
  await told(cx, 'policy.objection', row.id, row, { objectionId: id, ...body });
  const list = await store.find(cx.tx, cx.scope, found.publicityId);
  if (body.verdict === 'dismissed' && list?.closedAt) await clear(cx, found.publicityId, [row.id]);
  const after = await store.findObjection(cx.tx, cx.scope, id);
  return objectionView(cx, after ?? found);
}

/** Those nobody stands against: the award is certain, and its payment planned. */
async function clear(cx: Command, publicityId: string, ids: readonly string[]): Promise<number> {
  let n = 0;
  for (const applicationId of [...ids].sort()) {
    const row = await applications.find(cx.tx, cx.scope, applicationId, true);
    const item = (await store.items(cx.tx, cx.scope, publicityId)).find(
      (i) => i.applicationId === applicationId,
    );
    if (row?.status !== 'allotted' || !item || item.contested > 0 || item.struckAt) continue;
    await store.settle(cx.tx, cx.scope, publicityId, applicationId, 'cleared', cx.now);
    await plan(cx, row);
    await transition(cx, applicationCase, caseIdOf(row), 'clear');
    await told(cx, 'policy.publicity.clear', applicationId, row);
    n++;
  }
  return n;
}

export const endedPublicities = (q: Query, limit: number): Promise<string[]> =>
  store.ended(q.tx, q.scope, q.now, limit);

/** Job: a list whose time is over. Who is objected to stays until somebody has decided. @returns how many went on */
export async function closePublicity(cx: Command, id: string): Promise<number> {
  if (!(await store.close(cx.tx, cx.scope, id, cx.now))) return 0;
  const all = await store.items(cx.tx, cx.scope, id);
  const n = await clear(
    cx,
    id,
    all.map((i) => i.applicationId),
  );
  await cx.audit({
    action: 'policy.publicity.close',
    entity: 'policy_publicity',
    entityId: id,
    after: { cleared: n, of: all.length },
  });
  cx.emit({ type: 'policy.publicity.changed', entityId: id, rooms: ['valley'] });
  return n;
}
