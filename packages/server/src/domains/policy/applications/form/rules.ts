import type { MaterialLine } from '@hegu/contract/policy/applications.ts';
import type { Amount, Clause } from '@hegu/rules/clause.ts';
import { needsOf } from '@hegu/rules/columns/needs.ts';
import { factWords } from '@hegu/rules/explain/explain.ts';
import { itemName } from '@hegu/rules/explain/item-name.ts';
import type { Condition, Value } from '@hegu/rules/expression.ts';
import type { FactCatalogue, Facts, FieldDef, Words } from '@hegu/rules/facts.ts';
import type { z } from 'zod';
import type { Result } from '../decisions/rules.ts';

/** The form of an application: everything the rule looks at, and of it only what nobody has told yet is asked. */

export interface Line {
  readonly field: string;
  readonly year: number | null;
  readonly label: Words;
  readonly value: Words | null;
  readonly source: string | null;
  readonly observedOn: string | null;
  readonly state: 'known' | 'ask' | 'judge';
}

export interface Form {
  readonly lines: readonly Line[];
  readonly collections: readonly { readonly collection: string; readonly label: Words }[];
}

const reads = (value: Value): Condition => ({ op: 'compare', is: 'ge', left: value, right: value });

/** The values an amount is reckoned from. */
const valuesOf = (amount: Amount): Value[] =>
  amount.op === 'percent' || amount.op === 'bands' ? [amount.of] : [];

const labelOf = (field: FieldDef, year: number | null): Words =>
  year === null ? field.label : { zh: `${year} 年${field.label.zh}`, en: `${field.label.en} ${year}` };

export function formOf(
  clause: Clause,
  catalogue: FactCatalogue,
  facts: Facts,
  assessedOn: string,
  result: Pick<Result, 'conditions' | 'fullFen'>,
): Form {
  const { definitions } = clause;
  const needs = (rules: readonly Condition[]) =>
    needsOf([{ definitions, requirements: rules.map((rule) => ({ rule })) }], assessedOn);
  const amounts = valuesOf(clause.benefit.amount).map(reads);
  const all = needs([...clause.requirements.map((r) => r.rule), ...amounts]);
  const openIds = new Set(result.conditions.filter((c) => c.truth === 'unknown').map((c) => c.id));
  const open = needs([
    ...clause.requirements.filter((r) => openIds.has(r.id)).map((r) => r.rule),
    // Without what it is reckoned from, no amount
    ...(result.fullFen === null ? amounts : []),
  ]);
  const lines: Line[] = [];
  for (const [key, { field, year }] of all.facts) {
    const def = catalogue.fields.get(field);
    if (!def) continue;
    const observation = facts.fact(field, year);
    if (!observation && def.from !== 'expert' && !open.facts.has(key)) continue;
    lines.push({
      field,
      year,
      label: labelOf(def, year),
      value: observation ? factWords(def, observation.value) : null,
      source: observation?.source ?? null,
      observedOn: observation?.observedOn ?? null,
      state: observation ? 'known' : def.from === 'expert' ? 'judge' : 'ask',
    });
  }
  const collections = [...open.collections.keys()].flatMap((collection) => {
    const def = catalogue.collections.get(collection);
    const told = facts.items(collection);
    return def && !(told?.complete ?? false) ? [{ collection, label: def.label }] : [];
  });
  return { lines, collections };
}

/** What stands in the record by somebody else than the firm: what a material from the platform is taken from. */
interface Evidence {
  readonly text: Words;
  readonly sources: string[];
  readonly observedOn: string | null;
}

/** The record of one firm, looked at for one application. */
interface OnRecord {
  readonly clause: Clause;
  readonly catalogue: FactCatalogue;
  readonly facts: Facts;
  readonly assessedOn: string;
  /** The item of the list that the clause pays for each of; empty where it pays for the firm. */
  readonly item: string;
}

