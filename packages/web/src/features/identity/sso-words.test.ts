import { expect, test } from 'vitest';
import { whyOf } from './sso-words.ts';

test('why single sign-on came to nothing, whatever the code looks like', () => {
  expect(whyOf('access_denied')).toBe('access_denied');
  expect(whyOf('state_not_found')).toBe('state_mismatch');
  expect(whyOf('oauth_provider_not_found')).toBe('provider_not_found');
  expect(whyOf('auth.provider_not_found')).toBe('provider_not_found');
  // What a stranger puts into the address is never shown
  for (const odd of ['<b>call 110</b>', 'toString', '', '__proto__']) expect(whyOf(odd)).toBeNull();
});
