import { z } from 'zod';
import { ranges } from '../catalogue.ts';
import { defineErrors } from '../errors.ts';
import {
  amountFen,
  civilDate,
  flag,
  id,
  instant,
  note,
  page,
  pageQuery,
  priceFen,
  searchText,
  tableMedia,
  text,
  xlsxMedia,
} from '../fields.ts';
import { route } from '../route.ts';
import { bookingRules, newBookingRules, openingHours } from './booking-rules.ts';
import { PriceBook, PriceBookVersion } from './pricing.ts';

export * from './accessories.ts';
export * from './facilities.ts';
export * from './outages.ts';
export * from './qualifications.ts';
export * from './time.ts';

/** Instruments (仪器) and the facilities (平台/机组) that run them. */

export const serviceModes = ['self_run', 'operator_run', 'send_in'] as const;
/** 自主上机 self-run · 委托测试 operator-run · 送样 send-in. */
export const ServiceMode = z.enum(serviceModes);
export type ServiceMode = z.infer<typeof ServiceMode>;

/** `active` takes bookings · `down` broken, return unknown · `draft` not yet shown · `retired` gone for good. */
export const InstrumentStatus = z.enum(['draft', 'active', 'down', 'retired']);
export type InstrumentStatus = z.infer<typeof InstrumentStatus>;
export const Visibility = z.enum(['public', 'members']);

export const instrumentErrors = defineErrors({
  'instrument.class_unknown': {
    status: 422,
    zh: '仪器分类代码 {classCode} 不存在',
    en: 'There is no instrument class {classCode}',
  },
  'instrument.facility_unknown': { status: 422, zh: '没有这个平台', en: 'There is no such facility' },
  'instrument.asset_exists': {
    status: 409,
    zh: '资产编号 {assetNumber} 已登记',
    en: 'Asset number {assetNumber} is already registered',
  },
  'instrument.has_future_bookings': {
    status: 422,
    overridable: true,
    zh: '还有 {count} 个未开始的预约',
    en: 'It still has {count} upcoming reservations',
  },
  'instrument.link_unknown': {
    status: 422,
    zh: '联用的仪器不存在',
    en: 'A linked instrument does not exist',
  },
  'instrument.link_circular': {
    status: 422,
    zh: '仪器之间不能循环联用',
    en: 'Instruments cannot be linked in a circle',
  },
  'instrument.capacity_in_use': {
    status: 422,
    zh: '同时使用数不能低于已有预约占用的 {inUse}',
    en: 'The capacity cannot go below the {inUse} already booked at once',
  },
  'accessory.instrument_unknown': {
    status: 422,
    zh: '配件所配的仪器不存在',
    en: 'An instrument the accessory is for does not exist',
  },
  'accessory.item_unknown': {
    status: 422,
    zh: '“{instrument}”的价目里没有收费项 {itemCode}',
    en: 'The price book of “{instrument}” has no item {itemCode}',
  },
  'accessory.has_future_bookings': {
    status: 422,
    overridable: true,
    zh: '还有 {count} 个未结束的预约要用它',
    en: '{count} reservations that have not ended count on it',
  },
  'import.unreadable': {
    status: 422,
    zh: '无法读取表格：{problem}',
    en: 'The table cannot be read: {problem}',
  },
  'import.empty': { status: 422, zh: '表格里没有数据行', en: 'The table has no rows' },
  'import.too_many_rows': {
    status: 422,
    zh: '一次最多导入 {max} 行，本表 {rows} 行',
    en: 'At most {max} rows at once; this table has {rows}',
  },
  'import.has_errors': {
    status: 422,
    zh: '{count} 处有误，未导入任何一行',
    en: '{count} problems; nothing was imported',
  },
  'outage.ended': { status: 422, zh: '该停机已经结束', en: 'This outage has already ended' },
  'outage.recurrence': {
    status: 400,
    zh: '重复规则写得不对：按 RFC 5545 写 FREQ=DAILY、WEEKLY 或 MONTHLY，并用 COUNT（次数）或 UNTIL（截止）写明何时结束，例如 FREQ=WEEKLY;BYDAY=MO;COUNT=8',
    en: 'The recurrence is not a rule this takes: RFC 5545 with FREQ=DAILY, WEEKLY or MONTHLY, and COUNT or UNTIL to end it, such as FREQ=WEEKLY;BYDAY=MO;COUNT=8',
  },
  'outage.too_many_occurrences': {
    status: 422,
    zh: '重复停机最多 {max} 次，请缩短期限',
    en: 'A recurring outage has at most {max} occurrences; shorten it',
  },
  'qualification.exists': {
    status: 409,
    zh: '此人已有有效资格',
    en: 'This person already has a valid qualification',
  },
  'slot.what': {
    status: 400,
    zh: '{path}：请写明用哪台仪器（instrumentId）或哪一类（class）',
    en: '{path}: say which instrument (instrumentId) or which class',
  },
  'availability.range_too_long': {
    status: 400,
    zh: '一次最多查看 {maxDays} 天',
    en: 'At most {maxDays} days at a time',
  },
});

