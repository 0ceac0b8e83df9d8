import type { Application } from '@hegu/contract/policy/applications.ts';
import type { reviewApplication as route } from '@hegu/contract/policy/review.ts';
import type { RouteBody } from '@hegu/contract/route.ts';
import { parseDay, printDay, shiftDay } from '@hegu/rules/civil.ts';
import { findingSource } from '@hegu/rules/facts.ts';
import { Temporal } from 'temporal-polyfill';
import { closeTodos, transition } from '../../../platform/casework/index.ts';
import { workCalendarOf } from '../../../platform/clock/calendar.ts';
import type { Command } from '../../../platform/command.ts';
import { DomainError } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { notify } from '../../../platform/notices/index.ts';
import { recordStatements } from '../../enterprise/index.ts';
import { access } from '../access.ts';
import { appealDays, applicationCase, supplementDays } from '../applications/cases.ts';
import { keep } from '../applications/decisions/service.ts';
import { refuse } from '../applications/rules.ts';
import { caseIdOf, finish, wrongStatus } from '../applications/service.ts';
import { type Situation, situationOf } from '../applications/situation/service.ts';
import * as applications from '../applications/store.ts';
import { known, reduced } from '../applications/view/service.ts';
import { todayOf } from '../library/service.ts';
import { assertFree, samePerson, takePart } from './conflicts/service.ts';
import { inCharge, whyJudgement, whyNotApprove } from './rules.ts';
import * as store from './store.ts';

/** Review (审核), the office's side: accept, ask once for what is missing, review twice by two people, hear an appeal. */

/** The row, for an officer who may handle it. @throws `access.denied`, `record.not_found`, `policy.wrong_status`, `policy.conflict` */
async function taken(
  cx: Command,
  id: string,
  statuses: readonly applications.ApplicationRow['status'][],
): Promise<applications.ApplicationRow> {
  access.assert(cx.actor, 'policy.review');
  const row = await known(cx, id, true);
  if (!statuses.includes(row.status)) throw wrongStatus(row);
  const part = await applications.partOf(cx.tx, cx.scope, id, cx.actor.userId);
  if (part === 'applicant') throw samePerson(part);
  await assertFree(cx, row);
  return row;
}

/** Accepted: from now on the clause's own time runs. */
export async function acceptApplication(cx: Command, id: string): Promise<Application> {
  const row = await taken(cx, id, ['submitted']);
  await transition(cx, applicationCase, caseIdOf(row), 'accept');
  await applications.change(cx.tx, cx.scope, id, { acceptedAt: cx.now });
  return finish(cx, 'policy.review.accept', id, row);
}

/** 一次性告知: everything that is missing, once. The clock stands still until the firm has completed it. */
export async function requestSupplement(
  cx: Command,
  id: string,
  items: readonly { readonly materialId?: string | undefined; readonly text: string }[],
): Promise<Application> {
  const row = await taken(cx, id, ['submitted', 'first']);
  if (row.supplemented) throw new DomainError('policy.supplement_once', {});
  const s = await situationOf(cx, row);
  const strange = items.find((i) => i.materialId && !s.clause.materials.some((m) => m.id === i.materialId));
  if (strange) throw new DomainError('policy.material_unknown', { materialId: strange.materialId });
  const name = (locale: 'zh' | 'en') =>
    items
      .map((i) => {
        const material = s.clause.materials.find((m) => m.id === i.materialId)?.name[locale];
        return material ? `${material}${locale === 'zh' ? '：' : ': '}${i.text}` : i.text;
      })
      .join(locale === 'zh' ? '；' : '; ');
  await transition(cx, applicationCase, caseIdOf(row), 'ask', {
    input: { reason: name('zh').slice(0, 2000) },
  });
  await applications.change(cx.tx, cx.scope, id, { supplemented: true });
  await notify(cx, {
    kind: 'policy.supplement',
    to: row.submittedBy === null ? [] : [row.submittedBy],
    data: {
      titleZh: row.titleZh,
      titleEn: row.titleEn,
      number: row.number,
      days: supplementDays,
      missingZh: name('zh'),
      missingEn: name('en'),
    },
    link: `/policies/applications/${id}`,
  });
  return finish(cx, 'policy.review.supplement', id, row, { items });
}

