import { commonHeaders } from './api.ts';
import { TransportError, toProblem } from './problem.ts';

async function authPost(path: string, body: unknown): Promise<unknown> {
  return authAnswer(path, { method: 'POST', body: JSON.stringify(body) });
}

async function authAnswer(path: string, init: RequestInit): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(`/api/auth/${path}`, {
      ...init,
      headers: { ...commonHeaders(), 'Content-Type': 'application/json' },
      credentials: 'same-origin',
    });
  } catch (cause) {
    throw new TransportError('network', 0, cause);
  }
  let answer: unknown;
  try {
    answer = await response.json();
  } catch {
    answer = undefined;
  }
  if (response.ok) return answer;
  throw toProblem(response.status, answer);
}

/** The address in an answer that sends the browser elsewhere, or null. */
function urlIn(answer: unknown): string | null {
  const url = typeof answer === 'object' && answer !== null && 'url' in answer ? answer.url : null;
  return typeof url === 'string' && /^https?:/.test(url) ? url : null;
}

/** Sets the session cookie. `login` is a username, or an e-mail address when it holds an @. */
export const signIn = (login: string, password: string): Promise<unknown> =>
  login.includes('@')
    ? authPost('sign-in/email', { email: login, password })
    : authPost('sign-in/username', { username: login, password });

/** Ends the session. Gives the address where the provider of single sign-on ends its own, when there is one to go to. */
export const signOut = async (): Promise<string | null> =>
  urlIn(await authPost('sign-out', { callbackURL: '/', disableRedirect: true }));

/**
 * Begins single sign-on, or (`link`) joins it to the account of who is signed in. Gives the provider's address to go to; the
 * browser comes back to `to`, or to `failed` with `?error=`. Both are paths of this app.
 */
export const beginSso = async (how: {
  readonly to: string;
  readonly failed: string;
  readonly link?: boolean;
}): Promise<string | null> =>
  urlIn(
    await authPost(how.link ? 'link-social' : 'sign-in/social', {
      provider: 'oidc',
      callbackURL: how.to,
      errorCallbackURL: how.failed,
      disableRedirect: true,
    }),
  );

export interface LinkedAccount {
  readonly id: string;
  readonly since: string;
}

/** How the person signed in may enter: by password, by single sign-on, or both. */
export async function waysIn(): Promise<{ readonly password: boolean; readonly sso: LinkedAccount | null }> {
  const answer = await authAnswer('list-accounts', { method: 'GET' });
  const all = Array.isArray(answer) ? (answer as readonly Readonly<Record<string, unknown>>[]) : [];
  const sso = all.find((a) => a.providerId === 'oidc');
  return {
    password: all.some((a) => a.providerId === 'credential'),
    sso: sso ? { id: String(sso.id), since: String(sso.createdAt) } : null,
  };
}

/** Takes single sign-on off the account; refused when it is the only way in, or the session is older than a day. */
export const unlinkSso = (id: string): Promise<unknown> => authPost('unlink-account', { accountId: id });

/** Makes an account and signs in with it. The password rules are the server's (`password.too_weak`). */
export const signUp = (who: {
  readonly name: string;
  readonly email: string;
  readonly username: string;
  readonly password: string;
}): Promise<unknown> => authPost('sign-up/email', who);

/** Asks for a mail with a link to `/reset-password`; answers the same whether or not the address has an account. */
export const requestPasswordReset = (email: string): Promise<unknown> =>
  authPost('request-password-reset', { email });

/** Sets a new password with the token of such a link, once; every session of that account ends. */
export const resetPassword = (token: string, newPassword: string): Promise<unknown> =>
  authPost('reset-password', { token, newPassword });

/** Changes the password of who is signed in; every other session ends. */
export const changePassword = (currentPassword: string, newPassword: string): Promise<unknown> =>
  authPost('change-password', { currentPassword, newPassword, revokeOtherSessions: true });
