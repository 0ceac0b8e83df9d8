import { describe, expect, it } from 'vitest';
import { type Role, roles } from '../../platform/command.ts';
import { access } from './access.ts';

/** The table as a reader of the law would write it: who reaches what, at their own firm and at another's. */

const own = 'a';
const actor = (role: Role) => ({
  userId: 'u',
  name: 'u',
  via: 'session' as const,
  memberships: [{ organisationId: own, role }],
});

type Action = Parameters<typeof access.may>[1];
const cell = (role: Role, action: Action): string =>
  (access.may(actor(role), action, { organisationId: own }) ? 'own' : '-') +
  (access.may(actor(role), action, { organisationId: 'b' }) ? '+others' : '');

const expected: Readonly<Record<Action, Readonly<Partial<Record<Role, string>>>>> = {
  'firm.register': { researcher: 'own', pi: 'own', officer: 'own+others', admin: 'own+others' },
  'firm.update': { researcher: 'own', pi: 'own', officer: 'own+others', admin: 'own+others' },
  'firm.import': { officer: 'own+others', admin: 'own+others' },
  // Neither officers nor parks nor administrators read without a purpose
  'firm.facts.read': { researcher: 'own', pi: 'own' },
  'firm.facts.record': { researcher: 'own', pi: 'own', officer: 'own+others', admin: 'own+others' },
  'firm.facts.certify': { officer: 'own+others', admin: 'own+others' },
  'firm.disclose': { officer: 'own+others', park: 'own+others' },
  'firm.disclosures.list': { researcher: 'own', pi: 'own', officer: 'own+others', admin: 'own+others' },
  'firm.consents.read': {
    researcher: 'own',
    pi: 'own',
    officer: 'own+others',
    park: 'own+others',
    admin: 'own+others',
  },
  // Nobody consents in the firm's place
  'firm.consents.set': { pi: 'own' },
  'firm.statistics': { park: 'own+others', officer: 'own+others', admin: 'own+others' },
  'ladder.assess': { researcher: 'own', pi: 'own', officer: 'own+others', park: 'own+others' },
  'ladder.cohort': { officer: 'own+others', admin: 'own+others' },
  'plan.read': { researcher: 'own', pi: 'own', officer: 'own+others' },
  'plan.manage': { researcher: 'own', pi: 'own', officer: 'own+others' },
};

describe('role × action', () => {
  for (const action of Object.keys(expected) as Action[])
    it(action, () => {
      expect(Object.fromEntries(roles.map((r) => [r, cell(r, action)]))).toEqual(
        Object.fromEntries(roles.map((r) => [r, expected[action][r] ?? '-'])),
      );
      expect(access.may(null, action)).toBe(false);
    });
  it('has no other actions', () => {
    expect(Object.keys(access.table).sort()).toEqual(Object.keys(expected).sort());
  });
});
