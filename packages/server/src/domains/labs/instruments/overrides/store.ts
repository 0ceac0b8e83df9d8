import type { BookingRules } from '@hegu/contract/labs/booking-rules.ts';
import { sql } from 'kysely';
import type { Tx } from '../../../../platform/db/db.ts';
import type { ValleyScope } from '../../../../platform/db/scope.ts';

/** All SQL of rules set for one organisation, group or person. */

export type Level = 'organisation' | 'group' | 'person';

export interface OverrideRow {
  readonly id: string;
  readonly level: Level;
  readonly subjectId: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly rules: BookingRules;
  readonly version: number;
}

/** Organisations first, then groups, then people: the order in which they win over one another. */
export async function listOverrides(
  tx: Tx,
  scope: ValleyScope,
  instrumentId: string,
): Promise<OverrideRow[]> {
  const { rows } = await sql<OverrideRow>`
    select r.id, r.level, r.subject_id as "subjectId", r.rules, r.version,
      coalesce(o.name_zh, g.name_zh, u.name, r.subject_id) as "nameZh",
      coalesce(o.name_en, g.name_en, u.name, r.subject_id) as "nameEn"
    from rule_overrides r
      left join organisations o on r.level = 'organisation' and o.id::text = r.subject_id
      left join groups g on r.level = 'group' and g.valley_id = r.valley_id and g.id::text = r.subject_id
      left join users u on r.level = 'person' and u.id = r.subject_id
    where r.valley_id = ${scope.valleyId} and r.instrument_id = ${instrumentId}
    order by case r.level when 'organisation' then 1 when 'group' then 2 else 3 end, "nameZh", r.id`.execute(
    tx,
  );
  return rows;
}

/** Is there such an organisation, group or person in the valley? */
export async function subjectExists(
  tx: Tx,
  scope: ValleyScope,
  level: Level,
  subjectId: string,
): Promise<boolean> {
  const where = {
    organisation: sql`select 1 from valley_organisations where valley_id = ${scope.valleyId} and organisation_id::text = ${subjectId}`,
    group: sql`select 1 from groups where valley_id = ${scope.valleyId} and id::text = ${subjectId}`,
    person: sql`select 1 from memberships where valley_id = ${scope.valleyId} and user_id = ${subjectId}`,
  }[level];
  const { rows } = await sql`${where} limit 1`.execute(tx);
  return rows.length > 0;
}

export async function putOverride(
  tx: Tx,
  scope: ValleyScope,
  o: { id: string; instrumentId: string; level: Level; subjectId: string; rules: BookingRules },
): Promise<void> {
  await sql`
    insert into rule_overrides (valley_id, id, instrument_id, level, subject_id, rules)
    values (${scope.valleyId}, ${o.id}, ${o.instrumentId}, ${o.level}, ${o.subjectId}, ${JSON.stringify(o.rules)}::jsonb)
    on conflict (valley_id, instrument_id, level, subject_id)
    do update set rules = excluded.rules, version = rule_overrides.version + 1`.execute(tx);
}

export async function removeOverride(
  tx: Tx,
  scope: ValleyScope,
  o: { instrumentId: string; level: Level; subjectId: string },
): Promise<void> {
  await tx
    .deleteFrom('rule_overrides')
    .where('valley_id', '=', scope.valleyId)
    .where('instrument_id', '=', o.instrumentId)
    .where('level', '=', o.level)
    .where('subject_id', '=', o.subjectId)
    .execute();
}
