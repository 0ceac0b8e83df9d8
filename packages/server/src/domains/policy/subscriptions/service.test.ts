import type { Topic } from '@hegu/contract/policy/subscriptions.ts';
import { type ClauseInput, clause } from '@hegu/rules/clause.ts';
import { sql } from 'kysely';
import { Temporal } from 'temporal-polyfill';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { canonicalJson, sha256Hex } from '../../../platform/canonical.ts';
import type { Command } from '../../../platform/command.ts';
import type { ValleyScope } from '../../../platform/db/scope.ts';
import { newId } from '../../../platform/ids.ts';
import { listNotices } from '../../../platform/notices/index.ts';
import { changeConsent } from '../../enterprise/consents/service.ts';
import { reasons } from '../../enterprise/testing/index.ts';
import {
  altClause,
  autoClause,
  noon,
  type PolicyFixture,
  policyFixture,
  rdClause,
} from '../testing/index.ts';
import { windowCalendar } from './calendar/service.ts';
import { watchPolicies } from './jobs.ts';
import { changeSubscription, listSubscriptions, subscribe, unsubscribe } from './service.ts';
import * as store from './store.ts';
import { dueNews, tellPerson } from './telling/service.ts';

/** On a valley whose document holds `trial.rd` (window of July 2026), `trial.alt` and `trial.auto`; noon is 15 July 2026. */

let f: PolicyFixture;
beforeEach(async () => {
  f = await policyFixture();
  // The library as it was before anybody subscribed
  await watch(noon.subtract({ hours: 24 * 40 }));
});
afterEach(() => f.close());

type Who = 'pi' | 'member' | 'rival' | 'officer';
const day = (civil: string) => Temporal.Instant.from(`${civil}T10:00:00+08:00`);
const watch = (at = noon) =>
  watchPolicies(f.scope, <R>(_: ValleyScope, fn: (cx: Command) => Promise<R>) => f.system(fn, at));
const topic = (t: Topic, more: { firmId?: string; remindDays?: number } = {}) => ({
  topic: t,
  remindDays: 7,
  ...more,
});
const told = async (who: Who, at = noon) => {
  const { items } = await f.ask(who, (q) => listNotices(q, { limit: 50 }), { at });
  return items
    .filter((n) => n.kind.startsWith('policy.'))
    .map((n) => `${n.kind} ${n.data.clauseId ?? ''}`.trim());
};
const mails = async () => {
  const rows = await f.db.read(f.scope, (tx) =>
    sql<{
      kind: string;
    }>`select kind from mail_outbox where valley_id = ${f.scope.valleyId} order by id`.execute(tx),
  );
  return rows.rows.map((r) => r.kind);
};

/** A version of a clause put in force at an instant, as the desk does it. */
const publish = (input: ClauseInput, version: number, at: Temporal.Instant) =>
  f.db.tx(f.scope, async (tx) => {
    const c = clause.parse(input);
    await sql`update policy_versions set until = ${at.toString()}::timestamptz
      where valley_id = ${f.scope.valleyId} and clause_id = ${c.id} and until is null`.execute(tx);
    await sql`insert into policy_versions (valley_id, id, clause_id, policy_id, version, hash, clause, golden, note, status, drafted_by,
        drafted_at, published_by, published_at)
      values (${f.scope.valleyId}, ${newId()}, ${c.id}, 'trial', ${version}, ${sha256Hex(canonicalJson(c))}, ${JSON.stringify(c)}::jsonb,
        '[]', '', 'published', ${f.officers[3].userId}, ${at.toString()}, ${f.officers[4].userId}, ${at.toString()})`.execute(
      tx,
    );
  });

