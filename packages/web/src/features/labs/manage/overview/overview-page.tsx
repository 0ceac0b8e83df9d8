import {
  type Facility,
  type InstrumentSummary,
  listFacilities,
  listInstruments,
} from '@hegu/contract/labs/instruments.ts';
import { type Down, listDown } from '@hegu/contract/labs/overview.ts';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { makerName } from '../../../../i18n/maker.ts';
import { localName, useT } from '../../../../i18n/messages.ts';
import { instrumentPlace } from '../../../../lib/places.ts';
import { useRoutePages, useRouteQuery } from '../../../../lib/query.ts';
import { serverNow, useFormat, useSession, useZone } from '../../../../lib/session.ts';
import { type Column, DataTable } from '../../../../ui/data-table.tsx';
import { Empty } from '../../../../ui/empty.tsx';
import { Section } from '../../../../ui/page.tsx';
import { ProblemView } from '../../../../ui/problem-view.tsx';
import { Stat, Stats } from '../../../../ui/stat.tsx';
import { StatusTag } from '../../../../ui/status-tag.tsx';
import { ChoiceField, SearchField } from '../../../identity/admin/search-field.tsx';
import { addDays, instantAt, iso } from '../../parts/time.ts';
import { instrumentTones, labs } from '../../parts/words.ts';
import { today } from '../day/layout.ts';
import { useFacilityColumns } from '../parts/facility-columns.tsx';
import { ManagePage, valleyReaders } from '../parts/manage-page.tsx';
import { overview as words } from './messages.ts';
import styles from './overview.module.css';

/** Drafts are their facility's own business, and what is retired is gone. */
const statuses = ['active', 'down'] as const;

/** `/manage/overview?q=…&facility=…&status=…`: all there is in the valley, for those who look after it without running it. */
export function OverviewPage() {
  const t = useT(words);
  const zone = useZone();
  const { has } = useSession();
  const day = today(serverNow(), zone);
  const query = useMemo(
    () => ({ from: iso(instantAt(day, 0, zone)), to: iso(instantAt(addDays(day, 1), 0, zone)) }),
    [day, zone],
  );
  const down = useRouteQuery(
    listDown,
    { query },
    { enabled: has('facility', 'admin', ...valleyReaders), rooms: ['valley'], refetchInterval: 5 * 60_000 },
  );
  const items = down.data?.items;
  const facilities = useRoutePages(listFacilities, { query: { limit: 200 } });
  const instruments = useRouteQuery(listInstruments, { query: { limit: 1 } });
  const count = new Set(items?.map((d) => d.instrumentId)).size;
  return (
    <ManagePage readers={valleyReaders} title={t.title} lead={t.lead}>
      <Stats>
        <Stat label={t.facilities} value={facilities.items?.length ?? '–'} />
        <Stat label={t.instruments} value={instruments.data?.total ?? '–'} />
        <Stat label={t.downToday} value={items ? count : '–'} />
      </Stats>
      <Section title={t.downToday}>
        {down.error && <ProblemView error={down.error} />}
        {!(down.error && !items) && <DownTable items={items} />}
      </Section>
      <Section title={t.facilities}>
        {facilities.error && <ProblemView error={facilities.error} />}
        <FacilityTable facilities={facilities} down={items ?? []} />
      </Section>
      <Section id="instruments" title={t.instruments}>
        <Instruments facilities={facilities.items ?? []} />
      </Section>
    </ManagePage>
  );
}

function DownTable({ items }: { items: readonly Down[] | undefined }) {
  const t = useT(words);
  const locale = useLocale();
  const format = useFormat();
  const columns: readonly Column<Down>[] = [
    {
      key: 'instrument',
      title: t.instrument,
      card: 'title',
      render: (d) => (
        <Link to={instrumentPlace(d.instrumentId)} className={styles.name}>
          {localName(d, locale)}
        </Link>
      ),
    },
    {
      key: 'facility',
      title: t.facility,
      card: 'subtitle',
      render: (d) => (
        <>
          {localName({ nameZh: d.facilityNameZh, nameEn: d.facilityNameEn }, locale)}
          {d.room && ` · ${d.room}`}
          <div className={styles.faint}>
            {localName({ nameZh: d.ownerNameZh, nameEn: d.ownerNameEn }, locale)}
          </div>
        </>
      ),
    },
    {
      key: 'when',
      title: t.when,
      render: (d) => (d.outage ? format.range(d.outage.startsAt, d.outage.endsAt) : t.broken),
    },
    { key: 'why', title: t.why, render: (d) => d.outage?.reason ?? '–' },
    {
      key: 'kind',
      title: t.kind,
      card: 'corner',
      render: (d) => (
        <StatusTag tone={d.outage?.planned ? 'calm' : 'wrong'}>
          {d.outage ? (d.outage.planned ? t.planned : t.unplanned) : t.unplanned}
        </StatusTag>
      ),
    },
  ];
  return (
    <DataTable
      label={t.downToday}
      columns={columns}
      rows={items}
      rowKey={(d) => `${d.instrumentId}${d.outage?.id ?? ''}`}
      tone={(d) => (d.outage?.planned ? undefined : 'wrong')}
      empty={
        <Empty icon="check" title={t.nothingDown}>
          {t.nothingDownHint}
        </Empty>
      }
    />
  );
}

