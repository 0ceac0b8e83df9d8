import { getAvailability } from '@hegu/contract/labs/instruments.ts';
import { type PointerEvent, useRef } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { defineMessages, useT } from '../../../i18n/messages.ts';
import { useRouteQuery } from '../../../lib/query.ts';
import { useFormat, useNow } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { FreeDays, StripLegend, type StripSegment } from '../../../ui/free-strip.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { daysQuery, dayWindows, toStrip } from './strips.ts';
import { addDays, ceilToGrid, dayOf, laterDay, minute, snap } from './time.ts';
import styles from './week-strips.module.css';
import { labs } from './words.ts';

export const weekWords = defineMessages(
  {
    today: '今天',
    earlier: '前 7 天',
    later: '后 7 天',
    thisWeek: '回到今天',
    label: '空闲时间',
    hint: '点一段空闲时间就能预约',
    nothing: '这 7 天都约不上。换一周看看，或看看下面的最近空档。',
    next: (range: string) => `最近的空档：${range}`,
  },
  {
    today: 'Today',
    earlier: '7 days earlier',
    later: '7 days later',
    thisWeek: 'Back to today',
    label: 'Free time',
    hint: 'press a free stretch to book it',
    nothing: 'Nothing can be booked in these 7 days. Try another week.',
    next: (range) => `Next free: ${range}`,
  },
);

/**
 * Seven days of an instrument, drawn. Pressing a free stretch picks the time under the pointer (on the grid), or its
 * beginning from the keyboard.
 */
export function WeekStrips({
  instrumentId,
  first,
  onFirst,
  onPick,
  gridMinutes = 30,
  wantedMinutes = 60,
}: {
  instrumentId: string;
  /** The first civil day shown. */
  first: string;
  onFirst: (day: string) => void;
  onPick?: (from: number, until: number) => void;
  gridMinutes?: number;
  wantedMinutes?: number;
}) {
  const t = useT(weekWords);
  const words = useT(labs);
  const locale = useLocale();
  const format = useFormat();
  const now = useNow();
  const today = dayOf(now, format.zone);
  const pressed = useRef<number | null>(null);
  const { data, error, isPending, isPlaceholderData } = useRouteQuery(
    getAvailability,
    {
      params: { id: instrumentId },
      query: { ...daysQuery(first, 7, format.zone), minutes: wantedMinutes },
    },
    { keepPrevious: true, rooms: [`instrument:${instrumentId}`], refetchInterval: 60_000 },
  );
  const segments = data ? toStrip(data.segments, words.reason, locale === 'zh' ? '、' : ', ') : [];
  const days = data ? dayWindows(data.segments, first, 7, format.zone) : [];
  const anyFree = segments.some((s) => s.kind === 'free');

  // Where inside the stretch the pointer came down; the keyboard leaves it null.
  const down = (event: PointerEvent) => {
    const button = event.target instanceof Element ? event.target.closest('button') : null;
    const box = button?.getBoundingClientRect();
    pressed.current = box && box.width > 0 ? (event.clientX - box.left) / box.width : null;
  };
  const pick = (segment: StripSegment) => {
    const day = days.find((d) => Date.parse(segment.startsAt) < d.to && d.from < Date.parse(segment.endsAt));
    const from = ceilToGrid(Math.max(Date.parse(segment.startsAt), day?.from ?? 0), gridMinutes, format.zone);
    const until = Date.parse(segment.endsAt);
    const share = pressed.current;
    pressed.current = null;
    const shownEnd = Math.min(until, day?.to ?? until);
    const latest = Math.max(from, until - wantedMinutes * minute);
    const at =
      share === null ? from : snap((from + share * (shownEnd - from)) / minute, gridMinutes) * minute;
    onPick?.(Math.min(Math.max(at, from), latest), until);
  };

  return (
    <div className={styles.week}>
      <div className={styles.bar}>
        {first > today && (
          <Button look="quiet" onClick={() => onFirst(laterDay(addDays(first, -7), today))}>
            <Icon name="chevronLeft" size={16} />
            {t.earlier}
          </Button>
        )}
        <Button look="quiet" onClick={() => onFirst(addDays(first, 7))}>
          {t.later}
          <Icon name="chevronRight" size={16} />
        </Button>
        {first > today && (
          <Button look="quiet" onClick={() => onFirst(today)}>
            {t.thisWeek}
          </Button>
        )}
        <StripLegend kinds={['free', 'busy', 'closed', 'outage', 'blocked', 'mine']} />
      </div>
      {error && <ProblemView error={error} />}
      {isPending && <Skeleton lines={7} height={32} />}
      {data && (
        <div
          onPointerDown={down}
          aria-busy={isPlaceholderData}
          className={isPlaceholderData ? styles.old : ''}
        >
          <FreeDays
            label={t.label}
            days={days.map((d) => ({
              from: d.from,
              to: d.to,
              segments: segments.filter(
                (s) => Date.parse(s.startsAt) < d.to && d.from < Date.parse(s.endsAt),
              ),
              title: (
                <>
                  {format.date(d.from)}
                  {d.day === today && <strong className={styles.today}> {t.today}</strong>}
                </>
              ),
            }))}
            {...(onPick ? { onPick: pick } : {})}
          />
        </div>
      )}
      {data && !anyFree && <p className={styles.nothing}>{t.nothing}</p>}
      {data?.nextFree && onPick && (
        <p className={styles.next}>
          <Button
            look="quiet"
            onClick={() =>
              data.nextFree && onPick(Date.parse(data.nextFree.startsAt), Date.parse(data.nextFree.endsAt))
            }
          >
            <Icon name="clock" size={16} />
            {t.next(format.range(data.nextFree.startsAt, data.nextFree.endsAt))}
          </Button>
        </p>
      )}
    </div>
  );
}

/** The day to begin with: the one asked for, never before today. */
export const firstDay = (asked: string | undefined, now: number, zone: string): string => {
  const today = dayOf(now, zone);
  return asked && asked > today ? asked : today;
};
