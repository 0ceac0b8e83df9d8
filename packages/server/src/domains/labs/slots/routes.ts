import * as contract from '@hegu/contract/labs/instruments.ts';
import { type Bound, read } from '../../../platform/http/route.ts';
import { searchJointSlots } from './service.ts';

export const slotRoutes: Bound[] = [read(contract.searchSlots, (q, i) => searchJointSlots(q, i.body))];
