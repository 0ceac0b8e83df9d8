import { z } from 'zod';
import { id, text } from '../fields.ts';
import { route } from '../route.ts';
import { ApplicationSummary } from './applications.ts';

/** Where nobody of the office is left to act: what administrators see of the case, and whom they may put in charge. */

/** What keeps somebody from the step that is next: another part in it, an interest they declared, or their organisation. */
const standAsideReasons = ['applicant', 'first', 'second', 'appeal', 'declared', 'related'] as const;
export const StandAside = z.enum(standAsideReasons);
export type StandAside = z.output<typeof StandAside>;

/** The head of a case, without the firm's papers, figures and account. */
export const ApplicationHands = ApplicationSummary.pick({
  id: true,
  number: true,
  status: true,
  statusName: true,
  title: true,
  article: true,
  firmName: true,
  firmNameEn: true,
  assigneeName: true,
  dueAt: true,
  overdue: true,
  nobodyLeft: true,
  submittedAt: true,
}).extend({
  /** Everybody of the office; empty once the case no longer waits for it. */
  people: z.array(
    z.object({
      userId: z.string(),
      name: z.string(),
      standsAside: StandAside.nullable(),
      inCharge: z.boolean(),
    }),
  ),
});
export type ApplicationHands = z.infer<typeof ApplicationHands>;

const params = z.object({ id });

export const getApplicationHands = route({
  method: 'get',
  path: '/policy-applications/{id}/hands',
  tag: 'policy',
  action: 'policy.hands',
  summary: {
    zh: '没有人可以办的申报：谁不能办、为什么（不含企业材料）',
    en: 'An application nobody may act on: who may not, and why; without the firm’s papers',
  },
  params,
  ok: ApplicationHands,
  errors: ['record.not_found', 'access.denied'],
});

export const putInCharge = route({
  method: 'post',
  path: '/policy-applications/{id}/put-in-charge',
  tag: 'policy',
  action: 'policy.hands',
  summary: { zh: '交给一位主管部门人员办理', en: 'Put somebody of the office in charge' },
  params,
  body: z.strictObject({ userId: text(64) }),
  ok: ApplicationHands,
  errors: ['record.not_found', 'access.denied', 'policy.wrong_status', 'policy.stands_aside'],
});
