import * as facts from '@hegu/contract/enterprise/facts.ts';
import * as firms from '@hegu/contract/enterprise/firms.ts';
import { type Bound, read, write } from '../../platform/http/route.ts';
import { getCatalogue } from './catalogue/service.ts';
import * as consents from './consents/service.ts';
import { discloseFacts, getFacts, stateFacts } from './facts/service.ts';
import * as listing from './firms/listing/service.ts';
import * as registry from './firms/service.ts';
import * as relations from './relations/service.ts';

/** Fixed paths below `/firms` come before `/firms/{id}`. */
export const enterpriseRoutes: Bound[] = [
  read(firms.getFactCatalogue, (q) => getCatalogue(q)),
  read(firms.listFirms, (q, i) => listing.list(q, i.query)),
  read(firms.exportFirms, (q, i) => listing.exportList(q, i.query)),
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
  write(facts.checkRelated, (cx, i) => relations.check(cx, i.params.id, i.body)),
];
