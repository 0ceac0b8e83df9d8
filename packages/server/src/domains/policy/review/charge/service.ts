import type { ApplicationHands } from '@hegu/contract/policy/hands.ts';
import { addTodo, closeTodos } from '../../../../platform/casework/index.ts';
import type { Command, Query } from '../../../../platform/command.ts';
import { DomainError } from '../../../../platform/errors.ts';
import { access } from '../../access.ts';
import { aboutOf } from '../../applications/rules.ts';
import { caseIdOf, told, wrongStatus } from '../../applications/service.ts';
import * as applications from '../../applications/store.ts';
import { summaryOf } from '../../applications/view/service.ts';
import { partNow } from '../conflicts/service.ts';
import { officeOn } from '../hands/service.ts';
import { wereAsked } from '../hands/store.ts';
import { inCharge, nobodyLeft } from '../rules.ts';

/** An administrator finds hands for a case that has none: they read its head, and put somebody in charge. */

/** Administrators have no part in applications: they know of those for which somebody was asked of them, and of no other. */
async function asked(q: Query, id: string, lock = false): Promise<applications.ApplicationRow> {
  access.assert(q.actor, 'policy.hands');
  const row = await applications.find(q.tx, q.scope, id, lock);
  if (!row || row.caseId === null || !(await wereAsked(q.tx, q.scope, row.caseId, nobodyLeft)))
    throw new DomainError('record.not_found', { id });
  return row;
}

async function headOf(q: Query, row: applications.ApplicationRow): Promise<ApplicationHands> {
  const { officers, whyNot } = await officeOn(q, [row]);
  const people: ApplicationHands['people'] = [];
  if (partNow[row.status])
    for (const o of officers)
      people.push({
        userId: o.person,
        name: o.name,
        standsAside: await whyNot(row, o),
        inCharge: o.person === row.assignee,
      });
  const s = summaryOf(row);
  return {
    id: s.id,
    number: s.number,
    status: s.status,
    statusName: s.statusName,
    title: s.title,
    article: s.article,
    firmName: s.firmName,
    firmNameEn: s.firmNameEn,
    assigneeName: s.assigneeName,
    dueAt: s.dueAt,
    overdue: s.overdue,
    submittedAt: s.submittedAt,
    nobodyLeft: partNow[row.status] !== undefined && people.every((p) => p.standsAside !== null),
    people,
  };
}

/** @throws `access.denied`, `record.not_found` also where administrators were asked for nobody */
export const getApplicationHands = async (q: Query, id: string): Promise<ApplicationHands> =>
  headOf(q, await asked(q, id));

/**
 * It is theirs to handle, and on their list.
 *
 * @throws `access.denied`, `record.not_found`, `policy.wrong_status`, `policy.stands_aside`
 */
export async function putInCharge(cx: Command, id: string, userId: string): Promise<ApplicationHands> {
  const row = await asked(cx, id, true);
  if (!partNow[row.status]) throw wrongStatus(row);
  const { officers, whyNot } = await officeOn(cx, [row]);
  const officer = officers.find((o) => o.person === userId);
  if (!officer) throw new DomainError('record.not_found', { id: userId });
  if ((await whyNot(row, officer)) !== null)
    throw new DomainError('policy.stands_aside', { name: officer.name });
  await applications.change(cx.tx, cx.scope, id, { assignee: userId });
  const subject = { subjectKind: 'policy_application', subjectId: id };
  for (const kind of [nobodyLeft, inCharge]) await closeTodos(cx, { ...subject, kind });
  await addTodo(cx, {
    kind: inCharge,
    words: { zh: '请办理这件申报（管理员交办）', en: 'An application is put in your hands' },
    about: aboutOf(row),
    for: { userId },
    ...subject,
    caseId: caseIdOf(row),
    dueAt: row.dueAt,
    link: `/policies/office/applications/${id}`,
  });
  return headOf(cx, await told(cx, 'policy.review.assign', id, row, { to: userId }));
}
