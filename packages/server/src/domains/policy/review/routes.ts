import * as hands from '@hegu/contract/policy/hands.ts';
import * as contract from '@hegu/contract/policy/review.ts';
import { type Bound, read, write } from '../../../platform/http/route.ts';
import type { Throttle } from '../consultations/rules.ts';
import { admit, receiptFor, tellObjector } from '../visitors/service.ts';
import { getApplicationHands, putInCharge } from './charge/service.ts';
import { declareConflict } from './conflicts/service.ts';
import { getPolicyDesk } from './desk/service.ts';
import { getEvaluation } from './evaluation/service.ts';
import * as publicity from './publicity/service.ts';
import * as service from './service.ts';

export const reviewRoutes = (throttle: Throttle): Bound[] => [
  write(contract.acceptApplication, (cx, { params }) => service.acceptApplication(cx, params.id)),
  write(contract.requestSupplement, (cx, { params, body }) =>
    service.requestSupplement(cx, params.id, body.items),
  ),
  write(contract.assignApplication, (cx, { params, body }) =>
    service.assignApplication(cx, params.id, body.release),
  ),
  read(hands.getApplicationHands, (q, { params }) => getApplicationHands(q, params.id)),
  write(hands.putInCharge, (cx, { params, body }) => putInCharge(cx, params.id, body.userId)),
  write(contract.reviewApplication, (cx, { params, body }) => service.reviewApplication(cx, params.id, body)),
  write(contract.declareConflict, (cx, { body }) => declareConflict(cx, body)),
  write(contract.appealDecision, (cx, { params, body }) =>
    service.appealDecision(cx, params.id, body.reason),
  ),
  write(contract.decideAppeal, (cx, { params, body }) => service.decideAppeal(cx, params.id, body)),
  read(contract.listPublicities, (q, { query }) => publicity.listPublicities(q, query)),
  read(contract.listPublicityCandidates, (q, { query }) => publicity.listCandidates(q, query)),
  read(contract.getPublicity, (q, { params }) => publicity.getPublicity(q, params.id)),
  write(contract.openPublicity, (cx, { body }) => publicity.openPublicity(cx, body)),
  write(contract.objectToPublicity, async (cx, { params, body, request }) => {
    await admit(cx, body.website);
    const made = await publicity.objectTo(cx, params.id, body);
    const code = await receiptFor(cx, made.id, body.email);
    throttle('object', request.ip);
    return { ...made, code };
  }),
  read(contract.listObjections, (q, { query }) => publicity.listObjections(q, query)),
  write(contract.decideObjection, async (cx, { params, body }) => {
    const decided = await publicity.decideObjection(cx, params.id, body);
    await tellObjector(cx, params.id);
    return decided;
  }),
  read(contract.getPolicyDesk, (q) => getPolicyDesk(q)),
  read(contract.getEvaluation, (q, { query }) => getEvaluation(q, query.year)),
];
