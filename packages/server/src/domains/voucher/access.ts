import { defineAccess } from '../../platform/access.ts';

/**
 * The voucher counter: who may do what. `organisation` is the holder's side (the firm, or where a team stands), `owner` the
 * provider's.
 */
export const access = defineAccess({
  // Schemes of a year and providers
  'voucher.programme': { officer: 'valley', admin: 'valley' },
  'voucher.board': { officer: 'valley', admin: 'valley' },
  'voucher.provider-apply': { facility: 'owner', admin: 'valley' },
  'voucher.provider-decide': { officer: 'valley', admin: 'valley' },
  'voucher.provider-read': { facility: 'owner', officer: 'valley', admin: 'valley' },
  // Quotas
  'voucher.read': {
    researcher: 'organisation',
    pi: 'organisation',
    officer: 'valley',
    admin: 'valley',
  },
  'voucher.apply': { pi: 'organisation', admin: 'valley' },
  'voucher.decide': { officer: 'valley', admin: 'valley' },
  // Uses. Whoever sees what is left of a shared quota sees what it went to; the papers of an order are for those it concerns
  'voucher.use-read': {
    researcher: 'organisation',
    pi: 'organisation',
    facility: 'owner',
    officer: 'valley',
    admin: 'valley',
  },
  'voucher.evidence-read': {
    researcher: 'self',
    pi: 'organisation',
    facility: 'owner',
    officer: 'valley',
    admin: 'valley',
  },
  'voucher.papers': { facility: 'owner', admin: 'valley' },
  // Whether holder and provider are related, where the registry cannot tell
  'voucher.relation-ask': { researcher: 'organisation', pi: 'organisation', admin: 'valley' },
  'voucher.relation-read': {
    researcher: 'organisation',
    pi: 'organisation',
    officer: 'valley',
    admin: 'valley',
  },
  // Redemption and checks
  'voucher.claim': { facility: 'owner', admin: 'valley' },
  'voucher.batch-read': { facility: 'owner', officer: 'valley', admin: 'valley' },
  'voucher.batch-decide': { officer: 'valley', admin: 'valley' },
  'voucher.clawback-answer': { facility: 'owner' },
  'voucher.audit': { officer: 'valley', admin: 'valley' },
});
