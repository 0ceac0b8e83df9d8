import { factsAt } from '@hegu/rules/facts.ts';
import { sql } from 'kysely';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256Hex } from '../../../platform/canonical.ts';
import { dueCases, expireCase } from '../../../platform/casework/index.ts';
import { reasons } from '../../enterprise/testing/index.ts';
import { applicationCase } from '../applications/cases.ts';
import { replay } from '../applications/decisions/service.ts';
import {
  addMaterial,
  createApplication,
  submitApplication,
  updateApplication,
} from '../applications/service.ts';
import { situationOf } from '../applications/situation/service.ts';
import { getApplication, listApplications } from '../applications/view/service.ts';
import { account, type PolicyFixture, policyFixture } from '../testing/index.ts';
import { declareConflict } from './conflicts/service.ts';
import {
  acceptApplication,
  appealDecision,
  assignApplication,
  decideAppeal,
  reviewApplication,
} from './service.ts';

let f: PolicyFixture;
beforeAll(async () => {
  f = await policyFixture();
});
afterAll(() => f.close());

const at = (text: string) => ({ at: Temporal.Instant.from(text) });
let serial = 0;

/** An application for `trial.rd`, handed in and accepted. */
async function accepted(options: { rdYuan?: number } = {}) {
  const firm = await f.anotherFirm(`评审科技${++serial}`);
  await f.state(firm.id, { rdExpense: { value: (options.rdYuan ?? 6_000_000) * 100, year: 2025 } });
  const { id } = await f.as(firm.actor, (cx) =>
    createApplication(cx, { firmId: firm.id, clauseId: 'trial.rd' }),
  );
  await f.as(firm.actor, (cx) => updateApplication(cx, id, { account: { ...account, holder: firm.nameZh } }));
  const fileId = await f.upload(firm.actor, `plan-${serial}.pdf`);
  await f.as(firm.actor, (cx) => addMaterial(cx, id, { materialId: 'plan', fileId }));
  await f.as(firm.actor, (cx) => submitApplication(cx, id));
  await f.as(f.officers[0], (cx) => acceptApplication(cx, id));
  return { ...firm, applicationId: id };
}
const judged = { field: 'techField', value: true };
const approve = { verdict: 'approve' as const, amountFen: 60_000_000, reason: '材料齐全', judgements: [] };
const reject = { verdict: 'reject' as const, reason: '技术领域不属于重点支持范围', judgements: [] };

