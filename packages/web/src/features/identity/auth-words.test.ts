import { expect, test } from 'vitest';
import { ApiProblem, toProblem } from '../../lib/problem.ts';
import { authWord } from './auth-words.ts';

test('a code of the sign-in part in the reader’s language', () => {
  expect(authWord('auth.password.too_weak', 'zh')).toContain('至少 10 位');
  expect(authWord('auth.password_too_short', 'en')).toBe(authWord('password.too_weak', 'en'));
  expect(authWord('auth.something_new', 'en')).toBeUndefined();
});

test('a sign-in that is locked says how long, and not only its code', () => {
  const answer = { code: 'sign_in.locked', message: 'sign_in.locked', retryAfterSeconds: 840 };
  const problem = toProblem(429, answer);
  if (!(problem instanceof ApiProblem)) throw new Error('it is a refusal');
  const [reason] = problem.reasons;
  expect(authWord(reason?.code ?? '', 'zh', reason?.data)).toBe(
    '连续登录失败过多，已暂停登录，请 840 秒后再试',
  );
});
