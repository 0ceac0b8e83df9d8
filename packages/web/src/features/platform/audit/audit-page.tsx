import {
  type AuditEntry,
  type AuditHead,
  getAuditProof,
  listAudit,
  listAuditHeads,
} from '@hegu/contract/audit.ts';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useEffect, useId, useState } from 'react';
import { useT } from '../../../i18n/messages.ts';
import { call } from '../../../lib/api.ts';
import { useRoutePages } from '../../../lib/query.ts';
import { useFormat, useZone } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Drawer } from '../../../ui/drawer.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Field, inputClass } from '../../../ui/field.tsx';
import { Section } from '../../../ui/page.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import styles from '../../identity/admin/admin.module.css';
import { AdminPage, useMaySee } from '../../identity/admin/admin-page.tsx';
import { instantAt, isDay } from '../../labs/parts/time.ts';
import { audit as words } from './messages.ts';

/** Hands JSON to the browser to save. */
function saveJson(name: string, value: unknown): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(value, null, 2)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

const filters = ['action', 'entity', 'entityId', 'actor'] as const;

export function AuditPage() {
  const t = useT(words);
  const format = useFormat();
  const zone = useZone();
  const search = useSearch({ from: '/admin/audit' });
  const [open, setOpen] = useState<AuditEntry | null>(null);
  const day = (text: string | undefined, minutes: number) =>
    isDay(text) ? new Date(instantAt(text, minutes, zone)).toISOString() : undefined;
  const from = day(search.from, 0);
  const to = day(search.to, 1440);
  const { items, error, more } = useRoutePages(
    listAudit,
    {
      query: {
        limit: 50,
        ...Object.fromEntries(filters.flatMap((name) => (search[name] ? [[name, search[name]]] : []))),
        ...(from ? { from } : {}),
        ...(to ? { to } : {}),
      },
    },
    { enabled: useMaySee('audit') },
  );
  const columns: readonly Column<AuditEntry>[] = [
    {
      key: 'leaf',
      title: t.leaf,
      align: 'end',
      card: 'corner',
      render: (e) =>
        e.leafIndex === null ? <StatusTag tone="wait">{t.notSealed}</StatusTag> : format.number(e.leafIndex),
    },
    { key: 'at', title: t.at, render: (e) => format.dateTime(e.at) },
    { key: 'who', title: t.who, card: 'subtitle', render: (e) => e.actorName },
    { key: 'via', title: t.via, render: (e) => t.vias[e.via] },
    {
      key: 'action',
      title: t.action,
      card: 'title',
      render: (e) => <code className={styles.code}>{e.action}</code>,
    },
    {
      key: 'what',
      title: t.what,
      render: (e) => <code className={styles.code}>{`${e.entity} ${e.entityId.slice(0, 13)}…`}</code>,
    },
    {
      key: 'actions',
      title: '',
      align: 'end',
      card: 'actions',
      render: (e) => (
        <Button look="quiet" onClick={() => setOpen(e)}>
          {t.view}
        </Button>
      ),
    },
  ];
  return (
    <AdminPage page="audit" title={t.title} lead={t.lead}>
      <Filters />
      {error && <ProblemView error={error} />}
      <DataTable
        label={t.title}
        columns={columns}
        rows={items}
        rowKey={(e) => e.id}
        more={more}
        empty={<Empty icon="search" title={t.empty} />}
      />
      <Section title={t.heads} hint={t.headsHint}>
        <Heads />
      </Section>
      <Drawer open={open !== null} title={open?.action ?? ''} onClose={() => setOpen(null)}>
        {open && <Entry entry={open} />}
      </Drawer>
    </AdminPage>
  );
}

