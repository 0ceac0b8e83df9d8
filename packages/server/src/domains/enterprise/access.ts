import { defineAccess } from '../../platform/access.ts';

/**
 * The enterprise counter: who may do what. `organisation` is the firm of the organisation somebody holds the role in. Officers and
 * parks read what is not open only through `firm.disclose`: for a stated purpose, recorded, and seen by the firm.
 */
export const access = defineAccess({
  'firm.register': { researcher: 'organisation', pi: 'organisation', officer: 'valley', admin: 'valley' },
  'firm.update': { researcher: 'organisation', pi: 'organisation', officer: 'valley', admin: 'valley' },
  'firm.import': { officer: 'valley', admin: 'valley' },
  'firm.facts.read': { researcher: 'organisation', pi: 'organisation' },
  'firm.facts.record': { researcher: 'organisation', pi: 'organisation', officer: 'valley', admin: 'valley' },
  // What the authorities judge or register, and statements in the name of a source
  'firm.facts.certify': { officer: 'valley', admin: 'valley' },
  'firm.disclose': { officer: 'valley', park: 'valley' },
  'firm.disclosures.list': {
    researcher: 'organisation',
    pi: 'organisation',
    officer: 'valley',
    admin: 'valley',
  },
  'firm.consents.read': {
    researcher: 'organisation',
    pi: 'organisation',
    officer: 'valley',
    park: 'valley',
    admin: 'valley',
  },
  // Whoever answers for the firm on the platform
  'firm.consents.set': { pi: 'organisation' },
  'firm.statistics': { park: 'valley', officer: 'valley', admin: 'valley' },
  'ladder.assess': { researcher: 'organisation', pi: 'organisation', officer: 'valley', park: 'valley' },
  'ladder.cohort': { officer: 'valley', admin: 'valley' },
  'plan.read': { researcher: 'organisation', pi: 'organisation', officer: 'valley' },
  'plan.manage': { researcher: 'organisation', pi: 'organisation', officer: 'valley' },
});
