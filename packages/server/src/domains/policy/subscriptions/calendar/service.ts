import { policy } from '@hegu/rules/clause.ts';
import ical, { ICalAlarmType, ICalCalendarMethod } from 'ical-generator';
import { Temporal } from 'temporal-polyfill';
import type { Query } from '../../../../platform/command.ts';
import { libraryOf, summaryOf } from '../../library/service.ts';
import { covers, type Entry, windowsOf } from '../rules.ts';

/** The calendar of filing windows (RFC 5545): the day a window opens, and its last day with a reminder a week before. */

export interface Chosen {
  readonly clauses?: string | undefined;
  readonly documents?: string | undefined;
  readonly matters?: string | undefined;
}

const parts = (list: string | undefined): string[] => (list ?? '').split(',').filter((x) => x !== '');

/** What the address names; nothing named: all windows. What it names and is not there shows nothing. */
function chooser(chosen: Chosen): (entry: Entry) => boolean {
  const clauses = parts(chosen.clauses).map((clauseId) => ({ kind: 'clause' as const, clauseId }));
  const documents = parts(chosen.documents).map((policyId) => ({ kind: 'document' as const, policyId }));
  const matters = parts(chosen.matters).flatMap((m) => {
    const [field = '', level = '', district = '', track = ''] = m.split('.');
    const read = {
      field: policy.shape.field.safeParse(field),
      level: policy.shape.level.safeParse(level),
    };
    if ((field !== '' && !read.field.success) || (level !== '' && !read.level.success)) return [];
    return [
      {
        kind: 'matter' as const,
        ...(read.field.data ? { field: read.field.data } : {}),
        ...(read.level.data ? { level: read.level.data } : {}),
        ...(district === '' ? {} : { district }),
        ...(track === '' ? {} : { track }),
      },
    ];
  });
  const topics = [...clauses, ...documents, ...matters];
  const all = [chosen.clauses, chosen.documents, chosen.matters].every((x) => x === undefined || x === '');
  return (entry) => all || topics.some((t) => covers(t, entry));
}

const dayOf = (civil: string): Date => new Date(`${civil}T00:00:00Z`);
const nextDay = (civil: string): string => Temporal.PlainDate.from(civil).add({ days: 1 }).toString();

/** Windows whose last day is not over since a month. */
export async function windowCalendar(q: Query, chosen: Chosen, baseUrl: string): Promise<string> {
  const zh = q.locale === 'zh';
  const v = await libraryOf(q);
  const today = q.now.toZonedDateTimeISO(q.scope.zone).toPlainDate();
  const since = today.subtract({ days: 31 }).toString();
  const wanted = chooser(chosen);
  const calendar = ical({
    name: zh ? '政策申报窗口' : 'Policy filing windows',
    prodId: { company: 'Hegu', product: 'Hegu', language: zh ? 'ZH' : 'EN' },
    method: ICalCalendarMethod.PUBLISH,
    ttl: 6 * 3600,
  });
  for (const entry of v.entries.values()) {
    const { clause, policy: document } = entry;
    // An edge of a period is no window: who takes applications all the year has no day to put down
    if (clause.filing.length === 0 || !wanted(entry)) continue;
    const { title } = clause;
    const amount = summaryOf(v, entry, today.toString()).amount;
    const about = {
      stamp: new Date(q.now.epochMilliseconds),
      allDay: true,
      url: `${baseUrl}/policies/${clause.id}`,
      description: zh
        ? `${document.issuer.zh}\n${amount.zh}\n${baseUrl}/policies/${clause.id}`
        : `${document.issuer.en}\n${amount.en}\n${baseUrl}/policies/${clause.id}`,
    };
    for (const { from, to } of windowsOf(clause)) {
      if (from !== null && from >= since)
        calendar.createEvent({
          ...about,
          id: `${clause.id}.${from}.opens@hegu`,
          start: dayOf(from),
          end: dayOf(nextDay(from)),
          summary: zh ? `开始申报：${title.zh}` : `Opens: ${title.en}`,
        });
      if (to !== null && to >= since) {
        const last = calendar.createEvent({
          ...about,
          id: `${clause.id}.${to}.closes@hegu`,
          start: dayOf(to),
          end: dayOf(nextDay(to)),
          summary: zh ? `申报截止：${title.zh}` : `Last day: ${title.en}`,
        });
        last.createAlarm({ type: ICalAlarmType.display, trigger: 7 * 24 * 3600 });
      }
    }
  }
  return calendar.toString();
}
