import { type Clause, clause as clauseSchema } from '@hegu/rules/clause.ts';
import { sql } from 'kysely';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reasons } from '../../../enterprise/testing/index.ts';
import { confirmOffer } from '../../applications/automatic/service.ts';
import { replay } from '../../applications/decisions/service.ts';
import { offerPolicy } from '../../applications/jobs.ts';
import { createApplication, submitApplication, updateApplication } from '../../applications/service.ts';
import { getApplication, listApplications } from '../../applications/view/service.ts';
import { createDraft, moveDraft, saveDraft } from '../../drafts/service.ts';
import { matchFirm } from '../../matching/service.ts';
import { acceptApplication, reviewApplication } from '../../review/service.ts';
import { account, noon, type PolicyFixture, policyFixture } from '../../testing/index.ts';
import { getClause, hashOf, listClauses } from '../service.ts';
import { decideStop, listStops, proposeStop } from './service.ts';

let f: PolicyFixture;
beforeAll(async () => {
  f = await policyFixture();
});
afterAll(() => f?.close());

const day = (d: string) => Temporal.Instant.from(`${d}T02:00:00Z`);
const today = noon.toZonedDateTimeISO('Asia/Shanghai').toPlainDate();
const on = (days: number) => today.add({ days }).toString();
const propose = (clauseId: string, from: string, who: 'officer' | 'admin' = 'officer') =>
  f.as(who, (cx) => proposeStop(cx, clauseId, { from, reason: '专项资金到期' }));
const confirm = (id: string, at = noon) =>
  f.as(f.officers[1], (cx) => decideStop(cx, id, 'confirm', ''), { at });
const clauseNow = (id: string, at = noon) => f.ask(null, (q) => getClause(q, id, undefined), { at });
const groupOf = async (clauseId: string, at: string) =>
  (await f.ask('pi', (q) => matchFirm(q, f.firm, at))).matches.find((m) => m.clause.id === clauseId);