const Contact = z.strictObject({
  name: text(60),
  phone: text(40).optional(),
  email: z.email().max(120).optional(),
});
const Spec = z.strictObject({ nameZh: text(80), nameEn: text(120), value: text(200) });
const Configuration = z.strictObject({
  code: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/),
  nameZh: text(80),
  nameEn: text(120),
  /** Notice the facility needs to set it up; 0 when users do it themselves. */
  noticeMinutes: z.int().min(0).max(43_200).default(0),
  selfConfigured: z.boolean().default(true),
});

/** What describes an instrument; shared by create, edit and import. */
export const instrumentFields = {
  facilityId: id,
  nameZh: text(120),
  nameEn: text(200),
  model: text(120),
  maker: text(120),
  /** Leaf or node of the instrument taxonomy pack. */
  classCode: text(20),
  assetNumber: text(60).nullable(),
  status: InstrumentStatus,
  visibility: Visibility,
  modes: z.array(ServiceMode).min(1).max(3),
  capacity: z.int().min(1).max(1000),
  specs: z.array(Spec).max(60),
  accessories: z.array(z.strictObject({ nameZh: text(80), nameEn: text(120) })).max(60),
  configurations: z.array(Configuration).max(30),
  contact: Contact.nullable(),
  room: text(80).nullable(),
  purchaseValueFen: priceFen.nullable(),
  purchasedOn: civilDate.nullable(),
  commissionedOn: civilDate.nullable(),
  descriptionZh: note(4000),
  descriptionEn: note(4000),
  sampleRequirementsZh: note(4000),
  sampleRequirementsEn: note(4000),
  safetyNotesZh: note(4000),
  safetyNotesEn: note(4000),
  photoIds: z.array(id).max(12),
  /** Booked, moved and cancelled together with it. */
  linkedInstrumentIds: z.array(id).max(10),
  openingHours: openingHours.nullable(),
  bookingRules: newBookingRules,
  /** Superusers (超级用户) may book outside limits and hours. */
  superuserBypass: z.boolean(),
  priceBook: PriceBook.nullable(),
};

export const NewInstrument = z.strictObject(instrumentFields).partial().required({
  facilityId: true,
  nameZh: true,
  nameEn: true,
  model: true,
  maker: true,
  classCode: true,
  modes: true,
});
export type NewInstrument = z.output<typeof NewInstrument>;
export const InstrumentPatch = z.strictObject(instrumentFields).partial().extend({
  /** First day a changed price book holds; today when left out. Versions already used are never edited. */
  priceBookFrom: civilDate.optional(),
  override: z.boolean().optional(),
});
export type InstrumentPatch = z.output<typeof InstrumentPatch>;

