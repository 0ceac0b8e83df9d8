import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../platform/db/db.ts';
import type { ValleyScope } from '../../../platform/db/scope.ts';

type Instant = Temporal.Instant;

export interface Feed {
  readonly id: string;
  readonly userId: string;
  readonly kind: 'mine' | 'instrument' | 'facility';
  readonly subjectId: string | null;
  readonly createdAt: Instant;
}

const columns = [
  'id',
  'user_id as userId',
  'kind',
  'subject_id as subjectId',
  'created_at as createdAt',
] as const;

export const listFeeds = (tx: Tx, scope: ValleyScope, userId: string): Promise<Feed[]> =>
  tx
    .selectFrom('calendar_feeds')
    .select(columns)
    .where('valley_id', '=', scope.valleyId)
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .orderBy('id')
    .execute();

export const findFeed = (tx: Tx, scope: ValleyScope, tokenHash: string): Promise<Feed | undefined> =>
  tx
    .selectFrom('calendar_feeds')
    .select(columns)
    .where('valley_id', '=', scope.valleyId)
    .where('token_hash', '=', tokenHash)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();

export async function insertFeed(
  tx: Tx,
  scope: ValleyScope,
  feed: Feed & { tokenHash: string },
): Promise<void> {
  await tx
    .insertInto('calendar_feeds')
    .values({
      valley_id: scope.valleyId,
      id: feed.id,
      token_hash: feed.tokenHash,
      user_id: feed.userId,
      kind: feed.kind,
      subject_id: feed.subjectId,
      created_at: feed.createdAt,
      revoked_at: null,
    })
    .execute();
}

export async function revokeFeed(
  tx: Tx,
  scope: ValleyScope,
  userId: string,
  id: string,
  at: Instant,
): Promise<boolean> {
  const result = await tx
    .updateTable('calendar_feeds')
    .set({ revoked_at: at })
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** The feed's name: of the instrument or facility. */
export async function subjectName(tx: Tx, scope: ValleyScope, kind: 'instrument' | 'facility', id: string) {
  const row =
    kind === 'instrument'
      ? await tx
          .selectFrom('instruments as i')
          .innerJoin('facilities as f', (j) =>
            j.onRef('f.valley_id', '=', 'i.valley_id').onRef('f.id', '=', 'i.facility_id'),
          )
          .select(['i.name_zh as zh', 'i.name_en as en', 'f.organisation_id as ownerId'])
          .where('i.valley_id', '=', scope.valleyId)
          .where('i.id', '=', id)
          .executeTakeFirst()
      : await tx
          .selectFrom('facilities')
          .select(['name_zh as zh', 'name_en as en', 'organisation_id as ownerId'])
          .where('valley_id', '=', scope.valleyId)
          .where('id', '=', id)
          .executeTakeFirst();
  return row ?? null;
}

/** What a feed shows: live and finished reservations from a month ago on. */
export async function feedEvents(
  tx: Tx,
  scope: ValleyScope,
  of: { userId?: string; instrumentId?: string; facilityId?: string },
  from: Instant,
) {
  let q = tx
    .selectFrom('reservations as r')
    .innerJoin('instruments as i', (j) =>
      j.onRef('i.valley_id', '=', 'r.valley_id').onRef('i.id', '=', 'r.instrument_id'),
    )
    .innerJoin('facilities as f', (j) =>
      j.onRef('f.valley_id', '=', 'i.valley_id').onRef('f.id', '=', 'i.facility_id'),
    )
    .innerJoin('users as u', 'u.id', 'r.user_id')
    .select([
      'r.id',
      'r.root_id',
      'r.starts_at',
      'r.ends_at',
      'r.status',
      'r.version',
      'r.created_at',
      'i.name_zh',
      'i.name_en',
      'i.room',
      'f.name_zh as facility_zh',
      'f.address',
      'u.name as person',
      sql<number>`(select count(*)::int from reservations x where x.valley_id = r.valley_id and x.root_id = r.root_id)`.as(
        'moves',
      ),
    ])
    .where('r.valley_id', '=', scope.valleyId)
    .where('r.ends_at', '>', from)
    .where('r.status', 'in', ['pending', 'confirmed', 'checked_in', 'finished']);
  if (of.userId) q = q.where('r.user_id', '=', of.userId);
  if (of.instrumentId) q = q.where('r.instrument_id', '=', of.instrumentId);
  if (of.facilityId) q = q.where('i.facility_id', '=', of.facilityId);
  return q.orderBy('r.starts_at').orderBy('r.id').limit(2000).execute();
}
