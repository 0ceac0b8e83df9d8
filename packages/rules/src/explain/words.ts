import { parseDay } from '../civil.ts';
import { unitOf } from '../evaluate/units.ts';
import type { Comparison, Condition, Definitions, Value } from '../expression.ts';
import type { FactCatalogue, FieldDef, Words } from '../facts.ts';
import { type Measured, moneyWords, numberWords } from './format.ts';

/** Rules read aloud: what a value is called and what a condition asks, in both languages. */

export interface WordsContext {
  readonly catalogue: FactCatalogue;
  readonly definitions: Definitions;
  readonly collection?: string;
  /** Year of the assessment day, which 上年度 counts from. */
  readonly assessedYear: number;
  /** The clause's event window, so that its edges can be named by their day. */
  readonly event?: { readonly from: string; readonly to: string | null } | undefined;
}

const join = (parts: readonly Words[], zh: string, en: string): Words => ({
  zh: parts.map((p) => p.zh).join(zh),
  en: parts.map((p) => p.en).join(en),
});

const fieldOf = (cx: WordsContext, v: Value): FieldDef | undefined =>
  v.op === 'fact'
    ? cx.catalogue.fields.get(v.field)
    : v.op === 'item' && cx.collection
      ? cx.catalogue.collections.get(cx.collection)?.byKey.get(v.field)
      : v.op === 'use'
        ? fieldOf(cx, cx.definitions[v.name] ?? { op: 'number', value: 0 })
        : undefined;

/** The unit a value is shown in, with the measure word of what it counts. */
export function measuredOf(cx: WordsContext, v: Value): Measured {
  const field = fieldOf(cx, v);
  if (field) return field.type === 'date' ? { unit: 'date' } : { unit: field.unit, measure: field.measure };
  switch (v.op) {
    case 'date':
    case 'context':
    case 'shift':
      return { unit: 'date' };
    case 'count':
      return { unit: 'count', measure: cx.catalogue.collections.get(v.in)?.measure };
    case 'greatest':
    case 'total':
      return measuredOf({ ...cx, collection: v.in }, v.value);
    case 'add':
    case 'min':
    case 'max':
    case 'average':
      return v.of[0] ? measuredOf(cx, v.of[0]) : { unit: undefined };
    case 'subtract':
      return measuredOf(cx, v.from);
    case 'multiply':
      return measuredOf(cx, v.value);
    case 'when':
      return measuredOf(cx, v.use);
    case 'use': {
      const defined = cx.definitions[v.name];
      return defined ? measuredOf(cx, defined) : { unit: undefined };
    }
    default:
      return { unit: unitOf(cx, v) as Measured['unit'] };
  }
}

/** 'Revenue' → 'revenue'; 'R&D expense' and 'GLP' stay. */
export const inSentence = (text: string): string =>
  /^[A-Z][a-z ]/.test(text) ? text[0]?.toLowerCase() + text.slice(1) : text;

const yearWords = (cx: WordsContext, year: number): Words => {
  const of = year <= 0 ? cx.assessedYear + year : year;
  return { zh: `${of} 年`, en: `${of} ` };
};

