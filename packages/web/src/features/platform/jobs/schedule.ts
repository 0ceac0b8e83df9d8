import type { JobKind } from '@hegu/contract/jobs.ts';
import type { jobs } from './messages.ts';

type Words = Pick<typeof jobs.zh, 'onDemand' | 'everySeconds' | 'everyMinutes' | 'everyHours' | 'daily'>;

const clockTimes = /^(\d{1,2}) (\d{1,2}(?:,\d{1,2})*) \* \* \*$/;
const two = (n: string) => n.padStart(2, '0');

/** When a job runs, in words; a calendar that is no time of day as it is written. Another zone than the reader's is named. */
export function scheduleWords(schedule: JobKind['schedule'], t: Words, zone: string): string {
  if (!schedule) return t.onDemand;
  if ('everySeconds' in schedule) {
    const { everySeconds: s } = schedule;
    if (s % 3600 === 0) return t.everyHours(s / 3600);
    return s % 60 === 0 ? t.everyMinutes(s / 60) : t.everySeconds(s);
  }
  const [, minute, hours] = clockTimes.exec(schedule.cron) ?? [];
  const said =
    minute !== undefined && hours !== undefined
      ? t.daily(hours.split(',').map((hour) => `${two(hour)}:${two(minute)}`))
      : schedule.cron;
  return schedule.zone === zone ? said : `${said} (${schedule.zone})`;
}
