import type { getPolicyDesk as route } from '@hegu/contract/policy/review.ts';
import type { RouteOk } from '@hegu/contract/route.ts';
import type { Query } from '../../../../platform/command.ts';
import { access } from '../../access.ts';
import * as store from './store.ts';

/** What waits for the office at each step, from handing in to money and back. @throws `access.denied` */
export async function getPolicyDesk(q: Query): Promise<RouteOk<typeof route>> {
  access.assert(q.actor, 'policy.review');
  return store.waiting(q.tx, q.scope, q.now);
}
