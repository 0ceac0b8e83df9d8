import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../../platform/db/db.ts';
import type { ValleyScope } from '../../../../platform/db/scope.ts';
import type { Place } from '../../../../platform/http/cursor.ts';

/** Publicity and objections. */

type Instant = Temporal.Instant;

export interface PublicityRow {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly workingDays: number;
  readonly openedAt: Instant;
  readonly closesAt: Instant;
  readonly closedAt: Instant | null;
  readonly count: number;
  readonly totalFen: number;
  /** Names on it with an objection that nobody has decided on. */
  readonly contested: number;
}

const columns = sql.raw(`p.id, p.number, p.title, p.working_days as "workingDays", p.opened_at as "openedAt",
  p.closes_at as "closesAt", p.closed_at as "closedAt",
  (select count(*)::int from policy_publicity_items i where i.valley_id = p.valley_id and i.publicity_id = p.id) as count,
  (select coalesce(sum(i.amount_fen), 0)::bigint from policy_publicity_items i
    where i.valley_id = p.valley_id and i.publicity_id = p.id) as "totalFen",
  (select count(distinct o.application_id)::int from policy_objections o
    where o.valley_id = p.valley_id and o.publicity_id = p.id and o.status = 'open') as contested`);

export async function list(
  tx: Tx,
  scope: ValleyScope,
  f: { readonly open?: boolean | undefined; readonly now: Instant },
  after: Place | null,
  limit: number,
): Promise<PublicityRow[]> {
  const now = sql`${f.now.toString()}::timestamptz`;
  const { rows } = await sql<PublicityRow>`
    select ${columns} from policy_publicities p where p.valley_id = ${scope.valleyId}
      ${f.open === undefined ? sql`` : f.open ? sql`and p.closes_at > ${now}` : sql`and p.closes_at <= ${now}`}
      ${after ? sql`and (p.opened_at, p.id) < (${after.at.toString()}::timestamptz, ${after.id}::uuid)` : sql``}
    order by p.opened_at desc, p.id desc limit ${limit}`.execute(tx);
  return rows;
}

/** Locked, nobody closes it meanwhile. */
export async function find(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  lock = false,
): Promise<PublicityRow | undefined> {
  if (lock)
    await sql`select 1 from policy_publicities where valley_id = ${scope.valleyId} and id = ${id}::uuid for share`.execute(
      tx,
    );
  const { rows } = await sql<PublicityRow>`
    select ${columns} from policy_publicities p where p.valley_id = ${scope.valleyId} and p.id = ${id}::uuid`.execute(
    tx,
  );
  return rows[0];
}

export async function insert(
  tx: Tx,
  scope: ValleyScope,
  p: Pick<PublicityRow, 'id' | 'number' | 'title' | 'workingDays' | 'openedAt' | 'closesAt'> & {
    readonly by: string;
  },
): Promise<void> {
  await sql`insert into policy_publicities (valley_id, id, number, title, working_days, opened_at, closes_at, made_by)
    values (${scope.valleyId}, ${p.id}, ${p.number}, ${p.title}, ${p.workingDays}, ${p.openedAt.toString()},
      ${p.closesAt.toString()}, ${p.by})`.execute(tx);
}

export interface CandidateRow {
  readonly applicationId: string;
  readonly number: string;
  readonly firmName: string;
  readonly firmNameEn: string;
  readonly clauseId: string;
  readonly titleZh: string;
  readonly titleEn: string;
  readonly policyId: string;
  readonly amountFen: number;
  readonly decidedAt: Instant | null;
  readonly createdAt: Instant;
}

