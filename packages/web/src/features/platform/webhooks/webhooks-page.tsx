import {
  createWebhook,
  listWebhookDeliveries,
  listWebhooks,
  removeWebhook,
  rotateWebhookSecret,
  testWebhook,
  updateWebhook,
  type Webhook,
  type WebhookDelivery,
} from '@hegu/contract/notices.ts';
import { useId, useState } from 'react';
import { useT } from '../../../i18n/messages.ts';
import { useRouteMutation, useRoutePages } from '../../../lib/query.ts';
import { useFormat } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Drawer } from '../../../ui/drawer.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Field, helpId, inputClass } from '../../../ui/field.tsx';
import { Alert, ProblemView } from '../../../ui/problem-view.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import styles from '../../identity/admin/admin.module.css';
import { AdminPage, useMaySee } from '../../identity/admin/admin-page.tsx';
import { Secret } from '../../identity/parts.tsx';
import { webhooks as words } from './messages.ts';

export function WebhooksPage() {
  const t = useT(words);
  const { actions } = useT();
  const [adding, setAdding] = useState(false);
  const [open, setOpen] = useState<string | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const { items, error, more } = useRoutePages(
    listWebhooks,
    { query: { limit: 50 } },
    { enabled: useMaySee('webhooks') },
  );
  const shown = items?.find((w) => w.id === open);
  const columns: readonly Column<Webhook>[] = [
    { key: 'url', title: t.url, card: 'title', render: (w) => <code className={styles.code}>{w.url}</code> },
    { key: 'events', title: t.events, render: (w) => w.events.join(', ') },
    { key: 'note', title: t.note, card: 'subtitle', render: (w) => w.note || '–' },
    {
      key: 'state',
      title: t.state,
      card: 'corner',
      render: (w) => (
        <StatusTag tone={w.enabled ? 'act' : w.disabledReason ? 'wrong' : 'calm'}>
          {w.enabled ? t.on : t.off}
        </StatusTag>
      ),
    },
    {
      key: 'actions',
      title: '',
      align: 'end',
      card: 'actions',
      render: (w) => (
        <Button look="quiet" onClick={() => setOpen(w.id)}>
          {t.deliveries}
        </Button>
      ),
    },
  ];
  return (
    <AdminPage
      page="webhooks"
      title={t.title}
      lead={t.lead}
      actions={
        <Button look="act" onClick={() => setAdding(true)}>
          {t.add}
        </Button>
      }
    >
      {secret && <Secret title={t.secretTitle} text={t.secretText} value={secret} />}
      {error && <ProblemView error={error} />}
      <DataTable
        label={t.title}
        columns={columns}
        rows={items}
        rowKey={(w) => w.id}
        tone={(w) => (w.disabledReason ? 'wrong' : undefined)}
        more={more}
        empty={
          <Empty icon="globe" title={t.empty}>
            {t.emptyHint}
          </Empty>
        }
      />
      {adding && (
        <AddWebhook
          cancel={actions.cancel}
          onClose={() => setAdding(false)}
          onMade={(made) => {
            setSecret(made);
            setAdding(false);
          }}
        />
      )}
      <Drawer open={shown !== undefined} title={t.deliveries} onClose={() => setOpen(null)}>
        {shown && (
          <Details
            webhook={shown}
            onSecret={(made) => {
              setSecret(made);
              setOpen(null);
            }}
            onGone={() => setOpen(null)}
          />
        )}
      </Drawer>
    </AdminPage>
  );
}

