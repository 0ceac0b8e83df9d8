import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../../platform/db/db.ts';
import type { ValleyScope } from '../../../../platform/db/scope.ts';

/** How much waits at each step of the counter. */
export interface Waiting {
  readonly toAccept: number;
  readonly toReview: number;
  readonly appeals: number;
  readonly overdue: number;
  readonly toAllot: number;
  readonly toPublish: number;
  readonly publicitiesOpen: number;
  readonly objections: number;
  readonly toOrder: number;
  readonly toRecheck: number;
  readonly toApprove: number;
  readonly toPay: number;
  readonly clawbacksProposed: number;
  readonly clawbacksOwed: number;
  readonly questions: number;
  readonly questionsOverdue: number;
}

export async function waiting(tx: Tx, scope: ValleyScope, now: Temporal.Instant): Promise<Waiting> {
  const here = sql`valley_id = ${scope.valleyId}`;
  const { rows } = await sql<Waiting>`
    with a as (
      select x.status, c.overdue_at is not null as late, exists (select 1 from policy_publicity_items i
        where i.valley_id = x.valley_id and i.application_id = x.id and i.struck_at is null) as public
      from policy_applications x left join cases c on c.valley_id = x.valley_id and c.id = x.case_id
      where x.valley_id = ${scope.valleyId} and x.status in ('submitted', 'first', 'second', 'appealed', 'approved', 'allotted'))
    select
      (select count(*)::int from a where status = 'submitted') as "toAccept",
      (select count(*)::int from a where status in ('first', 'second')) as "toReview",
      (select count(*)::int from a where status = 'appealed') as appeals,
      (select count(*)::int from a where late) as overdue,
      (select count(*)::int from a where status = 'approved') as "toAllot",
      (select count(*)::int from a where status = 'allotted' and not public) as "toPublish",
      (select count(*)::int from policy_publicities where ${here} and closes_at > ${now.toString()}::timestamptz) as "publicitiesOpen",
      (select count(*)::int from policy_objections where ${here} and status = 'open') as objections,
      (select count(*)::int from policy_instalments where ${here} and status = 'ready') as "toOrder",
      (select count(*)::int from policy_instalments where ${here} and status = 'recheck') as "toRecheck",
      (select count(*)::int from policy_orders where ${here} and status = 'made') as "toApprove",
      (select count(*)::int from policy_orders where ${here} and status = 'approved') as "toPay",
      (select count(*)::int from policy_clawbacks where ${here} and status = 'proposed') as "clawbacksProposed",
      (select count(*)::int from policy_clawbacks where ${here} and status = 'ordered') as "clawbacksOwed",
      (select count(*)::int from policy_questions where ${here} and status = 'open') as questions,
      (select count(*)::int from policy_questions q left join cases c on c.valley_id = q.valley_id and c.id = q.case_id
        where q.valley_id = ${scope.valleyId} and q.status = 'open' and c.overdue_at is not null) as "questionsOverdue"`.execute(
    tx,
  );
  const [row] = rows;
  if (!row) throw new Error('a select without from always has one row');
  return row;
}
