import type { Quote } from '@hegu/contract/labs/pricing.ts';
import type { Temporal } from 'temporal-polyfill';
import type { Command } from '../../../../platform/command.ts';
import { newId } from '../../../../platform/ids.ts';
import * as ledger from '../../../../platform/ledger/index.ts';
import type { LoadedInstrument, ReservationRow } from '../../booking/store.ts';
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
  const income = amountFen > 0 ? await incomeAccount(cx, instrument.ownerOrganisationId) : null;
  const arrears = amountFen > row.held_fen ? await arrearsAccount(cx, row.project_id) : null;
  await ledger.settle(cx.tx, cx.scope, {
    accountId: s.payer.accountId,
    heldAccountId: s.payer.heldAccountId,
    ref: { kind: 'reservation', id: row.id },
    to: income ? [{ accountId: income.id, amountFen }] : [],
    ...(arrears ? { shortfallAccountId: arrears.id } : {}),
    at: cx.now,
    memo: instrument.nameZh,
  });
  // A run that cost nothing is on record with the reservation; a charge of ¥0 would only fill statements
  if (!quote || amountFen === 0) return null;
  const id = newId();
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
    quote,
    statement_id: null,
    dispute: null,
    created_at: cx.now,
  });
  return id;
}
