import type { Reason } from '@hegu/contract/errors.ts';
import type { NewReservation } from '@hegu/contract/labs/reservations.ts';
import { Temporal } from 'temporal-polyfill';
import { textOf } from '../../../platform/clock/index.ts';
import type { Command, Query } from '../../../platform/command.ts';
import { alone } from '../../../platform/db/gather.ts';
import { DomainError } from '../../../platform/errors.ts';
import type { Ahead } from '../../../platform/http/route.ts';
import { findUserByName } from '../../../platform/identity/index.ts';
import { newId } from '../../../platform/ids.ts';
import * as ledger from '../../../platform/ledger/index.ts';
import { take } from '../../../platform/occupancy/service.ts';
import type { VoucherWish } from '../../voucher/index.ts';
import { pieceFreeFrom, type WantedPiece } from '../accessories/free/service.ts';
import { price, tierOf } from '../pricing/service.ts';
import type { CustomerTier, Extras } from '../store.ts';
import { offersFor } from './alternatives/service.ts';
import { approvalMinutes, pendingUntil, type ReservationFacts } from './life/rules.ts';
import type { ListedReservation } from './listing/store.ts';
import { tellApprovers } from './notices/service.ts';
import { minutesOf, withOperator } from './operator/rules.ts';
import { type BookingRequest, checkRange, type Decision, decide } from './rules.ts';
import type { LoadedProject } from './standing/store.ts';
import { type Loaded, type LoadInput, loadBooking } from './state/service.ts';
import {
  changeReservation,
  findReservation,
  type LoadedInstrument,
  loadInstrument,
  loadInstruments,
  markPriceUsed,
  newRow,
  type ReservationRow,
  unwriteReservation,
  withLinked,
  writeReservation,
} from './store.ts';
import { holdPart, wishedVoucher } from './vouchers/service.ts';

/**
 * The one path on which reservations are written: asked for, moved, handed over, approved, cancelled. Every entry loads
 * the same state, asks the same rules and takes time through the occupancy table.
 */

const holdMinutes = 10;

type Wish = Pick<
  NewReservation,
  'configuration' | 'override' | 'items' | 'consumables' | 'operatorMinutes' | 'rush' | 'note'
>;

export const factsOf = (r: ReservationRow): ReservationFacts => ({
  id: r.id,
  userId: r.user_id,
  status: r.status,
  startsAt: r.starts_at,
  endsAt: r.ends_at,
  lapsesAt: r.status === 'held' ? r.hold_expires_at : r.status === 'pending' ? r.approval_deadline : null,
  replacedBy: r.replaced_by,
});

const extrasOf = (w: Wish): Extras => ({
  ...(w.items ? { items: w.items } : {}),
  ...(w.consumables ? { consumables: w.consumables } : {}),
  ...(w.operatorMinutes === undefined ? {} : { operatorMinutes: w.operatorMinutes }),
  ...(w.rush === undefined ? {} : { rush: w.rush }),
});

/** What is wished for, with the operator that the instrument is not run without. */
export const wished = (
  loaded: Loaded,
  w: Wish,
  { startsAt, endsAt }: { startsAt: Temporal.Instant; endsAt: Temporal.Instant },
): Extras =>
  withOperator(extrasOf(w), loaded.state.instrument.operatorOnly === true, minutesOf(startsAt, endsAt));

/** The accessories that were chosen for it, besides those the instrument required. */
export const chosenFor = (r: Pick<ReservationRow, 'extras'>): string[] =>
  (r.extras.accessories ?? []).filter((a) => !a.required).map((a) => a.id);

/** What is agreed, with the accessories that go with it now. */
export function agreed(loaded: Loaded, { accessories: _before, ...extras }: Extras): Extras {
  const accessories = loaded.instrument.links.flatMap(({ id, nameZh, nameEn, accessory }) =>
    accessory ? [{ id, nameZh, nameEn, ...accessory }] : [],
  );
  return accessories.length > 0 ? { ...extras, accessories } : extras;
}