describe('subscribing', () => {
  test('one’s own and the firm’s; the same topic again changes the days; somebody else’s is not there', async () => {
    const own = await f.as('pi', (cx) => subscribe(cx, topic({ kind: 'clause', clauseId: 'trial.rd' })));
    expect(own).toMatchObject({
      firm: null,
      clauses: 1,
      title: { zh: '研发投入补贴' },
      next: { clauseId: 'trial.rd', what: 'closes', on: '2026-07-31' },
    });
    const again = await f.as('pi', (cx) =>
      subscribe(cx, topic({ kind: 'clause', clauseId: 'trial.rd' }, { remindDays: 14 })),
    );
    expect([again.id, again.remindDays]).toEqual([own.id, 14]);
    const firms = await f.as('pi', (cx) =>
      subscribe(cx, topic({ kind: 'document', policyId: 'trial' }, { firmId: f.firm })),
    );
    expect(firms).toMatchObject({ firm: { id: f.firm, nameZh: '芝兰医药' }, clauses: 3 });
    const ids = async (who: Who) => (await f.ask(who, listSubscriptions)).items.map((s) => s.id).sort();
    expect(await ids('pi')).toEqual([own.id, firms.id].sort());
    // Who works there sees the firm's, and not the other's own
    expect(await ids('member')).toEqual([firms.id]);
    expect(await ids('rival')).toEqual([]);
    expect(await reasons(f.as('rival', (cx) => unsubscribe(cx, firms.id)))).toEqual(['record.not_found']);
    expect(await reasons(f.as('rival', (cx) => changeSubscription(cx, own.id, 3)))).toEqual([
      'record.not_found',
    ]);
    expect((await f.as('member', (cx) => changeSubscription(cx, firms.id, 3))).remindDays).toBe(3);
    await f.as('member', (cx) => unsubscribe(cx, firms.id));
    expect(await ids('pi')).toEqual([own.id]);
  });

  test('what there is not, what says nothing, and another’s firm are refused', async () => {
    const refused = (t: Topic, more: { firmId?: string } = {}, who: Who = 'pi') =>
      reasons(f.as(who, (cx) => subscribe(cx, topic(t, more))));
    expect(await refused({ kind: 'clause', clauseId: 'no.such' })).toEqual(['policy.clause_unknown']);
    expect(await refused({ kind: 'document', policyId: 'no.such' })).toEqual(['policy.document_unknown']);
    expect(await refused({ kind: 'matter' })).toEqual(['policy.topic_empty']);
    expect(await refused({ kind: 'matter', track: 'no-such' })).toEqual(['policy.track_unknown']);
    expect(await refused({ kind: 'eligible' })).toEqual(['policy.topic_firm']);
    expect(await refused({ kind: 'eligible' }, { firmId: f.firm }, 'rival')).toEqual(['access.denied']);
    expect(await refused({ kind: 'eligible' }, { firmId: f.firm }, 'officer')).toEqual(['access.denied']);
    expect(await refused({ kind: 'eligible' }, { firmId: newId() })).toEqual(['record.not_found']);
  });

  test('fifty are enough, also when two ask for the last one at once', async () => {
    for (let n = 0; n < 49; n++)
      await f.as('pi', (cx) => subscribe(cx, topic({ kind: 'matter', district: String(310000 + n) })));
    const two = await Promise.allSettled(
      ['310200', '310201'].map((district) =>
        f.as('pi', (cx) => subscribe(cx, topic({ kind: 'matter', district }))),
      ),
    );
    expect(two.map((r) => r.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await f.ask('pi', listSubscriptions)).items).toHaveLength(50);
  });
});

