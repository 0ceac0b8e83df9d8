import type { Words } from '../../facts.ts';

/** What is wrong with a policy, and where: `path` leads into the JSON. An error cannot be published; a warning can. */
export interface Problem extends Words {
  readonly path: readonly (string | number)[];
  readonly code: ProblemCode;
  readonly severity: 'error' | 'warning';
}

export type Path = readonly (string | number)[];

const list = {
  'share.circular': ['error', '配套金额互相引用，成环：$1', 'Awards that are shares of each other: $1'],
  'share.unknownClause': ['error', '配套所依据的条款 $1 不存在', 'There is no clause $1 to take a share of'],
  'exclusion.unknownClause': [
    'error',
    '互斥规则提到的条款 $1 不存在',
    'The exclusion names clause $1, which does not exist',
  ],
  'cap.unknownClause': [
    'error',
    '封顶规则提到的条款 $1 不存在',
    'The ceiling names clause $1, which does not exist',
  ],
  'rule.notPerItem': [
    'error',
    '规则按逐项计算，但条款$1不是逐项发放',
    'The rule counts per item, but clause $1 does not pay per item',
  ],
  'follows.unknownClause': [
    'error',
    '所承接的条款 $1 不存在',
    'Clause $1, which this one follows, does not exist',
  ],
  'follows.circular': ['error', '条款前后承接成环：$1', 'Clauses that follow each other in a circle: $1'],
  'follows.overlap': [
    'error',
    '与所承接的条款$1有效期重叠：前者到 $2 为止，本条款自 $3 起',
    'In force at the same time as clause $1, which it follows: that one holds until $2, this one from $3',
  ],
  'follows.endless': [
    'error',
    '与所承接的条款$1有效期重叠：前者没有截止日期，请先为它另起一版写明止日',
    'In force at the same time as clause $1, which it follows: that one has no end; give it one in a version of its own first',
  ],
  'follows.gap': [
    'warning',
    '与所承接的条款$1之间空档 $2 天（$3 至 $4），无“参照执行”',
    'Days between clause $1 and this one that no bridge covers: $2 ($3 to $4)',
  ],
  'percent.over100': ['error', '比例 $1% 超过 100%', '$1 % is more than 100 %'],
  'instalments.sum': ['error', '分期比例合计 $1%，应为 100%', 'Instalments sum to $1 %, not 100 %'],
  'automatic.notFixed': [
    'error',
    '只有定额条款可以免申即享',
    'Only a fixed amount can be paid without an application',
  ],
  'automatic.unknownAmount': [
    'error',
    '金额未知，不能免申即享',
    'An unknown amount cannot be paid without an application',
  ],
  'dates.reversed': ['error', '结束日期早于开始日期', 'Ends before it begins'],
  'filing.outside': [
    'error',
    '申报窗口不在有效期内',
    'Applications are taken outside the time it is in force',
  ],
  'filing.overlap': ['warning', '与第 $1 段申报期间重叠', 'Overlaps with filing window no. $1'],
  'event.missing': [
    'error',
    '条件用到“发生期间”的起止日，但条款没有写发生期间',
    'Asks for an edge of the event window, and the clause has none',
  ],
  'clause.duplicate': ['error', '条款编号 $1 重复', 'Two clauses are called $1'],
  'bands.order': ['error', '分档起点须由低到高', 'Bands must ascend'],
  'units.mixed': ['error', '单位不一致：一边是$1，一边是$2', 'Units do not match: $1 and $2'],
  'units.notMoney': ['error', '计算基数不是金额，而是$1', 'The base is not money but $1'],
  'type.expected': ['error', '此处应为$1，实为$2', 'This has to be $1, and is $2'],
  'field.unknown': ['error', '指标目录中没有“$1”', 'The catalogue has no field $1'],
  'field.year': ['error', '指标“$1”按年度统计，须写明年度', 'Field $1 is yearly: say of which year'],
  'field.noYear': ['error', '指标“$1”没有年度', 'Field $1 has no year'],
  'item.outside': ['error', '“$1”只能用在逐项条件里', 'Item field $1 is used outside a collection'],
  'collection.unknown': ['error', '没有清单“$1”', 'There is no collection $1'],
  'code.unknown': ['error', '“$1”没有取值 $2', 'Field $1 has no code $2'],
  'review.notFlag': ['error', '专家判断的指标“$1”须为是非项', 'Field $1, left to experts, must be a flag'],
  'atLeast.tooMany': [
    'error',
    '要求满足 $1 项，但只列了 $2 项',
    'At least $1 are asked for, but only $2 are listed',
  ],
  'material.notPlatform': [
    'error',
    '只有“平台已有”的材料才写由哪些内容体现',
    'Only a material that is on the platform says what stands for it',
  ],
  'definition.unknown': ['error', '没有定义“$1”', 'There is no definition $1'],
  'definition.circular': ['error', '定义互相引用，成环：$1', 'Definitions in a circle: $1'],
  'definition.unused': ['warning', '定义“$1”没有用到', 'Definition $1 is not used'],
} as const satisfies Record<string, readonly ['error' | 'warning', string, string]>;

export type ProblemCode = keyof typeof list;

export function problem(
  path: Path,
  code: ProblemCode,
  ...values: readonly (string | number | Words)[]
): Problem {
  const [severity, zh, en] = list[code];
  const fill = (text: string, language: keyof Words) =>
    text.replace(/\$(\d)/g, (_, n: string) => {
      const value = values[Number(n) - 1] ?? '';
      return String(typeof value === 'object' ? value[language] : value);
    });
  return { path, code, severity, zh: fill(zh, 'zh'), en: fill(en, 'en') };
}