describe('two reviews', () => {
  test('by two people; what is left to experts is judged first and becomes known', async () => {
    const { applicationId: id, id: firmId } = await accepted();
    const [one, two] = f.officers;
    expect(await reasons(f.as('admin', (cx) => reviewApplication(cx, id, approve)))).toEqual([
      'access.denied',
    ]);
    expect(await reasons(f.as('pi', (cx) => reviewApplication(cx, id, approve)))).toEqual(['access.denied']);
    expect(await reasons(f.as(one, (cx) => reviewApplication(cx, id, approve)))).toEqual([
      'policy.rule_open',
    ]);
    expect(
      await reasons(
        f.as(one, (cx) =>
          reviewApplication(cx, id, {
            ...approve,
            judgements: [{ field: 'rdExpense', year: 2025, value: 1e12 }],
          }),
        ),
      ),
    ).toEqual(['policy.judgement_field']);
    expect(
      await reasons(
        f.as(one, (cx) =>
          reviewApplication(cx, id, { ...approve, amountFen: 60_000_001, judgements: [judged] }),
        ),
      ),
    ).toEqual(['policy.above_computed']);
    const first = await f.as(one, (cx) => reviewApplication(cx, id, { ...approve, judgements: [judged] }));
    expect(first).toMatchObject({
      status: 'second',
      standsAside: { zh: '您已参与初审' },
      may: { review: false },
    });
    expect(await reasons(f.as(one, (cx) => reviewApplication(cx, id, approve)))).toEqual([
      'policy.same_person',
    ]);
    const second = await f.as(two, (cx) => reviewApplication(cx, id, { ...approve, amountFen: 50_000_000 }));
    expect(second).toMatchObject({ status: 'approved', approvedFen: 50_000_000, outcome: 'eligible' });
    const { rows } = await f.db.read(f.scope, (tx) =>
      sql<{
        source: string;
        value: boolean;
      }>`select source, value from firm_facts where firm_id = ${firmId}::uuid and field = 'techField'`.execute(
        tx,
      ),
    );
    expect(rows).toEqual([{ source: 'review:trial.rd', value: true }]);
    const again = await f.db.read(f.scope, (tx) => replay({ tx, scope: f.scope }, second.decisionId ?? ''));
    expect(again.same).toBe(true);
  });

  test('a finding is about the clause it was made for, and opens no other', async () => {
    const { applicationId: id, id: firmId } = await accepted();
    const [one] = f.officers;
    await f.as(one, (cx) => reviewApplication(cx, id, { ...approve, judgements: [judged] }));
    const about = (clauseId: string) =>
      f.as(one, (cx) => situationOf(cx, { id: null, firmId, clauseId, item: '', submittedDecisionId: null }));
    const now = await about('trial.rd');
    expect(now.considered.facts.fact('techField', null)?.value).toBe(true);
    expect((await about('trial.alt')).considered.facts.fact('techField', null)).toBeUndefined();
    // The ladder and vouchers ask of the firm at large
    expect(factsAt(now.considered.seen.profile, '2026-07-15').fact('techField', null)).toBeUndefined();
  });

  test('what was found before clauses were named counts where it was found, and replays as it was', async () => {
    const { applicationId: id, id: firmId } = await accepted();
    const [one, two] = f.officers;
    await f.as(one, (cx) => reviewApplication(cx, id, { ...approve, judgements: [judged] }));
    await f.db.tx(f.scope, (tx) =>
      sql`update firm_facts set source = 'review' where firm_id = ${firmId}::uuid and field = 'techField'`.execute(
        tx,
      ),
    );
    const about = (clauseId: string) =>
      f.as(one, (cx) => situationOf(cx, { id: null, firmId, clauseId, item: '', submittedDecisionId: null }));
    expect((await about('trial.alt')).considered.facts.fact('techField', null)).toBeUndefined();
    const second = await f.as(two, (cx) => reviewApplication(cx, id, approve));
    expect(second.status).toBe('approved');
    // A decision of that time, as it was stored: its observation names no clause and counts as it did
    const { rows } = await f.db.read(f.scope, (tx) =>
      sql<{ id: string; facts: string }>`
        select id, facts from policy_decisions where firm_id = ${firmId}::uuid order by made_at desc limit 1`.execute(
        tx,
      ),
    );
    const old = (rows[0]?.facts ?? '').replaceAll('review:trial.rd', 'review');
    expect(old).toContain('"source":"review"');
    await f.db.tx(f.scope, (tx) =>
      sql`update policy_decisions set facts = ${old}, facts_hash = ${sha256Hex(old)} where id = ${rows[0]?.id}::uuid`.execute(
        tx,
      ),
    );
    const again = await f.db.read(f.scope, (tx) => replay({ tx, scope: f.scope }, rows[0]?.id ?? ''));
    expect(again.same).toBe(true);
    expect(again.computed).toContain('"outcome":"eligible"');
  });

  test('the database holds that they are two, and that nobody who wrote it reviews it', async () => {
    const { applicationId: id, actor } = await accepted();
    const [one] = f.officers;
    await f.as(one, (cx) => reviewApplication(cx, id, { ...reject, judgements: [] }));
    const forge = (person: string, part: string) =>
      f.db.tx(f.scope, (tx) =>
        sql`insert into policy_reviews (valley_id, id, application_id, round, part, person, person_name, verdict, reason, at)
          values (${f.scope.valleyId}, gen_random_uuid(), ${id}, 1, ${part}, ${person}, 'x', 'approve', 'x', ${'2026-07-15T02:00:00Z'})`.execute(
          tx,
        ),
      );
    await expect(forge(one.userId, 'second')).rejects.toMatchObject({ code: '23503' });
    await expect(forge(actor.userId, 'second')).rejects.toMatchObject({ code: '23503' });
  });

  test('an officer who helped to write it has no other part', async () => {
    const firm = await f.anotherFirm('帮办科技');
    const helper = f.officers[2];
    const { id } = await f.as(helper, (cx) =>
      createApplication(cx, { firmId: firm.id, clauseId: 'trial.alt' }),
    );
    await f.as(firm.actor, (cx) =>
      updateApplication(cx, id, { account: { ...account, holder: firm.nameZh } }),
    );
    await f.as(firm.actor, (cx) => submitApplication(cx, id));
    expect(await reasons(f.as(helper, (cx) => acceptApplication(cx, id)))).toEqual(['policy.same_person']);
  });

  test('sent back and reviewed again', async () => {
    const { applicationId: id } = await accepted();
    const [one, two] = f.officers;
    await f.as(one, (cx) => reviewApplication(cx, id, { ...approve, judgements: [judged] }));
    const back = await f.as(two, (cx) =>
      reviewApplication(cx, id, { verdict: 'return', reason: '请核对基数', judgements: [] }),
    );
    expect(back.status).toBe('first');
    expect(await reasons(f.as(two, (cx) => reviewApplication(cx, id, approve)))).toEqual([
      'policy.same_person',
    ]);
    await f.as(one, (cx) => reviewApplication(cx, id, approve));
    const done = await f.as(two, (cx) => reviewApplication(cx, id, approve));
    expect(done.status).toBe('approved');
    expect(done.reviews.map((r) => [r.part, r.round, r.verdict])).toEqual([
      ['first', 1, 'approve'],
      ['second', 1, 'return'],
      ['first', 2, 'approve'],
      ['second', 2, 'approve'],
    ]);
  });
});

