import type { Quote } from '@hegu/contract/labs/pricing.ts';
import type { Temporal } from 'temporal-polyfill';
import type { Command } from '../../../../platform/command.ts';
import { newId } from '../../../../platform/ids.ts';
import * as ledger from '../../../../platform/ledger/index.ts';
import { settleVoucher } from '../../../voucher/index.ts';
import { changeReservation, type LoadedInstrument, type ReservationRow } from '../../booking/store.ts';
import { insertCharge } from './store.ts';

/** What a reservation came to: one charge, one settlement, whoever ends it and however often. */

export interface Settle {
  readonly row: ReservationRow;
  readonly instrument: LoadedInstrument;
  readonly payer: { accountId: string; heldAccountId: string };
  readonly kind: 'use' | 'late_cancellation' | 'no_show';
  /** null: nothing is priced, and no charge is made. */
  readonly quote: Quote | null;
  readonly usedFrom: Temporal.Instant | null;
  readonly usedTo: Temporal.Instant | null;
}

/** The account that takes an instrument owner's income; it has no floor, so bookings never queue for it. */
export const incomeAccount = (cx: Pick<Command, 'tx' | 'scope' | 'now'>, organisationId: string) =>
  ledger.openAccount(cx.tx, cx.scope, {
    kind: 'income',
    ownerKind: 'organisation',
    ownerId: organisationId,
    name: 'income',
    at: cx.now,
  });

/** What a project owes beyond its balance and credit: use that ran longer than expected is charged all the same. */
export const arrearsAccount = (cx: Pick<Command, 'tx' | 'scope' | 'now'>, projectId: string) =>
  ledger.openAccount(cx.tx, cx.scope, {
    kind: 'project_arrears',
    ownerKind: 'project',
    ownerId: projectId,
    name: 'arrears',
    at: cx.now,
  });

/** @returns the id of the charge, null when nothing is charged (the hold then goes back whole). */
export async function settleCharge(cx: Command, s: Settle): Promise<string | null> {
  const { row, instrument, quote } = s;
  const amountFen = quote?.totalFen ?? 0;
  const id = newId();
  const voucherFen = await voucherPart(cx, s, id, amountFen);
  const ownFen = amountFen - voucherFen;
  const income = ownFen > 0 ? await incomeAccount(cx, instrument.ownerOrganisationId) : null;
  const arrears = ownFen > row.held_fen ? await arrearsAccount(cx, row.project_id) : null;
  await ledger.settle(cx.tx, cx.scope, {
    accountId: s.payer.accountId,
    heldAccountId: s.payer.heldAccountId,
    ref: { kind: 'reservation', id: row.id },
    to: income ? [{ accountId: income.id, amountFen: ownFen }] : [],
    ...(arrears ? { shortfallAccountId: arrears.id } : {}),
    at: cx.now,
    memo: instrument.nameZh,
  });
  // A run that cost nothing is on record with the reservation; a charge of ¥0 would only fill statements
  if (!quote || amountFen === 0) return null;
  await insertCharge(cx.tx, cx.scope, {
    id,
    reservation_id: row.id,
    instrument_id: row.instrument_id,
    project_id: row.project_id,
    organisation_id: row.organisation_id,
    owner_organisation_id: instrument.ownerOrganisationId,
    user_id: row.user_id,
    kind: s.kind,
    status: 'final',
    starts_at: row.starts_at,
    ends_at: row.ends_at,
    used_from: s.usedFrom,
    used_to: s.usedTo,
    original_fen: amountFen,
    amount_fen: amountFen,
    voucher_fen: voucherFen,
    quote,
    statement_id: null,
    dispute: null,
    created_at: cx.now,
  });
  return id;
}

/** What the voucher pays of it, settled before the project's money is locked. With it go our records as its evidence. */
async function voucherPart(cx: Command, s: Settle, chargeId: string, amountFen: number): Promise<number> {
  const { row } = s;
  if (row.voucher_fen === 0) return 0;
  const paidFen = await settleVoucher(
    cx,
    { kind: 'reservation', id: row.id },
    { chargeFen: amountFen, fee: s.kind !== 'use', evidence: evidenceOf(s, chargeId) },
  );
  await changeReservation(cx.tx, cx.scope, row.id, { voucher_fen: paidFen });
  return paidFen;
}

/** Order, metering and charge as this counter recorded them. */
const evidenceOf = ({ row, instrument, kind, quote, usedFrom, usedTo }: Settle, chargeId: string) => ({
  order: {
    reservationId: row.id,
    rootId: row.root_id,
    instrumentId: instrument.id,
    instrument: { zh: instrument.nameZh, en: instrument.nameEn },
    classCode: instrument.classCode,
    facility: { zh: instrument.facilityNameZh, en: instrument.facilityNameEn },
    providerOrganisationId: instrument.ownerOrganisationId,
    organisationId: row.organisation_id,
    projectId: row.project_id,
    userId: row.user_id,
    bookedBy: row.created_by,
    bookedAt: row.created_at.toString(),
    startsAt: row.starts_at.toString(),
    endsAt: row.ends_at.toString(),
    configuration: row.configuration,
    extras: row.extras,
    estimate: row.quote,
  },
  metering: {
    checkedInAt: row.checked_in_at?.toString() ?? null,
    usedFrom: usedFrom?.toString() ?? null,
    usedTo: usedTo?.toString() ?? null,
  },
  charge: {
    chargeId,
    kind,
    amountFen: quote?.totalFen ?? 0,
    quote,
    priceBookVersionId: row.price_book_version_id,
  },
});
