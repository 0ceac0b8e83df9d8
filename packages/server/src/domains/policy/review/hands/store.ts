import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../../platform/db/db.ts';
import type { ValleyScope } from '../../../../platform/db/scope.ts';
import type { ApplicationRow, Part } from '../../applications/store.ts';

/** The office's people, and what each of them has had to do with applications and firms. */

export interface OfficerRow {
  readonly person: string;
  readonly name: string;
  /** Credit codes of every organisation of the valley they belong to. */
  readonly codes: readonly string[];
}

export async function officers(tx: Tx, scope: ValleyScope, now: Temporal.Instant): Promise<OfficerRow[]> {
  const { rows } = await sql<OfficerRow>`
    select m.user_id as person, u.name, array_remove(array_agg(distinct o.credit_code), null) as codes
    from memberships m
      join users u on u.id = m.user_id and u.disabled_at is null
      join organisations o on o.id = m.organisation_id
    where m.valley_id = ${scope.valleyId}
      and (m.access_until is null or m.access_until > ${now.toString()}::timestamptz)
    group by m.user_id, u.name having bool_or(m.role = 'officer')
    order by m.user_id`.execute(tx);
  return rows;
}

export async function partsOf(
  tx: Tx,
  scope: ValleyScope,
  ids: readonly string[],
): Promise<{ applicationId: string; person: string; part: Part }[]> {
  const { rows } = await sql<{ applicationId: string; person: string; part: Part }>`
    select application_id as "applicationId", person, part from policy_application_people
    where valley_id = ${scope.valleyId} and application_id = any(${[...ids]}::uuid[])`.execute(tx);
  return rows;
}

export async function declaredOf(
  tx: Tx,
  scope: ValleyScope,
  firmIds: readonly string[],
): Promise<{ firmId: string; person: string }[]> {
  const { rows } = await sql<{ firmId: string; person: string }>`
    select firm_id as "firmId", person from policy_conflicts
    where valley_id = ${scope.valleyId} and firm_id = any(${[...firmIds]}::uuid[])`.execute(tx);
  return rows;
}

/** Has a to-do of the kind been given for the case, done since or not? */
export async function wereAsked(tx: Tx, scope: ValleyScope, caseId: string, kind: string): Promise<boolean> {
  const { rows } =
    await sql`select 1 from todos where valley_id = ${scope.valleyId} and case_id = ${caseId}::uuid
    and kind = ${kind} limit 1`.execute(tx);
  return rows.length > 0;
}

/** An application that waits for somebody of the office. */
export interface Waiting extends Pick<ApplicationRow, 'id' | 'firmId' | 'creditCode' | 'status' | 'caseId'> {
  readonly titleZh: string;
  readonly titleEn: string;
  readonly number: string | null;
  /** Its administrators have been asked for somebody. */
  readonly told: boolean;
}

export async function waiting(tx: Tx, scope: ValleyScope, todo: string): Promise<Waiting[]> {
  const { rows } = await sql<Waiting>`
    select a.id, a.firm_id as "firmId", f.credit_code as "creditCode", a.status, a.case_id as "caseId", a.number,
      a.title_zh as "titleZh", a.title_en as "titleEn", exists (select 1 from todos t
        where t.valley_id = a.valley_id and t.case_id = a.case_id and t.kind = ${todo} and t.done_at is null) as told
    from policy_applications a join firms f on f.valley_id = a.valley_id and f.id = a.firm_id
    where a.valley_id = ${scope.valleyId} and a.status in ('submitted', 'first', 'second', 'appealed')
    order by a.id`.execute(tx);
  return rows;
}