/** Allotted and not public: never published, or struck off, appealed and allotted again. Oldest first. */
export async function candidates(
  tx: Tx,
  scope: ValleyScope,
  after: Place | null,
  limit: number,
): Promise<CandidateRow[]> {
  const { rows } = await sql<CandidateRow>`
    select a.id as "applicationId", a.number, f.name_zh as "firmName", f.name_en as "firmNameEn", a.clause_id as "clauseId", a.title_zh as "titleZh",
      a.title_en as "titleEn", a.policy_id as "policyId", coalesce(a.awarded_fen, 0)::bigint as "amountFen",
      a.decided_at as "decidedAt", a.created_at as "createdAt"
    from policy_applications a join firms f on f.valley_id = a.valley_id and f.id = a.firm_id
    where a.valley_id = ${scope.valleyId} and a.status = 'allotted' and not exists (select 1 from policy_publicity_items i
        where i.valley_id = a.valley_id and i.application_id = a.id and i.struck_at is null)
      ${after ? sql`and (a.created_at, a.id) > (${after.at.toString()}::timestamptz, ${after.id}::uuid)` : sql``}
    order by a.created_at, a.id limit ${limit}`.execute(tx);
  return rows;
}

export interface ItemRow {
  readonly applicationId: string;
  readonly number: string;
  readonly firmName: string;
  readonly firmNameEn: string;
  readonly clauseId: string;
  readonly titleZh: string;
  readonly titleEn: string;
  readonly amountFen: number;
  readonly clearedAt: Instant | null;
  readonly struckAt: Instant | null;
  /** Objections that nobody has decided on. */
  readonly contested: number;
}

export async function items(tx: Tx, scope: ValleyScope, publicityId: string): Promise<ItemRow[]> {
  const { rows } = await sql<ItemRow>`
    select i.application_id as "applicationId", a.number, f.name_zh as "firmName", f.name_en as "firmNameEn", a.clause_id as "clauseId",
      a.title_zh as "titleZh", a.title_en as "titleEn", i.amount_fen as "amountFen", i.cleared_at as "clearedAt",
      i.struck_at as "struckAt", (select count(*)::int from policy_objections o where o.valley_id = i.valley_id
        and o.publicity_id = i.publicity_id and o.application_id = i.application_id and o.status = 'open') as contested
    from policy_publicity_items i
      join policy_applications a on a.valley_id = i.valley_id and a.id = i.application_id
      join firms f on f.valley_id = a.valley_id and f.id = a.firm_id
    where i.valley_id = ${scope.valleyId} and i.publicity_id = ${publicityId}::uuid
    order by a.number, a.id`.execute(tx);
  return rows;
}

/** False where it is public already. */
export async function insertItem(
  tx: Tx,
  scope: ValleyScope,
  publicityId: string,
  applicationId: string,
  amountFen: number,
): Promise<boolean> {
  const { rows } =
    await sql`insert into policy_publicity_items (valley_id, publicity_id, application_id, amount_fen)
    values (${scope.valleyId}, ${publicityId}, ${applicationId}, ${amountFen})
    on conflict (valley_id, application_id) where struck_at is null do nothing returning application_id`.execute(
      tx,
    );
  return rows.length > 0;
}

export async function settle(
  tx: Tx,
  scope: ValleyScope,
  publicityId: string,
  applicationId: string,
  as: 'cleared' | 'struck',
  at: Instant,
): Promise<void> {
  const column = as === 'cleared' ? sql`cleared_at` : sql`struck_at`;
  await sql`update policy_publicity_items set ${column} = ${at.toString()}::timestamptz
    where valley_id = ${scope.valleyId} and publicity_id = ${publicityId}::uuid and application_id = ${applicationId}::uuid`.execute(
    tx,
  );
}

