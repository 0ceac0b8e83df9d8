import { allErrors } from '@hegu/contract/all-errors.ts';
import { type Locale, type Reason, renderMessage } from '@hegu/contract/errors.ts';
import { noSuchDay } from '@hegu/contract/fields.ts';
import type { z } from 'zod';
import { zhCN } from 'zod/locales';

const inChinese = zhCN().localeError;

const kinds: Readonly<Record<string, string>> = {
  string: '文本',
  number: '数字',
  int: '整数',
  boolean: 'true 或 false',
  object: '对象',
  record: '对象',
  array: '列表',
};
const kind = (name: string) => kinds[name] ?? name;

/** A schema's words for what is wrong, in Chinese; null where it brings words of its own. */
export function chineseWords(issue: z.core.$ZodIssue): string | null {
  switch (issue.code) {
    case 'custom':
      return null;
    case 'invalid_type':
      return issue.message.endsWith('received undefined')
        ? '必须填写'
        : `类型不对，应为${kind(issue.expected)}`;
    case 'unrecognized_keys':
      return `没有 ${issue.keys.join('、')} 这一项`;
    case 'too_small':
      if (issue.origin === 'string' || issue.origin === 'array')
        return issue.minimum === 1 ? '不能为空' : `至少 ${issue.minimum} ${unit(issue.origin)}`;
      return `不能小于 ${issue.minimum}`;
    case 'too_big':
      if (issue.origin === 'string' || issue.origin === 'array')
        return `最多 ${issue.maximum} ${unit(issue.origin)}`;
      return `不能大于 ${issue.maximum}`;
    case 'invalid_format':
      if (issue.format === 'date')
        return issue.message === noSuchDay ? '没有这一天' : '应为日期，如 2026-03-01';
      return inGeneral(issue);
    default:
      return inGeneral(issue);
  }
}

function inGeneral(issue: z.core.$ZodIssue): string | null {
  const said = inChinese(issue as z.core.$ZodRawIssue);
  return typeof said === 'string' ? said : (said?.message ?? null);
}

const unit = (origin: string) => (origin === 'string' ? '个字' : '项');

/**
 * A part of the request that is not as it should be. `data.problem` is for programs and the same in every language; the sentence
 * is the reader's.
 */
export function invalid(path: string, problem: string, said: string | null, locale: Locale): Reason {
  const message =
    locale === 'zh' && said !== null
      ? renderMessage(allErrors['request.invalid'].zh, { path, problem: said }, 'zh')
      : null;
  return {
    code: 'request.invalid',
    overridable: false,
    data: { path, problem },
    ...(message === null ? {} : { message }),
  };
}

/** Reasons of a failed schema: a field refinement may name its own error code as message. */
export function schemaReasons(place: string, error: z.ZodError, locale: Locale): Reason[] {
  return error.issues.slice(0, 50).map((issue) => {
    const path = [place, ...issue.path.map(String)].join('.');
    if (issue.message in allErrors)
      return { code: issue.message, overridable: false, data: { path, problem: issue.message } };
    return invalid(path, issue.message, locale === 'zh' ? chineseWords(issue) : null, locale);
  });
}
