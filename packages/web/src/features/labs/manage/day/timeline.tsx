import type { Calendar } from '@event-calendar/core';
import { useEffect, useRef, useState } from 'react';
import { type Locale, languageTag, useLocale } from '../../../../i18n/locale.ts';
import { localName, useT } from '../../../../i18n/messages.ts';
import type { Format } from '../../../../lib/format.ts';
import { useFormat, useZone } from '../../../../lib/session.ts';
import { Skeleton } from '../../../../ui/skeleton.tsx';
import { reservationStatusWords } from '../../status.tsx';
import {
  hoursShown,
  instantOfWall,
  type Schedule,
  type ScheduleEvent,
  type ScheduleResource,
  type Span,
  slotsFor,
  wallOf,
} from './layout.ts';
import { day as dayWords } from './messages.ts';
import { snapFree, snapMove, snapOf } from './snap.ts';
import './timeline.css';

type Module = typeof import('@event-calendar/core');

/** A drag or a stretch, before the server has agreed. `revert` puts the bar back where it was. */
export interface Move {
  readonly event: ScheduleEvent;
  readonly startsAt: string;
  readonly endsAt: string;
  /** Another instrument, when it was dragged to another row. */
  readonly instrumentId: string | undefined;
  readonly revert: () => void;
}

export interface Free {
  readonly resource: ScheduleResource;
  readonly startsAt: string;
  readonly endsAt: string;
}

interface Handlers {
  readonly onOpen: (event: ScheduleEvent) => void;
  readonly onMove: (move: Move) => void;
  readonly onFree: (free: Free) => void;
}

const sidebar = 208;

/** The calendar draws with the browser's own DOM; it comes with the first visit of the page that needs it. */
function useCalendarModule(): Module | null {
  const [module, setModule] = useState<Module | null>(null);
  useEffect(() => {
    let gone = false;
    void Promise.all([import('@event-calendar/core'), import('@event-calendar/core/index.css')]).then(
      ([m]) => {
        if (!gone) setModule(m);
      },
    );
    return () => {
      gone = true;
    };
  }, []);
  return module;
}

/**
 * Instruments as rows, time as columns. Reservations can be dragged along the row, to another row, and by their ends; a stretch
 * pulled over empty time is handed to `onFree`. The keyboard opens a bar with Enter and moves it in its drawer.
 */
