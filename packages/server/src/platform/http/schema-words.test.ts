import { civilDate } from '@hegu/contract/fields.ts';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { chineseWords } from './schema-words.ts';

const schema = z.strictObject({
  id: z.uuid(),
  name: z.string().min(1),
  code: z.string().max(3),
  mode: z.enum(['a', 'b']),
  count: z.int().min(0).max(5),
  many: z.array(z.string()).min(2),
  missing: z.string(),
  kind: z.string(),
  day: civilDate,
  since: civilDate,
  own: z.string().refine(() => false, { error: 'time.reversed' }),
});

test('what a schema complains of is said in Chinese', () => {
  const wrong = {
    id: 'x',
    name: '',
    code: 'long',
    mode: 'c',
    count: 9,
    many: [],
    kind: 1,
    day: '2026-02-30',
    since: '昨天',
    own: '',
    more: 1,
  };
  const { error } = schema.safeParse(wrong, { reportInput: false });
  const said = error?.issues.map((i) => [i.path.join('.'), chineseWords(i)]);
  expect(Object.fromEntries(said ?? [])).toEqual({
    id: '无效UUID',
    name: '不能为空',
    code: '最多 3 个字',
    mode: '无效选项：期望以下之一 "a"|"b"',
    count: '不能大于 5',
    many: '至少 2 项',
    missing: '必须填写',
    kind: '类型不对，应为文本',
    day: '没有这一天',
    since: '应为日期，如 2026-03-01',
    own: null,
    '': '没有 more 这一项',
  });
});
