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
