import * as contract from '@hegu/contract/policy/visitors.ts';
import { type Bound, read } from '../../../platform/http/route.ts';
import { getReceipt } from './service.ts';

export const visitorRoutes: Bound[] = [
  read(contract.getReceipt, (q, { params }) => getReceipt(q, params.code)),
];
