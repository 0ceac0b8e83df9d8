import type { PriceBook, Quote } from '@hegu/contract/labs/pricing.ts';
import type { Temporal } from 'temporal-polyfill';
import { cover, feeQuote, owedOnStatements, quote } from '../packages/server/src/domains/labs/index.ts';
import type { LoadContext } from './load-people.ts';
import { monthOf } from './money.ts';
import { demoId } from './random.ts';
import type { Row } from './store.ts';
import type { DemoProject, DemoReservation } from './types.ts';

/** What the use of three months came to: charges, what was disputed, and the statements of each month. */

export interface Charge {
  readonly reservation: DemoReservation;
  readonly kind: 'use' | 'late_cancellation' | 'no_show';
  readonly at: Temporal.Instant;
  readonly quote: Quote;
  readonly row: Record<string, unknown>;
}

/** Quantities the price book of that day knows. */
export const knownItems = (
  items: Readonly<Record<string, number>>,
  book: PriceBook | undefined,
): Record<string, number> =>
  Object.fromEntries(Object.entries(items).filter(([code]) => book !== undefined && code in book.items));

type PriceInput = Parameters<typeof quote>[1];

/** What a reservation came to; null for what costs nothing. */
export function chargeOf(
  r: DemoReservation,
  book: PriceBook,
  input: PriceInput,
): { kind: Charge['kind']; at: Temporal.Instant; quote: Quote } | null {
  if (r.status === 'finished') {
    const used = r.checkedInAt && r.checkedOutAt ? { usedFrom: r.checkedInAt, usedTo: r.checkedOutAt } : {};
    return { kind: 'use', at: r.checkedOutAt ?? r.endsAt, quote: quote(book, { ...input, ...used }) };
  }
  const kind = r.status === 'missed' ? 'no_show' : r.status === 'late_cancelled' ? 'late_cancellation' : null;
  if (!kind) return null;
  const fee = feeQuote(book, kind, input);
  return fee.totalFen > 0 ? { kind, at: r.cancelledAt ?? r.endsAt, quote: fee } : null;
}

/** Writes disputes on their charges and gives back what was taken off. */
export function disputes(
  { demo }: LoadContext,
  charges: readonly Charge[],
  refund: (c: Charge, fen: number, at: string, memo: string) => void,
): void {
  const nameOf = (id: string | null) => demo.people.find((p) => p.id === id)?.name.zh ?? null;
  for (const d of demo.disputes) {
    const charge = charges.find((c) => c.reservation.id === d.reservationId);
    if (!charge) continue;
    const amount = Number(charge.row.amount_fen);
    const back = d.status === 'adjusted' ? Math.round((amount * (d.adjustPercent ?? 0)) / 100) : 0;
    charge.row.dispute = {
      reason: d.text,
      byId: d.raisedById,
      byName: nameOf(d.raisedById) ?? '',
      at: d.raisedAt.toString(),
      resolution: d.resolution,
      resolvedByName: nameOf(d.resolvedById),
      resolvedAt: d.resolvedAt?.toString() ?? null,
    };
    charge.row.status = d.status === 'open' ? 'disputed' : d.status === 'adjusted' ? 'adjusted' : 'final';
    if (back > 0) {
      charge.row.amount_fen = amount - back;
      refund(charge, back, (d.resolvedAt ?? d.raisedAt).toString(), d.resolution ?? d.text);
    }
  }
}

