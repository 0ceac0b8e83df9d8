import { sql } from 'kysely';
import type { Tx } from '../../../../platform/db/db.ts';
import type { ValleyScope } from '../../../../platform/db/scope.ts';

/** Which accounts somebody's ledger consists of. The entries themselves are read by platform/ledger. */

/** The balance, what is held and the arrears of a project. */
export async function accountsOfProject(tx: Tx, scope: ValleyScope, projectId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('ledger_accounts')
    .select('id')
    .where('valley_id', '=', scope.valleyId)
    .where('owner_kind', '=', 'project')
    .where('owner_id', '=', projectId)
    .execute();
  return rows.map((r) => r.id);
}

/** Of all projects that a person leads. */
export async function accountsOfLead(tx: Tx, scope: ValleyScope, piUserId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('projects as p')
    .innerJoin('ledger_accounts as a', (j) =>
      j
        .onRef('a.valley_id', '=', 'p.valley_id')
        .on('a.owner_kind', '=', 'project')
        .on(sql<boolean>`a.owner_id = p.id::text`),
    )
    .select('a.id')
    .where('p.valley_id', '=', scope.valleyId)
    .where('p.pi_user_id', '=', piUserId)
    .execute();
  return rows.map((r) => r.id);
}

export async function incomeAccounts(
  tx: Tx,
  scope: ValleyScope,
  organisationIds: readonly string[],
): Promise<string[]> {
  if (organisationIds.length === 0) return [];
  const rows = await tx
    .selectFrom('ledger_accounts')
    .select('id')
    .where('valley_id', '=', scope.valleyId)
    .where('kind', '=', 'income')
    .where('owner_kind', '=', 'organisation')
    .where('owner_id', 'in', [...organisationIds])
    .execute();
  return rows.map((r) => r.id);
}

export async function organisationIsHere(
  tx: Tx,
  scope: ValleyScope,
  organisationId: string,
): Promise<boolean> {
  const row = await tx
    .selectFrom('valley_organisations')
    .select('organisation_id')
    .where('valley_id', '=', scope.valleyId)
    .where('organisation_id', '=', organisationId)
    .executeTakeFirst();
  return row !== undefined;
}
