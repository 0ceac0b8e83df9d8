import { z } from 'zod';
import { flag, id, instant, page, pageQuery, text } from '../fields.ts';
import { route } from '../route.ts';
import { createOutage, listOutages } from './outages.ts';

/** Accessories (配件) that instruments share: several pieces, taken and given back with the reservation. */

const p = z.object({ id });

/** `down` cannot be had for now · `retired` gone for good, and nothing asks for it any more. */
export const AccessoryStatus = z.enum(['active', 'down', 'retired']);
export type AccessoryStatus = z.infer<typeof AccessoryStatus>;

const itemCode = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/);

const fields = {
  nameZh: text(80),
  nameEn: text(120),
  /** Pieces there are: how many reservations may have one at once. */
  capacity: z.int().min(1).max(1000),
  status: AccessoryStatus,
  /** The instruments it fits; the list is replaced whole. */
  instruments: z
    .array(
      z.strictObject({
        instrumentId: id,
        /** Taken with every booking of the instrument; otherwise chosen at booking. */
        required: z.boolean().default(false),
        /** The item of the instrument's price book that one use is charged as; null: free of charge. */
        itemCode: itemCode.nullable().default(null),
      }),
    )
    .max(200),
};

export const Accessory = z.object({
  id,
  facilityId: id,
  facilityNameZh: z.string(),
  facilityNameEn: z.string(),
  nameZh: z.string(),
  nameEn: z.string(),
  capacity: z.int(),
  status: AccessoryStatus,
  instruments: z.array(
    z.object({
      instrumentId: id,
      nameZh: z.string(),
      nameEn: z.string(),
      required: z.boolean(),
      itemCode: z.string().nullable(),
    }),
  ),
  version: z.int(),
});
export type Accessory = z.infer<typeof Accessory>;

export const NewAccessory = z
  .strictObject({ facilityId: id, ...fields })
  .partial({ capacity: true, status: true, instruments: true });
export type NewAccessory = z.output<typeof NewAccessory>;
export const AccessoryPatch = z.strictObject(fields).partial().extend({
  /** Retire it in spite of reservations that count on it. */
  override: z.boolean().optional(),
});
export type AccessoryPatch = z.output<typeof AccessoryPatch>;

export const listAccessories = route({
  method: 'get',
  path: '/accessories',
  tag: 'labs',
  action: 'accessory.manage',
  summary: { zh: '我管理的配件', en: 'Accessories the reader manages' },
  query: z.object({
    facilityId: id.optional(),
    instrumentId: id.optional(),
    retired: flag.optional(),
    ...pageQuery,
  }),
  ok: page(Accessory),
  errors: ['request.cursor'],
});

const refusals = [
  'record.not_found',
  'instrument.facility_unknown',
  'accessory.instrument_unknown',
  'accessory.item_unknown',
] as const;

export const createAccessory = route({
  method: 'post',
  path: '/accessories',
  tag: 'labs',
  action: 'accessory.manage',
  etag: true,
  summary: { zh: '登记配件', en: 'Register an accessory' },
  body: NewAccessory,
  ok: Accessory,
  okStatus: 201,
  errors: refusals,
});

export const updateAccessory = route({
  method: 'patch',
  path: '/accessories/{id}',
  tag: 'labs',
  action: 'accessory.manage',
  etag: true,
  summary: { zh: '修改配件', en: 'Change an accessory' },
  params: p,
  body: AccessoryPatch,
  ok: Accessory,
  errors: [...refusals, 'request.stale', 'instrument.capacity_in_use', 'accessory.has_future_bookings'],
});

export const listAccessoryOutages = route({
  method: 'get',
  path: '/accessories/{id}/outages',
  tag: 'labs',
  action: 'accessory.manage',
  summary: { zh: '配件停用记录', en: 'Outages of an accessory' },
  params: p,
  query: listOutages.query,
  ok: listOutages.ok,
  errors: listOutages.errors,
});

export const createAccessoryOutage = route({
  method: 'post',
  path: '/accessories/{id}/outages',
  tag: 'labs',
  action: 'outage.create',
  summary: {
    zh: '登记配件停用（全部件数），查看受影响的预约',
    en: 'Put all pieces out of service and see whom it hits; dryRun only looks',
  },
  params: p,
  body: createOutage.body,
  ok: createOutage.ok,
  okStatus: 201,
  errors: createOutage.errors,
});

/** What can be booked along with an instrument and, with a period, whether a piece is free throughout it. */
export const InstrumentAccessory = z.object({
  id,
  nameZh: z.string(),
  nameEn: z.string(),
  status: AccessoryStatus,
  capacity: z.int(),
  required: z.boolean(),
  itemCode: z.string().nullable(),
  /** Pieces free throughout the period; null without one. */
  freePieces: z.int().nullable(),
  /** From when on a piece is free for as long; null without a period, or where it is down. */
  freeFrom: instant.nullable(),
});
export type InstrumentAccessory = z.infer<typeof InstrumentAccessory>;

export const listInstrumentAccessories = route({
  method: 'get',
  path: '/instruments/{id}/accessories',
  tag: 'labs',
  action: 'public',
  summary: { zh: '可选配件与空闲件数', en: 'Accessories of an instrument, and how many are free' },
  params: p,
  query: z.object({
    startsAt: instant.optional(),
    endsAt: instant.optional(),
    /** A reservation that is being moved: what it holds counts as free. */
    except: id.optional(),
  }),
  ok: z.object({ items: z.array(InstrumentAccessory) }),
  errors: ['record.not_found', 'reservation.reversed', 'reservation.too_long_range'],
});