export function requestOf(
  loaded: Loaded,
  actorId: string,
  wish: {
    startsAt: Temporal.Instant;
    endsAt: Temporal.Instant;
    projectId?: string | undefined;
    configuration?: string | undefined;
    override?: boolean | undefined;
    operatorMinutes?: number | undefined;
  },
): Omit<BookingRequest, 'kind'> {
  const chosen = loaded.instrument.configurations.find((c) => c.code === wish.configuration);
  return {
    startsAt: wish.startsAt,
    endsAt: wish.endsAt,
    person: {
      id: loaded.person.userId,
      isStaff: loaded.personIsStaff,
      isSuperuser: loaded.personIsSuperuser,
      audience: loaded.audience,
    },
    actor: { id: actorId, isStaff: loaded.actorIsStaff, mayOverride: loaded.actorIsStaff },
    projectId: wish.projectId ?? null,
    configuration:
      wish.configuration === undefined
        ? null
        : { choice: wish.configuration, self: chosen?.selfConfigured ?? false },
    ...(wish.override === undefined ? {} : { override: wish.override }),
    ...(wish.operatorMinutes === undefined ? {} : { operatorMinutes: wish.operatorMinutes }),
  };
}

/** Refuses with every reason and the nearest slots that would be accepted. */
export async function refuse(
  q: Query,
  loaded: Loaded,
  reasons: readonly Reason[],
  wanted: WantedPiece,
): Promise<never> {
  const timely = reasons.some((r) => /^(reservation|instrument)\./.test(r.code));
  const alternatives = timely ? await offersFor(q, loaded, reasons, wanted) : [];
  throw DomainError.all(await withFreeFrom(q, loaded, reasons, wanted), { alternatives });
}

/** Says of an accessory that is taken when a piece is free for as long. */
export async function withFreeFrom(
  q: Query,
  loaded: Loaded,
  reasons: readonly Reason[],
  wanted: WantedPiece,
): Promise<Reason[]> {
  const said: Reason[] = [];
  for (const r of reasons) {
    const accessory = loaded.instrument.links.find((l) => l.accessory && l.id === r.data.resourceId);
    said.push(
      accessory && r.code === 'reservation.accessory_taken'
        ? { ...r, data: { ...r.data, freeFrom: (await pieceFreeFrom(q, accessory, wanted)).toString() } }
        : r,
    );
  }
  return said;
}

const lostRace = (
  loaded: Loaded,
  resourceId: string,
  wanted: { startsAt: Temporal.Instant; endsAt: Temporal.Instant },
): Reason => {
  const link = loaded.state.linked.find((l) => l.id === resourceId);
  const data = { startsAt: wanted.startsAt.toString(), endsAt: wanted.endsAt.toString() };
  return link
    ? {
        code: link.accessory ? 'reservation.accessory_taken' : 'reservation.linked_overlap',
        overridable: false,
        data: { ...data, resource: link.name, resourceId },
      }
    : { code: 'reservation.overlap', overridable: false, data };
};

export interface Plan {
  readonly loaded: Loaded;
  readonly decision: Decision;
  readonly startsAt: Temporal.Instant;
  readonly endsAt: Temporal.Instant;
  readonly configuration: string | null;
  readonly extras: Extras;
  readonly note: string;
  readonly voucher?: VoucherWish | null;
  readonly hold?: boolean;
  readonly replaces?: ReservationRow;
  /** The status of the one that gives way is kept when nothing needs a new approval. */
  readonly keepStatus?: ReservationRow['status'];
}

const projectOf = (loaded: Loaded, projectId: string | null): LoadedProject => {
  const project = loaded.person.projects.find((p) => p.id === projectId);
  if (!project) throw new Error('a decision was accepted without a project');
  return project;
};

/**
 * Takes the time, writes the row and holds the money; or throws, and the transaction leaves nothing. What `beside` writes
 * goes out with it.
 */
