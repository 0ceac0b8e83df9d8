import type { z } from 'zod';
import type { Words } from './facts.ts';

/** What is wrong with the form of a text somebody writes: said at the place, as a person would say it. */
export interface ShapeProblem extends Words {
  readonly path: readonly (string | number)[];
  readonly code: `shape.${string}`;
  readonly severity: 'error';
  /** Parts nobody knows, which can only be taken away. */
  readonly keys?: readonly string[];
}

const most = 50;

/** The parsed text, or null and what is wrong with it, each at its place below `path`. */
export function readShape<S extends z.ZodType>(
  schema: S,
  raw: unknown,
  path: readonly (string | number)[],
): { readonly data: z.output<S> | null; readonly problems: readonly ShapeProblem[] } {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return { data: parsed.data, problems: [] };
  const problems = parsed.error.issues.slice(0, most).map((issue): ShapeProblem => {
    const at = issue.path.map((p) => (typeof p === 'symbol' ? String(p) : p));
    return {
      path: [...path, ...at],
      code: `shape.${issue.code}`,
      severity: 'error',
      ...(issue.code === 'unrecognized_keys' ? { keys: issue.keys } : {}),
      ...wordsOf(issue, valueAt(raw, at), String(at.at(-1) ?? '')),
    };
  });
  return { data: null, problems };
}

function valueAt(root: unknown, path: readonly (string | number)[]): unknown {
  let at = root;
  for (const key of path)
    at = typeof at === 'object' && at !== null ? (at as Record<string | number, unknown>)[key] : undefined;
  return at;
}

const missing: Words = { zh: '此处须填写', en: 'This has to be filled in' };
/** Places that hold the name of something to be chosen. */
const chosen: readonly string[] = ['field', 'in', 'clause', 'clauses'];
const percents: readonly string[] = ['percent'];

function wordsOf(issue: z.core.$ZodIssue, value: unknown, key: string): Words {
  if (issue.message === 'reversed') return { zh: '结束日期早于开始日期', en: 'Ends before it begins' };
  if (value === undefined || value === null || value === '') return missing;
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'int'
        ? { zh: '须为整数', en: 'A whole number, please' }
        : { zh: '填写的类型不对', en: 'Not of the right type' };
    case 'too_small':
      if (issue.origin === 'array') {
        const n = String(issue.minimum);
        return issue.minimum === 1
          ? { zh: '至少要选一项', en: 'Choose at least one' }
          : { zh: `至少要有 ${n} 项`, en: `At least ${n} are needed` };
      }
      return { zh: `不能小于 ${String(issue.minimum)}`, en: `At least ${String(issue.minimum)}` };
    case 'too_big': {
      const n = String(issue.maximum);
      if (issue.origin === 'array') return { zh: `最多 ${n} 项`, en: `At most ${n}` };
      if (issue.origin === 'string') return { zh: `最多 ${n} 个字`, en: `At most ${n} characters` };
      return percents.includes(key)
        ? { zh: `比例 ${String(value)}% 超过 ${n}%`, en: `${String(value)} % is more than ${n} %` }
        : { zh: `不能超过 ${n}`, en: `At most ${n}` };
    }
    case 'unrecognized_keys':
      return {
        zh: `多出不认识的内容：${issue.keys.join('、')}`,
        en: `Unknown parts: ${issue.keys.join(', ')}`,
      };
    case 'invalid_format':
      if (issue.format === 'date') return { zh: '须为日期', en: 'A day, please' };
      if (issue.format === 'url')
        return {
          zh: '须为网址，以 http:// 或 https:// 开头',
          en: 'An address that begins with http:// or https://',
        };
      if (chosen.includes(key)) return { zh: '请从列出的选项里选', en: 'Choose one that is listed' };
      return key === 'name'
        ? { zh: '只能用英文字母和数字，以小写字母开头', en: 'Letters and digits, a small letter first' }
        : {
            zh: '编号只能用小写字母、数字、点和短横',
            en: 'Small letters, digits, dots and hyphens only',
          };
    case 'invalid_key':
      return {
        zh: '名称只能用英文字母和数字，以小写字母开头',
        en: 'A name has letters and digits, a small letter first',
      };
    case 'invalid_union':
    case 'invalid_value':
      return {
        zh: `不认识“${brief(value)}”，请从列出的选项里选`,
        en: `“${brief(value)}” is not known: choose one that is listed`,
      };
    case 'not_multiple_of':
      return { zh: '金额最多两位小数', en: 'At most two decimals' };
    default:
      return { zh: '填写得不对', en: 'Not right' };
  }
}

const brief = (value: unknown): string =>
  (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, 40);
