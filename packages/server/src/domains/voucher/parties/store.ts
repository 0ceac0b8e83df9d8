import type { Tx } from '../../../platform/db/db.ts';
import type { ValleyScope } from '../../../platform/db/scope.ts';

/** Organisations and teams as the parties of a voucher. */

export interface Party {
  readonly id: string;
  readonly creditCode: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly kind: 'company' | 'hospital' | 'university' | 'institute' | 'park' | 'district' | 'service';
  /** GB/T 2260. */
  readonly district: string | null;
}

/** Undefined where there is no such organisation in this valley. */
export async function findParty(tx: Tx, scope: ValleyScope, id: string): Promise<Party | undefined> {
  return tx
    .selectFrom('valley_organisations as v')
    .innerJoin('organisations as o', 'o.id', 'v.organisation_id')
    .select([
      'o.id',
      'o.credit_code as creditCode',
      'o.name_zh as nameZh',
      'o.name_en as nameEn',
      'o.kind',
      'o.district',
    ])
    .where('v.valley_id', '=', scope.valleyId)
    .where('v.organisation_id', '=', id)
    .executeTakeFirst();
}

export async function findTeam(
  tx: Tx,
  scope: ValleyScope,
  groupId: string,
): Promise<{ organisationId: string; piUserId: string } | undefined> {
  return tx
    .selectFrom('groups')
    .select(['organisation_id as organisationId', 'pi_user_id as piUserId'])
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', groupId)
    .executeTakeFirst();
}
