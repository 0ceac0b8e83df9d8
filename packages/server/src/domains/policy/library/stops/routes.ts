import * as contract from '@hegu/contract/policy/stops.ts';
import { type Bound, read, write } from '../../../../platform/http/route.ts';
import { decideStop, listStops, proposeStop } from './service.ts';

export const stopRoutes: Bound[] = [
  read(contract.listStops, (q, { query }) => listStops(q, query)),
  write(contract.proposeStop, (cx, { params, body }) => proposeStop(cx, params.id, body)),
  write(contract.decideStop, (cx, { params, body }) =>
    decideStop(cx, params.id, body.step, body.reason ?? ''),
  ),
];
