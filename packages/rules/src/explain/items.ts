import { parseDay, printDay } from '../civil.ts';
import { runOf } from '../evaluate/run.ts';
import type { Condition } from '../expression.ts';
import type { FactValue, Item, Words } from '../facts.ts';
import { isOf, type Title } from '../reach.ts';
import { type ExplainContext, ruleFor } from './explain.ts';
import {
  askedCodes,
  askedFlags,
  codeValue,
  forward,
  type Hypothesis,
  type ReachContext,
  reachOf,
  startKey,
} from './hypothesis.ts';
import { itemLeaf, nameOfNew } from './item-leaf.ts';
import { both, type Step, type StepSet, smallest, waysOf } from './steps.ts';
import { codeWords } from './words.ts';

type Exists = Extract<Condition, { op: 'exists' }>;

/**
 * Ways to have an item that meets a condition: one that the firm has goes on, or one is added. Where the catalogue says
 * nothing of how such items come to be, adding one is a single step, told in the words of the clause (`whole`).
 */
export function waysToHave(cx: ExplainContext, node: Exists, whole: Step): StepSet[] {
  const { where } = node;
  if (!where) return [[whole]];
  const at: ReachContext = { catalogue: cx.catalogue, today: cx.at.assessedOn };
  const look = (h: Hypothesis): StepSet[] => {
    const run = runOf(cx.facts, cx.at, cx.event);
    run.item = { id: h.item, values: h.values, source: '', observedOn: at.today };
    const found = ruleFor(cx, node.in, where).finding(run);
    return both(
      [h.steps],
      waysOf(found, true, (f, met) => itemLeaf(cx, at, h, f, met)),
    );
  };
  const label = cx.catalogue.collections.get(node.in)?.label ?? { zh: node.in, en: node.in };
  const own = (cx.facts.items(node.in)?.items ?? []).flatMap((i) =>
    forward(at, node.in, i, { zh: `${label.zh} ${i.id}`, en: `${label.en} ${i.id}` }).flatMap(look),
  );
  return smallest([...own, ...added(cx, at, node.in, where, whole, look)]);
}

function added(
  cx: ExplainContext,
  at: ReachContext,
  collection: string,
  where: Condition,
  whole: Step,
  look: (h: Hypothesis) => StepSet[],
): StepSet[] {
  const reach = reachOf(cx.catalogue);
  const title = reach.titles.find((t) => t.in === collection);
  const asked = askedCodes(where);
  if (title && asked.has(title.kind))
    return [...(asked.get(title.kind) ?? [])].flatMap((kind) => {
      const steps = granted(cx, at, title, kind);
      const last = steps.at(-1);
      if (!last?.makes) return [];
      return look({
        collection,
        item: last.makes.item,
        values: last.makes.values,
        was: last.makes.values,
        steps,
        fresh: true,
        grows: false,
        unwritten: new Set(),
      });
    });
  const starts = reach.orders.filter((o) => o.in === collection && o.starts);
  const ordered = new Set(reach.orders.filter((o) => o.in === collection).map((o) => o.field));
  const all = chosen(cx, at, collection, where, ordered);
  if (starts.length === 0)
    return all.some((values) => look(freshOf(collection, 'new', values, [])).length > 0) ? [[whole]] : [];
  return all.flatMap((values) => {
    const mine = starts.filter((o) => isOf(o.which, values));
    if (mine.length === 0)
      return look(freshOf(collection, 'new', values, [])).length > 0 ? [[whole] as StepSet] : [];
    const first: Record<string, FactValue> = { ...values };
    for (const o of mine)
      first[o.field] = codeValue(
        cx.catalogue.collections.get(collection)?.byKey.get(o.field),
        o.codes[0] ?? '',
      );
    const id = `new:${JSON.stringify(values)}`;
    const start = startStep(cx, collection, id, values, first);
    return forward(at, collection, { id, values: first }, nameOfNew(cx, collection, values), true).flatMap(
      (h) => look({ ...h, steps: [start, ...h.steps] }),
    );
  });
}

const freshOf = (
  collection: string,
  item: string,
  values: Readonly<Record<string, FactValue>>,
  steps: readonly Step[],
): Hypothesis => ({
  collection,
  item,
  values,
  was: values,
  steps,
  fresh: true,
  grows: false,
  unwritten: new Set(),
});

