import type { DraftProblem } from '@hegu/contract/policy/drafts.ts';
import { checkPolicies } from '@hegu/rules/benefit/check.ts';
import type { WorkCalendar } from '@hegu/rules/civil.ts';
import {
  type Cap,
  type Clause,
  cap as capSchema,
  clause as clauseSchema,
  type Exclusion,
  exclusion as exclusionSchema,
  type Policy,
  policy as policySchema,
} from '@hegu/rules/clause.ts';
import { contradictions, shareExcluded } from '@hegu/rules/contradictions.ts';
import type { FactCatalogue, Words } from '@hegu/rules/facts.ts';
import { type GoldenCase, goldenCase, goldenRunner } from '@hegu/rules/golden.ts';
import { besides, mendClause } from '@hegu/rules/mend.ts';
import { readShape } from '@hegu/rules/shape.ts';
import { aroundOf, checkWords } from '@hegu/rules/words/check.ts';
import type { z } from 'zod';

/** What is wrong with a draft, and whether its cases pass. Pure. */

/** A document without its clauses: title, issuer, ceilings, exclusions. */
export type DocumentBody = Omit<Policy, 'clauses'>;
export const documentSchema = policySchema.omit({ clauses: true });

export interface DraftText {
  readonly clauseId: string;
  readonly policyId: string;
  readonly clause: Readonly<Record<string, unknown>>;
  readonly document: Readonly<Record<string, unknown>> | null;
  readonly golden: readonly Readonly<Record<string, unknown>>[];
}

export interface Checked {
  /** Null where it cannot be read yet. */
  readonly clause: Clause | null;
  readonly document: DocumentBody | null;
  /** The library with the draft in its place; null where it cannot be read yet. */
  readonly policies: readonly Policy[] | null;
  readonly golden: readonly (GoldenCase | null)[];
  readonly problems: readonly DraftProblem[];
}

export const errorsOf = (problems: readonly DraftProblem[]): readonly DraftProblem[] =>
  problems.filter((p) => p.severity === 'error');

export function checkDraft(draft: DraftText, base: readonly Policy[], catalogue: FactCatalogue): Checked {
  const problems: DraftProblem[] = [];
  const clause = read(clauseSchema, { ...draft.clause, id: draft.clauseId }, ['clause'], problems);
  const document = draft.document
    ? (read(
        documentSchema,
        { ...draft.document, id: draft.policyId },
        ['document'],
        problems,
      ) as DocumentBody | null)
    : null;
  const golden = draft.golden.map((raw, i) =>
    readCase({ ...raw, clause: draft.clauseId }, i, catalogue, problems),
  );
  const there = base.some((p) => p.id === draft.policyId);
  if (!there && draft.document === null)
    problems.push({
      path: ['document'],
      code: 'document.missing',
      severity: 'error',
      zh: `没有文件“${draft.policyId}”，请填写文件信息`,
      en: `There is no document ${draft.policyId}: say what it is`,
    });
  const whole = clause && (draft.document === null || document) && (there || document);
  // What cannot be read is mended for the checks alone: all that is wrong is told at once
  const shape = problems.filter((p) => p.path[0] === 'clause');
  const readable = clause ?? mendClause({ ...draft.clause, id: draft.clauseId });
  const policies = merged(base, draft.policyId, readable, document ?? mendedDocument(draft, there));
  const found: DraftProblem[] = [
    ...contradictions(readable, ['clause'], catalogue).map((c) => ({ ...c, path: [...c.path] })),
    ...libraryProblems(policies, base, draft, catalogue),
    // A ceiling that cannot be read may be what the words speak of
    ...(draft.document && !document
      ? []
      : checkWords(readable, ['clause'], aroundOf(readable, policies))
    ).map((w) => ({ ...w, path: [...w.path] })),
  ];
  problems.push(...besides(found, shape, 1));
  return { clause, document, policies: whole ? policies : null, golden, problems };
}

/** A document that cannot be read yet, for the checks of its clause and of those of its rules that can; null for the one that holds. */
function mendedDocument({ policyId, clauseId, document }: DraftText, there: boolean): DocumentBody | null {
  if (there && !document) return null;
  const list = (x: unknown): readonly unknown[] => (Array.isArray(x) ? x : []);
  const common = { id: 'unread', text: { zh: '', en: '' }, per: 'firm' as const };
  return {
    id: policyId,
    title: { zh: policyId, en: policyId },
    issuer: { zh: policyId, en: policyId },
    level: 'district',
    field: 'other',
    address: 'https://localhost/',
    status: 'inForce',
    // One that cannot be read says nothing, and the others keep their places
    caps: list(document?.caps).map(
      (x): Cap =>
        capSchema.safeParse(x).data ?? {
          ...common,
          clauses: [clauseId],
          within: 'year',
          limit: { op: 'yuan', yuan: 0 },
        },
    ),
    exclusions: list(document?.exclusions).map(
      (x): Exclusion => exclusionSchema.safeParse(x).data ?? { ...common, clauses: [clauseId] },
    ),
  };
}

/** The library as it would be with the clause, and the document where the draft has one, in place. */
export function merged(
  base: readonly Policy[],
  policyId: string,
  clause: Clause,
  document: DocumentBody | null,
): Policy[] {
  const found = base.find((p) => p.id === policyId);
  if (!found) return document ? [...base, { ...document, clauses: [clause] }] : [...base];
  const known = found.clauses.some((c) => c.id === clause.id);
  const changed: Policy = {
    ...found,
    ...document,
    clauses: known ? found.clauses.map((c) => (c.id === clause.id ? clause : c)) : [...found.clauses, clause],
  };
  return base.map((p) => (p.id === policyId ? changed : p));
}

