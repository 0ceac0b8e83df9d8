import type { Firm } from '@hegu/contract/enterprise/firms.ts';
import type { Reason } from '@hegu/contract/errors.ts';
import { type FactCatalogue, factsAt, type Profile } from '@hegu/rules/facts.ts';
import { codeOf, districtOf, type FirmReference } from '../catalogue/rules.ts';

/** A firm's record. Pure. */

export interface Attributes {
  readonly district?: string | null | undefined;
  readonly park?: string | null | undefined;
  readonly fields?: readonly string[] | undefined;
  readonly tracks?: readonly string[] | undefined;
  readonly lineages?: readonly string[] | undefined;
  readonly establishedOn?: string | null | undefined;
}

const refuse = (code: string, data: Record<string, unknown>): Reason => ({ code, overridable: false, data });

/** Names and codes as their codes; what is not known is refused, all of it at once. A track brings its field along. */
export function resolve(
  given: Attributes,
  reference: FirmReference,
  today: string,
): { readonly attributes: Attributes; readonly reasons: readonly Reason[] } {
  const reasons: Reason[] = [];
  const one = (value: string | null | undefined, find: (v: string) => string | null, code: string) => {
    if (value === undefined || value === null) return value;
    const found = find(value);
    if (found === null) reasons.push(refuse(code, { value }));
    return found;
  };
  const many = (values: readonly string[] | undefined, of: 'fields' | 'tracks' | 'lineages', code: string) =>
    values && [...new Set(values.flatMap((v) => one(v, (x) => codeOf(x, reference[of]), code) ?? []))].sort();
  const tracks = many(given.tracks, 'tracks', 'firm.track_unknown');
  const fields = many(given.fields, 'fields', 'firm.field_unknown');
  const ofTracks = (tracks ?? []).flatMap((t) => reference.tracks.get(t)?.field ?? []);
  if (given.establishedOn != null && given.establishedOn > today)
    reasons.push(
      refuse('fact.date_future', { labelZh: '成立日期', labelEn: 'Established', value: given.establishedOn }),
    );
  return {
    reasons,
    attributes: {
      district: one(given.district, (v) => districtOf(v, reference), 'firm.district_unknown'),
      park: one(given.park, (v) => codeOf(v, reference.parks), 'firm.park_unknown'),
      tracks,
      fields: fields || ofTracks.length > 0 ? [...new Set([...(fields ?? []), ...ofTracks])].sort() : fields,
      lineages: many(given.lineages, 'lineages', 'firm.lineage_unknown'),
      establishedOn: given.establishedOn,
    },
  };
}

type OpenParts = Pick<Firm, 'facts' | 'items'>;

/** What everybody may see of a profile: fields the catalogue marks as open, and open fields of items. */
export function openParts(profile: Profile, catalogue: FactCatalogue, today: string): OpenParts {
  const facts = factsAt(profile, today);
  const shown: OpenParts['facts'] = [];
  for (const def of catalogue.fields.values()) {
    if (!def.open) continue;
    const years = def.period === 'year' ? facts.years(def.key) : [null];
    for (const year of years) {
      const o = facts.fact(def.key, year);
      // A park that was left is stated as none
      if (!o || o.value === '') continue;
      const { value, source, observedOn } = o;
      shown.push({ field: def.key, label: def.label, year, value, source, observedOn });
    }
  }
  const items: OpenParts['items'] = [];
  for (const [collection, { items: all }] of Object.entries(profile.collections)) {
    const def = catalogue.collections.get(collection);
    if (!def?.fields.some((f) => f.open)) continue;
    for (const item of all) {
      const values = Object.fromEntries(
        Object.entries(item.values).filter(([field]) => def.byKey.get(field)?.open),
      );
      items.push({ collection, id: item.id, values, source: item.source, observedOn: item.observedOn });
    }
  }
  return { facts: shown, items };
}