export const InstrumentSummary = z.object({
  id,
  nameZh: z.string(),
  nameEn: z.string(),
  model: z.string(),
  maker: z.string(),
  classCode: z.string(),
  classNameZh: z.string(),
  classNameEn: z.string(),
  facilityId: id,
  facilityNameZh: z.string(),
  facilityNameEn: z.string(),
  ownerOrganisationId: id,
  ownerNameZh: z.string(),
  ownerNameEn: z.string(),
  district: z.string().nullable(),
  status: InstrumentStatus,
  visibility: Visibility,
  modes: z.array(ServiceMode),
  capacity: z.int(),
  demo: z.boolean(),
  photoId: id.nullable(),
  /**
   * Price per hour for the reader's own tier (a visitor: `public`), with the operator where only operators run it; null where
   * the hour is not priced for it.
   */
  pricePerHourFen: amountFen.nullable(),
  tier: z.enum(['own', 'member', 'enterprise', 'public']),
  /** With freeFrom/freeTo: the free intervals in that window, at most 8. */
  free: z.array(z.object({ startsAt: instant, endsAt: instant })).nullable(),
  /** With `q`: where it was found (by synonym or pinyin too). Left out where the names alone were searched. */
  highlights: z
    .partialRecord(z.enum(['nameZh', 'nameEn', 'model', 'maker', 'ownerNameZh', 'ownerNameEn']), ranges)
    .optional(),
});
export type InstrumentSummary = z.infer<typeof InstrumentSummary>;

export const Instrument = InstrumentSummary.omit({ free: true, highlights: true }).extend({
  assetNumber: z.string().nullable(),
  specs: z.array(Spec),
  accessories: z.array(z.object({ nameZh: z.string(), nameEn: z.string() })),
  configurations: z.array(Configuration),
  contact: Contact.nullable(),
  room: z.string().nullable(),
  address: z.string().nullable(),
  latitude: z.number().nullable(),
  longitude: z.number().nullable(),
  purchaseValueFen: amountFen.nullable(),
  purchasedOn: z.string().nullable(),
  commissionedOn: z.string().nullable(),
  descriptionZh: z.string(),
  descriptionEn: z.string(),
  sampleRequirementsZh: z.string(),
  sampleRequirementsEn: z.string(),
  safetyNotesZh: z.string(),
  safetyNotesEn: z.string(),
  photoIds: z.array(id),
  linkedInstruments: z.array(z.object({ id, nameZh: z.string(), nameEn: z.string() })),
  openingHours: openingHours.nullable(),
  bookingRules,
  superuserBypass: z.boolean(),
  priceBook: PriceBookVersion.nullable(),
  /** What the reader may do here, so that a screen shows no button that would be refused. */
  may: z.object({ book: z.boolean(), manage: z.boolean(), bookForOthers: z.boolean() }),
  source: z.string().nullable(),
  version: z.int(),
});
export type Instrument = z.infer<typeof Instrument>;

const instrumentQuery = {
  q: searchText.optional(),
  class: text(20).optional(),
  district: text(60).optional(),
  owner: id.optional(),
  facility: id.optional(),
  mode: ServiceMode.optional(),
  status: InstrumentStatus.optional(),
  freeFrom: instant.optional(),
  freeTo: instant.optional(),
  minutes: z.coerce.number().int().min(1).max(44_640).optional(),
  /** Only instruments the reader manages. */
  managed: flag.optional(),
};
const p = z.object({ id });

export const listInstruments = route({
  method: 'get',
  path: '/instruments',
  tag: 'labs',
  action: 'public',
  summary: { zh: '查找仪器（可按空闲时段筛选）', en: 'Find instruments, also by when they are free' },
  query: z.object({ ...instrumentQuery, ...pageQuery }),
  ok: page(InstrumentSummary).extend({
    total: z.int(),
    totalIsExact: z.boolean(),
    facets: z.record(
      z.string(),
      z.array(z.object({ value: z.string(), labelZh: z.string(), labelEn: z.string(), count: z.int() })),
    ),
  }),
  errors: ['request.cursor', 'time.reversed', 'availability.range_too_long'],
});

