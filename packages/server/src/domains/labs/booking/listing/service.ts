import { allErrors } from '@hegu/contract/all-errors.ts';
import { type ErrorDef, type Reason, renderMessage } from '@hegu/contract/errors.ts';
import { type ReservationStatus, reservationStatuses } from '@hegu/contract/labs/booking-rules.ts';
import type {
  getReservation,
  getSchedule,
  listReservations,
  Reservation,
} from '@hegu/contract/labs/reservations.ts';
import type { RouteOk, RouteQuery } from '@hegu/contract/route.ts';
import { Temporal } from 'temporal-polyfill';
import { calendarOf } from '../../../../platform/clock/calendar.ts';
import { textOf } from '../../../../platform/clock/index.ts';
import type { Query, Role } from '../../../../platform/command.ts';
import { DomainError } from '../../../../platform/errors.ts';
import { decodeCursor, pageOf } from '../../../../platform/http/cursor.ts';
import { access } from '../../access.ts';
import { checkWindow } from '../../availability/service.ts';
import { pick } from '../../billing/service.ts';
import { hoursSegments } from '../../hours/rules.ts';
import { barredFor } from '../../usage/barred/service.ts';
import { freeToGiveUp, instrumentOf } from '../life/held/service.ts';
import { outagesBetween } from '../state/store.ts';
import { type LoadedInstrument, loadInstruments } from '../store.ts';
import * as store from './store.ts';

/** Reading reservations: each reader sees what is theirs, their group's, or their facility's. */

const defs: Readonly<Record<string, ErrorDef>> = allErrors;

const live: readonly ReservationStatus[] = ['held', 'pending', 'confirmed'];

export const organisationsWhere = (q: Query, role: Role): string[] =>
  (q.actor?.memberships ?? []).filter((m) => m.role === role).map((m) => m.organisationId);

const isAdmin = (q: Query) => q.actor?.memberships.some((m) => m.role === 'admin') ?? false;

/** The owner organisations whose instruments the actor runs; `all` for an administrator. */
export const runs = (q: Query): readonly string[] | 'all' =>
  isAdmin(q) ? 'all' : organisationsWhere(q, 'facility');

const iso = (t: Temporal.Instant | null) => (t === null ? null : textOf(t));

function targetOf(r: store.ListedReservation) {
  return {
    userId: r.user_id,
    piUserId: r.pi_user_id,
    organisationId: r.organisation_id,
    ownerOrganisationId: r.owner_id,
  };
}

export function view(q: Query, r: store.ListedReservation): Reservation {
  const { actor, now } = q;
  const target = targetOf(r);
  const may = (action: Parameters<typeof access.may>[1]) => access.may(actor, action, target);
  const upcoming = live.includes(r.status) && Temporal.Instant.compare(r.ends_at, now) > 0;
  const started = Temporal.Instant.compare(r.starts_at, now) <= 0;
  const staff = access.may(actor, 'reservation.create-for-others', target);
  const due = r.approvals_due[0];
  const opensAt = r.starts_at.subtract({ minutes: 15 });
  return {
    id: r.id,
    instrumentId: r.instrument_id,
    instrumentNameZh: r.instrument_zh,
    instrumentNameEn: r.instrument_en,
    facilityId: r.facility_id,
    ownerOrganisationId: r.owner_id,
    facilityNameZh: r.facility_zh,
    facilityNameEn: r.facility_en,
    room: r.room,
    startsAt: textOf(r.starts_at),
    endsAt: textOf(r.ends_at),
    status: r.status,
    userId: r.user_id,
    personName: r.person,
    createdBy: r.created_by,
    createdByName: r.creator,
    organisationId: r.organisation_id,
    organisationName: r.organisation_zh,
    organisationNameEn: r.organisation_en,
    projectId: r.project_id,
    projectName: pick(q, r.project_zh, r.project_en),
    configuration: r.configuration,
    accessories: (r.extras.accessories ?? []).map(({ itemCode: _itemCode, ...a }) => a),
    note: r.note,
    shortNotice: r.short_notice,
    approvalsDue: r.status === 'pending' ? r.approvals_due : [],
    approvalDeadline: iso(r.approval_deadline),
    holdExpiresAt: iso(r.hold_expires_at),
    checkedInAt: iso(r.checked_in_at),
    checkedOutAt: iso(r.checked_out_at),
    cancelledAt: iso(r.cancelled_at),
    cancelledByName: r.canceller,
    cancelReason: r.cancel_reason,
    rootId: r.root_id,
    replaces: r.replaces,
    replacedBy: r.replaced_by,
    estimateFen: r.estimate_fen,
    heldFen: r.held_fen,
    voucherFen: r.voucher_fen,
    chargeId: r.charge_id,
    chargedFen: r.charged_fen,
    may: {
      move: may('reservation.move') && ((upcoming && !started) || (staff && r.status === 'checked_in')),
      cancel: may('reservation.cancel') && upcoming,
      approve:
        r.status === 'pending' &&
        (!r.approval_deadline || Temporal.Instant.compare(r.approval_deadline, now) > 0) &&
        (due === 'pi' ? r.pi_user_id === actor?.userId : staff),
      checkIn:
        may('reservation.check-in') &&
        r.status === 'confirmed' &&
        upcoming &&
        Temporal.Instant.compare(opensAt, now) <= 0,
      checkOut: may('reservation.check-in') && r.status === 'checked_in',
      handOver: may('reservation.move') && upcoming && !started && r.status !== 'held',
    },
    version: r.version,
    createdAt: textOf(r.created_at),
  };
}

