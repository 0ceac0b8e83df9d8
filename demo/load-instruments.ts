import { PriceBook } from '@hegu/contract/labs/pricing.ts';
import { bookHash } from '../packages/server/src/domains/labs/index.ts';
import type { Tx } from '../packages/server/src/platform/db/db.ts';
import { sharedAccessories } from './accessories.ts';
import { districtCode, type LoadContext } from './load-people.ts';
import { demoId } from './random.ts';
import { insertAll } from './store.ts';
import type { DemoInstrument } from './types.ts';

/** Configuration codes are one word. */
export const configurationCode = (key: string): string => key.replaceAll('-', '_').toLowerCase();

/** Choices that whoever books must make; an instrument whose choices are free of consequence has none here. */
const configurationsOf = (i: DemoInstrument) =>
  i.configurations
    .filter((c) => c.required)
    .flatMap((c) =>
      c.options.map((o) => ({
        code: configurationCode(o.key),
        nameZh: `${c.name.zh}：${o.name.zh}`,
        nameEn: `${c.name.en}: ${o.name.en}`,
        noticeMinutes: c.noticeMinutes,
        selfConfigured: c.noticeMinutes === 0,
      })),
    );

export async function instruments(tx: Tx, { demo, now, valleyId }: LoadContext): Promise<void> {
  const at = now.toString();
  const opened = demo.today.subtract({ hours: 24 * 190 }).toString();
  const shared = sharedAccessories(demo.instruments);
  const isShared = (instrumentId: string, nameZh: string) =>
    shared.some((s) => s.nameZh === nameZh && s.fits.some((f) => f.instrumentId === instrumentId));
  const person = new Map(demo.people.map((p) => [p.id, p]));
  await insertAll(
    tx,
    'facilities',
    demo.facilities.map((f) => ({
      valley_id: valleyId,
      id: f.id,
      organisation_id: f.organisationId,
      name_zh: f.name.zh,
      name_en: f.name.en,
      district: districtCode(f.place.district.zh),
      address: `${f.place.address.zh} ${f.room}`,
      latitude: f.place.lat,
      longitude: f.place.lng,
      contact_name: person.get(f.managerId)?.name.zh ?? null,
      contact_phone: f.contactPhone,
      contact_email: person.get(f.managerId)?.email ?? null,
      description_zh: f.provenance.note.zh,
      description_en: f.provenance.note.en,
      source: f.provenance.source === 'news' ? f.provenance.note.zh : null,
      demo: true,
      version: 1,
      created_at: opened,
    })),
  );
  await insertAll(
    tx,
    'resources',
    [
      ...demo.instruments.map((i) => ({ id: i.id, kind: 'instrument', capacity: i.capacity })),
      ...shared.map((a) => ({ id: a.id, kind: 'accessory', capacity: a.pieces })),
    ].map((r) => ({ valley_id: valleyId, ...r })),
  );
  await insertAll(
    tx,
    'instruments',
    demo.instruments.map((i) => ({
      valley_id: valleyId,
      id: i.id,
      facility_id: i.facilityId,
      name_zh: i.name.zh,
      name_en: i.name.en,
      model: i.model,
      maker: i.maker.zh === i.maker.en ? i.maker.en : `${i.maker.zh} ${i.maker.en}`,
      class_code: i.classCode,
      asset_number: i.assetNumber,
      status: 'active',
      visibility: i.access,
      modes: i.serviceModes,
      capacity: i.capacity,
      specs: i.specs.map((s) => ({
        nameZh: s.label.zh,
        nameEn: s.label.en,
        value: s.value.zh === s.value.en ? s.value.zh : `${s.value.zh} · ${s.value.en}`,
      })),
      accessories: i.accessories
        .filter((a) => !isShared(i.id, a.name.zh))
        .map((a) => ({ nameZh: a.name.zh, nameEn: a.name.en })),
      configurations: configurationsOf(i),
      contact: { name: i.contact.name, phone: i.contact.phone },
      room: i.room,
      purchase_value_fen: i.purchaseValueFen,
      purchased_on: i.purchasedOn,
      commissioned_on: i.commissionedOn,
      description_zh: i.description.zh,
      description_en: i.description.en,
      sample_requirements_zh: i.sampleRequirements.zh,
      sample_requirements_en: i.sampleRequirements.en,
      safety_notes_zh: i.safetyNotes.zh,
      safety_notes_en: i.safetyNotes.en,
      photo_ids: [],
      opening_hours: i.openingHours,
      booking_rules: i.bookingRules,
      superuser_bypass: false,
      price_book_id: demoId(`price-book/${i.key}`),
      source: i.provenance.source === 'news' ? i.provenance.note.zh : null,
      demo: true,
      version: 1,
      created_at: opened,
      updated_at: at,
    })),
  );
  await insertAll(
    tx,
    'instrument_links',
    demo.instruments.flatMap((i) =>
      i.linkedInstrumentIds.map((linked_id) => ({ valley_id: valleyId, instrument_id: i.id, linked_id })),
    ),
  );
  await insertAll(
    tx,
    'accessories',
    shared.map((a) => ({
      valley_id: valleyId,
      id: a.id,
      facility_id: a.facilityId,
      name_zh: a.nameZh,
      name_en: a.nameEn,
      capacity: a.pieces,
      status: 'active',
      version: 1,
      created_at: opened,
    })),
  );
  await insertAll(
    tx,
    'instrument_accessories',
    shared.flatMap((a) =>
      a.fits.map((f) => ({
        valley_id: valleyId,
        instrument_id: f.instrumentId,
        accessory_id: a.id,
        required: false,
        item_code: f.itemCode,
      })),
    ),
  );
  await insertAll(
    tx,
    'price_books',
    demo.instruments.flatMap((i) =>
      i.priceBooks.map((p) => {
        const book = PriceBook.parse(p.book);
        return {
          valley_id: valleyId,
          id: p.id,
          book_id: demoId(`price-book/${i.key}`),
          version: p.version,
          valid_from: p.validFrom,
          valid_to: p.validTo,
          hash: bookHash(book),
          used_at: opened,
          note: p.note.zh,
          book,
        };
      }),
    ),
  );
  await insertAll(
    tx,
    'rule_overrides',
    demo.ruleOverrides.map((o) => ({
      valley_id: valleyId,
      id: o.id,
      instrument_id: o.instrumentId,
      level: o.subject.kind,
      subject_id: o.subject.id,
      rules: o.rules,
      version: 1,
    })),
  );
  await insertAll(
    tx,
    'qualifications',
    demo.qualifications.map((q) => ({
      valley_id: valleyId,
      id: q.id,
      instrument_id: q.instrumentId,
      user_id: q.personId,
      granted_by: q.grantedById,
      granted_at: q.grantedAt.toString(),
      expires_at: q.expiresAt?.toString() ?? null,
      superuser: false,
      note: q.note.zh,
    })),
  );
}
