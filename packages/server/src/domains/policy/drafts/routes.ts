import * as contract from '@hegu/contract/policy/drafts.ts';
import { type Bound, read, write } from '../../../platform/http/route.ts';
import { createDraft, getDraft, listDrafts, makeBoundaryCases, moveDraft, saveDraft } from './service.ts';

export const draftRoutes: Bound[] = [
  read(contract.listDrafts, (q, { query }) => listDrafts(q, query)),
  read(contract.getDraft, (q, { params }) => getDraft(q, params.id)),
  write(contract.createDraft, (cx, { body }) => createDraft(cx, body)),
  write(contract.saveDraft, (cx, { params, body, request }) =>
    saveDraft(cx, params.id, body, request.ifMatch),
  ),
  write(contract.makeBoundaryCases, (cx, { params, body, request }) =>
    makeBoundaryCases(cx, params.id, body.edge, request.ifMatch),
  ),
  write(contract.moveDraft, (cx, { params, body, request }) =>
    moveDraft(cx, params.id, body.step, body.reason ?? '', request.ifMatch),
  ),
];
