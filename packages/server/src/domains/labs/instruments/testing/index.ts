import type { NewInstrument } from '@hegu/contract/labs/instruments.ts';
import { flatRate, PriceBook, type PriceBookInput } from '@hegu/contract/labs/pricing.ts';
import { Temporal } from 'temporal-polyfill';
import { type LabsFixture, labsFixture } from '../../billing/testing/index.ts';
import { createFacility } from '../../facilities/service.ts';
import { createInstrument, type Extra } from '../service.ts';

/** The fixture of the labs counter with facilities whose instruments come through the service. */

/** Civil time in Shanghai as an instant. */
export const at = (civil: string): Temporal.Instant => Temporal.Instant.from(`${civil}+08:00`);

/** ¥100 / 200 / 300 / 400 an hour for own, members, enterprises and everybody else. */
export const priceBook = (input: Partial<PriceBookInput> = {}): PriceBook =>
  PriceBook.parse({
    currency: 'CNY',
    taxRateBp: 600,
    time: {
      perHour: {
        own: flatRate(10_000),
        member: flatRate(20_000),
        enterprise: flatRate(30_000),
        public: flatRate(40_000),
      },
      basis: 'reserved',
    },
    ...input,
  });

/** A liquid chromatography–mass spectrometry system, open always. */
export const lcms = (facilityId: string, changes: Partial<NewInstrument> = {}): NewInstrument => ({
  facilityId,
  nameZh: '三重四极杆液质联用仪',
  nameEn: 'Triple quadrupole LC-MS',
  model: 'TSQ Altis',
  maker: 'Thermo Fisher',
  classCode: '010201',
  modes: ['self_run'],
  ...changes,
});

export type InstrumentFixture = LabsFixture & {
  readonly facilityId: string;
  readonly otherFacilityId: string;
  create(changes?: Partial<NewInstrument>, extra?: Extra): Promise<string>;
};

export async function instrumentFixture(): Promise<InstrumentFixture> {
  const lab = await labsFixture();
  const facility = (organisationId: string, nameZh: string, nameEn: string, district: string) =>
    lab.as('admin', (cx) => createFacility(cx, { organisationId, nameZh, nameEn, district }));
  const facilityId = await facility(lab.organisations.owner, '质谱平台', 'Mass spectrometry core', '嘉定区');
  const otherFacilityId = await facility(lab.organisations.otherOwner, '影像平台', 'Imaging core', '普陀');
  return {
    ...lab,
    facilityId,
    otherFacilityId,
    create: (changes = {}, extra = {}) =>
      lab.as('admin', (cx) => createInstrument(cx, lcms(facilityId, changes), extra)),
  };
}

/** The codes of a refusal, in order; empty when it went through. */
export async function reasons(work: Promise<unknown>): Promise<string[]> {
  try {
    await work;
    return [];
  } catch (error) {
    const { reasons: all } = error as { reasons?: { code: string }[] };
    if (!all) throw error;
    return all.map((r) => r.code);
  }
}
