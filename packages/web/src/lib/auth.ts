import { commonHeaders } from './api.ts';
import { TransportError, toProblem } from './problem.ts';

async function authPost(path: string, body: unknown): Promise<void> {
  let response: Response;
  try {
    response = await fetch(`/api/auth/${path}`, {
      method: 'POST',
      headers: { ...commonHeaders(), 'Content-Type': 'application/json' },
      credentials: 'same-origin',
      body: JSON.stringify(body),
    });
  } catch (cause) {
    throw new TransportError('network', 0, cause);
  }
  if (response.ok) return;
  let answer: unknown;
  try {
    answer = await response.json();
  } catch {
    answer = undefined;
  }
  throw toProblem(response.status, answer);
}

/** Sets the session cookie. `login` is a username, or an e-mail address when it holds an @. */
export const signIn = (login: string, password: string): Promise<void> =>
  login.includes('@')
    ? authPost('sign-in/email', { email: login, password })
    : authPost('sign-in/username', { username: login, password });

export const signOut = (): Promise<void> => authPost('sign-out', {});

/** Makes an account and signs in with it. The password rules are the server's (`password.too_weak`). */
export const signUp = (who: {
  readonly name: string;
  readonly email: string;
  readonly username: string;
  readonly password: string;
}): Promise<void> => authPost('sign-up/email', who);

/** Asks for a mail with a link to `/reset-password`; answers the same whether or not the address has an account. */
export const requestPasswordReset = (email: string): Promise<void> =>
  authPost('request-password-reset', { email });

/** Sets a new password with the token of such a link, once; every session of that account ends. */
export const resetPassword = (token: string, newPassword: string): Promise<void> =>
  authPost('reset-password', { token, newPassword });

/** Changes the password of who is signed in; every other session ends. */
export const changePassword = (currentPassword: string, newPassword: string): Promise<void> =>
  authPost('change-password', { currentPassword, newPassword, revokeOtherSessions: true });
