import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { checkPolicies } from '../../packages/rules/src/benefit/check.ts';
import { type Clause, policy } from '../../packages/rules/src/clause.ts';
import { compileClause } from '../../packages/rules/src/evaluate/assess.ts';
import { catalogueOf, type FieldDef, factCatalogue } from '../../packages/rules/src/facts.ts';
import { aroundOf, checkWords } from '../../packages/rules/src/words/check.ts';
import { parsePack } from '../../packages/server/src/platform/packs/load.ts';
import { districtsData } from '../../packages/server/src/platform/packs/schemas.ts';

const here = dirname(fileURLToPath(import.meta.url));
const read = (path: string) => readFileSync(join(here, path), 'utf8');
const files = readdirSync(here).filter((f) => f.endsWith('.json'));
const packs = files.map((file) => {
  const pack = parsePack(`policies/${file}`, read(file));
  return { file, pack, policy: policy.parse(pack.data) };
});
const clauses = packs.flatMap((p) => p.policy.clauses);
const byId = new Map(clauses.map((c) => [c.id, c]));
const fields = factCatalogue.parse(
  parsePack('enterprise/fields.json', read('../enterprise/fields.json')).data,
);
const catalogue = catalogueOf(fields);
const districts = districtsData.parse(parsePack('districts.json', read('../districts.json')).data);
const readme = read('README.md');

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
/** Every object in a tree, with the collection that `item` reads there. */
function* nodes(
  tree: Json,
  collection?: string,
): Generator<{ node: { readonly [key: string]: Json }; collection?: string }> {
  if (typeof tree !== 'object' || tree === null) return;
  if (Array.isArray(tree)) {
    for (const part of tree as readonly Json[]) yield* nodes(part, collection);
    return;
  }
  const node = tree as { readonly [key: string]: Json };
  yield { node, collection };
  const inside = typeof node.in === 'string' ? node.in : collection;
  for (const part of Object.values(node)) yield* nodes(part, inside);
}
const asJson = (x: unknown): Json => JSON.parse(JSON.stringify(x)) as Json;
const fieldOf = (value: Json | undefined, collection: string | undefined): FieldDef | undefined => {
  const v = value as { op?: string; field?: string } | undefined;
  if (v?.op === 'fact') return catalogue.fields.get(v.field ?? '');
  if (v?.op === 'item') return catalogue.collections.get(collection ?? '')?.byKey.get(v.field ?? '');
  return undefined;
};
/** `per` has `in` beside `where`, and its amount stands outside of it. */
const treesOf = (c: Clause): [Json, string | undefined][] => [
  ...c.requirements.map((r): [Json, undefined] => [asJson(r.rule), undefined]),
  [asJson(c.benefit), c.benefit.per?.in],
  [asJson(c.definitions), undefined],
];

