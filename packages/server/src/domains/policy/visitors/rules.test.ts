import { expect, test } from 'vitest';
import { codeHash, newCode, plainCode } from './rules.ts';

test('a code is found however it is typed, and no two are the same', () => {
  const code = newCode();
  expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
  for (const typed of [
    code.toLowerCase(),
    code.replaceAll('-', ''),
    ` ${code.replaceAll('-', ' ')} `,
    code.replace(/[A-Z0-9]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)),
  ])
    expect(codeHash(typed)).toBe(codeHash(code));
  expect(plainCode('o0-iL1')).toBe('00111');
  expect(new Set(Array.from({ length: 500 }, newCode)).size).toBe(500);
});
