import { listGroups } from '@hegu/contract/identity.ts';
import {
  createProject,
  fundProject,
  listProjects,
  type Project,
  updateProject,
} from '@hegu/contract/labs/projects.ts';
import { useId, useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { localName, named, useT } from '../../../i18n/messages.ts';
import { useRouteMutation, useRoutePages, useRouteQuery } from '../../../lib/query.ts';
import { useFormat, useSession } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Field } from '../../../ui/field.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import { Money } from '../../../ui/value.tsx';
import { YuanInput } from '../../labs/manage/parts/yuan-input.tsx';
import styles from './admin.module.css';
import { AdminPage, useMaySee } from './admin-page.tsx';
import {
  FormDialog,
  OrganisationField,
  PagedTable,
  SelectField,
  TextField,
  useMyOrganisations,
  usePeople,
} from './form-parts.tsx';
import { admin as words } from './messages.ts';

export function ProjectsPage() {
  const t = useT(words);
  const locale = useLocale();
  const format = useFormat();
  const { has } = useSession();
  const [creating, setCreating] = useState(false);
  const [funding, setFunding] = useState<Project | null>(null);
  const pages = useRoutePages(
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
    {
      key: 'balance',
      title: t.balance,
      align: 'end',
      render: (p) => (
        <>
          <Money fen={p.balanceFen} />
          {p.arrearsFen > 0 && <div className={styles.wrong}>{t.arrears(format.money(p.arrearsFen))}</div>}
        </>
      ),
    },
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
              title={named(p.active ? t.closeProject : t.openProject, localName(p, locale), locale)}
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
      <PagedTable
        pages={pages}
        label={t.projects}
        columns={columns}
        rowKey={(p) => p.id}
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
  const locale = useLocale();
  const format = useFormat();
  const ids = { amount: useId(), credit: useId() };
  const [amount, setAmount] = useState<number | null>(null);
  const [credit, setCredit] = useState<number | null>(null);
  const [memo, setMemo] = useState('');
  const fund = useRouteMutation(fundProject, { onSuccess: onClose });
  return (
    <FormDialog
      title={t.fundTitle(localName(project, locale))}
      submit={t.confirm}
      ready={(amount !== null || credit !== null) && memo.trim() !== ''}
      sending={fund}
      onSubmit={() =>
        fund.mutate({
          params: { id: project.id },
          body: {
            memo: memo.trim(),
            ...(amount !== null ? { amountFen: amount } : {}),
            ...(credit !== null ? { creditLimitFen: credit } : {}),
          },
        })
      }
      onClose={onClose}
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
      {project.arrearsFen > 0 && (
        <p className={styles.wrong}>{t.arrearsHelp(format.money(project.arrearsFen))}</p>
      )}
      <Field label={t.fundAmount} htmlFor={ids.amount} optional>
        <YuanInput id={ids.amount} blank min={1} value={amount} onChange={setAmount} />
      </Field>
      <Field label={t.creditLimit} htmlFor={ids.credit} help={t.creditHelp} optional>
        <YuanInput id={ids.credit} blank value={credit} onChange={setCredit} />
      </Field>
      <TextField label={t.memo} help={t.memoHelp} max={200} value={memo} onChange={setMemo} />
    </FormDialog>
  );
}

function NewProject({ onClose }: { onClose: () => void }) {
  const t = useT(words);
  const locale = useLocale();
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
  const text = (key: 'code' | 'nameZh' | 'nameEn', max: number) => (
    <TextField label={t[key]} max={max} value={form[key]} onChange={(value) => set({ [key]: value })} />
  );
  const date = (key: 'startsOn' | 'endsOn') => (
    <TextField
      label={t[key]}
      type="date"
      optional
      value={form[key]}
      onChange={(value) => set({ [key]: value })}
    />
  );
  const { code, nameZh, nameEn, organisationId, piUserId, groupId, startsOn, endsOn } = form;
  return (
    <FormDialog
      title={t.newProject}
      submit={t.create}
      width={640}
      ready={Boolean(code.trim() && nameZh.trim() && nameEn.trim() && organisationId && piUserId)}
      sending={create}
      onSubmit={() =>
        create.mutate({
          body: {
            code: code.trim(),
            nameZh: nameZh.trim(),
            nameEn: nameEn.trim(),
            organisationId,
            piUserId,
            memberIds: group ? group.members.map((m) => m.userId) : [piUserId],
            ...(groupId ? { groupId } : {}),
            ...(startsOn ? { startsOn } : {}),
            ...(endsOn ? { endsOn } : {}),
          },
        })
      }
      onClose={onClose}
    >
      {text('code', 40)}
      {text('nameZh', 120)}
      {text('nameEn', 200)}
      <OrganisationField
        value={organisationId}
        options={organisations}
        onChange={(id) => set({ organisationId: id, groupId: '', piUserId: '' })}
      />
      <SelectField
        label={t.group}
        none={t.noGroup}
        optional
        value={groupId}
        options={
          groups.data?.items
            .filter((g) => g.organisationId === organisationId)
            .map((g) => ({ value: g.id, label: localName(g, locale) })) ?? []
        }
        onChange={(id) => {
          const chosen = groups.data?.items.find((g) => g.id === id);
          set({ groupId: id, ...(chosen ? { piUserId: chosen.piUserId } : {}) });
        }}
      />
      <SelectField
        label={t.pi}
        none={t.choosePi}
        value={piUserId}
        options={people}
        onChange={(id) => set({ piUserId: id })}
      />
      <div className={styles.form}>
        {date('startsOn')}
        {date('endsOn')}
      </div>
    </FormDialog>
  );
}
