import type { Account, Application } from '@hegu/contract/policy/applications.ts';
import { needsOf } from '@hegu/rules/columns/needs.ts';
import { assess } from '@hegu/rules/evaluate/assess.ts';
import { factsAt } from '@hegu/rules/facts.ts';
import { addTodo, closeTodos, openCase } from '../../../../platform/casework/index.ts';
import { workCalendarOf } from '../../../../platform/clock/calendar.ts';
import type { Command, Query } from '../../../../platform/command.ts';
import { DomainError } from '../../../../platform/errors.ts';
import { newId } from '../../../../platform/ids.ts';
import { notify, usersWithRole } from '../../../../platform/notices/index.ts';
import { profilesOf } from '../../../enterprise/index.ts';
import { access } from '../../access.ts';
import { windowOn } from '../../library/rules.ts';
import { clauseOf, libraryOf, todayOf } from '../../library/service.ts';
import { confirmedCase } from '../cases.ts';
import { keep } from '../decisions/service.ts';
import { aboutOf, refuse, whyAccount, whyPaid, whyRule, whyWindow } from '../rules.ts';
import { finish, told, wrongStatus } from '../service.ts';
import { situationOf } from '../situation/service.ts';
import * as store from '../store.ts';
import { known } from '../view/service.ts';

/** 免申即享: the office finds who meets a clause; the firm says yes to the sum and the account, and that is all it does. */

export interface Meeting {
  readonly firmId: string;
  readonly clauseId: string;
  readonly item: string;
}

/**
 * Firms that meet automatic clauses today, by what they let be used for matching policies; a field they keep back is unknown, and
 * who is not known to meet a clause is not offered anything.
 */
export async function findMeeting(q: Query): Promise<Meeting[]> {
  const v = await libraryOf(q);
  const today = todayOf(q);
  const at = { assessedOn: today, calendar: workCalendarOf(q.scope.zone) };
  const automatic = [...v.library.clauses.values()].filter(
    (c) => c.clause.automatic && windowOn(c.clause, today).state === 'open',
  );
  const out: Meeting[] = [];
  if (automatic.length === 0) return out;
  const needs = needsOf(
    automatic.map((c) => c.clause),
    today,
  );
  const only = [
    ...[...needs.facts.values()].map((n) => n.field),
    ...needs.collections.keys(),
    ...automatic.flatMap((c) => c.clause.benefit.per?.in ?? []),
  ];
  for await (const { firmId, profile } of profilesOf(q.tx, q.scope, {
    purpose: 'policyMatching',
    active: true,
    only: [...new Set(only)],
  })) {
    const facts = factsAt(profile, today);
    for (const { compiled, clause } of automatic) {
      if (assess(compiled, facts, at).outcome !== 'eligible') continue;
      const { per } = clause.benefit;
      const items = per ? (facts.items(per.in)?.items ?? []).map((i) => i.id) : [''];
      out.push(...items.map((item) => ({ firmId, clauseId: clause.id, item })));
    }
  }
  return out;
}

/**
 * Offers one: a case that is filled in already. Once for a firm, clause and item; who has declined is not asked again.
 * @returns its id; null where there is nothing to offer (any more), or nobody of the firm to offer it to
 */
