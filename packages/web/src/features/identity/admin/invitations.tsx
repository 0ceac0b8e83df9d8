import {
  createInvitation,
  type Invitation,
  listInvitations,
  type Role,
  revokeInvitation,
} from '@hegu/contract/identity.ts';
import { type FormEvent, useId, useState } from 'react';
import type { z } from 'zod';
import { useT } from '../../../i18n/messages.ts';
import { useRouteMutation, useRoutePages } from '../../../lib/query.ts';
import { useFormat, useNow, useSession } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Field, inputClass } from '../../../ui/field.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import { Secret } from '../parts.tsx';
import styles from './admin.module.css';
import { type Choice, OrganisationField, PagedTable, RoleField, TextField } from './form-parts.tsx';
import { admin as words } from './messages.ts';

type Row = z.output<typeof Invitation>;

/** Links that let somebody join an organisation in a role; shown once. */
export function Invitations({
  organisations,
  role: wished = 'researcher',
}: {
  organisations: readonly Choice[];
  /** The one that whoever came here is looking for. */
  role?: Role | undefined;
}) {
  const t = useT(words);
  const { roles } = useT();
  const format = useFormat();
  const now = useNow();
  const { me } = useSession();
  const daysId = useId();
  const [organisationId, setOrganisation] = useState('');
  const [role, setRole] = useState<Role>(wished);
  const [email, setEmail] = useState('');
  const [days, setDays] = useState(14);
  const pages = useRoutePages(listInvitations, { query: { limit: 20 } });
  const make = useRouteMutation(createInvitation, { onSuccess: () => setEmail('') });
  const revoke = useRouteMutation(revokeInvitation);
  const chosen = organisationId || (organisations.length === 1 ? (organisations[0]?.value ?? '') : '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (chosen !== '')
      make.mutate({
        body: {
          organisationId: chosen,
          role,
          validDays: days,
          ...(email.trim() ? { email: email.trim() } : {}),
        },
      });
  };
  const columns: readonly Column<Row>[] = [
    { key: 'organisation', title: t.organisation, card: 'title', render: (i) => i.organisationName },
    { key: 'role', title: t.role, card: 'subtitle', render: (i) => roles[i.role] },
    { key: 'email', title: t.inviteEmail, render: (i) => i.email ?? '–' },
    { key: 'expires', title: t.expires, render: (i) => format.date(i.expiresAt) },
    {
      key: 'state',
      title: t.inviteState,
      card: 'corner',
      render: (i) =>
        i.acceptedAt ? (
          <StatusTag tone="act">{t.accepted}</StatusTag>
        ) : Date.parse(i.expiresAt) <= now ? (
          <StatusTag tone="calm">{t.lapsed}</StatusTag>
        ) : (
          <StatusTag tone="wait">{t.pending}</StatusTag>
        ),
    },
    {
      key: 'actions',
      title: '',
      align: 'end',
      card: 'actions',
      render: (i) =>
        !i.acceptedAt && (
          <ConfirmButton
            look="quiet"
            title={t.withdraw}
            consequence={t.withdrawText}
            onConfirm={() => revoke.mutateAsync({ params: { id: i.id } })}
          >
            {t.withdraw}
          </ConfirmButton>
        ),
    },
  ];
  return (
    <div className={styles.stack}>
      <form className={styles.form} onSubmit={submit}>
        <OrganisationField value={chosen} options={organisations} onChange={setOrganisation} />
        <RoleField value={role} onChange={setRole} />
        <TextField label={t.inviteEmail} type="email" optional value={email} onChange={setEmail} />
        <Field label={t.inviteDays} htmlFor={daysId}>
          <input
            id={daysId}
            type="number"
            min={1}
            max={90}
            className={inputClass}
            value={days}
            onChange={(event) => setDays(Math.min(90, Math.max(1, Math.round(Number(event.target.value)))))}
          />
        </Field>
        <Button type="submit" busy={make.isPending} disabled={chosen === ''}>
          {t.invite}
        </Button>
      </form>
      {make.data?.token && (
        <Secret
          title={t.inviteMade}
          text={t.inviteMadeText}
          // Whoever opens it has chosen no valley yet, and an invitation is found in its own only
          value={`${window.location.origin}/invite/${make.data.token}${me ? `?valley=${me.valley.slug}` : ''}`}
        />
      )}
      {make.error && <ProblemView error={make.error} />}
      <PagedTable
        pages={pages}
        label={t.invitations}
        columns={columns}
        rowKey={(i) => i.id}
        empty={<Empty title={t.noInvitations} />}
      />
    </div>
  );
}
