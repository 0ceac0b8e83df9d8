import * as facts from '@hegu/contract/enterprise/facts.ts';
import * as firms from '@hegu/contract/enterprise/firms.ts';
import * as imports from '@hegu/contract/enterprise/imports.ts';
import * as ladder from '@hegu/contract/enterprise/ladder.ts';
import * as figures from '@hegu/contract/enterprise/statistics.ts';
import type { Files } from '../../platform/files/index.ts';
import { type Bound, read, write } from '../../platform/http/route.ts';
import { getCatalogue } from './catalogue/service.ts';
import * as consents from './consents/service.ts';
import { discloseFacts, getFacts, stateFacts } from './facts/service.ts';
import * as listing from './firms/listing/service.ts';
import * as registry from './firms/service.ts';
import { startImport } from './imports/background/service.ts';
import { importTable } from './imports/service.ts';
import { importTemplate } from './imports/template/service.ts';
import * as cohorts from './ladder/cohorts/service.ts';
import * as plans from './ladder/plans/service.ts';
import { assess, standards } from './ladder/service.ts';
import * as relations from './relations/service.ts';
import { statistics } from './statistics/service.ts';

/** Fixed paths below `/firms` come before `/firms/{id}`. */
export const enterpriseRoutes = (rooms: { readonly files: Files }): Bound[] => [
  read(firms.getFactCatalogue, (q) => getCatalogue(q)),
  read(firms.listFirms, (q, i) => listing.list(q, i.query)),
  read(firms.exportFirms, (q, i) => listing.exportList(q, i.query)),
  read(imports.firmImportTemplate, (q, i) => importTemplate(q, i.query.kind)),
  write(imports.importFirms, (cx, i) => importTable(cx, i.request.bytes ?? new Uint8Array(), i.query)),
  write(imports.startFirmImport, (cx, i) => startImport(cx, rooms.files, i.request, i.query)),
  write(firms.registerFirm, async (cx, i) => registry.getFirm(cx, await registry.registerFirm(cx, i.body))),
  read(firms.getFirm, (q, i) => registry.getFirm(q, i.params.id)),
  write(firms.updateFirm, (cx, i) => registry.updateFirm(cx, i.params.id, i.body, i.request.ifMatch)),
  read(facts.getFirmFacts, (q, i) => getFacts(q, i.params.id, i.query.knownOn)),
  write(facts.recordFacts, (cx, i) => stateFacts(cx, i.params.id, i.body)),
  write(facts.discloseFacts, (cx, i) => discloseFacts(cx, i.params.id, i.body)),
  read(facts.listDisclosures, (q, i) => consents.disclosures(q, i.params.id, i.query)),
  read(facts.getConsents, (q, i) => consents.getConsents(q, i.params.id)),
  write(facts.setConsent, (cx, i) => consents.changeConsent(cx, i.params.id, i.body)),
  read(facts.getRelations, (q, i) => relations.getRelations(q, i.params.id)),
  write(facts.discloseRelations, (cx, i) => relations.discloseRelations(cx, i.params.id, i.body)),
  read(figures.getFirmStatistics, (q, i) => statistics(q, i.query)),
  read(ladder.listStandards, (q, i) => standards(q, i.query.on)),
  write(ladder.assessLadder, (cx, i) => assess(cx, i.params.id, i.body)),
  read(ladder.listPlans, (q, i) => plans.list(q, i.params.id)),
  write(ladder.createPlan, (cx, i) => plans.create(cx, i.params.id, i.body)),
  write(ladder.closePlan, (cx, i) => plans.close(cx, i.params.id, i.params.planId)),
  write(ladder.addPlanTask, (cx, i) => plans.addTask(cx, i.params.id, i.params.planId, i.body)),
  write(ladder.updatePlanTask, (cx, i) =>
    plans.updateTask(cx, i.params.id, i.params.planId, i.params.taskId, i.body),
  ),
  read(ladder.listCohort, (q, i) => cohorts.list(q, i.query)),
  write(ladder.refreshCohorts, (cx) => cohorts.refresh(cx)),
  write(facts.checkRelated, (cx, i) => relations.check(cx, i.params.id, i.body)),
];
