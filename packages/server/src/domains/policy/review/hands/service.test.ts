import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listTodos } from '../../../../platform/casework/index.ts';
import { newId } from '../../../../platform/ids.ts';
import { listNotices } from '../../../../platform/notices/index.ts';
import { reasons } from '../../../enterprise/testing/index.ts';
import { createApplication, submitApplication, updateApplication } from '../../applications/service.ts';
import { getApplication, listApplications } from '../../applications/view/service.ts';
import { account, type PolicyFixture, policyFixture } from '../../testing/index.ts';
import { getApplicationHands, putInCharge } from '../charge/service.ts';
import { declareConflict } from '../conflicts/service.ts';
import { acceptApplication, appealDecision, decideAppeal, reviewApplication } from '../service.ts';
import { askForHands } from './service.ts';

let f: PolicyFixture;
beforeAll(async () => {
  f = await policyFixture();
});
afterAll(() => f.close());

let serial = 0;
const approve = { verdict: 'approve' as const, amountFen: 30_000_000, reason: '符合条件', judgements: [] };
const reject = { verdict: 'reject' as const, reason: '材料不足', judgements: [] };

const handedIn = async () => {
  const firm = await f.anotherFirm(`人手科技${++serial}`);
  const { id } = await f.as(firm.actor, (cx) =>
    createApplication(cx, { firmId: firm.id, clauseId: 'trial.alt' }),
  );
  await f.as(firm.actor, (cx) => updateApplication(cx, id, { account: { ...account, holder: firm.nameZh } }));
  await f.as(firm.actor, (cx) => submitApplication(cx, id));
  return { ...firm, applicationId: id };
};
const standAside = (n: number, firmId: string) =>
  f.as(f.officers[n] ?? 'officer', (cx) => declareConflict(cx, { firmId, reason: '亲属在该企业任职' }));
const seen = (n: number, id: string) => f.as(f.officers[n] ?? 'officer', (q) => getApplication(q, id));
/** To-dos of the administrator about nobody being left, and the notices that came with them. */
const asked = async (id: string) => {
  await f.system((cx) => askForHands(cx));
  const todos = await f.ask('admin', (q) => listTodos(q, { limit: 50 }));
  const notices = await f.ask('admin', (q) => listNotices(q, { limit: 50 }));
  const mine = todos.items.filter((t) => t.kind === 'policy.nobody_left' && t.subjectId === id);
  return {
    links: mine.map((t) => t.link),
    told: notices.items.filter((n) => n.title.includes(mine[0]?.about ?? '?')).length,
  };
};

