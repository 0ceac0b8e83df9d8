import { listGroups } from '@hegu/contract/identity.ts';
import {
  createProject,
  fundProject,
  listProjects,
  type Project,
  updateProject,
} from '@hegu/contract/labs/billing.ts';
import { useId, useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { localName, useT } from '../../../i18n/messages.ts';
import { useRouteMutation, useRoutePages, useRouteQuery } from '../../../lib/query.ts';
import { useSession } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Field, helpId, inputClass } from '../../../ui/field.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import { Money } from '../../../ui/value.tsx';
import { YuanInput } from '../../labs/manage/parts/yuan-input.tsx';
import styles from './admin.module.css';
import { AdminPage, useMaySee } from './admin-page.tsx';
import { usePeople } from './groups-page.tsx';
import { useMyOrganisations } from './members-page.tsx';
import { admin as words } from './messages.ts';

export function ProjectsPage() {
  const t = useT(words);
  const locale = useLocale();
  const { has } = useSession();
  const [creating, setCreating] = useState(false);
  const [funding, setFunding] = useState<Project | null>(null);
  const { items, error, more } = useRoutePages(
    listProjects,
    {
      query: { scope: has('admin') ? 'all' : 'mine', limit: 50 },
    },
    { enabled: useMaySee('projects') },
  );
  const update = useRouteMutation(updateProject);
  const columns: readonly Column<Project>[] = [
    { key: 'code', title: t.code, card: 'subtitle', render: (p) => p.code },
    {
      key: 'name',
      title: t.project,
      card: 'title',
      render: (p) => (
        <>
          {localName(p, locale)}
          <div className={styles.hint}>{p.organisationName}</div>
        </>
      ),
    },
    { key: 'pi', title: t.pi, render: (p) => p.piName },
    { key: 'balance', title: t.balance, align: 'end', render: (p) => <Money fen={p.balanceFen} /> },
    { key: 'held', title: t.held, align: 'end', render: (p) => <Money fen={p.heldFen} /> },
    { key: 'credit', title: t.credit, align: 'end', render: (p) => <Money fen={p.creditLimitFen} /> },
    { key: 'spent', title: t.spent, align: 'end', render: (p) => <Money fen={p.spentFen} /> },
    {
      key: 'status',
      title: t.status,
      card: 'corner',
      render: (p) => <StatusTag tone={p.active ? 'act' : 'calm'}>{p.active ? t.active : t.closed}</StatusTag>,
    },
    {
      key: 'actions',
      title: '',
      align: 'end',
      card: 'actions',
      render: (p) => (
        <span className={styles.row}>
          {has('admin') && <Button onClick={() => setFunding(p)}>{t.fund}</Button>}
          {p.mayManage && (
            <ConfirmButton
              look="quiet"
              title={`${p.active ? t.closeProject : t.openProject}：${localName(p, locale)}`}
              consequence={p.active ? t.closeText : t.openText}
              onConfirm={() =>
                update.mutateAsync({
                  params: { id: p.id },
                  body: { active: !p.active },
                  ifMatch: p.version,
                })
              }
            >
              {p.active ? t.closeProject : t.openProject}
            </ConfirmButton>
          )}
        </span>
      ),
    },
  ];
  return (
    <AdminPage
      page="projects"
      title={t.projects}
      lead={t.projectsLead}
      actions={
        <Button look="act" onClick={() => setCreating(true)}>
          {t.newProject}
        </Button>
      }
    >
      {error && <ProblemView error={error} />}
      <DataTable
        label={t.projects}
        columns={columns}
        rows={items}
        rowKey={(p) => p.id}
        more={more}
        empty={
          <Empty icon="ledger" title={t.noProjects}>
            {t.noProjectsHint}
          </Empty>
        }
      />
      {creating && <NewProject onClose={() => setCreating(false)} />}
      {funding && <Fund project={funding} onClose={() => setFunding(null)} />}
    </AdminPage>
  );
}

function Fund({ project, onClose }: { project: Project; onClose: () => void }) {
  const t = useT(words);
  const { actions } = useT();
  const locale = useLocale();
  const ids = { amount: useId(), credit: useId(), memo: useId() };
  const [amount, setAmount] = useState<number | null>(null);
  const [credit, setCredit] = useState<number | null>(null);
  const [memo, setMemo] = useState('');
  const fund = useRouteMutation(fundProject, { onSuccess: onClose });
  return (
    <Dialog
      open
      title={t.fundTitle(localName(project, locale))}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{actions.cancel}</Button>
          <Button
            look="act"
            busy={fund.isPending}
            disabled={(amount === null && credit === null) || memo.trim() === ''}
            onClick={() =>
              fund.mutate({
                params: { id: project.id },
                body: {
                  memo: memo.trim(),
                  ...(amount ? { amountFen: amount } : {}),
                  ...(credit !== null ? { creditLimitFen: credit } : {}),
                },
              })
            }
          >
            {t.confirm}
          </Button>
        </>
      }
    >
      <dl className={styles.facts}>
        <dt>{t.balance}</dt>
        <dd>
          <Money fen={project.balanceFen} />
        </dd>
        <dt>{t.credit}</dt>
        <dd>
          <Money fen={project.creditLimitFen} />
        </dd>
      </dl>
      <Field label={t.fundAmount} htmlFor={ids.amount} optional>
        <YuanInput id={ids.amount} value={amount} onChange={setAmount} />
      </Field>
      <Field label={t.creditLimit} htmlFor={ids.credit} help={t.creditHelp} optional>
        <YuanInput id={ids.credit} value={credit} onChange={setCredit} />
      </Field>
      <Field label={t.memo} htmlFor={ids.memo} help={t.memoHelp}>
        <input
          id={ids.memo}
          className={inputClass}
          maxLength={200}
          aria-describedby={helpId(ids.memo)}
          value={memo}
          onChange={(event) => setMemo(event.target.value)}
        />
      </Field>
      {fund.error && <ProblemView error={fund.error} />}
    </Dialog>
  );
}

