import { type CatalogueEntry, removeEntry, upsertEntries } from '../../../../platform/catalogue/index.ts';
import type { Command } from '../../../../platform/command.ts';
import { searchBody } from '../rules.ts';
import { type CatalogueSource, catalogueSources } from '../store.ts';

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

/** Brings the catalogue up to what was just written, in the same transaction. */
export async function refreshCatalogue(
  cx: Command,
  of: { facilityId: string } | { ids: readonly string[] },
): Promise<void> {
  const sources = await catalogueSources(cx.tx, cx.scope, of);
  const listed = sources.filter(isListed);
  await upsertEntries(cx.tx, cx.scope, listed.map(entryOf), cx.now);
  for (const i of sources) if (!isListed(i)) await removeEntry(cx.tx, cx.scope, kind, i.id);
}
