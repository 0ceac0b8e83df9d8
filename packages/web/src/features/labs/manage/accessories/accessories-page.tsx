import { type Accessory, listAccessories } from '@hegu/contract/labs/accessories.ts';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { localName, useT } from '../../../../i18n/messages.ts';
import { useRoutePages } from '../../../../lib/query.ts';
import { Button, buttonClass } from '../../../../ui/button.tsx';
import { type Column, DataTable } from '../../../../ui/data-table.tsx';
import { Empty } from '../../../../ui/empty.tsx';
import { Field, inputClass } from '../../../../ui/field.tsx';
import { Alert, ProblemView } from '../../../../ui/problem-view.tsx';
import { StatusTag } from '../../../../ui/status-tag.tsx';
import { ManagePage } from '../parts/manage-page.tsx';
import { useManagedFacilities } from '../parts/managed.ts';
import styles from './accessories.module.css';
import { AccessoryDialog } from './accessory-dialog.tsx';
import { accessoryDesk } from './messages.ts';

/** `/manage/accessories?facility=…&instrument=…&edit=<id>|new` */
export function AccessoriesPage() {
  const t = useT(accessoryDesk);
  const locale = useLocale();
  const id = useId();
  const search = useSearch({ from: '/manage/accessories' });
  const navigate = useNavigate({ from: '/manage/accessories' });
  const [done, setDone] = useState('');
  const { facilities } = useManagedFacilities();
  const { items, error, more } = useRoutePages(listAccessories, {
    query: {
      limit: 100,
      ...(search.facility ? { facilityId: search.facility } : {}),
      ...(search.instrument ? { instrumentId: search.instrument } : {}),
      ...(search.retired === '1' ? { retired: 'true' } : {}),
    },
  });
  const filter = (next: Partial<typeof search>) =>
    void navigate({ search: { ...search, ...next }, replace: true, resetScroll: false });
  const edit = (open: string | undefined) => {
    if (open) setDone('');
    filter({ edit: open });
  };
  const editing = items?.find((a) => a.id === search.edit);
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
        {facilities && facilities.length > 1 && (
          <Field label={t.facility} htmlFor={id}>
            <select
              id={id}
              className={inputClass}
              value={search.facility ?? ''}
              onChange={(event) => filter({ facility: event.target.value || undefined })}
            >
              <option value="">{t.allFacilities}</option>
              {facilities.map((f) => (
                <option key={f.id} value={f.id}>
                  {localName(f, locale)}
                </option>
              ))}
            </select>
          </Field>
        )}
        <label className={styles.tick}>
          <input
            type="checkbox"
            checked={search.retired === '1'}
            onChange={(event) => filter({ retired: event.target.checked ? '1' : undefined })}
          />
          {t.showRetired}
        </label>
      </div>
      {done && (
        <div role="status">
          <Alert tone="calm" title={done} />
        </div>
      )}
      {error && <ProblemView error={error} />}
      <DataTable
        label={t.title}
        columns={useColumns(edit)}
        rows={items}
        rowKey={(a) => a.id}
        more={more}
        empty={
          <Empty icon="instrument" title={t.empty}>
            {t.emptyHint}
          </Empty>
        }
      />
      {(search.edit === 'new' || editing) && (
        <AccessoryDialog
          key={search.edit}
          accessory={editing ?? null}
          facilityId={search.facility ?? ''}
          instrumentId={search.instrument}
          onClose={() => edit(undefined)}
          onDone={(a, made) => {
            setDone(made ? t.created(localName(a, locale)) : t.saved(localName(a, locale)));
            edit(undefined);
          }}
        />
      )}
    </ManagePage>
  );
}

const tones = { active: 'act', down: 'wrong', retired: 'calm' } as const;

function useColumns(edit: (id: string) => void): readonly Column<Accessory>[] {
  const t = useT(accessoryDesk);
  const { actions } = useT();
  const locale = useLocale();
  return [
    {
      key: 'name',
      title: t.name,
      card: 'title',
      render: (a) => <span className={styles.name}>{localName(a, locale)}</span>,
    },
    {
      key: 'facility',
      title: t.facility,
      card: 'subtitle',
      render: (a) => localName({ nameZh: a.facilityNameZh, nameEn: a.facilityNameEn }, locale),
    },
    { key: 'capacity', title: t.capacity, align: 'end', render: (a) => t.pieces(a.capacity) },
    {
      key: 'fits',
      title: t.fits,
      render: (a) =>
        a.instruments.length === 0 ? (
          <span className={styles.faint}>{t.noFits}</span>
        ) : (
          a.instruments.map((i) => (
            <div key={i.instrumentId}>
              {localName(i, locale)}
              {i.required && <span className={styles.faint}> · {t.required}</span>}
            </div>
          ))
        ),
    },
    {
      key: 'status',
      title: t.status,
      card: 'corner',
      render: (a) => <StatusTag tone={tones[a.status]}>{t.statuses[a.status]}</StatusTag>,
    },
    {
      key: 'actions',
      title: '',
      align: 'end',
      card: 'actions',
      render: (a) => (
        <span className={styles.actions}>
          <Link to="/manage/outages" search={{ accessory: a.id }} className={buttonClass('quiet')}>
            {t.outages}
          </Link>
          <Button look="quiet" onClick={() => edit(a.id)}>
            {actions.edit}
          </Button>
        </span>
      ),
    },
  ];
}