export function Timeline({
  schedule,
  day,
  span,
  now,
  ...handlers
}: {
  schedule: Schedule;
  day: string;
  span: Span;
  /** The server's now, epoch milliseconds. */
  now: number;
} & Handlers) {
  const locale = useLocale();
  const zone = useZone();
  const format = useFormat();
  const words = useT(dayWords);
  const states = useT(reservationStatusWords);
  const module = useCalendarModule();
  const box = useRef<HTMLDivElement>(null);
  const calendar = useRef<Calendar | null>(null);
  const heard = useRef(handlers);
  heard.current = handlers;
  const width = useWidth(box);

  const hours = hoursShown(schedule, day, span, zone);
  const slots = slotsFor(span, hours, Math.max(320, width - sidebar - 2));
  const known = useRef(schedule);
  known.current = schedule;

  const onGrid = (was: ScheduleEvent, { start, end }: Calendar.Event, row = was.resourceId) =>
    snapMove(
      { startsAt: instantOfWall(start, zone), endsAt: instantOfWall(end, zone) },
      was,
      gridOf(row),
      zone,
    );
  const gridOf = (row: string) => known.current.resources.find((r) => r.id === row)?.gridMinutes ?? null;

  const options: Calendar.Options = {
    view: 'resourceTimelineDay',
    date: day,
    duration: { days: span },
    locale: languageTag(locale),
    timeZone: 'UTC',
    firstDay: 1,
    headerToolbar: { start: '', center: '', end: '' },
    height: 'auto',
    nowIndicator: false,
    editable: true,
    eventStartEditable: true,
    eventDurationEditable: true,
    eventResizableFromStart: true,
    selectable: true,
    pointer: true,
    selectMinDistance: 4,
    // A finger scrolls; it drags after holding still.
    longPressDelay: 400,
    displayEventEnd: true,
    slotDuration: { minutes: slots.slot },
    slotLabelInterval: { minutes: slots.label },
    slotWidth: slots.px,
    snapDuration: snapOf(schedule.resources),
    slotMinTime: hours.from,
    slotMaxTime: hours.to,
    scrollTime: hours.from,
    slotLabelFormat: (time: Date) => `${two(time.getHours())}:${two(time.getMinutes())}`,
    dayHeaderFormat:
      locale === 'zh'
        ? { month: 'long', day: 'numeric', weekday: 'short' }
        : { weekday: 'short', day: 'numeric', month: 'short' },
    resources: resourcesOf(schedule.resources, locale, words.capacity),
    events: barsOf(schedule, { locale, zone, now, format, words, states }),
    resourceLabelContent: ({ resource }) => ({ domNodes: label(resource) }),
    eventContent: ({ event }) => {
      const bar = event.extendedProps as Partial<Bar>;
      return event.display === 'background' || !bar.lines ? '' : { domNodes: inside(bar as Bar) };
    },
    eventClick: ({ event, jsEvent }) => {
      // Enter would otherwise go on to press what the drawer has just focused.
      jsEvent.preventDefault();
      const found = eventOf(known.current, event);
      if (found) heard.current.onOpen(found);
    },
    eventDrop: ({ event, newResource, revert }) => {
      const found = eventOf(known.current, event);
      if (found) {
        heard.current.onMove({
          event: found,
          ...onGrid(found, event, newResource?.id),
          instrumentId: newResource?.id,
          revert,
        });
      }
    },
    eventResize: ({ event, revert }) => {
      const found = eventOf(known.current, event);
      if (found) {
        heard.current.onMove({
          event: found,
          ...onGrid(found, event),
          instrumentId: undefined,
          revert,
        });
      }
    },
    select: ({ start, end, resource }) => {
      calendar.current?.unselect();
      pulled(start, end, resource.id);
    },
    dateClick: ({ date, resource }) => {
      if (resource) pulled(date, new Date(date.getTime() + 60 * 60_000), resource.id);
    },
  };

  const pulled = (start: Date, end: Date, resourceId: string) => {
    const resource = known.current.resources.find((r) => r.id === resourceId);
    if (resource) {
      const pulled = { startsAt: instantOfWall(start, zone), endsAt: instantOfWall(end, zone) };
      heard.current.onFree({ resource, ...snapFree(pulled, resource.gridMinutes, zone) });
    }
  };

  const wanted = useRef(options);
  wanted.current = options;
  const ready = module !== null && width > 0;

  useEffect(() => {
    const target = box.current;
    if (!ready || !module || !target) return;
    const made = module.createCalendar(target, [module.ResourceTimeline, module.Interaction], wanted.current);
    calendar.current = made;
    const stopPlain = keepPlain(target);
    return () => {
      stopPlain();
      calendar.current = null;
      void module.destroyCalendar(made);
    };
  }, [module, ready]);

  // Options that changed since the calendar was made; the callbacks read refs and stay.
  const signature = JSON.stringify([day, span, locale, hours, slots, options.snapDuration]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the signature stands for the options named below
  useEffect(() => {
    const made = calendar.current;
    if (!made) return;
    const next = wanted.current;
    for (const name of [
      'locale',
      'date',
      'duration',
      'slotMinTime',
      'slotMaxTime',
      'slotDuration',
      'slotLabelInterval',
      'slotWidth',
      'snapDuration',
      'dayHeaderFormat',
    ] as const) {
      made.setOption(name, next[name] as never);
    }
  }, [signature]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows and bars follow the schedule, the language and the minute
  useEffect(() => {
    const made = calendar.current;
    if (!made) return;
    made.setOption('resources', wanted.current.resources);
    made.setOption('events', wanted.current.events);
  }, [schedule, locale, Math.floor(now / 60_000), signature]);

  return (
    <>
      {!module && <Skeleton lines={8} height={36} />}
      <div ref={box} className="tl" />
    </>
  );
}

/**
 * The calendar calls its boxes rows and cells of a table that it does not build whole, which a screen reader reads as a broken
 * table. Without those roles the bars are what they are, buttons with a name each, one after another.
 */
function keepPlain(target: HTMLElement): () => void {
  const half =
    '[role="table"],[role="grid"],[role="rowgroup"],[role="row"],[role="rowheader"],[role="columnheader"],[role="list"],[role="listitem"],[role="gridcell"],[role="cell"]';
  const strip = () => {
    for (const box of target.querySelectorAll(half)) box.removeAttribute('role');
    for (const box of target.querySelectorAll('[aria-colindex],[aria-colspan]')) {
      box.removeAttribute('aria-colindex');
      box.removeAttribute('aria-colspan');
    }
  };
  strip();
  const observer = new MutationObserver(strip);
  observer.observe(target, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ['role', 'aria-colindex'],
  });
  return () => observer.disconnect();
}

const two = (n: number) => String(n).padStart(2, '0');

function useWidth(box: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const target = box.current;
    if (!target) return;
    const observer = new ResizeObserver(([entry]) => {
      // Small steps would rebuild the grid while a scrollbar comes and goes.
      if (entry)
        setWidth((old) => (Math.abs(entry.contentRect.width - old) > 8 ? entry.contentRect.width : old));
    });
    observer.observe(target);
    return () => observer.disconnect();
  }, [box]);
  return width;
}

interface RowInfo {
  readonly name: string;
  readonly below: string;
}

