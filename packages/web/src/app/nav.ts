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
  /** `bar`: the header at a desk; `tab`: the bottom bar of a phone (the first five that apply). */
  readonly in: readonly ('bar' | 'tab')[];
  /** The address must be exactly this for the item to be current. */
  readonly exact?: boolean;
}

/** The navigation in the order it is shown. Pages add their row here and their words in messages.ts. */
export const navItems: readonly NavItem[] = [
  { label: 'home', to: '/', icon: 'home', for: 'everyone', in: ['tab'], exact: true },
  { label: 'search', to: '/search', icon: 'search', for: 'everyone', in: ['bar', 'tab'] },
  { label: 'firms', to: '/firms', icon: 'ledger', for: 'everyone', in: ['bar'] },
  { label: 'reservations', to: '/reservations', icon: 'calendar', for: 'signed-in', in: ['bar', 'tab'] },
  { label: 'money', to: '/projects', icon: 'money', for: ['researcher', 'pi', 'admin'], in: ['bar', 'tab'] },
  { label: 'firms', to: '/firms', icon: 'ledger', for: ['researcher', 'pi'], in: ['tab'] },
  { label: 'policies', to: '/policies', icon: 'policy', for: 'everyone', in: ['bar', 'tab'] },
  { label: 'vouchers', to: '/vouchers', icon: 'voucher', for: ['researcher', 'pi'], in: ['bar'] },
  { label: 'vouchers', to: '/vouchers/office', icon: 'voucher', for: ['officer', 'admin'], in: ['bar'] },
  { label: 'manage', to: '/manage/day', icon: 'settings', for: ['facility', 'admin'], in: ['bar', 'tab'] },
  {
    label: 'overview',
    to: '/manage/overview',
    icon: 'instrument',
    for: ['park', 'officer'],
    in: ['bar', 'tab'],
  },
  {
    label: 'admin',
    to: '/admin/organisations',
    icon: 'user',
    for: ['admin', 'park', 'officer'],
    in: ['bar', 'tab'],
  },
];

export function navFor(
  place: 'bar' | 'tab',
  who: { readonly signedIn: boolean; readonly roles: readonly Role[] },
): readonly NavItem[] {
  const mine = navItems.filter((item) => {
    if (!item.in.includes(place)) return false;
    if (item.for === 'everyone') return true;
    if (item.for === 'signed-in') return who.signedIn;
    return item.for.some((role) => who.roles.includes(role));
  });
  return place === 'tab' ? mine.slice(0, 5) : mine;
}