/** Takes a case off the queue, or gives it back. */
export async function assignApplication(cx: Command, id: string, release: boolean): Promise<Application> {
  const row = await taken(cx, id, ['submitted', 'first', 'second', 'appealed']);
  if (!release) {
    const has = await applications.partOf(cx.tx, cx.scope, id, cx.actor.userId);
    const next = row.status === 'second' ? 'second' : row.status === 'appealed' ? 'appeal' : 'first';
    if (has !== null && has !== next) throw samePerson(has);
  }
  await applications.change(cx.tx, cx.scope, id, { assignee: release ? null : cx.actor.userId });
  // Whoever an administrator had put in charge no longer is
  await closeTodos(cx, { subjectKind: 'policy_application', subjectId: id, kind: inCharge });
  return finish(cx, 'policy.review.assign', id, row, { release });
}

type Body = RouteBody<typeof route>;

/** Judgements become part of what is known of the firm, for the clause they were made about; then the rule is asked again. */
async function judged(
  cx: Command,
  row: applications.ApplicationRow,
  judgements: Body['judgements'],
): Promise<Situation> {
  const s = await situationOf(cx, row);
  if (judgements.length === 0) return s;
  const wrong = judgements.flatMap((j) => whyJudgement(j, s.considered.catalogue) ?? []);
  if (wrong.length > 0) throw DomainError.all(wrong);
  await recordStatements(
    cx.tx,
    cx.scope,
    {
      observations: judgements.map((j) => ({
        firmId: row.firmId,
        source: findingSource(row.clauseId),
        observedOn: todayOf(cx),
        ...j,
      })),
    },
    { at: cx.now, by: cx.actor.userId },
  );
  return situationOf(cx, row);
}

const requirementsOf = (s: Situation) => new Map(s.clause.requirements.map((r) => [r.id, r.text]));

/**
 * First review (a proposal), and second review by another person, which decides or sends back. The rule is computed again at each, with
 * what reviewers have judged, and kept.
 */
export async function reviewApplication(cx: Command, id: string, body: Body): Promise<Application> {
  const row = await taken(cx, id, ['first', 'second']);
  const part = row.status === 'first' ? 'first' : 'second';
  if (body.verdict === 'return' && part === 'first') throw wrongStatus(row);
  await takePart(cx, id, part);
  const s = await judged(cx, row, body.judgements);
  if (body.verdict === 'approve') {
    const reasons = whyNotApprove(s.considered.result, requirementsOf(s), body.amountFen);
    if (reasons.length > 0) throw DomainError.all(reasons);
  }
  const decisionId = await keep(cx, row.firmId, s.rule, s.considered);
  const amountFen = body.verdict === 'approve' ? (body.amountFen ?? null) : null;
  await store.insertReview(cx.tx, cx.scope, id, {
    id: newId(),
    round: row.round,
    part,
    person: cx.actor.userId,
    personName: cx.actor.name,
    verdict: body.verdict,
    amountFen,
    score: body.score ?? null,
    reason: body.reason,
    decisionId,
    at: cx.now,
  });
  const mostFen = s.considered.result.mostFen;
  const common = {
    decisionId,
    computedFen: mostFen,
    assignee: null,
    ...(body.score === undefined ? {} : { score: body.score }),
  };
  const caseId = caseIdOf(row);
  const action = `policy.review.${part}`;
  if (part === 'first') {
    await transition(cx, applicationCase, caseId, 'endorse');
    await applications.change(cx.tx, cx.scope, id, common);
    return finish(cx, action, id, row, { ...body, amountFen });
  }
  if (body.verdict === 'return') {
    await transition(cx, applicationCase, caseId, 'sendBack');
    await applications.change(cx.tx, cx.scope, id, { ...common, round: row.round + 1 });
    return finish(cx, action, id, row, { ...body });
  }
  const decided = {
    ...common,
    decidedAt: cx.now,
    decidedInTime:
      row.dueAt === null ? null : !row.overdue && Temporal.Instant.compare(cx.now, row.dueAt) < 0,
    reasons: reasonsOf(s, body, mostFen),
  };
  if (body.verdict === 'approve') {
    await applications.change(cx.tx, cx.scope, id, { ...decided, approvedFen: amountFen });
    await transition(cx, applicationCase, caseId, 'approve');
  } else {
    await applications.change(cx.tx, cx.scope, id, { ...decided, approvedFen: null });
    await transition(cx, applicationCase, caseId, 'refuse', { input: { reason: body.reason } });
  }
  return finish(cx, action, id, row, { ...body, amountFen });
}

