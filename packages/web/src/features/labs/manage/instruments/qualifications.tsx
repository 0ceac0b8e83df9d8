import {
  grantQualification,
  listQualifications,
  type Qualification,
  revokeQualification,
} from '@hegu/contract/labs/instruments.ts';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useId, useState } from 'react';
import type { z } from 'zod';
import { useT } from '../../../../i18n/messages.ts';
import { useRouteMutation, useRoutePages } from '../../../../lib/query.ts';
import { useFormat, useNow, useZone } from '../../../../lib/session.ts';
import { Button } from '../../../../ui/button.tsx';
import { ConfirmButton } from '../../../../ui/confirm-button.tsx';
import { type Column, DataTable } from '../../../../ui/data-table.tsx';
import { Empty } from '../../../../ui/empty.tsx';
import { Field, inputClass } from '../../../../ui/field.tsx';
import { Alert, ProblemView } from '../../../../ui/problem-view.tsx';
import { StatusTag } from '../../../../ui/status-tag.tsx';
import { instantAt } from '../../parts/time.ts';
import styles from './instruments.module.css';
import { people as words } from './people-words.ts';

type Row = z.output<typeof Qualification>;

/** What stands on a qualification, each with its way there. */
function Bookings({ of }: { of: Row['bookings'] }) {
  const format = useFormat();
  return (
    <ul className={styles.bookings}>
      {of.map((b) => (
        <li key={b.reservationId}>
          <Link to="/reservations/$id" params={{ id: b.reservationId }}>
            {format.range(b.startsAt, b.endsAt)}
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** Who may use the instrument: granted by username, until a day, withdrawn again. */
export function Qualifications({ instrumentId }: { instrumentId: string }) {
  const t = useT(words);
  const format = useFormat();
  const zone = useZone();
  const now = useNow();
  const ids = { username: useId(), expires: useId(), note: useId() };
  const [username, setUsername] = useState('');
  const [expires, setExpires] = useState('');
  const [note, setNote] = useState('');
  const [superuser, setSuperuser] = useState(false);
  const [withdrawn, setWithdrawn] = useState<Row | null>(null);
  const { items, error, more } = useRoutePages(listQualifications, {
    params: { id: instrumentId },
    query: { limit: 50 },
  });
  const grant = useRouteMutation(grantQualification, {
    onSuccess: () => {
      setWithdrawn(null);
      setUsername('');
      setNote('');
      setSuperuser(false);
    },
  });
  const revoke = useRouteMutation(revokeQualification);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (username.trim() === '') return;
    grant.mutate({
      params: { id: instrumentId },
      body: {
        username: username.trim(),
        superuser,
        note: note.trim(),
        // The whole of the day named is still valid.
        ...(expires ? { expiresAt: new Date(instantAt(expires, 1440, zone)).toISOString() } : {}),
      },
    });
  };
  const columns: readonly Column<Row>[] = [
    {
      key: 'person',
      title: t.person,
      card: 'title',
      render: (q) => (
        <>
          <span className={styles.person}>{q.personName}</span>{' '}
          {q.superuser && <StatusTag tone="act">{t.superuser}</StatusTag>}
        </>
      ),
    },
    {
      key: 'expires',
      title: t.expires,
      render: (q) =>
        q.expiresAt === null ? (
          t.forever
        ) : Date.parse(q.expiresAt) <= now ? (
          <StatusTag tone="calm">{t.expired}</StatusTag>
        ) : (
          format.date(new Date(Date.parse(q.expiresAt) - 1).toISOString())
        ),
    },
    { key: 'granted', title: t.granted, render: (q) => `${format.date(q.grantedAt)} · ${q.grantedByName}` },
    {
      key: 'bookings',
      title: t.bookings,
      render: (q) => (q.bookings.length === 0 ? '–' : <Bookings of={q.bookings} />),
    },
    { key: 'note', title: t.note, render: (q) => q.note || '–' },
    {
      key: 'actions',
      title: '',
      align: 'end',
      card: 'actions',
      render: (q) => (
        <ConfirmButton
          look="quiet"
          title={t.revokeOf(q.personName)}
          consequence={
            q.bookings.length === 0 ? (
              t.revokeText
            ) : (
              <>
                {t.revokeText}
                <br />
                {t.revokeBookings(q.bookings.length)}
                <Bookings of={q.bookings} />
              </>
            )
          }
          confirmLook="wrong"
          confirmLabel={t.revoke}
          onConfirm={async () => {
            await revoke.mutateAsync({ params: { id: q.id } });
            setWithdrawn(q);
          }}
        >
          {t.revoke}
        </ConfirmButton>
      ),
    },
  ];
  return (
    <div className={styles.stack}>
      <p className={styles.hint}>{t.hint}</p>
      <form className={styles.fields} onSubmit={submit}>
        <Field label={t.username} htmlFor={ids.username}>
          <input
            id={ids.username}
            className={inputClass}
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
            value={username}
            onChange={(e) => setUsername(e.target.value)}
          />
        </Field>
        <Field label={t.expires} htmlFor={ids.expires} help={t.expiresHelp}>
          <input
            id={ids.expires}
            type="date"
            className={inputClass}
            value={expires}
            onChange={(e) => setExpires(e.target.value)}
          />
        </Field>
        <Field label={t.note} htmlFor={ids.note} optional>
          <input
            id={ids.note}
            className={inputClass}
            maxLength={500}
            value={note}
            onChange={(e) => setNote(e.target.value)}
          />
        </Field>
        <div className={styles.inline}>
          <label className={styles.check}>
            <input type="checkbox" checked={superuser} onChange={(e) => setSuperuser(e.target.checked)} />
            {t.superuser}
          </label>
          <Button type="submit" look="act" busy={grant.isPending} disabled={username.trim() === ''}>
            {t.grant}
          </Button>
        </div>
      </form>
      {(grant.error ?? error) && <ProblemView error={grant.error ?? error} />}
      {withdrawn && withdrawn.bookings.length > 0 && (
        <Alert tone="wait" title={t.revoked(withdrawn.personName)}>
          <p>{t.revokeBookings(withdrawn.bookings.length)}</p>
          <Bookings of={withdrawn.bookings} />
        </Alert>
      )}
      <DataTable
        label={t.grant}
        columns={columns}
        rows={items}
        rowKey={(q) => q.id}
        more={more}
        empty={
          <Empty icon="user" title={t.empty}>
            {t.emptyHint}
          </Empty>
        }
      />
    </div>
  );
}
