import { getSchedule } from '@hegu/contract/labs/reservations.ts';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { localName, useT } from '../../../../i18n/messages.ts';
import { useEvents } from '../../../../lib/events.ts';
import { useRouteQuery } from '../../../../lib/query.ts';
import { useFormat, useNow, useSession, useZone } from '../../../../lib/session.ts';
import { Button, buttonClass } from '../../../../ui/button.tsx';
import { Empty } from '../../../../ui/empty.tsx';
import { ErrorBoundary } from '../../../../ui/error-boundary.tsx';
import { Icon } from '../../../../ui/icons.tsx';
import { Alert, ProblemView } from '../../../../ui/problem-view.tsx';
import { Skeleton } from '../../../../ui/skeleton.tsx';
import { usePhone } from '../../../../ui/use-media.ts';
import { isDay } from '../../parts/time.ts';
import { ManagePage } from '../parts/manage-page.tsx';
import { useManagedFacilities } from '../parts/managed.ts';
import styles from './day.module.css';
import { FreeDialog } from './free-dialog.tsx';
import { type Schedule, type ScheduleEvent, type Span, spans, today, windowOf } from './layout.ts';
import { Legend } from './legend.tsx';
import { day as words } from './messages.ts';
import { type Mover, RefusedMove, useMove } from './move.tsx';
import { OutageDrawer } from './outage-drawer.tsx';
import { PhoneList } from './phone-list.tsx';
import { ReservationDrawer } from './reservation-drawer.tsx';
import { type Free, Timeline } from './timeline.tsx';
import { Toolbar } from './toolbar.tsx';

/** The most instruments the server lists in one schedule. */
const most = 200;

/** At most this many rooms fit one stream. */
const mostRooms = 50;

