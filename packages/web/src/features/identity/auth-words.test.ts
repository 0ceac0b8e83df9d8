import { expect, test } from 'vitest';
import { authWord } from './auth-words.ts';

test('a code of the sign-in part in the reader’s language', () => {
  expect(authWord('auth.password.too_weak', 'zh')).toContain('至少 10 位');
  expect(authWord('auth.password_too_short', 'en')).toBe(authWord('password.too_weak', 'en'));
  expect(authWord('auth.something_new', 'en')).toBeUndefined();
});
