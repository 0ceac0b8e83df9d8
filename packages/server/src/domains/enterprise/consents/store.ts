import type { Purpose } from '@hegu/contract/enterprise/facts.ts';
import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../platform/db/db.ts';
import type { ValleyScope } from '../../../platform/db/scope.ts';
import type { Place } from '../../../platform/http/cursor.ts';

/** SQL of consents and of who read what. Both are only ever added to. */

export interface ConsentRow {
  readonly purpose: string;
  readonly subject: string;
  readonly granted: boolean;
  readonly recorded_at: Temporal.Instant;
}

/** Newest first. */
export async function consentsOf(tx: Tx, scope: ValleyScope, firmId: string): Promise<ConsentRow[]> {
  const { rows } = await sql<ConsentRow>`
    select purpose, subject, granted, recorded_at from firm_consents
    where valley_id = ${scope.valleyId} and firm_id = ${firmId}::uuid
    order by recorded_at desc, id desc`.execute(tx);
  return rows;
}

export async function insertConsent(
  tx: Tx,
  scope: ValleyScope,
  c: {
    readonly id: string;
    readonly firmId: string;
    readonly purpose: Purpose;
    readonly subject: string;
    readonly granted: boolean;
    readonly at: Temporal.Instant;
    readonly by: string;
  },
): Promise<void> {
  await sql`
    insert into firm_consents (valley_id, firm_id, id, purpose, subject, granted, recorded_at, recorded_by)
    values (${scope.valleyId}, ${c.firmId}, ${c.id}, ${c.purpose}, ${c.subject}, ${c.granted}, ${c.at.toString()}, ${c.by})`.execute(
    tx,
  );
}

export interface DisclosureRow {
  readonly id: string;
  readonly purpose: Purpose;
  readonly what: 'facts' | 'relations' | 'ladder';
  readonly note: string;
  readonly user_name: string;
  readonly role: string;
  readonly at: Temporal.Instant;
}

export async function insertDisclosure(
  tx: Tx,
  scope: ValleyScope,
  firmId: string,
  d: DisclosureRow & { readonly userId: string },
): Promise<void> {
  await sql`
    insert into firm_disclosures (valley_id, firm_id, id, purpose, what, note, user_id, user_name, role, at)
    values (${scope.valleyId}, ${firmId}, ${d.id}, ${d.purpose}, ${d.what}, ${d.note}, ${d.userId}, ${d.user_name}, ${d.role},
      ${d.at.toString()})`.execute(tx);
}

/** Newest first. */
export async function disclosuresOf(
  tx: Tx,
  scope: ValleyScope,
  firmId: string,
  after: Place | null,
  limit: number,
): Promise<DisclosureRow[]> {
  const behind = after ? sql`and (at, id) < (${after.at.toString()}::timestamptz, ${after.id}::uuid)` : sql``;
  const { rows } = await sql<DisclosureRow>`
    select id, purpose, what, note, user_name, role, at from firm_disclosures
    where valley_id = ${scope.valleyId} and firm_id = ${firmId}::uuid ${behind}
    order by at desc, id desc limit ${limit}`.execute(tx);
  return rows;
}
