import { text } from '@hegu/contract/fields.ts';
import { z } from 'zod';
import { type CaseDef, defineCase } from '../../../platform/casework/index.ts';

/** Holder and provider may be related, and the registry cannot tell (关联关系核对): somebody of the office looks. */

const office = { officer: 'valley', admin: 'valley' } as const;
const found = z.strictObject({ finding: text(500) });

const relationDef = {
  kind: 'voucher.relation',
  name: { zh: '创新券关联关系核对', en: 'review of a relation for vouchers' },
  initial: 'open',
  states: {
    open: {
      name: { zh: '待核对', en: 'waiting to be looked at' },
      runs: ['look'],
      todo: {
        kind: 'voucher.relation-review',
        name: { zh: '核对用券双方是否关联', en: 'Find out whether holder and provider are related' },
        for: { role: 'officer' as const, of: 'valley' as const },
      },
    },
    unrelated: { name: { zh: '不关联', en: 'not related' }, terminal: true },
    related: { name: { zh: '关联', en: 'related' }, terminal: true },
  },
  transitions: {
    clear: {
      name: { zh: '核对为不关联', en: 'found not related' },
      from: ['open'],
      to: 'unrelated',
      by: office,
      input: found,
    },
    relate: {
      name: { zh: '核对为关联', en: 'found related' },
      from: ['open'],
      to: 'related',
      by: office,
      input: found,
    },
  },
  clocks: { look: { workingDays: 5 } },
  view: { user: 'self', researcher: 'organisation', pi: 'organisation', officer: 'valley', admin: 'valley' },
  link: '/vouchers/relations/{id}',
} as const satisfies CaseDef;

export const relationCase = defineCase(relationDef);
