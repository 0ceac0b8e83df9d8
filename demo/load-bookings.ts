import { PriceBook } from '@hegu/contract/labs/pricing.ts';
import type { Temporal } from 'temporal-polyfill';
import { quote } from '../packages/server/src/domains/labs/index.ts';
import { chinaCalendar } from '../packages/server/src/platform/clock/calendar.ts';
import type { Tx } from '../packages/server/src/platform/db/db.ts';
import { Books } from './accounts.ts';
import { type Charge, chargeOf, disputes, knownItems, monthly, standsRight } from './load-charges.ts';
import { configurationCode } from './load-instruments.ts';
import type { LoadContext } from './load-people.ts';
import { demoId } from './random.ts';
import { insertAll, type Row, settleBalances } from './store.ts';
import type { DemoInstrument } from './types.ts';

/** Three months of use and the coming two weeks, with the money that follows from them. */

const live = new Set(['held', 'pending', 'confirmed', 'checked_in']);
const occupying = new Set([...live, 'finished']);
const dayOf = (t: Temporal.Instant, zone: string) => t.toZonedDateTimeISO(zone).toPlainDate().toString();

export async function bookingHistory(tx: Tx, context: LoadContext): Promise<void> {
  const { demo, valleyId } = context;
  const zone = demo.valley.zone;
  const opened = demo.today.subtract({ hours: 24 * 190 });
  const instrumentOf = new Map(demo.instruments.map((i) => [i.id, i]));
  const ownerOf = new Map(demo.facilities.map((f) => [f.id, f.organisationId]));
  const books = new Books(valleyId, opened.toString());
  const accounts = new Map(
    demo.projects.map((p) => [
      p.id,
      {
        project: books.account('project', 'project', p.id, p.name.zh, -p.creditLimitFen),
        held: books.account('project_held', 'project', p.id, p.name.zh, 0),
      },
    ]),
  );
  const receipts = books.account('receipts', 'valley', valleyId, 'receipts', null);
  const income = (organisationId: string) =>
    books.account('income', 'organisation', organisationId, 'income', null);
  const accountsOf = (projectId: string) => {
    const found = accounts.get(projectId);
    if (!found) throw new Error(`no accounts of project ${projectId}`);
    return found;
  };

  const parsed = new Map<string, PriceBook>();
  const bookOf = (i: DemoInstrument, at: Temporal.Instant) => {
    const day = dayOf(at, zone);
    const version =
      i.priceBooks.find((p) => p.validFrom <= day && (p.validTo === null || day < p.validTo)) ??
      i.priceBooks[0];
    if (!version) return null;
    const book = parsed.get(version.id) ?? PriceBook.parse(version.book);
    parsed.set(version.id, book);
    return { id: version.id, book };
  };

  const reservations: Row[] = [];
  const occupancies: Row[] = [];
  const charges: Charge[] = [];
  for (const r of demo.reservations) {
    const instrument = instrumentOf.get(r.instrumentId);
    if (!instrument) throw new Error(`no instrument ${r.instrumentId}`);
    const priced = bookOf(instrument, r.startsAt);
    const input = {
      tier: r.tier,
      startsAt: r.startsAt,
      endsAt: r.endsAt,
      zone,
      calendar: chinaCalendar,
      items: knownItems(r.items, priced?.book),
    };
    const estimate = priced ? quote(priced.book, input) : null;
    const isLive = live.has(r.status);
    const heldFen = isLive ? (estimate?.totalFen ?? 0) : 0;
    const chosen = instrument.configurations
      .filter((c) => c.required)
      .map((c) => r.configuration[c.key])
      .find((k) => k !== undefined);
    reservations.push({
      valley_id: valleyId,
      id: r.id,
      root_id: r.id,
      instrument_id: r.instrumentId,
      starts_at: r.startsAt.toString(),
      ends_at: r.endsAt.toString(),
      status: r.status,
      user_id: r.personId,
      created_by: r.createdById,
      organisation_id: r.organisationId,
      project_id: r.projectId,
      tier: r.tier,
      configuration: chosen === undefined ? null : configurationCode(chosen),
      short_notice: false,
      extras: Object.keys(input.items).length > 0 ? { items: input.items } : {},
      note: r.purpose,
      approvals_due:
        r.status === 'pending' ? r.approvals.filter((a) => a.approvedAt === null).map((a) => a.step) : [],
      approval_deadline: r.status === 'pending' ? (r.approvalExpiresAt?.toString() ?? null) : null,
      rules: instrument.bookingRules,
      price_book_version_id: priced?.id ?? null,
      quote: estimate,
      estimate_fen: estimate?.totalFen ?? 0,
      held_fen: heldFen,
      checked_in_at: r.checkedInAt?.toString() ?? null,
      checked_out_at: r.checkedOutAt?.toString() ?? null,
      cancelled_at: r.cancelledAt?.toString() ?? null,
      cancelled_by: r.cancelledById,
      cancel_reason: r.cancelReason,
      version: 1,
      created_at: r.createdAt.toString(),
    });
    if (occupying.has(r.status)) {
      // What was given back early is free again, as it would be after a check-out
      const end =
        r.status === 'finished' &&
        r.checkedOutAt &&
        r.checkedOutAt.epochMilliseconds < r.endsAt.epochMilliseconds
          ? r.checkedOutAt
          : r.endsAt;
      for (const [n, resource] of [r.instrumentId, ...r.linkedInstrumentIds].entries()) {
        occupancies.push({
          valley_id: valleyId,
          id: demoId(`occupancy/${r.id}/${n}`),
          resource_id: resource,
          lane: n === 0 ? r.lane : 0,
          starts_at: r.startsAt.toString(),
          ends_at: end.toString(),
          live: true,
          kind: r.status === 'held' ? 'hold' : 'reservation',
          ref_kind: 'reservation',
          ref_id: r.id,
        });
      }
    }
    if (heldFen > 0) {
      const a = accountsOf(r.projectId);
      books.transfer('hold', { kind: 'reservation', id: r.id }, r.createdAt.toString(), instrument.name.zh, [
        [a.project, -heldFen],
        [a.held, heldFen],
      ]);
    }
    const charge = priced ? chargeOf(r, priced.book, input) : null;
    if (charge) {
      const owner = ownerOf.get(instrument.facilityId) ?? instrument.organisationId;
      const amount = charge.quote.totalFen;
      charges.push({
        reservation: r,
        ...charge,
        row: {
          valley_id: valleyId,
          id: demoId(`charge/${r.id}`),
          reservation_id: r.id,
          instrument_id: r.instrumentId,
          project_id: r.projectId,
          organisation_id: r.organisationId,
          owner_organisation_id: owner,
          user_id: r.personId,
          kind: charge.kind,
          status: 'final',
          starts_at: r.startsAt.toString(),
          ends_at: r.endsAt.toString(),
          used_from: charge.kind === 'use' ? (r.checkedInAt?.toString() ?? null) : null,
          used_to: charge.kind === 'use' ? (r.checkedOutAt?.toString() ?? null) : null,
          original_fen: amount,
          amount_fen: amount,
          quote: charge.quote,
          statement_id: null,
          dispute: null,
          version: 1,
          created_at: charge.at.toString(),
        },
      });
      if (amount > 0) {
        books.transfer(
          'settle',
          { kind: 'reservation', id: r.id },
          charge.at.toString(),
          instrument.name.zh,
          [
            [accountsOf(r.projectId).project, -amount],
            [income(owner), amount],
          ],
        );
      }
    }
  }

  disputes(context, charges, (c, refund, at, memo) =>
    books.transfer('adjustment', { kind: 'charge', id: String(c.row.id) }, at, memo, [
      [income(String(c.row.owner_organisation_id)), -refund],
      [accountsOf(c.reservation.projectId).project, refund],
    ]),
  );
  const { statements, payments } = monthly(context, charges, (projectId, amount, at, ref) =>
    books.transfer('payment', { kind: 'statement', id: ref }, at, '账单付款', [
      [receipts, -amount],
      [accountsOf(projectId).project, amount],
    ]),
  );
  for (const p of demo.payments) {
    if (p.kind !== 'prepayment' || p.amountFen === null) continue;
    books.transfer('prepayment', { kind: 'project', id: p.projectId }, p.paidAt.toString(), p.reference, [
      [receipts, -p.amountFen],
      [accountsOf(p.projectId).project, p.amountFen],
    ]);
  }
  for (const p of demo.projects) {
    const a = accountsOf(p.id);
    const budget = standsRight(p, statements, charges, {
      balanceFen: books.balances.get(a.project) ?? 0,
      heldFen: books.balances.get(a.held) ?? 0,
    });
    if (budget > 0) {
      books.transfer(
        'prepayment',
        { kind: 'project', id: p.id },
        opened.toString(),
        '年度经费',
        [
          [receipts, -budget],
          [a.project, budget],
        ],
        1,
      );
    }
  }

  await insertAll(
    tx,
    'ledger_accounts',
    books.accounts.map((a) => ({ ...a, floor_fen: a.floor_fen, balance_fen: a.balance_fen })),
  );
  await insertAll(
    tx,
    'projects',
    demo.projects.map((p) => ({
      valley_id: valleyId,
      id: p.id,
      code: p.code,
      name_zh: p.name.zh,
      name_en: p.name.en,
      organisation_id: p.organisationId,
      group_id: p.groupId,
      pi_user_id: p.piId,
      active: p.active,
      starts_on: p.startsOn,
      ends_on: p.endsOn,
      credit_limit_fen: p.creditLimitFen,
      allowed_instrument_ids: null,
      account_id: accountsOf(p.id).project,
      held_account_id: accountsOf(p.id).held,
      version: 1,
      created_at: opened.toString(),
    })),
  );
  await insertAll(
    tx,
    'project_members',
    demo.projects.flatMap((p) =>
      p.memberIds.map((user_id) => ({ valley_id: valleyId, project_id: p.id, user_id })),
    ),
  );
  await insertAll(tx, 'reservations', reservations);
  await insertAll(tx, 'occupancies', [...occupancies, ...(await outages(tx, context, occupancies))]);
  await insertAll(tx, 'statements', statements);
  await insertAll(
    tx,
    'charges',
    charges.map((c) => c.row),
  );
  await insertAll(tx, 'payments', payments);
  await insertAll(tx, 'ledger_transfers', books.transfers);
  await insertAll(tx, 'ledger_entries', books.entries);
  await settleBalances(tx, valleyId);
}

