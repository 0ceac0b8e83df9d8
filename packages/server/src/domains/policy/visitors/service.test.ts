import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Actor, visitorActor } from '../../../platform/command.ts';
import { newId } from '../../../platform/ids.ts';
import { deliverMail, listNotices } from '../../../platform/notices/index.ts';
import { changeConsent } from '../../enterprise/consents/service.ts';
import { reasons } from '../../enterprise/testing/index.ts';
import { createApplication } from '../applications/service.ts';
import { answerQuestion, askQuestion, getQuestion } from '../consultations/service.ts';
import { objectTo } from '../review/publicity/service.ts';
import { noon, type PolicyFixture, policyFixture } from '../testing/index.ts';
import { contactDays, visitorsADay } from './rules.ts';
import { admit, forgetContacts, getReceipt, receiptFor, tellObjector } from './service.ts';

let f: PolicyFixture;
beforeAll(async () => {
  f = await policyFixture();
});
afterAll(() => f.close());

const asked = {
  clauseId: 'trial.alt',
  name: '李女士',
  contact: '13900000000',
  body: '迁入不满一年能申报吗？',
};
const answer = { answer: '可以，条款只看注册地。', cited: [{ clauseId: 'trial.alt', article: '第六条' }] };
const days = (n: number) => noon.add({ hours: 24 * n });
const questionRow = async (id: string) =>
  (
    await f.db.read(f.scope, (tx) =>
      sql<{
        name: string;
        contact: string;
        token_hash: string;
      }>`select name, contact, token_hash from policy_questions
        where valley_id = ${f.scope.valleyId} and id = ${id}::uuid`.execute(tx),
    )
  ).rows[0];

let opened: ReturnType<typeof openList> | undefined;
/** The list in public of this valley. */
const publicList = () => {
  opened ??= openList();
  return opened;
};

/** A list in public with one name on it. */
async function openList(): Promise<{ publicityId: string; applicationId: string }> {
  const { id: applicationId } = await f.approved();
  const publicityId = newId();
  await f.db.tx(f.scope, async (tx) => {
    await sql`insert into policy_publicities (valley_id, id, number, title, working_days, opened_at, closes_at, made_by)
      values (${f.scope.valleyId}, ${publicityId}, 'GS1', '拟支持名单', 5, ${noon.toString()}, ${days(7).toString()},
        ${f.officers[0].userId})`.execute(tx);
    await sql`insert into policy_publicity_items (valley_id, publicity_id, application_id, amount_fen)
      values (${f.scope.valleyId}, ${publicityId}, ${applicationId}, 1)`.execute(tx);
  });
  return { publicityId, applicationId };
}

test('a visitor may ask and object, and nothing else', async () => {
  const { id, token } = await f.as(visitorActor, (cx) => askQuestion(cx, asked));
  expect((await questionRow(id))?.contact).toBe('13900000000');
  expect((await questionRow(id))?.token_hash).not.toContain(token);
  expect(
    await reasons(
      f.as(visitorActor, (cx) => createApplication(cx, { firmId: f.firm, clauseId: 'trial.alt' })),
    ),
  ).toEqual(['access.sign_in_required']);
  expect(await reasons(f.as(visitorActor, (cx) => answerQuestion(cx, id, answer)))).toEqual([
    'access.sign_in_required',
  ]);
  expect(
    await reasons(
      f.as(visitorActor, (cx) => changeConsent(cx, f.firm, { purpose: 'policyMatching', granted: false })),
    ),
  ).toEqual(['access.sign_in_required']);
  const log = await f.db.read(f.scope, (tx) =>
    sql<{ actor_id: string; via: string; after: unknown }>`select actor_id, via, after from audit_entries
      where valley_id = ${f.scope.valleyId} and action = 'policy.ask' and entity_id = ${id}`.execute(tx),
  );
  // Who it was is not in the log that is never deleted
  expect(log.rows).toEqual([{ actor_id: 'visitor', via: 'visitor', after: { clauseId: 'trial.alt' } }]);
});

