import { closeTodos } from '../../../../platform/casework/index.ts';
import type { Command, Query } from '../../../../platform/command.ts';
import { DomainError } from '../../../../platform/errors.ts';
import { type Related, relatedCodes } from '../../../enterprise/index.ts';
import { access } from '../../access.ts';
import * as applications from '../../applications/store.ts';
import { inCharge } from '../rules.ts';
import * as store from '../store.ts';

/** Who has to stand aside (回避): who declared an interest, who belongs to the firm, or to one related to it by investment. */

export interface Concerned {
  readonly firmId: string;
  readonly creditCode: string;
}

/** Relations that keep an officer of the one from the business of the other. */
export const isRelated = (result: Related['result']): boolean =>
  result === 'same' || result === 'control' || result === 'shareholding';

/** Why the actor may not handle the firm's business; null where nothing is known against it. */
export async function conflictOf(q: Query, firm: Concerned): Promise<{ zh: string; en: string } | null> {
  const { actor } = q;
  if (!actor) return null;
  const declared = await store.declaredConflict(q.tx, q.scope, actor.userId, firm.firmId);
  if (declared !== null)
    return { zh: `已申报利益冲突（${declared}）`, en: `an interest was declared (${declared})` };
  const mine = [...new Set(actor.memberships.map((m) => m.organisationId))];
  for (const code of await applications.codesOf(q.tx, mine)) {
    if (code === firm.creditCode) return { zh: '您是该企业的成员', en: 'you belong to the firm' };
    const found = await relatedCodes(q.tx, q.scope, code, firm.creditCode);
    if (isRelated(found.result))
      return {
        zh: '您所在单位与该企业有投资关联',
        en: 'your organisation is related to the firm by investment',
      };
  }
  return null;
}

/** @throws `policy.conflict` */
export async function assertFree(q: Query, firm: Concerned): Promise<void> {
  const found = await conflictOf(q, firm);
  if (found) throw new DomainError('policy.conflict', { reasonZh: found.zh, reasonEn: found.en });
}

const parts: Readonly<Record<applications.Part, { zh: string; en: string }>> = {
  applicant: { zh: '申报（帮办）', en: 'writing it' },
  first: { zh: '初审', en: 'the first review' },
  second: { zh: '复审', en: 'the second review' },
  appeal: { zh: '复核', en: 'the appeal' },
};

export const samePerson = (part: applications.Part): DomainError =>
  new DomainError('policy.same_person', { part, partZh: parts[part].zh, partEn: parts[part].en });

/** The part that the office has now. */
export const partNow: Partial<Record<applications.ApplicationRow['status'], applications.Part>> = {
  submitted: 'first',
  first: 'first',
  second: 'second',
  appealed: 'appeal',
};

/** Why the reader takes no part in what the office has to do now: an interest, or another part in it; null where nothing is against it. */
export async function standsAside(
  q: Query,
  row: applications.ApplicationRow,
): Promise<{ zh: string; en: string } | null> {
  const now = partNow[row.status];
  if (!now || !q.actor || !access.may(q.actor, 'policy.review')) return null;
  const interest = await conflictOf(q, row);
  if (interest) return interest;
  const had = await applications.partOf(q.tx, q.scope, row.id, q.actor.userId);
  if (had === null || had === now) return null;
  return { zh: `您已参与${parts[had].zh}`, en: `you had part in ${parts[had].en}` };
}

/** Who wrote it, or had another part, does not take this one. The database holds it. @throws `policy.same_person` */
export async function takePart(
  cx: Command,
  id: string,
  part: Exclude<applications.Part, 'applicant'>,
): Promise<void> {
  const has = await applications.takePart(cx.tx, cx.scope, id, cx.actor.userId, part);
  if (has !== part) throw samePerson(has);
}

/** Declares an interest: what the person had taken of the firm goes back to the queue. @throws `record.not_found` */
export async function declareConflict(
  cx: Command,
  body: { readonly firmId: string; readonly reason: string },
): Promise<{ firmId: string; declaredAt: string }> {
  access.assert(cx.actor, 'policy.review');
  const firm = await applications.firmOf(cx.tx, cx.scope, body.firmId);
  if (!firm) throw new DomainError('record.not_found', { id: body.firmId });
  const at = await store.insertConflict(cx.tx, cx.scope, { person: cx.actor.userId, ...body, at: cx.now });
  for (const id of await store.releaseAssigned(cx.tx, cx.scope, cx.actor.userId, body.firmId))
    await closeTodos(cx, { subjectKind: 'policy_application', subjectId: id, kind: inCharge });
  await cx.audit({ action: 'policy.conflict', entity: 'firm', entityId: body.firmId, after: body });
  return { firmId: body.firmId, declaredAt: at.toString() };
}
