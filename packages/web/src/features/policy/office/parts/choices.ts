import { catalogueOf, type FactCatalogue, type FactCatalogueData, type FieldDef } from '@hegu/rules/facts.ts';
import { choicesOf, type FirmCatalogue } from '../../../enterprise/parts/catalogue.ts';
import { farther } from '../../parts/names.ts';
import type { OtherClause } from './editing.ts';

/** What a code can be and what it is called: from the field, from the lists of places and tracks, from the library. */

interface Coded {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
}

const places: readonly string[] = ['registeredDistrict', 'taxDistrict', 'producedDistrict', 'city'];

export function codesOf(
  names: FirmCatalogue | null,
  others: readonly OtherClause[],
  def: FieldDef,
): readonly Coded[] {
  if (def.key === 'clause' && !def.codes)
    return others.map((c) => ({ code: c.id, zh: c.title.zh || c.id, en: c.title.en || c.id }));
  const known = choicesOf(names, def);
  if (def.codes || !places.includes(def.key)) return known;
  // Places elsewhere that clauses name
  const far = Object.entries(farther).filter(([code]) => code.endsWith('0000') === (def.key === 'city'));
  return [
    ...known,
    ...far
      .filter(([code]) => !known.some((k) => k.code === code))
      .map(([code, words]) => ({ code, ...words })),
  ];
}

/** The catalogue for reading aloud: every code that has a name anywhere has it here. Not for checks, which know codes better. */
export function spokenCatalogue(
  data: FactCatalogueData,
  names: FirmCatalogue | null,
  others: readonly OtherClause[],
): FactCatalogue {
  const named = (def: FieldDef): FieldDef => {
    if (def.codes || (def.type !== 'code' && def.type !== 'codes')) return def;
    const codes = codesOf(names, others, def);
    if (codes.length === 0) return def;
    return { ...def, codes: Object.fromEntries(codes.map(({ code, zh, en }) => [code, { zh, en }])) };
  };
  return catalogueOf({
    fields: data.fields.map(named),
    collections: data.collections.map((c) => ({ ...c, fields: c.fields.map(named) })),
  });
}
