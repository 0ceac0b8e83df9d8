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
  // Uses
  'voucher.use-read': {
    researcher: 'self',
    pi: 'organisation',
    facility: 'owner',
    officer: 'valley',
    admin: 'valley',
  },
  'voucher.papers': { facility: 'owner', admin: 'valley' },
  // Redemption and checks
  'voucher.claim': { facility: 'owner', admin: 'valley' },
  'voucher.batch-read': { facility: 'owner', officer: 'valley', admin: 'valley' },
  'voucher.batch-decide': { officer: 'valley', admin: 'valley' },
  'voucher.audit': { officer: 'valley', admin: 'valley' },
});
