import type { Reason } from '@hegu/contract/errors.ts';
import type { NewReservation } from '@hegu/contract/labs/reservations.ts';
import type { Temporal } from 'temporal-polyfill';
import type { Command, Query } from '../../../../platform/command.ts';
import {
  estimateVoucher,
  holdVoucher,
  releaseVoucher,
  type VoucherOrder,
  type VoucherWish,
  voucherWishOf,
} from '../../../voucher/index.ts';
import type { LoadedProject } from '../standing/store.ts';
import { changeReservation, type LoadedInstrument, type ReservationRow } from '../store.ts';

/** The part of a reservation's price that an innovation voucher (科技创新券) pays. Asked for before the project's money is touched. */

export const voucherRef = (reservationId: string) => ({ kind: 'reservation', id: reservationId });

/** What a request says of vouchers; null where it wants none. */
export const wishedVoucher = (
  wish: Pick<NewReservation, 'voucher' | 'voucherPartial' | 'voucherPurpose'>,
): VoucherWish | null =>
  wish.voucher === undefined || wish.voucher === false
    ? null
    : {
        walletId: wish.voucher === true ? null : wish.voucher,
        partial: wish.voucherPartial ?? false,
        purpose: wish.voucherPurpose,
      };

/** What goes on with the reservation that takes the place of another: the same wallet, unless somebody says otherwise. */
export async function voucherAfter(
  q: Query,
  row: ReservationRow,
  wish: Pick<NewReservation, 'voucher' | 'voucherPartial' | 'voucherPurpose'>,
): Promise<VoucherWish | null> {
  const before = row.voucher_fen > 0 ? await voucherWishOf(q, voucherRef(row.id)) : null;
  if (wish.voucher === undefined)
    return before && { ...before, partial: wish.voucherPartial ?? before.partial };
  const now = wishedVoucher(wish);
  return now && { ...now, purpose: now.purpose ?? before?.purpose };
}

export interface Booked {
  readonly instrument: LoadedInstrument;
  readonly project: LoadedProject;
  readonly startsAt: Temporal.Instant;
  readonly endsAt: Temporal.Instant;
  readonly priceFen: number;
}

const orderOf = (b: Booked): VoucherOrder => ({
  titleZh: b.instrument.nameZh,
  titleEn: b.instrument.nameEn,
  classCode: b.instrument.classCode,
  startsAt: b.startsAt,
  endsAt: b.endsAt,
  priceFen: b.priceFen,
  providerOrganisationId: b.instrument.ownerOrganisationId,
  organisationId: b.project.organisationId,
  groupId: b.project.groupId,
});

/** @returns what the voucher holds of the price. @throws the refusals of the voucher counter */
export async function holdPart(
  cx: Command,
  reservationId: string,
  userId: string,
  booked: Booked,
  wish: VoucherWish | null,
): Promise<number> {
  if (wish === null) return 0;
  const order = { ...orderOf(booked), projectId: booked.project.id, userId };
  return (await holdVoucher(cx, voucherRef(reservationId), order, wish)).heldFen;
}

/** Nothing is paid of a reservation that will not be. */
export async function releasePart(cx: Command, row: ReservationRow): Promise<void> {
  if (row.voucher_fen === 0) return;
  await releaseVoucher(cx, voucherRef(row.id));
  await changeReservation(cx.tx, cx.scope, row.id, { voucher_fen: 0 });
}

export type Part = NonNullable<Awaited<ReturnType<typeof estimateVoucher>>>;

/** What a voucher would pay, and what stands against it where one was asked for. */
export async function estimatePart(
  q: Query,
  booked: Booked,
  wish: VoucherWish | null,
  /** What a reservation that this one takes the place of gives back to the voucher first. */
  freedFen = 0,
): Promise<{ part: Part | null; reasons: readonly Reason[] }> {
  const freed = { walletId: wish?.walletId ?? null, fen: freedFen };
  const part = await estimateVoucher(q, orderOf(booked), wish, freed);
  return { part, reasons: part?.asked ? part.reasons : [] };
}