test('the code opens the answer to whoever holds it, without name and contact', async () => {
  const { id, token } = await f.as(visitorActor, (cx) => askQuestion(cx, asked));
  const read = (code: string) => f.ask(null, (q) => getReceipt(q, code));
  expect(await read(token)).toMatchObject({ kind: 'question', status: 'open', answer: null });
  await f.as('officer', (cx) => answerQuestion(cx, id, answer));
  const receipt = await read(token.toLowerCase().replaceAll('-', ''));
  expect(receipt).toMatchObject({
    status: 'answered',
    answer: answer.answer,
    cited: [{ article: '第六条', title: { zh: '研发专项奖励' } }],
  });
  expect(JSON.stringify(receipt)).not.toMatch(/李女士|13900000000/);
  expect(await reasons(read('0000-0000-0000-0000'))).toEqual(['policy.receipt_unknown']);
  expect(await reasons(f.ask('rival', (q) => getQuestion(q, id, undefined)))).toEqual(['record.not_found']);
  expect((await f.ask(null, (q) => getQuestion(q, id, token))).contact).toBeNull();
});

test('an objection without an account has a receipt; one with an account is told', async () => {
  const list = await publicList();
  const object = (who: Actor, email?: string) =>
    f.as(who, async (cx) => {
      const made = await objectTo(cx, list.publicityId, {
        applicationId: list.applicationId,
        name: '王先生',
        contact: '13800000000',
        body: '该企业已迁出',
      });
      return { id: made.id, code: await receiptFor(cx, made.id, email) };
    });
  const visitors = await object(visitorActor);
  const rivals = await object(f.people.rival);
  expect(rivals.code).toBeNull();
  const decide = (id: string) =>
    f.as('officer', async (cx) => {
      await sql`update policy_objections set status = 'dismissed', answer = '经查仍在本区', decided_at = ${noon.toString()}::timestamptz
        where valley_id = ${f.scope.valleyId} and id = ${id}::uuid`.execute(cx.tx);
      await tellObjector(cx, id);
    });
  await decide(visitors.id);
  await decide(rivals.id);
  expect(await f.ask(null, (q) => getReceipt(q, visitors.code ?? ''))).toMatchObject({
    kind: 'objection',
    status: 'dismissed',
    answer: '经查仍在本区',
    about: { zh: '拟支持名单' },
  });
  const { items } = await f.ask('rival', (q) => listNotices(q, { limit: 5 }));
  expect(items.map((n) => [n.kind, n.body])).toEqual([['policy.objection_decided', '经查仍在本区']]);
});

/** Letters to people without an account, as they lie in the outbox. */
const letters = async () =>
  (
    await f.db.read(f.scope, (tx) =>
      sql<{ to: string; locale: string; subject: string; body: string; link: string | null; sent: boolean }>`
        select to_address as to, locale, subject, body, link, sent_at is not null as sent from mail_outbox
        where valley_id = ${f.scope.valleyId} and user_id is null order by id`.execute(tx),
    )
  ).rows;
const addresses = async () =>
  (
    await f.db.read(f.scope, (tx) =>
      sql<{ address: string }>`select address from policy_answer_addresses
        where valley_id = ${f.scope.valleyId}`.execute(tx),
    )
  ).rows.map((r) => r.address);

test('who leaves an address is mailed the answer with the receipt code; then the address is nowhere any more', async () => {
  const before = (await letters()).length;
  const q = await f.as(visitorActor, (cx) => askQuestion(cx, { ...asked, email: 'li@example.org' }));
  expect(JSON.stringify(q)).not.toContain('li@example.org');
  const read = () => f.ask(null, (query) => getReceipt(query, q.token));
  expect(await read()).toMatchObject({ status: 'open', mailed: true });
  expect(JSON.stringify(await read())).not.toContain('li@example.org');
  expect(await addresses()).toEqual(['li@example.org']);
  await f.as('officer', (cx) => answerQuestion(cx, q.id, answer));
  const [letter, ...more] = (await letters()).slice(before);
  expect(more).toEqual([]);
  expect(letter).toMatchObject({
    to: 'li@example.org',
    subject: '您的政策咨询已答复：研发专项奖励',
    link: `/policies/receipts?code=${q.token}`,
    sent: false,
  });
  expect(letter?.body).toContain(answer.answer);
  expect(letter?.body).toContain(q.token);
  // What they wrote is not carried to an address that nobody has proven to be theirs
  expect(letter?.body).not.toContain(asked.body);
  expect(await addresses()).toEqual([]);
  expect(await read()).toMatchObject({ status: 'answered', mailed: false });
  // Without mail it is given up, and forgotten as well
  await deliverMail(f.db, f.scope, noon.add({ hours: 48 }), null);
  expect((await letters()).at(-1)).toMatchObject({ to: '', subject: '', body: '', link: null });
});

