import { createGroup, type Group, listGroups, listMembers, updateGroup } from '@hegu/contract/identity.ts';
import { useState } from 'react';
import type { z } from 'zod';
import { useLocale } from '../../../i18n/locale.ts';
import { localName, useT } from '../../../i18n/messages.ts';
import { useRouteMutation, useRoutePages, useRouteQuery } from '../../../lib/query.ts';
import { useSession } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import { Empty } from '../../../ui/empty.tsx';
import styles from './admin.module.css';
import { AdminPage, useMaySee } from './admin-page.tsx';
import {
  FormDialog,
  OrganisationField,
  PagedTable,
  SelectField,
  TextField,
  useMyOrganisations,
  usePeople,
} from './form-parts.tsx';
import { admin as words } from './messages.ts';

type Row = z.output<typeof Group>;

export function GroupsPage() {
  const t = useT(words);
  const locale = useLocale();
  const { has, me } = useSession();
  const [creating, setCreating] = useState(false);
  const [editing, setEditing] = useState<Row | null>(null);
  const pages = useRoutePages(listGroups, { query: { limit: 50 } }, { enabled: useMaySee('groups') });
  const mayManage = (g: Row) =>
    has('admin') ||
    (me?.memberships.some(
      (m) => m.organisationId === g.organisationId && (m.role === 'pi' || m.role === 'facility'),
    ) ??
      false);
  const columns: readonly Column<Row>[] = [
    { key: 'name', title: t.groups, card: 'title', render: (g) => localName(g, locale) },
    { key: 'organisation', title: t.organisation, card: 'subtitle', render: (g) => g.organisationName },
    { key: 'pi', title: t.pi, render: (g) => g.piName },
    {
      key: 'members',
      title: t.groupMembers,
      render: (g) => (
        <>
          {t.people(g.members.length)}
          <div className={styles.hint}>
            {g.members
              .slice(0, 6)
              .map((m) => m.name)
              .join(locale === 'zh' ? '、' : ', ')}
            {g.members.length > 6 && ' …'}
          </div>
        </>
      ),
    },
    {
      key: 'actions',
      title: '',
      align: 'end',
      card: 'actions',
      render: (g) =>
        mayManage(g) && (
          <Button look="quiet" onClick={() => setEditing(g)}>
            {t.editMembers}
          </Button>
        ),
    },
  ];
  return (
    <AdminPage
      page="groups"
      title={t.groups}
      lead={t.groupsLead}
      actions={
        <Button look="act" onClick={() => setCreating(true)}>
          {t.newGroup}
        </Button>
      }
    >
      <PagedTable
        pages={pages}
        label={t.groups}
        columns={columns}
        rowKey={(g) => g.id}
        empty={
          <Empty icon="user" title={t.noGroups}>
            {t.noGroupsHint}
          </Empty>
        }
      />
      {creating && <NewGroup onClose={() => setCreating(false)} />}
      {editing && <EditGroup group={editing} onClose={() => setEditing(null)} />}
    </AdminPage>
  );
}

function NewGroup({ onClose }: { onClose: () => void }) {
  const t = useT(words);
  const organisations = useMyOrganisations();
  const [organisationId, setOrganisation] = useState('');
  const [nameZh, setZh] = useState('');
  const [nameEn, setEn] = useState('');
  const [piUserId, setPi] = useState('');
  const { data } = useRouteQuery(
    listMembers,
    { query: { organisationId, role: 'pi', limit: 200 } },
    { enabled: organisationId !== '' },
  );
  const create = useRouteMutation(createGroup, { onSuccess: onClose });
  return (
    <FormDialog
      title={t.newGroup}
      submit={t.create}
      ready={Boolean(organisationId && nameZh.trim() && nameEn.trim() && piUserId)}
      sending={create}
      onSubmit={() =>
        create.mutate({ body: { organisationId, nameZh: nameZh.trim(), nameEn: nameEn.trim(), piUserId } })
      }
      onClose={onClose}
    >
      <OrganisationField
        value={organisationId}
        options={organisations}
        onChange={(id) => {
          setOrganisation(id);
          setPi('');
        }}
      />
      <TextField label={t.nameZh} max={80} value={nameZh} onChange={setZh} />
      <TextField label={t.nameEn} max={120} value={nameEn} onChange={setEn} />
      <SelectField
        label={t.pi}
        none={t.choosePi}
        value={piUserId}
        options={data?.items.map((m) => ({ value: m.userId, label: m.name })) ?? []}
        onChange={setPi}
      />
    </FormDialog>
  );
}

function EditGroup({ group, onClose }: { group: Row; onClose: () => void }) {
  const t = useT(words);
  const locale = useLocale();
  const people = usePeople(group.organisationId);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    () => new Set(group.members.map((m) => m.userId)),
  );
  const update = useRouteMutation(updateGroup, { onSuccess: onClose });
  // Somebody who left the organisation is still in the group until they are taken out.
  const listed = [
    ...new Map([
      ...group.members.map((m) => [m.userId, m.name] as const),
      ...people.map((p) => [p.value, p.label] as const),
    ]),
  ];
  return (
    <FormDialog
      title={localName(group, locale)}
      submit={t.save}
      width={640}
      sending={update}
      onSubmit={() =>
        update.mutate({
          params: { id: group.id },
          body: { memberIds: [...chosen] },
          ifMatch: group.version,
        })
      }
      onClose={onClose}
    >
      <fieldset className={styles.people}>
        <legend className="sr-only">{t.groupMembers}</legend>
        {listed.map(([id, name]) => (
          <label key={id}>
            <input
              type="checkbox"
              checked={chosen.has(id)}
              onChange={() => {
                const next = new Set(chosen);
                if (!next.delete(id)) next.add(id);
                setChosen(next);
              }}
            />
            {name}
          </label>
        ))}
      </fieldset>
    </FormDialog>
  );
}