/** Of these fields and lists of the catalogue. A yearly figure is of the years the clause reads, or else of the year before. */
function evidenceOf(of: OnRecord, shows: readonly string[]): Evidence[] {
  const { clause, catalogue, facts, assessedOn } = of;
  const reads = [...needsOfAll(clause, assessedOn).facts.values()];
  const out: Evidence[] = [];
  for (const key of shows) {
    const def = catalogue.fields.get(key);
    if (!def) continue;
    const read = reads.filter((n) => n.field === key).map((n) => n.year);
    const otherwise = def.period === 'year' ? Number(assessedOn.slice(0, 4)) - 1 : null;
    for (const year of read.length > 0 ? read : [otherwise]) {
      const o = facts.fact(key, year);
      if (!o || o.source === 'firm') continue;
      const label = labelOf(def, year);
      const value = factWords(def, o.value);
      out.push({
        text: { zh: `${label.zh}：${value.zh}`, en: `${label.en}: ${value.en}` },
        sources: [o.source],
        observedOn: o.observedOn,
      });
    }
  }
  for (const key of shows) {
    const def = catalogue.collections.get(key);
    const others = (facts.items(key)?.items ?? []).filter((i) => i.source !== 'firm');
    const one = clause.benefit.per?.in === key ? others.find((i) => i.id === of.item) : undefined;
    if (!def || others.length === 0) continue;
    if (one)
      out.push({
        text: itemName(catalogue, key, one.id, one.values),
        sources: [one.source],
        observedOn: one.observedOn,
      });
    else
      out.push({
        text: {
          zh: `${def.label.zh} ${others.length} ${def.measure.zh}`,
          en: `${def.label.en}: ${others.length}`,
        },
        sources: [...new Set(others.map((i) => i.source))],
        observedOn: null,
      });
  }
  return out;
}

const needsOfAll = ({ definitions, requirements }: Clause, assessedOn: string) =>
  needsOf([{ definitions, requirements }], assessedOn);

/** Everything the clause looks at. */
function looksAt({ clause, assessedOn }: OnRecord): string[] {
  const needs = needsOfAll(clause, assessedOn);
  return [
    ...new Set([
      ...[...needs.facts.values()].map((n) => n.field),
      ...needs.collections.keys(),
      ...(clause.benefit.per ? [clause.benefit.per.in] : []),
    ]),
  ];
}

/** A file handed in. */
export interface Held {
  readonly id: string;
  readonly materialId: string;
  readonly fileId: string;
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
  readonly addedAt: { toString(): string };
  readonly fromId: string | null;
  readonly fromNumber: string | null;
  readonly fromZh: string | null;
  readonly fromEn: string | null;
}

/** What may be taken over is for the service to say. */
type MaterialView = Omit<z.input<typeof MaterialLine>, 'reusable'>;

/**
 * The materials of an application. One that the platform is said to have says what stands for it only where the clause says what it
 * shows; whether the platform has it at all follows from that, or else from whether somebody told what the clause looks at.
 */
export function materialsOf(of: OnRecord, files: readonly Held[]): MaterialView[] {
  let any: boolean | undefined;
  const hasAny = () => {
    any ??= evidenceOf(of, looksAt(of)).length > 0;
    return any;
  };
  return of.clause.materials.map((m) => {
    const mine = files.filter((f) => f.materialId === m.id);
    const taken = m.source === 'platform' && m.shows ? evidenceOf(of, m.shows) : [];
    const here = m.shows ? taken.length > 0 : m.source === 'platform' && hasAny();
    // What the platform is said to have and has not, the firm hands in
    const by = m.source === 'platform' && !here && m.form === 'file' ? 'firm' : m.source;
    return {
      materialId: m.id,
      name: m.name,
      required: m.required,
      note: m.note ?? null,
      by,
      taken,
      files: mine.map((f) => ({
        id: f.id,
        fileId: f.fileId,
        name: f.name,
        size: f.size,
        sha256: f.sha256,
        addedAt: f.addedAt.toString(),
        reusedFrom:
          f.fromId === null
            ? null
            : { id: f.fromId, number: f.fromNumber, title: { zh: f.fromZh ?? '', en: f.fromEn ?? '' } },
      })),
      missing: by === 'firm' && m.required && m.form === 'file' && mine.length === 0,
    };
  });
}