export async function get(q: Query, id: string): Promise<RouteOk<typeof getReservation>> {
  const r = await store.getReservation(q.tx, q.scope, id);
  if (!r || !access.may(q.actor, 'reservation.list', targetOf(r)))
    throw new DomainError('record.not_found', {});
  const seen = view(q, r);
  const instrument = r.status === 'confirmed' ? await instrumentOf(q, r) : undefined;
  const h = instrument && { row: r, instrument };
  const free = h !== undefined && (await freeToGiveUp(q, h));
  // Whoever is barred could give it up for nothing: where that is not so, nothing more is read
  const theirs = r.user_id === q.actor?.userId && Temporal.Instant.compare(r.ends_at, q.now) > 0;
  const why = free && theirs ? await barredFor(q, h) : null;
  return {
    ...seen,
    may: { ...seen.may, checkIn: seen.may.checkIn && why === null },
    barred: why && { code: why.code, message: said(q, why) },
    quote: r.quote,
    freeToGiveUp: free,
    outages: await outagesOf(q, r, instrument),
    history: (await historyFor(q, r.root_id)).map((h) => ({
      at: h.at.toString(),
      actorName: h.actor_name,
      action: h.action,
      data: h.after ?? {},
    })),
  };
}

/** The outages that an upcoming reservation was left standing in, earliest first. */
async function outagesOf(
  q: Query,
  r: store.ListedReservation,
  instrument: LoadedInstrument | undefined,
): Promise<RouteOk<typeof getReservation>['outages']> {
  const coming = r.status === 'held' || r.status === 'pending' || r.status === 'confirmed';
  if (!coming || Temporal.Instant.compare(r.ends_at, q.now) <= 0) return [];
  const links = instrument?.links ?? [];
  const ids = [r.instrument_id, ...links.map((l) => l.id)];
  const found = await outagesBetween(q.tx, q.scope, ids, r.starts_at, r.ends_at);
  return found
    .sort((a, b) => Temporal.Instant.compare(a.startsAt, b.startsAt))
    .map((o) => {
      const link = links.find((l) => l.id === o.instrumentId);
      return {
        nameZh: link?.nameZh ?? null,
        nameEn: link?.nameEn ?? null,
        startsAt: textOf(o.startsAt),
        endsAt: textOf(o.endsAt),
        reason: o.reason,
      };
    });
}

function said(q: Query, { code, data }: Pick<Reason, 'code' | 'data'>): string {
  const def = defs[code];
  return def ? renderMessage(def[q.locale], data, q.locale, q.scope.zone) : code;
}

/** What was done with it and those it came from, for this reader: it ends with the hand-over after which it is not theirs. */
async function historyFor(q: Query, rootId: string) {
  const chain = await store.chainOf(q.tx, q.scope, rootId);
  const last = chain.findLastIndex((r) => access.may(q.actor, 'reservation.list', targetOf(r)));
  const ids = chain.slice(0, last + 1).map((r) => r.id);
  const left = chain[last + 1]?.id;
  const entries = await store.historyOf(q.tx, q.scope, left ? [...ids, left] : ids);
  return entries.filter((e) => e.entity_id !== left || e.action === 'reservation.hand-over');
}

/** The row as its writer sees it afterwards, whether or not they may list it. */
export async function viewOf(q: Query, id: string): Promise<Reservation> {
  const r = await store.getReservation(q.tx, q.scope, id);
  if (!r) throw new DomainError('record.not_found', {});
  return view(q, r);
}

function statusesOf(text: string | undefined): ReservationStatus[] | undefined {
  if (text === undefined) return undefined;
  const wanted = text.split(',').map((s) => s.trim());
  const known = reservationStatuses.filter((s) => wanted.includes(s));
  if (known.length !== wanted.length) {
    throw new DomainError('request.invalid', {
      path: 'query.status',
      problem: reservationStatuses.join(', '),
    });
  }
  return known;
}

