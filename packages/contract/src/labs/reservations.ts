import { z } from 'zod';
import { amountFen, flag, id, instant, note, page, pageQuery, text } from '../fields.ts';
import { route } from '../route.ts';
import { VoucherEstimate, voucherRefusals, voucherWish } from '../voucher/uses.ts';
import { reservationStatuses } from './booking-rules.ts';
import { Quote } from './pricing.ts';

export * from './schedule.ts';

/** Reservations (预约): hold → pending approval → confirmed → checked in → finished, or one of the ends. */

export const ReservationStatus = z.enum(reservationStatuses);

export const Reservation = z.object({
  id,
  instrumentId: id,
  instrumentNameZh: z.string(),
  instrumentNameEn: z.string(),
  facilityId: id,
  ownerOrganisationId: id,
  facilityNameZh: z.string(),
  facilityNameEn: z.string(),
  room: z.string().nullable(),
  startsAt: instant,
  endsAt: instant,
  status: ReservationStatus,
  /** Whose it is, who made it, who pays. */
  userId: z.string(),
  personName: z.string(),
  createdBy: z.string(),
  createdByName: z.string(),
  organisationId: id,
  organisationName: z.string(),
  organisationNameEn: z.string(),
  projectId: id,
  projectName: z.string(),
  configuration: z.string().nullable(),
  /** Accessories taken with it, as they were called when it was booked; required ones included. */
  accessories: z.array(z.object({ id, nameZh: z.string(), nameEn: z.string(), required: z.boolean() })),
  note: z.string(),
  shortNotice: z.boolean(),
  /** Approvals still due, in order. */
  approvalsDue: z.array(z.enum(['pi', 'facility'])),
  approvalDeadline: instant.nullable(),
  holdExpiresAt: instant.nullable(),
  checkedInAt: instant.nullable(),
  checkedOutAt: instant.nullable(),
  cancelledAt: instant.nullable(),
  cancelledByName: z.string().nullable(),
  cancelReason: z.string().nullable(),
  /** Moving makes a new row; the old one gives way to it. `rootId` is the first of the chain and the calendar UID. */
  rootId: id,
  replaces: id.nullable(),
  replacedBy: id.nullable(),
  estimateFen: amountFen,
  heldFen: amountFen,
  /** The part that a voucher holds, and after use what it paid. */
  voucherFen: amountFen,
  chargeId: id.nullable(),
  chargedFen: amountFen.nullable(),
  /** What the reader may do now. */
  may: z.object({
    move: z.boolean(),
    cancel: z.boolean(),
    approve: z.boolean(),
    checkIn: z.boolean(),
    checkOut: z.boolean(),
    handOver: z.boolean(),
  }),
  version: z.int(),
  createdAt: instant,
});
export type Reservation = z.infer<typeof Reservation>;

export const Alternative = z.object({
  instrumentId: id,
  nameZh: z.string(),
  nameEn: z.string(),
  startsAt: instant,
  endsAt: instant,
});

const p = z.object({ id });
const reasoned = z.strictObject({ reason: note(500).optional() });

export const NewReservation = z.strictObject({
  instrumentId: id,
  startsAt: instant,
  endsAt: instant,
  /** May be left out by somebody with exactly one project. */
  projectId: id.optional(),
  configuration: text(40).optional(),
  /** Accessories wished for besides those the instrument requires (`GET /instruments/{id}/accessories`). */
  accessories: z.array(id).max(20).optional(),
  onBehalfOf: text(64).optional(),
  /** Go ahead in spite of overridable reasons; staff of the instrument only. */
  override: z.boolean().optional(),
  /** Only keep the time for ten minutes; confirm it with `POST /reservations/{id}/confirm`. */
  hold: z.boolean().optional(),
  items: z.record(z.string().max(40), z.int().min(0).max(100_000)).optional(),
  consumables: z.record(z.string().max(40), z.int().min(0).max(100_000)).optional(),
  /** Left out where only operators run the instrument: the whole time. */
  operatorMinutes: z.int().min(0).max(44_640).optional(),
  rush: z.boolean().optional(),
  note: note(1000).optional(),
  ...voucherWish,
});
export type NewReservation = z.output<typeof NewReservation>;

export const bookingRefusals = [
  'reservation.overlap',
  'reservation.linked_overlap',
  'reservation.linked_outage',
  'reservation.accessory_taken',
  'reservation.accessory_unknown',
  'reservation.outage',
  'reservation.operator_required',
  'reservation.in_past',
  'reservation.reversed',
  'reservation.too_long_range',
  'reservation.beyond_horizon',
  'reservation.notice',
  'reservation.too_short',
  'reservation.too_long',
  'reservation.off_grid',
  'reservation.too_many_future',
  'reservation.too_many_per_day',
  'reservation.too_many_future_minutes',
  'reservation.gap_before',
  'reservation.gap_after',
  'reservation.closed',
  'reservation.holiday',
  'reservation.members_hours',
  'reservation.priority_window',
  'reservation.not_qualified',
  'reservation.qualification_expired',
  'reservation.training_missing',
  'reservation.access_expired',
  'reservation.not_member',
  'reservation.suspended',
  'reservation.configuration_required',
  'reservation.configuration_unknown',
  'reservation.not_on_behalf',
  'project.none_active',
  'project.choose',
  'project.not_yours',
  'project.instrument_not_allowed',
  'instrument.retired',
  'instrument.not_bookable',
  'instrument.down',
  'ledger.insufficient',
  'price.no_book',
  'price.missing_for_tier',
  'price.unknown_item',
  'price.rush_not_offered',
  'price.operator_not_offered',
  'record.not_found',
  ...voucherRefusals,
] as const;