const known = new WeakMap<readonly Policy[], { catalogue: FactCatalogue; keys: ReadonlySet<string> }>();
const keyOf = (p: { code: string; zh: string }) => `${p.code} ${p.zh}`;

interface Found extends Words {
  readonly path: readonly (string | number)[];
  readonly code: string;
  readonly severity: 'error' | 'warning';
}

const problemsOf = (policies: readonly Policy[], catalogue: FactCatalogue): readonly Found[] => [
  ...checkPolicies(policies, catalogue),
  ...shareExcluded(policies),
];

/** Problems that the library has without the draft are not the draft's. */
function baseline(base: readonly Policy[], catalogue: FactCatalogue): ReadonlySet<string> {
  const before = known.get(base);
  if (before?.catalogue === catalogue) return before.keys;
  const keys = new Set(problemsOf(base, catalogue).map(keyOf));
  known.set(base, { catalogue, keys });
  return keys;
}

function libraryProblems(
  policies: readonly Policy[],
  base: readonly Policy[],
  draft: DraftText,
  catalogue: FactCatalogue,
): DraftProblem[] {
  const before = baseline(base, catalogue);
  const at = policies.findIndex((p) => p.id === draft.policyId);
  const place = policies[at]?.clauses.findIndex((c) => c.id === draft.clauseId);
  return problemsOf(policies, catalogue).flatMap((p): DraftProblem[] => {
    const [policy, list, index, ...rest] = p.path;
    const mine = policy === at && list === 'clauses' && index === place;
    if (!mine && before.has(keyOf(p))) return [];
    // A circle that the draft closes goes through its clause, where it is told: once is enough
    if (!mine && p.code.endsWith('.circular') && list === 'clauses') return [];
    const path = mine
      ? ['clause', ...rest]
      : policy === at && list !== 'clauses'
        ? ['document', ...p.path.slice(1)]
        : ['library', policies[Number(policy)]?.clauses[Number(index)]?.id ?? '', ...rest];
    return [{ path, code: p.code, severity: p.severity, zh: p.zh, en: p.en }];
  });
}

function readCase(
  raw: Readonly<Record<string, unknown>>,
  i: number,
  catalogue: FactCatalogue,
  problems: DraftProblem[],
): GoldenCase | null {
  const golden = read(goldenCase, raw, ['golden', i], problems);
  if (!golden) return null;
  const strange = (path: (string | number)[], key: string) =>
    problems.push({
      path: ['golden', i, 'profile', ...path],
      code: 'field.unknown',
      severity: 'error',
      zh: `指标目录中没有“${key}”`,
      en: `The catalogue has no field ${key}`,
    });
  for (const key of Object.keys(golden.profile.facts))
    if (!catalogue.fields.has(key)) strange(['facts', key], key);
  for (const [key, { items }] of Object.entries(golden.profile.collections)) {
    const def = catalogue.collections.get(key);
    if (!def) strange(['collections', key], key);
    for (const [n, item] of items.entries())
      for (const field of Object.keys(item.values))
        if (def && !def.byKey.has(field)) strange(['collections', key, 'items', n, field], `${key}.${field}`);
  }
  return golden;
}

function read<S extends z.ZodType>(
  schema: S,
  raw: unknown,
  path: readonly (string | number)[],
  problems: DraftProblem[],
): z.output<S> | null {
  const found = readShape(schema, raw, path);
  for (const p of found.problems) {
    const { keys, ...rest } = p;
    problems.push({ ...rest, path: [...p.path], ...(keys ? { keys: [...keys] } : {}) });
  }
  return found.data;
}

export interface CaseResult {
  readonly name: Words;
  readonly expected: GoldenCase['expect']['outcome'] | null;
  readonly outcome: GoldenCase['expect']['outcome'] | null;
  readonly expectedFen: number | null;
  readonly amountFen: number | null;
  readonly passed: boolean;
}

const wordsOf = (raw: unknown): Words => {
  const name = (raw as { name?: { zh?: unknown; en?: unknown } } | null)?.name;
  return { zh: String(name?.zh ?? ''), en: String(name?.en ?? '') };
};

/** Runs the cases that can be run; one that cannot has not passed. */
export function runCases(
  draft: DraftText,
  checked: Checked,
  catalogue: FactCatalogue,
  calendar: WorkCalendar,
): CaseResult[] {
  const broken = checked.policies === null || errorsOf(checked.problems).some((p) => p.path[0] !== 'golden');
  const run = broken || !checked.policies ? null : goldenRunner(checked.policies, catalogue, calendar);
  return checked.golden.map((golden, i) => {
    const failed = {
      name: golden?.name ?? wordsOf(draft.golden[i]),
      expected: golden?.expect.outcome ?? null,
      expectedFen: golden?.expect.amountFen ?? null,
      outcome: null,
      amountFen: null,
      passed: false,
    };
    if (!run || !golden) return failed;
    if (errorsOf(checked.problems).some((p) => p.path[0] === 'golden' && p.path[1] === i)) return failed;
    const { outcome, amountFen, passed } = run(golden);
    return { ...failed, outcome, amountFen, passed };
  });
}

/** Cases enough to publish: all pass, one is let in and one is not. */
export function casesEnough(cases: readonly CaseResult[]): boolean {
  const outcomes = cases.map((c) => c.expected);
  return (
    cases.every((c) => c.passed) &&
    outcomes.some((o) => o === 'eligible' || o === 'needsReview') &&
    outcomes.some((o) => o === 'notEligible' || o === 'notInForce')
  );
}
