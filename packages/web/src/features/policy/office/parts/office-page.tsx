import type { ComponentProps } from 'react';
import { useT } from '../../../../i18n/messages.ts';
import { useSession } from '../../../../lib/session.ts';
import type { Page } from '../../../../ui/page.tsx';
import { RolePage } from '../../../../ui/sign-in.tsx';
import { PolicyNav } from '../../parts/policy-nav.tsx';
import { policyWords } from '../../parts/words.ts';
import { officeWords } from '../messages.ts';

/** A page of the officers' desk: nothing of it for anybody else. */
export function OfficePage(props: ComponentProps<typeof Page>) {
  const t = useT(officeWords);
  const { library } = useT(policyWords);
  const { has } = useSession();
  return (
    <RolePage
      {...props}
      allowed={has('officer', 'admin')}
      nav={<PolicyNav />}
      refusal={{
        title: t.officersOnly,
        text: t.officersOnlyText,
        way: { to: '/policies', label: library },
      }}
    />
  );
}
