import * as contract from '@hegu/contract/labs/accessories.ts';
import { type Bound, read, write } from '../../../platform/http/route.ts';
import { createOn, shown } from '../outages/service.ts';
import { listFor } from './free/service.ts';
import * as service from './service.ts';

export const accessoryRoutes: Bound[] = [
  read(contract.listAccessories, (q, i) => service.list(q, i.query)),
  write(contract.createAccessory, (cx, i) => service.create(cx, i.body)),
  write(contract.updateAccessory, (cx, i) => service.update(cx, i.params.id, i.body, i.request.ifMatch)),
  read(contract.listAccessoryOutages, (q, i) => service.outages(q, i.params.id, i.query)),
  write(contract.createAccessoryOutage, async (cx, i) =>
    shown(await createOn(cx, 'accessory', i.params.id, i.body)),
  ),
  read(contract.listInstrumentAccessories, listFor),
];
