import { getAvailability } from '@hegu/contract/labs/instruments.ts';
import { useId, useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { useRouteQuery } from '../../../lib/query.ts';
import { useFormat, useNow } from '../../../lib/session.ts';
import { Field, inputClass } from '../../../ui/field.tsx';
import { StripLegend } from '../../../ui/free-strip.tsx';
import { freeMinutes, placeSegments, type StripSegment } from '../../../ui/free-strip-layout.ts';
import { Icon } from '../../../ui/icons.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { usePhone } from '../../../ui/use-media.ts';
import { ClockInput } from './clock-input.tsx';
import { DayStrip } from './day-strip.tsx';
import type { Span } from './day-strip-drag.ts';
import { bookingParts } from './part-messages.ts';
import { closeUp, type DayWindow, daysQuery, dayWindows, toStrip } from './strips.ts';
import { addDays, dayMinutes, dayOf, instantAt, isDay, laterDay, minute, minuteOfDay } from './time.ts';
import styles from './time-chooser.module.css';
import { overNight, shiftedTo, withStart } from './typed-span.ts';
import { labs } from './words.ts';

const shownDays = 7;

/** Chooses a time on one instrument: a day out of seven, then on its strip, or typed. */
export function TimeChooser({
  instrumentId,
  value,
  gridMinutes,
  minMinutes,
  fits,
  onChange,
}: {
  instrumentId: string;
  value: Span;
  gridMinutes: number;
  minMinutes: number;
  fits: boolean | undefined;
  onChange: (value: Span) => void;
}) {
  const t = useT(bookingParts);
  const words = useT(labs);
  const locale = useLocale();
  const format = useFormat();
  const now = useNow();
  const phone = usePhone();
  const { zone } = format;
  const today = dayOf(now, zone);
  const day = dayOf(value.start, zone);
  const [first, setFirst] = useState(() => (day > addDays(today, shownDays - 1) ? day : today));
  // A time chosen elsewhere (an alternative, a typed day) brings its week along.
  const shownFirst = day < first || day > addDays(first, shownDays - 1) ? laterDay(day, today) : first;
  const { data, error, isPending } = useRouteQuery(
    getAvailability,
    { params: { id: instrumentId }, query: daysQuery(shownFirst, shownDays, zone) },
    { keepPrevious: true, rooms: [`instrument:${instrumentId}`], refetchInterval: 60_000 },
  );
  const segments = data ? toStrip(data.segments, words.reason, locale === 'zh' ? '、' : ', ') : [];
  const windows = data ? dayWindows(data.segments, shownFirst, shownDays, zone) : [];
  const whole = windows.find((w) => w.day === day);
  const shown = whole && phone ? closeUp(whole, value.start) : whole;

  const toDay = (next: string) =>
    onChange(shiftedTo(value, instantAt(next, minuteOfDay(value.start, zone), zone)));
  const page = (next: string) => {
    setFirst(next);
    toDay(next);
  };

  return (
    <div className={styles.chooser}>
      <div className={styles.days}>
        <button
          type="button"
          className={styles.turn}
          aria-label={t.earlier}
          disabled={shownFirst <= today}
          onClick={() => page(laterDay(addDays(shownFirst, -shownDays), today))}
        >
          <Icon name="chevronLeft" />
        </button>
        <ul>
          {Array.from({ length: shownDays }, (_, i) => addDays(shownFirst, i)).map((d) => (
            <DayTab
              key={d}
              day={d}
              isToday={d === today}
              chosen={d === day}
              window={windows.find((w) => w.day === d)}
              segments={segments}
              onPick={() => toDay(d)}
            />
          ))}
        </ul>
        <button
          type="button"
          className={styles.turn}
          aria-label={t.later}
          onClick={() => page(addDays(shownFirst, shownDays))}
        >
          <Icon name="chevronRight" />
        </button>
      </div>
      {error && <ProblemView error={error} />}
      {isPending && <Skeleton lines={1} height={92} />}
      {shown && (
        <DayStrip
          from={shown.from}
          to={shown.to}
          segments={segments}
          value={value}
          gridMinutes={gridMinutes}
          minMinutes={minMinutes}
          label={t.chooseOn(format.date(shown.from))}
          fits={fits}
          onChange={onChange}
        />
      )}
      <StripLegend kinds={['free', 'busy', 'closed', 'outage', 'blocked', 'mine']} />
      <Typed value={value} gridMinutes={gridMinutes} onChange={onChange} />
      <p className={styles.hint}>{t.dragHint}</p>
    </div>
  );
}

function DayTab({
  day,
  isToday,
  chosen,
  window,
  segments,
  onPick,
}: {
  day: string;
  isToday: boolean;
  chosen: boolean;
  window: DayWindow | undefined;
  segments: readonly StripSegment[];
  onPick: () => void;
}) {
  const t = useT(bookingParts);
  const format = useFormat();
  const phone = usePhone();
  const placed = window
    ? placeSegments(segments, window.from, window.to).filter((s) => s.kind === 'free')
    : [];
  const minutes = window ? freeMinutes(placed, window.from, window.to) : 0;
  // `11月24日 周二` and `Tue 24 Nov`: the day and its weekday on two lines.
  const [head = '', ...rest] = format.day(day).split(' ');
  const [date, weekday] = format.locale === 'zh' ? [head, rest.join(' ')] : [rest.join(' '), head];
  const said = !window ? '' : minutes > 0 ? t.freeOf(format.duration(minutes)) : t.full;
  return (
    <li>
      <button type="button" className={styles.day} aria-pressed={chosen} onClick={onPick}>
        <span>{phone ? date?.replace(/^\d+月/, '') : date}</span>
        <span className={isToday ? styles.today : undefined}>{isToday ? t.today : weekday}</span>
        <span className={styles.mini} aria-hidden="true">
          {placed.map((s) => (
            <i key={s.startsAt} style={{ left: `${s.left}%`, width: `${s.width}%` }} />
          ))}
        </span>
        <span className="sr-only">{said}</span>
      </button>
    </li>
  );
}

/** The same time as fields. */
function Typed({
  value,
  gridMinutes,
  onChange,
}: {
  value: Span;
  gridMinutes: number;
  onChange: (value: Span) => void;
}) {
  const t = useT(bookingParts);
  const format = useFormat();
  const { zone } = format;
  const id = useId();
  const day = dayOf(value.start, zone);
  const length = Math.round((value.end - value.start) / minute);
  // An end at midnight belongs to the day before it.
  const lastDay = dayOf(value.end - minute, zone);
  const closes = minuteOfDay(value.end, zone) === 0;
  const [several, setSeveral] = useState(lastDay !== day);
  const setEnd = (d: string, at: number) => {
    const end = instantAt(d, at, zone);
    onChange({ start: value.start, end });
  };
  return (
    <div className={styles.typed}>
      <Field label={t.day} htmlFor={`${id}d`}>
        <input
          id={`${id}d`}
          type="date"
          className={inputClass}
          value={day}
          onChange={(event) =>
            isDay(event.target.value) &&
            onChange(shiftedTo(value, instantAt(event.target.value, minuteOfDay(value.start, zone), zone)))
          }
        />
      </Field>
      <Field label={t.start} htmlFor={`${id}s`}>
        <ClockInput
          id={`${id}s`}
          value={minuteOfDay(value.start, zone)}
          gridMinutes={gridMinutes}
          onChange={(at) => onChange(withStart(value, instantAt(day, at, zone)))}
        />
      </Field>
      {(several || lastDay !== day) && (
        <Field label={t.endDay} htmlFor={`${id}l`}>
          <input
            id={`${id}l`}
            type="date"
            className={inputClass}
            min={day}
            value={lastDay}
            onChange={(event) =>
              isDay(event.target.value) &&
              setEnd(event.target.value, closes ? dayMinutes : minuteOfDay(value.end, zone))
            }
          />
        </Field>
      )}
      <Field label={t.end} htmlFor={`${id}e`}>
        <ClockInput
          id={`${id}e`}
          // Midnight as an end closes the day.
          value={closes ? dayMinutes : minuteOfDay(value.end, zone)}
          gridMinutes={gridMinutes}
          onChange={(at) => setEnd(lastDay, at === 0 ? dayMinutes : at)}
        />
      </Field>
      {length > 0 ? (
        <p className={styles.length}>
          <span>{t.length}</span>
          <strong>{format.duration(length)}</strong>
          {!several && lastDay === day && (
            <button type="button" className={styles.link} onClick={() => setSeveral(true)}>
              {t.otherDay}
            </button>
          )}
        </p>
      ) : (
        <p className={styles.reversed} role="alert">
          <span>{t.endFirst}</span>
          <button type="button" className={styles.link} onClick={() => onChange(overNight(value, zone))}>
            {t.endAt(format.dateTime(overNight(value, zone).end))}
          </button>
        </p>
      )}
    </div>
  );
}
