import type { Finding } from '../evaluate/run.ts';
import type { Condition } from '../expression.ts';
import type { FactValue, Words } from '../facts.ts';
import { type ExplainContext, explain } from './explain.ts';
import { changeable, type Hypothesis, type ReachContext, reachOf, startKey } from './hypothesis.ts';
import { itemName } from './item-name.ts';
import { type Step, type StepSet, tellFirst } from './steps.ts';
import { daysUntil } from './time.ts';
import { codeWords, conditionWords } from './words.ts';

/** What it takes for one thing that is asked of an item; nothing where nobody can bring it about. */
export function itemLeaf(
  cx: ExplainContext,
  at: ReachContext,
  h: Hypothesis,
  f: Finding,
  met: boolean,
): readonly StepSet[] {
  const { node, truth } = f;
  const missing = truth === 'unknown';
  const fields = itemFields(node);
  const field = fields[0] ?? '';
  if (missing && fields.some((k) => h.unwritten.has(k))) return [];
  // What a new one is can be chosen; what is made of it has still to be done
  if (missing && h.fresh && !(h.grows && fields.some((k) => changeable(at, h, k)))) return [[]];
  const words = {
    catalogue: cx.catalogue,
    definitions: cx.definitions,
    collection: h.collection,
    assessedYear: Number(cx.at.assessedOn.slice(0, 4)),
    event: cx.event,
  };
  const name = nameOf(cx, h);
  const asks = conditionWords(words, node);
  const one = (
    key: string,
    kind: Step['kind'],
    text: Words,
    more: Partial<Step> | { readonly set: Readonly<Record<string, FactValue>> },
  ): StepSet[] => [
    [
      {
        key: `${h.collection}/${h.item}/${key}`,
        level: 1,
        kind,
        words: { zh: `${name.zh}：${text.zh}`, en: `${name.en}: ${text.en}` },
        ...(h.grows ? { after: [startKey(h.collection, h.item)] } : {}),
        ...('set' in more ? { makes: { collection: h.collection, item: h.item, values: more.set } } : more),
      },
    ],
  ];
  if (missing && !h.fresh)
    return one(`?${fields.join()}`, 'tell', asks, {
      loose: true,
      words: { zh: `${tellFirst.zh}${name.zh}（${asks.zh}）`, en: `${tellFirst.en}${name.en} (${asks.en})` },
    });
  if (truth === 'review')
    return one(`!${JSON.stringify(node)}`, 'judge', asks, {
      loose: true,
      words: { zh: `经评审认定：${name.zh}（${asks.zh}）`, en: `Reviewers find: ${name.en} (${asks.en})` },
    });
  if (node.op === 'flag' && changeable(at, h, field)) {
    const is = node.is === met;
    return one(`${field}=${is}`, 'do', conditionWords(words, { ...node, is }), { set: { [field]: is } });
  }
  const free = reachOf(cx.catalogue).free.some((x) => x.in === h.collection && x.field === field);
  if (node.op === 'in' && met && free)
    return node.set.flatMap((code) =>
      one(`${field}=${code}`, 'do', conditionWords(words, { ...node, set: [code] }), {
        set: { [field]: code },
      }),
    );
  if (node.op !== 'compare') return [];
  if (missing) return one(`~${JSON.stringify(node)}`, 'do', asks, { loose: true });
  const upward = (node.is === 'ge' || node.is === 'gt') === met;
  const days = h.fresh ? null : daysUntil(words, f, node, upward);
  if (days !== null) return one(`~${JSON.stringify(node)}`, 'wait', asks, { days, loose: true });
  const def = cx.catalogue.collections.get(h.collection)?.byKey.get(field);
  const bound = f.right?.lo ?? Number.NaN;
  if (!upward || def?.type !== 'number' || node.left.op !== 'item' || !Number.isFinite(bound)) return [];
  if (!changeable(at, h, field)) return [];
  const gap = explain(cx, f).shortfall;
  return one(
    `≥${field}`,
    'do',
    gap ? { zh: `${asks.zh}（${gap.zh}）`, en: `${asks.en} (${gap.en})` } : asks,
    {
      level: bound,
      makes: {
        collection: h.collection,
        item: h.item,
        values: { [field]: node.is === 'gt' ? bound + 1 : bound },
      },
    },
  );
}

/** Fields of the item that a leaf names. */
function itemFields(node: Condition): string[] {
  const out: string[] = [];
  const walk = (v: unknown): void => {
    if (Array.isArray(v)) v.forEach(walk);
    else if (typeof v === 'object' && v !== null) {
      if ('op' in v && v.op === 'item' && 'field' in v) out.push(String(v.field));
      else Object.values(v).forEach(walk);
    }
  };
  if (node.op === 'compare') walk([node.left, node.right]);
  else if (node.op === 'flag' || node.op === 'in') walk(node.value);
  return out;
}

function nameOf(cx: ExplainContext, h: Hypothesis): Words {
  if (h.fresh) return nameOfNew(cx, h.collection, h.values);
  return itemName(cx.catalogue, h.collection, h.item, h.values);
}

/** '新产品（药品、一类）': by what it is; where it stands is told step by step. */
export function nameOfNew(
  cx: ExplainContext,
  collection: string,
  values: Readonly<Record<string, FactValue>>,
): Words {
  const def = cx.catalogue.collections.get(collection);
  const label = def?.label ?? { zh: collection, en: collection };
  const moves = new Set(
    reachOf(cx.catalogue)
      .orders.filter((o) => o.in === collection)
      .map((o) => o.field),
  );
  const what = Object.entries(values).flatMap(([key, value]) => {
    const field = def?.byKey.get(key);
    return field?.type === 'code' && field.codes && !moves.has(key) ? [codeWords(field, String(value))] : [];
  });
  if (what.length === 0) return { zh: `新${label.zh}`, en: `a new item of ${label.en.toLowerCase()}` };
  return {
    zh: `新${label.zh}（${what.map((w) => w.zh).join('、')}）`,
    en: `a new item of ${label.en.toLowerCase()} (${what.map((w) => w.en.toLowerCase()).join(', ')})`,
  };
}
