import type { listFaq as faqRoute, Question } from '@hegu/contract/policy/consultations.ts';
import type { RouteOk } from '@hegu/contract/route.ts';
import { sha256Hex } from '../../../platform/canonical.ts';
import { openCase, transition } from '../../../platform/casework/index.ts';
import type { Actor, Command, Query } from '../../../platform/command.ts';
import { DomainError } from '../../../platform/errors.ts';
import { decodePlace, pageOf } from '../../../platform/http/cursor.ts';
import { newId } from '../../../platform/ids.ts';
import { systemActor } from '../../../platform/jobs/index.ts';
import { notify } from '../../../platform/notices/index.ts';
import { access } from '../access.ts';
import { nextNumber } from '../applications/store.ts';
import { clauseOf, libraryOf, todayOf, type ValleyLibrary } from '../library/service.ts';
import { codeHash, newCode } from '../visitors/rules.ts';
import { mailAnswer, mailAnswerTo } from '../visitors/service.ts';
import { questionCase } from './cases.ts';
import * as store from './store.ts';

/** Questions about a clause (政策咨询): answered with the article they rest on. */

/** Somebody with an account here; what is taken in by the house itself (a job, the command line) has none behind it. */
const hasAccount = (actor: Actor | null): actor is Actor =>
  actor !== null && (actor.via === 'api-key' || actor.via === 'session');

const titleOf = (v: ValleyLibrary, id: string) =>
  v.library.clauses.get(id)?.clause.title ?? { zh: id, en: id };

function toView(q: Query, v: ValleyLibrary, row: store.QuestionRow): Question {
  const mine = hasAccount(q.actor) && row.askedBy === q.actor.userId;
  const officer = access.may(q.actor, 'policy.answer');
  return {
    id: row.id,
    number: row.number,
    clauseId: row.clauseId,
    clauseTitle: { zh: row.clauseZh, en: row.clauseEn },
    name: row.name,
    contact: mine || officer ? row.contact : null,
    body: row.body,
    askedAt: row.askedAt.toString(),
    status: row.status,
    dueAt: row.dueAt?.toString() ?? null,
    overdue: row.overdue,
    answer: row.answer,
    cited: row.cited.map((c) => ({ ...c, title: titleOf(v, c.clauseId) })),
    answeredByName: row.answeredByName,
    answeredAt: row.answeredAt?.toString() ?? null,
    published: row.publishedAt !== null,
    publicQuestion: row.publicQuestion,
  };
}

/** @returns the question, and a token with which the answer is found without an account. @throws `policy.clause_unknown` */
export async function askQuestion(
  cx: Command,
  body: {
    readonly clauseId: string;
    readonly name: string;
    readonly contact: string;
    readonly body: string;
    readonly email?: string | undefined;
  },
): Promise<Question & { token: string }> {
  access.assert(cx.actor, 'policy.ask');
  const v = await libraryOf(cx);
  const { clause } = clauseOf(v, body.clauseId);
  const known = hasAccount(cx.actor);
  const id = newId();
  const token = newCode();
  // Without an account there is nobody the case could belong to
  const opener: Command = known ? cx : { ...cx, actor: systemActor };
  const opened = await openCase(opener, questionCase, {
    subjectKind: 'policy_question',
    subjectId: id,
    about: clause.title,
    data: { clauseId: clause.id, titleZh: clause.title.zh, titleEn: clause.title.en },
  });
  await store.insert(cx.tx, cx.scope, {
    id,
    number: await nextNumber(cx.tx, cx.scope, 'ZX', Number(todayOf(cx).slice(0, 4))),
    clauseId: clause.id,
    clauseZh: clause.title.zh,
    clauseEn: clause.title.en,
    askedBy: known ? cx.actor.userId : null,
    name: body.name,
    contact: body.contact,
    body: body.body,
    askedAt: cx.now,
    caseId: opened.id,
    tokenHash: codeHash(token),
  });
  await mailAnswerTo(cx, 'question', id, { email: body.email, code: token });
  await cx.audit({
    action: 'policy.ask',
    entity: 'policy_question',
    entityId: id,
    after: { clauseId: clause.id },
  });
  return { ...toView(cx, v, await found(cx, id)), token };
}

async function found(q: Query, id: string, lock = false): Promise<store.QuestionRow> {
  const row = await store.find(q.tx, q.scope, id, lock);
  if (!row) throw new DomainError('record.not_found', { id });
  return row;
}

