import { allErrors } from '@hegu/contract/all-errors.ts';
import { type Locale, renderMessage } from '@hegu/contract/errors.ts';
import { DomainError } from '../errors.ts';

/** `data.problem` is the engine's, for programs; the sentence is the reader's. */
function malformed(problem: string, said: string, locale: Locale): DomainError {
  const message =
    locale === 'zh' ? renderMessage(allErrors['request.malformed'].zh, { problem: said }, 'zh') : null;
  return DomainError.all([
    {
      code: 'request.malformed',
      overridable: false,
      data: { problem },
      ...(message === null ? {} : { message }),
    },
  ]);
}

/** What V8 says of text that is no JSON, in Chinese. */
function chineseOf(problem: string, source: string): string {
  if (/^Unexpected end|^Unterminated/.test(problem)) return 'JSON 没有写完整';
  const at = Number(/at position (\d+)/.exec(problem)?.[1] ?? Number.NaN);
  if (Number.isInteger(at)) {
    const before = source.slice(0, at).split('\n');
    return `第 ${before.length} 行第 ${(before.at(-1) ?? '').length + 1} 个字符处不符合 JSON 格式`;
  }
  const token = /^Unexpected token '(.+?)',/su.exec(problem)?.[1];
  return token === undefined ? '不符合 JSON 格式' : `不符合 JSON 格式，问题出在“${token}”`;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The value that a JSON body (RFC 8259) holds.
 * @throws `request.malformed`
 */
export function parseJson(bytes: Uint8Array, locale: Locale): unknown {
  let source: string;
  try {
    source = utf8.decode(bytes);
  } catch {
    throw malformed('not UTF-8', '文字编码不是 UTF-8', locale);
  }
  try {
    return JSON.parse(source);
  } catch (error) {
    const problem = (error as Error).message;
    throw malformed(problem, chineseOf(problem, source), locale);
  }
}
