import type { Command } from '../../../../../platform/command.ts';
import { DomainError } from '../../../../../platform/errors.ts';
import { newId } from '../../../../../platform/ids.ts';
import { notify } from '../../../../../platform/notices/index.ts';
import { access } from '../../../access.ts';
import { lockPayers, type Payer, standingOf } from '../../accounts/store.ts';
import { facilitiesOf, tellStatement } from '../../service.ts';
import { dueOf, monthSpan, numberOf, owedOnStatements } from '../rules.ts';
import { briefStatement, currentMonth } from '../service.ts';
import * as store from '../store.ts';

/** Statements of a month: one for each project and owner of instruments that it used. */

/** Every owner for the valley's admin and the system, their own organisations for facility managers. */
function ownersOf(cx: Command): readonly string[] | null {
  if (access.may(cx.actor, 'statement.issue', {})) return null;
  const owners = facilitiesOf(cx).filter((ownerOrganisationId) =>
    access.may(cx.actor, 'statement.issue', { ownerOrganisationId }),
  );
  if (owners.length === 0) throw new DomainError('access.denied', { action: 'statement.issue' });
  return owners;
}

/**
 * Gathers the charges of a civil month that stand on no statement yet. Doing it again finds nothing to do; charges that
 * came meanwhile (the month is not over, a run was closed late) are added to a statement that still waits for the PI.
 * @param input.month `YYYY-MM`, this month or one before
 * @returns how many statements were issued or added to
 * @throws `access.denied`, `statement.not_yet` for a month to come
 */
export async function issueStatements(cx: Command, input: { readonly month: string }): Promise<number> {
  const { month } = input;
  const owners = ownersOf(cx);
  const current = currentMonth(cx);
  if (month > current) throw new DomainError('statement.not_yet', { month, latest: current });
  const filter = { ...monthSpan(month, cx.scope.zone), month, ownerOrganisationIds: owners };
  const found = await store.unbilledCharges(cx.tx, cx.scope, filter);
  // All turns before the first statement, so that two who issue at a time meet at a lock and not at each other's numbers
  const payers = await lockPayers(cx.tx, cx.scope, [...new Set(found.map((c) => c.projectId))]);
  let issued = 0;
  for (const payer of payers) {
    const ofOwners = new Set(found.filter((c) => c.projectId === payer.id).map((c) => c.ownerOrganisationId));
    for (const ownerOrganisationId of ofOwners) {
      if (await issueOne(cx, payer, { ...filter, projectId: payer.id, ownerOrganisationId })) issued++;
    }
  }
  return issued;
}

async function issueOne(
  cx: Command,
  payer: Payer,
  filter: store.IssueFilter & { readonly ownerOrganisationId: string },
): Promise<boolean> {
  const { month, ownerOrganisationId } = filter;
  const key = { month, projectId: payer.id, ownerOrganisationId };
  const known = await store.findStatementOf(cx.tx, cx.scope, key);
  // What comes after the PI's yes goes on the next month's
  if (known && known.status !== 'issued') return false;
  // Again, now that it is our turn: somebody may have issued them
  const charges = await store.unbilledCharges(cx.tx, cx.scope, filter);
  if (charges.length === 0) return false;
  const id = known?.id ?? (await open(cx, payer, key));
  const before = await store.findTotals(cx.tx, cx.scope, id);
  const duesBefore = (await standingOf(cx.tx, cx.scope, payer.id)).duesFen;
  const addedFen = await store.attachCharges(
    cx.tx,
    cx.scope,
    id,
    charges.map((c) => c.id),
  );
  const owedFen = owedOnStatements(await standingOf(cx.tx, cx.scope, payer.id));
  const dueFen = dueOf({ addedFen, owedFen, duesFen: duesBefore });
  await store.changeTotals(cx.tx, cx.scope, id, {
    totalFen: before.totalFen + addedFen,
    prepaidFen: before.prepaidFen + addedFen - dueFen,
  });
  await tell(cx, payer, id);
  return true;
}

async function open(
  cx: Command,
  payer: Payer,
  key: { month: string; projectId: string; ownerOrganisationId: string },
): Promise<string> {
  const id = newId();
  for (;;) {
    const number = numberOf(key.month, (await store.lastSequence(cx.tx, cx.scope, key.month)) + 1);
    const taken = await store.insertStatement(cx.tx, cx.scope, {
      ...key,
      id,
      number,
      organisationId: payer.organisationId,
      issuedAt: cx.now,
    });
    if (taken) return id;
  }
}

async function tell(cx: Command, payer: Payer, id: string): Promise<void> {
  const row = await store.findStatement(cx.tx, cx.scope, id);
  if (!row) throw new Error('a statement that was just issued is not there');
  await cx.audit({
    action: 'statement.issue',
    entity: 'statement',
    entityId: id,
    after: briefStatement(row),
  });
  await notify(cx, {
    kind: 'statement.issued',
    to: [payer.piUserId],
    data: {
      month: row.month,
      projectZh: row.projectNameZh,
      projectEn: row.projectNameEn,
      totalFen: row.totalFen,
      dueFen: row.totalFen - row.prepaidFen - row.paidFen,
    },
    link: `/statements/${id}`,
  });
  tellStatement(cx, row);
}
