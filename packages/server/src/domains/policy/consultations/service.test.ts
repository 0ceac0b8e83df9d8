import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemActor } from '../../../platform/jobs/index.ts';
import { reasons } from '../../enterprise/testing/index.ts';
import { type PolicyFixture, policyFixture } from '../testing/index.ts';
import { createThrottle } from './rules.ts';
import {
  answerQuestion,
  askQuestion,
  getQuestion,
  listFaq,
  listQuestions,
  publishQuestion,
} from './service.ts';

let f: PolicyFixture;
beforeAll(async () => {
  f = await policyFixture();
});
afterAll(() => f.close());

const body = {
  clauseId: 'trial.alt',
  name: '李女士',
  contact: '13900000000',
  body: '迁入不满一年能申报吗？',
};
const answer = { answer: '可以，条款只看注册地。', cited: [{ clauseId: 'trial.alt', article: '第六条' }] };

test('taken in without an account, answered with the article, found again by the token', async () => {
  const asked = await f.as(systemActor, (cx) => askQuestion(cx, body));
  // Five working days after Wednesday 15 July: to the end of Wednesday 22 July
  expect(asked).toMatchObject({ number: 'ZX202600001', status: 'open', dueAt: '2026-07-22T16:00:00Z' });
  const { id, token } = asked;
  expect(await reasons(f.ask(null, (q) => getQuestion(q, id, undefined)))).toEqual(['record.not_found']);
  expect(await reasons(f.ask(null, (q) => getQuestion(q, id, `${token}x`)))).toEqual(['record.not_found']);
  expect(await reasons(f.ask('rival', (q) => getQuestion(q, id, undefined)))).toEqual(['record.not_found']);
  expect((await f.ask(null, (q) => getQuestion(q, id, token))).answer).toBeNull();
  expect(await reasons(f.as('pi', (cx) => answerQuestion(cx, id, answer)))).toEqual(['access.denied']);
  expect(await reasons(f.as('admin', (cx) => answerQuestion(cx, id, answer)))).toEqual(['access.denied']);
  const unknown = { ...answer, cited: [{ clauseId: 'no.such', article: '第一条' }] };
  expect(await reasons(f.as('officer', (cx) => answerQuestion(cx, id, unknown)))).toEqual([
    'policy.citation_unknown',
  ]);
  expect(
    await reasons(f.as('officer', (cx) => publishQuestion(cx, id, { question: '？', published: true }))),
  ).toEqual(['policy.not_answered']);
  await f.as('officer', (cx) => answerQuestion(cx, id, answer));
  expect(await reasons(f.as('officer', (cx) => answerQuestion(cx, id, answer)))).toEqual(['policy.answered']);
  const seen = await f.ask(null, (q) => getQuestion(q, id, token));
  expect(seen).toMatchObject({
    answer: answer.answer,
    contact: null,
    cited: [{ article: '第六条', title: { zh: '研发专项奖励' } }],
  });
});

test('published, it stands reworded among the common questions; taken out, it does not', async () => {
  const asked = await f.as('pi', (cx) => askQuestion(cx, body));
  const { items } = await f.ask('pi', (q) => listQuestions(q, { scope: 'mine', limit: 10 }));
  expect(items.map((i) => i.id)).toEqual([asked.id]);
  expect(await reasons(f.ask('pi', (q) => listQuestions(q, { scope: 'valley', limit: 10 })))).toEqual([
    'access.denied',
  ]);
  await f.as('officer', (cx) => answerQuestion(cx, asked.id, answer));
  const question = '迁入不满一年的企业能否申报？';
  await f.as('officer', (cx) => publishQuestion(cx, asked.id, { question, published: true }));
  expect((await f.ask(null, (q) => listFaq(q, 'trial.alt'))).items).toMatchObject([
    { question, answer: answer.answer },
  ]);
  await f.as('officer', (cx) => publishQuestion(cx, asked.id, { question, published: false }));
  expect((await f.ask(null, (q) => listFaq(q, 'trial.alt'))).items).toEqual([]);
});

test('the office has what waits longest first', async () => {
  const asked: string[] = [];
  for (const day of [13, 14]) {
    const at = Temporal.Instant.from(`2026-07-${day}T02:00:00Z`);
    asked.push((await f.as('pi', (cx) => askQuestion(cx, body), { at })).id);
  }
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await f.ask('officer', (q) =>
      listQuestions(q, { scope: 'valley', status: 'open', limit: 1, ...(cursor ? { cursor } : {}) }),
    );
    ids.push(...page.items.map((i) => i.id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  expect(ids).toEqual(asked);
});

test('five from one address, then one every two minutes', () => {
  let now = 0;
  const throttle = createThrottle(() => now);
  for (let i = 0; i < 5; i++) throttle('ask', '10.0.0.1');
  expect(() => throttle('ask', '10.0.0.1')).toThrow('request.rate_limited');
  throttle('ask', '10.0.0.2');
  throttle('object', '10.0.0.1');
  now = 121_000;
  throttle('ask', '10.0.0.1');
});

test('twenty from one address in a day, however slowly', () => {
  let now = 0;
  const throttle = createThrottle(() => now);
  let taken = 0;
  for (let n = 0; n < 60; n++, now += 130_000)
    try {
      throttle('ask', '10.0.0.1');
      taken++;
    } catch {
      // Refused: waits for the next turn
    }
  // Two hours and ten minutes: twenty, and what a twentieth of a day brings back
  expect(taken).toBe(21);
});
