import * as contract from '@hegu/contract/policy/library.ts';
import { type Bound, read } from '../../../platform/http/route.ts';
import { compareClauses } from './compare/service.ts';
import { getClause, listClauses, listWindows } from './service.ts';

export const libraryRoutes: Bound[] = [
  read(contract.listClauses, (q, { query }) => listClauses(q, query)),
  read(contract.listWindows, (q, { query }) => listWindows(q, query)),
  read(contract.getClause, (q, { params, query }) => getClause(q, params.id, query.versionId)),
  read(contract.compareClauses, (q, { params, query }) => compareClauses(q, params.id, query)),
];
