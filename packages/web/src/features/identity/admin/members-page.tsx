import { addMember, listMembers, type Member, Role, removeMember } from '@hegu/contract/identity.ts';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { z } from 'zod';
import { useLocale } from '../../../i18n/locale.ts';
import { named, useT } from '../../../i18n/messages.ts';
import { useRouteMutation, useRoutePages } from '../../../lib/query.ts';
import { useFormat, useSession } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Section } from '../../../ui/page.tsx';
import styles from './admin.module.css';
import { AdminPage, useMaySee } from './admin-page.tsx';
import {
  type Choice,
  FormDialog,
  OrganisationField,
  PagedTable,
  RoleField,
  TextField,
  useMyOrganisations,
} from './form-parts.tsx';
import { Invitations } from './invitations.tsx';
import { admin as words } from './messages.ts';
import { ChoiceField, SearchField } from './search-field.tsx';

type Row = z.output<typeof Member>;

export function MembersPage() {
  const t = useT(words);
  const { roles } = useT();
  const locale = useLocale();
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
  const mayInvite = has('admin', 'facility', 'pi');
  const pages = useRoutePages(
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
            title={named(t.remove, `${m.name} · ${roles[m.role]}`, locale)}
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
      <PagedTable
        pages={pages}
        label={t.members}
        columns={columns}
        rowKey={(m) => m.id}
        empty={<Empty icon="user" title={t.noMembers} />}
      />
      {mayInvite && (
        <Section title={t.invitations} hint={t.invitationsHint}>
          <Invitations organisations={organisations} role={role} />
        </Section>
      )}
      {adding && <AddMember organisations={organisations} onClose={() => setAdding(false)} />}
    </AdminPage>
  );
}

function AddMember({ organisations, onClose }: { organisations: readonly Choice[]; onClose: () => void }) {
  const t = useT(words);
  const [username, setUsername] = useState('');
  const [organisationId, setOrganisation] = useState(
    organisations.length === 1 ? (organisations[0]?.value ?? '') : '',
  );
  const [role, setRole] = useState<Role>('researcher');
  const add = useRouteMutation(addMember, { onSuccess: onClose });
  return (
    <FormDialog
      title={t.addMember}
      submit={t.addMember}
      ready={username.trim() !== '' && organisationId !== ''}
      sending={add}
      onSubmit={() => add.mutate({ body: { username: username.trim(), organisationId, role } })}
      onClose={onClose}
    >
      <TextField label={t.usernameOrEmail} name value={username} onChange={setUsername} />
      <OrganisationField value={organisationId} options={organisations} onChange={setOrganisation} />
      <RoleField value={role} onChange={setRole} />
    </FormDialog>
  );
}