function resourcesOf(
  resources: readonly ScheduleResource[],
  locale: Locale,
  capacity: (n: number) => string,
): Calendar.ResourceInput[] {
  // The facility is told where rows of several stand together.
  const several = new Set(resources.map((r) => r.facilityId)).size > 1;
  return resources.map((r) => {
    const below = [
      ...(several ? [localName({ nameZh: r.facilityNameZh, nameEn: r.facilityNameEn }, locale)] : []),
      ...(r.capacity > 1 ? [capacity(r.capacity)] : []),
    ].join(' · ');
    const info: RowInfo = { name: localName(r, locale), below };
    return { id: r.id, title: info.name, extendedProps: { ...info } };
  });
}

function label(resource: Calendar.Resource): Node[] {
  const info = resource.extendedProps as unknown as RowInfo;
  const name = document.createElement('a');
  name.className = 'tl-name';
  name.href = `/manage/instruments/${resource.id}`;
  name.textContent = info.name;
  name.title = info.name;
  const below = document.createElement('span');
  below.className = 'tl-below';
  below.textContent = info.below;
  return [name, below];
}

interface Bar {
  readonly eventId: string;
  readonly kind: ScheduleEvent['kind'];
  readonly lines: readonly [string, string];
  /** The whole of it in one sentence, for a screen reader and the pointer's tooltip. */
  readonly spoken: string;
}

interface Drawing {
  readonly locale: Locale;
  readonly zone: string;
  readonly now: number;
  readonly format: Format;
  readonly words: typeof dayWords.zh;
  readonly states: typeof reservationStatusWords.zh;
}

function barsOf(schedule: Schedule, d: Drawing): Calendar.EventInput[] {
  const hours = (e: ScheduleEvent) => d.format.hours(e.startsAt, e.endsAt);
  const closed = schedule.resources.flatMap((r) =>
    r.closed.map((c, i) => ({
      id: `closed:${r.id}:${i}`,
      resourceIds: [r.id],
      start: wallOf(c.startsAt, d.zone),
      end: wallOf(c.endsAt, d.zone),
      display: 'background' as const,
      classNames: ['tl-closed'],
    })),
  );
  const bars = schedule.events.map((e) => {
    const state =
      e.kind === 'outage' ? d.words.outage : (d.states[e.status as keyof typeof d.states] ?? e.status);
    const title = d.locale === 'en' ? e.titleEn : e.titleZh;
    const unit = (d.locale === 'en' && e.organisationNameEn) || e.organisationName || '';
    const first = e.kind === 'outage' ? `${d.words.outage} · ${title}` : (e.personName ?? title);
    const second = e.kind === 'outage' ? hours(e) : [state, unit].filter((w) => w !== '').join(' · ');
    const bar: Bar = {
      eventId: e.id,
      kind: e.kind,
      lines: [first, second],
      spoken: [hours(e), first, unit, e.kind === 'outage' ? '' : state]
        .filter((w) => w !== '')
        .join(d.locale === 'zh' ? '，' : ', '),
    };
    return {
      id: `${e.kind}:${e.id}:${e.resourceId}:${e.startsAt}`,
      resourceIds: [e.resourceId],
      start: wallOf(e.startsAt, d.zone),
      end: wallOf(e.endsAt, d.zone),
      title: first,
      editable: e.editable,
      startEditable: e.editable,
      durationEditable: e.editable,
      classNames: ['tl-bar', `tl-${e.kind === 'outage' ? 'outage' : e.status}`],
      extendedProps: { ...bar },
    };
  });
  const line = wallOf(d.now, d.zone);
  const nowLine =
    schedule.resources.length > 0
      ? [
          {
            id: 'now',
            resourceIds: schedule.resources.map((r) => r.id),
            start: line,
            end: wallOf(d.now + 15 * 60_000, d.zone),
            display: 'background' as const,
            classNames: ['tl-now'],
          },
        ]
      : [];
  return [...closed, ...bars, ...nowLine];
}

function inside(bar: Bar): Node[] {
  const box = document.createElement('div');
  box.className = 'tl-inside';
  box.title = bar.spoken;
  const spoken = document.createElement('span');
  spoken.className = 'sr-only';
  spoken.textContent = bar.spoken;
  const [first, second] = bar.lines.map((text, i) => {
    const el = document.createElement(i === 0 ? 'b' : 'span');
    el.setAttribute('aria-hidden', 'true');
    el.textContent = text;
    return el;
  });
  box.append(spoken);
  if (first) box.append(first);
  if (second) box.append(second);
  return [box];
}

function eventOf(schedule: Schedule, event: Calendar.Event): ScheduleEvent | undefined {
  const { eventId, kind } = event.extendedProps as Partial<Bar>;
  return schedule.events.find(
    (e) => e.id === eventId && e.kind === kind && String(event.id).includes(`:${e.resourceId}:${e.startsAt}`),
  );
}
