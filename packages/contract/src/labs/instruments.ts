import { z } from 'zod';
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
  text,
} from '../fields.ts';
import { route } from '../route.ts';
import { bookingRules, openingHours } from './booking-rules.ts';
import { PriceBook, PriceBookVersion } from './pricing.ts';

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

export const Facility = z.object({
  id,
  nameZh: z.string(),
  nameEn: z.string(),
  organisationId: id,
  organisationName: z.string(),
  organisationNameEn: z.string(),
  district: z.string().nullable(),
  address: z.string().nullable(),
  latitude: z.number().nullable(),
  longitude: z.number().nullable(),
  contactName: z.string().nullable(),
  contactPhone: z.string().nullable(),
  contactEmail: z.string().nullable(),
  descriptionZh: z.string(),
  descriptionEn: z.string(),
  demo: z.boolean(),
  source: z.string().nullable(),
  instrumentCount: z.int(),
  version: z.int(),
});
export type Facility = z.infer<typeof Facility>;

const facilityFields = {
  nameZh: text(120),
  nameEn: text(200),
  district: text(60).nullable(),
  address: text(200).nullable(),
  latitude: z.number().min(-90).max(90).nullable(),
  longitude: z.number().min(-180).max(180).nullable(),
  contactName: text(60).nullable(),
  contactPhone: text(40).nullable(),
  contactEmail: z.email().max(120).nullable(),
  descriptionZh: note(2000),
  descriptionEn: note(2000),
};
export const NewFacility = z.strictObject({ organisationId: id, ...facilityFields }).partial({
  district: true,
  address: true,
  latitude: true,
  longitude: true,
  contactName: true,
  contactPhone: true,
  contactEmail: true,
  descriptionZh: true,
  descriptionEn: true,
});
export const FacilityPatch = z.strictObject(facilityFields).partial();

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
  bookingRules,
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
  /** Price per hour for the reader's own tier (a visitor: `public`), null where time is not priced for it. */
  pricePerHourFen: amountFen.nullable(),
  tier: z.enum(['own', 'member', 'enterprise', 'public']),
  /** With freeFrom/freeTo: the free intervals in that window, at most 8. */
  free: z.array(z.object({ startsAt: instant, endsAt: instant })).nullable(),
});
export type InstrumentSummary = z.infer<typeof InstrumentSummary>;