test('an objection likewise; of who has an account no address is kept', async () => {
  const before = (await letters()).length;
  const list = await publicList();
  const object = (who: Actor, email: string) =>
    f.as(who, async (cx) => {
      const made = await objectTo(cx, list.publicityId, {
        applicationId: list.applicationId,
        name: '王先生',
        contact: '13800000000',
        body: '该企业已迁出',
      });
      return { id: made.id, code: await receiptFor(cx, made.id, email) };
    });
  const visitors = await object(visitorActor, 'wang@example.org');
  await object(f.people.rival, 'rival@example.org');
  await f.as(f.people.rival, (cx) => askQuestion(cx, { ...asked, email: 'rival@example.org' }));
  expect(await addresses()).toEqual(['wang@example.org']);
  await f.as('officer', async (cx) => {
    await sql`update policy_objections set status = 'dismissed', answer = '经查仍在本区', decided_at = ${noon.toString()}::timestamptz
      where valley_id = ${f.scope.valleyId} and id = ${visitors.id}::uuid`.execute(cx.tx);
    await tellObjector(cx, visitors.id);
  });
  expect((await letters()).slice(before)).toMatchObject([
    {
      to: 'wang@example.org',
      subject: '您的公示异议已答复：拟支持名单',
      link: `/policies/receipts?code=${visitors.code}`,
    },
  ]);
  expect(await addresses()).toEqual([]);
});

test('what fills the field that nobody sees is refused; so is more than a day can hold, of visitors only', async () => {
  expect(await reasons(f.as(visitorActor, (cx) => admit(cx, 'https://spam.example')))).toEqual([
    'policy.left_blank',
  ]);
  const tomorrow = days(1);
  await f.db.tx(f.scope, async (tx) => {
    await sql`insert into policy_questions (valley_id, id, number, clause_id, clause_zh, clause_en, asked_by, name, contact, body, asked_at,
        case_id, status, cited, token_hash)
      select ${f.scope.valleyId}, gen_random_uuid(), 'X' || n, 'trial.alt', '', '', null, '', '', '', ${tomorrow.toString()}::timestamptz,
        gen_random_uuid(), 'open', '[]', 'hash-' || n from generate_series(1, ${visitorsADay}) n`.execute(tx);
  });
  const admitted = (who: Actor, at = tomorrow) => reasons(f.as(who, (cx) => admit(cx, ''), { at }));
  expect(await admitted(visitorActor)).toEqual(['policy.visitors_enough']);
  await f.as(f.people.rival, (cx) => admit(cx, undefined), { at: tomorrow });
  await f.as(visitorActor, (cx) => admit(cx, ''), { at: days(2) });
});

test('name and contact are deleted half a year after the answer, and not before', async () => {
  const open = await f.as(visitorActor, (cx) => askQuestion(cx, asked));
  const done = await f.as(visitorActor, (cx) => askQuestion(cx, asked));
  const mine = await f.as('pi', (cx) => askQuestion(cx, asked));
  for (const q of [done, mine]) await f.as('officer', (cx) => answerQuestion(cx, q.id, answer));
  await f.system(forgetContacts, days(contactDays - 1));
  expect(await questionRow(done.id)).toMatchObject({ name: '李女士', contact: '13900000000' });
  const n = await f.system(forgetContacts, days(contactDays + 1));
  expect(n).toBeGreaterThanOrEqual(2);
  expect(await f.system(forgetContacts, days(contactDays + 1))).toBe(0);
  expect(await questionRow(done.id)).toMatchObject({ name: '', contact: '' });
  // Of an account the name stands there anyway
  expect(await questionRow(mine.id)).toMatchObject({ name: '李女士', contact: '' });
  // What waits for an answer can still be reached
  expect(await questionRow(open.id)).toMatchObject({ name: '李女士', contact: '13900000000' });
  expect((await f.ask(null, (q) => getReceipt(q, done.token))).contactRemovedAt).not.toBeNull();
});
