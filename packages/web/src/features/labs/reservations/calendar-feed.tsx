import {
  createCalendarFeed,
  deleteCalendarFeed,
  listCalendarFeeds,
} from '@hegu/contract/labs/reservations.ts';
import { useState } from 'react';
import { useT } from '../../../i18n/messages.ts';
import { useRouteMutation, useRouteQuery } from '../../../lib/query.ts';
import { useFormat } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { inputClass } from '../../../ui/field.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { reservationWords } from './messages.ts';
import styles from './reservations.module.css';

/** A private address that a calendar app can follow. */
export function CalendarFeed() {
  const t = useT(reservationWords);
  const { actions } = useT();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const [copied, setCopied] = useState<string | null>(null);
  const { data, error, isPending } = useRouteQuery(listCalendarFeeds, {}, { enabled: open });
  const make = useRouteMutation(createCalendarFeed);
  const stop = useRouteMutation(deleteCalendarFeed);
  const made = make.data;
  const mine = data?.items.filter((feed) => feed.kind === 'mine') ?? [];
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <Icon name="calendar" size={18} />
        {t.calendar}
      </Button>
      <Dialog open={open} title={t.calendarTitle} onClose={() => setOpen(false)} width={560}>
        <p>{t.calendarText}</p>
        {isPending && <Skeleton lines={1} height={40} />}
        {(error ?? make.error ?? stop.error) && <ProblemView error={error ?? make.error ?? stop.error} />}
        {mine.map((feed) => {
          // The server keeps no copy of a secret address: only the answer that made it has it.
          const url = made?.id === feed.id ? made.url : feed.url;
          return (
            <div key={feed.id} className={styles.feed}>
              {url ? (
                <>
                  <input
                    className={inputClass}
                    readOnly
                    value={url}
                    aria-label={t.calendar}
                    onFocus={(event) => event.target.select()}
                  />
                  <Button
                    look="act"
                    onClick={async () => {
                      await navigator.clipboard.writeText(url);
                      setCopied(feed.id);
                    }}
                  >
                    {copied === feed.id ? actions.copied : actions.copy}
                  </Button>
                </>
              ) : (
                <p className={styles.faint}>{t.calendarOnce(format.date(feed.createdAt))}</p>
              )}
              <Button
                look="quiet"
                busy={stop.isPending}
                onClick={() => stop.mutate({ params: { id: feed.id } })}
              >
                {t.calendarStop}
              </Button>
            </div>
          );
        })}
        {made && <p className={styles.faint}>{t.calendarCopyNow}</p>}
        {data && mine.length === 0 && (
          <>
            <p className={styles.faint}>{t.calendarNone}</p>
            <Button look="act" busy={make.isPending} onClick={() => make.mutate({ body: { kind: 'mine' } })}>
              {t.calendarMake}
            </Button>
          </>
        )}
      </Dialog>
    </>
  );
}