export const listReservations = route({
  method: 'get',
  path: '/reservations',
  tag: 'labs',
  action: 'reservation.list',
  summary: { zh: '预约列表（我的、本组的、本平台的）', en: 'Reservations I may see' },
  query: z.object({
    scope: z.enum(['mine', 'group', 'facility', 'organisation', 'valley']).default('mine'),
    instrumentId: id.optional(),
    projectId: id.optional(),
    facilityId: id.optional(),
    status: z.string().max(120).optional(),
    from: instant.optional(),
    to: instant.optional(),
    /** What is still to come or to be checked out of. */
    upcoming: flag.optional(),
    awaitingMe: flag.optional(),
    ...pageQuery,
  }),
  ok: page(Reservation),
  errors: ['request.cursor', 'access.denied'],
});

/** What the server would say to a booking: whether, for how much, and what is nearest. */
const verdict = {
  accepted: z.boolean(),
  reasons: z.array(
    z.object({
      code: z.string(),
      overridable: z.boolean(),
      data: z.record(z.string(), z.unknown()),
      message: z.string(),
    }),
  ),
  needsApproval: z.array(z.enum(['pi', 'facility'])),
  quote: Quote.nullable(),
  availableFen: amountFen.nullable(),
  /** What a voucher pays, or could pay; null where the payer has none. */
  voucher: VoucherEstimate.nullable(),
  alternatives: z.array(Alternative),
};

export const previewReservation = route({
  method: 'post',
  path: '/reservations/preview',
  tag: 'labs',
  action: 'reservation.create',
  idempotent: false,
  summary: {
    zh: '试算：能否预约、多少钱、最近可约时段',
    en: 'Would it be accepted, what would it cost, what is nearest',
  },
  body: NewReservation,
  ok: z.object(verdict),
  errors: ['record.not_found'],
});

export const createReservation = route({
  method: 'post',
  path: '/reservations',
  tag: 'labs',
  action: 'reservation.create',
  etag: true,
  summary: { zh: '预约仪器', en: 'Book an instrument' },
  body: NewReservation,
  ok: Reservation,
  okStatus: 201,
  errors: bookingRefusals,
});
export const getReservation = route({
  method: 'get',
  path: '/reservations/{id}',
  tag: 'labs',
  action: 'reservation.list',
  etag: true,
  summary: { zh: '预约详情', en: 'One reservation' },
  params: p,
  ok: Reservation.extend({
    quote: Quote.nullable(),
    /** It could not be used as things are (an outage, a qualification withdrawn): cancelling costs nothing, however late. */
    freeToGiveUp: z.boolean(),
    /**
     * Why the reader, whose it is, may not check in by themselves as things are, in the words of the refusal; then `may.checkIn`
     * is false here (in lists it says only that it is time).
     */
    barred: z.object({ code: z.string(), message: z.string() }).nullable(),
    /** What is out of order in its time while it is to come: the instrument, or one that goes with it (then by name). */
    outages: z.array(
      z.object({
        nameZh: z.string().nullable(),
        nameEn: z.string().nullable(),
        startsAt: instant,
        endsAt: instant,
        reason: z.string(),
      }),
    ),
    history: z.array(
      z.object({
        at: instant,
        actorName: z.string(),
        action: z.string(),
        data: z.record(z.string(), z.unknown()),
      }),
    ),
  }),
  errors: ['record.not_found'],
});
const movedTo = z.strictObject({
  startsAt: instant.optional(),
  endsAt: instant.optional(),
  instrumentId: id.optional(),
  projectId: id.optional(),
  configuration: text(40).optional(),
  /** Chosen anew; left out: those chosen before stay. */
  accessories: z.array(id).max(20).optional(),
  note: note(1000).optional(),
  override: z.boolean().optional(),
  /** Left out: the voucher it was booked with goes on paying; `false` leaves it off. */
  ...voucherWish,
});

