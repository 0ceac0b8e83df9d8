import type { Facility, FacilityPatch } from '@hegu/contract/labs/instruments.ts';
import type { z } from 'zod';

/** A facility as a form holds it: text only, empty for what is not known. */
export interface Draft {
  readonly organisationId: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly district: string;
  readonly address: string;
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
  return patch;
}
