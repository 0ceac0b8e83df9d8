import {
  addMember,
  listMembers,
  listOrganisations,
  type Member,
  Role,
  removeMember,
} from '@hegu/contract/identity.ts';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useId, useState } from 'react';
import type { z } from 'zod';
import { useLocale } from '../../../i18n/locale.ts';
import { localName, useT } from '../../../i18n/messages.ts';
import { useRouteMutation, useRoutePages, useRouteQuery } from '../../../lib/query.ts';
import { useFormat, useSession } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Field, inputClass } from '../../../ui/field.tsx';
import { Section } from '../../../ui/page.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import styles from './admin.module.css';
import { AdminPage, useMaySee } from './admin-page.tsx';
import { Invitations } from './invitations.tsx';
import { admin as words } from './messages.ts';
import { ChoiceField, SearchField } from './search-field.tsx';

type Row = z.output<typeof Member>;

/** Organisations to choose from: all for an administrator, one's own for the rest. */
export function useMyOrganisations(): readonly { readonly value: string; readonly label: string }[] {
  const locale = useLocale();
  const { me, has } = useSession();
  const all = useRouteQuery(
    listOrganisations,
    { query: { status: 'active', limit: 200 } },
    { enabled: has('admin'), staleTime: 5 * 60_000 },
  );
  if (has('admin')) return all.data?.items.map((o) => ({ value: o.id, label: localName(o, locale) })) ?? [];
  const mine = new Map(
    me?.memberships.map((m) => [
      m.organisationId,
      localName({ nameZh: m.organisationName, nameEn: m.organisationNameEn }, locale),
    ]),
  );
  return [...mine].map(([value, label]) => ({ value, label }));
}

export function MembersPage() {
  const t = useT(words);
  const { roles } = useT();
  const format = useFormat();
  const { has } = useSession();
  const search = useSearch({ from: '/admin/members' });
  const navigate = useNavigate({ from: '/admin/members' });
  const set = (next: Partial<typeof search>) =>
    void navigate({ search: { ...search, ...next }, replace: true });
  const role = Role.options.find((r) => r === search.role);
  const organisations = useMyOrganisations();
  const [adding, setAdding] = useState(false);
  const mayManage = has('admin', 'facility');
  const { items, error, more } = useRoutePages(
    listMembers,
    {
      query: {
        limit: 50,
        ...(search.q ? { q: search.q } : {}),
        ...(search.organisation ? { organisationId: search.organisation } : {}),
        ...(role ? { role } : {}),
      },
    },
    { enabled: useMaySee('members') },
  );
  const remove = useRouteMutation(removeMember);
  const columns: readonly Column<Row>[] = [
    { key: 'name', title: t.person, card: 'title', render: (m) => m.name },
    { key: 'username', title: t.username, card: 'subtitle', render: (m) => m.username ?? '–' },
    { key: 'email', title: t.email, render: (m) => m.email },
    { key: 'organisation', title: t.organisation, render: (m) => m.organisationName },
    { key: 'role', title: t.role, card: 'corner', render: (m) => roles[m.role] },
    {
      key: 'until',
      title: t.until,
      render: (m) => (m.accessUntil ? format.date(m.accessUntil) : t.forever),
    },
    {
      key: 'actions',
      title: '',
      align: 'end',
      card: 'actions',
      render: (m) =>
        mayManage && (
          <ConfirmButton
            look="quiet"
            title={`${t.remove}：${m.name} · ${roles[m.role]}`}
            consequence={t.removeText}
            confirmLabel={t.remove}
            confirmLook="wrong"
            onConfirm={() => remove.mutateAsync({ params: { id: m.id } })}
          >
            {t.remove}
          </ConfirmButton>
        ),
    },
  ];
  return (
    <AdminPage
      page="members"
      title={t.members}
      lead={t.membersLead}
      actions={
        mayManage && (
          <Button look="act" onClick={() => setAdding(true)}>
            {t.addMember}
          </Button>
        )
      }
    >
      <div className={styles.filters}>
        <SearchField
          label={t.searchPeople}
          value={search.q ?? ''}
          onChange={(q) => set({ q: q || undefined })}
        />
        <ChoiceField
          label={t.allOrganisations}
          value={search.organisation ?? ''}
          options={organisations}
          onChange={(value) => set({ organisation: value || undefined })}
        />
        <ChoiceField
          label={t.allRoles}
          value={role ?? ''}
          options={Role.options.map((r) => ({ value: r, label: roles[r] ?? r }))}
          onChange={(value) => set({ role: value || undefined })}
        />
      </div>
      {error && <ProblemView error={error} />}
      <DataTable
        label={t.members}
        columns={columns}
        rows={items}
        rowKey={(m) => m.id}
        more={more}
        empty={<Empty icon="user" title={t.noMembers} />}
      />
      {mayManage && (
        <Section title={t.invitations} hint={t.invitationsHint}>
          <Invitations organisations={organisations} />
        </Section>
      )}
      {adding && <AddMember organisations={organisations} onClose={() => setAdding(false)} />}
    </AdminPage>
  );
}

function AddMember({
  organisations,
  onClose,
}: {
  organisations: readonly { readonly value: string; readonly label: string }[];
  onClose: () => void;
}) {
  const t = useT(words);
  const { roles, actions } = useT();
  const ids = { form: useId(), username: useId(), organisation: useId(), role: useId() };
  const [username, setUsername] = useState('');
  const [organisationId, setOrganisation] = useState(
    organisations.length === 1 ? (organisations[0]?.value ?? '') : '',
  );
  const [role, setRole] = useState<Role>('researcher');
  const add = useRouteMutation(addMember, { onSuccess: onClose });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (username.trim() && organisationId)
      add.mutate({ body: { username: username.trim(), organisationId, role } });
  };
  return (
    <Dialog
      open
      title={t.addMember}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{actions.cancel}</Button>
          <Button
            type="submit"
            form={ids.form}
            look="act"
            busy={add.isPending}
            disabled={username.trim() === '' || organisationId === ''}
          >
            {t.addMember}
          </Button>
        </>
      }
    >
      <form id={ids.form} className={styles.stack} onSubmit={submit}>
        <Field label={t.usernameOrEmail} htmlFor={ids.username}>
          <input
            id={ids.username}
            className={inputClass}
            autoCapitalize="none"
            autoComplete="off"
            value={username}
            onChange={(event) => setUsername(event.target.value)}
          />
        </Field>
        <Field label={t.organisation} htmlFor={ids.organisation}>
          <select
            id={ids.organisation}
            className={inputClass}
            value={organisationId}
            onChange={(event) => setOrganisation(event.target.value)}
          >
            <option value="">{t.chooseOrganisation}</option>
            {organisations.map((o) => (
              <option key={o.value} value={o.value}>
                {o.label}
              </option>
            ))}
          </select>
        </Field>
        <Field label={t.role} htmlFor={ids.role}>
          <select
            id={ids.role}
            className={inputClass}
            value={role}
            onChange={(event) => setRole(Role.options.find((r) => r === event.target.value) ?? 'researcher')}
          >
            {Role.options.map((r) => (
              <option key={r} value={r}>
                {roles[r]}
              </option>
            ))}
          </select>
        </Field>
        {add.error && <ProblemView error={add.error} />}
      </form>
    </Dialog>
  );
}
