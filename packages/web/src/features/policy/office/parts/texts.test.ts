import { readdirSync, readFileSync } from 'node:fs';
import { clause as clauseSchema, policy as policySchema } from '@hegu/rules/clause.ts';
import { catalogueOf, factCatalogue } from '@hegu/rules/facts.ts';
import { goldenCases } from '@hegu/rules/golden.ts';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { ClauseForm } from '../sections/clause-form.tsx';
import { DocumentForm, type DocumentText } from '../sections/document-form.tsx';
import { setAt } from '../tree/make.ts';
import { type Editing, EditingContext, type Path, type ShownProblem } from './editing.ts';
import { checkHere, formOf, stillTold } from './texts.ts';
import { wholeCase, wholeDocument } from './whole.ts';

const packs = new URL('../../../../../../../packs/', import.meta.url);
const read = (path: string) => JSON.parse(readFileSync(new URL(path, packs), 'utf8')) as { data: unknown };
const files = (folder: string) => readdirSync(new URL(folder, packs)).filter((f) => f.endsWith('.json'));
const catalogue = catalogueOf(factCatalogue.parse(read('enterprise/fields.json').data));
const policies = files('policies').map((f) => policySchema.parse(read(`policies/${f}`).data));
const clauses = policies.flatMap((p) => p.clauses);
const others = clauses.map((c) => ({
  id: c.id,
  title: c.title,
  policyTitle: c.title,
  from: c.period.from,
  to: c.period.to,
}));