function FacilityTable({
  facilities,
  down,
}: {
  facilities: Pick<ReturnType<typeof useRoutePages<typeof listFacilities>>, 'items' | 'more'>;
  down: readonly Down[];
}) {
  const t = useT(words);
  const downAt = (facilityId: string) =>
    new Set(down.filter((d) => d.facilityId === facilityId).map((d) => d.instrumentId)).size;
  const columns: readonly Column<Facility>[] = [
    ...useFacilityColumns({ ...t, name: t.facility }),
    {
      key: 'count',
      title: t.count,
      align: 'end',
      render: (f) => (
        <Link to="/manage/overview" search={{ facility: f.id }} hash="instruments">
          {f.instrumentCount}
        </Link>
      ),
    },
    {
      key: 'down',
      title: t.down,
      align: 'end',
      render: (f) => {
        const n = downAt(f.id);
        return n > 0 ? <strong className={styles.wrong}>{n}</strong> : '–';
      },
    },
  ];
  return (
    <DataTable
      label={t.facilities}
      columns={columns}
      rows={facilities.items}
      rowKey={(f) => f.id}
      more={facilities.more}
      empty={
        <Empty icon="instrument" title={t.noFacilities}>
          {t.noFacilitiesHint}
        </Empty>
      }
    />
  );
}

function Instruments({ facilities }: { facilities: readonly Facility[] }) {
  const t = useT(words);
  const l = useT(labs);
  const locale = useLocale();
  const search = useSearch({ from: '/manage/overview' });
  const navigate = useNavigate({ from: '/manage/overview' });
  const status = statuses.find((s) => s === search.status);
  const { items, first, error, more } = useRoutePages(listInstruments, {
    query: {
      limit: 50,
      ...(search.q ? { q: search.q } : {}),
      ...(search.facility ? { facility: search.facility } : {}),
      ...(status ? { status } : {}),
    },
  });
  const set = (next: Partial<typeof search>) =>
    void navigate({ search: { ...search, ...next }, replace: true, resetScroll: false });
  const columns: readonly Column<InstrumentSummary>[] = [
    {
      key: 'name',
      title: t.instrument,
      card: 'title',
      render: (i) => (
        <>
          <Link to={instrumentPlace(i.id)} className={styles.name}>
            {localName(i, locale)}
          </Link>
          <div className={styles.faint}>
            {makerName(i.maker, locale)} {i.model}
          </div>
        </>
      ),
    },
    {
      key: 'class',
      title: t.class,
      render: (i) => localName({ nameZh: i.classNameZh, nameEn: i.classNameEn }, locale),
    },
    {
      key: 'facility',
      title: t.facility,
      card: 'subtitle',
      render: (i) => localName({ nameZh: i.facilityNameZh, nameEn: i.facilityNameEn }, locale),
    },
    {
      key: 'owner',
      title: t.owner,
      render: (i) => localName({ nameZh: i.ownerNameZh, nameEn: i.ownerNameEn }, locale),
    },
    {
      key: 'status',
      title: t.status,
      card: 'corner',
      render: (i) => <StatusTag tone={instrumentTones[i.status]}>{l.status[i.status]}</StatusTag>,
    },
  ];
  return (
    <>
      <div className={styles.filters}>
        <SearchField label={t.search} value={search.q ?? ''} onChange={(q) => set({ q: q || undefined })} />
        <ChoiceField
          label={t.allFacilities}
          value={search.facility ?? ''}
          options={facilities.map((f) => ({ value: f.id, label: localName(f, locale) }))}
          onChange={(facility) => set({ facility: facility || undefined })}
        />
        <ChoiceField
          label={t.allStatus}
          value={status ?? ''}
          options={statuses.map((s) => ({ value: s, label: l.status[s] }))}
          onChange={(next) => set({ status: next || undefined })}
        />
      </div>
      {error && <ProblemView error={error} />}
      <DataTable
        label={t.instruments}
        columns={columns}
        rows={items}
        rowKey={(i) => i.id}
        tone={(i) => (i.status === 'down' ? 'wrong' : undefined)}
        more={more}
        {...(first ? { total: first.total } : {})}
        empty={
          <Empty icon="instrument" title={t.noMatch}>
            {t.noMatchHint}
          </Empty>
        }
      />
    </>
  );
}