/** What a refusal, or a smaller sum, is explained with: the rule's own reasons, then the reviewer's. */
function reasonsOf(s: Situation, body: Body, mostFen: number | null): applications.GivenReason[] {
  const said = { text: { zh: body.reason, en: body.reason }, article: s.clause.article, because: null };
  if (body.verdict === 'reject')
    return [...s.whyNot.map(({ text, article, because }) => ({ text, article, because })), said];
  return mostFen !== null && (body.amountFen ?? 0) < mostFen ? [said] : [];
}

/**
 * The firm asks to look again (复核), once, within fifteen working days of the decision.
 * @throws `policy.appeal_over`, `policy.appealed_once`
 */
export async function appealDecision(cx: Command, id: string, reason: string): Promise<Application> {
  const row = await known(cx, id, true);
  access.assert(cx.actor, 'policy.apply', { organisationId: row.organisationId });
  if (await store.appealOf(cx.tx, cx.scope, id)) throw new DomainError('policy.appealed_once', {});
  if (row.status === 'closed' && row.decidedAt) throw new DomainError('policy.appeal_over', {});
  if (row.status !== 'refused' && !(row.status === 'approved' && reduced(row))) throw wrongStatus(row);
  if (!row.decidedAt) throw wrongStatus(row);
  const decidedOn = todayOf({ now: row.decidedAt, scope: cx.scope });
  const last = printDay(
    shiftDay(parseDay(decidedOn), { workingDays: appealDays }, workCalendarOf(cx.scope.zone)),
  );
  if (todayOf(cx) > last) throw new DomainError('policy.appeal_over', { last });
  await transition(cx, applicationCase, caseIdOf(row), 'appeal', { input: { reason } });
  await store.insertAppeal(cx.tx, cx.scope, {
    id: newId(),
    applicationId: id,
    reason,
    by: cx.actor.userId,
    at: cx.now,
  });
  return finish(cx, 'policy.appeal', id, row, { reason });
}

export async function decideAppeal(
  cx: Command,
  id: string,
  body: {
    readonly verdict: 'uphold' | 'overturn';
    readonly amountFen?: number | undefined;
    readonly reason: string;
    readonly judgements?: Body['judgements'];
  },
): Promise<Application> {
  const row = await taken(cx, id, ['appealed']);
  await takePart(cx, id, 'appeal');
  // A refusal that rests on what somebody judged can only be overturned by judging otherwise
  const s = await judged(cx, row, body.judgements ?? []);
  if (body.verdict === 'overturn') {
    const reasons = whyNotApprove(s.considered.result, requirementsOf(s), body.amountFen);
    // An appeal against a smaller sum does not end with one that is smaller still
    if (row.approvedFen !== null && body.amountFen !== undefined && body.amountFen < row.approvedFen)
      reasons.push(refuse('policy.amount_required', {}));
    if (reasons.length > 0) throw DomainError.all(reasons);
  }
  const decisionId = await keep(cx, row.firmId, s.rule, s.considered);
  await store.insertReview(cx.tx, cx.scope, id, {
    id: newId(),
    round: row.round,
    part: 'appeal',
    person: cx.actor.userId,
    personName: cx.actor.name,
    verdict: body.verdict === 'overturn' ? 'approve' : 'reject',
    amountFen: body.verdict === 'overturn' ? (body.amountFen ?? null) : null,
    score: null,
    reason: body.reason,
    decisionId,
    at: cx.now,
  });
  await store.answerAppeal(cx.tx, cx.scope, id, {
    status: body.verdict === 'overturn' ? 'overturned' : 'upheld',
    answer: body.reason,
    at: cx.now,
  });
  const input = { reason: body.reason };
  const caseId = caseIdOf(row);
  if (body.verdict === 'overturn') {
    await applications.change(cx.tx, cx.scope, id, {
      approvedFen: body.amountFen ?? null,
      decisionId,
      reasons: [],
      assignee: null,
    });
    await transition(cx, applicationCase, caseId, 'overturn', { input });
  } else if (row.approvedFen === null) await transition(cx, applicationCase, caseId, 'uphold', { input });
  else await transition(cx, applicationCase, caseId, 'keepAmount', { input });
  return finish(cx, 'policy.appeal.decide', id, row, { ...body });
}
