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
import { firmWords } from './words.ts';

/** The counter's own row of pages; only for those who see more than the list. */
export function FirmNav() {
  const t = useT(firmWords);
  const { has } = useSession();
  if (!has('officer', 'park', 'admin')) return null;
  const decides = has('officer', 'admin');
  const items: SubNavItem[] = [
    { key: 'list', label: t.nav.list, to: '/firms' },
    ...(decides ? [{ key: 'cohorts', label: t.nav.cohorts, to: '/ladder/cohorts' as const }] : []),
    { key: 'statistics', label: t.nav.statistics, to: '/firm-statistics' },
    ...(decides ? [{ key: 'imports', label: t.nav.imports, to: '/firm-imports' as const }] : []),
  ];
  return <SubNav label={t.counter} items={items} />;
}

/** A page of the desk: nothing of it for those whose role does not cover it. */
export function DeskPage({ roles, ...props }: ComponentProps<typeof Page> & { roles: readonly Role[] }) {
  const t = useT(firmWords);
  const { actions } = useT();
  const { me, has } = useSession();
  if (!me) return <PageSkeleton />;
  if (!has(...roles)) {
    return (
      <Page title={props.title} width="text">
        <Empty
          icon="user"
          title={me.user ? t.officersOnly : t.signInFirst}
          action={
            me.user ? (
              <Link to="/firms" className={buttonClass('plain')}>
                {t.toList}
              </Link>
            ) : (
              <SignInLink>{actions.signIn}</SignInLink>
            )
          }
        >
          {t.officersOnlyText}
        </Empty>
      </Page>
    );
  }
  return (
    <>
      <FirmNav />
      <Page {...props} />
    </>
  );
}