/** Outages take what no reservation stands on, lane by lane, as they do when they are recorded. */
async function outages(tx: Tx, { demo, valleyId }: LoadContext, taken: readonly Row[]): Promise<Row[]> {
  const rows: Row[] = [];
  const out: Row[] = [];
  for (const o of demo.outages) {
    const instrument = demo.instruments.find((i) => i.id === o.instrumentId);
    for (const [n, p] of o.occurrences.entries()) {
      const id = n === 0 ? o.id : demoId(`outage/${o.id}/${n}`);
      rows.push({
        valley_id: valleyId,
        id,
        instrument_id: o.instrumentId,
        series_id: o.occurrences.length > 1 ? demoId(`outage-series/${o.id}`) : null,
        recurrence: o.rrule,
        starts_at: p.startsAt.toString(),
        ends_at: p.endsAt.toString(),
        planned: o.kind === 'planned',
        reason: o.reason.zh,
        ended_at: null,
        created_by: o.reportedById,
        created_at: o.reportedAt.toString(),
      });
      for (let lane = 0; lane < (instrument?.capacity ?? 1); lane++) {
        const stops = [...taken, ...out]
          .filter(
            (t) =>
              t.resource_id === o.instrumentId &&
              t.lane === lane &&
              String(t.ends_at) > p.startsAt.toString() &&
              String(t.starts_at) < p.endsAt.toString(),
          )
          .sort((a, b) => (String(a.starts_at) < String(b.starts_at) ? -1 : 1));
        let from = p.startsAt.toString();
        for (const stop of [...stops, { starts_at: p.endsAt.toString(), ends_at: p.endsAt.toString() }]) {
          const until = String(stop.starts_at);
          if (from < until) {
            out.push({
              valley_id: valleyId,
              id: demoId(`outage-piece/${id}/${lane}/${from}`),
              resource_id: o.instrumentId,
              lane,
              starts_at: from,
              ends_at: until,
              live: true,
              kind: 'outage',
              ref_kind: 'outage',
              ref_id: id,
            });
          }
          if (String(stop.ends_at) > from) from = String(stop.ends_at);
        }
      }
    }
  }
  await insertAll(tx, 'outages', rows);
  return out;
}
