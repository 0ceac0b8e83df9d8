import { listNotices, readAllNotices, readNotice } from '@hegu/contract/notices.ts';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { defineMessages, useT } from '../../../i18n/messages.ts';
import { useEvents } from '../../../lib/events.ts';
import { useRouteMutation, useRoutePages } from '../../../lib/query.ts';
import { useFormat, useNow, useSession } from '../../../lib/session.ts';
import { Button, buttonClass } from '../../../ui/button.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Page } from '../../../ui/page.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { PageSkeleton, Skeleton } from '../../../ui/skeleton.tsx';
import styles from './notices.module.css';

const words = defineMessages(
  {
    title: '消息',
    unread: (n: number) => `${n} 条未读`,
    onlyUnread: '只看未读',
    all: '全部消息',
    readAll: '全部标为已读',
    none: '没有消息',
    noneHint: '预约获批、费用出账、设备停机，都会在这里告诉您。',
    signIn: '请先登录',
    new: '未读',
  },
  {
    title: 'Notices',
    unread: (n) => `${n} unread`,
    onlyUnread: 'Unread only',
    all: 'All notices',
    readAll: 'Mark all as read',
    none: 'No notices',
    noneHint: 'Approvals, charges and outages that concern you are announced here.',
    signIn: 'Please sign in',
    new: 'unread',
  },
);

/** Everything the platform told this person. */
export function NoticesPage() {
  const t = useT(words);
  const { actions } = useT();
  const format = useFormat();
  const now = useNow();
  const { me } = useSession();
  const search = useSearch({ from: '/notices' });
  const navigate = useNavigate({ from: '/notices' });
  const unreadOnly = search.show === 'unread';
  const userId = me?.user?.id;
  const rooms = useMemo(() => (userId ? [`user:${userId}`] : []), [userId]);
  useEvents(rooms);
  const { items, first, error, more } = useRoutePages(
    listNotices,
    { query: { limit: 30, ...(unreadOnly ? { unread: 'true' as const } : {}) } },
    { rooms, enabled: userId !== undefined },
  );
  const read = useRouteMutation(readNotice);
  const readAll = useRouteMutation(readAllNotices);
  if (!me) return <PageSkeleton />;
  if (!me.user) {
    return (
      <Page title={t.signIn} width="text">
        <Link to="/sign-in" search={{ to: '/notices' }} className={buttonClass('act')}>
          {actions.signIn}
        </Link>
      </Page>
    );
  }
  return (
    <Page
      title={t.title}
      width="text"
      meta={first && <span role="status">{t.unread(first.unread)}</span>}
      actions={
        <>
          <Button
            look="quiet"
            onClick={() => void navigate({ search: unreadOnly ? {} : { show: 'unread' }, replace: true })}
          >
            {unreadOnly ? t.all : t.onlyUnread}
          </Button>
          {first && first.unread > 0 && (
            <Button busy={readAll.isPending} onClick={() => readAll.mutate({})}>
              {t.readAll}
            </Button>
          )}
        </>
      }
    >
      {error && <ProblemView error={error} />}
      {!items && !error && <Skeleton lines={6} height={56} />}
      {items?.length === 0 && (
        <Empty icon="bell" title={t.none}>
          {t.noneHint}
        </Empty>
      )}
      <ul className={styles.list}>
        {items?.map((notice) => (
          <li key={notice.id} data-unread={notice.readAt === null || undefined}>
            <button
              type="button"
              onClick={() => {
                if (notice.readAt === null) read.mutate({ params: { id: notice.id } });
                if (notice.link) void navigate({ href: notice.link });
              }}
            >
              <strong>
                {notice.title}
                {notice.readAt === null && <span className="sr-only"> {t.new}</span>}
              </strong>
              <span>{notice.body}</span>
              <time dateTime={notice.createdAt}>{format.relative(notice.createdAt, now)}</time>
            </button>
          </li>
        ))}
      </ul>
      {more.has && (
        <Button busy={more.busy} onClick={more.load}>
          {actions.more}
        </Button>
      )}
    </Page>
  );
}
