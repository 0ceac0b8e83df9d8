import * as contract from '@hegu/contract/labs/instruments.ts';
import { type Bound, read, write } from '../../../platform/http/route.ts';
import { availability } from '../availability/service.ts';
import { list } from './listing/service.ts';
import * as overrides from './overrides/service.ts';
import { qrCode } from './qr/service.ts';
import * as service from './service.ts';

export interface InstrumentRouteDeps {
  /** Where people reach the server, without a slash at the end; it stands in QR codes. */
  readonly baseUrl: () => string;
}

export const instrumentRoutes = (deps: InstrumentRouteDeps): Bound[] => [
  read(contract.listInstruments, (q, i) => list(q, i.query)),
  write(contract.createInstrument, async (cx, i) =>
    service.getInstrument(cx, await service.createInstrument(cx, i.body)),
  ),
  read(contract.getInstrument, (q, i) => service.getInstrument(q, i.params.id)),
  write(contract.updateInstrument, async (cx, i) => {
    await service.updateInstrument(cx, i.params.id, i.body, i.request.ifMatch);
    return service.getInstrument(cx, i.params.id);
  }),
  read(contract.listPriceBooks, (q, i) => service.priceBooks(q, i.params.id)),
  read(contract.instrumentQr, (q, i) => qrCode(q, i.params.id, deps.baseUrl())),
  read(contract.listRuleOverrides, (q, i) => overrides.list(q, i.params.id)),
  write(contract.putRuleOverride, (cx, i) => overrides.put(cx, i.params.id, i.body)),
  read(contract.getAvailability, availability),
];