describe('conflict of interest', () => {
  test('declared: never again for that firm, and what was taken goes back', async () => {
    const { applicationId: id, id: firmId } = await accepted();
    const one = f.officers[0];
    await f.as(one, (cx) => assignApplication(cx, id, false));
    const queue = () =>
      f.ask('officer', (q) => listApplications(q, { scope: 'valley', queue: 'mine', limit: 50 }));
    expect((await queue()).items.map((i) => i.id)).toContain(id);
    await f.as(one, (cx) => declareConflict(cx, { firmId, reason: '配偶在该企业任职' }));
    expect((await queue()).items.map((i) => i.id)).not.toContain(id);
    // Who has stood aside is told so instead of being asked for a verdict; the others are not
    expect(await f.as(one, (cx) => getApplication(cx, id))).toMatchObject({
      standsAside: { zh: '已申报利益冲突（配偶在该企业任职）' },
      may: { review: false },
    });
    expect(await f.as(f.officers[1], (cx) => getApplication(cx, id))).toMatchObject({
      standsAside: null,
      may: { review: true },
    });
    await expect(f.as(one, (cx) => reviewApplication(cx, id, approve))).rejects.toMatchObject({
      code: 'policy.conflict',
      reasons: [{ data: { reasonZh: '已申报利益冲突（配偶在该企业任职）' } }],
    });
  });

  test('found: a member of the firm, and of one that holds it', async () => {
    const { applicationId: id, id: firmId, actor } = await accepted();
    const member = { ...f.officers[2], memberships: [...f.officers[2].memberships, ...actor.memberships] };
    expect(await reasons(f.as(member, (cx) => reviewApplication(cx, id, approve)))).toEqual([
      'policy.conflict',
    ]);
    // The rival holds 60 % of it, and an officer has a seat there
    await f.state(firmId, {}, [
      {
        collection: 'relations',
        id: 'r1',
        values: { kind: 'shareholder', creditCode: f.rivalCompany.creditCode, share: 0.6 },
      },
    ]);
    const holder = {
      ...f.officers[3],
      memberships: [...f.officers[3].memberships, { organisationId: f.rivalCompany.id, role: 'pi' as const }],
    };
    expect(await reasons(f.as(holder, (cx) => reviewApplication(cx, id, approve)))).toEqual([
      'policy.conflict',
    ]);
  });
});

