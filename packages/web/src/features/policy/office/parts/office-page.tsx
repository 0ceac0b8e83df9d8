import { Link } from '@tanstack/react-router';
import type { ComponentProps } from 'react';
import { useT } from '../../../../i18n/messages.ts';
import { useSession } from '../../../../lib/session.ts';
import { buttonClass } from '../../../../ui/button.tsx';
import { Empty } from '../../../../ui/empty.tsx';
import { Page } from '../../../../ui/page.tsx';
import { PageSkeleton } from '../../../../ui/skeleton.tsx';
import { SignInLink } from '../../../labs/parts/require-sign-in.tsx';
import { PolicyPage } from '../../parts/policy-nav.tsx';
import { policyWords } from '../../parts/words.ts';
import { officeWords } from '../messages.ts';

/** A page of the officers' desk: nothing of it for anybody else. */
export function OfficePage(props: ComponentProps<typeof Page>) {
  const t = useT(officeWords);
  const p = useT(policyWords);
  const { actions } = useT();
  const { me, has } = useSession();
  if (!me) return <PageSkeleton />;
  if (has('officer', 'admin'))
    return (
      <PolicyPage>
        <Page {...props} />
      </PolicyPage>
    );
  return (
    <Page title={props.title} width="text">
      <Empty
        icon="user"
        title={me.user ? t.officersOnly : t.signInFirst}
        action={
          me.user ? (
            <Link to="/policies" className={buttonClass('plain')}>
              {p.library}
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
