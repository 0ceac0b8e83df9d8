import type { Amount, Benefit, Clause, Material } from '@hegu/rules/clause.ts';
import { moneyWords } from '@hegu/rules/explain/format.ts';
import { conditionWords, valueWords, type WordsContext } from '@hegu/rules/explain/words.ts';
import type { Condition, Value } from '@hegu/rules/expression.ts';
import type { FactCatalogue, Words } from '@hegu/rules/facts.ts';

/** Each part of a clause in words, so complete that two that read the same are the same. Pure. */

export const plain = (text: string): Words => ({ zh: text, en: text });
const list = (all: readonly Words[], zh = '；', en = '; '): Words | null =>
  all.length === 0 ? null : { zh: all.map((w) => w.zh).join(zh), en: all.map((w) => w.en).join(en) };

export const stretch = (s: { from: string; to: string | null } | undefined): Words | null =>
  s ? { zh: `${s.from} 至 ${s.to ?? '未定'}`, en: `${s.from} to ${s.to ?? 'open'}` } : null;
export const stretches = (all: readonly { from: string; to: string | null }[]): Words | null =>
  list(all.flatMap((s) => stretch(s) ?? []));

const exactness: Readonly<Record<string, Words>> = {
  day: { zh: '到日', en: 'to the day' },
  month: { zh: '到月', en: 'to the month' },
  year: { zh: '到年', en: 'to the year' },
  unknown: { zh: '未查明', en: 'not known' },
};
export const datesKnown = (known: Clause['datesKnown']): Words | null => {
  if (!known) return null;
  const [from, to] = [exactness[known.from], exactness[known.to]];
  return {
    zh: `起${from?.zh ?? ''}，止${to?.zh ?? ''}`,
    en: `from ${from?.en ?? ''}, until ${to?.en ?? ''}`,
  };
};

export const provenance = ({ mark, address, verifier }: Clause['provenance']): Words => {
  const by = verifier ? `${verifier.name} ${verifier.on}` : null;
  return {
    zh: `${mark === 'text' ? '已读原文' : '据报道'}，${address}${by ? `，${by} 核对` : ''}`,
    en: `${mark === 'text' ? 'read in the text' : 'from news'}, ${address}${by ? `, checked by ${by}` : ''}`,
  };
};

const kinds: Readonly<Record<Benefit['kind'], Words>> = {
  money: { zh: '资金', en: 'money' },
  rent: { zh: '租金', en: 'rent' },
  interest: { zh: '贴息', en: 'interest' },
  voucher: { zh: '创新券', en: 'voucher' },
  qualification: { zh: '资质', en: 'qualification' },
  other: { zh: '其他', en: 'other' },
};
export const benefitKind = (b: Benefit): Words => kinds[b.kind];

/** Words of one clause's rules. */
export function speaker(clause: Clause, catalogue: FactCatalogue, assessedYear: number) {
  const cx = (collection?: string): WordsContext => ({
    catalogue,
    definitions: clause.definitions,
    assessedYear,
    ...(clause.event ? { event: clause.event } : {}),
    ...(collection === undefined ? {} : { collection }),
  });
  const per = clause.benefit.per?.in;
  return {
    condition: (rule: Condition, collection?: string) => conditionWords(cx(collection), rule),
    value: (of: Value, collection?: string) => valueWords(cx(collection), of),
    inside: per,
  };
}
type Speaker = ReturnType<typeof speaker>;

const yuan = (n: number): Words => moneyWords(Math.round(n * 100));

/** The bands themselves; the summary of the amount names the highest only. */
export const bands = (amount: Amount, say: Speaker): Words | null =>
  amount.op === 'bands'
    ? list(
        [say.value(amount.of, say.inside)].concat(
          amount.bands.map((b) => ({
            zh: `${b.from} 起 ${yuan(b.yuan).zh}`,
            en: `from ${b.from}: ${yuan(b.yuan).en}`,
          })),
        ),
        '，',
        ', ',
      )
    : null;

export const perItem = ({ per }: Benefit, say: Speaker): Words | null => {
  if (!per) return null;
  const where = per.where ? say.condition(per.where, per.in) : null;
  const limit = per.limit === undefined ? null : String(per.limit);
  return {
    zh: `${per.in}${where ? `：${where.zh}` : ''}${limit ? `，最多 ${limit}` : ''}`,
    en: `${per.in}${where ? `: ${where.en}` : ''}${limit ? `, at most ${limit}` : ''}`,
  };
};

export const instalments = ({ instalments: all, per }: Benefit, say: Speaker): Words | null =>
  list(
    (all ?? []).map((part) => {
      const check = part.recheck ? say.condition(part.recheck, per?.in) : null;
      return {
        zh: `${part.afterMonths} 个月后 ${part.percent}%${check ? `（${check.zh}）` : ''}`,
        en: `${part.percent} % after ${part.afterMonths} months${check ? ` (${check.en})` : ''}`,
      };
    }),
  );

export const definitions = (clause: Clause, say: Speaker): ReadonlyMap<string, Words> =>
  new Map(Object.entries(clause.definitions).map(([name, value]) => [name, say.value(value)]));

const sources: Readonly<Record<Material['source'], Words>> = {
  firm: { zh: '企业提交', en: 'from the firm' },
  platform: { zh: '平台已有', en: 'on the platform' },
  authority: { zh: '部门共享', en: 'from an authority' },
};
const forms: Readonly<Record<Material['form'], Words>> = {
  file: { zh: '文件', en: 'a file' },
  field: { zh: '在线填写', en: 'filled in' },
  none: { zh: '无需提交', en: 'nothing to hand in' },
};
export function material(m: Material, catalogue: FactCatalogue): Words {
  const shown = (m.shows ?? []).map(
    (key) => (catalogue.fields.get(key) ?? catalogue.collections.get(key))?.label ?? plain(key),
  );
  const shows = list(shown, '、', ', ');
  return {
    zh: `${m.name.zh}（${sources[m.source].zh}，${forms[m.form].zh}，${m.required ? '必交' : '可选'}${shows ? `，由${shows.zh}体现` : ''}${m.note ? `，${m.note.zh}` : ''}）`,
    en: `${m.name.en} (${sources[m.source].en}, ${forms[m.form].en}, ${m.required ? 'required' : 'optional'}${shows ? `, shown by ${shows.en}` : ''}${m.note ? `, ${m.note.en}` : ''})`,
  };
}

const shared: Readonly<Record<NonNullable<Clause['budget']>['by'], Words>> = {
  acceptance: { zh: '按受理先后', en: 'in the order of acceptance' },
  proRata: { zh: '同比例分配', en: 'pro rata' },
  ranking: { zh: '按评分排序', en: 'by ranking' },
  unknown: { zh: '分配办法未查明', en: 'shared in a way not known' },
};
export const budget = (b: Clause['budget']): Words | null => {
  if (!b) return null;
  const money = b.yuanPerYear === undefined ? null : yuan(b.yuanPerYear);
  const places = b.places === undefined ? null : String(b.places);
  return {
    zh: `${money ? `每年 ${money.zh}，` : ''}${places ? `${places} 个名额，` : ''}${shared[b.by].zh}`,
    en: `${money ? `${money.en} a year, ` : ''}${places ? `${places} places, ` : ''}${shared[b.by].en}`,
  };
};
