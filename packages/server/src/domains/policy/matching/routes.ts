import * as contract from '@hegu/contract/policy/matching.ts';
import { type Bound, read, write } from '../../../platform/http/route.ts';
import { matchAnswers, matchFirm, matchFirmFor } from './service.ts';

export const matchingRoutes: Bound[] = [
  read(contract.matchAnswers, (q, { body }) => matchAnswers(q, body)),
  read(contract.getFirmPolicies, (q, { params, query }) => matchFirm(q, params.id, query.on)),
  write(contract.discloseFirmPolicies, (cx, { params, body }) => matchFirmFor(cx, params.id, body)),
];
