import { expect, test } from 'vitest';
import { isKey, refusedKey } from './idempotency.ts';
import { toProblem } from './problem.ts';

test('a key is printable ASCII without spaces, and one that is none is told in the language of the reader', () => {
  for (const key of ['a', '0198f000-0000-7000-8000-000000000000', '~'.repeat(128)])
    expect(isKey(key)).toBe(true);
  for (const key of ['', 'a b', '预约', 'x'.repeat(129), 'a\n'])
    expect([key, isKey(key)]).toEqual([key, false]);
  const said = (locale: 'zh' | 'en') => toProblem(refusedKey(locale), locale, 'Asia/Shanghai', '');
  expect(said('zh')).toMatchObject({
    status: 400,
    code: 'request.invalid',
    detail: 'headers.idempotency-key：应为 1–128 个英文字母、数字或符号，不含空格',
  });
  expect(said('en').detail).toBe('headers.idempotency-key: 1–128 printable ASCII characters, no spaces');
});