export function valueWords(cx: WordsContext, v: Value): Words {
  switch (v.op) {
    case 'fact':
    case 'item': {
      const label = fieldOf(cx, v)?.label ?? { zh: v.field, en: v.field };
      if (v.op === 'item' || v.year === undefined) return label;
      const year = yearWords(cx, v.year);
      return { zh: `${year.zh}${label.zh}`, en: `${year.en}${inSentence(label.en)}` };
    }
    case 'number':
      return numberWords(v.value, { unit: v.unit });
    case 'money':
      return moneyWords(v.yuan * 100);
    case 'percent':
      return { zh: `${v.value}%`, en: `${v.value}%` };
    case 'date':
      return numberWords(parseDay(v.value), { unit: 'date' });
    case 'context': {
      const edge = v.date === 'eventFrom' ? cx.event?.from : v.date === 'eventTo' ? cx.event?.to : null;
      if (edge) return { zh: edge, en: edge };
      return {
        assessment: { zh: '评定日', en: 'the day of assessment' },
        eventFrom: { zh: '适用期间首日', en: 'the first day of the event window' },
        eventTo: { zh: '适用期间末日', en: 'the last day of the event window' },
      }[v.date];
    }
    case 'add':
      return join(
        v.of.map((p) => valueWords(cx, p)),
        ' + ',
        ' + ',
      );
    case 'average': {
      const of = join(
        v.of.map((p) => valueWords(cx, p)),
        '、',
        ', ',
      );
      return { zh: `${of.zh}的平均`, en: `mean of ${of.en}` };
    }
    case 'min':
    case 'max': {
      const of = join(
        v.of.map((p) => valueWords(cx, p)),
        '、',
        ', ',
      );
      return v.op === 'min'
        ? { zh: `${of.zh}中较低者`, en: `the lower of ${of.en}` }
        : { zh: `${of.zh}中较高者`, en: `the higher of ${of.en}` };
    }
    case 'subtract': {
      const [from, take] = [valueWords(cx, v.from), valueWords(cx, v.take)];
      return { zh: `${from.zh} − ${take.zh}`, en: `${from.en} − ${take.en}` };
    }
    case 'multiply': {
      const of = valueWords(cx, v.value);
      return { zh: `${of.zh} × ${v.by}`, en: `${of.en} × ${v.by}` };
    }
    case 'ratio': {
      const [over, under] = [valueWords(cx, v.over), valueWords(cx, v.under)];
      return { zh: `${over.zh}占${under.zh}的比例`, en: `${over.en} as a share of ${under.en}` };
    }
    case 'growth': {
      const [from, to] = [valueWords(cx, v.from), valueWords(cx, v.to)];
      return { zh: `${to.zh}较${from.zh}的增幅`, en: `growth from ${from.en} to ${to.en}` };
    }
    case 'count':
      return itemsWords(cx, v.in, v.where);
    case 'total':
    case 'greatest': {
      const items = itemsWords(cx, v.in, v.where);
      const of = valueWords({ ...cx, collection: v.in }, v.value);
      return v.op === 'total'
        ? { zh: `${items.zh}的${of.zh}合计`, en: `total ${inSentence(of.en)} of ${items.en}` }
        : { zh: `${items.zh}的${of.zh}最高值`, en: `highest ${inSentence(of.en)} of ${items.en}` };
    }
    case 'bands': {
      const of = valueWords(cx, v.value);
      return { zh: `${of.zh}得分`, en: `score for ${of.en}` };
    }
    case 'when':
      return valueWords(cx, v.use);
    case 'shift': {
      const of = valueWords(cx, v.date);
      const parts: [number | undefined, string, string][] = [
        [v.years, '年', 'years'],
        [v.months, '个月', 'months'],
        [v.days, '天', 'days'],
        [v.workingDays, '个工作日', 'working days'],
      ];
      const by = parts.flatMap(([n, zh, en]) =>
        n ? [{ zh: `${Math.abs(n)} ${zh}`, en: `${Math.abs(n)} ${en}` }] : [],
      );
      const back = parts.some(([n]) => (n ?? 0) < 0);
      const text = join(by, '', ' ');
      return back
        ? { zh: `${of.zh}前 ${text.zh}`, en: `${text.en} before ${of.en}` }
        : { zh: `${of.zh}后 ${text.zh}`, en: `${text.en} after ${of.en}` };
    }
    case 'between': {
      const [from, to] = [valueWords(cx, v.from), valueWords(cx, v.to)];
      return { zh: `${from.zh}至${to.zh}`, en: `time from ${from.en} to ${to.en}` };
    }
    case 'use': {
      const defined = cx.definitions[v.name];
      return defined ? valueWords(cx, defined) : { zh: v.name, en: v.name };
    }
  }
}

/** 'Ⅰ类的知识产权' */
export function itemsWords(cx: WordsContext, collection: string, where: Condition | undefined): Words {
  const label = cx.catalogue.collections.get(collection)?.label ?? { zh: collection, en: collection };
  if (!where) return label;
  const of = conditionWords({ ...cx, collection }, where);
  return { zh: `${label.zh}（${of.zh}）`, en: `${inSentence(label.en)} (${of.en})` };
}

const comparisons: Readonly<Record<Comparison, Words>> = {
  ge: { zh: '不低于', en: 'at least' },
  gt: { zh: '高于', en: 'above' },
  le: { zh: '不超过', en: 'at most' },
  lt: { zh: '低于', en: 'below' },
  eq: { zh: '等于', en: 'exactly' },
  ne: { zh: '不等于', en: 'not' },
};
const dateComparisons: Readonly<Record<Comparison, Words>> = {
  ge: { zh: '不早于', en: 'on or after' },
  gt: { zh: '晚于', en: 'after' },
  le: { zh: '不晚于', en: 'on or before' },
  lt: { zh: '早于', en: 'before' },
  eq: { zh: '为', en: 'on' },
  ne: { zh: '不为', en: 'not on' },
};

