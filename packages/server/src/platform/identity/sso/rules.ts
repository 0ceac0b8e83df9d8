import { createHash } from 'node:crypto';

/** Single sign-on (单点登录), its pure part: what the settings say, who an answer of the provider is about, what counts as a failure. */

/** Also the last part of the address the provider sends people back to: `<HEGU_URL>/api/auth/callback/oidc`. */
export const ssoProvider = 'oidc';

export interface SsoSettings {
  readonly discoveryUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What the button is called; null: just single sign-on. */
  readonly name: string | null;
  /** How the client proves itself to the token endpoint; OpenID Connect Core §9 has `basic` as the default. */
  readonly tokenAuth: 'basic' | 'post';
  /** Whether somebody unknown gets an account at their first sign-in. */
  readonly signUp: boolean;
  /**
   * Whether an account that was here before is joined by its e-mail address, if both sides have verified it. Otherwise its owner
   * has to be signed in and say so.
   */
  readonly linkByEmail: boolean;
  /** Whether signing out here signs out at the provider as well. */
  readonly endSession: boolean;
}

const oneOf = <T extends string>(
  name: string,
  value: string | undefined,
  all: readonly T[],
  otherwise: T,
): T => {
  if (!value) return otherwise;
  const found = all.find((v) => v === value);
  if (!found) throw new Error(`${name} is one of ${all.join(', ')}, not ${value}`);
  return found;
};

/** Null when `HEGU_OIDC_DISCOVERY` is not set. Throws on settings that cannot work, so that the server says so when it starts. */
export function ssoSettings(env: Readonly<Record<string, string | undefined>>): SsoSettings | null {
  const discoveryUrl = env.HEGU_OIDC_DISCOVERY;
  if (!discoveryUrl) return null;
  if (!URL.canParse(discoveryUrl) || !/^https?:$/.test(new URL(discoveryUrl).protocol))
    throw new Error('HEGU_OIDC_DISCOVERY must be an http(s) address');
  const need = (name: string): string => {
    const value = env[name];
    if (!value) throw new Error(`HEGU_OIDC_DISCOVERY is set, so ${name} must be set too`);
    return value;
  };
  return {
    discoveryUrl,
    clientId: need('HEGU_OIDC_CLIENT_ID'),
    clientSecret: need('HEGU_OIDC_CLIENT_SECRET'),
    name: env.HEGU_OIDC_NAME?.trim().slice(0, 40) || null,
    tokenAuth: oneOf('HEGU_OIDC_TOKEN_AUTH', env.HEGU_OIDC_TOKEN_AUTH, ['basic', 'post'], 'basic'),
    signUp: oneOf('HEGU_OIDC_SIGN_UP', env.HEGU_OIDC_SIGN_UP, ['1', '0'], '1') === '1',
    linkByEmail:
      oneOf('HEGU_OIDC_LINK', env.HEGU_OIDC_LINK, ['self', 'verified-email'], 'self') === 'verified-email',
    endSession: oneOf('HEGU_OIDC_SIGN_OUT', env.HEGU_OIDC_SIGN_OUT, ['1', '0'], '1') === '1',
  };
}

/** What a provider says of somebody; none of it can be relied on to be there or to be of its type. */
export type Claims = Readonly<Record<string, unknown>>;

const wellFormed = (value: unknown): string =>
  typeof value === 'string' && !value.includes('\u0000') && value.isWellFormed() ? value.trim() : '';

/** The address a provider gives, in lower case; null when it gives none that looks like one. */
export function emailIn(claims: Claims): string | null {
  const email = wellFormed(claims.email).toLowerCase();
  return email.length <= 200 && /^[^\s@]+@[^\s@]+$/.test(email) ? email : null;
}

/** Only a clear yes: a provider that says nothing about an address has not verified it. */
export const emailVouched = (claims: Claims): boolean =>
  claims.email_verified === true || claims.email_verified === 'true';

/** A name for the account, 1..60 characters. */
export function nameIn(claims: Claims): string {
  const given = [claims.name, claims.nickname, claims.preferred_username].map(wellFormed).find(Boolean);
  return [...(given || emailIn(claims)?.split('@')[0] || '单点登录用户')].slice(0, 60).join('');
}

/**
 * Stands in for an address nobody has vouched for: the same for the same person, and leads nowhere (RFC 6761). An unverified
 * address is never kept, so nobody can take the place of its owner by claiming it first.
 */
export function placeholderEmail(discoveryUrl: string, subject: string): string {
  const hash = createHash('sha256')
    .update(`${new URL(discoveryUrl).origin}\n${subject}`)
    .digest('hex');
  return `sso-${hash.slice(0, 32)}@sso.invalid`;
}

/**
 * Ends of the way back from the provider that somebody who tries things out would cause. Not counted: what is nobody's doing
 * (the provider is down), what a person decides (they turned back), and a state that is not ours: any page of the web can
 * send a browser here with one, and must not be able to lock its owner out.
 */
const failures = new Set([
  'issuer_mismatch',
  'nonce_binding_missing',
  'invalid_code',
  'unable_to_get_user_info',
  'account_not_linked',
  'account_already_linked_to_different_user',
  'unable_to_link_account',
]);

/** The code in the address somebody is sent back to after it failed, or null. */
export function failureIn(location: string | null): string | null {
  if (!location || !URL.canParse(location, 'http://here.invalid')) return null;
  const code = new URL(location, 'http://here.invalid').searchParams.get('error');
  return code !== null && failures.has(code) ? code : null;
}
