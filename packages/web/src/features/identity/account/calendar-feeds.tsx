import {
  type CalendarFeed,
  createCalendarFeed,
  deleteCalendarFeed,
  listCalendarFeeds,
} from '@hegu/contract/labs/reservations.ts';
import type { z } from 'zod';
import { useT } from '../../../i18n/messages.ts';
import { useRouteMutation, useRouteQuery } from '../../../lib/query.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import styles from './account.module.css';
import { account as words } from './messages.ts';

type Feed = z.output<typeof CalendarFeed>;

export function CalendarFeeds() {
  const t = useT(words);
  const { data, error } = useRouteQuery(listCalendarFeeds, {});
  const make = useRouteMutation(createCalendarFeed);
  const stop = useRouteMutation(deleteCalendarFeed);
  const mine = data?.items.some((f) => f.kind === 'mine') ?? false;
  return (
    <div className={styles.stack}>
      {(make.error ?? error) && <ProblemView error={make.error ?? error} />}
      {data?.items.length === 0 && (
        <Empty icon="calendar" title={t.noFeeds}>
          {t.noFeedsHint}
        </Empty>
      )}
      <ul className={styles.feeds}>
        {data?.items.map((f: Feed) => (
          <li key={f.id}>
            <div>
              <strong>{f.name || t.feedKind[f.kind]}</strong>
              <code>{f.url}</code>
            </div>
            <ConfirmButton
              look="quiet"
              title={t.stop}
              consequence={t.stopText}
              onConfirm={() => stop.mutateAsync({ params: { id: f.id } })}
            >
              {t.stop}
            </ConfirmButton>
          </li>
        ))}
      </ul>
      {data && !mine && (
        <div>
          <Button busy={make.isPending} onClick={() => make.mutate({ body: { kind: 'mine' } })}>
            {t.addFeed}
          </Button>
        </div>
      )}
    </div>
  );
}