export async function offer(cx: Command, meeting: Meeting): Promise<string | null> {
  const { firmId, clauseId, item } = meeting;
  const firm = await store.firmOf(cx.tx, cx.scope, firmId);
  if (!firm?.organisationId) return null;
  if ((await store.itemsOnce(cx.tx, cx.scope, firmId, clauseId)).has(item)) return null;
  const s = await situationOf(cx, {
    id: null,
    firmId,
    clauseId,
    item,
    submittedDecisionId: null,
    purpose: 'policyMatching',
  });
  const { result } = s.considered;
  const amountFen = result.mostFen ?? 0;
  if (result.outcome !== 'eligible' || result.repeats.length > 0 || amountFen === 0) return null;
  const { clause, policy } = clauseOf(await libraryOf(cx), clauseId);
  const id = newId();
  const made = await store.insert(cx.tx, cx.scope, {
    id,
    number: await store.nextNumber(cx.tx, cx.scope, 'SB', Number(todayOf(cx).slice(0, 4))),
    firmId,
    organisationId: firm.organisationId,
    clauseId,
    policyId: policy.id,
    title: clause.title,
    article: clause.article,
    item,
    origin: 'automatic',
    status: 'offered',
    account: await store.lastAccount(cx.tx, cx.scope, firmId),
    computedFen: amountFen,
    decisionId: await keep(cx, firmId, s.rule, s.considered),
    by: cx.actor.userId,
    at: cx.now,
  });
  if (!made) return null;
  await addTodo(cx, {
    kind: 'policy.confirm',
    words: { zh: `免申即享：确认领取“${clause.title.zh}”`, en: `Take “${clause.title.en}” without applying` },
    for: { role: 'pi', organisationId: firm.organisationId },
    subjectKind: 'policy_application',
    subjectId: id,
    link: `/policies/applications/${id}`,
    tell: false,
  });
  const people = [
    ...(await usersWithRole(cx, 'pi', firm.organisationId)),
    ...(await usersWithRole(cx, 'researcher', firm.organisationId)),
  ];
  await notify(cx, {
    kind: 'policy.offered',
    to: [...new Set(people)],
    data: { firmZh: firm.nameZh, titleZh: clause.title.zh, titleEn: clause.title.en, amountFen },
    link: `/policies/applications/${id}`,
  });
  await told(cx, 'policy.offer', id);
  return id;
}

/** The row of an offer, for the firm. @throws `record.not_found`, `access.denied`, `policy.wrong_status` */
async function offered(cx: Command, id: string): Promise<store.ApplicationRow> {
  const row = await known(cx, id, true);
  access.assert(cx.actor, 'policy.apply', { organisationId: row.organisationId });
  if (row.status !== 'offered') throw wrongStatus(row);
  return row;
}

/**
 * One click: the sum as it was shown, the account as it is known. The rule decides again on today's data; when it comes to another
 * sum, the firm is asked again.
 *
 * @throws `policy.offer_changed`, `policy.account_missing`, `policy.account_holder`, `policy.requirement_unmet`, `policy.already_paid`
 */
export async function confirmOffer(
  cx: Command,
  id: string,
  body: { readonly account?: Account | undefined; readonly amountFen: number },
): Promise<Application> {
  const row = await offered(cx, id);
  const account = body.account ?? row.account;
  const s = await situationOf(cx, row);
  const { result } = s.considered;
  const reasons = [
    // An offer that was not taken while the clause held is over with it
    result.outcome === 'notInForce' ? whyWindow({ state: 'closed', from: null, to: null, days: null }) : null,
    whyPaid(result),
    ...whyRule(s.whyNot),
    account === null ? refuse('policy.account_missing', {}) : whyAccount(account, row.firmZh),
  ].filter((r) => r !== null);
  if (reasons.length > 0) throw DomainError.all(reasons);
  if (result.outcome !== 'eligible' || result.mostFen !== body.amountFen)
    throw new DomainError('policy.offer_changed', { wasFen: body.amountFen, nowFen: result.mostFen ?? 0 });
  const decisionId = await keep(cx, row.firmId, s.rule, s.considered);
  await store.takePart(cx.tx, cx.scope, id, cx.actor.userId, 'applicant');
  await closeTodos(cx, { subjectKind: 'policy_application', subjectId: id });
  const opened = await openCase(cx, confirmedCase, {
    subjectKind: 'policy_application',
    subjectId: id,
    organisationId: row.organisationId,
    about: aboutOf(row),
    data: {
      number: row.number,
      clauseId: row.clauseId,
      titleZh: row.titleZh,
      titleEn: row.titleEn,
      firm: row.firmZh,
    },
  });
  await store.change(cx.tx, cx.scope, id, {
    status: 'approved',
    account,
    submittedBy: cx.actor.userId,
    submittedAt: cx.now,
    acceptedAt: cx.now,
    decidedAt: cx.now,
    submittedDecisionId: decisionId,
    decisionId,
    computedFen: result.mostFen,
    approvedFen: result.mostFen,
    caseId: opened.id,
  });
  return finish(cx, 'policy.offer.confirm', id, row);
}

export async function declineOffer(cx: Command, id: string, reason: string): Promise<Application> {
  const row = await offered(cx, id);
  await closeTodos(cx, { subjectKind: 'policy_application', subjectId: id });
  await store.change(cx.tx, cx.scope, id, { status: 'declined', note: reason, closedAt: cx.now });
  return finish(cx, 'policy.offer.decline', id, row);
}
