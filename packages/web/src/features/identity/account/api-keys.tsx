import { type ApiKey, createApiKey, listApiKeys, revokeApiKey } from '@hegu/contract/credentials.ts';
import { type FormEvent, useId, useState } from 'react';
import type { z } from 'zod';
import { useT } from '../../../i18n/messages.ts';
import { useRouteMutation, useRouteQuery } from '../../../lib/query.ts';
import { useFormat, useNow } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Field, helpId, inputClass } from '../../../ui/field.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import { Secret } from '../parts.tsx';
import styles from './account.module.css';
import { account as words } from './messages.ts';

type Key = z.output<typeof ApiKey>;

export function ApiKeys() {
  const t = useT(words);
  const format = useFormat();
  const now = useNow();
  const ids = { name: useId(), days: useId() };
  const [name, setName] = useState('');
  const [days, setDays] = useState(365);
  const { data, error } = useRouteQuery(listApiKeys, {});
  const make = useRouteMutation(createApiKey, { onSuccess: () => setName('') });
  const revoke = useRouteMutation(revokeApiKey);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '') make.mutate({ body: { name: name.trim(), validDays: days } });
  };
  const ended = (k: Key) => k.revokedAt !== null || (k.expiresAt !== null && Date.parse(k.expiresAt) <= now);
  const columns: readonly Column<Key>[] = [
    { key: 'name', title: t.keyName, card: 'title', render: (k) => k.name },
    { key: 'hint', title: t.hint, card: 'subtitle', render: (k) => <code>{k.hint}</code> },
    { key: 'created', title: t.created, render: (k) => format.date(k.createdAt) },
    { key: 'expires', title: t.expires, render: (k) => (k.expiresAt ? format.date(k.expiresAt) : '–') },
    { key: 'used', title: t.lastUsed, render: (k) => (k.lastUsedOn ? format.day(k.lastUsedOn) : t.never) },
    {
      key: 'state',
      title: '',
      card: 'corner',
      render: (k) => (
        <StatusTag tone={ended(k) ? 'calm' : 'act'}>
          {k.revokedAt ? t.revoked : ended(k) ? t.expired : t.active}
        </StatusTag>
      ),
    },
    {
      key: 'actions',
      title: '',
      align: 'end',
      card: 'actions',
      render: (k) =>
        !ended(k) && (
          <ConfirmButton
            look="quiet"
            title={t.revoke}
            consequence={t.revokeText}
            confirmLook="wrong"
            confirmLabel={t.revoke}
            onConfirm={() => revoke.mutateAsync({ params: { id: k.id } })}
          >
            {t.revoke}
          </ConfirmButton>
        ),
    },
  ];
  return (
    <div className={styles.stack}>
      <form className={styles.form} onSubmit={submit}>
        <Field label={t.keyName} htmlFor={ids.name} help={t.keyNameHelp}>
          <input
            id={ids.name}
            className={inputClass}
            maxLength={60}
            aria-describedby={helpId(ids.name)}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <Field label={t.validDays} htmlFor={ids.days}>
          <input
            id={ids.days}
            type="number"
            min={1}
            max={730}
            className={inputClass}
            value={days}
            onChange={(event) => setDays(Math.min(730, Math.max(1, Math.round(Number(event.target.value)))))}
          />
        </Field>
        <Button type="submit" busy={make.isPending} disabled={name.trim() === ''}>
          {t.make}
        </Button>
      </form>
      {make.data?.token && <Secret title={t.tokenTitle} text={t.tokenText} value={make.data.token} />}
      {(make.error ?? error) && <ProblemView error={make.error ?? error} />}
      <DataTable
        label={t.keys}
        columns={columns}
        rows={data?.items}
        rowKey={(k) => k.id}
        empty={<Empty title={t.noKeys}>{t.noKeysHint}</Empty>}
      />
    </div>
  );
}
