import { ChargeStatus, exportCharges, listCharges } from '@hegu/contract/labs/charges.ts';
import { listProjects } from '@hegu/contract/labs/projects.ts';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useId } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { localName, useT } from '../../../i18n/messages.ts';
import { useRoutePages, useRouteQuery } from '../../../lib/query.ts';
import { useSession } from '../../../lib/session.ts';
import { DataTable } from '../../../ui/data-table.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { inputClass } from '../../../ui/field.tsx';
import { Page } from '../../../ui/page.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { RequireSignIn } from '../../../ui/sign-in.tsx';
import { Choices } from '../parts/choices.tsx';
import { useChargeColumns } from './charge-columns.tsx';
import { ExportCharges } from './export-charges.tsx';
import { moneyWords } from './messages.ts';
import styles from './money.module.css';
import { MoneyTabs } from './money-tabs.tsx';

export function ChargesPage() {
  const t = useT(moneyWords).charges;
  return (
    <RequireSignIn title={t.title}>
      <Charges />
    </RequireSignIn>
  );
}

function Charges() {
  const t = useT(moneyWords).charges;
  const locale = useLocale();
  const { has } = useSession();
  const search = useSearch({ from: '/charges' });
  const navigate = useNavigate({ from: '/charges' });
  const id = useId();
  // Who leads a group answers for its spending, and often has none of their own
  const whose = has('pi') && search.whose !== 'mine' ? 'group' : 'mine';
  const status = ChargeStatus.options.find((s) => s === search.status);
  const query = {
    scope: whose,
    ...(status ? { status } : {}),
    ...(search.project ? { projectId: search.project } : {}),
  } as const;
  const list = useRoutePages(listCharges, { query: { ...query, limit: 30 } });
  const { data: projects } = useRouteQuery(listProjects, { query: { scope: 'mine', limit: 100 } });
  const columns = useChargeColumns(whose === 'group');
  const set = (change: Record<string, string | undefined>) =>
    void navigate({ search: { ...search, ...change }, replace: true });
  return (
    <Page
      title={t.title}
      actions={<ExportCharges route={exportCharges} query={query} disabled={!list.items?.length} />}
    >
      <MoneyTabs />
      <div className={styles.filters}>
        {has('pi') && (
          <Choices
            label={t.whose}
            value={whose}
            options={[
              { value: 'group', label: t.group },
              { value: 'mine', label: t.mine },
            ]}
            onChange={(next) => set({ whose: next === 'group' ? undefined : next })}
          />
        )}
        <label htmlFor={`${id}p`}>
          <span>{t.project}</span>
          <select
            id={`${id}p`}
            className={inputClass}
            value={search.project ?? ''}
            onChange={(event) => set({ project: event.target.value || undefined })}
          >
            <option value="">{t.allProjects}</option>
            {projects?.items.map((p) => (
              <option key={p.id} value={p.id}>
                {localName(p, locale)}
              </option>
            ))}
          </select>
        </label>
        <label htmlFor={`${id}s`}>
          <span>{t.status}</span>
          <select
            id={`${id}s`}
            className={inputClass}
            value={status ?? ''}
            onChange={(event) => set({ status: event.target.value || undefined })}
          >
            <option value="">{t.all}</option>
            {ChargeStatus.options.map((s) => (
              <option key={s} value={s}>
                {t.statuses[s]}
              </option>
            ))}
          </select>
        </label>
      </div>
      {list.error && <ProblemView error={list.error} />}
      <div aria-busy={list.isPlaceholder} className={list.isPlaceholder ? styles.old : undefined}>
        {!(list.error && !list.items) && (
          <DataTable
            label={t.title}
            columns={columns}
            rows={list.items}
            rowKey={(c) => c.id}
            tone={(c) => (c.status === 'disputed' ? 'wait' : undefined)}
            more={list.more}
            empty={
              <Empty icon="money" title={t.none}>
                {t.noneHint}
              </Empty>
            }
          />
        )}
      </div>
    </Page>
  );
}
