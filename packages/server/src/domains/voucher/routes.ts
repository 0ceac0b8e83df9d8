import * as audits from '@hegu/contract/voucher/audits.ts';
import * as clawbacks from '@hegu/contract/voucher/clawbacks.ts';
import * as grants from '@hegu/contract/voucher/grants.ts';
import * as relations from '@hegu/contract/voucher/relations.ts';
import * as schemes from '@hegu/contract/voucher/schemes.ts';
import * as uses from '@hegu/contract/voucher/uses.ts';
import type { Files } from '../../platform/files/index.ts';
import { type Bound, read, write } from '../../platform/http/route.ts';
import { answerClawback, decideClawback, listClawbacks } from './clawbacks/service.ts';
import { getEvidence } from './evidence/service.ts';
import { applyForGrant, decideGrant, getGrant, listGrants, withdrawGrant } from './grants/service.ts';
import { askReview, decideReview, getReview } from './parties/review/service.ts';
import {
  closeProgramme,
  confirmProgramme,
  discardProgramme,
  fundProgramme,
  listProgrammes,
  openProgramme,
} from './programmes/service.ts';
import { applyAsProvider, decideProvider, listProviders } from './providers/service.ts';
import { claimBatch, getBatch, listBatches, moveBatch } from './redemption/service.ts';
import { drawAudit, getAudit, listAudits, recordFinding } from './sampling/service.ts';
import { listSchemes } from './schemes/service.ts';
import { exportUses } from './uses/export/service.ts';
import { getUse, listUses, putPapers } from './uses/service.ts';

export const voucherRoutes = (rooms: { readonly files: Files }): Bound[] => [
  read(schemes.listSchemes, async () => listSchemes()),
  read(schemes.listProgrammes, (q, { query }) => listProgrammes(q, query)),
  write(schemes.openProgramme, (cx, { body }) => openProgramme(cx, body)),
  write(schemes.confirmProgramme, (cx, { params, request }) =>
    confirmProgramme(cx, params.id, request.ifMatch),
  ),
  write(schemes.discardProgramme, (cx, { params, request }) =>
    discardProgramme(cx, params.id, request.ifMatch),
  ),
  write(schemes.fundProgramme, (cx, { params, body }) => fundProgramme(cx, params.id, body)),
  write(schemes.closeProgramme, (cx, { params, request }) => closeProgramme(cx, params.id, request.ifMatch)),
  read(schemes.listProviders, (q, { query }) => listProviders(q, query)),
  write(schemes.applyAsProvider, (cx, { body }) => applyAsProvider(cx, body)),
  write(schemes.decideProvider, (cx, { params, body, request }) =>
    decideProvider(cx, params.id, body, request.ifMatch),
  ),
  read(grants.listGrants, (q, { query }) => listGrants(q, query)),
  write(grants.applyForGrant, (cx, { body }) => applyForGrant(cx, body)),
  read(grants.getGrant, (q, { params }) => getGrant(q, params.id)),
  write(grants.decideGrant, (cx, { params, body, request }) =>
    decideGrant(cx, params.id, body, request.ifMatch),
  ),
  write(grants.withdrawGrant, (cx, { params, request }) => withdrawGrant(cx, params.id, request.ifMatch)),
  write(relations.askRelationReview, (cx, { body }) => askReview(cx, body)),
  read(relations.getRelationReview, (q, { params }) => getReview(q, params.id)),
  write(relations.decideRelationReview, (cx, { params, body }) => decideReview(cx, params.id, body)),
  read(uses.listUses, (q, { query }) => listUses(q, query)),
  read(uses.exportUses, (q, { query }) => exportUses(q, query)),
  read(uses.getUse, (q, { params }) => getUse(q, params.id)),
  write(uses.putPapers, (cx, { params, body, request }) =>
    putPapers(cx, rooms.files, params.id, body, request.ifMatch),
  ),
  read(uses.getEvidence, (q, { params, query }) => getEvidence(q, rooms.files, params.id, query.format)),
  read(uses.listBatches, (q, { query }) => listBatches(q, query)),
  write(uses.claimBatch, (cx, { body }) => claimBatch(cx, body)),
  read(uses.getBatch, (q, { params }) => getBatch(q, params.id)),
  write(uses.moveBatch, (cx, { params, body, request }) => moveBatch(cx, params.id, body, request.ifMatch)),
  read(audits.listVoucherAudits, (q, { query }) => listAudits(q, query)),
  write(audits.drawAudit, (cx, { body }) => drawAudit(cx, body)),
  read(audits.getVoucherAudit, (q, { params }) => getAudit(q, params.id)),
  write(audits.recordFinding, (cx, { params, body }) => recordFinding(cx, params.id, body)),
  read(clawbacks.listVoucherClawbacks, (q, { query }) => listClawbacks(q, query)),
  write(clawbacks.answerVoucherClawback, (cx, { params, body }) => answerClawback(cx, params.id, body)),
  write(clawbacks.decideVoucherClawback, (cx, { params, body }) => decideClawback(cx, params.id, body)),
];
