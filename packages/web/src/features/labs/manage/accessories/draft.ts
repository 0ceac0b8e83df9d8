import type { Accessory, AccessoryPatch, AccessoryStatus } from '@hegu/contract/labs/accessories.ts';
import type { z } from 'zod';

/** An accessory as a form holds it. */
export interface Fit {
  readonly instrumentId: string;
  readonly required: boolean;
  readonly itemCode: string | null;
}
export interface Draft {
  readonly facilityId: string;
  readonly nameZh: string;
  readonly nameEn: string;
  /** As typed. */
  readonly capacity: string;
  readonly status: AccessoryStatus;
  readonly instruments: readonly Fit[];
}
type Patch = z.input<typeof AccessoryPatch>;

export const emptyDraft = (facilityId: string, instrumentId: string | undefined): Draft => ({
  facilityId,
  nameZh: '',
  nameEn: '',
  capacity: '1',
  status: 'active',
  instruments: instrumentId ? [{ instrumentId, required: false, itemCode: null }] : [],
});

export const draftOf = (a: Accessory): Draft => ({
  facilityId: a.facilityId,
  nameZh: a.nameZh,
  nameEn: a.nameEn,
  capacity: String(a.capacity),
  status: a.status,
  instruments: a.instruments.map(({ instrumentId, required, itemCode }) => ({
    instrumentId,
    required,
    itemCode,
  })),
});

/** Pieces as a number; null where that is not a number of pieces. */
export function piecesOf(text: string): number | null {
  const n = Number(text.trim());
  return text.trim() !== '' && Number.isInteger(n) && n >= 1 && n <= 1000 ? n : null;
}

export const missingIn = (d: Draft): readonly (keyof Draft)[] =>
  (['facilityId', 'nameZh', 'nameEn'] as const).filter((key) => d[key].trim() === '');

const sameFits = (a: readonly Fit[], b: readonly Fit[]) =>
  a.length === b.length &&
  a.every((f) =>
    b.some(
      (g) => g.instrumentId === f.instrumentId && g.required === f.required && g.itemCode === f.itemCode,
    ),
  );

/** Only what this person changed, so that what somebody else changed meanwhile stays. */
export function patchOf(before: Draft, now: Draft): Patch {
  const patch: Patch = {};
  for (const key of ['nameZh', 'nameEn'] as const)
    if (now[key].trim() !== before[key].trim()) patch[key] = now[key].trim();
  const pieces = piecesOf(now.capacity);
  if (pieces !== null && pieces !== piecesOf(before.capacity)) patch.capacity = pieces;
  if (now.status !== before.status) patch.status = now.status;
  if (!sameFits(before.instruments, now.instruments))
    patch.instruments = now.instruments.map((f) => ({ ...f }));
  return patch;
}
