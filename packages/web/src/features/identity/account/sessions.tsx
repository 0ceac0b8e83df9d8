import { listSessions, revokeSession } from '@hegu/contract/credentials.ts';
import type { RouteOkOut } from '@hegu/contract/route.ts';
import { useT } from '../../../i18n/messages.ts';
import { useRouteMutation, useRouteQuery } from '../../../lib/query.ts';
import { useFormat } from '../../../lib/session.ts';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import { deviceName } from './device-name.ts';
import { account as words } from './messages.ts';

type Session = RouteOkOut<typeof listSessions>['items'][number];

export function Sessions() {
  const t = useT(words);
  const format = useFormat();
  const { data, error } = useRouteQuery(listSessions, {});
  const revoke = useRouteMutation(revokeSession);
  const columns: readonly Column<Session>[] = [
    {
      key: 'device',
      title: t.device,
      card: 'title',
      render: (s) => deviceName(s.userAgent) ?? t.unknownDevice,
    },
    {
      key: 'current',
      title: '',
      card: 'corner',
      render: (s) => s.current && <StatusTag tone="act">{t.thisDevice}</StatusTag>,
    },
    { key: 'address', title: t.address, render: (s) => s.ipAddress || '–' },
    { key: 'since', title: t.since, render: (s) => format.dateTime(s.createdAt) },
    { key: 'until', title: t.until, render: (s) => format.date(s.expiresAt) },
    {
      key: 'actions',
      title: '',
      align: 'end',
      card: 'actions',
      render: (s) =>
        !s.current && (
          <ConfirmButton
            look="quiet"
            title={t.signOutDevice}
            consequence={t.signOutText}
            onConfirm={() => revoke.mutateAsync({ params: { id: s.id } })}
          >
            {t.signOutDevice}
          </ConfirmButton>
        ),
    },
  ];
  return (
    <>
      {error && <ProblemView error={error} />}
      <DataTable label={t.sessions} columns={columns} rows={data?.items} rowKey={(s) => s.id} />
    </>
  );
}
