import {
  approveOrder,
  closePublicity,
  confirmReceipt,
  createBudget,
  createDraft,
  makeOrder,
  moveDraft,
  openPublicity,
  recheckInstalment,
  recordPayment,
  saveDraft,
} from '../packages/server/src/domains/policy/index.ts';
import type { Command } from '../packages/server/src/platform/command.ts';
import { as } from './acting.ts';
import { zone } from './calendar.ts';
import { allot, decided, type Stage } from './load-applications.ts';
import type { LoadContext } from './load-people.ts';
import {
  onwardApplications,
  onwardCases,
  onwardClause,
  onwardClauseId,
  onwardDocument,
  onwardPolicyId,
} from './onward.ts';
import { readNotices } from './store.ts';

/**
 * Awards that are paid in parts: the first part is paid, the second fell due three weeks ago. Of two products
 * somebody has to say how they get on; the other two were let through by the rule. The third part is not due yet.
 */
export async function instalments(cx: Command, { demo, now }: LoadContext): Promise<void> {
  const today = now.toZonedDateTimeISO(zone).toPlainDate();
  const stage: Stage = {
    cx,
    demo,
    ago: (days) =>
      today.subtract({ days }).toZonedDateTime({ timeZone: zone, plainTime: '10:00' }).toInstant(),
    day: (days) => today.subtract({ days }).toString(),
  };
  const { ago, day } = stage;
  const { id } = await createDraft(as(stage, 'officer', ago(149)), {
    kind: 'clause',
    clauseId: onwardClauseId,
    policyId: onwardPolicyId,
    document: onwardDocument,
    clause: onwardClause(day(149), day(-600)),
  });
  await saveDraft(as(stage, 'officer', ago(149)), id, {
    golden: onwardCases(day(140)),
    note: '演示数据：虚构的分期条款',
  });
  await moveDraft(as(stage, 'officer', ago(149)), id, 'submit', '');
  await moveDraft(as(stage, 'officer2', ago(148)), id, 'publish', '');
  const budget = await createBudget(as(stage, 'officer', ago(147)), {
    year: today.subtract({ days: 147 }).year,
    policyId: onwardPolicyId,
    title: '创新产品续研资助预算（演示数据）',
    amountFen: 500 * 10_000_00,
  });
  const all = await decided(stage, onwardApplications, 146);
  await allot(stage, budget.id, 138);
  const list = await openPublicity(as(stage, 'officer', ago(137)), {
    title: '创新产品续研资助名单（演示数据）',
    applicationIds: all.map((a) => a.id),
    workingDays: 5,
  });
  await closePublicity({ ...cx, now: ago(120) }, list.id);
  for (const [n, a] of all.entries()) {
    const order = await makeOrder(as(stage, 'officer2', ago(118)), { applicationId: a.id, seq: 1 });
    await approveOrder(as(stage, 'officer', ago(117)), order.id);
    await recordPayment(as(stage, 'officer', ago(115)), order.id, {
      paidOn: day(115),
      bankReference: `YSBF${day(115).replaceAll('-', '')}9${String(n + 1).padStart(3, '0')}`,
    });
    await confirmReceipt(as(stage, a.person, ago(113)), order.id);
    await recheckInstalment({ ...cx, now: ago(21) }, a.id, 2);
  }
  await readNotices(cx.tx, cx.scope.valleyId, ago(3));
}
