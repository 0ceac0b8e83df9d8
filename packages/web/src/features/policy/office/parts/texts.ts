import { checkClause, type Problem } from '@hegu/rules/benefit/check.ts';
import { type Clause, clause as clauseSchema } from '@hegu/rules/clause.ts';
import type { FactCatalogue } from '@hegu/rules/facts.ts';
import type { ShownProblem } from './editing.ts';

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
  const text = { ...blank, ...raw };
  if (!Array.isArray(text.requirements) || text.requirements.length === 0)
    text.requirements = blank.requirements;
  return text as unknown as Clause;
}

/** What can be said of a clause without the rest of the library, at every edit. */
export function checkHere(
  clause: Clause,
  catalogue: FactCatalogue,
): { sound: Clause | null; problems: ShownProblem[] } {
  const parsed = clauseSchema.safeParse(clause);
  if (!parsed.success) return { sound: null, problems: [] };
  const problems: Problem[] = [];
  checkClause(parsed.data, ['clause'], catalogue, problems);
  return { sound: problems.some((p) => p.severity === 'error') ? null : parsed.data, problems };
}
