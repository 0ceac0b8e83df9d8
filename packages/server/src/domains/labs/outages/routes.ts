import * as contract from '@hegu/contract/labs/instruments.ts';
import { type Bound, read, write } from '../../../platform/http/route.ts';
import { list } from './listing/service.ts';
import * as service from './service.ts';

export const outageRoutes: Bound[] = [
  read(contract.listOutages, (q, i) => list(q, i.params.id, i.query)),
  write(contract.createOutage, async (cx, i) => service.shown(await service.create(cx, i.params.id, i.body))),
  write(contract.endOutage, (cx, i) => service.endNow(cx, i.params.id, i.query.following)),
];