describe('windows', () => {
  test('a window that opens and one about to close are told once each, to all the people of the firm', async () => {
    await f.as(
      'pi',
      (cx) => subscribe(cx, topic({ kind: 'document', policyId: 'trial' }, { firmId: f.firm })),
      {
        at: day('2026-06-20'),
      },
    );
    await watch(day('2026-06-30'));
    expect(await told('pi')).toEqual([]);
    // A job that did not run on the first finds it on the third
    await watch(day('2026-07-03'));
    await watch(day('2026-07-03'));
    expect(await told('pi')).toEqual(['policy.window_opens trial.rd']);
    expect(await told('member')).toEqual(['policy.window_opens trial.rd']);
    expect(await told('rival')).toEqual([]);
    await watch(day('2026-07-23'));
    expect(await told('pi')).toHaveLength(1);
    await watch(day('2026-07-24'));
    await watch(day('2026-07-30'));
    expect((await told('pi')).sort()).toEqual([
      'policy.window_closes trial.rd',
      'policy.window_opens trial.rd',
    ]);
    expect(await mails()).toEqual([
      'policy.window_opens',
      'policy.window_opens',
      'policy.window_closes',
      'policy.window_closes',
    ]);
  });

  test('two topics that cover one clause tell of it once; two runs at the same time too', async () => {
    const at = day('2026-06-20');
    await f.as('pi', (cx) => subscribe(cx, topic({ kind: 'clause', clauseId: 'trial.rd' })), { at });
    await f.as('pi', (cx) => subscribe(cx, topic({ kind: 'matter', level: 'district' })), { at });
    await f.as(
      'pi',
      (cx) => subscribe(cx, topic({ kind: 'matter', field: 'biomedicine' }, { firmId: f.firm })),
      {
        at,
      },
    );
    await Promise.all([watch(day('2026-07-02')), watch(day('2026-07-02'))]);
    expect((await told('pi')).filter((n) => n.startsWith('policy.window_opens'))).toEqual([
      'policy.window_opens trial.rd',
    ]);
  });

  test('a run that dies after one person goes on with the next', async () => {
    const at = day('2026-06-20');
    for (const who of ['pi', 'rival'] as const)
      await f.as(who, (cx) => subscribe(cx, topic({ kind: 'clause', clauseId: 'trial.rd' })), { at });
    const now = day('2026-07-02');
    const due = await f.system((cx) => dueNews(cx), now);
    expect(due).toHaveLength(2);
    const [first] = due;
    await f.system((cx) => tellPerson(cx, first?.userId ?? '', first?.news ?? []), now);
    // … and what was rolled back was not told
    await f
      .system(async (cx) => {
        await tellPerson(cx, due[1]?.userId ?? '', due[1]?.news ?? []);
        throw new Error('killed');
      }, now)
      .catch(() => {});
    await watch(now);
    expect(await told('pi')).toEqual(['policy.window_opens trial.rd']);
    expect(await told('rival')).toEqual(['policy.window_opens trial.rd']);
  });
});

describe('the library', () => {
  test('what is published and what takes the place of another is told; what was there before is not', async () => {
    await f.as('pi', (cx) => subscribe(cx, topic({ kind: 'clause', clauseId: 'trial.alt' })), {
      at: day('2026-08-01'),
    });
    await watch(day('2026-08-02'));
    expect(await told('pi')).toEqual([]);
    await publish({ ...altClause, plain: { zh: '改了', en: 'changed' } }, 2, day('2026-08-05'));
    await watch(day('2026-08-05'));
    await watch(day('2026-08-06'));
    expect(await told('pi')).toEqual(['policy.clause_changed trial.alt']);
    await publish({ ...altClause, id: 'trial.alt-2', follows: ['trial.alt'] }, 1, day('2026-08-07'));
    await watch(day('2026-08-07'));
    expect(await told('pi')).toEqual([
      'policy.clause_published trial.alt-2',
      'policy.clause_changed trial.alt',
    ]);
    // Who subscribes afterwards has seen it
    await f.as('rival', (cx) => subscribe(cx, topic({ kind: 'document', policyId: 'trial' })), {
      at: day('2026-08-08'),
    });
    await watch(day('2026-08-08'));
    expect((await told('rival')).filter((n) => n.includes('clause_'))).toEqual([]);
  });

  test('many at once come as one letter', async () => {
    await f.as('pi', (cx) => subscribe(cx, topic({ kind: 'document', policyId: 'trial' })), {
      at: day('2026-08-01'),
    });
    for (let n = 0; n < 5; n++)
      await publish({ ...altClause, id: `trial.new-${n}` }, 1, day('2026-08-05').add({ minutes: n }));
    await watch(day('2026-08-06'));
    expect(await told('pi')).toEqual(['policy.subscription_digest']);
    const { items } = await f.ask('pi', (q) => listNotices(q, { limit: 5 }));
    expect(items[0]).toMatchObject({ title: '订阅的政策有 5 条消息', link: '/policies/subscriptions' });
    expect(items[0]?.body.split('\n')).toHaveLength(5);
  });
});

