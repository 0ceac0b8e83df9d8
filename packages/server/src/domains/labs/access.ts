import { defineAccess } from '../../platform/access.ts';

/**
 * The labs counter: who may do what. `owner` is the organisation that runs the instrument, `group` what the actor answers for as
 * PI, `self` their own.
 */
export const access = defineAccess({
  // Facilities and instruments
  'facility.create': { facility: 'organisation', park: 'valley', admin: 'valley' },
  'facility.update': { facility: 'owner', admin: 'valley' },
  'instrument.create': { facility: 'owner', admin: 'valley' },
  'instrument.update': { facility: 'owner', admin: 'valley' },
  'accessory.manage': { facility: 'owner', admin: 'valley' },
  'instrument.read-members': {
    researcher: 'valley',
    pi: 'valley',
    facility: 'valley',
    park: 'valley',
    officer: 'valley',
    admin: 'valley',
  },
  'outage.create': { facility: 'owner', admin: 'valley' },
  // A park reads what is down everywhere, and mends nothing
  'outage.list': { facility: 'owner', park: 'valley', officer: 'valley', admin: 'valley' },
  'qualification.list': { facility: 'owner', admin: 'valley' },
  'qualification.grant': { facility: 'owner', admin: 'valley' },
  'schedule.read': { facility: 'owner', admin: 'valley' },
  'usage.read': { facility: 'owner', park: 'valley', officer: 'valley', admin: 'valley' },
  // Reservations
  'reservation.list': { user: 'self', researcher: 'self', pi: 'group', facility: 'owner', admin: 'valley' },
  'reservation.create': { researcher: 'self', pi: 'self', facility: 'self', admin: 'self' },
  'reservation.create-for-others': { facility: 'owner', admin: 'valley' },
  'reservation.override': { facility: 'owner', admin: 'valley' },
  'reservation.move': { researcher: 'self', pi: 'group', facility: 'owner', admin: 'valley' },
  'reservation.cancel': { researcher: 'self', pi: 'group', facility: 'owner', admin: 'valley' },
  'reservation.approve': { pi: 'group', facility: 'owner', admin: 'valley' },
  'reservation.check-in': { researcher: 'self', pi: 'self', facility: 'owner', admin: 'valley' },
  // Projects and money
  'project.list': {
    user: 'self',
    researcher: 'self',
    pi: 'group',
    facility: 'self',
    officer: 'valley',
    admin: 'valley',
  },
  'project.manage': { pi: 'group', admin: 'valley' },
  'project.fund': { admin: 'valley' },
  'charge.list': { user: 'self', researcher: 'self', pi: 'group', facility: 'owner', admin: 'valley' },
  'charge.dispute': { researcher: 'self', pi: 'group' },
  'charge.resolve': { facility: 'owner', admin: 'valley' },
  'statement.list': { pi: 'group', facility: 'owner', admin: 'valley' },
  'statement.issue': { facility: 'owner', admin: 'valley' },
  'statement.confirm': { pi: 'group' },
  'statement.pay': { facility: 'owner', admin: 'valley' },
  'ledger.read': { pi: 'group', facility: 'owner', admin: 'valley' },
});