export async function list(
  q: Query,
  query: RouteQuery<typeof listReservations>,
): Promise<RouteOk<typeof listReservations>> {
  const { actor } = q;
  if (!actor) throw new DomainError('access.sign_in_required', {});
  const mine = runs(q);
  let who: Partial<store.ReservationFilter>;
  switch (query.scope) {
    case 'mine':
      who = { userId: actor.userId };
      break;
    case 'group':
      who = { piUserId: actor.userId };
      break;
    case 'organisation':
      who = { organisationIds: organisationsWhere(q, 'pi'), piUserId: actor.userId };
      break;
    case 'facility':
      if (mine !== 'all' && mine.length === 0)
        throw new DomainError('access.denied', { action: 'reservation.list' });
      who = mine === 'all' ? {} : { ownerIds: mine };
      break;
    case 'valley':
      if (!isAdmin(q)) throw new DomainError('access.denied', { action: 'reservation.list' });
      who = {};
      break;
  }
  const ascending = query.upcoming === true || query.awaitingMe === true;
  const key = decodeCursor(query.cursor, 2);
  if (
    key &&
    (typeof key[0] !== 'string' ||
      Number.isNaN(Date.parse(key[0])) ||
      !/^[0-9a-f-]{36}$/i.test(String(key[1])))
  ) {
    throw new DomainError('request.cursor');
  }
  const statuses = statusesOf(query.status);
  const rows = await store.listReservations(q.tx, q.scope, {
    ...(query.awaitingMe ? { due: { asPi: actor.userId, ownerIds: mine } } : who),
    instrumentId: query.instrumentId,
    projectId: query.projectId,
    facilityId: query.facilityId,
    ...(statuses
      ? { statuses }
      : query.upcoming
        ? { statuses: ['held', 'pending', 'confirmed', 'checked_in'] }
        : {}),
    running: query.upcoming === true,
    from: query.upcoming ? q.now : query.from ? Temporal.Instant.from(query.from) : undefined,
    to: query.to ? Temporal.Instant.from(query.to) : undefined,
    after: key ? { startsAt: String(key[0]), id: String(key[1]) } : undefined,
    ascending,
    limit: query.limit + 1,
  });
  return pageOf(
    rows,
    query.limit,
    (r) => [r.starts_at.toString(), r.id],
    (r) => view(q, r),
  );
}

export async function schedule(
  q: Query,
  query: RouteQuery<typeof getSchedule>,
): Promise<RouteOk<typeof getSchedule>> {
  const from = Temporal.Instant.from(query.from);
  const to = Temporal.Instant.from(query.to);
  checkWindow(from, to, 35);
  const instruments = await store.managedInstruments(q.tx, q.scope, {
    ownerIds: runs(q),
    facilityId: query.facilityId,
    instrumentId: query.instrumentId,
    limit: query.limit,
  });
  const ids = instruments.map((i) => i.id);
  const [loaded, events, outages] = [
    await loadInstruments(q.tx, q.scope, ids),
    await store.scheduleEvents(q.tx, q.scope, ids, from, to),
    await outagesBetween(q.tx, q.scope, ids, from, to),
  ];
  const calendar = calendarOf(q.scope.zone);
  const closedOf = (id: string) => {
    const hours = loaded.find((l) => l.id === id)?.openingHours;
    if (!hours) return [];
    return hoursSegments(hours, calendar, q.scope.zone, from.epochMilliseconds, to.epochMilliseconds)
      .filter((s) => s.kind === 'closed' || s.kind === 'holiday')
      .map((s) => ({
        startsAt: Temporal.Instant.fromEpochMilliseconds(s.start).toString(),
        endsAt: Temporal.Instant.fromEpochMilliseconds(s.end).toString(),
      }));
  };
  return {
    resources: instruments.map((i) => ({
      ...i,
      gridMinutes: loaded.find((l) => l.id === i.id)?.bookingRules.gridMinutes ?? null,
      closed: closedOf(i.id),
    })),
    events: [
      ...events.map((e) => ({
        id: e.id,
        kind: 'reservation' as const,
        resourceId: e.resourceId,
        startsAt: e.startsAt.toString(),
        endsAt: e.endsAt.toString(),
        status: e.status,
        titleZh: e.person,
        titleEn: e.person,
        personName: e.person,
        organisationName: e.organisationZh,
        organisationNameEn: e.organisationEn,
        editable:
          ['held', 'pending', 'confirmed'].includes(e.status) &&
          Temporal.Instant.compare(e.startsAt, q.now) > 0,
        version: e.version,
      })),
      ...outages.map((o) => ({
        id: o.id,
        kind: 'outage' as const,
        resourceId: o.instrumentId,
        startsAt: o.startsAt.toString(),
        endsAt: o.endsAt.toString(),
        status: 'outage',
        titleZh: o.reason,
        titleEn: o.reason,
        personName: null,
        organisationName: null,
        organisationNameEn: null,
        editable: false,
        version: 1,
      })),
    ],
  };
}
