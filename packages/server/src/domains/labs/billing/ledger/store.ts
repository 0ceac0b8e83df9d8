import { sql } from 'kysely';
import type { Tx } from '../../../../platform/db/db.ts';
import type { ValleyScope } from '../../../../platform/db/scope.ts';

/** Which accounts somebody's ledger consists of, and what its entries are called. The entries themselves are read by platform/ledger. */

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

export interface Named {
  readonly id: string;
  readonly nameZh: string;
  readonly nameEn: string;
}

/** The instruments of reservations and charges, by the id of the reservation or charge. */
export async function instrumentsOf(
  tx: Tx,
  scope: ValleyScope,
  reservationIds: readonly string[],
  chargeIds: readonly string[],
): Promise<Named[]> {
  const { rows } = await sql<Named>`
    select x.id::text as id, i.name_zh as "nameZh", i.name_en as "nameEn"
    from (
      select r.id, r.instrument_id from reservations r
      where r.valley_id = ${scope.valleyId} and r.id = any(${[...reservationIds]}::uuid[])
      union all
      select c.id, c.instrument_id from charges c
      where c.valley_id = ${scope.valleyId} and c.id = any(${[...chargeIds]}::uuid[])
    ) x
    join instruments i on i.valley_id = ${scope.valleyId} and i.id = x.instrument_id`.execute(tx);
  return rows;
}

/** Whose accounts they are, by the id of the account: a project with its code, or an organisation. */
export async function holdersOf(tx: Tx, scope: ValleyScope, accountIds: readonly string[]): Promise<Named[]> {
  const { rows } = await sql<Named>`
    select a.id::text as id, p.code || ' ' || p.name_zh as "nameZh", p.code || ' ' || p.name_en as "nameEn"
    from ledger_accounts a join projects p on p.valley_id = a.valley_id and p.id::text = a.owner_id
    where a.valley_id = ${scope.valleyId} and a.owner_kind = 'project' and a.id = any(${[...accountIds]}::uuid[])
    union all
    select a.id::text, o.name_zh, o.name_en
    from ledger_accounts a join organisations o on o.id::text = a.owner_id
    where a.valley_id = ${scope.valleyId} and a.owner_kind = 'organisation' and a.id = any(${[...accountIds]}::uuid[])`.execute(
    tx,
  );
  return rows;
}
