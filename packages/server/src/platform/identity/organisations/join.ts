import { note } from '@hegu/contract/fields.ts';
import { z } from 'zod';
import { type CaseDef, defineCase } from '../../casework/index.ts';

/**
 * An organisation joins a valley (入驻): whoever looks after the valley reviews within five working days. An application that
 * nobody answered in time does not lapse; it stands as overdue on their list.
 */
const joinDef = {
  kind: 'organisation.join',
  name: { zh: '入驻申请', en: 'application to join' },
  initial: 'submitted',
  states: {
    submitted: {
      name: { zh: '待审核', en: 'waiting for review' },
      runs: ['review'],
      todo: {
        kind: 'organisation.review',
        name: { zh: '审核入驻申请', en: 'Review an application to join' },
        for: { role: 'park', of: 'valley' },
      },
    },
    admitted: { name: { zh: '已入驻', en: 'admitted' }, terminal: true },
    refused: { name: { zh: '不予入驻', en: 'refused' }, terminal: true },
  },
  transitions: {
    admit: {
      name: { zh: '准予入驻', en: 'admit' },
      from: ['submitted'],
      to: 'admitted',
      by: { park: 'valley', admin: 'valley' },
      told: 'by-counter',
    },
    refuse: {
      name: { zh: '不予入驻', en: 'refuse' },
      from: ['submitted'],
      to: 'refused',
      by: { park: 'valley', admin: 'valley' },
      input: z.strictObject({ reason: note(500) }),
      told: 'by-counter',
    },
  },
  clocks: { review: { workingDays: 5 } },
  view: { user: 'self', park: 'valley', admin: 'valley' },
  link: '/admin/organisations',
} as const satisfies CaseDef;

export const joinCase = defineCase(joinDef, { onMove: async () => {} });
