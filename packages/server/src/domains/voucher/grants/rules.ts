import type { Reason } from '@hegu/contract/errors.ts';
import type { WorkCalendar } from '@hegu/rules/civil.ts';
import type { CompiledCondition } from '@hegu/rules/evaluate/compile.ts';
import { compileCondition } from '@hegu/rules/evaluate/compile.ts';
import type { Finding } from '@hegu/rules/evaluate/run.ts';
import { runOf } from '@hegu/rules/evaluate/run.ts';
import type { Condition } from '@hegu/rules/expression.ts';
import { type FactCatalogue, factsAt, type Profile } from '@hegu/rules/facts.ts';

/** Who may hold a voucher, and for how much: decisions without I/O. */

export interface AttestedFact {
  readonly field: string;
  readonly value: boolean | number | string;
  readonly source: string;
  readonly by: string;
  readonly on: string;
}

export interface HolderDecision {
  readonly truth: 'met' | 'unmet' | 'unknown' | 'review';
  readonly fields: readonly { key: string; label: { zh: string; en: string }; truth: string }[];
  readonly schemeHash: string;
  /** What was known, as the finding saw it. */
  readonly facts: readonly { field: string; value: unknown; source: string; observedOn: string }[];
  readonly assessedOn: string;
}

const compiled = new WeakMap<Condition, WeakMap<FactCatalogue, CompiledCondition>>();

function compiledFor(who: Condition, catalogue: FactCatalogue): CompiledCondition {
  const of = compiled.get(who) ?? new WeakMap<FactCatalogue, CompiledCondition>();
  compiled.set(who, of);
  let found = of.get(catalogue);
  if (!found) {
    found = compileCondition({ catalogue, definitions: {} }, who);
    of.set(catalogue, found);
  }
  return found;
}

/** The profile with what the office has seen proven itself; those statements are the newest. */
export function withAttested(profile: Profile, attested: readonly AttestedFact[]): Profile {
  const facts = { ...profile.facts };
  // Of two statements of one day the first listed counts
  for (const a of attested)
    facts[a.field] = [
      { value: a.value, source: `officer: ${a.source}`, observedOn: a.on },
      ...(facts[a.field] ?? []),
    ];
  return { ...profile, facts };
}

/** Leaves that are not met, by the fields they looked at. */
function against(finding: Finding): { key: string; truth: string }[] {
  if (finding.truth === 'met') return [];
  if (finding.parts) return finding.parts.flatMap(against);
  const keys = (finding.cites ?? []).flatMap((c) => c.field ?? c.collection ?? []);
  return keys.map((key) => ({ key, truth: finding.truth }));
}

const cited = (finding: Finding): NonNullable<Finding['cites']>[number][] =>
  finding.parts ? finding.parts.flatMap(cited) : [...(finding.cites ?? [])];

/** May this holder have a voucher on this day? Keeps what it looked at, so that the answer can be had again. */
export function assessHolder(
  who: Condition,
  catalogue: FactCatalogue,
  profile: Profile,
  on: { readonly day: string; readonly calendar: WorkCalendar; readonly schemeHash: string },
): HolderDecision {
  const run = runOf(factsAt(profile, on.day), { assessedOn: on.day, calendar: on.calendar });
  const finding = compiledFor(who, catalogue).finding(run);
  const seen = new Map(against(finding).map((f) => [f.key, f]));
  const facts = new Map(
    cited(finding).flatMap((c) =>
      c.field !== undefined && c.observation !== undefined
        ? [
            [
              c.field,
              {
                field: c.field,
                value: c.observation.value as unknown,
                source: c.observation.source,
                observedOn: c.observation.observedOn,
              },
            ] as const,
          ]
        : [],
    ),
  );
  return {
    truth: finding.truth,
    fields: [...seen.values()].map((f) => ({
      ...f,
      label: catalogue.fields.get(f.key)?.label ??
        catalogue.collections.get(f.key)?.label ?? { zh: f.key, en: f.key },
    })),
    facts: [...facts.values()],
    schemeHash: on.schemeHash,
    assessedOn: on.day,
  };
}

/** A value that the field of the catalogue can hold. */
export function fitsField(
  catalogue: FactCatalogue,
  field: string,
  value: boolean | number | string,
): boolean {
  const def = catalogue.fields.get(field);
  if (!def || def.period === 'year') return false;
  switch (def.type) {
    case 'flag':
      return typeof value === 'boolean';
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'code':
      return typeof value === 'string' && (def.codes === undefined || value in def.codes);
    case 'date':
      return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);
    case 'codes':
      return false;
  }
}

const names = (d: HolderDecision, truths: readonly string[]) => {
  const fields = d.fields.filter((f) => truths.includes(f.truth));
  return {
    fieldsZh: fields.map((f) => f.label.zh).join('、'),
    fieldsEn: fields.map((f) => f.label.en).join(', '),
  };
};

/** Not met refuses at once; missing data never grants, and what the law leaves to people is the officer's to answer. */
export function whyNotHolder(
  d: HolderDecision,
  text: { readonly zh: string; readonly en: string },
  deciding: boolean,
): Reason | null {
  if (d.truth === 'unmet')
    return {
      code: 'voucher.not_eligible',
      overridable: false,
      data: { textZh: text.zh, textEn: text.en, ...names(d, ['unmet']) },
    };
  if (deciding && d.truth === 'unknown')
    return { code: 'voucher.needs_data', overridable: false, data: names(d, ['unknown']) };
  return null;
}

/** @param grantedFen what the holder has been granted of this scheme in the year already */
export function whyOverCap(capFen: number, grantedFen: number, wantedFen: number): Reason | null {
  if (grantedFen + wantedFen <= capFen) return null;
  return {
    code: 'voucher.over_cap',
    overridable: false,
    data: { capFen, grantedFen, leftFen: Math.max(0, capFen - grantedFen) },
  };
}
