import type { Role } from '@hegu/contract/identity.ts';
import { Link } from '@tanstack/react-router';
import type { ComponentProps } from 'react';
import { useT } from '../../../i18n/messages.ts';
import { useSession } from '../../../lib/session.ts';
import { buttonClass } from '../../../ui/button.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Page } from '../../../ui/page.tsx';
import { PageSkeleton } from '../../../ui/skeleton.tsx';
import { SubNav, type SubNavItem } from '../../../ui/sub-nav.tsx';
import { SignInLink } from '../../labs/parts/require-sign-in.tsx';
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

/** A page for some roles: nothing of it for the others, and a way on. `roles` left out: anybody signed in. */
export function CounterPage({ roles, ...props }: ComponentProps<typeof Page> & { roles?: readonly Role[] }) {
  const t = useT(voucherWords);
  const { actions, problem } = useT();
  const { me, has } = useSession();
  if (!me) return <PageSkeleton />;
  if (!me.user || (roles && !has(...roles))) {
    return (
      <Page title={props.title} width="text">
        <Empty
          icon="user"
          title={me.user ? t.officersOnly : problem.signInFirst}
          action={
            me.user ? (
              <Link to="/vouchers" className={buttonClass('plain')}>
                {t.toWallet}
              </Link>
            ) : (
              <SignInLink>{actions.signIn}</SignInLink>
            )
          }
        >
          {me.user && t.officersOnlyText}
        </Empty>
      </Page>
    );
  }
  return (
    <>
      <VoucherNav />
      <Page {...props} />
    </>
  );
}
