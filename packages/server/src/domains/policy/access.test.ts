import { expect, test } from 'vitest';
import { type Actor, type Role, roles, visitorActor } from '../../platform/command.ts';
import { access } from './access.ts';

const [own, other] = ['0198f000-0000-7000-8000-000000000001', '0198f000-0000-7000-8000-000000000002'];
const holding = (role: Role): Actor => ({
  userId: role,
  name: role,
  via: 'session',
  memberships: [{ organisationId: own, role }],
});

/** Who may, about their own organisation's firm; in brackets who may about any. */
const table = {
  'policy.prepare': 'researcher pi (officer)',
  'policy.apply': 'researcher pi',
  'policy.application-read': 'researcher pi (officer)',
  'policy.order-read': 'researcher pi (officer)',
  'policy.review': '(officer)',
  'policy.hands': '(admin)',
  'policy.publicity': '(officer)',
  'policy.budget': '(officer)',
  'policy.pay': '(officer)',
  'policy.clawback': '(officer)',
  'policy.answer': '(officer)',
  'policy.dossier': '(officer) (admin)',
  'policy.evaluate': '(officer) (admin)',
  'policy.object': '(researcher) (pi) (facility) (park) (officer) (admin)',
  'policy.subscribe': '(researcher) (pi) (facility) (park) (officer) (admin)',
  'policy.ask': '(researcher) (pi) (facility) (park) (officer) (admin)',
} as const satisfies Partial<Record<keyof typeof access.table, string>>;

test.each(Object.entries(table))('%s: %s', (action, who) => {
  const name = action as keyof typeof table;
  const found = roles.flatMap((role) => {
    if (access.may(holding(role), name, { organisationId: other })) return [`(${role})`];
    return access.may(holding(role), name, { organisationId: own }) ? [role] : [];
  });
  expect(found.join(' ')).toBe(who);
  const open = name === 'policy.object' || name === 'policy.ask';
  for (const nobody of [null, visitorActor])
    expect(access.may(nobody, name, { organisationId: own })).toBe(open);
});