/** For the office, who asked, and who has the token. @throws `record.not_found` */
export async function getQuestion(q: Query, id: string, token: string | undefined): Promise<Question> {
  const row = await found(q, id);
  const mine = hasAccount(q.actor) && row.askedBy === q.actor.userId;
  // Tokens told before there were receipt codes are hashed as they are
  const holds = token !== undefined && [codeHash(token), sha256Hex(token)].includes(row.tokenHash);
  if (!mine && !holds && !access.may(q.actor, 'policy.answer'))
    throw new DomainError('record.not_found', { id });
  return toView(q, await libraryOf(q), row);
}

/** Those the office has to answer by how long they wait, all others newest first. @throws `access.denied`, `request.cursor` */
export async function listQuestions(
  q: Query,
  input: {
    readonly scope: 'mine' | 'valley';
    readonly status?: 'open' | 'answered' | undefined;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
): Promise<{ items: Question[]; nextCursor: string | null }> {
  if (input.scope === 'valley') access.assert(q.actor, 'policy.answer');
  const v = await libraryOf(q);
  const rows = await store.list(
    q.tx,
    q.scope,
    {
      status: input.status,
      oldest: input.scope === 'valley' && input.status === 'open',
      ...(input.scope === 'mine' ? { askedBy: q.actor?.userId ?? '' } : {}),
    },
    decodePlace(input.cursor),
    input.limit + 1,
  );
  return pageOf(
    rows,
    input.limit,
    (r) => [r.askedAt.toString(), r.id],
    (r) => toView(q, v, r),
  );
}

/** @throws `policy.citation_unknown` for every clause that is not there, `policy.answered` */
export async function answerQuestion(
  cx: Command,
  id: string,
  body: {
    readonly answer: string;
    readonly cited: readonly { readonly clauseId: string; readonly article: string }[];
  },
): Promise<Question> {
  access.assert(cx.actor, 'policy.answer');
  const row = await found(cx, id, true);
  if (row.status === 'answered') throw new DomainError('policy.answered', {});
  const v = await libraryOf(cx);
  const unknown = body.cited.filter((c) => !v.library.clauses.has(c.clauseId));
  if (unknown.length > 0)
    throw DomainError.all(
      unknown.map((c) => ({
        code: 'policy.citation_unknown',
        overridable: false,
        data: { clauseId: c.clauseId },
      })),
    );
  await store.answer(cx.tx, cx.scope, id, {
    ...body,
    by: cx.actor.userId,
    byName: cx.actor.name,
    at: cx.now,
  });
  await transition(cx, questionCase, row.caseId, 'answer');
  await notify(cx, {
    kind: 'policy.answered',
    to: row.askedBy === null ? [] : [row.askedBy],
    data: { titleZh: row.clauseZh, titleEn: row.clauseEn, answer: body.answer },
    link: `/policies/questions/${id}`,
  });
  await mailAnswer(cx, 'question', id, { aboutZh: row.clauseZh, aboutEn: row.clauseEn, answer: body.answer });
  await cx.audit({ action: 'policy.answer', entity: 'policy_question', entityId: id, after: body });
  return toView(cx, v, await found(cx, id));
}

/** Puts it among the common questions of the clause, reworded so that nobody is named; or takes it out. @throws `policy.not_answered` */
export async function publishQuestion(
  cx: Command,
  id: string,
  body: { readonly question: string; readonly published: boolean },
): Promise<Question> {
  access.assert(cx.actor, 'policy.answer');
  const row = await found(cx, id, true);
  if (row.status !== 'answered') throw new DomainError('policy.not_answered', {});
  await store.publish(cx.tx, cx.scope, id, {
    question: body.question,
    at: body.published ? (row.publishedAt ?? cx.now) : null,
  });
  await cx.audit({ action: 'policy.answer.publish', entity: 'policy_question', entityId: id, after: body });
  return toView(cx, await libraryOf(cx), await found(cx, id));
}

/** @throws `policy.clause_unknown` */
export async function listFaq(q: Query, clauseId: string): Promise<RouteOk<typeof faqRoute>> {
  const v = await libraryOf(q);
  clauseOf(v, clauseId);
  const rows = await store.published(q.tx, q.scope, clauseId);
  return {
    items: rows.map((r) => ({
      id: r.id,
      question: r.publicQuestion ?? '',
      answer: r.answer ?? '',
      cited: r.cited.map((c) => ({ ...c, title: titleOf(v, c.clauseId) })),
      answeredAt: (r.answeredAt ?? r.askedAt).toString(),
    })),
  };
}