/** What a new item could be, by the codes that are asked for; days of which nobody decides are today. */
function chosen(
  cx: ExplainContext,
  at: ReachContext,
  collection: string,
  where: Condition,
  ordered: ReadonlySet<string>,
): Readonly<Record<string, FactValue>>[] {
  const def = cx.catalogue.collections.get(collection);
  const reach = reachOf(cx.catalogue);
  const written = new Set(
    reach.orders.filter((o) => o.in === collection).flatMap((o) => Object.keys(o.days)),
  );
  const base: Record<string, FactValue> = {};
  for (const f of def?.fields ?? [])
    if (f.type === 'date' && f.change === 'never' && !written.has(f.key)) base[f.key] = at.today;
  let all: Record<string, FactValue>[] = [base];
  for (const [field, codes] of askedCodes(where)) {
    if (ordered.has(field)) continue;
    const several = def?.byKey.get(field)?.type === 'codes';
    all = all.flatMap((v) => [...codes].map((c) => ({ ...v, [field]: several ? [c] : c }))).slice(0, 40);
  }
  // Which order it moves along may hang on a flag
  const deciding = new Set(
    reach.orders.filter((o) => o.in === collection).flatMap((o) => Object.keys(o.which ?? {})),
  );
  for (const flag of askedFlags(where))
    if (deciding.has(flag)) all = all.flatMap((v) => [true, false].map((is) => ({ ...v, [flag]: is })));
  return all;
}

function startStep(
  cx: ExplainContext,
  collection: string,
  id: string,
  values: Readonly<Record<string, FactValue>>,
  first: Readonly<Record<string, FactValue>>,
): Step {
  const name = nameOfNew(cx, collection, values);
  return {
    key: startKey(collection, id),
    level: 1,
    kind: 'do',
    words: { zh: `着手${name.zh}`, en: `Start ${name.en}` },
    makes: { collection, item: id, values: first },
  };
}

/** The steps to a title that is granted from today on, those it needs first before it. */
function granted(
  cx: ExplainContext,
  at: ReachContext,
  title: Title,
  kind: string,
  inside: readonly string[] = [],
): Step[] {
  const def = cx.catalogue.collections.get(title.in);
  const items = cx.facts.items(title.in)?.items ?? [];
  const name = codeWords(def?.byKey.get(title.kind), kind);
  const held = items.filter((i) => i.values[title.kind] === kind);
  const how = held.length > 0 ? title.how.again : title.how.first;
  const event = codeWords(def?.byKey.get(title.how.field), how);
  const keyOf = (k: string, h: string) => `${title.in}:${k}:${h}`;
  const before = held.length > 0 ? [] : needed(cx, at, title, kind, inside);
  const ends = latestEnd(held, title);
  const today = parseDay(at.today);
  const days = ends === null ? 0 : Math.max(0, parseDay(ends) - title.againWithinDays - today);
  const key = keyOf(kind, how);
  return [
    ...before,
    {
      key,
      level: 1,
      kind: days > 0 ? 'wait' : 'do',
      days,
      words: held.length === 0 ? firstWords(name, event) : againWords(name, event, ends, at.today, days),
      after: before.length > 0 ? [before.at(-1)?.key ?? ''] : [],
      makes: {
        collection: title.in,
        item: `new:${key}`,
        values: {
          [title.kind]: kind,
          [title.how.field]: how,
          [title.on]: at.today,
          [title.until]: printDay(today + 3 * 365),
        },
      },
    },
  ];
}

const firstWords = (name: Words, event: Words): Words => ({
  zh: `取得${name.zh}资格（${event.zh}）`,
  en: `Be recognised as: ${name.en} (${event.en.toLowerCase()})`,
});

function againWords(name: Words, event: Words, ends: string | null, today: string, days: number): Words {
  const from = printDay(parseDay(today) + days);
  const when: Words =
    ends === null
      ? { zh: '', en: '' }
      : ends < today
        ? { zh: `，原资格已于 ${ends} 到期`, en: `; the last one ended on ${ends}` }
        : days > 0
          ? {
              zh: `，现资格有效至 ${ends}，${from} 起可以办理`,
              en: `; valid until ${ends}, possible from ${from}`,
            }
          : { zh: `，现资格有效至 ${ends}，现在可以办理`, en: `; valid until ${ends}, possible now` };
  return { zh: `${name.zh}：${event.zh}${when.zh}`, en: `${name.en}: ${event.en.toLowerCase()}${when.en}` };
}

function needed(
  cx: ExplainContext,
  at: ReachContext,
  title: Title,
  kind: string,
  inside: readonly string[],
): Step[] {
  const of = title.needs[kind];
  const next = of?.[0];
  if (!of || next === undefined || inside.includes(next)) return [];
  const valid = (cx.facts.items(title.in)?.items ?? []).some((i) => {
    const until = i.values[title.until];
    return of.includes(String(i.values[title.kind])) && (typeof until !== 'string' || until >= at.today);
  });
  return valid ? [] : granted(cx, at, title, next, [...inside, kind]);
}

function latestEnd(held: readonly Item[], title: Title): string | null {
  let last: string | null = null;
  for (const i of held) {
    const until = i.values[title.until];
    if (typeof until === 'string' && (last === null || until > last)) last = until;
  }
  return last;
}
