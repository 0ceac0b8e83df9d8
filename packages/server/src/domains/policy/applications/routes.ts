import { Readable } from 'node:stream';
import * as contract from '@hegu/contract/policy/applications.ts';
import type { Files } from '../../../platform/files/index.ts';
import { type Bound, Download, read, write } from '../../../platform/http/route.ts';
import { confirmOffer, declineOffer } from './automatic/service.ts';
import { dossierOf } from './dossier/service.ts';
import * as service from './service.ts';
import * as view from './view/service.ts';

export const applicationRoutes = (files: Pick<Files, 'openGranted'>): Bound[] => [
  write(contract.createApplication, (cx, { body }) => service.createApplication(cx, body)),
  read(contract.listApplications, (q, { query }) => view.listApplications(q, query)),
  read(contract.getApplication, (q, { params }) => view.getApplication(q, params.id)),
  write(contract.updateApplication, (cx, { params, body, request }) =>
    service.updateApplication(cx, params.id, body, request.ifMatch),
  ),
  write(contract.addMaterial, (cx, { params, body }) => service.addMaterial(cx, params.id, body)),
  write(contract.removeMaterial, (cx, { params }) =>
    service.removeMaterial(cx, params.id, params.materialRowId),
  ),
  read(contract.downloadMaterial, async (q, { params }) => {
    const { body, headers, info } = await service.openMaterial(q, files, params.id, params.fileId);
    return new Download(
      Readable.toWeb(body) as ReadableStream<Uint8Array>,
      info.mediaType,
      info.name,
      headers,
    );
  }),
  write(contract.submitApplication, (cx, { params }) => service.submitApplication(cx, params.id)),
  write(contract.withdrawApplication, (cx, { params }) => service.withdrawApplication(cx, params.id)),
  write(contract.confirmOffer, (cx, { params, body }) => confirmOffer(cx, params.id, body)),
  write(contract.declineOffer, (cx, { params, body }) => declineOffer(cx, params.id, body.reason)),
  read(contract.getDossier, async (q, { params }) => {
    const { name, body } = await dossierOf(q, files, params.id);
    return new Download(Readable.toWeb(body) as ReadableStream<Uint8Array>, 'application/zip', name);
  }),
  read(contract.replayDecision, (q, { params }) => view.replayOf(q, params.id)),
];
