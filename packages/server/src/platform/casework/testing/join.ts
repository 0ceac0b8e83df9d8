import { text } from '@hegu/contract/fields.ts';
import { z } from 'zod';
import { type CaseDef, defineCase, type Guard, type Move } from '../index.ts';

/** An application to join the valley (入驻), as a definition to test with: review, supplement and back, decision, lapse. */
export const joinDef = {
  kind: 'trial.join',
  name: { zh: '入驻申请', en: 'application to join' },
  initial: 'submitted',
  states: {
    submitted: {
      name: { zh: '待审核', en: 'waiting for review' },
      runs: ['review'],
      todo: {
        kind: 'join.review',
        name: { zh: '审核入驻申请', en: 'Review an application' },
        for: { role: 'park', of: 'valley' },
      },
    },
    supplement: {
      name: { zh: '待补正', en: 'to be supplemented' },
      runs: ['supplement'],
      todo: {
        kind: 'join.supplement',
        name: { zh: '补正入驻材料', en: 'Supplement your application' },
        for: 'opener',
      },
    },
    approved: { name: { zh: '已入驻', en: 'approved' }, terminal: true },
    refused: { name: { zh: '不予入驻', en: 'refused' }, terminal: true },
    withdrawn: { name: { zh: '已撤回', en: 'withdrawn' }, terminal: true },
  },
  transitions: {
    approve: {
      name: { zh: '通过', en: 'approve' },
      from: ['submitted'],
      to: 'approved',
      by: { park: 'valley', admin: 'valley' },
      documents: ['licence'],
      guards: ['request.reference'],
    },
    refuse: {
      name: { zh: '不予通过', en: 'refuse' },
      from: ['submitted'],
      to: 'refused',
      by: { park: 'valley', admin: 'valley' },
      input: z.strictObject({ reason: text(500) }),
    },
    ask: {
      name: { zh: '要求补正', en: 'ask for more' },
      from: ['submitted'],
      to: 'supplement',
      by: { park: 'valley', admin: 'valley' },
      input: z.strictObject({ reason: text(500) }),
      restarts: ['supplement'],
    },
    answer: {
      name: { zh: '提交补正', en: 'hand in' },
      from: ['supplement'],
      to: 'submitted',
      by: { user: 'self' },
    },
    withdraw: {
      name: { zh: '撤回', en: 'withdraw' },
      from: ['submitted', 'supplement'],
      to: 'withdrawn',
      by: { user: 'self' },
    },
    lapse: {
      name: { zh: '逾期未补正', en: 'not supplemented in time' },
      from: ['supplement'],
      to: 'withdrawn',
      by: {},
    },
  },
  clocks: { review: { workingDays: 5 }, supplement: { days: 30, lapse: 'lapse' } },
  documents: { licence: { zh: '营业执照', en: 'business licence' } },
  view: { user: 'self', park: 'valley', admin: 'valley' },
  link: '/join/{id}',
} as const satisfies CaseDef;

export const joinKind = (moves: Move[] = [], guard: Guard = () => null) =>
  defineCase(joinDef, {
    guards: { 'request.reference': guard },
    onMove: async (_cx, move) => void moves.push(move),
  });