describe('refused', () => {
  const refused = async () => {
    const made = await accepted();
    const [one, two] = f.officers;
    const judgements = [{ field: 'techField', value: false }];
    await f.as(one, (cx) => reviewApplication(cx, made.applicationId, { ...reject, judgements }));
    const done = await f.as(two, (cx) => reviewApplication(cx, made.applicationId, reject));
    return { ...made, done };
  };

  test('with the rule’s reasons and the reviewer’s', async () => {
    const { applicationId: id, actor, done } = await refused();
    expect(done.status).toBe('refused');
    expect(done.reasons.map((r) => r.text.zh)).toEqual(['属于重点支持的技术领域', reject.reason]);
    const seen = await f.db.read(f.scope, (tx) =>
      getApplication(
        { tx, scope: f.scope, actor, now: Temporal.Instant.from('2026-07-16T02:00:00Z'), locale: 'zh' },
        id,
      ),
    );
    expect(seen.reviews.map((r) => r.personName)).toEqual([null, null]);
    expect(seen.may.appeal).toBe(true);
  });

  test('an appeal is heard by a third person, once, in time', async () => {
    const { applicationId: id, actor } = await refused();
    const [one, , three] = f.officers;
    const appealed = await f.as(
      actor,
      (cx) => appealDecision(cx, id, '属于生物医药重点领域，附证明'),
      at('2026-08-05T02:00:00Z'),
    );
    expect(appealed.status).toBe('appealed');
    const overturn = { verdict: 'overturn' as const, amountFen: 60_000_000, reason: '原判断有误' };
    expect(await reasons(f.as(one, (cx) => decideAppeal(cx, id, overturn)))).toEqual(['policy.same_person']);
    expect(await reasons(f.as(three, (cx) => decideAppeal(cx, id, overturn)))).toEqual([
      'policy.rule_says_no',
    ]);
    const closed = await f.as(three, (cx) => decideAppeal(cx, id, { verdict: 'uphold', reason: '维持' }));
    expect(closed).toMatchObject({ status: 'closed', appeal: { status: 'upheld', answer: '维持' } });
    expect(await reasons(f.as(actor, (cx) => appealDecision(cx, id, '再次申请')))).toEqual([
      'policy.appealed_once',
    ]);
  });

  test('a refusal that rests on a judgement is overturned by judging otherwise', async () => {
    const { applicationId: id, actor } = await refused();
    await f.as(actor, (cx) => appealDecision(cx, id, '属于生物医药重点领域，附证明'));
    const overturned = await f.as(f.officers[2], (cx) =>
      decideAppeal(cx, id, {
        verdict: 'overturn',
        amountFen: 60_000_000,
        reason: '原判断有误',
        judgements: [{ field: 'techField', value: true }],
      }),
    );
    expect(overturned).toMatchObject({
      status: 'approved',
      approvedFen: 60_000_000,
      appeal: { status: 'overturned' },
    });
  });

  test('after fifteen working days it is over', async () => {
    const { applicationId: id, actor } = await refused();
    // Wednesday 15 July and fifteen working days: Wednesday 5 August is the last
    expect(
      await reasons(f.as(actor, (cx) => appealDecision(cx, id, '迟了'), at('2026-08-06T02:00:00Z'))),
    ).toEqual(['policy.appeal_over']);
    const late = Temporal.Instant.from('2026-08-05T16:00:00Z');
    const due = await f.system((cx) => dueCases(cx, [applicationCase]), late);
    for (const caseId of due) await f.system((cx) => expireCase(cx, [applicationCase], caseId), late);
    const after = await f.ask('officer', (q) => getApplication(q, id));
    expect(after.status).toBe('closed');
  });
});