/** Lists whose time is over and that nobody has closed. */
export async function ended(tx: Tx, scope: ValleyScope, now: Instant, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from policy_publicities where valley_id = ${scope.valleyId} and closed_at is null
      and closes_at <= ${now.toString()}::timestamptz order by closes_at, id limit ${limit}`.execute(tx);
  return rows.map((r) => r.id);
}

/** True for the first who closes it. */
export async function close(tx: Tx, scope: ValleyScope, id: string, at: Instant): Promise<boolean> {
  const { rows } = await sql`update policy_publicities set closed_at = ${at.toString()}::timestamptz
    where valley_id = ${scope.valleyId} and id = ${id}::uuid and closed_at is null
      and closes_at <= ${at.toString()}::timestamptz returning id`.execute(tx);
  return rows.length > 0;
}

export interface ObjectionRow {
  readonly id: string;
  readonly publicityId: string;
  readonly applicationId: string;
  readonly publicityTitle: string;
  readonly closesAt: Instant;
  readonly number: string;
  readonly firmName: string;
  readonly firmNameEn: string;
  readonly titleZh: string;
  readonly titleEn: string;
  readonly amountFen: number;
  readonly name: string;
  readonly contact: string;
  readonly body: string;
  readonly madeAt: Instant;
  readonly status: 'open' | 'upheld' | 'dismissed';
  readonly answer: string | null;
  readonly decidedByName: string | null;
  readonly decidedAt: Instant | null;
}

const objectionColumns =
  sql.raw(`o.id, o.publicity_id as "publicityId", p.title as "publicityTitle", p.closes_at as "closesAt",
  o.application_id as "applicationId", a.number, f.name_zh as "firmName", f.name_en as "firmNameEn", a.title_zh as "titleZh", a.title_en as "titleEn",
  i.amount_fen as "amountFen", o.name, o.contact, o.body, o.made_at as "madeAt", o.status, o.answer, u.name as "decidedByName",
  o.decided_at as "decidedAt"`);
const objectionFrom = sql.raw(`policy_objections o
  join policy_publicities p on p.valley_id = o.valley_id and p.id = o.publicity_id
  join policy_publicity_items i on i.valley_id = o.valley_id and i.publicity_id = o.publicity_id
    and i.application_id = o.application_id
  left join users u on u.id = o.decided_by
  join policy_applications a on a.valley_id = o.valley_id and a.id = o.application_id
  join firms f on f.valley_id = a.valley_id and f.id = a.firm_id`);

export async function objections(
  tx: Tx,
  scope: ValleyScope,
  f: {
    readonly status?: string | undefined;
    readonly applicationId?: string | undefined;
    /** What waits longest first. */
    readonly oldest?: boolean;
  },
  after: Place | null,
  limit: number,
): Promise<ObjectionRow[]> {
  const way = f.oldest ? sql.raw('') : sql.raw('desc');
  const { rows } = await sql<ObjectionRow>`
    select ${objectionColumns} from ${objectionFrom} where o.valley_id = ${scope.valleyId}
      ${f.status === undefined ? sql`` : sql`and o.status = ${f.status}`}
      ${f.applicationId === undefined ? sql`` : sql`and o.application_id = ${f.applicationId}::uuid`}
      ${after ? sql`and (o.made_at, o.id) ${sql.raw(f.oldest ? '>' : '<')} (${after.at.toString()}::timestamptz, ${after.id}::uuid)` : sql``}
    order by o.made_at ${way}, o.id ${way} limit ${limit}`.execute(tx);
  return rows;
}

export async function findObjection(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  lock = false,
): Promise<ObjectionRow | undefined> {
  const { rows } = await sql<ObjectionRow>`
    select ${objectionColumns} from ${objectionFrom} where o.valley_id = ${scope.valleyId} and o.id = ${id}::uuid
    ${lock ? sql`for no key update of o` : sql``}`.execute(tx);
  return rows[0];
}

export async function insertObjection(
  tx: Tx,
  scope: ValleyScope,
  o: Pick<ObjectionRow, 'id' | 'publicityId' | 'applicationId' | 'name' | 'contact' | 'body' | 'madeAt'>,
): Promise<void> {
  await sql`insert into policy_objections (valley_id, id, publicity_id, application_id, name, contact, body, made_at, status)
    values (${scope.valleyId}, ${o.id}, ${o.publicityId}, ${o.applicationId}, ${o.name}, ${o.contact}, ${o.body},
      ${o.madeAt.toString()}, 'open')`.execute(tx);
}

export async function decideObjection(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  d: {
    readonly status: 'upheld' | 'dismissed';
    readonly answer: string;
    readonly by: string;
    readonly at: Instant;
  },
): Promise<void> {
  await sql`update policy_objections set status = ${d.status}, answer = ${d.answer}, decided_by = ${d.by},
      decided_at = ${d.at.toString()}::timestamptz
    where valley_id = ${scope.valleyId} and id = ${id}::uuid`.execute(tx);
}