function AddWebhook({
  cancel,
  onClose,
  onMade,
}: {
  cancel: string;
  onClose: () => void;
  onMade: (secret: string) => void;
}) {
  const t = useT(words);
  const ids = { url: useId(), events: useId(), note: useId() };
  const [url, setUrl] = useState('');
  const [events, setEvents] = useState('*');
  const [note, setNote] = useState('');
  const create = useRouteMutation(createWebhook, { onSuccess: (made) => onMade(made.secret) });
  const list = events
    .split(/[,，\s]+/)
    .map((e) => e.trim())
    .filter((e) => e !== '');
  return (
    <Dialog
      open
      title={t.add}
      width={560}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{cancel}</Button>
          <Button
            look="act"
            busy={create.isPending}
            disabled={url.trim() === '' || list.length === 0}
            onClick={() =>
              create.mutate({
                body: { url: url.trim(), events: list, ...(note.trim() ? { note: note.trim() } : {}) },
              })
            }
          >
            {t.create}
          </Button>
        </>
      }
    >
      <Field label={t.url} htmlFor={ids.url} help={t.urlHelp}>
        <input
          id={ids.url}
          type="url"
          className={inputClass}
          placeholder="https://"
          aria-describedby={helpId(ids.url)}
          value={url}
          onChange={(event) => setUrl(event.target.value)}
        />
      </Field>
      <Field label={t.events} htmlFor={ids.events} help={t.eventsHelp}>
        <input
          id={ids.events}
          className={inputClass}
          aria-describedby={helpId(ids.events)}
          value={events}
          onChange={(event) => setEvents(event.target.value)}
        />
      </Field>
      <Field label={t.note} htmlFor={ids.note} optional>
        <input
          id={ids.note}
          className={inputClass}
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </Field>
      {create.error && <ProblemView error={create.error} />}
    </Dialog>
  );
}

function Details({
  webhook,
  onSecret,
  onGone,
}: {
  webhook: Webhook;
  onSecret: (secret: string) => void;
  onGone: () => void;
}) {
  const t = useT(words);
  const format = useFormat();
  const params = { id: webhook.id };
  const test = useRouteMutation(testWebhook);
  const update = useRouteMutation(updateWebhook);
  const rotate = useRouteMutation(rotateWebhookSecret, { onSuccess: (made) => onSecret(made.secret) });
  const remove = useRouteMutation(removeWebhook, { onSuccess: onGone });
  const { items, error, more } = useRoutePages(listWebhookDeliveries, { params, query: { limit: 20 } });
  const columns: readonly Column<WebhookDelivery>[] = [
    { key: 'event', title: t.event, card: 'title', render: (d) => d.event },
    { key: 'at', title: t.at, card: 'subtitle', render: (d) => format.dateTime(d.createdAt) },
    { key: 'attempts', title: t.attempts, align: 'end', render: (d) => d.attempts },
    {
      key: 'result',
      title: t.result,
      card: 'corner',
      render: (d) => (
        <StatusTag tone={d.deliveredAt ? 'act' : d.failedAt ? 'wrong' : 'wait'}>
          {d.deliveredAt ? t.delivered : d.failedAt ? t.failed : t.waiting}
          {d.lastStatus !== null && ` ${d.lastStatus}`}
        </StatusTag>
      ),
    },
  ];
  const failed = test.error ?? update.error ?? error;
  return (
    <>
      <code className={styles.code}>{webhook.url}</code>
      {webhook.disabledReason && <Alert title={t.off}>{webhook.disabledReason}</Alert>}
      <span className={styles.row} style={{ flexWrap: 'wrap' }}>
        <Button busy={test.isPending} onClick={() => test.mutate({ params })}>
          {t.test}
        </Button>
        <Button
          busy={update.isPending}
          onClick={() =>
            update.mutate({ params, body: { enabled: !webhook.enabled }, ifMatch: webhook.version })
          }
        >
          {webhook.enabled ? t.disable : t.enable}
        </Button>
        <ConfirmButton
          title={t.rotate}
          consequence={t.rotateText}
          onConfirm={() => rotate.mutateAsync({ params })}
        >
          {t.rotate}
        </ConfirmButton>
        <ConfirmButton
          look="wrong"
          title={t.remove}
          consequence={t.removeText}
          confirmLabel={t.remove}
          confirmLook="wrong"
          onConfirm={() => remove.mutateAsync({ params })}
        >
          {t.remove}
        </ConfirmButton>
      </span>
      {test.data && <Alert tone="calm" title={t.tested} />}
      {failed && <ProblemView error={failed} />}
      <DataTable
        label={t.deliveries}
        columns={columns}
        rows={items}
        rowKey={(d) => d.id}
        more={more}
        empty={<Empty title={t.noDeliveries} />}
      />
    </>
  );
}
