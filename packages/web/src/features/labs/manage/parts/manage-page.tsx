import type { Role } from '@hegu/contract/identity.ts';
import type { ComponentProps } from 'react';
import { useT } from '../../../../i18n/messages.ts';
import { useSession } from '../../../../lib/session.ts';
import type { Page } from '../../../../ui/page.tsx';
import { RolePage } from '../../../../ui/sign-in.tsx';
import { SubNav } from '../../../../ui/sub-nav.tsx';
import { manage } from './messages.ts';
import { useFacilityWaiting } from './waiting.ts';

/** Those who look after the valley without running its instruments: they read, and change nothing. */
export const valleyReaders: readonly Role[] = ['park', 'officer'];

/**
 * A page of the facility desk: the desk's own navigation above it, and nothing of it for those who manage no facility. A page
 * that others may read as well names their roles in `readers`; they get it with what else they may read.
 */
export function ManagePage({
  readers = [],
  ...props
}: ComponentProps<typeof Page> & { readers?: readonly Role[] }) {
  const t = useT(manage);
  const { has } = useSession();
  const manages = has('facility', 'admin');
  return (
    <RolePage
      {...props}
      allowed={manages || has(...readers)}
      nav={manages ? <ManageNav /> : <ReaderNav />}
      refusal={{ title: t.forbidden, text: t.forbiddenText }}
    />
  );
}

function ReaderNav() {
  const t = useT(manage);
  return (
    <SubNav
      label={t.overview}
      items={[
        { key: 'overview', label: t.nav.overview, to: '/manage/overview' },
        { key: 'usage', label: t.nav.usage, to: '/manage/usage' },
      ]}
    />
  );
}

function ManageNav() {
  const t = useT(manage);
  const { has } = useSession();
  const waiting = useFacilityWaiting();
  return (
    <SubNav
      label={t.counter}
      items={[
        { key: 'day', label: t.nav.day, to: '/manage/day' },
        {
          key: 'approvals',
          label: t.nav.approvals,
          to: '/manage/approvals',
          count: waiting.approvals,
        },
        { key: 'outages', label: t.nav.outages, to: '/manage/outages' },
        { key: 'instruments', label: t.nav.instruments, to: '/manage/instruments' },
        { key: 'accessories', label: t.nav.accessories, to: '/manage/accessories' },
        { key: 'facilities', label: t.nav.facilities, to: '/manage/facilities' },
        { key: 'charges', label: t.nav.charges, to: '/manage/charges' },
        { key: 'disputes', label: t.nav.disputes, to: '/manage/disputes', count: waiting.disputed },
        { key: 'statements', label: t.nav.statements, to: '/manage/statements' },
        { key: 'vouchers', label: t.nav.vouchers, to: '/manage/vouchers' },
        { key: 'usage', label: t.nav.usage, to: '/manage/usage' },
        ...(has('admin')
          ? [{ key: 'overview', label: t.nav.overview, to: '/manage/overview' as const }]
          : []),
      ]}
    />
  );
}
