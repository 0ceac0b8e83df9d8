import type { Account, Application } from '@hegu/contract/policy/applications.ts';
import { applicationStatusNames } from '@hegu/contract/policy/applications.ts';
import type { FactValue } from '@hegu/rules/facts.ts';
import { openCase, transition } from '../../../platform/casework/index.ts';
import type { Command } from '../../../platform/command.ts';
import { DomainError } from '../../../platform/errors.ts';
import type { Files } from '../../../platform/files/index.ts';
import * as files from '../../../platform/files/store.ts';
import { newId } from '../../../platform/ids.ts';
import { stateFacts } from '../../enterprise/index.ts';
import { access } from '../access.ts';
import { windowOn } from '../library/rules.ts';
import { clauseOf, libraryOf, todayOf } from '../library/service.ts';
import { applicationCase, defaultDecisionDays } from './cases.ts';
import { keep } from './decisions/service.ts';
import { earlierWith, takeOver } from './materials/service.ts';
import * as materials from './materials/store.ts';
import {
  aboutOf,
  refuse,
  whyAccount,
  whyFirm,
  whyIncomplete,
  whyItem,
  whyPaid,
  whyRule,
  whyWindow,
} from './rules.ts';
import { situationOf } from './situation/service.ts';
import * as store from './store.ts';
import { detailOf, known } from './view/service.ts';

/** Applications (申报), the firm's side: draft, fill in, hand in, complete, withdraw. */

export const wrongStatus = (row: Pick<store.ApplicationRow, 'status'>): DomainError => {
  const name = applicationStatusNames[row.status];
  return new DomainError('policy.wrong_status', { status: row.status, statusZh: name.zh, statusEn: name.en });
};

export function caseIdOf(row: Pick<store.ApplicationRow, 'caseId' | 'status'>): string {
  if (row.caseId === null) throw wrongStatus(row);
  return row.caseId;
}

