import { type DragEvent, type ReactNode, useId, useState } from 'react';
import { useFormat } from '../lib/session.ts';
import { type Column, DataTable } from './data-table.tsx';
import { Icon } from './icons.tsx';
import styles from './sheet-drop.module.css';

/** Giving a table (Excel or CSV) to the server, and what it says about its cells. */

const types: Readonly<Record<string, string>> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv',
};

/** The browser names a CSV differently on every system; the ending decides. */
export function asSheet(file: File): Blob {
  const ending = file.name.toLowerCase().split('.').pop() ?? '';
  return types[ending] ? file.slice(0, file.size, types[ending]) : file;
}

/** A place to drop a table on or to choose one from. */
export function SheetDrop({
  file,
  ask,
  hint,
  onTake,
}: {
  file: File | null;
  /** What to do here, while nothing is chosen. */
  ask: string;
  hint: string;
  onTake: (file: File) => void;
}) {
  const id = useId();
  const [over, setOver] = useState(false);
  const take = (chosen: File | undefined) => chosen && onTake(chosen);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  return (
    <label
      htmlFor={id}
      className={styles.drop}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Icon name="upload" size={32} />
      <strong>{file ? file.name : ask}</strong>
      <span>{hint}</span>
      <input
        id={id}
        type="file"
        accept=".xlsx,.csv"
        className="sr-only"
        onChange={(event) => {
          take(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
    </label>
  );
}

/** What a dry run or an import came to, below its figures. */
export const SheetReport = ({ children }: { children: ReactNode }) => (
  <div className={styles.report}>{children}</div>
);

interface Problem {
  readonly row: number;
  readonly column: string;
  readonly value: string;
  readonly message: string;
}

/** Every complaint at its cell. */
export function SheetProblems({
  words: t,
  problems,
}: {
  words: Readonly<Record<'row' | 'column' | 'value' | 'problem' | 'problems', string>>;
  problems: readonly Problem[];
}) {
  const format = useFormat();
  const columns: readonly Column<Problem>[] = [
    {
      key: 'row',
      title: t.row,
      align: 'end',
      width: '72px',
      render: (p) => format.number(p.row),
    },
    { key: 'column', title: t.column, card: 'title', render: (p) => p.column },
    { key: 'value', title: t.value, render: (p) => <code>{p.value || '–'}</code> },
    { key: 'message', title: t.problem, card: 'subtitle', render: (p) => p.message },
  ];
  return (
    <DataTable
      label={t.problems}
      columns={columns}
      rows={problems}
      rowKey={(p) => `${p.row}:${p.column}:${p.message}`}
      tone={() => 'wrong'}
    />
  );
}
