import { type Down, listDown } from '@hegu/contract/labs/overview.ts';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { localName, useT } from '../../../../i18n/messages.ts';
import { useRouteQuery } from '../../../../lib/query.ts';
import { serverNow, useFormat, useNow } from '../../../../lib/session.ts';
import { type Column, DataTable } from '../../../../ui/data-table.tsx';
import { Empty } from '../../../../ui/empty.tsx';
import { Section } from '../../../../ui/page.tsx';
import { ProblemView } from '../../../../ui/problem-view.tsx';
import { StatusTag } from '../../../../ui/status-tag.tsx';
import { iso } from '../../parts/time.ts';
import { EndOutage } from './end-outage.tsx';
import { outages as words } from './messages.ts';

const ahead = 30 * 86_400_000;

/** What is out of service now and in the next month on all instruments one runs: whoever comes to work looks here first. */
export function ComingOutages() {
  const t = useT(words);
  const locale = useLocale();
  const format = useFormat();
  const now = useNow(60_000);
  const query = useMemo(() => {
    const from = Math.floor(serverNow() / 60_000) * 60_000;
    return { from: iso(from), to: iso(from + ahead) };
  }, []);
  const { data, error } = useRouteQuery(
    listDown,
    { query },
    { rooms: ['valley'], staleTime: 0, refetchInterval: 60_000 },
  );
  const running = (d: Down) => !d.outage || Date.parse(d.outage.startsAt) <= now;
  const columns: readonly Column<Down>[] = [
    {
      key: 'instrument',
      title: t.instrument,
      card: 'title',
      render: (d) => (
        <Link to="/manage/outages" search={{ instrument: d.instrumentId }}>
          {localName(d, locale)}
        </Link>
      ),
    },
    {
      key: 'facility',
      title: t.facility,
      render: (d) => localName({ nameZh: d.facilityNameZh, nameEn: d.facilityNameEn }, locale),
    },
    {
      key: 'time',
      title: t.time,
      card: 'subtitle',
      render: (d) => (d.outage ? format.range(d.outage.startsAt, d.outage.endsAt) : t.broken),
    },
    { key: 'reason', title: t.reason, render: (d) => d.outage?.reason ?? '–' },
    {
      key: 'state',
      title: t.state,
      card: 'corner',
      render: (d) => (
        <StatusTag tone={running(d) ? 'wrong' : 'wait'}>{running(d) ? t.running : t.coming}</StatusTag>
      ),
    },
    {
      key: 'actions',
      title: '',
      align: 'end',
      card: 'actions',
      render: (d) =>
        d.outage ? (
          <EndOutage id={d.outage.id} running={running(d)} />
        ) : (
          // Broken without an end in sight is a state of the instrument, and is mended there
          <Link to="/manage/instruments/$id" params={{ id: d.instrumentId }}>
            {t.toInstrument}
          </Link>
        ),
    },
  ];
  return (
    <Section title={t.comingList} hint={t.comingHint}>
      {error && <ProblemView error={error} />}
      {!(error && !data) && (
        <DataTable
          label={t.comingList}
          columns={columns}
          rows={data?.items}
          rowKey={(d) => d.outage?.id ?? d.instrumentId}
          tone={(d) => (running(d) ? 'wrong' : undefined)}
          empty={
            <Empty icon="check" title={t.comingNone}>
              {t.emptyHint}
            </Empty>
          }
        />
      )}
    </Section>
  );
}