describe('each pack', () => {
  test.each(packs)('$file: its name, its addresses, how it was checked', ({ file, pack, policy: p }) => {
    expect(pack.kind).toBe('policy');
    expect(pack.id).toBe(`policies/${file.slice(0, -'.json'.length)}`);
    expect(p.id).toBe(file.slice(0, -'.json'.length));
    const addresses = pack.sources.map((s) => s.address);
    for (const c of p.clauses) expect(addresses).toContain(c.provenance.address);
    const news = p.clauses.some((c) => c.provenance.mark === 'news');
    expect(pack.verification.status).toBe(news ? 'from-news' : 'verified');
    for (const c of p.clauses)
      expect([c.period.from, ...c.bridges.map((b) => b.from)].every((d) => d >= pack.period.from)).toBe(true);
    if (p.level === 'district') expect(p.district).toBeDefined();
  });

  test.each(packs)(
    '$file: every clause compiles, with fields and codes of the catalogue',
    ({ policy: p }) => {
      for (const c of p.clauses) {
        compileClause(c, catalogue);
        for (const [tree, outer] of treesOf(c))
          for (const { node, collection = outer } of nodes(tree, outer)) {
            const at = `${c.id}: ${JSON.stringify(node)}`;
            if (node.op === 'fact' || node.op === 'item') {
              const field = fieldOf(node, collection);
              expect(field, at).toBeDefined();
              if (node.op === 'fact') expect(node.year !== undefined, at).toBe(field?.period === 'year');
            }
            if (node.op === 'review')
              expect(catalogue.fields.get(String(node.field))?.from, at).toBe('expert');
            if (typeof node.in === 'string') expect(catalogue.collections.has(node.in), at).toBe(true);
            if (node.op !== 'in') continue;
            const field = fieldOf(node.value, collection);
            const set = node.set as readonly string[];
            const known = field?.codes
              ? Object.keys(field.codes)
              : field?.key === 'city'
                ? [districts.city.code]
                : field?.key === 'park'
                  ? districts.parks.map((x) => x.id)
                  : [...districts.districts.map((x) => x.code), '440112'];
            for (const code of set) expect(known, at).toContain(code);
          }
        expect(
          c.requirements.some((r) => r.kind === 'scope'),
          c.id,
        ).toBe(true);
        expect(new Set(c.requirements.map((r) => r.id)).size, c.id).toBe(c.requirements.length);
        expect(new Set(c.materials.map((m) => m.id)).size, c.id).toBe(c.materials.length);
      }
    },
  );

  test.each(packs)('$file: money as the text gives it', ({ policy: p }) => {
    for (const c of p.clauses) {
      const { amount, instalments } = c.benefit;
      if (c.automatic) expect(c.entitlement, c.id).toBe('fixed');
      if (amount.op === 'unknown') expect(c.entitlement, c.id).not.toBe('fixed');
      if (amount.op === 'percent' && amount.capYuan !== undefined)
        expect(c.entitlement, c.id).not.toBe('fixed');
      if (instalments)
        expect(
          instalments.reduce((sum, i) => sum + i.percent, 0),
          c.id,
        ).toBe(100);
      if (amount.op === 'bands')
        expect(
          amount.bands.map((b) => b.from),
          c.id,
        ).toEqual(amount.bands.map((b) => b.from).sort((a, b) => a - b));
      // Nobody has compared a clause with the issued text yet; who does, puts a name and a day here
      expect(c.provenance.verifier, c.id).toBeNull();
      // The window of the event is not narrower than what the clause looks at
      if (c.event?.to) expect(c.event.from <= c.event.to, c.id).toBe(true);
    }
  });

  test.each(packs)('$file: Chinese where Chinese is due, English without any', ({ pack }) => {
    for (const { node } of nodes(asJson(pack.data))) {
      if (node.zh === undefined && node.en === undefined) continue;
      const [zh, en] = [String(node.zh), String(node.en)];
      expect(zh).toMatch(/\p{Script=Han}/u);
      expect(en.replace(/浦科经委规|沪奉府规|〔\d+〕\d+号/gu, '')).not.toMatch(/\p{Script=Han}/u);
      expect(en).not.toMatch(/undefined|NaN|\s{2}/);
      expect(zh).not.toMatch(/undefined|NaN/);
    }
  });
});

