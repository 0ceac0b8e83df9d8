import type { Role } from '@hegu/contract/identity.ts';
import type { ComponentProps } from 'react';
import { useT } from '../../../i18n/messages.ts';
import { useSession } from '../../../lib/session.ts';
import type { Page } from '../../../ui/page.tsx';
import { RolePage } from '../../../ui/sign-in.tsx';
import { SubNav, type SubNavItem } from '../../../ui/sub-nav.tsx';
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
  const { has } = useSession();
  return (
    <RolePage
      {...props}
      allowed={has(...roles)}
      nav={<FirmNav />}
      refusal={{
        title: t.officersOnly,
        text: t.officersOnlyText,
        way: { to: '/firms', label: t.toList },
      }}
    />
  );
}
