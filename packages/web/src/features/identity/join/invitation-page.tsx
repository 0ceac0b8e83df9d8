import { acceptInvitation } from '@hegu/contract/identity.ts';
import { Link, useParams } from '@tanstack/react-router';
import { useT } from '../../../i18n/messages.ts';
import { useRouteMutation } from '../../../lib/query.ts';
import { useResetSession, useSession } from '../../../lib/session.ts';
import { Button, buttonClass } from '../../../ui/button.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Page } from '../../../ui/page.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { PageSkeleton } from '../../../ui/skeleton.tsx';
import { join as words } from './messages.ts';

/** `/invite/{token}` */
export function InvitationPage() {
  const t = useT(words);
  const { token } = useParams({ from: '/invite/$token' });
  const { me } = useSession();
  const resetSession = useResetSession();
  const accept = useRouteMutation(acceptInvitation, { onSuccess: () => void resetSession() });
  const to = `/invite/${encodeURIComponent(token)}`;
  if (!me) return <PageSkeleton />;
  return (
    <Page title={t.inviteTitle} lead={t.inviteLead} width="text">
      {accept.data ? (
        <Empty
          icon="check"
          title={t.accepted}
          action={
            <Link to="/" className={buttonClass('act')}>
              {t.goHome}
            </Link>
          }
        >
          {t.acceptedHint}
        </Empty>
      ) : !me.user ? (
        <Empty
          icon="user"
          title={t.inviteSignIn}
          action={
            <>
              <Link to="/sign-in" search={{ to }} className={buttonClass('act')}>
                {t.signIn}
              </Link>
              <Link to="/sign-up" search={{ to }} className={buttonClass('plain')}>
                {t.signUpTitle}
              </Link>
            </>
          }
        />
      ) : (
        <>
          <p>{t.asWho(me.user.name)}</p>
          {accept.error && <ProblemView error={accept.error} />}
          <p style={{ marginTop: 'var(--s3)' }}>
            <Button look="act" busy={accept.isPending} onClick={() => accept.mutate({ body: { token } })}>
              {t.accept}
            </Button>
          </p>
        </>
      )}
    </Page>
  );
}
