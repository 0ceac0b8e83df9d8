import type { Scheme } from '@hegu/contract/voucher/schemes.ts';
import { type Packs, projectPacks } from '../../../platform/packs/load.ts';
import type { Pack } from '../../../platform/packs/pack.ts';
import { fenOf, type SchemeData, schemeData } from './rules.ts';

/** Schemes as they come with the project. What a programme has opened is kept with it and not read from here again. */

const kind = 'voucher-scheme';

/** The version that holds on a day of a year: the year's budget follows the version of the day it is opened on. */
export const schemeOn = (
  id: string,
  date: string,
  packs: Packs = projectPacks(),
): Pack<SchemeData> | undefined =>
  packs.all.some((p) => p.id === id && p.kind === kind) ? packs.at(id, date, schemeData) : undefined;

export const knownScheme = (id: string, packs: Packs = projectPacks()): boolean =>
  packs.all.some((p) => p.id === id && p.kind === kind);

export const toScheme = (p: Pack<SchemeData>): Scheme => ({
  schemeId: p.id,
  hash: p.hash,
  title: p.title,
  authority: p.data.authority,
  validFrom: p.period.from,
  validTo: p.period.to,
  percentBp: p.data.percentBp,
  holders: p.data.holders.map((h) => ({ kind: h.kind, text: h.text, capFen: fenOf(h.capYuan) })),
  services: p.data.services.map((s) => ({ code: s.code, text: s.text })),
  purposes: [...p.data.purposes],
  excluded: [...p.data.excluded],
  relatedExcluded: p.data.relatedExcluded,
  provider: p.data.provider,
  verification: { status: p.verification.status, note: p.verification.note ?? null },
  sources: p.sources.map((s) => ({ name: s.name, ...(s.address ? { address: s.address } : {}) })),
});

export const listSchemes = (): { items: Scheme[] } => ({
  items: projectPacks().ofKind(kind, schemeData).map(toScheme),
});
