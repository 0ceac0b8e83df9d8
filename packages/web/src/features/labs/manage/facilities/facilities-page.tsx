import { type Facility, getFacility, listFacilities } from '@hegu/contract/labs/instruments.ts';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { localName, useT } from '../../../../i18n/messages.ts';
import { useRoutePages, useRouteQuery } from '../../../../lib/query.ts';
import { Button } from '../../../../ui/button.tsx';
import { type Column, DataTable } from '../../../../ui/data-table.tsx';
import { Empty } from '../../../../ui/empty.tsx';
import { Alert, ProblemView } from '../../../../ui/problem-view.tsx';
import { SearchField } from '../../../identity/admin/search-field.tsx';
import { useFacilityColumns } from '../parts/facility-columns.tsx';
import { ManagePage } from '../parts/manage-page.tsx';
import styles from './facilities.module.css';
import { FacilityDialog } from './facility-dialog.tsx';
import { facilityDesk } from './messages.ts';

/** `/manage/facilities?q=…&edit=<id>|new` */
export function FacilitiesPage() {
  const t = useT(facilityDesk);
  const { actions } = useT();
  const locale = useLocale();
  const search = useSearch({ from: '/manage/facilities' });
  const navigate = useNavigate({ from: '/manage/facilities' });
  const [done, setDone] = useState('');
  const { items, error, more } = useRoutePages(listFacilities, {
    query: { managed: 'true', limit: 50, ...(search.q ? { q: search.q } : {}) },
  });
  const edit = (id: string | undefined) => {
    if (id) setDone('');
    void navigate({ search: { ...search, edit: id }, replace: true, resetScroll: false });
  };
  const columns: readonly Column<Facility>[] = [
    ...useFacilityColumns(t),
    {
      key: 'count',
      title: t.count,
      align: 'end',
      render: (f) => (
        <Link to="/manage/instruments" search={{ facility: f.id }}>
          {f.instrumentCount}
        </Link>
      ),
    },
    {
      key: 'actions',
      title: '',
      align: 'end',
      card: 'actions',
      render: (f) => (
        <Button look="quiet" onClick={() => edit(f.id)}>
          {actions.edit}
        </Button>
      ),
    },
  ];
  return (
    <ManagePage
      title={t.title}
      lead={t.lead}
      actions={
        <Button look="act" onClick={() => edit('new')}>
          {t.add}
        </Button>
      }
    >
      <div className={styles.filters}>
        <SearchField
          label={t.search}
          value={search.q ?? ''}
          onChange={(q) => void navigate({ search: { ...search, q: q || undefined }, replace: true })}
        />
      </div>
      {done && (
        <div role="status">
          <Alert tone="calm" title={done} />
        </div>
      )}
      {error && <ProblemView error={error} />}
      <DataTable
        label={t.title}
        columns={columns}
        rows={items}
        rowKey={(f) => f.id}
        more={more}
        empty={
          <Empty icon="instrument" title={search.q ? t.noMatch : t.empty}>
            {search.q ? t.noMatchHint : t.emptyHint}
          </Empty>
        }
      />
      {search.edit && (
        <Editing
          key={search.edit}
          id={search.edit}
          onClose={() => edit(undefined)}
          onDone={(f, made) => {
            setDone(made ? t.created(localName(f, locale)) : t.saved(localName(f, locale)));
            edit(undefined);
          }}
        />
      )}
    </ManagePage>
  );
}

/** The address may name a facility that the list has not loaded, so that it is read by itself. */
function Editing({
  id,
  onClose,
  onDone,
}: {
  id: string;
  onClose: () => void;
  onDone: (facility: Facility, made: boolean) => void;
}) {
  const t = useT(facilityDesk);
  const made = id === 'new';
  const { data, error } = useRouteQuery(getFacility, { params: { id } }, { enabled: !made, staleTime: 0 });
  if (made) return <FacilityDialog facility={null} onClose={onClose} onDone={(f) => onDone(f, true)} />;
  if (error) return <ProblemView error={error} title={t.notYours} />;
  if (!data) return null;
  return <FacilityDialog facility={data} onClose={onClose} onDone={(f) => onDone(f, false)} />;
}
