import {
  type CatalogueEntry,
  type CatalogueSource,
  refreshEntries,
} from '../../../../platform/catalogue/index.ts';
import { civilDateOf } from '../../../../platform/clock/civil.ts';
import type { Command } from '../../../../platform/command.ts';
import type { FirmReference } from '../../catalogue/rules.ts';
import { firmReferenceAt } from '../../catalogue/service.ts';
import { type FirmRow, firmIds, firmsById } from '../store.ts';

/** Firms in the valley's catalogue: found by name, pinyin and credit code, with what is open and nothing else. */

function entryOf(f: FirmRow, reference: FirmReference, at: Command['now']): CatalogueEntry {
  const tracks = f.tracks.flatMap((t) => reference.tracks.get(t) ?? []);
  const park = f.park === null ? undefined : reference.parks.get(f.park);
  return {
    kind: 'firm',
    refId: f.id,
    titleZh: f.name_zh,
    titleEn: f.name_en,
    subtitleZh: [...tracks.map((t) => t.zh), ...(park ? [park.zh] : [])].join(' · '),
    subtitleEn: [...tracks.map((t) => t.en), ...(park ? [park.en] : [])].join(' · '),
    district: f.district,
    membersOnly: false,
    keywords: [f.credit_code, ...tracks.flatMap((t) => t.synonyms)],
    card: {
      demo: f.demo,
      creditCode: f.credit_code,
      stage: f.stage,
      status: f.status,
      tracks: f.tracks,
      park: f.park,
    },
    updatedAt: at,
  };
}

export const firmEntries: CatalogueSource = {
  kind: 'firm',
  version: 1,
  ids: firmIds,
  entries: async (tx, scope, ids, now) => {
    const date = civilDateOf(now, scope.zone);
    const reference = firmReferenceAt(date);
    return (await firmsById(tx, scope, ids, date, { lock: true })).map((f) => entryOf(f, reference, now));
  },
};

/** Brings the catalogue up to what was just written, in the same transaction. */
export async function refreshFirms(
  cx: Pick<Command, 'tx' | 'scope' | 'now'>,
  ids: readonly string[],
): Promise<void> {
  for (let i = 0; i < ids.length; i += 500)
    await refreshEntries(cx.tx, cx.scope, firmEntries, ids.slice(i, i + 500), cx.now);
}
