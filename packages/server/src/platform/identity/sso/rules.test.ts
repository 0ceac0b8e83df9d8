import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emailIn, emailVouched, failureIn, nameIn, placeholderEmail, ssoSettings } from './rules.ts';

const set = {
  HEGU_OIDC_DISCOVERY: 'https://id.example.cn/.well-known/openid-configuration',
  HEGU_OIDC_CLIENT_ID: 'hegu',
  HEGU_OIDC_CLIENT_SECRET: 'secret',
};

describe('settings of single sign-on', () => {
  it('are off without an address, and by default cautious about accounts that were here before', () => {
    expect(ssoSettings({})).toBeNull();
    expect(ssoSettings(set)).toMatchObject({
      name: null,
      tokenAuth: 'basic',
      signUp: true,
      linkByEmail: false,
      endSession: true,
    });
    expect(
      ssoSettings({ ...set, HEGU_OIDC_NAME: ' 随申办 ', HEGU_OIDC_LINK: 'verified-email' }),
    ).toMatchObject({
      name: '随申办',
      linkByEmail: true,
    });
  });

  it('that cannot work stop the start and say which', () => {
    expect(() => ssoSettings({ ...set, HEGU_OIDC_CLIENT_SECRET: '' })).toThrow('HEGU_OIDC_CLIENT_SECRET');
    expect(() => ssoSettings({ ...set, HEGU_OIDC_DISCOVERY: 'id.example.cn' })).toThrow(
      'HEGU_OIDC_DISCOVERY',
    );
    expect(() => ssoSettings({ ...set, HEGU_OIDC_LINK: 'always' })).toThrow('self, verified-email');
    expect(() => ssoSettings({ ...set, HEGU_OIDC_SIGN_UP: 'no' })).toThrow('HEGU_OIDC_SIGN_UP');
  });
});

describe('what a provider says', () => {
  it('names an account in 1 to 60 well-formed characters, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.record(
          { name: fc.anything(), nickname: fc.anything(), email: fc.anything() },
          { requiredKeys: [] },
        ),
        (claims) => {
          const name = nameIn(claims);
          expect([...name].length).toBeGreaterThan(0);
          expect([...name].length).toBeLessThanOrEqual(60);
          expect(name.includes('\u0000')).toBe(false);
          expect(name.isWellFormed()).toBe(true);
        },
      ),
    );
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (name) => nameIn({ name }).isWellFormed()));
    expect(nameIn({ name: '  ', preferred_username: 'zs' })).toBe('zs');
  });

  it('vouches for an address only by a clear yes', () => {
    expect([true, 'true'].every((email_verified) => emailVouched({ email_verified }))).toBe(true);
    for (const email_verified of [false, 'false', 1, 'yes', null, undefined, {}, ['true']])
      expect(emailVouched({ email_verified })).toBe(false);
    expect(emailIn({ email: ' A@B.cn ' })).toBe('a@b.cn');
    for (const email of ['a', 'a b@c', '@', 'a@', 3, null, `${'a'.repeat(200)}@b.cn`, 'a@b@c'])
      expect(emailIn({ email })).toBeNull();
  });

  it('stands in for a missing address by one that is the same again, and another for others', () => {
    const at = (url: string, sub: string) => placeholderEmail(url, sub);
    expect(at(set.HEGU_OIDC_DISCOVERY, 'a')).toBe(at('https://id.example.cn/elsewhere', 'a'));
    expect(at(set.HEGU_OIDC_DISCOVERY, 'a')).not.toBe(at(set.HEGU_OIDC_DISCOVERY, 'b'));
    expect(at(set.HEGU_OIDC_DISCOVERY, 'a')).not.toBe(at('https://other.example.cn', 'a'));
  });
});

it('counts what somebody tries out, and not what happens to people', () => {
  const at = (code: string) => failureIn(`/sign-in?to=%2F&error=${code}`);
  for (const code of ['invalid_code', 'account_not_linked', 'unable_to_get_user_info'])
    expect(at(code)).toBe(code);
  for (const code of ['access_denied', 'state_mismatch', 'signup_disabled', 'oauth_provider_not_found'])
    expect(at(code)).toBeNull();
  for (const location of [null, '', '/reservations', 'http://[', '?error='])
    expect(failureIn(location)).toBeNull();
});