describe('newly eligible', () => {
  const eligible = () =>
    f.as('pi', (cx) => subscribe(cx, topic({ kind: 'eligible' }, { firmId: f.firm })), {
      at: day('2026-08-01'),
    });
  const noFloor: ClauseInput = {
    ...rdClause,
    id: 'trial.small',
    requirements: rdClause.requirements.slice(0, 1),
  };
  const strict: ClauseInput = {
    ...altClause,
    requirements: [
      ...altClause.requirements,
      {
        id: 'none',
        kind: 'requirement',
        text: { zh: '持有证书', en: 'holds a title' },
        rule: {
          op: 'exists',
          in: 'certificates',
          where: { op: 'in', value: { op: 'item', field: 'kind' }, set: ['high-tech'] },
        },
      },
    ],
  };

  test('a clause that is published and lets the firm in; not one that it met before, nor one it does not meet', async () => {
    await eligible();
    await publish({ ...altClause, plain: { zh: '改了', en: 'changed' } }, 2, day('2026-08-05'));
    await publish(
      { ...autoClause, plain: { zh: '改了', en: 'changed' } },
      2,
      day('2026-08-05').add({ seconds: 1 }),
    );
    await publish(noFloor, 1, day('2026-08-05').add({ seconds: 2 }));
    await watch(day('2026-08-05'));
    await watch(day('2026-08-06'));
    expect(await told('pi')).toEqual(['policy.newly_eligible trial.small']);
    expect(await told('member')).toEqual(['policy.newly_eligible trial.small']);
    expect(await told('rival')).toEqual([]);
  });

  test('a change that lets it in', async () => {
    await publish(strict, 2, day('2026-08-02'));
    await watch(day('2026-08-02'));
    await f.as('pi', (cx) => subscribe(cx, topic({ kind: 'eligible' }, { firmId: f.firm })), {
      at: day('2026-08-03'),
    });
    await publish(altClause, 3, day('2026-08-05'));
    await watch(day('2026-08-05'));
    expect(await told('pi')).toEqual(['policy.newly_eligible trial.alt']);
  });

  test('what the firm keeps back from matching is not used', async () => {
    await eligible();
    await f.as('pi', (cx) =>
      changeConsent(cx, f.firm, { purpose: 'policyMatching', subject: 'registeredDistrict', granted: false }),
    );
    await publish(noFloor, 1, day('2026-08-16'));
    await watch(day('2026-08-16'));
    expect(await told('pi', day('2026-08-16'))).toEqual([]);
    const looked = await f.db.read(f.scope, async (tx) => {
      const [event] = await store.events(tx, f.scope, day('2026-08-16').subtract({ hours: 1 }));
      return store.unlooked(tx, f.scope, [event?.id ?? ''], f.firm);
    });
    expect(looked).toEqual([]);
  });
});

describe('the calendar', () => {
  const ics = (chosen: Parameters<typeof windowCalendar>[1]) =>
    f.ask(null, (q) => windowCalendar(q, chosen, 'https://hegu.example'));
  test('the opening and the last day of what the address names, for anybody', async () => {
    const text = await ics({ clauses: 'trial.rd' });
    expect(text).toContain('SUMMARY:开始申报：研发投入补贴');
    expect(text).toContain('DTSTART;VALUE=DATE:20260731');
    expect(text).toContain('DTEND;VALUE=DATE:20260801');
    expect(text).toContain('TRIGGER:-P7D');
    expect(text.match(/BEGIN:VEVENT/g)).toHaveLength(2);
    expect(await ics({ matters: 'biomedicine.district.' })).toContain('研发投入补贴');
    expect(await ics({ matters: 'devices..' })).not.toContain('研发投入补贴');
    expect(await ics({ matters: '...imaging' })).toContain('研发投入补贴');
    expect(await ics({ matters: '...no-such' })).not.toContain('VEVENT');
    expect(await ics({ documents: 'trial' })).toContain('研发投入补贴');
    // What it names wrongly shows nothing, rather than everything
    expect(await ics({ matters: 'nonsense..' })).not.toContain('VEVENT');
  });
});
