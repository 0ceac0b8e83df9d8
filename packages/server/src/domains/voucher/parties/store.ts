import type { Temporal } from 'temporal-polyfill';
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

export const relationSubject = 'voucher_relation';

/** What the case is about: the two, holder first. */
export const relationId = (holderId: string, providerId: string): string => `${holderId}_${providerId}`;

export interface Review {
  readonly caseId: string;
  readonly state: string;
  readonly closedAt: Temporal.Instant | null;
  readonly by: string | null;
}

/** The last time the office was asked about two organisations, and who found what. */
export async function latestReview(
  tx: Tx,
  scope: ValleyScope,
  holderId: string,
  providerId: string,
): Promise<Review | undefined> {
  return tx
    .selectFrom('cases as c')
    .select((eb) => [
      'c.id as caseId',
      'c.state',
      'c.closed_at as closedAt',
      eb
        .selectFrom('case_events as e')
        .select('e.actor')
        .whereRef('e.valley_id', '=', 'c.valley_id')
        .whereRef('e.case_id', '=', 'c.id')
        .where('e.to_state', '!=', 'open')
        .orderBy('e.id', 'desc')
        .limit(1)
        .as('by'),
    ])
    .where('c.valley_id', '=', scope.valleyId)
    .where('c.subject_kind', '=', relationSubject)
    .where('c.subject_id', '=', relationId(holderId, providerId))
    .orderBy('c.opened_at', 'desc')
    .orderBy('c.id', 'desc')
    .executeTakeFirst();
}
