import type { Role } from '@hegu/contract/identity.ts';
import type { LinkProps } from '@tanstack/react-router';
import type { IconName } from '../ui/icons.tsx';
import type { shell } from './messages.ts';

type NavLabel = keyof typeof shell.zh.nav;

export interface NavItem {
  readonly label: NavLabel;
  readonly to: NonNullable<LinkProps['to']>;
  readonly icon: IconName;
  /** Who sees it: everybody, anybody signed in, or people who hold one of the roles. */
  readonly for: 'everyone' | 'signed-in' | readonly Role[];
  /** In the header at a desk. Everything is in the sheet of a phone (更多). */
  readonly bar: boolean;
  /** The address must be exactly this for the item to be current. */
  readonly exact?: boolean;
}

/** The navigation in the order it is shown. Pages add their row here and their words in messages.ts. */
export const navItems: readonly NavItem[] = [
  { label: 'home', to: '/', icon: 'home', for: 'everyone', bar: false, exact: true },
  { label: 'search', to: '/search', icon: 'search', for: 'everyone', bar: true },
  { label: 'slots', to: '/slots', icon: 'clock', for: 'everyone', bar: false },
  { label: 'firms', to: '/firms', icon: 'ledger', for: 'everyone', bar: true },
  { label: 'reservations', to: '/reservations', icon: 'calendar', for: 'signed-in', bar: true },
  { label: 'money', to: '/projects', icon: 'money', for: ['researcher', 'pi', 'admin'], bar: true },
  { label: 'policies', to: '/policies', icon: 'policy', for: 'everyone', bar: true },
  {
    label: 'applications',
    to: '/policies/applications',
    icon: 'inbox',
    for: ['researcher', 'pi'],
    bar: false,
  },
  { label: 'policyOffice', to: '/policies/office', icon: 'inbox', for: ['officer', 'admin'], bar: false },
  { label: 'vouchers', to: '/vouchers', icon: 'voucher', for: ['researcher', 'pi'], bar: true },
  { label: 'voucherOffice', to: '/vouchers/office', icon: 'voucher', for: ['officer', 'admin'], bar: true },
  { label: 'cohorts', to: '/ladder/cohorts', icon: 'filter', for: ['officer', 'admin'], bar: false },
  {
    label: 'statistics',
    to: '/firm-statistics',
    icon: 'ledger',
    for: ['park', 'officer', 'admin'],
    bar: false,
  },
  { label: 'manage', to: '/manage/day', icon: 'settings', for: ['facility', 'admin'], bar: true },
  { label: 'redeem', to: '/manage/vouchers', icon: 'voucher', for: ['facility'], bar: false },
  { label: 'overview', to: '/manage/overview', icon: 'instrument', for: ['park', 'officer'], bar: true },
  { label: 'admin', to: '/admin/organisations', icon: 'user', for: ['admin', 'park', 'officer'], bar: true },
  { label: 'people', to: '/admin/members', icon: 'user', for: ['facility', 'pi'], bar: false },
];

export interface Who {
  readonly signedIn: boolean;
  readonly roles: readonly Role[];
}

const maySee = (item: NavItem, who: Who): boolean =>
  item.for === 'everyone' ||
  (item.for === 'signed-in' ? who.signedIn : item.for.some((role) => who.roles.includes(role)));

/** Everything there is for somebody: what the sheet of a phone lists. */
export const navFor = (who: Who): readonly NavItem[] => navItems.filter((item) => maySee(item, who));

export const barFor = (who: Who): readonly NavItem[] => navFor(who).filter((item) => item.bar);

/** The places a thumb reaches first, besides 更多; whoever holds several roles has those of the first. */
const tabs: readonly { readonly role: Role; readonly to: readonly NavItem['to'][] }[] = [
  { role: 'facility', to: ['/', '/manage/day', '/reservations', '/search'] },
  { role: 'admin', to: ['/', '/admin/organisations', '/manage/day', '/policies'] },
  { role: 'officer', to: ['/', '/policies/office', '/vouchers/office', '/firms'] },
  { role: 'park', to: ['/', '/firms', '/manage/overview', '/admin/organisations'] },
];
const anybody: readonly NavItem['to'][] = ['/', '/search', '/reservations', '/projects', '/policies'];

/** At most four of the bottom bar; a visitor's fourth is the way in. */
export function tabsFor(who: Who): readonly NavItem[] {
  const wanted = tabs.find((t) => who.roles.includes(t.role))?.to ?? anybody;
  const mine = navFor(who);
  return wanted.flatMap((to) => mine.find((item) => item.to === to) ?? []).slice(0, who.signedIn ? 4 : 3);
}

/** A page that stands at another counter's address: what the policies come to for a firm. */
const firmPolicies = /^\/firms\/[^/]+\/policies(\/|$)/;

/** The item whose page this is: of those that the address begins with, the one that says most of it. */
export function currentOf(items: readonly NavItem[], pathname: string): NavItem | undefined {
  const path = firmPolicies.test(pathname) ? '/policies' : pathname;
  const holds = ({ to, exact }: NavItem) => path === to || (!exact && path.startsWith(`${to}/`));
  return items.filter(holds).sort((a, b) => b.to.length - a.to.length)[0];
}
