import {
  type Instalment,
  instalmentStatusNames,
  type listValleyInstalments as listRoute,
} from '@hegu/contract/policy/payments.ts';
import type { RouteOk } from '@hegu/contract/route.ts';
import type { z } from 'zod';
import { addTodo, closeTodos, transition } from '../../../../platform/casework/index.ts';
import { personOf } from '../../../../platform/casework/rules.ts';
import { workCalendarOf } from '../../../../platform/clock/calendar.ts';
import { civilDateOf } from '../../../../platform/clock/civil.ts';
import type { Command, Query } from '../../../../platform/command.ts';
import { DomainError } from '../../../../platform/errors.ts';
import { decodeCursor, decodePlace, encodeCursor, pageOf } from '../../../../platform/http/cursor.ts';
import { notify } from '../../../../platform/notices/index.ts';
import { profileOf } from '../../../enterprise/index.ts';
import { access } from '../../access.ts';
import { applicationCase } from '../../applications/cases.ts';
import { consider, keep, kept, whatIsOpen, whyNot } from '../../applications/decisions/service.ts';
import { caseIdOf, told } from '../../applications/service.ts';
import * as applications from '../../applications/store.ts';
import { known } from '../../applications/view/service.ts';
import { todayOf } from '../../library/service.ts';
import { assertFree } from '../../review/conflicts/service.ts';
import { uncommit } from '../allocation/service.ts';
import * as store from '../store.ts';
import { planOf, recheckRule } from './rules.ts';

/** Instalments (分期): planned with the award, looked at again on their day. */

type InstalmentView = z.input<typeof Instalment>;

const toView = (i: store.InstalmentRow): InstalmentView => ({
  ...i,
  statusName: instalmentStatusNames[i.status],
  reasons: [...i.reasons],
});

/** @throws `record.not_found` */
export async function listInstalments(q: Query, applicationId: string): Promise<{ items: InstalmentView[] }> {
  const row = await known(q, applicationId);
  return { items: (await store.instalmentsOf(q.tx, q.scope, row.id)).map(toView) };
}

