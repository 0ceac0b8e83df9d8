import type {
  Instrument,
  InstrumentPatch,
  InstrumentStatus,
  NewInstrument,
} from '@hegu/contract/labs/instruments.ts';
import type { z } from 'zod';

type Patch = z.input<typeof InstrumentPatch>;

/** What the form holds: everything that can be written, empty text for what is not set. */
export interface Draft {
  readonly facilityId: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly model: string;
  readonly maker: string;
  readonly classCode: string;
  readonly assetNumber: string;
  readonly room: string;
  readonly status: InstrumentStatus;
  readonly visibility: 'public' | 'members';
  readonly modes: Instrument['modes'];
  readonly capacity: number;
  readonly specs: Instrument['specs'];
  readonly accessories: Instrument['accessories'];
  readonly configurations: Instrument['configurations'];
  readonly contactName: string;
  readonly contactPhone: string;
  readonly contactEmail: string;
  readonly purchaseValueFen: number | null;
  readonly purchasedOn: string;
  readonly commissionedOn: string;
  readonly descriptionZh: string;
  readonly descriptionEn: string;
  readonly sampleRequirementsZh: string;
  readonly sampleRequirementsEn: string;
  readonly safetyNotesZh: string;
  readonly safetyNotesEn: string;
  readonly photoIds: readonly string[];
  readonly linkedInstrumentIds: readonly string[];
  readonly openingHours: Instrument['openingHours'];
  readonly bookingRules: Instrument['bookingRules'];
  readonly superuserBypass: boolean;
  readonly priceBook: NonNullable<Instrument['priceBook']>['book'] | null;
}

export const emptyDraft: Draft = {
  facilityId: '',
  nameZh: '',
  nameEn: '',
  model: '',
  maker: '',
  classCode: '',
  assetNumber: '',
  room: '',
  status: 'draft',
  visibility: 'public',
  modes: ['self_run'],
  capacity: 1,
  specs: [],
  accessories: [],
  configurations: [],
  contactName: '',
  contactPhone: '',
  contactEmail: '',
  purchaseValueFen: null,
  purchasedOn: '',
  commissionedOn: '',
  descriptionZh: '',
  descriptionEn: '',
  sampleRequirementsZh: '',
  sampleRequirementsEn: '',
  safetyNotesZh: '',
  safetyNotesEn: '',
  photoIds: [],
  linkedInstrumentIds: [],
  openingHours: {
    weekly: [{ weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }],
    exceptions: [],
    followHolidays: true,
    makeUpWeekday: 1,
  },
  bookingRules: {
    minMinutes: 30,
    maxMinutes: 480,
    gridMinutes: 30,
    horizonDays: 30,
    noticeMinutes: 60,
    lateCancelMinutes: 1440,
    noShowMinutes: 30,
    approval: 'none',
    trainingRequired: true,
  },
  superuserBypass: false,
  priceBook: null,
};

export function draftOf(i: Instrument): Draft {
  return {
    facilityId: i.facilityId,
    nameZh: i.nameZh,
    nameEn: i.nameEn,
    model: i.model,
    maker: i.maker,
    classCode: i.classCode,
    assetNumber: i.assetNumber ?? '',
    room: i.room ?? '',
    status: i.status,
    visibility: i.visibility,
    modes: i.modes,
    capacity: i.capacity,
    specs: i.specs,
    accessories: i.accessories,
    configurations: i.configurations,
    contactName: i.contact?.name ?? '',
    contactPhone: i.contact?.phone ?? '',
    contactEmail: i.contact?.email ?? '',
    purchaseValueFen: i.purchaseValueFen,
    purchasedOn: i.purchasedOn ?? '',
    commissionedOn: i.commissionedOn ?? '',
    descriptionZh: i.descriptionZh,
    descriptionEn: i.descriptionEn,
    sampleRequirementsZh: i.sampleRequirementsZh,
    sampleRequirementsEn: i.sampleRequirementsEn,
    safetyNotesZh: i.safetyNotesZh,
    safetyNotesEn: i.safetyNotesEn,
    photoIds: i.photoIds,
    linkedInstrumentIds: i.linkedInstruments.map((l) => l.id),
    openingHours: i.openingHours,
    bookingRules: i.bookingRules,
    superuserBypass: i.superuserBypass,
    priceBook: i.priceBook?.book ?? null,
  };
}

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

/** The whole draft as the API takes it. */
function bodyOf(d: Draft) {
  const contactName = d.contactName.trim();
  return {
    facilityId: d.facilityId,
    nameZh: d.nameZh.trim(),
    nameEn: d.nameEn.trim(),
    model: d.model.trim(),
    maker: d.maker.trim(),
    classCode: d.classCode,
    assetNumber: orNull(d.assetNumber),
    room: orNull(d.room),
    status: d.status,
    visibility: d.visibility,
    modes: [...d.modes],
    capacity: d.capacity,
    specs: [...d.specs],
    accessories: [...d.accessories],
    configurations: [...d.configurations],
    contact:
      contactName === ''
        ? null
        : {
            name: contactName,
            ...(d.contactPhone.trim() ? { phone: d.contactPhone.trim() } : {}),
            ...(d.contactEmail.trim() ? { email: d.contactEmail.trim() } : {}),
          },
    purchaseValueFen: d.purchaseValueFen,
    purchasedOn: orNull(d.purchasedOn),
    commissionedOn: orNull(d.commissionedOn),
    descriptionZh: d.descriptionZh,
    descriptionEn: d.descriptionEn,
    sampleRequirementsZh: d.sampleRequirementsZh,
    sampleRequirementsEn: d.sampleRequirementsEn,
    safetyNotesZh: d.safetyNotesZh,
    safetyNotesEn: d.safetyNotesEn,
    photoIds: [...d.photoIds],
    linkedInstrumentIds: [...d.linkedInstrumentIds],
    openingHours: d.openingHours,
    bookingRules: d.bookingRules,
    superuserBypass: d.superuserBypass,
    priceBook: d.priceBook,
  };
}

type Body = ReturnType<typeof bodyOf>;
const required = ['facilityId', 'nameZh', 'nameEn', 'model', 'maker', 'classCode'] as const;
export type RequiredField = (typeof required)[number] | 'modes';

/** What a first registration still lacks. */
export const missingIn = (d: Draft): readonly RequiredField[] => [
  ...required.filter((name) => d[name].trim() === ''),
  ...(d.modes.length === 0 ? (['modes'] as const) : []),
];

export const newBody = (d: Draft): z.input<typeof NewInstrument> => bodyOf(d);

/** Only what differs from the record as it was read, so that two people may edit different sections. */
export function patchOf(before: Draft, after: Draft): Patch {
  const was = bodyOf(before);
  const is = bodyOf(after);
  const patch: Partial<Body> = {};
  for (const key of Object.keys(is) as (keyof Body)[]) {
    if (JSON.stringify(was[key]) !== JSON.stringify(is[key])) Object.assign(patch, { [key]: is[key] });
  }
  return patch;
}

export const differs = (before: Draft, after: Draft): boolean =>
  Object.keys(patchOf(before, after)).length > 0;
