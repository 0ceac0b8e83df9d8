import {
  type CatalogueEntry,
  type CatalogueSource as EntrySource,
  refreshEntries,
} from '../../../../platform/catalogue/index.ts';
import type { Command } from '../../../../platform/command.ts';
import { searchBody } from '../../instruments/rules.ts';
import { type CatalogueSource, catalogueSources, facilityIds } from '../store.ts';

/** Facilities in the valley's catalogue, from the day they are registered: whom to ask is public before there is anything to book. */

const kind = 'facility';

const entryOf = (f: CatalogueSource, at: Command['now']): CatalogueEntry => ({
  kind,
  refId: f.id,
  titleZh: f.name_zh,
  titleEn: f.name_en,
  subtitleZh: f.address ?? '',
  // The catalogue names districts by their code; elsewhere the place is a word that is looked for like any other
  district: f.district !== null && /^\d{6}$/.test(f.district) ? f.district : null,
  keywords: f.district !== null && !/^\d{6}$/.test(f.district) ? [f.district] : [],
  ownerId: f.owner_id,
  ownerZh: f.owner_zh,
  ownerEn: f.owner_en,
  membersOnly: false,
  body: searchBody([f.description_zh, f.description_en]),
  card: { demo: f.demo },
  updatedAt: at,
});

export const facilityEntries: EntrySource = {
  kind,
  version: 1,
  ids: facilityIds,
  entries: async (tx, scope, ids, now) =>
    (await catalogueSources(tx, scope, ids)).map((f) => entryOf(f, now)),
};

/** Brings the catalogue up to what was just written, in the same transaction. */
export async function refreshFacilities(cx: Command, of: { ids: readonly string[] }): Promise<void> {
  await refreshEntries(cx.tx, cx.scope, facilityEntries, of.ids, cx.now);
}