export async function place(
  cx: Command,
  plan: Plan,
  beside?: (row: ReservationRow) => Promise<unknown>,
): Promise<ReservationRow> {
  const { loaded, decision } = plan;
  const { instrument } = loaded;
  const project = projectOf(loaded, decision.projectId);
  const tier: CustomerTier = tierOf(instrument, project);
  const extras = agreed(loaded, plan.extras);
  const priced = price(instrument, cx.scope.zone, {
    tier,
    startsAt: plan.startsAt,
    endsAt: plan.endsAt,
    extras,
  });
  const estimateFen = priced.quote?.totalFen ?? 0;
  const id = newId();
  const voucherFen = plan.voucher
    ? await holdPart(
        cx,
        id,
        loaded.person.userId,
        { instrument, project, startsAt: plan.startsAt, endsAt: plan.endsAt, priceFen: estimateFen },
        plan.voucher,
      )
    : 0;
  const heldFen = estimateFen - voucherFen;
  if (priced.version?.usedAt === null) alone(cx.tx);
  const pending = decision.approval.length > 0;
  const status = plan.hold ? 'held' : pending ? 'pending' : (plan.keepStatus ?? 'confirmed');
  const taking = take(
    cx.tx,
    cx.scope,
    [{ id: instrument.id, capacity: instrument.capacity }, ...instrument.links].map((r) => ({
      resourceId: r.id,
      capacity: r.capacity,
      startsAt: plan.startsAt,
      endsAt: plan.endsAt,
      kind: plan.hold ? ('hold' as const) : ('reservation' as const),
      refKind: 'reservation',
      refId: id,
    })),
  );
  const row = newRow(cx.scope, {
    id,
    root_id: plan.replaces?.root_id ?? id,
    replaces: plan.replaces?.id ?? null,
    instrument_id: instrument.id,
    starts_at: plan.startsAt,
    ends_at: plan.endsAt,
    status,
    user_id: loaded.person.userId,
    created_by: cx.actor.userId,
    organisation_id: project.organisationId,
    project_id: project.id,
    tier,
    configuration: plan.configuration,
    short_notice: decision.flags.includes('short-notice'),
    extras: {
      ...extras,
      ...(decision.waived.length > 0 ? { waived: decision.waived.map((r) => r.code) } : {}),
    },
    note: plan.note,
    approvals_due: plan.hold ? [...decision.approval] : pending ? [...decision.approval] : [],
    approval_deadline:
      pending && !plan.hold ? pendingUntil({ startsAt: plan.startsAt }, cx.now, approvalMinutes) : null,
    hold_expires_at: plan.hold ? cx.now.add({ minutes: holdMinutes }) : null,
    rules: loaded.rules.values,
    price_book_version_id: priced.version?.id ?? null,
    quote: priced.quote,
    estimate_fen: estimateFen,
    held_fen: heldFen,
    voucher_fen: voucherFen,
    checked_in_at: plan.replaces?.checked_in_at ?? null,
    created_at: cx.now,
  });
  // Sent together with the taking, whose answer is nearly always that the time was free
  const writing = Promise.all([
    writeReservation(cx.tx, cx.scope, row),
    beside?.(row),
    // Last, because others wait for the project's accounts from here to the commit
    heldFen > 0
      ? ledger.hold(cx.tx, cx.scope, {
          accountId: project.accountId,
          heldAccountId: project.heldAccountId,
          ref: { kind: 'reservation', id },
          amountFen: heldFen,
          at: cx.now,
          memo: instrument.nameZh,
          fresh: true,
        })
      : null,
  ]);
  const [lost, failed] = await Promise.all([
    taking,
    writing.then(
      () => null,
      (e: unknown) => e,
    ),
  ]);
  // Whoever lost the race is told that, and not what else would have stood in the way
  if (failed !== null && !(lost !== null && failed instanceof DomainError)) throw failed;
  if (lost !== null) {
    // The nearest slots are counted without it
    await unwriteReservation(cx.tx, row);
    await refuse(cx, loaded, [lostRace(loaded, lost, plan)], plan);
  }
  if (plan.replaces) await changeReservation(cx.tx, cx.scope, plan.replaces.id, { replaced_by: id });
  if (priced.version && priced.version.usedAt === null)
    await markPriceUsed(cx.tx, cx.scope, priced.version.id, cx.now);
  if (status === 'pending')
    await tellApprovers(cx, {
      id,
      instrument,
      project,
      personName: loaded.person.name,
      due: decision.approval[0] ?? 'facility',
      startsAt: plan.startsAt,
      endsAt: plan.endsAt,
    });
  return row;
}

const roomsOf = (r: { user_id: string; organisation_id: string }) => [
  `user:${r.user_id}`,
  `organisation:${r.organisation_id}`,
];

/** @param instrument the one it is on, where the caller has it in hand. */
export async function finish(
  cx: Command,
  action: string,
  written: string | ReservationRow,
  before?: ReservationRow,
  instrument?: LoadedInstrument,
): Promise<ReservationRow> {
  const row = typeof written === 'string' ? await findReservation(cx.tx, cx.scope, written) : written;
  if (!row) throw new Error('a reservation that was just written is not there');
  // Where it was is told too: a bar that went to another row leaves a gap there
  const rows = before ? [row, before] : [row];
  const [places] = await Promise.all([
    instrument?.links.every((l) => l.accessory)
      ? [instrument]
      : withLinked(
          cx.tx,
          cx.scope,
          rows.map((r) => r.instrument_id),
        ),
    cx.audit({
      action,
      entity: 'reservation',
      entityId: row.id,
      ...(before ? { before: brief(before) } : {}),
      after: brief(row),
    }),
  ]);
  const rooms = new Set([
    ...rows.flatMap(roomsOf),
    ...places.flatMap((p) => [`instrument:${p.id}`, `facility:${p.facilityId}`]),
  ]);
  // Who runs the instrument is not in its rooms, but its LIMS wants to know
  const concerns = async () =>
    (await loadInstruments(cx.tx, cx.scope, [row.instrument_id])).map((i) => i.ownerOrganisationId);
  cx.emit({ type: 'reservation.changed', entityId: row.id, rooms: [...rooms], concerns });
  return row;
}

