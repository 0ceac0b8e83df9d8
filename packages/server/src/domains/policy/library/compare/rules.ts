import type { Cap, Clause, Exclusion, Material, Policy } from '@hegu/rules/clause.ts';
import { moneyWords } from '@hegu/rules/explain/format.ts';
import { conditionWords, valueWords } from '@hegu/rules/explain/words.ts';
import type { FactCatalogue, Words } from '@hegu/rules/facts.ts';
import { canonicalJson } from '../../../../platform/canonical.ts';
import * as say from './parts/rules.ts';

/** What is different between two texts of a clause, or of a document, part by part, in words. Pure. */

export interface Difference {
  readonly path: string;
  readonly what: Words;
  readonly change: 'added' | 'removed' | 'changed';
  readonly before: Words | null;
  readonly after: Words | null;
}

const same = (a: unknown, b: unknown): boolean => canonicalJson(a ?? null) === canonicalJson(b ?? null);
const { plain } = say;

const entitlements: Readonly<Record<Clause['entitlement'], Words>> = {
  fixed: { zh: '符合即给', en: 'Due to whoever qualifies' },
  upper: { zh: '最高额度内核定', en: 'Up to a maximum' },
  selective: { zh: '择优', en: 'Chosen among applicants' },
};

type Put = (path: string, what: Words, before: Words | null, after: Words | null) => void;

function collecting(): { readonly out: Difference[]; readonly put: Put } {
  const out: Difference[] = [];
  return {
    out,
    put(path, what, before, after) {
      if (same(before, after)) return;
      out.push({
        path,
        what,
        change: before === null ? 'added' : after === null ? 'removed' : 'changed',
        before,
        after,
      });
    },
  };
}

/** Parts with a name, in both texts: one line each, and one where only their order has changed. */
function named<T extends { readonly id: string }>(
  put: Put,
  path: string,
  a: readonly T[],
  b: readonly T[],
  what: (one: T) => Words,
  words: (one: T, of: 'before' | 'after') => Words,
): void {
  for (const id of new Set([...a, ...b].map((x) => x.id))) {
    const [before, after] = [a.find((x) => x.id === id), b.find((x) => x.id === id)];
    const one = after ?? before;
    if (one)
      put(
        `${path}.${id}`,
        what(one),
        before ? words(before, 'before') : null,
        after ? words(after, 'after') : null,
      );
  }
  const order = (of: readonly T[], other: readonly T[]) =>
    of.filter((x) => other.some((y) => y.id === x.id)).map((x) => x.id);
  if (!same(order(a, b), order(b, a)))
    put(
      `${path}.order`,
      { zh: '先后顺序', en: 'Order' },
      plain(order(a, b).join(' → ')),
      plain(order(b, a).join(' → ')),
    );
}

export function differences(
  a: Clause,
  b: Clause,
  amounts: { readonly before: Words; readonly after: Words },
  catalogue: FactCatalogue,
  assessedYear: number,
): Difference[] {
  const { out, put } = collecting();
  const [was, is] = [say.speaker(a, catalogue, assessedYear), say.speaker(b, catalogue, assessedYear)];
  put('title', { zh: '名称', en: 'Title' }, a.title, b.title);
  put('plain', { zh: '通俗说明', en: 'In plain words' }, a.plain, b.plain);
  put('article', { zh: '条目', en: 'Article' }, plain(a.article), plain(b.article));
  put('provenance', { zh: '来源', en: 'Source' }, say.provenance(a.provenance), say.provenance(b.provenance));
  put('period', { zh: '有效期', en: 'In force' }, say.stretch(a.period), say.stretch(b.period));
  put(
    'datesKnown',
    { zh: '日期精确到', en: 'How far the dates are known' },
    say.datesKnown(a.datesKnown),
    say.datesKnown(b.datesKnown),
  );
  put(
    'bridges',
    { zh: '参照执行期间', en: 'Also applied' },
    say.stretches(a.bridges),
    say.stretches(b.bridges),
  );
  put(
    'event',
    { zh: '适用事项发生期间', en: 'For what happened' },
    say.stretch(a.event),
    say.stretch(b.event),
  );
  put('filing', { zh: '申报期间', en: 'Filing window' }, say.stretches(a.filing), say.stretches(b.filing));
  const follows = (c: Clause) => (c.follows.length === 0 ? null : plain(c.follows.join('、')));
  put('follows', { zh: '承接条款', en: 'Follows' }, follows(a), follows(b));
  put('kind', { zh: '支持形式', en: 'Form' }, say.benefitKind(a.benefit), say.benefitKind(b.benefit));
  put('benefit', { zh: '金额', en: 'Amount' }, amounts.before, amounts.after);
  put(
    'bands',
    { zh: '分档', en: 'Bands' },
    say.bands(a.benefit.amount, was),
    say.bands(b.benefit.amount, is),
  );
  put(
    'per',
    { zh: '按项发放', en: 'For each item' },
    say.perItem(a.benefit, was),
    say.perItem(b.benefit, is),
  );
  put(
    'instalments',
    { zh: '分期', en: 'Instalments' },
    say.instalments(a.benefit, was),
    say.instalments(b.benefit, is),
  );
  const years = (c: Clause): Words | null =>
    c.benefit.years === undefined
      ? null
      : { zh: `每年，最长 ${c.benefit.years} 年`, en: `yearly, at most ${c.benefit.years} years` };
  put('years', { zh: '发放年数', en: 'Years' }, years(a), years(b));
  put(
    'entitlement',
    { zh: '给付方式', en: 'How it is granted' },
    entitlements[a.entitlement],
    entitlements[b.entitlement],
  );
  if (a.automatic !== b.automatic) {
    const word = (on: boolean): Words =>
      on ? { zh: '免申即享', en: 'Without application' } : { zh: '需申报', en: 'By application' };
    put('automatic', { zh: '办理方式', en: 'How to get it' }, word(a.automatic), word(b.automatic));
  }
  const days = (c: Clause): Words | null =>
    c.decisionWorkingDays === undefined
      ? null
      : { zh: `${c.decisionWorkingDays} 个工作日`, en: `${c.decisionWorkingDays} working days` };
  put('decision', { zh: '审核时限', en: 'Decided within' }, days(a), days(b));
  put('budget', { zh: '预算与名额', en: 'Budget and places' }, say.budget(a.budget), say.budget(b.budget));

  const [before, after] = [say.definitions(a, was), say.definitions(b, is)];
  for (const name of new Set([...before.keys(), ...after.keys()]))
    put(
      `definitions.${name}`,
      { zh: `定义：${name}`, en: `Definition: ${name}` },
      before.get(name) ?? null,
      after.get(name) ?? null,
    );
  named(
    put,
    'requirements',
    a.requirements,
    b.requirements,
    (r) => ({ zh: `条件：${r.text.zh}`, en: `Condition: ${r.text.en}` }),
    (r, of) => {
      const rule = (of === 'before' ? was : is).condition(r.rule);
      const kind =
        r.kind === 'scope' ? { zh: '适用范围', en: 'scope' } : { zh: '应达到', en: 'to be reached' };
      const article = r.article ?? '';
      return {
        zh: `${r.text.zh}（${rule.zh}）${article && `，${article}`} · ${kind.zh}`,
        en: `${r.text.en} (${rule.en})${article && `, ${article}`} · ${kind.en}`,
      };
    },
  );
  const material = (m: Material) => say.material(m, catalogue);
  named(put, 'materials', a.materials, b.materials, () => ({ zh: '材料', en: 'Material' }), material);
  // Two rules can read alike and be written otherwise (a unit, a nesting): that is a change too
  if (out.length === 0 && !same(a, b)) {
    const other: Words = { zh: '规则的写法', en: 'How the rule is written' };
    put(
      'rule',
      other,
      { zh: '见现行版本', en: 'as it holds' },
      { zh: '含义相同，写法不同', en: 'reads the same, written otherwise' },
    );
  }
  return out;
}

