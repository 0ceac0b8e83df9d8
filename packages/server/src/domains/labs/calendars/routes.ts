import * as contract from '@hegu/contract/labs/reservations.ts';
import { type Bound, Download, read, write } from '../../../platform/http/route.ts';
import * as calendars from './service.ts';

export const calendarRoutes = (baseUrl: () => string): Bound[] => [
  read(contract.listCalendarFeeds, (q) => calendars.list(q)),
  write(contract.createCalendarFeed, (cx, i) => calendars.create(cx, i.body, baseUrl())),
  write(contract.deleteCalendarFeed, async (cx, i) => {
    await calendars.revoke(cx, i.params.id);
  }),
  read(
    contract.getCalendarFeed,
    async (q, i) => new Download(await calendars.render(q, i.params.token), 'text/calendar; charset=utf-8'),
  ),
];
