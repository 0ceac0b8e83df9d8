import { estimatePrices } from '@hegu/contract/labs/estimates.ts';
import { type Bound, read } from '../../../platform/http/route.ts';
import { estimate } from './estimates/service.ts';

export const pricingRoutes: Bound[] = [read(estimatePrices, (q, i) => estimate(q, i.body))];
