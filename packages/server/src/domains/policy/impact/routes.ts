import * as contract from '@hegu/contract/policy/impact.ts';
import { type Bound, read, write } from '../../../platform/http/route.ts';
import { getColumns } from './columns/service.ts';
import { getImpact, listImpacts, startImpact } from './service.ts';

export const impactRoutes: Bound[] = [
  write(contract.startImpact, (cx, { params }) => startImpact(cx, params.id)),
  read(contract.getImpact, (q, { params }) => getImpact(q, params.id)),
  read(contract.listImpacts, (q, { params }) => listImpacts(q, params.id)),
  write(contract.getColumns, (cx, { params }) => getColumns(cx, params.id)),
];
