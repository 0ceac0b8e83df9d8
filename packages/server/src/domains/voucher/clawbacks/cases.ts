import { text } from '@hegu/contract/fields.ts';
import { clawbackDays } from '@hegu/contract/voucher/clawbacks.ts';
import { z } from 'zod';
import { type CaseDef, defineCase } from '../../../platform/casework/index.ts';
import { actedOn } from './store.ts';

/** Money is to come back from a provider (追回): it states its case first, then another officer than who asked decides. */

const office = { officer: 'valley', admin: 'valley' } as const;
const provider = { facility: 'owner' } as const;
const reasoned = z.strictObject({ reason: text(1000) });
const decided = {
  from: ['deciding'],
  by: office,
  input: reasoned,
  guards: ['voucher.same_person'],
} as const;

const clawbackDef = {
  kind: 'voucher.clawback',
  name: { zh: '创新券追回', en: 'taking voucher money back' },
  initial: 'proposed',
  states: {
    proposed: {
      name: { zh: '拟追回，可陈述申辩', en: 'to be taken back, the provider may state its case' },
      runs: ['answer'],
      todo: {
        kind: 'voucher.clawback-answer',
        name: { zh: '对创新券拟追回陈述申辩', en: 'Answer a proposal to take voucher money back' },
        for: { role: 'facility' as const, of: 'owner' as const },
      },
    },
    deciding: {
      name: { zh: '待决定', en: 'to be decided' },
      runs: ['decide'],
      todo: {
        kind: 'voucher.clawback-decide',
        name: {
          zh: '决定创新券是否追回（由提出人以外的人）',
          en: 'Decide on taking voucher money back, by somebody else',
        },
        for: { role: 'officer' as const, of: 'valley' as const },
      },
    },
    ordered: { name: { zh: '已追回', en: 'taken back' }, terminal: true },
    dropped: { name: { zh: '不予追回', en: 'not taken back' }, terminal: true },
  },
  transitions: {
    object: {
      name: { zh: '陈述申辩', en: 'state its case' },
      from: ['proposed'],
      to: 'deciding',
      by: provider,
      input: z.strictObject({ statement: text(2000) }),
    },
    accept: {
      name: { zh: '没有异议', en: 'nothing against it' },
      from: ['proposed'],
      to: 'deciding',
      by: provider,
    },
    lapse: {
      name: { zh: '逾期未申辩', en: 'no answer in time' },
      from: ['proposed'],
      to: 'deciding',
      by: {},
    },
    order: { ...decided, name: { zh: '决定追回', en: 'take back' }, to: 'ordered' },
    drop: { ...decided, name: { zh: '不予追回', en: 'do not take back' }, to: 'dropped' },
  },
  clocks: {
    answer: { workingDays: clawbackDays, lapse: 'lapse' },
    decide: { workingDays: clawbackDays },
  },
  view: { facility: 'owner', officer: 'valley', admin: 'valley' },
  link: '/vouchers/uses/{subjectId}',
} as const satisfies CaseDef;

export const clawbackCase = defineCase(clawbackDef, {
  guards: {
    'voucher.same_person': async (cx, found) => {
      const own = (await actedOn(cx.tx, cx.scope, found.id)).some((userId) => userId === cx.actor.userId);
      return own ? { names: cx.actor.name } : null;
    },
  },
});
