import * as contract from '@hegu/contract/labs/instruments.ts';
import { type Bound, read, write } from '../../../platform/http/route.ts';
import * as service from './service.ts';

export const facilityRoutes: Bound[] = [
  read(contract.listFacilities, (q, i) => service.list(q, i.query)),
  write(contract.createFacility, async (cx, i) =>
    service.getFacility(cx, await service.createFacility(cx, i.body)),
  ),
  read(contract.getFacility, (q, i) => service.getFacility(q, i.params.id)),
  write(contract.updateFacility, (cx, i) =>
    service.updateFacility(cx, i.params.id, i.body, i.request.ifMatch),
  ),
];
