import { useLocale } from '../../../../i18n/locale.ts';
import { localName, named, useT } from '../../../../i18n/messages.ts';
import { useFormat } from '../../../../lib/session.ts';
import { Button } from '../../../../ui/button.tsx';
import { StatusTag } from '../../../../ui/status-tag.tsx';
import { ReservationStatusTag, reservationStatusWords } from '../../status.tsx';
import styles from './day.module.css';
import { busyMinutes, eventsOf, type Schedule, type ScheduleEvent } from './layout.ts';
import { day as words } from './messages.ts';
import type { Free } from './timeline.tsx';

/** On a phone: instrument after instrument, what stands on each in the order of the day. */
export function PhoneList({
  schedule,
  now,
  between,
  onOpen,
  onFree,
}: {
  schedule: Schedule;
  now: number;
  between: { readonly from: string; readonly to: string };
  onOpen: (event: ScheduleEvent) => void;
  onFree: (free: Free) => void;
}) {
  const t = useT(words);
  const locale = useLocale();
  const format = useFormat();
  // What is busy today comes first; the many that stand idle follow.
  const rows = schedule.resources
    .map((resource) => ({ resource, events: eventsOf(schedule, resource.id) }))
    .sort((a, b) => Number(b.events.length > 0) - Number(a.events.length > 0));
  return (
    <ul className={styles.list}>
      {rows.map(({ resource, events }) => {
        const busy = busyMinutes(events, between.from, between.to);
        return (
          <li key={resource.id} className={styles.instrument}>
            <div className={styles.instrumentHead}>
              <div>
                <h2>{localName(resource, locale)}</h2>
                <p className={styles.hint}>
                  {events.length === 0 ? t.dayEmpty : t.used(format.duration(busy))}
                  {resource.capacity > 1 && ` · ${t.capacity(resource.capacity)}`}
                </p>
              </div>
              <Button
                look="quiet"
                onClick={() => onFree({ resource, ...nextHour(now, between) })}
                aria-label={named(t.bookOrOut, localName(resource, locale), locale)}
              >
                {t.bookOrOut}
              </Button>
            </div>
            {events.length > 0 && (
              <ul>
                {events.map((event) => (
                  <li key={`${event.id}${event.startsAt}`}>
                    <button
                      type="button"
                      className={styles.entry}
                      data-past={Date.parse(event.endsAt) < now || undefined}
                      onClick={() => onOpen(event)}
                    >
                      <span className={styles.entryTime}>{format.hours(event.startsAt, event.endsAt)}</span>
                      <span className={styles.entryWho}>
                        {event.kind === 'outage' ? event.titleZh : event.personName}
                        <small>
                          {(locale === 'en' && event.organisationNameEn) || event.organisationName}
                        </small>
                      </span>
                      <EventTag event={event} />
                    </button>
                  </li>
                ))}
              </ul>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function EventTag({ event }: { event: ScheduleEvent }) {
  const t = useT(words);
  if (event.kind === 'outage') return <StatusTag tone="wrong">{t.outage}</StatusTag>;
  return event.status in reservationStatusWords.zh ? (
    <ReservationStatusTag status={event.status as keyof typeof reservationStatusWords.zh} />
  ) : (
    <span>{event.status}</span>
  );
}

/** The next whole hour of the day on the screen, or its morning. */
function nextHour(
  now: number,
  between: { readonly from: string; readonly to: string },
): { startsAt: string; endsAt: string } {
  const from = Date.parse(between.from);
  const hour = 3_600_000;
  const inside = now >= from && now < Date.parse(between.to) - 2 * hour;
  const start = inside ? from + Math.ceil((now - from) / hour) * hour : from + 9 * hour;
  return { startsAt: new Date(start).toISOString(), endsAt: new Date(start + 2 * hour).toISOString() };
}
