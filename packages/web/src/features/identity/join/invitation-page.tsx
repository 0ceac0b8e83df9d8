import { acceptInvitation, readInvitation } from '@hegu/contract/identity.ts';
import { Link, useParams } from '@tanstack/react-router';
import { useLocale } from '../../../i18n/locale.ts';
import { localName, useT } from '../../../i18n/messages.ts';
import { useRouteMutation, useRouteQuery } from '../../../lib/query.ts';
import { useFormat, useResetSession, useSession } from '../../../lib/session.ts';
import { Button, buttonClass } from '../../../ui/button.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Facts } from '../../../ui/facts.tsx';
import { Page } from '../../../ui/page.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { PageSkeleton } from '../../../ui/skeleton.tsx';
import { join as words } from './messages.ts';

/** `/invite/{token}`: what the link is for is said before anybody has to sign in. */
export function InvitationPage() {
  const t = useT(words);
  const { roles } = useT();
  const locale = useLocale();
  const format = useFormat();
  const { token } = useParams({ from: '/invite/$token' });
  const { me } = useSession();
  const resetSession = useResetSession();
  const invitation = useRouteQuery(readInvitation, { params: { token } });
  const accept = useRouteMutation(acceptInvitation, { onSuccess: () => void resetSession() });
  const to = `/invite/${encodeURIComponent(token)}`;
  const said = invitation.data;
  if (!me || invitation.isPending) return <PageSkeleton />;
  const joined =
    accept.data !== undefined ||
    me.memberships.some((m) => m.organisationName === said?.organisationName && m.role === said.role);
  const signIn = (
    <Link to="/sign-in" search={{ to }} className={buttonClass('act')}>
      {t.signIn}
    </Link>
  );
  const home = (
    <Link to="/" className={buttonClass('act')}>
      {t.goHome}
    </Link>
  );
  return (
    <Page title={t.inviteTitle} width="text">
      {said && (
        <Facts
          rows={[
            [t.inviteWhat.valley, localName(me.valley, locale)],
            [
              t.inviteWhat.organisation,
              localName({ nameZh: said.organisationName, nameEn: said.organisationNameEn }, locale),
            ],
            [t.inviteWhat.role, roles[said.role] ?? said.role],
            [t.inviteWhat.by, said.invitedBy],
            [t.inviteWhat.until, format.dateTime(said.expiresAt)],
          ]}
        />
      )}
      <div style={{ marginTop: 'var(--s4)' }}>
        {joined ? (
          <Empty icon="check" title={t.accepted} action={home}>
            {t.acceptedHint}
          </Empty>
        ) : !said ? (
          <ProblemView error={invitation.error} />
        ) : said.status !== 'open' ? (
          <Empty
            icon="user"
            title={t.inviteOver[said.status]}
            action={me.user ? home : said.status === 'used' ? signIn : undefined}
          >
            {said.status === 'used' && !me.user
              ? t.inviteUsedHint(said.invitedBy)
              : t.inviteOverHint(said.invitedBy)}
          </Empty>
        ) : !me.user ? (
          <Empty
            icon="user"
            title={t.inviteSignIn}
            action={
              <>
                {signIn}
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
      </div>
    </Page>
  );
}