/** Keys in one order: the same bytes for the same value. */
const canonical = (x: unknown): string =>
  JSON.stringify(x, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

describe('a clause in the editor', () => {
  test('comes out as it went in: every clause, every document and every standard case of the packs', () => {
    for (const policy of policies) {
      for (const clause of policy.clauses) {
        const form = formOf(structuredClone(clause) as unknown as Record<string, unknown>);
        expect(canonical(form), clause.id).toBe(canonical(clause));
        // As after an edit that was taken back
        const there = setAt({ clause: form }, ['clause', 'title', 'zh'], 'x');
        const back = setAt(there, ['clause', 'title', 'zh'], clause.title.zh).clause;
        expect(canonical(clauseSchema.parse(back))).toBe(canonical(clause));
        expect(checkHere(form, null, catalogue).problems.filter((p) => p.severity === 'error')).toEqual([]);
      }
      const { clauses: _, ...document } = policy;
      expect(canonical(wholeDocument(document as never))).toBe(canonical(document));
    }
    for (const f of files('policies/golden'))
      for (const golden of goldenCases.parse(read(`policies/golden/${f}`).data).cases)
        expect(canonical(wholeCase(golden))).toBe(canonical(golden));
  });

  test('whose amount is changed is told that its words speak of the old one, at the words, and nothing else is', () => {
    const alarms = (change: (c: Record<string, unknown>) => unknown) =>
      policies.flatMap(({ clauses: inside, ...document }) =>
        inside.flatMap((c) => {
          const form = formOf(change(structuredClone(c) as never) as never);
          return checkHere(form, null, catalogue, document as never)
            .problems.filter((p) => p.zh.startsWith('文字写着'))
            .map((p) => `${c.id} ${p.path.join('.')}`);
        }),
      );
    // What stands in the packs is told of five clauses only, as with the whole library at hand
    expect(new Set(alarms((c) => c).map((a) => a.split(' ')[0])).size).toBe(5);
    const changed = alarms((c) =>
      c.id === 'songjiang.2025.device-3' ? setAt(c, ['benefit', 'amount', 'capYuan'], 800_000) : c,
    ).filter((a) => a.startsWith('songjiang.2025'));
    expect(changed).toEqual([
      'songjiang.2025.device-3 clause.plain.zh',
      'songjiang.2025.device-3 clause.plain.en',
    ]);
  });

  test('that is anything but whole can be shown and put right', () => {
    const broken: Record<string, unknown>[] = [
      {},
      { requirements: [null, {}, { rule: { op: 'compare' } }], definitions: 5, benefit: 'x', materials: [1] },
      { requirements: [{ rule: { op: 'all', of: [{ op: 'guess' }, { op: 'exists' }] } }], period: null },
      {
        benefit: { amount: { op: 'bands' }, per: 3, instalments: [null] },
        definitions: { a: { op: 'when' } },
      },
      { benefit: { amount: { op: 'percent' } }, follows: 'x', budget: [], bridges: [1], datesKnown: 1 },
    ];
    for (const raw of broken)
      expect(() =>
        shown(formOf(raw) as never, wholeDocument({ caps: [1], exclusions: [{}] }), []),
      ).not.toThrow();
  });
});

function shown(
  clause: ReturnType<typeof formOf>,
  document: Record<string, unknown>,
  problems: readonly ShownProblem[],
) {
  const editing: Editing = {
    on: true,
    problems,
    catalogue,
    spoken: catalogue,
    names: null,
    others,
    assessedYear: 2026,
    live: false,
    set: () => {},
  };
  return renderToStaticMarkup(
    createElement(
      EditingContext.Provider,
      { value: editing },
      createElement(ClauseForm, { clause }),
      createElement(DocumentForm, {
        document: document as DocumentText,
        clause,
        clauseId: clause.id ?? 'x.y',
        holding: document as DocumentText,
      }),
    ),
  );
}

/** Every place of a value, with what is inside it. */
function* placesOf(node: unknown, path: Path): Generator<Path> {
  yield path;
  if (typeof node === 'object' && node !== null)
    for (const [key, part] of Object.entries(node))
      yield* placesOf(part, [...path, Array.isArray(node) ? Number(key) : key]);
}

/** A clause and a document with every part that the model has. */
const everything = (() => {
  const revenue = { op: 'fact', field: 'revenue', year: -1 } as const;
  const where = { op: 'in', value: { op: 'item', field: 'kind' }, set: ['device'] } as const;
  const yuan = (n: number) => ({ op: 'money', yuan: n }) as const;
  const day = (value: string) => ({ op: 'date', value }) as const;
  const stretch = { from: '2026-01-01', to: '2026-12-31' };
  const text = { zh: '甲', en: 'a' };
  const ge = (left: unknown, right: unknown) => ({ op: 'compare', is: 'ge', left, right });
  const clause = clauseSchema.parse({
    id: 'every.thing',
    title: text,
    plain: text,
    article: '第一条',
    provenance: { mark: 'text', address: 'https://example.org', verifier: { name: '甲', on: '2026-01-02' } },
    period: stretch,
    datesKnown: { from: 'month', to: 'year' },
    bridges: [stretch],
    event: stretch,
    filing: [stretch],
    decisionWorkingDays: 20,
    definitions: {
      base: { op: 'total', in: 'products', where, value: { op: 'item', field: 'rdCost' } },
      most: { op: 'greatest', in: 'products', where, value: { op: 'item', field: 'approvedOn' } },
    },
    requirements: [
      ge({ op: 'use', name: 'base' }, yuan(1)),
      ge({ op: 'add', of: [revenue, revenue] }, { op: 'subtract', from: revenue, take: yuan(1) }),
      ge({ op: 'multiply', value: revenue, by: 2 }, { op: 'min', of: [revenue] }),
      ge({ op: 'ratio', over: revenue, under: revenue }, { op: 'percent', value: 5 }),
      ge({ op: 'growth', from: revenue, to: revenue }, { op: 'percent', value: 5 }),
      ge(
        {
          op: 'bands',
          value: revenue,
          bands: [{ from: 1, gives: 2 }],
          otherwise: 0,
          unit: 'score',
        },
        { op: 'number', value: 1, unit: 'score' },
      ),
      ge({ op: 'when', if: { op: 'always' }, use: yuan(1), otherwise: yuan(2) }, revenue),
      ge(
        { op: 'shift', date: day('2026-01-01'), years: 1, months: 2, days: 3, workingDays: 4 },
        { op: 'context', date: 'eventFrom' },
      ),
      ge(
        { op: 'between', from: day('2026-01-01'), to: { op: 'context', date: 'assessment' }, unit: 'years' },
        { op: 'count', in: 'products', where },
      ),
      { op: 'all', of: [{ op: 'any', of: [{ op: 'not', of: { op: 'always' } }] }] },
      { op: 'atLeast', count: 1, of: [{ op: 'flag', value: { op: 'fact', field: 'listed' }, is: true }] },
      { op: 'in', value: { op: 'fact', field: 'registeredDistrict' }, set: ['310114'] },
      { op: 'exists', in: 'products', where },
      { op: 'review', field: 'techField' },
    ].map((rule, i) => ({ id: `r${i}`, kind: 'requirement', text, article: '第一款', rule })),
    benefit: {
      kind: 'money',
      amount: { op: 'percent', percent: 10, of: { op: 'item', field: 'rdCost' }, capYuan: 100 },
      per: { in: 'products', where, limit: 2 },
      instalments: [
        { percent: 50, afterMonths: 0 },
        { percent: 50, afterMonths: 12, recheck: { op: 'exists', in: 'products' } },
      ],
      years: 2,
    },
    entitlement: 'upper',
    automatic: false,
    follows: [clauses[0]?.id],
    materials: [{ id: 'm', name: text, source: 'firm', required: true, form: 'file', note: text }],
    budget: { yuanPerYear: 1, places: 2, by: 'ranking' },
  });
  const cap = { text, clauses: ['every.thing'], per: 'firm', within: 'year' };
  const { clauses: _, ...document } = policySchema.parse({
    id: 'every',
    title: text,
    number: '1',
    issuer: text,
    level: 'district',
    district: '310114',
    field: 'devices',
    address: 'https://example.org',
    status: 'inForce',
    clauses: [],
    caps: [
      { ...cap, id: 'a', limit: { op: 'yuan', yuan: 1 } },
      { ...cap, id: 'b', limit: { op: 'count', count: 1 } },
      { ...cap, id: 'c', per: 'item', limit: { op: 'percent', percent: 5, of: revenue } },
    ],
    exclusions: [
      {
        id: 'x',
        text,
        clauses: ['every.thing', 'y.z'],
        per: 'firm',
        unless: { op: 'exists', in: 'products' },
      },
    ],
  });
  return { clause, document: document as unknown as Record<string, unknown> };
})();

describe('what is wrong', () => {
  test('is told at its place, wherever in the model that is', () => {
    const samples = [
      everything,
      ...(['flat', 'bands', 'share', 'unknown'] as const).map((op) => ({
        ...everything,
        clause: {
          ...everything.clause,
          benefit: {
            kind: 'money' as const,
            amount: {
              flat: { op: 'flat' as const, yuan: 1 },
              bands: {
                op: 'bands' as const,
                of: { op: 'money' as const, yuan: 1 },
                bands: [{ from: 1, yuan: 2 }],
              },
              share: { op: 'share' as const, percent: 5, clause: 'y.z', capYuan: 1 },
              unknown: { op: 'unknown' as const },
            }[op],
          },
        },
      })),
    ];
    for (const { clause, document } of samples) {
      const places = [...placesOf(clause, ['clause']), ...placesOf(document, ['document'])];
      const problems = places.map(
        (path, i): ShownProblem => ({ path, severity: 'error', zh: `错在〔${i}〕`, en: `wrong ${i}` }),
      );
      const html = shown(clause, document, problems);
      const silent = places.filter((_, i) => !html.includes(`错在〔${i}〕`)).map((p) => p.join('.'));
      expect(silent).toEqual([]);
    }
  });

  test('is told while it is typed; what only the library can tell stays from the last save', () => {
    const clause = structuredClone(everything.clause);
    clause.period.to = '2020-01-01';
    const { sound, problems } = checkHere(clause, { title: 1 }, catalogue);
    expect(sound).toBe(null);
    expect(problems.map((p) => p.path.join('.'))).toContain('clause.period.to');
    expect(problems.some((p) => p.path[0] === 'document')).toBe(true);
    const saved = [
      { path: ['clause', 'follows', 0], code: 'follows.overlap' },
      { path: ['clause', 'period', 'to'], code: 'shape.custom' },
      { path: ['golden', 0], code: 'shape.invalid_type' },
      { path: ['document', 'title'], code: 'shape.invalid_type' },
    ].map((p) => ({ ...p, severity: 'error' as const, zh: '', en: '' }));
    const told = (now: typeof clause) => stillTold(saved, clause, now).map((p) => p.path[0]);
    expect(told(clause)).toEqual(['clause', 'golden']);
    // What it hangs on has been changed since: the next save tells
    expect(told({ ...clause, follows: ['another.one'] })).toEqual(['golden']);
    expect(told({ ...clause, period: { from: '2019-01-01', to: null } })).toEqual(['golden']);
  });
});
