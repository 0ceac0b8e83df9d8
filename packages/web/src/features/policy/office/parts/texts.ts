import { checkClause, type Problem } from '@hegu/rules/benefit/check.ts';
import { type Cap, type Clause, clause as clauseSchema, policy as policySchema } from '@hegu/rules/clause.ts';
import { contradictions } from '@hegu/rules/contradictions.ts';
import type { FactCatalogue } from '@hegu/rules/facts.ts';
import { besides, mendClause } from '@hegu/rules/mend.ts';
import { readShape } from '@hegu/rules/shape.ts';
import { checkWords } from '@hegu/rules/words/check.ts';
import type { Path, ShownProblem } from './editing.ts';
import { wholeClause, wholeDocument } from './whole.ts';

type Json = Record<string, unknown>;

/** A clause to begin with: whole in form, empty in words. */
export const newClauseText = (): Json => ({
  title: { zh: '', en: '' },
  plain: { zh: '', en: '' },
  article: '',
  provenance: { mark: 'text', address: '', verifier: null },
  period: { from: '', to: null },
  bridges: [],
  filing: [],
  definitions: {},
  requirements: [
    {
      id: 'district',
      kind: 'scope',
      text: { zh: '', en: '' },
      rule: { op: 'in', value: { op: 'fact', field: 'registeredDistrict' }, set: [] },
    },
  ],
  benefit: { kind: 'money', amount: { op: 'flat', yuan: 100_000 } },
  entitlement: 'upper',
  automatic: false,
  follows: [],
  materials: [],
});

export const newDocumentText = (): Json => ({
  title: { zh: '', en: '' },
  issuer: { zh: '', en: '' },
  level: 'district',
  field: 'biomedicine',
  address: '',
  status: 'inForce',
  caps: [],
  exclusions: [],
});

/** A saved text as the form reads it: what is missing in form is filled in, what is written stays. */
export function formOf(raw: Json): Clause {
  const blank = newClauseText();
  const text = wholeClause({ ...blank, ...raw });
  if ((text.requirements as unknown[]).length === 0) text.requirements = blank.requirements;
  return text as unknown as Clause;
}

/**
 * What can be said of a clause and its document without the rest of the library, at every edit.
 *
 * @param document as the draft changes it; null where it does not
 * @param holding the document as it holds; null for a new one
 */
export function checkHere(
  clause: Clause,
  document: Json | null,
  catalogue: FactCatalogue,
  holding: Json | null = null,
): { sound: Clause | null; problems: ShownProblem[] } {
  const read = readShape(clauseSchema, clause, ['clause']);
  const around = document === null ? [] : readShape(documentSchema, document, ['document']).problems;
  const readable = read.data ?? mendClause(clause);
  const found: Problem[] = [];
  checkClause(readable, ['clause'], catalogue, found);
  const { caps } = wholeDocument(document ?? holding ?? {}) as { caps?: Cap[] };
  // A ceiling that cannot be read may be what the words speak of
  const words = around.some((p) => p.path[1] === 'caps')
    ? []
    : checkWords(readable, ['clause'], {
        caps: (caps ?? []).filter((c) => c.clauses?.includes(readable.id)),
        shareOf: null,
      });
  const all = [
    ...read.problems,
    ...besides([...found, ...contradictions(readable, ['clause'], catalogue), ...words], read.problems, 1),
  ];
  return {
    sound: all.some((p) => p.severity === 'error') ? null : read.data,
    problems: [...all, ...around],
  };
}

const documentSchema = policySchema.omit({ clauses: true });

/** What a problem hangs on beside its own place: the days of both clauses. */
const daysOf = [
  ['clause', 'period'],
  ['clause', 'bridges'],
] as const;

const partAt = (root: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (part, key) => (part as Record<string | number, unknown> | null | undefined)?.[key],
    root,
  );

/**
 * Of what the last save told, that which only the whole library can tell: about other clauses, the document, the cases. Of what has been
 * changed since the next save tells anew.
 *
 * @param before the clause as it was saved, in form
 */
export function stillTold(
  saved: readonly (ShownProblem & { readonly code: string })[],
  before: Clause,
  now: Clause,
): ShownProblem[] {
  const same = (path: Path) =>
    JSON.stringify(partAt({ clause: before }, path)) === JSON.stringify(partAt({ clause: now }, path));
  return saved.filter((p) =>
    p.path[0] === 'clause'
      ? /^(share|follows|stop|clause)\./.test(p.code) &&
        same(p.path) &&
        (!p.code.startsWith('follows.') || daysOf.every(same))
      : !(p.path[0] === 'document' && p.code.startsWith('shape.')),
  );
}
