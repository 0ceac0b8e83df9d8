import type { StatisticsBy } from '@hegu/contract/enterprise/statistics.ts';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../../platform/db/db.ts';
import type { ValleyScope } from '../../../platform/db/scope.ts';
import { titlesOn } from '../firms/store.ts';

/** SQL of cluster figures: what each active firm is grouped by. */

export interface FirmGroups {
  readonly id: string;
  readonly groups: readonly string[];
}

const groupsBy = (by: StatisticsBy, date: string): RawBuilder<unknown> => {
  switch (by) {
    case 'field':
      return sql`f.fields`;
    case 'track':
      return sql`f.tracks`;
    case 'lineage':
      return sql`f.lineages`;
    case 'title':
      return titlesOn(date);
    case 'district':
      return sql`array_remove(array[f.district], null)`;
    case 'park':
      return sql`array_remove(array[f.park], null)`;
    case 'stage':
      return sql`array[f.stage]`;
  }
};

export async function firmGroups(
  tx: Tx,
  scope: ValleyScope,
  by: StatisticsBy,
  date: string,
): Promise<FirmGroups[]> {
  const { rows } = await sql<FirmGroups>`
    select f.id, ${groupsBy(by, date)} as groups from firms f
    where f.valley_id = ${scope.valleyId} and f.status = 'active'`.execute(tx);
  return rows;
}