/** One statement a month, project and owner, with what was paid on it; charges are told which they stand on. */
export function monthly(
  { demo, valleyId }: LoadContext,
  charges: readonly Charge[],
  pay: (projectId: string, fen: number, at: string, statementId: string) => void,
) {
  const statements: Statement[] = [];
  const payments: Row[] = [];
  const prepays = new Set(demo.payments.filter((p) => p.kind === 'prepayment').map((p) => p.projectId));
  const numbers = new Map<string, number>();
  for (const seed of demo.statements) {
    const own = charges.filter(
      (c) => c.reservation.projectId === seed.projectId && monthOf(c.at) === seed.month,
    );
    for (const owner of [...new Set(own.map((c) => String(c.row.owner_organisation_id)))].sort()) {
      const lines = own.filter((c) => c.row.owner_organisation_id === owner);
      const total = lines.reduce((sum, c) => sum + Number(c.row.amount_fen), 0);
      const id = demoId(`statement/${seed.projectId}/${seed.month}/${owner}`);
      const n = (numbers.get(seed.month) ?? 0) + 1;
      numbers.set(seed.month, n);
      // A statement with an open dispute waits for it
      const disputed = lines.some((c) => c.row.status === 'disputed');
      const status = disputed ? 'issued' : seed.status;
      const prepaid = prepays.has(seed.projectId) ? total : 0;
      const paid = status === 'paid' ? total - prepaid : 0;
      statements.push({
        valley_id: valleyId,
        id,
        number: `HG-${seed.month.replace('-', '')}-${String(n).padStart(4, '0')}`,
        month: seed.month,
        project_id: seed.projectId,
        organisation_id: lines[0]?.row.organisation_id,
        owner_organisation_id: owner,
        status,
        total_fen: total,
        prepaid_fen: prepaid,
        paid_fen: paid,
        issued_at: seed.issuedAt.toString(),
        confirmed_at: status === 'issued' ? null : (seed.confirmedAt?.toString() ?? seed.issuedAt.toString()),
        confirmed_by: status === 'issued' ? null : seed.confirmedById,
        version: 1,
      });
      for (const c of lines) {
        c.row.statement_id = id;
        if (c.row.status === 'final' && status !== 'issued')
          c.row.status = status === 'paid' ? 'paid' : 'confirmed';
      }
      if (paid > 0) {
        const payment = demo.payments.find(
          (p) => p.kind === 'statement' && p.projectId === seed.projectId && p.month === seed.month,
        );
        const at = payment?.paidAt ?? seed.confirmedAt ?? seed.issuedAt;
        payments.push({
          valley_id: valleyId,
          id: demoId(`payment/${id}`),
          statement_id: id,
          amount_fen: paid,
          received_on: at.toZonedDateTimeISO(demo.valley.zone).toPlainDate().toString(),
          reference: payment?.reference ?? '银行转账',
          recorded_by: payment?.recordedById ?? demo.people.find((p) => p.username === 'admin')?.id,
          created_at: at.toString(),
        });
        pay(seed.projectId, paid, at.toString(), id);
      }
    }
  }
  return { statements, payments };
}

type Statement = Record<string, unknown> & {
  id: string;
  project_id: string;
  status: string;
  month: string;
  total_fen: number;
  prepaid_fen: number;
  paid_fen: number;
};

/**
 * What a project owes stands on its statements, no more and no less (billing/statements/rules.ts). The year's budget is what
 * makes it so; where its credit would not bear the rest, the oldest statements count as covered by the budget.
 * @returns the budget in 分, given before the history begins
 */
export function standsRight(
  project: DemoProject,
  statements: readonly Statement[],
  charges: readonly Charge[],
  has: { balanceFen: number; heldFen: number },
): number {
  const open = statements
    .filter((s) => s.project_id === project.id && s.status !== 'paid')
    .sort((x, y) => (x.month < y.month ? -1 : 1));
  const dueOf = (s: Statement) => s.total_fen - s.prepaid_fen - s.paid_fen;
  const dues = open.reduce((sum, s) => sum + dueOf(s), 0);
  const unbilledFen = charges
    .filter((c) => c.reservation.projectId === project.id && c.row.statement_id === null)
    .reduce((sum, c) => sum + Number(c.row.amount_fen), 0);
  const wanted = -(dues + unbilledFen) - (has.balanceFen + has.heldFen);
  const bearable = -Math.round(project.creditLimitFen * 0.9) - has.balanceFen;
  const budget = Math.max(0, wanted, bearable);
  const positionFen = has.balanceFen + has.heldFen + budget;
  for (const c of cover(
    open.map((s) => ({ id: s.id, dueFen: dueOf(s) })),
    owedOnStatements({ positionFen, unbilledFen }),
  )) {
    const statement = open.find((s) => s.id === c.statementId);
    if (statement) statement.prepaid_fen += c.coveredFen;
  }
  // What asks for nothing more is settled once it is confirmed
  for (const statement of open) {
    if (statement.status !== 'confirmed' || dueOf(statement) > 0) continue;
    statement.status = 'paid';
    for (const c of charges)
      if (c.row.statement_id === statement.id && c.row.status === 'confirmed') c.row.status = 'paid';
  }
  return budget;
}
