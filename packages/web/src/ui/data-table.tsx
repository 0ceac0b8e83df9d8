import type { ReactNode } from 'react';
import { useT } from '../i18n/messages.ts';
import { useFormat } from '../lib/session.ts';
import { Button } from './button.tsx';
import styles from './data-table.module.css';
import { Icon } from './icons.tsx';
import { Skeleton } from './skeleton.tsx';
import { useNarrow } from './use-media.ts';

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  readonly render: (row: Row) => ReactNode;
  /** Numbers, money and lengths stand at the right. */
  readonly align?: 'start' | 'end';
  /** CSS width; without it the column takes what it needs. */
  readonly width?: string;
  /** On a card: the heading, a line below it, a labelled fact (the default), the corner, the actions, or nothing. */
  readonly card?: 'title' | 'subtitle' | 'fact' | 'corner' | 'actions' | 'none';
  /** The name the list's `sort` knows it by; makes the heading a button. */
  readonly sort?: string;
}

export interface Sorting {
  readonly by: string;
  readonly descending: boolean;
}

export interface DataTableProps<Row> {
  readonly columns: readonly Column<Row>[];
  /** Undefined while the first page is on its way. */
  readonly rows: readonly Row[] | undefined;
  readonly rowKey: (row: Row) => string;
  /** Names the table for a screen reader. */
  readonly label: string;
  readonly empty?: ReactNode;
  readonly total?: number;
  readonly sorting?: Sorting;
  readonly onSort?: (sorting: Sorting) => void;
  /** Ticked rows, by key. */
  readonly selected?: ReadonlySet<string>;
  readonly onSelect?: (selected: ReadonlySet<string>) => void;
  /** What a row's tick is called to somebody who cannot see the row. */
  readonly rowName?: (row: Row) => string;
  /** A tone for a row's left edge. */
  readonly tone?: (row: Row) => 'act' | 'wait' | 'wrong' | undefined;
  /** Cursor paging: whether there is more, and how to get it. */
  readonly more?: { readonly has: boolean; readonly busy: boolean; readonly load: () => void };
  /** Row of totals under the columns, by column key. */
  readonly totals?: Readonly<Record<string, ReactNode>>;
}

/** A dense table at a desk, cards under 640 px. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const narrow = useNarrow();
  const { table } = useT();
  const { rows, more, total } = props;
  const format = useFormat();
  if (rows === undefined) return <Skeleton lines={6} height={32} />;
  if (rows.length === 0) return props.empty ?? <p className={styles.none}>{table.empty}</p>;
  return (
    <div>
      {narrow ? <Cards {...props} rows={rows} /> : <Grid {...props} rows={rows} />}
      {(total !== undefined || more?.has) && (
        <div className={styles.foot}>
          {total !== undefined && <span>{table.total(format.number(total))}</span>}
          {more?.has && (
            <Button look="quiet" busy={more.busy} onClick={more.load}>
              <MoreWord />
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

function MoreWord() {
  return <>{useT().actions.more}</>;
}

type Loaded<Row> = DataTableProps<Row> & { readonly rows: readonly Row[] };

function Grid<Row>(props: Loaded<Row>) {
  const { columns, rows, rowKey, label, sorting, onSort, selected, onSelect, rowName, tone, totals } = props;
  const allTicked = selected !== undefined && rows.every((row) => selected.has(rowKey(row)));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable with the keyboard
    <section className={styles.scroll} aria-label={label} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            {selected && (
              <th className={styles.tick}>
                <Tick
                  label={label}
                  checked={allTicked}
                  onChange={() => onSelect?.(allTicked ? new Set() : new Set(rows.map(rowKey)))}
                />
              </th>
            )}
            {columns.map((column) => (
              <Heading
                key={column.key}
                column={column}
                {...(sorting ? { sorting } : {})}
                {...(onSort ? { onSort } : {})}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const key = rowKey(row);
            return (
              <tr key={key} data-tone={tone?.(row)} data-ticked={selected?.has(key) || undefined}>
                {selected && (
                  <td className={styles.tick}>
                    <Tick
                      label={rowName?.(row) ?? key}
                      checked={selected.has(key)}
                      onChange={() => onSelect?.(toggled(selected, key))}
                    />
                  </td>
                )}
                {columns.map((column) => (
                  <td key={column.key} className={column.align === 'end' ? styles.end : undefined}>
                    {column.render(row)}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
        {totals && (
          <tfoot>
            <tr>
              {selected && <td />}
              {columns.map((column) => (
                <td key={column.key} className={column.align === 'end' ? styles.end : undefined}>
                  {totals[column.key]}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </section>
  );
}

function Heading<Row>({
  column,
  sorting,
  onSort,
}: {
  column: Column<Row>;
  sorting?: Sorting;
  onSort?: (sorting: Sorting) => void;
}) {
  const { table } = useT();
  const { sort } = column;
  const active = sort !== undefined && sorting?.by === sort;
  return (
    <th
      scope="col"
      className={column.align === 'end' ? styles.end : undefined}
      style={column.width ? { width: column.width } : undefined}
      aria-sort={active ? (sorting.descending ? 'descending' : 'ascending') : undefined}
    >
      {sort && onSort ? (
        <button
          type="button"
          className={styles.sort}
          onClick={() => onSort({ by: sort, descending: active ? !sorting.descending : false })}
        >
          {column.title}
          <span aria-hidden="true">{active ? (sorting.descending ? '↓' : '↑') : '↕'}</span>
        </button>
      ) : (
        column.title || <span className="sr-only">{table.actions}</span>
      )}
    </th>
  );
}

function Cards<Row>({ columns, rows, rowKey, label, tone, selected, onSelect, rowName }: Loaded<Row>) {
  const of = (kind: NonNullable<Column<Row>['card']>) =>
    columns.filter((column) => (column.card ?? 'fact') === kind);
  return (
    <ul className={styles.cards} aria-label={label}>
      {rows.map((row) => {
        const key = rowKey(row);
        return (
          <li key={key} className={styles.card} data-tone={tone?.(row)}>
            <div className={styles.cardHead}>
              {selected && (
                <Tick
                  label={rowName?.(row) ?? key}
                  checked={selected.has(key)}
                  onChange={() => onSelect?.(toggled(selected, key))}
                />
              )}
              <div className={styles.cardTitle}>
                {of('title').map((column) => (
                  <strong key={column.key}>{column.render(row)}</strong>
                ))}
                {of('subtitle').map((column) => (
                  <span key={column.key}>{column.render(row)}</span>
                ))}
              </div>
              {of('corner').map((column) => (
                <div key={column.key}>{column.render(row)}</div>
              ))}
            </div>
            {of('fact').length > 0 && (
              <dl className={styles.facts}>
                {of('fact').map((column) => (
                  <div key={column.key}>
                    <dt>{column.title}</dt>
                    <dd>{column.render(row)}</dd>
                  </div>
                ))}
              </dl>
            )}
            {of('actions').map((column) => (
              <div key={column.key} className={styles.cardActions}>
                {column.render(row)}
              </div>
            ))}
          </li>
        );
      })}
    </ul>
  );
}

function Tick({ label, checked, onChange }: { label: string; checked: boolean; onChange: () => void }) {
  return (
    <label className={styles.tickLabel}>
      <span className="sr-only">{label}</span>
      <input type="checkbox" checked={checked} onChange={onChange} />
      {checked && <Icon name="check" size={14} />}
    </label>
  );
}

function toggled(selected: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(selected);
  if (!next.delete(key)) next.add(key);
  return next;
}
