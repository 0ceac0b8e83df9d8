import { listAccessories, listAccessoryOutages } from '@hegu/contract/labs/accessories.ts';
import { listOutages, type Outage } from '@hegu/contract/labs/instruments.ts';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { z } from 'zod';
import { useT } from '../../../../i18n/messages.ts';
import { useRoutePages } from '../../../../lib/query.ts';
import { serverNow, useFormat, useNow, useZone } from '../../../../lib/session.ts';
import { type Column, DataTable } from '../../../../ui/data-table.tsx';
import { Empty } from '../../../../ui/empty.tsx';
import { Section } from '../../../../ui/page.tsx';
import { ProblemView } from '../../../../ui/problem-view.tsx';
import { StatusTag } from '../../../../ui/status-tag.tsx';
import { addDays, instantAt } from '../../parts/time.ts';
import { today } from '../day/layout.ts';
import { ManagePage } from '../parts/manage-page.tsx';
import { ComingOutages } from './coming.tsx';
import { EndOutage } from './end-outage.tsx';
import { outages as words } from './messages.ts';
import { type Draft, NewOutage } from './new-outage.tsx';
import { readRule } from './recurrence.ts';

type Row = z.output<typeof Outage>;

const isInstant = (text: string | undefined): text is string =>
  text !== undefined && !Number.isNaN(Date.parse(text));

/** `/manage/outages?instrument=…` or `?accessory=…`; the schedule hands over a time and a reason the same way. */
export function OutagesPage() {
  const t = useT(words);
  const search = useSearch({ from: '/manage/outages' });
  const navigate = useNavigate({ from: '/manage/outages' });
  const [initial] = useState<Draft>(() => {
    const hour = 3_600_000;
    const next = Math.ceil(serverNow() / hour) * hour;
    return {
      instrument: search.instrument ?? '',
      startsAt: isInstant(search.from) ? search.from : new Date(next).toISOString(),
      endsAt: isInstant(search.to) ? search.to : new Date(next + 4 * hour).toISOString(),
      reason: search.reason ?? '',
      planned: search.planned === '1',
    };
  });
  const instrument = search.instrument ?? '';
  const accessories = useRoutePages(
    listAccessories,
    { query: { retired: 'true', limit: 200 } },
    { enabled: search.accessory !== undefined },
  );
  const accessory = accessories.items?.find((a) => a.id === search.accessory);
  return (
    <ManagePage title={t.title} lead={t.lead}>
      <NewOutage
        initial={initial}
        accessory={accessory}
        facility={search.facility ?? ''}
        onFacility={(facility) =>
          void navigate({ search: { ...search, facility: facility || undefined }, replace: true })
        }
        onInstrument={(id) =>
          void navigate({ search: { ...search, instrument: id || undefined }, replace: true })
        }
      />
      {accessory || instrument !== '' ? (
        <Section title={t.list} hint={t.listHint}>
          <OutageList
            route={accessory ? listAccessoryOutages : listOutages}
            id={accessory?.id ?? instrument}
          />
        </Section>
      ) : (
        <ComingOutages />
      )}
    </ManagePage>
  );
}

function OutageList({ route, id }: { route: typeof listOutages | typeof listAccessoryOutages; id: string }) {
  const t = useT(words);
  const format = useFormat();
  const zone = useZone();
  const now = useNow();
  const from = new Date(instantAt(addDays(today(serverNow(), zone), -90), 0, zone)).toISOString();
  const { items, error, more } = useRoutePages(
    route,
    { params: { id }, query: { from, limit: 50 } },
    { rooms: [`instrument:${id}`] },
  );
  const calledOff = (o: Row) => o.endedAt !== null && Date.parse(o.endedAt) <= Date.parse(o.startsAt);
  const stateOf = (o: Row): 'ended' | 'running' | 'coming' =>
    o.endedAt !== null || Date.parse(o.endsAt) <= now
      ? 'ended'
      : Date.parse(o.startsAt) > now
        ? 'coming'
        : 'running';
  const said = (rule: string): string => {
    const r = readRule(rule);
    if (!r) return rule;
    const separator = format.locale === 'zh' ? '、' : ', ';
    const every =
      r.every === 'week'
        ? t.everyWeek(r.interval, r.weekdays.map((d) => t.weekdayNames[d - 1]).join(separator))
        : t.everyMonth(r.interval);
    const last = r.count !== null ? t.times(r.count) : r.until ? t.until(format.date(r.until)) : '';
    return [every, last].filter((w) => w !== '').join(format.locale === 'zh' ? '，' : ', ');
  };
  const columns: readonly Column<Row>[] = [
    {
      key: 'time',
      title: t.time,
      render: (o) => format.range(o.startsAt, (!calledOff(o) && o.endedAt) || o.endsAt),
      card: 'title',
    },
    { key: 'reason', title: t.reason, render: (o) => o.reason, card: 'subtitle' },
    { key: 'kind', title: t.kind, render: (o) => (o.planned ? t.planned : t.unplanned) },
    { key: 'recurs', title: t.recurs, render: (o) => (o.recurrence ? said(o.recurrence) : '–') },
    { key: 'by', title: t.by, render: (o) => o.createdByName },
    {
      key: 'state',
      title: t.state,
      card: 'corner',
      render: (o) => {
        const state = stateOf(o);
        return (
          <StatusTag tone={state === 'running' ? 'wrong' : state === 'coming' ? 'wait' : 'calm'}>
            {calledOff(o) ? t.calledOff : t[state]}
          </StatusTag>
        );
      },
    },
    {
      key: 'actions',
      title: '',
      align: 'end',
      card: 'actions',
      render: (o) =>
        stateOf(o) !== 'ended' && (
          <EndOutage id={o.id} running={stateOf(o) === 'running'} series={o.seriesId !== null} />
        ),
    },
  ];
  return (
    <>
      {error && <ProblemView error={error} />}
      <DataTable
        label={t.list}
        columns={columns}
        rows={items}
        rowKey={(o) => `${o.id}${o.startsAt}`}
        tone={(o) => (stateOf(o) === 'running' ? 'wrong' : undefined)}
        more={more}
        empty={
          <Empty icon="check" title={t.empty}>
            {t.emptyHint}
          </Empty>
        }
      />
    </>
  );
}
