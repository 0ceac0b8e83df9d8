import { endOutage, listOutages } from '@hegu/contract/labs/instruments.ts';
import { useT } from '../../../../i18n/messages.ts';
import { useRouteMutation, useRouteQuery } from '../../../../lib/query.ts';
import { useFormat, useNow } from '../../../../lib/session.ts';
import { ConfirmButton } from '../../../../ui/confirm-button.tsx';
import { Drawer } from '../../../../ui/drawer.tsx';
import { ProblemView } from '../../../../ui/problem-view.tsx';
import { Skeleton } from '../../../../ui/skeleton.tsx';
import { StatusTag } from '../../../../ui/status-tag.tsx';
import { manage } from '../parts/messages.ts';
import parts from '../parts/parts.module.css';
import type { ScheduleEvent } from './layout.ts';
import { day as words } from './messages.ts';

/** An outage on the timeline: why, since when, and the way to end it. */
export function OutageDrawer({
  event,
  name,
  onClose,
}: {
  event: ScheduleEvent | null;
  name: string;
  onClose: () => void;
}) {
  const t = useT(words);
  const m = useT(manage);
  const format = useFormat();
  const now = useNow();
  const { data, error } = useRouteQuery(
    listOutages,
    {
      params: { id: event?.resourceId ?? '' },
      query: event ? { from: event.startsAt, to: event.endsAt, limit: 50 } : {},
    },
    { enabled: event !== null },
  );
  const end = useRouteMutation(endOutage);
  const outage = event ? data?.items.find((o) => o.id === event.id) : undefined;
  return (
    <Drawer
      open={event !== null}
      title={name || t.outageDetails}
      meta={<StatusTag tone="wrong">{t.outage}</StatusTag>}
      onClose={onClose}
    >
      {event && (
        <dl className={parts.facts}>
          <dt>{m.time}</dt>
          <dd>{format.range(event.startsAt, event.endsAt)}</dd>
          <dt>{m.reason}</dt>
          <dd>{event.titleZh}</dd>
          {outage && (
            <>
              <dt>{m.state}</dt>
              <dd>{outage.planned ? t.plannedTag : t.unplannedTag}</dd>
              <dt>{t.by}</dt>
              <dd>{outage.createdByName}</dd>
              {outage.recurrence && (
                <>
                  <dt>{t.recurring}</dt>
                  <dd>
                    <code>{outage.recurrence}</code>
                  </dd>
                </>
              )}
            </>
          )}
        </dl>
      )}
      {error && <ProblemView error={error} />}
      {event && !data && !error && <Skeleton lines={3} />}
      {data && !outage && <p>{t.unknownOutage}</p>}
      {outage && Date.parse(outage.endsAt) > now && outage.endedAt === null && (
        <div className={parts.actions}>
          <ConfirmButton
            title={Date.parse(outage.startsAt) > now ? t.endFuture : t.endOutage}
            consequence={t.endOutageText}
            onConfirm={() => end.mutateAsync({ params: { id: outage.id } }).then(onClose)}
          >
            {Date.parse(outage.startsAt) > now ? t.endFuture : t.endOutage}
          </ConfirmButton>
        </div>
      )}
    </Drawer>
  );
}
