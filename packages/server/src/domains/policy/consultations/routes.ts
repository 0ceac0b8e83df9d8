import * as contract from '@hegu/contract/policy/consultations.ts';
import { type Bound, read, write } from '../../../platform/http/route.ts';
import { admit } from '../visitors/service.ts';
import type { Throttle } from './rules.ts';
import * as service from './service.ts';

export const consultationRoutes = (throttle: Throttle): Bound[] => [
  write(contract.askQuestion, async (cx, { body, request }) => {
    await admit(cx, body.website);
    const asked = await service.askQuestion(cx, body);
    throttle('ask', request.ip);
    return asked;
  }),
  read(contract.listQuestions, (q, { query }) => service.listQuestions(q, query)),
  read(contract.getQuestion, (q, { params, query }) => service.getQuestion(q, params.id, query.token)),
  write(contract.answerQuestion, (cx, { params, body }) => service.answerQuestion(cx, params.id, body)),
  write(contract.publishQuestion, (cx, { params, body }) => service.publishQuestion(cx, params.id, body)),
  read(contract.listFaq, (q, { params }) => service.listFaq(q, params.id)),
];