/** `/manage/day?date=2026-11-23&span=3&facility=…&q=…` */
export function DayPage() {
  const t = useT(words);
  const locale = useLocale();
  const format = useFormat();
  const zone = useZone();
  const now = useNow(30_000);
  const phone = usePhone();
  const { has } = useSession();
  const search = useSearch({ from: '/manage/day' });
  const navigate = useNavigate({ from: '/manage/day' });
  const { facilities } = useManagedFacilities();
  const [open, setOpen] = useState<ScheduleEvent | null>(null);
  const [free, setFree] = useState<Free | null>(null);

  const date = isDay(search.date) ? search.date : today(now, zone);
  const span: Span = phone ? 1 : (spans.find((s) => String(s) === search.span) ?? 1);
  // With many facilities the first one is a screenful; `all` asks for everything.
  const facility =
    search.facility === 'all'
      ? undefined
      : (search.facility ?? (facilities && facilities.length > 1 ? facilities[0]?.id : undefined));
  const between = windowOf(date, span, zone);
  const mayRead = has('facility', 'admin');
  const { data, error, isPending } = useRouteQuery(
    getSchedule,
    { query: { ...between, limit: most, ...(facility ? { facilityId: facility } : {}) } },
    {
      enabled: mayRead && facilities !== undefined,
      keepPrevious: true,
      // Hints come at once; should one be lost, the page is not wrong for longer than this
      refetchInterval: 60_000,
    },
  );
  const shown = useMemo(
    () => filtered(data, search.q ?? '', search.busy === '1'),
    [data, search.q, search.busy],
  );
  useScheduleEvents(data);
  const move = useMove();

  const names = useMemo(() => new Map(data?.resources.map((r) => [r.id, r])), [data]);
  const nameOf = (id: string) => {
    const found = names.get(id);
    return found ? localName(found, locale) : '';
  };
  const set = (next: Partial<typeof search>) =>
    void navigate({ search: { ...search, ...next }, replace: true });
  const bookings = shown?.events.filter((e) => e.kind === 'reservation').length ?? 0;

  return (
    <ManagePage
      title={t.title}
      width="full"
      lead={
        // In the place of the hint: a line more would push the bars away from under the pointer
        move.done ? <Done move={move} /> : phone ? undefined : t.lead
      }
      meta={
        shown && (
          <span role="status">{t.count(format.number(shown.resources.length), format.number(bookings))}</span>
        )
      }
    >
      <Toolbar
        date={date}
        span={span}
        facility={facility ?? 'all'}
        facilities={facilities ?? []}
        q={search.q ?? ''}
        busyOnly={search.busy === '1'}
        onChange={set}
      />
      {error && <ProblemView error={error} />}
      {data && data.resources.length >= most && <Alert tone="wait" title={t.truncated(most)} />}
      {isPending && !error && <Skeleton lines={10} height={40} />}
      {data?.resources.length === 0 && (
        <Empty
          icon="instrument"
          title={t.noInstruments}
          action={
            <Link to="/manage/instruments/new" className={buttonClass('act')}>
              {t.addInstrument}
            </Link>
          }
        >
          {t.noInstrumentsHint}
        </Empty>
      )}
      {shown && data && data.resources.length > 0 && (
        <>
          {!phone && <Legend />}
          {shown.resources.length === 0 ? (
            <Empty icon="search" title={t.nothing}>
              {t.nothingHint}
            </Empty>
          ) : phone ? (
            <PhoneList schedule={shown} now={now} between={between} onOpen={setOpen} onFree={setFree} />
          ) : (
            <ErrorBoundary>
              <section className={styles.timeline} aria-label={t.timelineLabel}>
                <Timeline
                  schedule={shown}
                  day={date}
                  span={span}
                  now={now}
                  onOpen={setOpen}
                  onMove={move.ask}
                  onFree={setFree}
                />
              </section>
              <p className={styles.keys}>{t.keyboardHint}</p>
            </ErrorBoundary>
          )}
        </>
      )}
      <RefusedMove move={move} nameOf={nameOf} />
      <ReservationDrawer
        event={open?.kind === 'reservation' ? open : null}
        rows={shown?.resources ?? []}
        onClose={() => setOpen(null)}
        onMoved={(id) => setOpen((old) => (old ? { ...old, id } : old))}
      />
      <OutageDrawer
        event={open?.kind === 'outage' ? open : null}
        name={open ? nameOf(open.resourceId) : ''}
        onClose={() => setOpen(null)}
      />
      {free && <FreeDialog free={free} onClose={() => setFree(null)} />}
    </ManagePage>
  );
}

function Done({ move }: { move: Mover }) {
  const t = useT(words);
  const { done } = move;
  if (!done) return null;
  const { text, back } = done;
  return (
    <span className={styles.done} role="status">
      <Icon name="check" size={16} /> {text}
      {back && (
        <Button look="quiet" busy={move.busy} onClick={() => void move.send(back)}>
          {t.undo}
        </Button>
      )}
    </span>
  );
}

/** The rows whose name holds the words, or those with anything on them; and the bars of these rows. */
function filtered(schedule: Schedule | undefined, q: string, busyOnly: boolean): Schedule | undefined {
  if (!schedule) return undefined;
  const wanted = q.trim().toLowerCase();
  const busy = new Set(schedule.events.map((e) => e.resourceId));
  const resources = schedule.resources.filter(
    (r) =>
      (wanted === '' || `${r.nameZh}\n${r.nameEn}`.toLowerCase().includes(wanted)) &&
      (!busyOnly || busy.has(r.id)),
  );
  const kept = new Set(resources.map((r) => r.id));
  return { resources, events: schedule.events.filter((e) => kept.has(e.resourceId)) };
}

/** Live: what happens to an instrument of a facility on the page fetches the schedule again. */
function useScheduleEvents(schedule: Schedule | undefined): void {
  const client = useQueryClient();
  const rooms = useMemo(
    () => [...new Set(schedule?.resources.map((r) => `facility:${r.facilityId}`))].slice(0, mostRooms),
    [schedule],
  );
  const again = useCallback(() => {
    void client.invalidateQueries({ queryKey: [getSchedule.tag, getSchedule.method, getSchedule.path] });
  }, [client]);
  useEvents(rooms, again);
}
