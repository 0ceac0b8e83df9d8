import { listUses, type Use, UseStatus, useStatusNames } from '@hegu/contract/voucher/uses.ts';
import { useSearch } from '@tanstack/react-router';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { useRoutePages } from '../../../lib/query.ts';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { ExportUses } from '../parts/export-uses.tsx';
import { useUseColumns } from '../parts/use-columns.tsx';
import styles from '../parts/voucher.module.css';
import { officeWords } from './messages.ts';
import { StatusFilter } from './status-filter.tsx';

/** Every use in the valley, whoever it is of: what stands behind the sums of the year. */
export function Uses() {
  const t = useT(officeWords);
  const locale = useLocale();
  const search = useSearch({ from: '/vouchers/office' });
  const status = UseStatus.options.find((s) => s === search.status);
  const query = { scope: 'valley' as const, ...(status ? { status } : {}) };
  const { items, error, more } = useRoutePages(
    listUses,
    { query: { ...query, limit: 50 } },
    { rooms: ['valley'] },
  );
  const [when, service, ...rest] = useUseColumns('provider');
  const provider: Column<Use> = { key: 'provider', title: t.provider, render: (u) => u.providerName };
  const columns = [when, service, provider, ...rest.filter((c) => c.key !== 'link')].filter(
    (c) => c !== undefined,
  );
  const words = Object.fromEntries(UseStatus.options.map((s) => [s, useStatusNames[s][locale]])) as Readonly<
    Record<Use['status'], string>
  >;
  return (
    <>
      <div className={`${styles.row} ${styles.spread}`}>
        <StatusFilter options={UseStatus.options} value={status} words={words} />
        {(items?.length ?? 0) > 0 && (
          <span className={styles.row}>
            <ExportUses query={query} />
          </span>
        )}
      </div>
      {error ? (
        <ProblemView error={error} />
      ) : (
        <DataTable
          label={t.views.uses}
          columns={columns}
          rows={items}
          rowKey={(u) => u.id}
          more={more}
          empty={
            <Empty icon="voucher" title={t.noUses}>
              {t.noUsesText}
            </Empty>
          }
        />
      )}
    </>
  );
}