function NewProject({ onClose }: { onClose: () => void }) {
  const t = useT(words);
  const { actions } = useT();
  const locale = useLocale();
  const prefix = useId();
  const organisations = useMyOrganisations();
  const [form, setForm] = useState({
    code: '',
    nameZh: '',
    nameEn: '',
    organisationId: '',
    groupId: '',
    piUserId: '',
    startsOn: '',
    endsOn: '',
  });
  const set = (next: Partial<typeof form>) => setForm((old) => ({ ...old, ...next }));
  const groups = useRouteQuery(listGroups, { query: { limit: 200 } });
  const people = usePeople(form.organisationId);
  const group = groups.data?.items.find((g) => g.id === form.groupId);
  const create = useRouteMutation(createProject, { onSuccess: onClose });
  const text = (key: 'code' | 'nameZh' | 'nameEn' | 'startsOn' | 'endsOn', max: number, date = false) => (
    <Field label={t[key]} htmlFor={`${prefix}${key}`} optional={date}>
      <input
        id={`${prefix}${key}`}
        className={inputClass}
        type={date ? 'date' : 'text'}
        maxLength={date ? undefined : max}
        value={form[key]}
        onChange={(event) => set({ [key]: event.target.value })}
      />
    </Field>
  );
  const complete = form.code && form.nameZh && form.nameEn && form.organisationId && form.piUserId;
  return (
    <Dialog
      open
      title={t.newProject}
      width={640}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{actions.cancel}</Button>
          <Button
            look="act"
            busy={create.isPending}
            disabled={!complete}
            onClick={() =>
              create.mutate({
                body: {
                  code: form.code.trim(),
                  nameZh: form.nameZh.trim(),
                  nameEn: form.nameEn.trim(),
                  organisationId: form.organisationId,
                  piUserId: form.piUserId,
                  memberIds: group ? group.members.map((m) => m.userId) : [form.piUserId],
                  ...(form.groupId ? { groupId: form.groupId } : {}),
                  ...(form.startsOn ? { startsOn: form.startsOn } : {}),
                  ...(form.endsOn ? { endsOn: form.endsOn } : {}),
                },
              })
            }
          >
            {t.create}
          </Button>
        </>
      }
    >
      {text('code', 40)}
      {text('nameZh', 120)}
      {text('nameEn', 200)}
      <Field label={t.organisation} htmlFor={`${prefix}organisation`}>
        <select
          id={`${prefix}organisation`}
          className={inputClass}
          value={form.organisationId}
          onChange={(event) => set({ organisationId: event.target.value, groupId: '', piUserId: '' })}
        >
          <option value="">{t.chooseOrganisation}</option>
          {organisations.map((o) => (
            <option key={o.value} value={o.value}>
              {o.label}
            </option>
          ))}
        </select>
      </Field>
      <Field label={t.group} htmlFor={`${prefix}group`} optional>
        <select
          id={`${prefix}group`}
          className={inputClass}
          value={form.groupId}
          onChange={(event) => {
            const chosen = groups.data?.items.find((g) => g.id === event.target.value);
            set({ groupId: event.target.value, ...(chosen ? { piUserId: chosen.piUserId } : {}) });
          }}
        >
          <option value="">{t.noGroup}</option>
          {groups.data?.items
            .filter((g) => g.organisationId === form.organisationId)
            .map((g) => (
              <option key={g.id} value={g.id}>
                {localName(g, locale)}
              </option>
            ))}
        </select>
      </Field>
      <Field label={t.pi} htmlFor={`${prefix}pi`}>
        <select
          id={`${prefix}pi`}
          className={inputClass}
          value={form.piUserId}
          onChange={(event) => set({ piUserId: event.target.value })}
        >
          <option value="">{t.choosePi}</option>
          {people.map((p) => (
            <option key={p.id} value={p.id}>
              {p.name}
            </option>
          ))}
        </select>
      </Field>
      <div className={styles.form}>
        {text('startsOn', 10, true)}
        {text('endsOn', 10, true)}
      </div>
      {create.error && <ProblemView error={create.error} />}
    </Dialog>
  );
}
