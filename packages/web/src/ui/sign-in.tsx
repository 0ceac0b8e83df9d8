import { Link, type LinkProps, useRouterState } from '@tanstack/react-router';
import type { ComponentProps, ReactNode } from 'react';
import { useT } from '../i18n/messages.ts';
import { useSession } from '../lib/session.ts';
import { buttonClass } from './button.tsx';
import { Empty } from './empty.tsx';
import { Page } from './page.tsx';
import { PageSkeleton } from './skeleton.tsx';

/** The way to the sign-in page and back to this address. */
export function SignInLink({ children, block = false }: { children: ReactNode; block?: boolean }) {
  const here = useRouterState({ select: (state) => state.location.href });
  return (
    <Link to="/sign-in" search={{ to: here }} className={buttonClass('act', block)}>
      {children}
    </Link>
  );
}

/** A page about the person's own matters: a visitor is asked to sign in first. */
export function RequireSignIn({ title, children }: { title: string; children: ReactNode }) {
  const { actions, gate } = useT();
  const { me, error } = useSession();
  if (me?.user) return children;
  if (!me && !error) return <PageSkeleton />;
  return (
    <Page title={title}>
      <Empty icon="user" title={gate.signInFirst} action={<SignInLink>{actions.signIn}</SignInLink>}>
        {gate.signInWhy}
      </Empty>
    </Page>
  );
}

/** What somebody reads whose role a page is not for. */
export type Refusal = {
  readonly title: string;
  readonly text: string;
  /** Where they can go instead. */
  readonly way?: { readonly to: LinkProps['to']; readonly label: string };
};

/**
 * A page for some roles: its counter's row of pages above it. For others nothing of it, but why, and a way on; the server decides
 * what they may do there.
 */
export function RolePage({
  allowed,
  refusal,
  nav,
  ...props
}: ComponentProps<typeof Page> & { allowed: boolean; refusal: Refusal; nav?: ReactNode }) {
  const { me } = useSession();
  if (!me) return <PageSkeleton />;
  if (!me.user && !allowed) return <RequireSignIn title={props.title}>{null}</RequireSignIn>;
  if (allowed)
    return (
      <>
        {nav}
        <Page {...props} />
      </>
    );
  const { title, text, way } = refusal;
  return (
    <Page title={props.title} width="text">
      <Empty
        icon="user"
        title={title}
        action={
          way && (
            <Link to={way.to} className={buttonClass('plain')}>
              {way.label}
            </Link>
          )
        }
      >
        {text}
      </Empty>
    </Page>
  );
}
