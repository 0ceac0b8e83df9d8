import { listNotices, readAllNotices, readNotice } from '@hegu/contract/notices.ts';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useT } from '../i18n/messages.ts';
import { useEvents } from '../lib/events.ts';
import { useRouteMutation, useRouteQuery } from '../lib/query.ts';
import { useFormat, useNow } from '../lib/session.ts';
import { Icon } from '../ui/icons.tsx';
import { Menu, menuRow } from '../ui/menu.tsx';
import { shell } from './messages.ts';
import styles from './notices-bell.module.css';

/** What the platform told this person, newest first; the count is of what was not read yet. */
export function NoticesBell({ userId }: { userId: string }) {
  const t = useT(shell);
  const format = useFormat();
  const now = useNow();
  const navigate = useNavigate();
  const rooms = useMemo(() => [`user:${userId}`], [userId]);
  useEvents(rooms);
  const { data } = useRouteQuery(
    listNotices,
    { query: { limit: 12 } },
    { rooms, refetchInterval: 5 * 60_000 },
  );
  const read = useRouteMutation(readNotice);
  const readAll = useRouteMutation(readAllNotices);
  const unread = data?.unread ?? 0;
  return (
    <Menu
      label={unread > 0 ? `${t.notices}，${t.unread(unread)}` : t.notices}
      width={360}
      trigger={
        <span className={styles.bell}>
          <Icon name="bell" size={22} />
          {unread > 0 && <span className={styles.count}>{unread > 99 ? '99+' : unread}</span>}
        </span>
      }
    >
      {(close) => (
        <>
          <div className={styles.head}>
            <strong>{t.notices}</strong>
            {unread > 0 && (
              <button type="button" className={styles.readAll} onClick={() => readAll.mutate({})}>
                {t.markRead}
              </button>
            )}
          </div>
          {data && data.items.length === 0 && (
            <p className={styles.none}>
              <strong>{t.noNotices}</strong>
              {t.noNoticesHint}
            </p>
          )}
          <ul>
            {data?.items.map((notice) => (
              <li key={notice.id}>
                <button
                  type="button"
                  className={styles.notice}
                  data-unread={notice.readAt === null || undefined}
                  onClick={() => {
                    if (notice.readAt === null) read.mutate({ params: { id: notice.id } });
                    close();
                    if (notice.link) void navigate({ href: notice.link });
                  }}
                >
                  <span className={styles.title}>{notice.title}</span>
                  <span className={styles.body}>{notice.body}</span>
                  <time dateTime={notice.createdAt}>{format.relative(notice.createdAt, now)}</time>
                </button>
              </li>
            ))}
          </ul>
          <Link to="/notices" className={menuRow} onClick={close}>
            {t.allNotices}
          </Link>
        </>
      )}
    </Menu>
  );
}
