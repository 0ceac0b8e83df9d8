import { allErrors } from '@hegu/contract/all-errors.ts';
import { type ErrorDef, type Reason, renderMessage } from '@hegu/contract/errors.ts';
import * as contract from '@hegu/contract/labs/reservations.ts';
import type { Query } from '../../../platform/command.ts';
import { type Bound, read, write, writeTogether } from '../../../platform/http/route.ts';
import { exportUsage } from '../usage/report/export/service.ts';
import { figures, usage } from '../usage/report/service.ts';
import { checkIn, checkOut } from '../usage/service.ts';
import * as life from './life/service.ts';
import * as listing from './listing/service.ts';
import { type Preview, preview, previewMove } from './preview/service.ts';
import { ahead, create } from './service.ts';

const defs: Readonly<Record<string, ErrorDef>> = allErrors;

/** A preview in words. */
function said(q: Query, p: Preview) {
  const word = (r: Reason) => {
    const def = defs[r.code];
    return {
      code: r.code,
      overridable: r.overridable,
      data: { ...r.data },
      message: def ? renderMessage(def[q.locale], r.data, q.locale, q.scope.zone) : r.code,
    };
  };
  return {
    accepted: p.accepted && p.priceReasons.length === 0,
    reasons: [...p.reasons, ...p.priceReasons].map(word),
    needsApproval: [...p.approval],
    quote: p.quote,
    availableFen: p.availableFen,
    voucher: p.voucher && { ...p.voucher, reasons: p.voucher.reasons.map(word) },
    alternatives: [...p.alternatives],
  };
}

export const bookingRoutes: Bound[] = [
  read(contract.listReservations, (q, i) => listing.list(q, i.query)),
  read(contract.previewReservation, async (q, i) => said(q, await preview(q, i.body))),
  read(contract.previewMove, async (q, i) => {
    const p = await previewMove(q, i.params.id, i.body);
    return { ...said(q, p), lateFeeFen: p.lateFeeFen };
  }),
  writeTogether(
    contract.createReservation,
    (i) => [i.body.instrumentId],
    (q, i) => ahead(q, i.body),
    async (cx, i, found) => listing.view(cx, await create(cx, i.body, found)),
  ),
  read(contract.getReservation, (q, i) => listing.get(q, i.params.id)),
  write(contract.moveReservation, async (cx, i) =>
    listing.viewOf(cx, (await life.move(cx, i.params.id, i.body, i.request.ifMatch)).id),
  ),
  write(contract.confirmHold, async (cx, i) =>
    listing.viewOf(cx, (await life.confirm(cx, i.params.id, i.request.ifMatch)).id),
  ),
  write(contract.cancelReservation, async (cx, i) =>
    listing.viewOf(cx, (await life.cancel(cx, i.params.id, i.body.reason, i.request.ifMatch)).id),
  ),
  write(contract.approveReservation, async (cx, i) =>
    listing.viewOf(cx, (await life.approve(cx, i.params.id, i.request.ifMatch)).id),
  ),
  write(contract.rejectReservation, async (cx, i) =>
    listing.viewOf(cx, (await life.reject(cx, i.params.id, i.body.reason, i.request.ifMatch)).id),
  ),
  write(contract.checkIn, async (cx, i) =>
    listing.viewOf(cx, (await checkIn(cx, i.params.id, i.request.ifMatch)).id),
  ),
  write(contract.checkOut, async (cx, i) =>
    listing.viewOf(cx, (await checkOut(cx, i.params.id, i.body, i.request.ifMatch)).id),
  ),
  write(contract.handOver, async (cx, i) =>
    listing.viewOf(cx, (await life.handOver(cx, i.params.id, i.body, i.request.ifMatch)).id),
  ),
  read(contract.getSchedule, (q, i) => listing.schedule(q, i.query)),
  read(contract.exportUsage, (q, i) => exportUsage(q, i.query)),
  read(contract.getUsage, (q, i) => usage(q, i.query)),
  read(contract.getFigures, (q) => figures(q)),
];