describe('all packs together', () => {
  test('pass the checks of the engine; one gap between versions is real', () => {
    const problems = checkPolicies(
      packs.map((p) => p.policy),
      catalogue,
    );
    expect(problems.filter((p) => p.severity === 'error')).toEqual([]);
    // From the plan that ended with 2020 to the text of June 2021 nothing held, and nothing bridges it
    expect(problems.map((p) => p.code)).toEqual(['follows.gap']);
  });

  test('ids stand once', () => {
    const all = [
      ...clauses.map((c) => c.id),
      ...packs.flatMap((p) => [...p.policy.caps, ...p.policy.exclusions].map((x) => x.id)),
    ];
    expect(all.filter((id, i) => all.indexOf(id) !== i)).toEqual([]);
  });

  test('what a clause, a cap or an exclusion names is there', () => {
    const named = [
      ...clauses.flatMap((c) => c.follows),
      ...clauses.flatMap((c) => (c.benefit.amount.op === 'share' ? [c.benefit.amount.clause] : [])),
      ...packs.flatMap((p) => [...p.policy.caps, ...p.policy.exclusions].flatMap((x) => x.clauses)),
    ];
    expect(named.filter((id) => !byId.has(id))).toEqual([]);
  });

  test('a cap or exclusion for each item covers clauses for items of one collection', () => {
    for (const rule of packs.flatMap((p) => [...p.policy.caps, ...p.policy.exclusions])) {
      if (rule.per !== 'item') continue;
      const kinds = rule.clauses.map((id) => byId.get(id)?.benefit.per?.in);
      expect(new Set(kinds).size, rule.id).toBe(1);
      expect(kinds[0], rule.id).toBeDefined();
    }
  });

  test('following and sharing never go in a circle; what follows begins later', () => {
    const walk = (id: string, seen: readonly string[], next: (c: Clause) => readonly string[]): void => {
      expect(seen).not.toContain(id);
      const c = byId.get(id);
      for (const to of c ? next(c) : []) walk(to, [...seen, id], next);
    };
    for (const c of clauses) {
      walk(c.id, [], (x) => x.follows);
      walk(c.id, [], (x) => (x.benefit.amount.op === 'share' ? [x.benefit.amount.clause] : []));
      for (const before of c.follows)
        expect((byId.get(before)?.period.from ?? '') < c.period.from).toBe(true);
    }
  });

  test('the three texts on class III certificates stand in a chain', () => {
    const chain: string[] = [];
    for (let at: string | undefined = 'shanghai.2024-9.device-registered'; at; at = byId.get(at)?.follows[0])
      chain.push(at);
    expect(chain).toEqual([
      'shanghai.2024-9.device-registered',
      'shanghai.2021-5.device-registered',
      'shanghai.2018.device-registered',
    ]);
  });
});

describe('README', () => {
  const table = new Map(
    [...readme.matchAll(/^\| ([A-D]\d+) \| ([^|]*) \| ([^|]*) \| ([^|]*) \|$/gm)].map((m) => [
      m[1] ?? '',
      { clauses: [...(m[3] ?? '').matchAll(/`([^`]+)`/g)].map((c) => c[1] ?? ''), note: (m[4] ?? '').trim() },
    ]),
  );
  const rows = Object.entries({ A: 23, B: 20, C: 41, D: 6 }).flatMap(([letter, n]) =>
    Array.from({ length: n }, (_, i) => `${letter}${i + 1}`),
  );

  test('every row of the collection is there, in order', () => {
    expect([...table.keys()]).toEqual(rows);
  });
  test('a row leads to clauses that are there, or says why to none', () => {
    for (const [row, { clauses: ids, note }] of table) {
      for (const id of ids) expect(byId.has(id), `${row}: ${id}`).toBe(true);
      if (ids.length === 0) expect(note, row).not.toBe('');
    }
  });
  test('every clause belongs to one row', () => {
    const named = [...table.values()].flatMap((r) => r.clauses);
    expect(named.toSorted()).toEqual(clauses.map((c) => c.id).toSorted());
  });
});

test('the plain words speak of no figure that the rule does not have, but for five that speak of something else', () => {
  const policies = packs.map((p) => p.policy);
  const found = clauses.flatMap((c) =>
    checkWords(c, [c.id], aroundOf(c, policies)).map(
      (w) => `${w.path.join('.')} ${w.zh.split('”')[0]?.slice(5)}`,
    ),
  );
  expect(found.filter((f) => f.includes('.zh '))).toEqual([
    // Which stage has the lower sum is not told
    'shanghai.2021-5.improved-drug.plain.zh 500万',
    // Another source has another figure
    'shanghai.voucher.firm.plain.zh 50万元',
    // How far back a flag of the register looks
    'songjiang.2021-1.principal.plain.zh 两年',
    'songjiang.2021-1.contractor.plain.zh 两年',
    // How long it is paid, of which the report says nothing by year
    'songjiang.etdz.rent.plain.zh 两年',
  ]);
  expect(found).toHaveLength(10);
});