export const Instrument = InstrumentSummary.omit({ free: true }).extend({
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

/** Segments that cover the window without gaps. Reasons never say who: `booked` is all a competitor learns. */
export const AvailabilitySegment = z.object({
  startsAt: instant,
  endsAt: instant,
  free: z.boolean(),
  reasons: z.array(
    z.enum([
      'closed',
      'holiday',
      'members_hours',
      'booked',
      'outage',
      'down',
      'priority',
      'past',
      'notice',
      'beyond_horizon',
      'mine',
    ]),
  ),
  note: z.string().nullable(),
});

export const getAvailability = route({
  method: 'get',
  path: '/instruments/{id}/availability',
  tag: 'labs',
  action: 'public',
  summary: { zh: '空闲时段与不可约的原因', en: 'Free intervals, and why the rest is not free' },
  params: p,
  query: z.object({
    from: instant,
    to: instant,
    minutes: z.coerce.number().int().min(1).max(44_640).optional(),
  }),
  ok: z.object({
    instrumentId: id,
    from: instant,
    to: instant,
    zone: z.string(),
    segments: z.array(AvailabilitySegment),
    /** With `minutes`: the earliest start that would be accepted, null when there is none in the window. */
    nextFree: z.object({ startsAt: instant, endsAt: instant }).nullable(),
  }),
  errors: ['record.not_found', 'time.reversed', 'availability.range_too_long'],
});

export const SlotStep = z
  .strictObject({
    instrumentId: id.optional(),
    class: text(20).optional(),
    district: text(60).optional(),
    minutes: z.int().min(1).max(44_640),
    /** Index of the step this one follows. */
    after: z.int().min(0).max(9).optional(),
    maxGapMinutes: z.int().min(0).max(44_640).optional(),
  })
  .refine((s) => s.instrumentId !== undefined || s.class !== undefined, {
    error: 'request.invalid',
    path: ['instrumentId'],
  });

export const searchSlots = route({
  method: 'post',
  path: '/slots/search',
  tag: 'labs',
  action: 'public',
  idempotent: false,
  summary: { zh: '谁在什么时候有空（可多步联排）', en: 'Who is free when, for one step or a chain of steps' },
  body: z.strictObject({
    steps: z.array(SlotStep).min(1).max(6),
    from: instant,
    to: instant,
    limit: z.int().min(1).max(50).default(10),
  }),
  ok: z.object({
    plans: z.array(
      z.object({
        startsAt: instant,
        endsAt: instant,
        steps: z.array(
          z.object({
            instrumentId: id,
            nameZh: z.string(),
            nameEn: z.string(),
            ownerNameZh: z.string(),
            ownerNameEn: z.string(),
            district: z.string().nullable(),
            startsAt: instant,
            endsAt: instant,
            pricePerHourFen: amountFen.nullable(),
          }),
        ),
      }),
    ),
  }),
  errors: ['time.reversed', 'availability.range_too_long', 'record.not_found'],
});

export const importTemplate = route({
  method: 'get',
  path: '/instruments/import-template',
  tag: 'labs',
  action: 'instrument.create',
  media: 'application/octet-stream',
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
    'request.too_large',
  ],
});

export const exportInstruments = route({
  method: 'get',
  path: '/instruments/export',
  tag: 'labs',
  action: 'public',
  media: 'application/octet-stream',
  summary: { zh: '导出当前列表', en: 'Export what the list shows' },
  query: z.object({ ...instrumentQuery, format: z.enum(['xlsx', 'csv']).default('xlsx') }),
  ok: z.string(),
  errors: [],
});

export const listFacilities = route({
  method: 'get',
  path: '/facilities',
  tag: 'labs',
  action: 'public',
  summary: { zh: '平台列表', en: 'Facilities' },
  query: z.object({
    q: searchText.optional(),
    organisationId: id.optional(),
    managed: flag.optional(),
    ...pageQuery,
  }),
  ok: page(Facility),
  errors: ['request.cursor'],
});
export const getFacility = route({
  method: 'get',
  path: '/facilities/{id}',
  tag: 'labs',
  action: 'public',
  etag: true,
  summary: { zh: '平台详情', en: 'One facility' },
  params: p,
  ok: Facility,
  errors: ['record.not_found'],
});
export const createFacility = route({
  method: 'post',
  path: '/facilities',
  tag: 'labs',
  action: 'facility.create',
  etag: true,
  summary: { zh: '登记平台', en: 'Register a facility' },
  body: NewFacility,
  ok: Facility,
  okStatus: 201,
  errors: ['record.not_found', 'organisation.not_active'],
});
export const updateFacility = route({
  method: 'patch',
  path: '/facilities/{id}',
  tag: 'labs',
  action: 'facility.update',
  etag: true,
  summary: { zh: '修改平台', en: 'Change a facility' },
  params: p,
  body: FacilityPatch,
  ok: Facility,
  errors: ['record.not_found', 'request.stale'],
});

/** Rules for one organisation, group or person on one instrument; they win over the instrument's own. */
export const RuleOverride = z.object({
  id,
  level: z.enum(['organisation', 'group', 'person']),
  subjectId: z.string(),
  subjectName: z.string(),
  rules: bookingRules,
  version: z.int(),
});
export const listRuleOverrides = route({
  method: 'get',
  path: '/instruments/{id}/rule-overrides',
  tag: 'labs',
  action: 'instrument.update',
  summary: { zh: '单独设置的预约规则', en: 'Rules set for some' },
  params: p,
  ok: z.object({ items: z.array(RuleOverride) }),
  errors: ['record.not_found'],
});
export const putRuleOverride = route({
  method: 'put',
  path: '/instruments/{id}/rule-overrides',
  tag: 'labs',
  action: 'instrument.update',
  summary: {
    zh: '为机构、课题组或个人单独设置规则',
    en: 'Set rules for an organisation, group or person; empty rules remove them',
  },
  params: p,
  body: z.strictObject({
    level: z.enum(['organisation', 'group', 'person']),
    subjectId: text(64),
    rules: bookingRules,
  }),
  ok: z.object({ items: z.array(RuleOverride) }),
  errors: ['record.not_found', 'user.not_found'],
});

/** Outage (停机): `reason` is shown to everybody; it may recur by an RFC 5545 rule. */
export const Outage = z.object({
  id,
  instrumentId: id,
  instrumentNameZh: z.string(),
  instrumentNameEn: z.string(),
  startsAt: instant,
  endsAt: instant,
  planned: z.boolean(),
  reason: z.string(),
  recurrence: z.string().nullable(),
  endedAt: instant.nullable(),
  createdByName: z.string(),
  createdAt: instant,
});
/** A reservation an outage falls on. */
export const OutageHit = z.object({
  reservationId: id,
  startsAt: instant,
  endsAt: instant,
  personName: z.string(),
  organisationName: z.string(),
  status: z.string(),
});

export const listOutages = route({
  method: 'get',
  path: '/instruments/{id}/outages',
  tag: 'labs',
  action: 'public',
  summary: { zh: '停机记录', en: 'Outages' },
  params: p,
  query: z.object({ from: instant.optional(), to: instant.optional(), ...pageQuery }),
  ok: page(Outage),
  errors: ['record.not_found', 'request.cursor'],
});
export const createOutage = route({
  method: 'post',
  path: '/instruments/{id}/outages',
  tag: 'labs',
  action: 'outage.create',
  summary: {
    zh: '登记停机，查看受影响的预约',
    en: 'Record an outage and see whom it hits; dryRun only looks',
  },
  params: p,
  body: z.strictObject({
    startsAt: instant,
    endsAt: instant,
    planned: z.boolean().default(false),
    reason: text(200),
    /** RFC 5545 RRULE with COUNT or UNTIL, e.g. `FREQ=WEEKLY;BYDAY=MO;COUNT=8`. */
    recurrence: z.string().max(200).optional(),
    /** `keep`: reservations it hits stay and are told; `cancel`: they are cancelled free of charge and told. */
    hits: z.enum(['keep', 'cancel']).default('keep'),
    dryRun: z.boolean().default(false),
  }),
  ok: z.object({ outages: z.array(Outage), hits: z.array(OutageHit) }),
  okStatus: 201,
  errors: [
    'record.not_found',
    'time.reversed',
    'outage.too_many_occurrences',
    'request.invalid',
    'reservation.too_long_range',
  ],
});
export const endOutage = route({
  method: 'post',
  path: '/outages/{id}/end',
  tag: 'labs',
  action: 'outage.create',
  summary: { zh: '结束或取消停机', en: 'End an outage now, or call a future one off' },
  params: p,
  ok: Outage,
  errors: ['record.not_found', 'outage.ended'],
});

export const Qualification = z.object({
  id,
  userId: z.string(),
  personName: z.string(),
  instrumentId: id,
  grantedAt: instant,
  grantedByName: z.string(),
  expiresAt: instant.nullable(),
  superuser: z.boolean(),
  note: z.string(),
});
export const listQualifications = route({
  method: 'get',
  path: '/instruments/{id}/qualifications',
  tag: 'labs',
  action: 'qualification.list',
  summary: { zh: '上机资格名单', en: 'Who is qualified' },
  params: p,
  query: z.object({ ...pageQuery }),
  ok: page(Qualification),
  errors: ['record.not_found', 'request.cursor'],
});
export const grantQualification = route({
  method: 'post',
  path: '/instruments/{id}/qualifications',
  tag: 'labs',
  action: 'qualification.grant',
  summary: { zh: '授予上机资格', en: 'Grant a qualification' },
  params: p,
  body: z.strictObject({
    username: text(120),
    expiresAt: instant.optional(),
    superuser: z.boolean().default(false),
    note: note(500).default(''),
  }),
  ok: Qualification,
  okStatus: 201,
  errors: ['record.not_found', 'user.not_found', 'qualification.exists'],
});
export const revokeQualification = route({
  method: 'delete',
  path: '/qualifications/{id}',
  tag: 'labs',
  action: 'qualification.grant',
  summary: { zh: '撤销上机资格', en: 'Withdraw a qualification' },
  params: p,
  ok: z.void(),
  okStatus: 204,
  errors: ['record.not_found'],
});
