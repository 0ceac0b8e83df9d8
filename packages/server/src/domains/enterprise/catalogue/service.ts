import { firmStages, firmStatuses, firmStatusNames, stageNames } from '@hegu/contract/enterprise/firms.ts';
import { catalogueOf, type FactCatalogueData, factCatalogue } from '@hegu/rules/facts.ts';
import { civilDateOf } from '../../../platform/clock/civil.ts';
import type { Query } from '../../../platform/command.ts';
import { projectPacks } from '../../../platform/packs/load.ts';
import { districtsData } from '../../../platform/packs/schemas.ts';
import { type FirmReference, type Named, tracksData } from './rules.ts';

/** The packs of the enterprise counter, as they hold on a day. */

const none: FactCatalogueData = { fields: [], collections: [] };
const known = new Map<string, FirmReference>();
const byCode = <T extends { readonly code: string }>(list: readonly T[]): Map<string, T> =>
  new Map(list.map((x) => [x.code, x]));

function packsAt(date: string) {
  const packs = projectPacks();
  return {
    fields: packs.at('enterprise/fields', date, factCatalogue),
    tracks: packs.at('enterprise/tracks', date, tracksData),
    districts: packs.at('districts/shanghai', date, districtsData),
  };
}

/** Without a pack for the day nothing can be stated: no field is known then. */
export function firmReferenceAt(date: string): FirmReference {
  const { fields, tracks, districts } = packsAt(date);
  const key = `${fields?.hash} ${tracks?.hash} ${districts?.hash}`;
  let reference = known.get(key);
  if (!reference) {
    reference = {
      catalogue: catalogueOf(fields?.data ?? none),
      fields: byCode(tracks?.data.fields ?? []),
      tracks: byCode(tracks?.data.tracks ?? []),
      lineages: byCode(tracks?.data.lineages ?? []),
      districts: byCode(districts?.data.districts ?? []),
      parks: byCode((districts?.data.parks ?? []).map((p) => ({ ...p, code: p.id }))),
    };
    known.set(key, reference);
  }
  return reference;
}

export const referenceOf = (q: Pick<Query, 'now' | 'scope'>): FirmReference =>
  firmReferenceAt(civilDateOf(q.now, q.scope.zone));

/** The catalogue of facts as it holds on a day; what conditions are compiled against. */
export const factCatalogueAt = (date: string) => firmReferenceAt(date).catalogue;

/** What forms and filters are made of. */
export async function getCatalogue(q: Query) {
  const reference = referenceOf(q);
  const { fields } = packsAt(civilDateOf(q.now, q.scope.zone));
  const plain = ({ code, zh, en }: Named) => ({ code, zh, en });
  return {
    fields: (fields?.data.fields ?? []).map((f) => ({ ...f })),
    collections: (fields?.data.collections ?? []).map((c) => ({ ...c })),
    industryFields: [...reference.fields.values()].map(plain),
    tracks: [...reference.tracks.values()].map((t) => ({ ...plain(t), field: t.field })),
    lineages: [...reference.lineages.values()].map(plain),
    districts: [...reference.districts.values()].map(plain),
    parks: [...reference.parks.values()].map((p) => ({ ...plain(p), district: p.district })),
    stages: firmStages.map((code) => ({ code, ...stageNames[code] })),
    statuses: firmStatuses.map((code) => ({ code, ...firmStatusNames[code] })),
  };
}
