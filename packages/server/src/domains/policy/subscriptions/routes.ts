import * as contract from '@hegu/contract/policy/subscriptions.ts';
import { type Bound, Download, read, write } from '../../../platform/http/route.ts';
import { windowCalendar } from './calendar/service.ts';
import * as service from './service.ts';

export const subscriptionRoutes = (baseUrl: () => string): Bound[] => [
  read(contract.listSubscriptions, (q) => service.listSubscriptions(q)),
  write(contract.subscribe, (cx, { body }) => service.subscribe(cx, body)),
  write(contract.changeSubscription, (cx, { params, body }) =>
    service.changeSubscription(cx, params.id, body.remindDays),
  ),
  write(contract.unsubscribe, (cx, { params }) => service.unsubscribe(cx, params.id)),
  read(
    contract.getWindowCalendar,
    async (q, { query }) =>
      new Download(await windowCalendar(q, query, baseUrl()), 'text/calendar; charset=utf-8'),
  ),
];
