import type { Clause } from '@hegu/rules/clause.ts';
import { conditionWords } from '@hegu/rules/explain/words.ts';
import type { FactCatalogue, Words } from '@hegu/rules/facts.ts';
import { canonicalJson } from '../../../../platform/canonical.ts';

/** What is different between two texts of a clause, part by part, in words. Pure. */

export interface Difference {
  readonly path: string;
  readonly what: Words;
  readonly change: 'added' | 'removed' | 'changed';
  readonly before: Words | null;
  readonly after: Words | null;
}

const same = (a: unknown, b: unknown): boolean => canonicalJson(a ?? null) === canonicalJson(b ?? null);
const plain = (text: string): Words => ({ zh: text, en: text });

const stretch = (s: { from: string; to: string | null } | undefined): Words | null =>
  s ? { zh: `${s.from} 至 ${s.to ?? '未定'}`, en: `${s.from} to ${s.to ?? 'open'}` } : null;
const stretches = (all: readonly { from: string; to: string | null }[]): Words | null =>
  all.length === 0
    ? null
    : {
        zh: all.map((s) => stretch(s)?.zh).join('；'),
        en: all.map((s) => stretch(s)?.en).join('; '),
      };

const entitlements: Readonly<Record<Clause['entitlement'], Words>> = {
  fixed: { zh: '符合即给', en: 'Due to whoever qualifies' },
  upper: { zh: '最高额度内核定', en: 'Up to a maximum' },
  selective: { zh: '择优', en: 'Chosen among applicants' },
};

export function differences(
  a: Clause,
  b: Clause,
  amounts: { readonly before: Words; readonly after: Words },
  catalogue: FactCatalogue,
  assessedYear: number,
): Difference[] {
  const out: Difference[] = [];
  const put = (path: string, what: Words, before: Words | null, after: Words | null) => {
    if (same(before, after)) return;
    out.push({
      path,
      what,
      change: before === null ? 'added' : after === null ? 'removed' : 'changed',
      before,
      after,
    });
  };
  put('title', { zh: '名称', en: 'Title' }, a.title, b.title);
  put('plain', { zh: '通俗说明', en: 'In plain words' }, a.plain, b.plain);
  put('article', { zh: '条目', en: 'Article' }, plain(a.article), plain(b.article));
  put('period', { zh: '有效期', en: 'In force' }, stretch(a.period), stretch(b.period));
  put('bridges', { zh: '参照执行期间', en: 'Also applied' }, stretches(a.bridges), stretches(b.bridges));
  put('event', { zh: '适用事项发生期间', en: 'For what happened' }, stretch(a.event), stretch(b.event));
  put('filing', { zh: '申报期间', en: 'Filing window' }, stretches(a.filing), stretches(b.filing));
  put('benefit', { zh: '金额', en: 'Amount' }, amounts.before, amounts.after);
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

  const asked = (c: Clause, r: Clause['requirements'][number]): Words => {
    const rule = conditionWords({ catalogue, definitions: c.definitions, assessedYear }, r.rule);
    return { zh: `${r.text.zh}（${rule.zh}）`, en: `${r.text.en} (${rule.en})` };
  };
  const ids = [...new Set([...a.requirements, ...b.requirements].map((r) => r.id))];
  for (const id of ids) {
    const before = a.requirements.find((r) => r.id === id);
    const after = b.requirements.find((r) => r.id === id);
    const label = (after ?? before)?.text ?? plain(id);
    put(
      `requirements.${id}`,
      { zh: `条件：${label.zh}`, en: `Condition: ${label.en}` },
      before ? asked(a, before) : null,
      after ? asked(b, after) : null,
    );
  }
  const materials = [...new Set([...a.materials, ...b.materials].map((m) => m.id))];
  for (const id of materials) {
    const before = a.materials.find((m) => m.id === id);
    const after = b.materials.find((m) => m.id === id);
    put(`materials.${id}`, { zh: '材料', en: 'Material' }, before?.name ?? null, after?.name ?? null);
  }
  return out;
}