/** What the audit log keeps of a reservation. */
const brief = (r: ReservationRow) => ({
  instrumentId: r.instrument_id,
  startsAt: textOf(r.starts_at),
  endsAt: textOf(r.ends_at),
  status: r.status,
  userId: r.user_id,
  projectId: r.project_id,
  estimateFen: r.estimate_fen,
  replaces: r.replaces,
  replacedBy: r.replaced_by,
  ...(r.cancel_reason ? { reason: r.cancel_reason } : {}),
  ...(r.extras.waived ? { waived: r.extras.waived } : {}),
  ...(r.extras.accessories ? { accessories: r.extras.accessories.map((x) => x.id) } : {}),
});

export async function personIdOf(cx: Query, onBehalfOf: string | undefined, self: string): Promise<string> {
  if (onBehalfOf === undefined) return self;
  if (onBehalfOf === self) return self;
  const user = (await findUserByName(cx.tx, onBehalfOf))?.id;
  return user ?? onBehalfOf;
}

/** What `create` reads whoever asks. */
export const ahead = (q: Ahead, wish: NewReservation) => loadInstrument(q.tx, q.scope, wish.instrumentId);

/**
 * @param found the instrument, where somebody has asked for it already in this transaction.
 * @returns the reservation with the names its reader sees, as `listing` would read it back.
 */
export async function create(
  cx: Command,
  wish: NewReservation,
  found?: LoadInput['found'],
): Promise<ListedReservation> {
  const startsAt = Temporal.Instant.from(wish.startsAt);
  const endsAt = Temporal.Instant.from(wish.endsAt);
  const malformed = checkRange(startsAt, endsAt);
  if (malformed) throw DomainError.all([malformed]);
  const userId = await personIdOf(cx, wish.onBehalfOf, cx.actor.userId);
  const loaded = await loadBooking(cx, {
    instrumentId: wish.instrumentId,
    userId,
    startsAt,
    endsAt,
    configuration: wish.configuration,
    accessories: wish.accessories,
    lock: true,
    found,
  });
  const decision = decide(
    { kind: 'create', ...requestOf(loaded, cx.actor.userId, { ...wish, startsAt, endsAt }) },
    loaded.state,
    cx.now,
  );
  if (!decision.accepted) await refuse(cx, loaded, decision.reasons, { startsAt, endsAt });
  const voucher = wishedVoucher(wish);
  // What is asked of others and held of a voucher is not gathered
  if (decision.approval.length > 0 || voucher) alone(cx.tx);
  const row = await place(
    cx,
    {
      loaded,
      decision,
      startsAt,
      endsAt,
      configuration: wish.configuration ?? null,
      extras: wished(loaded, wish, { startsAt, endsAt }),
      note: wish.note ?? '',
      voucher,
      ...(wish.hold ? { hold: true } : {}),
    },
    (written) => finish(cx, 'reservation.create', written, undefined, loaded.instrument),
  );
  return listed(cx, row, loaded);
}

function listed(cx: Command, row: ReservationRow, loaded: Loaded): ListedReservation {
  const { instrument, person } = loaded;
  const project = projectOf(loaded, row.project_id);
  return {
    ...row,
    instrument_zh: instrument.nameZh,
    instrument_en: instrument.nameEn,
    room: instrument.room,
    facility_id: instrument.facilityId,
    facility_zh: instrument.facilityNameZh,
    facility_en: instrument.facilityNameEn,
    owner_id: instrument.ownerOrganisationId,
    project_zh: project.nameZh,
    project_en: project.nameEn,
    pi_user_id: project.piUserId,
    organisation_zh: project.organisationNameZh,
    organisation_en: project.organisationNameEn,
    person: person.name,
    creator: cx.actor.name,
    canceller: null,
    charge_id: null,
    charged_fen: null,
  };
}
