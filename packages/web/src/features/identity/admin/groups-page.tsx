import { createGroup, type Group, listGroups, listMembers, updateGroup } from '@hegu/contract/identity.ts';
import { useEffect, useId, useState } from 'react';
import type { z } from 'zod';
import { useLocale } from '../../../i18n/locale.ts';
import { localName, useT } from '../../../i18n/messages.ts';
import { useRouteMutation, useRoutePages, useRouteQuery } from '../../../lib/query.ts';
import { useSession } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Field, inputClass } from '../../../ui/field.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import styles from './admin.module.css';
import { AdminPage, useMaySee } from './admin-page.tsx';
import { useMyOrganisations } from './members-page.tsx';
import { admin as words } from './messages.ts';

type Row = z.output<typeof Group>;

/** Everybody of an organisation, each once whatever their roles. */
export function usePeople(organisationId: string): readonly { readonly id: string; readonly name: string }[] {
  const { items, more } = useRoutePages(
    listMembers,
    { query: { organisationId, limit: 200 } },
    { enabled: organisationId !== '' },
  );
  useEffect(() => {
    if (more.has && !more.busy) more.load();
  }, [more]);
  if (organisationId === '') return [];
  return [
    ...new Map(items?.filter((m) => m.organisationId === organisationId).map((m) => [m.userId, m.name])),
  ].map(([id, name]) => ({ id, name }));
}

export function GroupsPage() {
  const t = useT(words);
  const locale = useLocale();
  const { has, me } = useSession();
  const [creating, setCreating] = useState(false);
  const [editing, setEditing] = useState<Row | null>(null);
  const { items, error, more } = useRoutePages(
    listGroups,
    { query: { limit: 50 } },
    { enabled: useMaySee('groups') },
  );
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
      {error && <ProblemView error={error} />}
      <DataTable
        label={t.groups}
        columns={columns}
        rows={items}
        rowKey={(g) => g.id}
        more={more}
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
  const { actions } = useT();
  const ids = { organisation: useId(), zh: useId(), en: useId(), pi: useId() };
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
    <Dialog
      open
      title={t.newGroup}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{actions.cancel}</Button>
          <Button
            look="act"
            busy={create.isPending}
            disabled={!organisationId || !nameZh.trim() || !nameEn.trim() || !piUserId}
            onClick={() =>
              create.mutate({
                body: { organisationId, nameZh: nameZh.trim(), nameEn: nameEn.trim(), piUserId },
              })
            }
          >
            {t.create}
          </Button>
        </>
      }
    >
      <Field label={t.organisation} htmlFor={ids.organisation}>
        <select
          id={ids.organisation}
          className={inputClass}
          value={organisationId}
          onChange={(event) => {
            setOrganisation(event.target.value);
            setPi('');
          }}
        >
          <option value="">{t.chooseOrganisation}</option>
          {organisations.map((o) => (
            <option key={o.value} value={o.value}>
              {o.label}
            </option>
          ))}
        </select>
      </Field>
      <Field label={t.nameZh} htmlFor={ids.zh}>
        <input
          id={ids.zh}
          className={inputClass}
          maxLength={80}
          value={nameZh}
          onChange={(e) => setZh(e.target.value)}
        />
      </Field>
      <Field label={t.nameEn} htmlFor={ids.en}>
        <input
          id={ids.en}
          className={inputClass}
          maxLength={120}
          value={nameEn}
          onChange={(e) => setEn(e.target.value)}
        />
      </Field>
      <Field label={t.pi} htmlFor={ids.pi}>
        <select id={ids.pi} className={inputClass} value={piUserId} onChange={(e) => setPi(e.target.value)}>
          <option value="">{t.choosePi}</option>
          {data?.items.map((m) => (
            <option key={m.id} value={m.userId}>
              {m.name}
            </option>
          ))}
        </select>
      </Field>
      {create.error && <ProblemView error={create.error} />}
    </Dialog>
  );
}

function EditGroup({ group, onClose }: { group: Row; onClose: () => void }) {
  const t = useT(words);
  const { actions } = useT();
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
      ...people.map((p) => [p.id, p.name] as const),
    ]),
  ];
  return (
    <Dialog
      open
      title={localName(group, locale)}
      width={640}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{actions.cancel}</Button>
          <Button
            look="act"
            busy={update.isPending}
            onClick={() =>
              update.mutate({
                params: { id: group.id },
                body: { memberIds: [...chosen] },
                ifMatch: group.version,
              })
            }
          >
            {t.save}
          </Button>
        </>
      }
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
      {update.error && <ProblemView error={update.error} />}
    </Dialog>
  );
}
