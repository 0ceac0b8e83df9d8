import { Role } from '@hegu/contract/identity.ts';
import { describe, expect, it } from 'vitest';
import { barFor, currentOf, navFor, navItems, tabsFor, type Who } from './nav.ts';

const roles = Role.options;

const everybody: readonly Who[] = [
  { signedIn: false, roles: [] },
  { signedIn: true, roles: [] },
  ...roles.map((role) => ({ signedIn: true, roles: [role] })),
  { signedIn: true, roles: ['officer', 'facility'] },
];
const places = (items: readonly { to: string }[]) => items.map((i) => i.to);

describe('the navigation', () => {
  it('names a place once', () => {
    expect(new Set(places(navItems)).size).toBe(navItems.length);
  });

  it.each(everybody)('of %o: the sheet has everything that the header and the bottom bar have', (who) => {
    const all = places(navFor(who));
    expect(all).toEqual(expect.arrayContaining(places(barFor(who))));
    expect(all).toEqual(expect.arrayContaining(places(tabsFor(who))));
    expect(tabsFor(who)[0]?.to).toBe('/');
    // With 更多, and a visitor's way in, five fit a phone of 320 px
    expect(tabsFor(who)).toHaveLength(who.signedIn ? 4 : 3);
    expect(all.length).toBeGreaterThan(tabsFor(who).length);
  });

  it('shows a counter to those who work at it', () => {
    const of = (role: (typeof roles)[number]) => places(navFor({ signedIn: true, roles: [role] }));
    expect(of('researcher')).toEqual(
      expect.arrayContaining(['/vouchers', '/firms', '/policies/applications']),
    );
    expect(of('facility')).toEqual(
      expect.arrayContaining(['/manage/day', '/manage/vouchers', '/admin/members']),
    );
    expect(of('officer')).toEqual(
      expect.arrayContaining(['/policies/office', '/ladder/cohorts', '/vouchers/office']),
    );
    expect(of('park')).not.toContain('/policies/office');
    expect(places(navFor({ signedIn: false, roles: [] }))).not.toContain('/reservations');
  });

  it('marks the counter of a page, also below another counter’s address', () => {
    const officer = navFor({ signedIn: true, roles: ['officer'] });
    const at = (path: string) => currentOf(officer, path)?.to;
    expect(at('/')).toBe('/');
    expect(at('/firms/0198/ladder')).toBe('/firms');
    expect(at('/firms/0198/policies')).toBe('/policies');
    expect(at('/policies/office/orders')).toBe('/policies/office');
    expect(at('/policies/calendar')).toBe('/policies');
    expect(at('/firmsome')).toBeUndefined();
  });
});