export const createInstrument = route({
  method: 'post',
  path: '/instruments',
  tag: 'labs',
  action: 'instrument.create',
  etag: true,
  summary: { zh: '登记仪器', en: 'Register an instrument' },
  body: NewInstrument,
  ok: Instrument,
  okStatus: 201,
  errors: [
    'instrument.class_unknown',
    'instrument.facility_unknown',
    'instrument.asset_exists',
    'instrument.link_unknown',
    'instrument.link_circular',
  ],
});

export const getInstrument = route({
  method: 'get',
  path: '/instruments/{id}',
  tag: 'labs',
  action: 'public',
  etag: true,
  summary: { zh: '仪器详情', en: 'One instrument' },
  params: p,
  ok: Instrument,
  errors: ['record.not_found'],
});

export const updateInstrument = route({
  method: 'patch',
  path: '/instruments/{id}',
  tag: 'labs',
  action: 'instrument.update',
  etag: true,
  summary: { zh: '修改仪器', en: 'Change an instrument' },
  params: p,
  body: InstrumentPatch,
  ok: Instrument,
  errors: [
    'record.not_found',
    'request.stale',
    'instrument.class_unknown',
    'instrument.facility_unknown',
    'instrument.asset_exists',
    'instrument.has_future_bookings',
    'instrument.link_unknown',
    'instrument.link_circular',
    'instrument.capacity_in_use',
    'price.versions_overlap',
    'price.version_in_use',
    'request.reference',
    'price.bad_period',
  ],
});

export const listPriceBooks = route({
  method: 'get',
  path: '/instruments/{id}/price-books',
  tag: 'labs',
  action: 'public',
  summary: { zh: '价目历史', en: 'Versions of the price book' },
  params: p,
  ok: z.object({ items: z.array(PriceBookVersion) }),
  errors: ['record.not_found'],
});

export const instrumentQr = route({
  method: 'get',
  path: '/instruments/{id}/qr',
  tag: 'labs',
  action: 'public',
  media: 'image/svg+xml',
  summary: { zh: '仪器二维码', en: 'QR code that opens the instrument on a phone' },
  params: p,
  ok: z.string(),
  errors: ['record.not_found'],
});

export const importTemplate = route({
  method: 'get',
  path: '/instruments/import-template',
  tag: 'labs',
  action: 'instrument.create',
  media: xlsxMedia,
  summary: { zh: '导入模板（Excel）', en: 'Excel template for the import' },
  ok: z.string(),
  errors: [],
});

export const ImportReport = z.object({
  dryRun: z.boolean(),
  rows: z.int(),
  created: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  /** Of the created ones, those whose row names no status: kept as drafts, which nobody can book until they are put in service. */
  drafts: z.int(),
  problems: z.array(z.object({ row: z.int(), column: z.string(), value: z.string(), message: z.string() })),
});

export const importInstruments = route({
  method: 'post',
  path: '/instruments/import',
  tag: 'labs',
  action: 'instrument.create',
  upload: 20 * 1024 * 1024,
  summary: {
    zh: '批量导入仪器（xlsx/csv，可试运行）',
    en: 'Import instruments from xlsx or csv; dryRun writes nothing',
  },
  query: z.object({ dryRun: flag.default(true), facilityId: id.optional() }),
  ok: ImportReport,
  errors: [
    'import.unreadable',
    'import.empty',
    'import.too_many_rows',
    'import.has_errors',
    'instrument.facility_unknown',
    'request.too_large',
  ],
});

export const exportInstruments = route({
  method: 'get',
  path: '/instruments/export',
  tag: 'labs',
  action: 'public',
  media: tableMedia,
  summary: { zh: '导出当前列表', en: 'Export what the list shows' },
  query: z.object({ ...instrumentQuery, format: z.enum(['xlsx', 'csv']).default('xlsx') }),
  ok: z.string(),
  errors: [],
});