describe('nobody is left', () => {
  test('for an appeal: the office reads it on the case and in the queue, administrators are asked once', async () => {
    const { applicationId: id, id: firmId, actor } = await handedIn();
    const [one, two] = f.officers;
    await f.as(one, (cx) => acceptApplication(cx, id));
    await f.as(one, (cx) => reviewApplication(cx, id, reject));
    await f.as(two, (cx) => reviewApplication(cx, id, reject));
    await f.as(actor, (cx) => appealDecision(cx, id, '材料已齐'));
    expect((await seen(0, id)).nobodyLeft).toBe(false);
    expect(await asked(id)).toEqual({ links: [], told: 0 });

    for (const n of [2, 3, 4]) await standAside(n, firmId);
    expect(await seen(0, id)).toMatchObject({ nobodyLeft: true, standsAside: { zh: '您已参与初审' } });
    const queue = await f.ask('officer', (q) => listApplications(q, { scope: 'valley', firmId, limit: 50 }));
    expect(queue.items.map((i) => i.nobodyLeft)).toEqual([true]);
    // The firm’s own page says nothing of the office’s people
    expect((await f.as(actor, (q) => getApplication(q, id))).nobodyLeft).toBe(false);
    const page = `/policies/office/applications/${id}`;
    // What an administrator was not asked about they do not know of
    expect(await reasons(f.ask('admin', (q) => getApplicationHands(q, id)))).toEqual(['record.not_found']);
    expect(await asked(id)).toEqual({ links: [page], told: 1 });
    expect(await asked(id)).toEqual({ links: [page], told: 1 });
    // They read what it is about and who may not, and nothing of the firm's papers
    const head = await f.ask('admin', (q) => getApplicationHands(q, id));
    expect(head).toMatchObject({ status: 'appealed', nobodyLeft: true, assigneeName: null });
    expect(Object.fromEntries(head.people.map((p) => [p.userId, p.standsAside]))).toEqual(
      Object.fromEntries(
        f.officers.map((o, n) => [o.userId, ['first', 'second', 'declared', 'declared', 'declared'][n]]),
      ),
    );
    expect(await reasons(f.ask('admin', (q) => getApplication(q, id)))).toEqual(['record.not_found']);
    expect(await reasons(f.ask('officer', (q) => getApplicationHands(q, id)))).toEqual(['access.denied']);
    expect(await reasons(f.as('admin', (cx) => putInCharge(cx, id, one.userId)))).toEqual([
      'policy.stands_aside',
    ]);

    // Somebody joins: it is off the list, and they decide
    const joined = { ...one, userId: 'joined', name: '新同事' };
    await f.db.tx(null, (tx) =>
      sql`insert into users (id, name, email, email_verified, created_at, updated_at)
        values ('joined', '新同事', 'joined@example.org', true, '2026-07-01', '2026-07-01')`.execute(tx),
    );
    await f.db.tx(f.scope, (tx) =>
      sql`insert into memberships (valley_id, id, user_id, organisation_id, role, created_at)
        values (${f.scope.valleyId}, ${newId()}, 'joined', ${f.district.id}, 'officer', '2026-07-01')`.execute(
        tx,
      ),
    );
    expect((await seen(0, id)).nobodyLeft).toBe(false);
    const given = await f.as('admin', (cx) => putInCharge(cx, id, 'joined'));
    expect(given).toMatchObject({ nobodyLeft: false, assigneeName: '新同事' });
    expect(given.people.filter((p) => p.inCharge).map((p) => p.name)).toEqual(['新同事']);
    expect((await asked(id)).links).toEqual([]);
    const theirs = async () => (await f.as(joined, (q) => listTodos(q, { limit: 50 }))).items;
    expect((await theirs()).filter((t) => t.kind === 'policy.in_charge').map((t) => t.link)).toEqual([page]);
    expect(
      await f.as(joined, (cx) => decideAppeal(cx, id, { verdict: 'uphold', reason: '维持' })),
    ).toMatchObject({ status: 'closed', nobodyLeft: false });
    expect((await theirs()).filter((t) => t.kind === 'policy.in_charge')).toEqual([]);
    // Decided: there is nobody to find any more
    expect(await f.ask('admin', (q) => getApplicationHands(q, id))).toMatchObject({ people: [] });
    expect(await reasons(f.as('admin', (cx) => putInCharge(cx, id, 'joined')))).toEqual([
      'policy.wrong_status',
    ]);
    await f.db.tx(f.scope, (tx) =>
      sql`delete from memberships where valley_id = ${f.scope.valleyId} and user_id = 'joined'`.execute(tx),
    );
  });

  test('for the second review, where all but the first reviewer stand aside or are of the firm’s holder', async () => {
    const { applicationId: id, id: firmId } = await handedIn();
    await f.as(f.officers[0], (cx) => acceptApplication(cx, id));
    for (const n of [2, 3, 4]) await standAside(n, firmId);
    await f.as(f.officers[0], (cx) => reviewApplication(cx, id, approve));
    expect((await seen(0, id)).nobodyLeft).toBe(false);
    // The one who is left belongs to a company that holds 60 % of the firm
    await f.db.tx(f.scope, (tx) =>
      sql`insert into memberships (valley_id, id, user_id, organisation_id, role, created_at)
        values (${f.scope.valleyId}, ${newId()}, ${f.officers[1].userId}, ${f.rivalCompany.id}, 'pi', '2026-07-01')`.execute(
        tx,
      ),
    );
    expect((await seen(0, id)).nobodyLeft).toBe(false);
    await f.state(firmId, {}, [
      {
        collection: 'relations',
        id: 'r1',
        values: { kind: 'shareholder', creditCode: f.rivalCompany.creditCode, share: 0.6 },
      },
    ]);
    expect((await seen(0, id)).nobodyLeft).toBe(true);
    expect(await asked(id)).toEqual({ links: [`/policies/office/applications/${id}`], told: 1 });
    const { people } = await f.ask('admin', (q) => getApplicationHands(q, id));
    expect(people.find((p) => p.userId === f.officers[1].userId)?.standsAside).toBe('related');
  });
});