/** Of all awards, by the day they are due. @throws `access.denied`, `request.cursor` */
export async function listValleyInstalments(
  q: Query,
  input: {
    readonly status?: store.InstalmentStatus | undefined;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
): Promise<RouteOk<typeof listRoute>> {
  access.assert(q.actor, 'policy.pay');
  const rows = await store.listInstalments(
    q.tx,
    q.scope,
    { status: input.status },
    placeOf(input.cursor),
    input.limit + 1,
  );
  return pageOf(
    rows,
    input.limit,
    (r) => [`${r.dueOn}T00:00:00Z`, r.applicationId, r.seq],
    ({ titleZh, titleEn, ...r }) => ({
      ...r,
      statusName: instalmentStatusNames[r.status],
      reasons: [...r.reasons],
      title: { zh: titleZh, en: titleEn },
    }),
  );
}

function placeOf(cursor: string | undefined): store.InstalmentPlace | null {
  const key = decodeCursor(cursor, 3);
  if (key === null) return null;
  const [at = '', id = '', seq] = key;
  const place = decodePlace(encodeCursor([at, id]));
  if (!place || typeof seq !== 'number' || !Number.isInteger(seq) || Math.abs(seq) > 1_000_000)
    throw new DomainError('request.cursor');
  return { dueOn: civilDateOf(place.at, 'UTC'), applicationId: place.id, seq };
}

/** The plan of an award whose publicity is over. */
export async function plan(cx: Command, row: applications.ApplicationRow): Promise<void> {
  if (row.submittedDecisionId === null || row.awardedFen === null) return;
  const { rule } = await kept(cx, row.submittedDecisionId);
  const clause = rule.clauses.find((c) => c.id === rule.clause);
  if (!clause) return;
  await store.insertPlan(cx.tx, cx.scope, row.id, planOf(clause, row.awardedFen, todayOf(cx)));
}

export const dueInstalments = (q: Query, limit: number) =>
  store.dueInstalments(q.tx, q.scope, todayOf(q), limit);

/**
 * Job: looks again on the day of an instalment. Met: it can be ordered; unmet: it and all after it are stopped, with reasons, and
 * their money goes back to the budget; not known, or left to people: somebody decides.
 */
export async function recheck(
  cx: Command,
  applicationId: string,
  seq: number,
): Promise<store.InstalmentStatus | null> {
  const row = await applications.find(cx.tx, cx.scope, applicationId, true);
  const all = await store.instalmentsOf(cx.tx, cx.scope, applicationId);
  const found = all.find((i) => i.seq === seq);
  if (row?.status !== 'awarded' || found?.status !== 'waiting' || found.dueOn > todayOf(cx)) return null;
  if (row.submittedDecisionId === null) return null;
  const rule = recheckRule((await kept(cx, row.submittedDecisionId)).rule, seq);
  const checked = { at: cx.now, by: null };
  if (rule === null) {
    await store.changeInstalment(cx.tx, cx.scope, applicationId, seq, { status: 'ready', checked });
    await todo(cx, row, seq, { zh: '分期到期，制作拨付单', en: 'An instalment is due: make the order' });
    return 'ready';
  }
  const profile = await profileOf(cx.tx, cx.scope, row.firmId, { purpose: 'supervision' });
  if (!profile) return null;
  const considered = consider(cx, rule, { profile, item: row.item, earlier: [] });
  const decisionId = await keep(cx, row.firmId, rule, considered);
  const truth = considered.decision.requirements[0]?.truth ?? 'unknown';
  if (truth === 'unmet') {
    const reasons = whyNot(considered, workCalendarOf(cx.scope.zone)).map((r) => r.because ?? r.text);
    await stop(cx, row, all, seq, { decisionId, reasons, checked });
    return 'stopped';
  }
  const status = truth === 'met' ? 'ready' : 'recheck';
  // Who judges it reads what is asked
  const reasons = status === 'recheck' ? whatIsOpen(considered, workCalendarOf(cx.scope.zone)) : [];
  await store.changeInstalment(cx.tx, cx.scope, applicationId, seq, {
    status,
    decisionId,
    checked,
    reasons,
  });
  await todo(
    cx,
    row,
    seq,
    status === 'ready'
      ? { zh: '分期复核通过，制作拨付单', en: 'An instalment passed: make the order' }
      : { zh: '分期到期，请复核条件', en: 'An instalment is due: judge its condition' },
  );
  await told(cx, 'policy.instalment.check', applicationId, row, { seq, status, decisionId });
  return status;
}

async function todo(
  cx: Command,
  row: applications.ApplicationRow,
  seq: number,
  words: { zh: string; en: string },
) {
  await addTodo(cx, {
    kind: 'policy.instalment',
    words,
    for: { role: 'officer', organisationId: null },
    subjectKind: 'policy_instalment',
    subjectId: `${row.id}:${seq}`,
    link: '/policies/office/orders',
  });
}

async function stop(
  cx: Command,
  row: applications.ApplicationRow,
  all: readonly store.InstalmentRow[],
  seq: number,
  why: {
    readonly decisionId?: string;
    readonly reasons: readonly { zh: string; en: string }[];
    readonly checked: { readonly at: typeof cx.now; readonly by: string | null };
  },
): Promise<void> {
  const ended = all.filter((i) => i.seq >= seq && (i.status === 'waiting' || i.status === 'recheck'));
  for (const i of ended) {
    await store.changeInstalment(cx.tx, cx.scope, row.id, i.seq, { status: 'stopped', ...why });
    await uncommit(cx, row, i.amountFen, { kind: 'policy_instalment', id: `${row.id}:${i.seq}` });
    await closeTodos(cx, { subjectKind: 'policy_instalment', subjectId: `${row.id}:${i.seq}` });
  }
  const reasonZh = why.reasons.map((r) => r.zh).join('；');
  await notify(cx, {
    kind: 'policy.instalment_stopped',
    to: row.submittedBy === null ? [] : [row.submittedBy],
    data: {
      titleZh: row.titleZh,
      titleEn: row.titleEn,
      number: row.number,
      seq,
      amountFen: ended.reduce((s, i) => s + i.amountFen, 0),
      reasonZh,
      reasonEn: why.reasons.map((r) => r.en).join('; '),
    },
    link: `/policies/applications/${row.id}`,
  });
  const left = all.filter((i) => !ended.includes(i) && i.status !== 'paid' && i.status !== 'stopped');
  if (left.length === 0)
    await transition(cx, applicationCase, caseIdOf(row), 'stop', {
      input: { reason: reasonZh.slice(0, 2000) },
    });
  await told(cx, 'policy.instalment.stop', row.id, row, { seq, reasons: why.reasons });
}

/** What the rule could not say, somebody says. @throws `policy.instalment_not_ready`, `policy.conflict` */
export async function judgeInstalment(
  cx: Command,
  applicationId: string,
  seq: number,
  body: { readonly met: boolean; readonly reason: string },
): Promise<InstalmentView> {
  access.assert(cx.actor, 'policy.pay');
  const row = await known(cx, applicationId, true);
  await assertFree(cx, row);
  const all = await store.instalmentsOf(cx.tx, cx.scope, applicationId);
  const found = all.find((i) => i.seq === seq);
  if (!found) throw new DomainError('record.not_found', { id: applicationId });
  if (found.status !== 'recheck' || row.status !== 'awarded') throw notReady(found);
  const checked = { at: cx.now, by: personOf(cx.actor) };
  const reasons = [{ zh: body.reason, en: body.reason }];
  if (body.met) {
    await store.changeInstalment(cx.tx, cx.scope, applicationId, seq, { status: 'ready', reasons, checked });
    await told(cx, 'policy.instalment.check', applicationId, row, { seq, ...body });
  } else await stop(cx, row, all, seq, { reasons, checked });
  const after = (await store.instalmentsOf(cx.tx, cx.scope, applicationId)).find((i) => i.seq === seq);
  return toView(after ?? found);
}

export const notReady = (i: Pick<store.InstalmentRow, 'seq' | 'status'>): DomainError => {
  const name = instalmentStatusNames[i.status];
  return new DomainError('policy.instalment_not_ready', { seq: i.seq, statusZh: name.zh, statusEn: name.en });
};
