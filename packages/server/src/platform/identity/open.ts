import { text } from '@hegu/contract/fields.ts';
import { z } from 'zod';

/**
 * What of the library's own addresses below `/api/auth` is open. The rest is not offered: much of it writes past the rules and the audit
 * log of our own routes (`/update-user` takes a name of any length), or hands out what a page must not read (`/list-sessions` the
 * tokens of the other sessions).
 */
const openPaths = new Set([
  'sign-in/username',
  'sign-in/email',
  'sign-in/phone-number',
  'sign-in/social',
  'sign-up/email',
  'sign-out',
  'get-session',
  'change-password',
  'request-password-reset',
  'reset-password',
  'link-social',
  'unlink-account',
  'list-accounts',
  'callback/oidc',
  'error',
]);

export const isOpen = (path: string): boolean => openPaths.has(path.replace(/^\/api\/auth\//, ''));

/** Who makes an account says no more about themselves than this: no phone number that nobody has checked, no picture. */
const signUp = z.strictObject({
  name: text(60),
  email: text(254),
  password: z.string(),
  username: text(60).optional(),
  locale: z.enum(['zh', 'en']).optional(),
});

/** The first field of a sign-up that is not as it should be, or null. */
export function signUpFault(body: unknown): string | null {
  const issue = signUp.safeParse(body).error?.issues[0];
  if (!issue) return null;
  return issue.code === 'unrecognized_keys' ? (issue.keys[0] ?? 'body') : issue.path.join('.') || 'body';
}