export const comparisonWords = (cx: WordsContext, is: Comparison, left: Value): Words =>
  (measuredOf(cx, left).unit === 'date' ? dateComparisons : comparisons)[is];

export function codeWords(field: FieldDef | undefined, code: string): Words {
  return field?.codes?.[code] ?? { zh: code, en: code };
}

/** A number stands off from Chinese words, other Chinese words do not. */
export const beside = (a: string, b: string): string => (/^[\d−-]/.test(b) ? `${a} ${b}` : a + b);

const opposites: Readonly<Record<Comparison, Comparison>> = {
  ge: 'lt',
  lt: 'ge',
  gt: 'le',
  le: 'gt',
  eq: 'ne',
  ne: 'eq',
};

/** What says that a condition does not hold without saying 'not': '不早于' for 'not before'. */
const oppositeOf = (c: Condition): Condition | null =>
  c.op === 'compare'
    ? { ...c, is: opposites[c.is] }
    : c.op === 'flag'
      ? { ...c, is: !c.is }
      : c.op === 'not'
        ? c.of
        : null;

export function conditionWords(cx: WordsContext, c: Condition): Words {
  switch (c.op) {
    case 'all':
      return join(
        c.of.map((p) => conditionWords(cx, p)),
        '，',
        ', ',
      );
    case 'any':
      return join(
        c.of.map((p) => conditionWords(cx, p)),
        '，或',
        ', or ',
      );
    case 'atLeast': {
      const of = join(
        c.of.map((p) => conditionWords(cx, p)),
        '；',
        '; ',
      );
      return { zh: `以下至少 ${c.count} 项：${of.zh}`, en: `at least ${c.count} of: ${of.en}` };
    }
    case 'not': {
      const opposite = oppositeOf(c.of);
      if (opposite) return conditionWords(cx, opposite);
      const of = conditionWords(cx, c.of);
      if (c.of.op === 'exists')
        return { zh: of.zh.replace(/^有/, '没有'), en: of.en.replace(/^has /, 'has no ') };
      return { zh: `不属于“${of.zh}”`, en: `not (${of.en})` };
    }
    case 'compare': {
      const [left, is, right] = [
        valueWords(cx, c.left),
        comparisonWords(cx, c.is, c.left),
        boundWords(cx, c.left, c.right),
      ];
      // 'Registered on' is a label; in a sentence the comparison brings its own preposition
      const subject = measuredOf(cx, c.left).unit === 'date' ? left.en.replace(/ on$/, '') : left.en;
      return { zh: `${left.zh}${beside(is.zh, right.zh)}`, en: `${subject} ${is.en} ${right.en}` };
    }
    case 'flag': {
      const of = valueWords(cx, c.value);
      return c.is ? of : { zh: `${of.zh}：否`, en: `${inSentence(of.en)}: no` };
    }
    case 'in': {
      const field = fieldOf(cx, c.value);
      const of = valueWords(cx, c.value);
      const set = join(
        c.set.map((code) => codeWords(field, code)),
        '、',
        ' or ',
      );
      return { zh: `${of.zh}为${set.zh}`, en: `${inSentence(of.en)} is ${set.en}` };
    }
    case 'exists': {
      const of = itemsWords(cx, c.in, c.where);
      return { zh: `有${of.zh}`, en: `has ${of.en}` };
    }
    case 'review': {
      const label = cx.catalogue.fields.get(c.field)?.label ?? { zh: c.field, en: c.field };
      return { zh: `${label.zh}（由评审认定）`, en: `${label.en} (judged by reviewers)` };
    }
    case 'always':
      return { zh: '无条件', en: 'no condition' };
  }
}

/** The right side of a comparison, with the measure word of the left. */
export function boundWords(cx: WordsContext, left: Value, right: Value): Words {
  if (right.op === 'number') {
    const measured = measuredOf(cx, left);
    return numberWords(right.value, { unit: right.unit ?? measured.unit, measure: measured.measure });
  }
  return valueWords(cx, right);
}
