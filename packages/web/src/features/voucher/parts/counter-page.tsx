import type { Role } from '@hegu/contract/identity.ts';
import type { ComponentProps } from 'react';
import { useT } from '../../../i18n/messages.ts';
import { useSession } from '../../../lib/session.ts';
import type { Page } from '../../../ui/page.tsx';
import { RolePage } from '../../../ui/sign-in.tsx';
import { SubNav, type SubNavItem } from '../../../ui/sub-nav.tsx';
import { voucherWords } from './words.ts';

/** The pages of the counter as a row of links, for those who have more than one. */
export function VoucherNav() {
  const t = useT(voucherWords);
  const { has } = useSession();
  const items: SubNavItem[] = [
    { key: 'wallet', label: has('researcher', 'pi') ? t.nav.wallet : t.title, to: '/vouchers', exact: true },
    ...(has('facility', 'admin')
      ? [{ key: 'provider', label: t.nav.provider, to: '/manage/vouchers' as const }]
      : []),
    ...(has('officer', 'admin')
      ? [{ key: 'office', label: t.nav.office, to: '/vouchers/office' as const }]
      : []),
  ];
  return items.length > 1 ? <SubNav label={t.counter} items={items} /> : null;
}

/** A page for some roles. `roles` left out: anybody signed in. */
export function CounterPage({ roles, ...props }: ComponentProps<typeof Page> & { roles?: readonly Role[] }) {
  const t = useT(voucherWords);
  const { me, has } = useSession();
  return (
    <RolePage
      {...props}
      allowed={roles ? has(...roles) : !!me?.user}
      nav={<VoucherNav />}
      refusal={{
        title: t.officersOnly,
        text: t.officersOnlyText,
        way: { to: '/vouchers', label: t.toWallet },
      }}
    />
  );
}