type Body = Omit<Policy, 'clauses'>;

const perWords: Readonly<Record<'firm' | 'item', Words>> = {
  firm: { zh: '每家企业', en: 'for a firm' },
  item: { zh: '每项', en: 'for an item' },
};
const withinWords: Readonly<Record<Cap['within'], Words>> = {
  year: { zh: '每年', en: 'in a year' },
  policy: { zh: '政策期内', en: 'in the policy’s life' },
  lifetime: { zh: '累计', en: 'ever' },
};

/** The document around the clause: what it says of itself, its ceilings and its exclusions. */
export function documentDifferences(
  a: Body,
  b: Body,
  catalogue: FactCatalogue,
  assessedYear: number,
): Difference[] {
  const { out, put } = collecting();
  const cx = { catalogue, definitions: {}, assessedYear };
  const optional = (text: string | undefined) => (text === undefined ? null : plain(text));
  put('document.title', { zh: '文件名称', en: 'Title of the document' }, a.title, b.title);
  put('document.number', { zh: '文号', en: 'Number' }, optional(a.number), optional(b.number));
  put('document.issuer', { zh: '发布机构', en: 'Issuer' }, a.issuer, b.issuer);
  for (const key of ['level', 'field', 'status'] as const)
    put(
      `document.${key}`,
      {
        level: { zh: '层级', en: 'Level' },
        field: { zh: '领域', en: 'Field' },
        status: { zh: '状态', en: 'State' },
      }[key],
      plain(a[key]),
      plain(b[key]),
    );
  put('document.district', { zh: '区', en: 'District' }, optional(a.district), optional(b.district));
  put('document.address', { zh: '原文网址', en: 'Address of the text' }, plain(a.address), plain(b.address));
  const limit = ({ limit: l }: Cap): Words => {
    if (l.op === 'yuan') return moneyWords(Math.round(l.yuan * 100));
    if (l.op === 'count') return { zh: `${l.count} 项`, en: `${l.count} awards` };
    const of = valueWords(cx, l.of);
    return { zh: `${of.zh}的 ${l.percent}%`, en: `${l.percent} % of ${of.en}` };
  };
  named(
    put,
    'document.caps',
    a.caps,
    b.caps,
    (c) => ({ zh: `封顶：${c.text.zh}`, en: `Ceiling: ${c.text.en}` }),
    (c) => ({
      zh: `${c.text.zh}（${perWords[c.per].zh}，${withinWords[c.within].zh} ${limit(c).zh}：${c.clauses.join('、')}）`,
      en: `${c.text.en} (${perWords[c.per].en}, ${withinWords[c.within].en} ${limit(c).en}: ${c.clauses.join(', ')})`,
    }),
  );
  named(
    put,
    'document.exclusions',
    a.exclusions,
    b.exclusions,
    (e: Exclusion) => ({ zh: `互斥：${e.text.zh}`, en: `Exclusion: ${e.text.en}` }),
    (e) => {
      const unless = e.unless ? conditionWords(cx, e.unless) : null;
      return {
        zh: `${e.text.zh}（${perWords[e.per].zh}：${e.clauses.join('、')}${unless ? `；例外：${unless.zh}` : ''}）`,
        en: `${e.text.en} (${perWords[e.per].en}: ${e.clauses.join(', ')}${unless ? `; unless ${unless.en}` : ''})`,
      };
    },
  );
  return out;
}
