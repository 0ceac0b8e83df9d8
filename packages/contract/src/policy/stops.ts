import { z } from 'zod';
import { civilDate, id, instant, note, page, pageQuery } from '../fields.ts';
import { route } from '../route.ts';

/**
 * Stopping a published clause (停止执行): from a day on, with a reason, by two people. Nothing that was published or decided is
 * changed; applications that were handed in before go on under the rule of their day.
 */

const words = z.object({ zh: z.string(), en: z.string() });
const clauseId = z.string().regex(/^[a-z0-9][a-z0-9.-]{1,79}$/);

export const stopStates = ['proposed', 'confirmed', 'dropped'] as const;
export const StopState = z.enum(stopStates);

export const Stop = z.object({
  id,
  clauseId,
  title: words,
  policyTitle: words,
  /** The version that is stopped; a newer one that is published holds again. */
  clauseVersion: z.int(),
  /** First day on which it is no longer in force. */
  from: civilDate,
  reason: z.string(),
  state: StopState,
  proposedBy: z.string(),
  proposedAt: instant,
  decidedBy: z.string().nullable(),
  decidedAt: instant.nullable(),
  /** Why it was dropped; '' where it was not. */
  answer: z.string(),
  /** Applications of the clause now: not yet handed in, offered and not yet taken, and under way. */
  applications: z.object({ drafts: z.int(), offered: z.int(), underWay: z.int() }),
  may: z.object({ confirm: z.boolean(), drop: z.boolean() }),
});
export type Stop = z.infer<typeof Stop>;

export const listStops = route({
  method: 'get',
  path: '/policy-stops',
  tag: 'policy',
  action: 'policy.draft',
  summary: { zh: '停止执行的条款：待复核与已生效', en: 'Clauses that are stopped, or proposed to be' },
  query: z.object({ state: StopState.optional(), ...pageQuery }),
  ok: page(Stop),
  errors: ['request.cursor'],
});

export const proposeStop = route({
  method: 'post',
  path: '/clauses/{id}/stops',
  tag: 'policy',
  action: 'policy.draft',
  summary: {
    zh: '提出停止执行一条已发布的条款（须另一人确认）',
    en: 'Propose to stop a published clause (a second person confirms)',
  },
  params: z.object({ id: clauseId }),
  body: z.strictObject({ from: civilDate, reason: note(500).min(1) }),
  ok: Stop,
  okStatus: 201,
  errors: [
    'policy.clause_unknown',
    'policy.stop_retroactive',
    'policy.stop_already',
    'policy.stop_open',
    'policy.stop_needless',
  ],
});

export const stopSteps = ['confirm', 'drop'] as const;
export const decideStop = route({
  method: 'post',
  path: '/policy-stops/{id}/step',
  tag: 'policy',
  action: 'policy.draft',
  summary: {
    zh: '确认停止执行（须另一人），或撤销提议',
    en: 'Confirm a stop (a second person), or drop the proposal',
  },
  params: z.object({ id }),
  body: z.strictObject({ step: z.enum(stopSteps), reason: note(500).optional() }),
  ok: Stop,
  errors: [
    'policy.stop_unknown',
    'policy.stop_closed',
    'policy.stop_same_person',
    'policy.stop_retroactive',
    'policy.stop_already',
    'policy.stop_overtaken',
  ],
});
