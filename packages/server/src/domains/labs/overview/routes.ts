import { listDown } from '@hegu/contract/labs/overview.ts';
import { type Bound, read } from '../../../platform/http/route.ts';
import { down } from './service.ts';

export const overviewRoutes: Bound[] = [read(listDown, (q, i) => down(q, i.query))];
