import {
  type AuditEntry,
  type AuditHead,
  auditEntities,
  getAuditProof,
  listAudit,
  listAuditHeads,
} from '@hegu/contract/audit.ts';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useEffect, useId, useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { call } from '../../../lib/api.ts';
import { useRoutePages } from '../../../lib/query.ts';
import { useFormat, useZone } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Drawer } from '../../../ui/drawer.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Field, inputClass } from '../../../ui/field.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Section } from '../../../ui/page.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import { usePhone } from '../../../ui/use-media.ts';
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

/** The words of a kind of thing; entries of older releases may name one that is not kept any more. */
function useEntityName(): (entity: string) => string {
  const locale = useLocale();
  return (entity) =>
    entity in auditEntities ? auditEntities[entity as keyof typeof auditEntities][locale] : entity;
}

export function AuditPage() {
  const t = useT(words);
  const format = useFormat();
  const zone = useZone();
  const search = useSearch({ from: '/admin/audit' });
  const entityName = useEntityName();
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
    {
      key: 'who',
      title: t.who,
      card: 'subtitle',
      render: (e) => (
        <Link to="/admin/audit" search={{ ...search, actor: e.actorId }} title={t.onlyActor}>
          {e.actorName}
        </Link>
      ),
    },
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
      render: (e) => (
        <Link
          to="/admin/audit"
          search={{ entity: e.entity, ...(e.entityId ? { entityId: e.entityId } : {}) }}
          title={t.onlyThing}
        >
          {entityName(e.entity)} <code className={styles.code}>{e.entityId.slice(-6)}</code>
        </Link>
      ),
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
      <Filters
        actorName={search.actor ? items?.find((e) => e.actorId === search.actor)?.actorName : undefined}
      />
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

/** `actorName`: of the actor that is chosen, as the list has it. */
function Filters({ actorName }: { actorName: string | undefined }) {
  const t = useT(words);
  const phone = usePhone();
  const entityName = useEntityName();
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
  const field = (name: keyof typeof search, label: string, type = 'text', hint = '') => (
    <Field label={label} htmlFor={`${prefix}${name}`}>
      <input
        id={`${prefix}${name}`}
        type={type}
        className={inputClass}
        autoCapitalize="none"
        spellCheck={false}
        placeholder={hint}
        value={form[name] ?? ''}
        onChange={(event) => setForm({ ...form, [name]: event.target.value })}
      />
    </Field>
  );
  // Chosen by a press on a name or a thing in the list, and let go here
  const chosen = (['actor', 'entityId'] as const).filter((name) => search[name] !== undefined);
  const set = filters.filter((name) => search[name]).length + (search.from ? 1 : 0) + (search.to ? 1 : 0);
  return (
    <details className={styles.fold} open={!phone || undefined}>
      <summary>
        {t.filter}
        {set > 0 && ` (${set})`}
      </summary>
      <form className={styles.form} onSubmit={submit}>
        <Field label={t.entity} htmlFor={`${prefix}entity`}>
          <select
            id={`${prefix}entity`}
            className={inputClass}
            value={form.entity ?? ''}
            onChange={(event) => {
              const { entityId: _, ...rest } = search;
              void navigate({ search: { ...rest, entity: event.target.value || undefined } });
            }}
          >
            <option value="">{t.anything}</option>
            {form.entity && !(form.entity in auditEntities) && (
              <option value={form.entity}>{form.entity}</option>
            )}
            {Object.keys(auditEntities).map((entity) => (
              <option key={entity} value={entity}>
                {entityName(entity)}
              </option>
            ))}
          </select>
        </Field>
        {field('action', t.action, 'text', t.actionHint)}
        {field('from', t.from, 'date')}
        {field('to', t.to, 'date')}
        <span className={styles.row}>
          <Button type="submit">{t.filter}</Button>
          <Button look="quiet" onClick={() => void navigate({ search: {} })}>
            {t.clear}
          </Button>
        </span>
      </form>
      {chosen.length > 0 && (
        <p className={styles.row}>
          {chosen.map((name) => (
            <Button key={name} onClick={() => void navigate({ search: { ...search, [name]: undefined } })}>
              {name === 'actor'
                ? t.actorChosen(actorName ?? search.actor ?? '')
                : t.thingChosen(search.entityId?.slice(-6) ?? '')}
              <Icon name="close" size={16} />
            </Button>
          ))}
        </p>
      )}
    </details>
  );
}

function Entry({ entry }: { entry: AuditEntry }) {
  const t = useT(words);
  const entityName = useEntityName();
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
          {entityName(entry.entity)} <code className={styles.code}>{entry.entityId}</code>
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
