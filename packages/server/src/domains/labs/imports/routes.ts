import * as contract from '@hegu/contract/labs/instruments.ts';
import { type Bound, read, write } from '../../../platform/http/route.ts';
import { exportList } from './export/service.ts';
import { importInstruments } from './service.ts';
import { importTemplate } from './template/service.ts';

/** Fixed paths below `/instruments`: mount them before `/instruments/{id}`. */
export const importRoutes: Bound[] = [
  read(contract.importTemplate, (q) => importTemplate(q)),
  write(contract.importInstruments, (cx, i) =>
    importInstruments(cx, i.request.bytes ?? new Uint8Array(), i.query),
  ),
  read(contract.exportInstruments, (q, i) => exportList(q, i.query)),
];
