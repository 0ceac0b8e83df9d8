import {
  type CatalogueEntry,
  type CatalogueSource as EntrySource,
  refreshEntries,
} from '../../../../platform/catalogue/index.ts';
import type { Command } from '../../../../platform/command.ts';
import { searchBody } from '../rules.ts';
import { type CatalogueSource, catalogueSources, instrumentIds } from '../store.ts';

/** Instruments in the valley's catalogue. A draft is not there yet, a retired one no longer. */

const kind = 'instrument';

const isListed = (i: CatalogueSource) => i.status === 'active' || i.status === 'down';

function entryOf(i: CatalogueSource): CatalogueEntry {
  return {
    kind,
    refId: i.id,
    titleZh: i.name_zh,
    titleEn: i.name_en,
    subtitleZh: i.facility_zh,
    subtitleEn: i.facility_en,
    model: i.model,
    maker: i.maker,
    classCode: i.class_code,
    // The catalogue names districts by their code; a place it has no code for is still found by the facility's name
    district: i.district !== null && /^\d{6}$/.test(i.district) ? i.district : null,
    ownerId: i.owner_id,
    ownerZh: i.owner_zh,
    ownerEn: i.owner_en,
    modes: i.modes.map((m) => m.replaceAll('_', '-')),
    membersOnly: i.visibility === 'members',
    keywords: [...i.accessories, ...i.shared].flatMap((a) => [a.nameZh, a.nameEn]),
    body: searchBody([
      i.description_zh,
      i.description_en,
      ...i.specs.flatMap((s) => [`${s.nameZh} ${s.value}`, s.nameEn]),
      i.sample_requirements_zh,
      i.sample_requirements_en,
    ]),
    card: { status: i.status, room: i.room, photoId: i.photo_ids[0] ?? null, demo: i.demo },
    updatedAt: i.updated_at,
  };
}

export const instrumentEntries: EntrySource = {
  kind,
  version: 1,
  ids: (tx, scope, after, limit) => instrumentIds(tx, scope, { after, limit }),
  entries: async (tx, scope, ids) => (await catalogueSources(tx, scope, ids)).filter(isListed).map(entryOf),
};

/** Brings the catalogue up to what was just written, in the same transaction. */
export async function refreshCatalogue(
  cx: Command,
  of: { facilityId: string } | { ids: readonly string[] },
): Promise<void> {
  const ids = 'ids' in of ? of.ids : await instrumentIds(cx.tx, cx.scope, of);
  await refreshEntries(cx.tx, cx.scope, instrumentEntries, ids, cx.now);
}