function Filters() {
  const t = useT(words);
  const search = useSearch({ from: '/admin/audit' });
  const navigate = useNavigate({ from: '/admin/audit' });
  const prefix = useId();
  const [form, setForm] = useState(search);
  useEffect(() => setForm(search), [search]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void navigate({
      search: Object.fromEntries(Object.entries(form).map(([k, v]) => [k, v?.trim() || undefined])),
    });
  };
  const field = (name: keyof typeof search, date = false) => (
    <Field label={t[name]} htmlFor={`${prefix}${name}`}>
      <input
        id={`${prefix}${name}`}
        type={date ? 'date' : 'text'}
        className={inputClass}
        autoCapitalize="none"
        spellCheck={false}
        value={form[name] ?? ''}
        onChange={(event) => setForm({ ...form, [name]: event.target.value })}
      />
    </Field>
  );
  return (
    <form className={styles.form} onSubmit={submit} style={{ marginBottom: 'var(--s3)' }}>
      {field('action')}
      {field('entity')}
      {field('entityId')}
      {field('actor')}
      {field('from', true)}
      {field('to', true)}
      <span className={styles.row}>
        <Button type="submit">{t.filter}</Button>
        <Button look="quiet" onClick={() => void navigate({ search: {} })}>
          {t.clear}
        </Button>
      </span>
    </form>
  );
}

function Entry({ entry }: { entry: AuditEntry }) {
  const t = useT(words);
  const format = useFormat();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const prove = async () => {
    setBusy(true);
    setError(null);
    try {
      saveJson(`hegu-audit-${entry.id}.json`, await call(getAuditProof, { params: { id: entry.id } }));
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
    }
  };
  const body = (value: unknown) =>
    value === null || value === undefined ? t.none : JSON.stringify(value, null, 2);
  return (
    <>
      <dl className={styles.facts}>
        <dt>{t.at}</dt>
        <dd>{format.dateTime(entry.at)}</dd>
        <dt>{t.who}</dt>
        <dd>
          {entry.actorName} · {t.vias[entry.via]}
        </dd>
        <dt>{t.what}</dt>
        <dd>
          <code className={styles.code}>
            {entry.entity} {entry.entityId}
          </code>
        </dd>
        {entry.requestId && (
          <>
            <dt>{t.request}</dt>
            <dd>
              <code className={styles.code}>{entry.requestId}</code>
            </dd>
          </>
        )}
      </dl>
      <div>
        <strong>{t.before}</strong>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
        <pre className={styles.json} tabIndex={0}>
          {body(entry.before)}
        </pre>
      </div>
      <div>
        <strong>{t.after}</strong>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
        <pre className={styles.json} tabIndex={0}>
          {body(entry.after)}
        </pre>
      </div>
      <div>
        <Button busy={busy} disabled={entry.leafIndex === null} onClick={() => void prove()}>
          {t.proof}
        </Button>
        <p className={styles.hint}>{t.proofHint}</p>
      </div>
      {error !== null && <ProblemView error={error} />}
    </>
  );
}

function Heads() {
  const t = useT(words);
  const format = useFormat();
  const { items, error, more } = useRoutePages(listAuditHeads, { query: { limit: 10 } });
  const columns: readonly Column<AuditHead>[] = [
    { key: 'size', title: t.size, align: 'end', card: 'title', render: (h) => format.number(h.treeSize) },
    { key: 'at', title: t.signed, card: 'subtitle', render: (h) => format.dateTime(h.at) },
    {
      key: 'root',
      title: t.root,
      render: (h) => <code className={styles.code}>{h.rootHash.slice(0, 24)}…</code>,
    },
    { key: 'key', title: t.key, render: (h) => <code className={styles.code}>{h.keyId.slice(0, 12)}…</code> },
    {
      key: 'actions',
      title: '',
      align: 'end',
      card: 'actions',
      render: (h) => (
        <Button look="quiet" onClick={() => saveJson(`hegu-audit-head-${h.treeSize}.json`, h)}>
          {t.downloadHead}
        </Button>
      ),
    },
  ];
  return (
    <>
      {error && <ProblemView error={error} />}
      <DataTable
        label={t.heads}
        columns={columns}
        rows={items}
        rowKey={(h) => String(h.treeSize)}
        more={more}
        empty={<Empty title={t.noHeads}>{t.noHeadsHint}</Empty>}
      />
    </>
  );
}