describe('a stop', () => {
  test('is refused for days that are past, for nothing, by the same person, and twice', async () => {
    expect(await reasons(propose('trial.alt', on(-1)))).toEqual(['policy.stop_retroactive']);
    expect(await reasons(propose('trial.alt', '2028-01-01'))).toEqual(['policy.stop_needless']);
    expect(await reasons(propose('nobody', on(1)))).toEqual(['policy.clause_unknown']);
    for (const who of ['pi', 'member', 'park'] as const)
      expect(
        await reasons(f.as(who, (cx) => proposeStop(cx, 'trial.alt', { from: on(1), reason: 'x' }))),
      ).toEqual(['access.denied']);
    const made = await propose('trial.alt', on(3));
    expect(made).toMatchObject({ state: 'proposed', from: on(3), may: { confirm: false, drop: true } });
    expect(await reasons(propose('trial.alt', on(9), 'admin'))).toEqual(['policy.stop_open']);
    expect(await reasons(f.as('officer', (cx) => decideStop(cx, made.id, 'confirm', '')))).toEqual([
      'policy.stop_same_person',
    ]);
    // Nothing holds until a second person has said so
    expect(await clauseNow('trial.alt')).toMatchObject({
      stopped: null,
      clause: { period: { to: '2027-12-31' } },
    });
    // It has waited too long: it would take back days on which the clause was in force
    expect(await reasons(confirm(made.id, day(on(4))))).toEqual(['policy.stop_retroactive']);
    const dropped = await f.as(f.officers[1], (cx) => decideStop(cx, made.id, 'drop', '改为延期'));
    expect(dropped).toMatchObject({ state: 'dropped', answer: '改为延期' });
    expect(await reasons(confirm(made.id))).toEqual(['policy.stop_closed']);
    const listed = await f.ask('officer', (q) => listStops(q, { state: 'dropped', limit: 10 }));
    expect(listed.items.map((s) => s.id)).toEqual([made.id]);
  });

  test('is refused by the database for one person alone, and for the past', async () => {
    const made = await propose('trial.rd', on(30));
    const force = (by: string, decided: string) =>
      f.db.tx(f.scope, (tx) =>
        sql`update policy_stops set state = 'confirmed', decided_by = ${by}, decided_at = ${noon.toString()}, decided_on = ${decided}::date
            where valley_id = ${f.scope.valleyId} and id = ${made.id}`.execute(tx),
      );
    await expect(force(f.people.officer.userId, on(0))).rejects.toMatchObject({ code: '23514' });
    await expect(force(f.officers[1].userId, on(31))).rejects.toMatchObject({ code: '23514' });
    await f.as('officer', (cx) => decideStop(cx, made.id, 'drop', ''));
  });

  test('while somebody applies: what is handed in goes on under its rule, what is not is refused from the day on', async () => {
    const before = await clauseNow('trial.alt');
    const handedIn = await f.handedIn();
    const decisionId = (await f.ask('officer', (q) => getApplication(q, handedIn))).decisionId ?? '';
    const other = await f.anotherFirm('远志科技');
    const draft = await f.as(other.actor, (cx) =>
      createApplication(cx, { firmId: other.id, clauseId: 'trial.alt' }),
    );
    await f.as(other.actor, (cx) =>
      updateApplication(cx, draft.id, { account: { ...account, holder: other.nameZh } }),
    );
    const made = await propose('trial.alt', on(2));
    expect(made.applications).toEqual({ drafts: 1, offered: 0, underWay: 1 });
    // Two at once: one of them is told that it is done
    const both = await Promise.allSettled([confirm(made.id), confirm(made.id)]);
    expect(both.map((b) => b.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await reasons(propose('trial.alt', on(5)))).toEqual(['policy.stop_already']);

    // The published text is what it was; what holds now ends the day before
    const now = await clauseNow('trial.alt');
    expect(now).toMatchObject({
      standing: 'inPeriod',
      version: before.version,
      stopped: { from: on(2), reason: '专项资金到期' },
      clause: { period: { from: '2026-01-01', to: on(1) } },
    });
    const published = await f.ask(null, (q) => getClause(q, 'trial.alt', before.versionId));
    expect(published.clause).toEqual(before.clause);
    expect(now.versions.map((v) => v.hash)).toEqual([hashOf(before.clause)]);

    expect((await groupOf('trial.alt', on(1)))?.group).not.toBe('over');
    expect(await groupOf('trial.alt', on(2))).toMatchObject({ group: 'over', outcome: 'notInForce' });
    const rows = await f.ask(null, (q) => listClauses(q, { q: '研发专项奖励', limit: 5 }), {
      at: day(on(2)),
    });
    expect(rows.items[0]).toMatchObject({ standing: 'over', stopped: { from: on(2) } });

    // Not handed in by then: told so, and nothing new begins
    const late = { at: day(on(2)) };
    const codes = await reasons(f.as(other.actor, (cx) => submitApplication(cx, draft.id), late));
    expect(codes).toContain('policy.window_closed');
    const third = await f.anotherFirm('白芷生物');
    expect(
      await reasons(
        f.as(third.actor, (cx) => createApplication(cx, { firmId: third.id, clauseId: 'trial.alt' }), late),
      ),
    ).toContain('policy.window_closed');

    // Handed in before: reviewed and approved weeks later, by the rule of its day
    const weeks = { at: day(on(6)) };
    const review = { verdict: 'approve' as const, amountFen: 30_000_000, reason: '符合条件', judgements: [] };
    await f.as(f.officers[2], (cx) => acceptApplication(cx, handedIn), weeks);
    await f.as(f.officers[2], (cx) => reviewApplication(cx, handedIn, review), weeks);
    const done = await f.as(f.officers[3], (cx) => reviewApplication(cx, handedIn, review), weeks);
    expect(done).toMatchObject({ status: 'approved', approvedFen: 30_000_000 });
    expect(await f.ask('officer', (q) => replay(q, decisionId))).toMatchObject({ same: true });
  });

  test('ends offers that were not taken', async () => {
    await f.state(f.firm, {}, [
      { collection: 'certificates', id: 'GR1', values: { kind: 'high-tech', grantedOn: '2026-05-01' } },
    ]);
    await offerPolicy(f.scope, (_, fn) => f.system(fn));
    const [offer] = (
      await f.ask('pi', (q) =>
        listApplications(q, { scope: 'organisation', clauseId: 'trial.auto', limit: 5 }),
      )
    ).items;
    expect(offer?.status).toBe('offered');
    const made = await propose('trial.auto', on(1));
    expect(made.applications.offered).toBe(1);
    await confirm(made.id);
    const take = f.as('pi', (cx) => confirmOffer(cx, offer?.id ?? '', { account, amountFen: 20_000_000 }), {
      at: day(on(1)),
    });
    await expect(take).rejects.toMatchObject({
      reasons: [{ code: 'policy.window_closed', data: { windowZh: '条款已停止执行' } }],
    });
  });

  test('a newer version holds again, and says so before it is published', async () => {
    const draft = await f.as('officer', (cx) => createDraft(cx, { kind: 'version', clauseId: 'trial.auto' }));
    // It begins with what holds: a word put right does not bring the clause back
    expect((draft.clause as unknown as Clause).period.to).toBe(on(0));
    expect(draft.problems.map((p) => p.code)).not.toContain('stop.revived');
    const clause = clauseSchema.parse({ ...draft.clause, period: { from: '2026-01-01', to: '2027-12-31' } });
    const saved = await f.as('officer', (cx) =>
      saveDraft(cx, draft.id, { clause: clause as unknown as Record<string, unknown> }),
    );
    expect(saved.problems).toMatchObject([
      { path: ['clause', 'period', 'to'], code: 'stop.revived', severity: 'warning' },
    ]);
    await f.as('officer', (cx) => moveDraft(cx, draft.id, 'withdraw', ''));
  });

  test('of a version that is no longer the latest is refused', async () => {
    const made = await propose('trial.rd', on(10));
    await f.db.tx(f.scope, (tx) =>
      sql`update policy_versions set until = ${noon.toString()} where valley_id = ${f.scope.valleyId} and clause_id = 'trial.rd'`.execute(
        tx,
      ),
    );
    const before = await f.db.tx(f.scope, async (tx) => {
      const { rows } = await sql<{ clause: Clause }>`select clause from policy_versions
        where valley_id = ${f.scope.valleyId} and clause_id = 'trial.rd'`.execute(tx);
      await sql`insert into policy_versions (valley_id, id, clause_id, policy_id, version, hash, clause, golden, note, status, drafted_by,
          drafted_at, published_by, published_at)
        select valley_id, gen_random_uuid(), clause_id, policy_id, 2, hash, clause, golden, note, status, drafted_by, drafted_at, published_by,
          published_at from policy_versions where valley_id = ${f.scope.valleyId} and clause_id = 'trial.rd'`.execute(
        tx,
      );
      return rows[0]?.clause;
    });
    expect(before?.id).toBe('trial.rd');
    expect(await reasons(confirm(made.id))).toEqual(['policy.stop_overtaken']);
  });
});
