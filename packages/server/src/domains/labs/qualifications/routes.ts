import * as contract from '@hegu/contract/labs/instruments.ts';
import { type Bound, read, write } from '../../../platform/http/route.ts';
import * as service from './service.ts';

export const qualificationRoutes: Bound[] = [
  read(contract.listQualifications, (q, i) => service.list(q, i.params.id, i.query)),
  write(contract.grantQualification, (cx, i) => service.grant(cx, i.params.id, i.body)),
  write(contract.revokeQualification, (cx, i) => service.revoke(cx, i.params.id)),
];
