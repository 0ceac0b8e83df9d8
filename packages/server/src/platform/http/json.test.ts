import { expect, test } from 'vitest';
import { DomainError } from '../errors.ts';
import { parseJson } from './json.ts';
import { toProblem } from './problem.ts';

const said = (body: string | Uint8Array, locale: 'zh' | 'en') => {
  try {
    parseJson(typeof body === 'string' ? new TextEncoder().encode(body) : body, locale);
  } catch (error) {
    if (error instanceof DomainError) return toProblem(error, locale, 'Asia/Shanghai', '').detail;
    throw error;
  }
  return null;
};

test('JSON that is none is told in the language of the reader', () => {
  expect(parseJson(new TextEncoder().encode('{"a":[1]}'), 'zh')).toEqual({ a: [1] });
  expect(said('{"a":', 'zh')).toBe('请求内容无法解析：JSON 没有写完整');
  expect(said('{"a":"x', 'zh')).toBe('请求内容无法解析：JSON 没有写完整');
  expect(said('{"a":1,\n }', 'zh')).toBe('请求内容无法解析：第 2 行第 2 个字符处不符合 JSON 格式');
  expect(said('<p>', 'zh')).toBe('请求内容无法解析：不符合 JSON 格式，问题出在“<”');
  expect(said('{"a":1}}', 'zh')).toBe('请求内容无法解析：第 1 行第 8 个字符处不符合 JSON 格式');
  expect(said(Uint8Array.of(0x22, 0xff, 0x22), 'zh')).toBe('请求内容无法解析：文字编码不是 UTF-8');
  for (const body of ['{"a":', '{"a":"x', '{"a":1,\n }', '<p>', '{a}', '[1,]', 'nul', '"\n"', '{"a" 1}'])
    expect([body, said(body, 'zh'), said(body, 'en')]).toEqual([
      body,
      expect.stringMatching(/^请求内容无法解析：[^a-z]*(?:JSON|UTF-8)[^a-z]*.?[^a-z]*$/),
      expect.stringMatching(/^The request cannot be read: [\x20-\x7e\n]+$/),
    ]);
});
