import { defineAccess } from '../access.ts';

/** Who may do what with organisations, people and groups. */
export const access = defineAccess({
  'organisation.list': { user: 'valley' },
  'organisation.apply': { user: 'valley' },
  'organisation.decide': { park: 'valley', admin: 'valley' },
  'member.list': {
    pi: 'organisation',
    facility: 'organisation',
    park: 'valley',
    officer: 'valley',
    admin: 'valley',
  },
  'member.manage': { facility: 'organisation', admin: 'valley' },
  // Who applied for an organisation is its PI, and brings the colleagues in
  'member.invite': { pi: 'organisation', facility: 'organisation', admin: 'valley' },
  'group.list': { user: 'valley' },
  'group.manage': { pi: 'organisation', facility: 'organisation', admin: 'valley' },
});
