import { useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useT } from '../../../i18n/messages.ts';
import { useSession } from '../../../lib/session.ts';
import { SubNav } from '../../../ui/sub-nav.tsx';
import { OfficeNav } from '../review/desk/office-nav.tsx';
import { useMyFirm } from './my-firm.ts';
import { policyWords } from './words.ts';

/** The pages of the policy counter under its header. */
export function PolicyNav() {
  const t = useT(policyWords);
  const firm = useMyFirm();
  const { me, has } = useSession();
  const { pathname } = useLocation();
  return (
    <>
      <SubNav
        label={t.nav}
        items={[
          ...(firm
            ? [{ key: 'mine', label: t.mine, to: '/firms/$id/policies' as const, params: { id: firm.id } }]
            : []),
          ...(firm
            ? [{ key: 'applications', label: t.applications, to: '/policies/applications' as const }]
            : []),
          { key: 'library', label: t.library, to: '/policies', exact: true },
          { key: 'calendar', label: t.calendar, to: '/policies/calendar' },
          { key: 'match', label: t.match, to: '/policies/match' },
          { key: 'publicity', label: t.publicity, to: '/policies/publicity' },
          ...(me?.user
            ? [{ key: 'subscriptions', label: t.subscriptions, to: '/policies/subscriptions' as const }]
            : []),
          ...(has('officer', 'admin')
            ? [{ key: 'office', label: has('officer') ? t.desk : t.office, to: '/policies/office' as const }]
            : []),
        ]}
      />
      {has('officer') && pathname.startsWith('/policies/office') && <OfficeNav />}
    </>
  );
}

/** A page of the policy counter. */
export function PolicyPage({ children }: { children: ReactNode }) {
  return (
    <>
      <PolicyNav />
      {children}
    </>
  );
}