export const moveReservation = route({
  method: 'patch',
  path: '/reservations/{id}',
  tag: 'labs',
  action: 'reservation.move',
  etag: true,
  summary: {
    zh: '改期、改时长或换仪器；答复为新的预约',
    en: 'Move or resize; answers the reservation that takes its place',
  },
  params: p,
  body: movedTo,
  ok: Reservation,
  errors: [
    ...bookingRefusals,
    'request.stale',
    'reservation.frozen',
    'reservation.already_cancelled',
    'reservation.expired',
    'reservation.already_ended',
    'reservation.already_missed',
    'reservation.already_started',
    'reservation.replaced',
    'reservation.not_owner',
  ],
});
/** The same body as the move itself; nothing is written. */
export const previewMove = route({
  method: 'post',
  path: '/reservations/{id}/preview',
  tag: 'labs',
  action: 'reservation.move',
  idempotent: false,
  summary: {
    zh: '改期试算：能否改、改后多少钱',
    en: 'Would the move be accepted, and what would it cost then',
  },
  params: p,
  body: movedTo,
  ok: z.object({
    ...verdict,
    /** What moving so late costs by itself: the fee of a late cancellation; null where it costs nothing. */
    lateFeeFen: amountFen.nullable(),
  }),
  errors: [
    'record.not_found',
    'reservation.reversed',
    'reservation.too_long_range',
    'reservation.already_cancelled',
    'reservation.expired',
    'reservation.already_ended',
    'reservation.already_missed',
    'reservation.replaced',
  ],
});

export const confirmHold = route({
  method: 'post',
  path: '/reservations/{id}/confirm',
  tag: 'labs',
  action: 'reservation.create',
  etag: true,
  summary: { zh: '确认暂留的时段', en: 'Turn a hold into a reservation' },
  params: p,
  ok: Reservation,
  errors: [
    ...bookingRefusals,
    'reservation.replaced',
    'reservation.already_cancelled',
    'reservation.expired',
    'reservation.already_ended',
    'reservation.not_owner',
  ],
});
export const cancelReservation = route({
  method: 'post',
  path: '/reservations/{id}/cancel',
  tag: 'labs',
  action: 'reservation.cancel',
  etag: true,
  summary: { zh: '取消预约', en: 'Cancel' },
  params: p,
  body: reasoned,
  ok: Reservation,
  errors: [
    'record.not_found',
    'reservation.reason_required',
    'reservation.not_owner',
    'reservation.already_cancelled',
    'reservation.expired',
    'reservation.already_ended',
    'reservation.already_missed',
    'reservation.already_started',
    'reservation.replaced',
  ],
});
export const approveReservation = route({
  method: 'post',
  path: '/reservations/{id}/approve',
  tag: 'labs',
  action: 'reservation.approve',
  etag: true,
  summary: { zh: '批准', en: 'Approve' },
  params: p,
  body: reasoned,
  ok: Reservation,
  errors: [
    ...bookingRefusals,
    'reservation.replaced',
    'reservation.expired',
    'reservation.not_pending',
    'reservation.not_your_approval',
  ],
});
export const rejectReservation = route({
  method: 'post',
  path: '/reservations/{id}/reject',
  tag: 'labs',
  action: 'reservation.approve',
  etag: true,
  summary: { zh: '不批准', en: 'Reject' },
  params: p,
  body: z.strictObject({ reason: text(500) }),
  ok: Reservation,
  errors: [
    'record.not_found',
    'reservation.replaced',
    'reservation.expired',
    'reservation.not_pending',
    'reservation.not_your_approval',
  ],
});
export const checkIn = route({
  method: 'post',
  path: '/reservations/{id}/check-in',
  tag: 'labs',
  action: 'reservation.check-in',
  etag: true,
  summary: { zh: '签到上机', en: 'Check in' },
  params: p,
  ok: Reservation,
  errors: [
    'record.not_found',
    'reservation.not_owner',
    'usage.too_early',
    'usage.not_confirmed',
    'usage.busy',
    'usage.not_qualified',
    'usage.qualification_expired',
    'reservation.already_started',
    'reservation.already_ended',
    'reservation.already_missed',
    'reservation.already_cancelled',
    'reservation.expired',
  ],
});
export const checkOut = route({
  method: 'post',
  path: '/reservations/{id}/check-out',
  tag: 'labs',
  action: 'reservation.check-in',
  etag: true,
  summary: { zh: '签退结束，未用时间即刻释放', en: 'Check out; unused time is given back at once' },
  params: p,
  body: z.strictObject({
    items: z.record(z.string().max(40), z.int().min(0).max(100_000)).optional(),
    consumables: z.record(z.string().max(40), z.int().min(0).max(100_000)).optional(),
    operatorMinutes: z.int().min(0).max(44_640).optional(),
    note: note(1000).optional(),
  }),
  ok: Reservation,
  errors: ['record.not_found', 'reservation.not_owner', 'usage.not_checked_in', 'price.unknown_item'],
});
export const handOver = route({
  method: 'post',
  path: '/reservations/{id}/hand-over',
  tag: 'labs',
  action: 'reservation.move',
  etag: true,
  summary: { zh: '转给同事（规则照旧）', en: 'Hand over to a colleague, under the same rules' },
  params: p,
  body: z.strictObject({
    /** Username, e-mail address or id of the account. */
    username: text(120),
    projectId: id.optional(),
    voucher: voucherWish.voucher,
  }),
  ok: Reservation,
  errors: [
    ...bookingRefusals,
    'reservation.replaced',
    'user.not_found',
    'reservation.same_person',
    'reservation.already_cancelled',
    'reservation.expired',
    'reservation.already_ended',
    'reservation.already_started',
    'reservation.not_owner',
  ],
});
