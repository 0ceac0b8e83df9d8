import {
  exportInstruments,
  InstrumentStatus,
  type InstrumentSummary,
  listInstruments,
} from '@hegu/contract/labs/instruments.ts';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useId, useState } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { makerName } from '../../../../i18n/maker.ts';
import { localName, useT } from '../../../../i18n/messages.ts';
import { download } from '../../../../lib/api.ts';
import { useRoutePages } from '../../../../lib/query.ts';
import { Button, buttonClass } from '../../../../ui/button.tsx';
import { type Column, DataTable } from '../../../../ui/data-table.tsx';
import { Empty } from '../../../../ui/empty.tsx';
import { inputClass } from '../../../../ui/field.tsx';
import { ProblemView } from '../../../../ui/problem-view.tsx';
import { StatusTag } from '../../../../ui/status-tag.tsx';
import { Money } from '../../../../ui/value.tsx';
import { instrumentTones, labs } from '../../parts/words.ts';
import { ManagePage } from '../parts/manage-page.tsx';
import { useManagedFacilities } from '../parts/managed.ts';
import { manage } from '../parts/messages.ts';
import styles from './instruments.module.css';
import { instruments as words } from './messages.ts';

const statuses = InstrumentStatus.options;

/** `/manage/instruments?q=…&facility=…&status=…` */
export function InstrumentsPage() {
  const t = useT(words);
  const m = useT(manage);
  const l = useT(labs);
  const locale = useLocale();
  const search = useSearch({ from: '/manage/instruments' });
  const navigate = useNavigate({ from: '/manage/instruments' });
  const ids = { q: useId(), facility: useId(), status: useId() };
  const { facilities } = useManagedFacilities();
  const status = statuses.find((s) => s === search.status);
  const query = {
    managed: 'true' as const,
    ...(search.q ? { q: search.q } : {}),
    ...(search.facility ? { facility: search.facility } : {}),
    ...(status ? { status } : {}),
  };
  const { items, first, error, more } = useRoutePages(listInstruments, { query: { ...query, limit: 50 } });
  const [failed, setFailed] = useState<unknown>(null);
  const set = (next: Partial<typeof search>) =>
    void navigate({ search: { ...search, ...next }, replace: true });
  const [typed, setTyped] = useState(search.q ?? '');
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what was typed starts the wait
  useEffect(() => {
    if (typed === (search.q ?? '')) return;
    const timer = setTimeout(() => set({ q: typed || undefined }), 300);
    return () => clearTimeout(timer);
  }, [typed]);

  const columns: readonly Column<InstrumentSummary>[] = [
    {
      key: 'name',
      title: t.name,
      card: 'title',
      render: (i) => (
        <Link to="/manage/instruments/$id" params={{ id: i.id }} className={styles.name}>
          {localName(i, locale)}
        </Link>
      ),
    },
    {
      key: 'model',
      title: t.model,
      card: 'subtitle',
      render: (i) => `${makerName(i.maker, locale)} ${i.model}`,
    },
    {
      key: 'class',
      title: t.class,
      render: (i) => localName({ nameZh: i.classNameZh, nameEn: i.classNameEn }, locale),
    },
    {
      key: 'facility',
      title: t.facility,
      render: (i) => localName({ nameZh: i.facilityNameZh, nameEn: i.facilityNameEn }, locale),
    },
    {
      key: 'price',
      title: t.price,
      align: 'end',
      render: (i) => <Money fen={i.pricePerHourFen} per={l.perHour} />,
    },
    {
      key: 'status',
      title: t.status,
      card: 'corner',
      render: (i) => <StatusTag tone={instrumentTones[i.status]}>{l.status[i.status]}</StatusTag>,
    },
  ];
  const narrowed = Boolean(search.q || search.facility || status);
  return (
    <ManagePage
      title={t.title}
      lead={t.lead}
      actions={
        <>
          <Link to="/manage/import" className={buttonClass('plain')}>
            {t.import}
          </Link>
          <Link
            to="/manage/qr"
            search={search.facility ? { facility: search.facility } : {}}
            className={buttonClass('plain')}
          >
            {t.qr}
          </Link>
          <Link to="/manage/instruments/new" className={buttonClass('act')}>
            {t.add}
          </Link>
        </>
      }
    >
      <div className={styles.filters}>
        <label className="sr-only" htmlFor={ids.q}>
          {t.search}
        </label>
        <input
          id={ids.q}
          type="search"
          className={inputClass}
          placeholder={t.search}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <label className="sr-only" htmlFor={ids.facility}>
          {t.facility}
        </label>
        <select
          id={ids.facility}
          className={inputClass}
          value={search.facility ?? ''}
          onChange={(event) => set({ facility: event.target.value || undefined })}
        >
          <option value="">{m.allFacilities}</option>
          {facilities?.map((f) => (
            <option key={f.id} value={f.id}>
              {localName(f, locale)}
            </option>
          ))}
        </select>
        <label className="sr-only" htmlFor={ids.status}>
          {t.status}
        </label>
        <select
          id={ids.status}
          className={inputClass}
          value={status ?? ''}
          onChange={(event) => set({ status: event.target.value || undefined })}
        >
          <option value="">{t.allStatus}</option>
          {statuses.map((s) => (
            <option key={s} value={s}>
              {l.status[s]}
            </option>
          ))}
        </select>
        <Button
          look="quiet"
          onClick={() => {
            setFailed(null);
            void download(exportInstruments, 'instruments.xlsx', {
              query: { ...query, format: 'xlsx' },
            }).catch(setFailed);
          }}
        >
          {t.exportXlsx}
        </Button>
      </div>
      {(error ?? failed) !== null && <ProblemView error={error ?? failed} />}
      <DataTable
        label={t.title}
        columns={columns}
        rows={items}
        rowKey={(i) => i.id}
        tone={(i) => (i.status === 'down' ? 'wrong' : undefined)}
        more={more}
        {...(first ? { total: first.total } : {})}
        empty={
          <Empty icon="instrument" title={narrowed ? t.noMatch : t.empty}>
            {narrowed ? t.noMatchHint : t.emptyHint}
          </Empty>
        }
      />
    </ManagePage>
  );
}