/** Audits, tells whoever looks, and answers with the application as it is now. */
export async function finish(
  cx: Command,
  action: string,
  id: string,
  before?: store.ApplicationRow,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Application> {
  const row = await told(cx, action, id, before, more);
  return detailOf(cx, row);
}

export async function told(
  cx: Command,
  action: string,
  id: string,
  before?: store.ApplicationRow,
  more: Readonly<Record<string, unknown>> = {},
): Promise<store.ApplicationRow> {
  const row = await store.find(cx.tx, cx.scope, id);
  if (!row) throw new Error('an application that was just written is not there');
  const brief = (a: store.ApplicationRow) => ({
    number: a.number,
    firmId: a.firmId,
    clauseId: a.clauseId,
    item: a.item,
    status: a.status,
    decisionId: a.decisionId,
    computedFen: a.computedFen,
    approvedFen: a.approvedFen,
    awardedFen: a.awardedFen,
  });
  await cx.audit({
    action,
    entity: 'policy_application',
    entityId: id,
    ...(before ? { before: brief(before) } : {}),
    after: { ...brief(row), ...more },
  });
  const rooms = row.organisationId === null ? ['valley'] : [`organisation:${row.organisationId}`];
  cx.emit({ type: 'policy.application.changed', entityId: id, rooms });
  return row;
}

/**
 * Starts an application. All that stands against it is said at once; what is not known yet, or waits for a judgement, does not.
 *
 * @throws `policy.clause_unknown`, `record.not_found`, `access.denied`, and together `policy.window_closed`,
 *   `policy.requirement_unmet`, `policy.under_way`, `policy.already_paid`, `policy.item_required`, `policy.firm_not_here` …
 */
export async function createApplication(
  cx: Command,
  input: { readonly firmId: string; readonly clauseId: string; readonly item?: string | undefined },
): Promise<Application> {
  const firm = await store.firmOf(cx.tx, cx.scope, input.firmId);
  if (!firm) throw new DomainError('record.not_found', { id: input.firmId });
  access.assert(cx.actor, 'policy.prepare', { organisationId: firm.organisationId });
  const { clauseId, item = '' } = input;
  const v = await libraryOf(cx);
  const { clause, policy } = clauseOf(v, clauseId);
  const about = { id: null, firmId: firm.id, clauseId, item, submittedDecisionId: null };
  const s = await situationOf(cx, about);
  const others = await store.underWay(cx.tx, cx.scope, firm.id);
  const same = others.find((o) => o.clauseId === clauseId && o.item === item);
  const reasons = [
    whyFirm(firm.status),
    whyWindow(windowOn(clause, todayOf(cx))),
    whyItem(clause, item, s.considered.facts, s.considered.catalogue),
    same
      ? refuse('policy.under_way', {
          number: same.number ?? applicationStatusNames[same.status].zh,
          id: same.id,
        })
      : null,
    whyPaid(s.considered.result),
    ...whyRule(s.whyNot),
  ].filter((r) => r !== null);
  if (reasons.length > 0) throw DomainError.all(reasons);
  const id = newId();
  const inserted = await store.insert(cx.tx, cx.scope, {
    id,
    number: null,
    firmId: firm.id,
    organisationId: firm.organisationId,
    clauseId,
    policyId: policy.id,
    title: clause.title,
    article: clause.article,
    item,
    origin: 'firm',
    status: 'draft',
    account: await store.lastAccount(cx.tx, cx.scope, firm.id),
    computedFen: s.considered.result.mostFen,
    decisionId: null,
    by: cx.actor.userId,
    at: cx.now,
  });
  if (!inserted) throw new DomainError('policy.under_way', { number: '' });
  await store.takePart(cx.tx, cx.scope, id, cx.actor.userId, 'applicant');
  await takeOver(cx, { id, firmId: firm.id }, clause);
  return finish(cx, 'policy.apply.draft', id);
}

/** The row, to be written to by whoever may fill it in. @throws `record.not_found`, `access.denied`, `policy.wrong_status` */
async function editable(cx: Command, id: string, ifMatch?: number): Promise<store.ApplicationRow> {
  const row = await known(cx, id, true);
  access.assert(cx.actor, 'policy.prepare', { organisationId: row.organisationId });
  if (row.status !== 'draft' && row.status !== 'supplement') throw wrongStatus(row);
  // Under the office's eye only the firm itself goes on writing
  if (row.status === 'supplement')
    access.assert(cx.actor, 'policy.apply', { organisationId: row.organisationId });
  if (ifMatch !== undefined && ifMatch !== row.version)
    throw new DomainError('request.stale', { version: row.version });
  const part = await store.takePart(cx.tx, cx.scope, id, cx.actor.userId, 'applicant');
  if (part !== 'applicant') throw new DomainError('access.denied', { action: 'policy.prepare' });
  return row;
}

export interface Filling {
  readonly note?: string | undefined;
  readonly account?: Account | undefined;
  readonly facts?:
    | readonly { readonly field: string; readonly year?: number | undefined; readonly value: FactValue }[]
    | undefined;
}

/** @throws `policy.account_holder`, and everything that is wrong with the facts */
export async function updateApplication(
  cx: Command,
  id: string,
  body: Filling,
  ifMatch?: number,
): Promise<Application> {
  const row = await editable(cx, id, ifMatch);
  if (body.account) {
    const why = whyAccount(body.account, row.firmZh);
    if (why) throw DomainError.all([why]);
  }
  // Into the firm's record, so that the next application does not ask again
  if (body.facts && body.facts.length > 0)
    await stateFacts(cx, row.firmId, {
      observations: body.facts.map((f) => ({ ...f, value: f.value })),
      items: [],
      complete: [],
    });
  await store.change(cx.tx, cx.scope, id, {
    ...(body.note === undefined ? {} : { note: body.note }),
    ...(body.account === undefined ? {} : { account: body.account }),
  });
  return finish(cx, 'policy.apply.update', id, row, { fields: (body.facts ?? []).map((f) => f.field) });
}

/** Of the person's own files, or one that is with another application of the firm. @throws `policy.material_unknown`, `file.not_found` */
export async function addMaterial(
  cx: Command,
  id: string,
  body: { readonly materialId: string; readonly fileId: string },
): Promise<Application> {
  const row = await editable(cx, id);
  const s = await situationOf(cx, row);
  const line = s.clause.materials.find((m) => m.id === body.materialId);
  // No paper beyond the guide (上海市优化营商环境条例)
  if (line?.form !== 'file')
    throw new DomainError('policy.material_unknown', { materialId: body.materialId });
  const file = await files.find(cx.tx, cx.scope, body.fileId);
  const mine = file?.uploaded_by === cx.actor.userId;
  if (!file || !(mine || (await materials.ofFirm(cx.tx, cx.scope, row.firmId, body.fileId))))
    throw new DomainError('file.not_found', { id: body.fileId });
  await materials.insert(cx.tx, cx.scope, {
    id: newId(),
    applicationId: id,
    ...body,
    fromApplicationId: await earlierWith(cx, row, s.clause, body),
    by: cx.actor.userId,
    at: cx.now,
  });
  return finish(cx, 'policy.apply.material', id, row, { ...body, sha256: file.sha256 });
}

export async function removeMaterial(cx: Command, id: string, materialRowId: string): Promise<Application> {
  const row = await editable(cx, id);
  if (!(await materials.remove(cx.tx, cx.scope, id, materialRowId)))
    throw new DomainError('record.not_found', { id: materialRowId });
  return finish(cx, 'policy.apply.material', id, row, { removed: materialRowId });
}

/** A document, for whoever may read the application. @throws `record.not_found`, `file.not_found` */
export async function openMaterial(
  cx: Parameters<Files['openGranted']>[0],
  vault: Pick<Files, 'openGranted'>,
  id: string,
  fileId: string,
) {
  const row = await known(cx, id);
  const held = await materials.ofApplication(cx.tx, cx.scope, row.id);
  if (!held.some((m) => m.fileId === fileId)) throw new DomainError('file.not_found', { id: fileId });
  return vault.openGranted(cx, fileId);
}

/**
 * Hands it in, or hands it in again after completing it. What the rule says is kept with everything it saw.
 *
 * @throws together `policy.window_closed`, `policy.requirement_unmet`, `policy.already_paid`, `policy.fact_missing`,
 *   `policy.material_missing`, `policy.account_missing`
 */
export async function submitApplication(cx: Command, id: string): Promise<Application> {
  const row = await editable(cx, id);
  access.assert(cx.actor, 'policy.apply', { organisationId: row.organisationId });
  const s = await situationOf(cx, row);
  const reasons = [
    // Who completes what was handed in during the window is not late
    row.status === 'draft' ? whyWindow(windowOn(s.clause, todayOf(cx))) : null,
    whyPaid(s.considered.result),
    ...whyRule(s.whyNot),
    ...whyIncomplete({ lines: s.form.lines, materials: s.materials, account: row.account }),
  ].filter((r) => r !== null);
  if (reasons.length > 0) throw DomainError.all(reasons);
  const decisionId = await keep(cx, row.firmId, s.rule, s.considered);
  const computedFen = s.considered.result.mostFen;
  if (row.status === 'supplement') {
    await transition(cx, applicationCase, caseIdOf(row), row.acceptedAt === null ? 'supplied' : 'resumed');
    await store.change(cx.tx, cx.scope, id, { decisionId, computedFen });
    return finish(cx, 'policy.apply.complete', id, row);
  }
  const number = await store.nextNumber(cx.tx, cx.scope, 'SB', Number(todayOf(cx).slice(0, 4)));
  await store.change(cx.tx, cx.scope, id, {
    number,
    status: 'submitted',
    submittedBy: cx.actor.userId,
    submittedAt: cx.now,
    submittedDecisionId: decisionId,
    decisionId,
    computedFen,
  });
  const opened = await openCase(cx, applicationCase, {
    subjectKind: 'policy_application',
    subjectId: id,
    organisationId: row.organisationId,
    about: aboutOf(row),
    data: { number, clauseId: row.clauseId, titleZh: row.titleZh, titleEn: row.titleEn, firm: row.firmZh },
    lengths: { decide: s.clause.decisionWorkingDays ?? defaultDecisionDays },
  });
  await store.change(cx.tx, cx.scope, id, { caseId: opened.id });
  return finish(cx, 'policy.apply.submit', id, row);
}

/** @throws `record.not_found`, `access.denied`, `policy.wrong_status` */
export async function withdrawApplication(cx: Command, id: string): Promise<Application> {
  const row = await known(cx, id, true);
  access.assert(cx.actor, 'policy.apply', { organisationId: row.organisationId });
  if (row.status === 'draft')
    await store.change(cx.tx, cx.scope, id, { status: 'withdrawn', closedAt: cx.now });
  else if (['submitted', 'supplement', 'first', 'second'].includes(row.status))
    await transition(cx, applicationCase, caseIdOf(row), 'withdraw');
  else throw wrongStatus(row);
  return finish(cx, 'policy.apply.withdraw', id, row);
}
