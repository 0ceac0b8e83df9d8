import { getOAuthState } from 'better-auth/api';
import { genericOAuth } from 'better-auth/plugins';
import { emailIn, emailVouched, nameIn, placeholderEmail, type SsoSettings, ssoProvider } from './rules.ts';

/** Single sign-on as a part of better-auth: its social sign-in with the provider the settings name. */

/** How long the server waits at its start for a provider that does not answer; after that it asks again when somebody comes. */
const patienceMs = 3_000;

/** Whether an address belongs to an account that is here already. */
type IsTaken = (email: string) => Promise<boolean>;

export function singleSignOn(settings: SsoSettings, isTaken: IsTaken) {
  const config = {
    providerId: ssoProvider,
    discoveryUrl: settings.discoveryUrl,
    clientId: settings.clientId,
    clientSecret: settings.clientSecret,
    authentication: settings.tokenAuth,
    scopes: ['openid', 'profile', 'email'],
    pkce: true,
    requireIdTokenVerification: true,
    disableSignUp: !settings.signUp,
    disableProviderLogout: !settings.endSession,
    postLogoutRedirectURI: '/',
    mapProfileToUser: async (claims: Readonly<Record<string, unknown>>) => {
      const name = nameIn(claims);
      // Who is signed in and asks for it joins the two themselves: then the address proves nothing and need not be there.
      const link = (await getOAuthState())?.link;
      if (link) return { name, email: link.email, emailVerified: true, image: undefined };
      const email = emailIn(claims);
      const verified = emailVouched(claims);
      // An unverified address of somebody else's account is passed on as it is: the library refuses, and the person is told why.
      if (email && (verified || (await isTaken(email))))
        return { name, email, emailVerified: verified, image: undefined };
      const subject = String(claims.sub ?? '');
      return {
        name,
        email: placeholderEmail(settings.discoveryUrl, subject),
        emailVerified: false,
        image: undefined,
      };
    },
  };
  const plugin = genericOAuth({ config: [config] });
  return {
    ...plugin,
    /** A provider that hangs must not keep those waiting who have a password: it is then found at the first use, as one that was down. */
    init: async (context: Parameters<typeof plugin.init>[0]) => {
      let timer: NodeJS.Timeout | undefined;
      const later = new Promise<Awaited<ReturnType<typeof plugin.init>>>((done) => {
        timer = setTimeout(
          () =>
            done({
              context: {
                socialProviders: context.socialProviders,
                genericOAuthPendingDiscovery: new Map([[config.providerId, config]]),
              },
            }),
          patienceMs,
        );
      });
      try {
        return await Promise.race([plugin.init(context), later]);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

/** What may be asked for when a sign-in begins; the rest of what the library takes (tokens, scopes, extra parameters) is not for browsers. */
const asked = new Set(['provider', 'callbackURL', 'errorCallbackURL', 'disableRedirect']);

/** Whether the request begins a sign-in or a link at the provider, and whether it asks for nothing else. */
export function beginsAt(path: string, body: Readonly<Record<string, unknown>>): 'no' | 'plain' | 'odd' {
  if (path !== '/sign-in/social' && path !== '/link-social') return 'no';
  return Object.keys(body).every((key) => asked.has(key)) ? 'plain' : 'odd';
}
