import type { Facility, FacilityPatch } from '@hegu/contract/labs/instruments.ts';
import type { z } from 'zod';

/** A facility as a form holds it: text only, empty for what is not known. */
export interface Draft {
  readonly organisationId: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly district: string;
  readonly address: string;
  readonly latitude: string;
  readonly longitude: string;
  readonly contactName: string;
  readonly contactPhone: string;
  readonly contactEmail: string;
  readonly descriptionZh: string;
  readonly descriptionEn: string;
}
export type DraftKey = keyof Draft;
type Patch = z.input<typeof FacilityPatch>;

export const emptyDraft = (organisationId: string): Draft => ({
  organisationId,
  nameZh: '',
  nameEn: '',
  district: '',
  address: '',
  latitude: '',
  longitude: '',
  contactName: '',
  contactPhone: '',
  contactEmail: '',
  descriptionZh: '',
  descriptionEn: '',
});

/** `district` as the reader calls it; the record may hold its code. */
export const draftOf = (f: Facility, district: string | null): Draft => ({
  organisationId: f.organisationId,
  nameZh: f.nameZh,
  nameEn: f.nameEn,
  district: district ?? '',
  address: f.address ?? '',
  latitude: f.latitude === null ? '' : String(f.latitude),
  longitude: f.longitude === null ? '' : String(f.longitude),
  contactName: f.contactName ?? '',
  contactPhone: f.contactPhone ?? '',
  contactEmail: f.contactEmail ?? '',
  descriptionZh: f.descriptionZh,
  descriptionEn: f.descriptionEn,
});

const required = ['organisationId', 'nameZh', 'nameEn'] as const;
export const missingIn = (draft: Draft): readonly DraftKey[] =>
  required.filter((key) => draft[key].trim() === '');

export const badEmail = (draft: Draft): boolean =>
  draft.contactEmail.trim() !== '' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(draft.contactEmail.trim());

const limits = { latitude: 90, longitude: 180 } as const;
type Axis = keyof typeof limits;

/** Degrees with decimals; null for what is none. */
function degrees(draft: Draft, axis: Axis): number | null {
  const text = draft[axis].trim();
  if (!/^-?\d{1,3}(\.\d{1,12})?$/.test(text)) return null;
  const n = Number(text);
  return Math.abs(n) <= limits[axis] ? n : null;
}

/** Which of the two is no coordinate, or missing beside the other. */
export const badPlace = (draft: Draft): readonly Axis[] => {
  const empty = { latitude: draft.latitude.trim() === '', longitude: draft.longitude.trim() === '' };
  if (empty.latitude && empty.longitude) return [];
  return (['latitude', 'longitude'] as const).filter((axis) => empty[axis] || degrees(draft, axis) === null);
};

/** What a map copies, `31.2304, 121.4737`, as the two fields; null for anything else. */
export function readPair(text: string): Pick<Draft, Axis> | null {
  const read = /^\s*(-?\d{1,3}\.\d+)\s*[,，;\s]\s*(-?\d{1,3}\.\d+)\s*$/.exec(text);
  return read ? { latitude: read[1] ?? '', longitude: read[2] ?? '' } : null;
}

/**
 * A hint, never a refusal: `swapped` when the two look exchanged, `abroad` when the place is not within the rectangle around
 * China (3°–54° N, 73°–136° E).
 */
export function oddPlace(draft: Draft): 'swapped' | 'abroad' | null {
  const [lat, lon] = [Number(draft.latitude), Number(draft.longitude)];
  if (draft.latitude.trim() === '' || draft.longitude.trim() === '') return null;
  const inside = (n: number, e: number) => n >= 3 && n <= 54 && e >= 73 && e <= 136;
  if (inside(lat, lon)) return null;
  if (inside(lon, lat)) return 'swapped';
  return badPlace(draft).length > 0 ? null : 'abroad';
}

const texts = ['nameZh', 'nameEn', 'descriptionZh', 'descriptionEn'] as const;
const known = ['district', 'address', 'contactName', 'contactPhone', 'contactEmail'] as const;

/** Only what this person changed, so that what somebody else changed meanwhile stays. What was emptied becomes unknown. */
export function patchOf(before: Draft, now: Draft): Patch {
  const patch: Patch = {};
  for (const key of texts) if (now[key].trim() !== before[key].trim()) patch[key] = now[key].trim();
  for (const key of known) {
    const text = now[key].trim();
    if (text !== before[key].trim()) patch[key] = text === '' ? null : text;
  }
  for (const axis of ['latitude', 'longitude'] as const) {
    if (now[axis].trim() !== before[axis].trim()) patch[axis] = degrees(now, axis);
  }
  return patch;
}
