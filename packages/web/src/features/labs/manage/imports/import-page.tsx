import {
  exportInstruments,
  type ImportReport,
  importInstruments,
  importTemplate,
} from '@hegu/contract/labs/instruments.ts';
import { Link } from '@tanstack/react-router';
import { type DragEvent, useId, useState } from 'react';
import type { z } from 'zod';
import { useT } from '../../../../i18n/messages.ts';
import { download } from '../../../../lib/api.ts';
import { useRouteMutation } from '../../../../lib/query.ts';
import { useFormat } from '../../../../lib/session.ts';
import { Button } from '../../../../ui/button.tsx';
import { type Column, DataTable } from '../../../../ui/data-table.tsx';
import { Icon } from '../../../../ui/icons.tsx';
import { Section } from '../../../../ui/page.tsx';
import { Alert, ProblemView } from '../../../../ui/problem-view.tsx';
import { Stat, Stats } from '../../../../ui/stat.tsx';
import { ManagePage } from '../parts/manage-page.tsx';
import styles from './import.module.css';
import { imports as words } from './messages.ts';

type Report = z.output<typeof ImportReport>;
type Problem = Report['problems'][number];

const types: Readonly<Record<string, string>> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv',
};

/** The browser names a CSV differently on every system; the ending decides. */
function typed(file: File): Blob {
  const ending = file.name.toLowerCase().split('.').pop() ?? '';
  return types[ending] ? file.slice(0, file.size, types[ending]) : file;
}

/** Template, dry run with every problem by row and column, then the import: all of it or nothing. */
export function ImportPage() {
  const t = useT(words);
  const format = useFormat();
  const input = useId();
  const [file, setFile] = useState<File | null>(null);
  const [over, setOver] = useState(false);
  const [failed, setFailed] = useState<unknown>(null);
  const dry = useRouteMutation(importInstruments);
  const real = useRouteMutation(importInstruments, { invalidate: ['catalogue'] });
  const take = (next: File | undefined) => {
    if (!next) return;
    setFile(next);
    real.reset();
    dry.mutate({ query: { dryRun: 'true' }, upload: typed(next) });
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  const save = (what: Promise<void>) => {
    setFailed(null);
    what.catch(setFailed);
  };
  const report = dry.data;
  const columns: readonly Column<Problem>[] = [
    {
      key: 'row',
      title: t.row,
      align: 'end',
      width: '72px',
      render: (p) => format.number(p.row),
      card: 'corner',
    },
    { key: 'column', title: t.column, render: (p) => p.column, card: 'title' },
    { key: 'value', title: t.value, render: (p) => <code>{p.value || '–'}</code> },
    { key: 'message', title: t.problem, render: (p) => p.message, card: 'subtitle' },
  ];
  return (
    <ManagePage
      title={t.title}
      lead={t.lead}
      crumbs={[{ label: t.list, link: { to: '/manage/instruments' } }]}
    >
      <Section
        title={t.step1}
        hint={t.step1Hint}
        actions={
          <>
            <Button onClick={() => save(download(importTemplate, 'instruments-template.xlsx'))}>
              {t.template}
            </Button>
            <Button
              look="quiet"
              onClick={() =>
                save(
                  download(exportInstruments, 'instruments.xlsx', {
                    query: { managed: 'true', format: 'xlsx' },
                  }),
                )
              }
            >
              {t.export}
            </Button>
          </>
        }
      >
        {failed !== null && <ProblemView error={failed} />}
      </Section>
      <Section title={t.step2} hint={t.step2Hint}>
        <label
          htmlFor={input}
          className={styles.drop}
          data-over={over || undefined}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
        >
          <Icon name="inbox" size={32} />
          <strong>{file ? file.name : t.drop}</strong>
          <span>{dry.isPending ? t.checking : t.dropHint}</span>
          <input
            id={input}
            type="file"
            accept=".xlsx,.csv"
            className="sr-only"
            onChange={(event) => {
              take(event.target.files?.[0]);
              event.target.value = '';
            }}
          />
        </label>
        {dry.error && <ProblemView error={dry.error} />}
      </Section>
      {report && (
        <Section title={t.step3} hint={t.step3Hint}>
          <Stats>
            <Stat label={t.rows} value={report.rows} />
            <Stat label={t.created} value={report.created} />
            <Stat label={t.updated} value={report.updated} />
            <Stat label={t.unchanged} value={report.unchanged} />
            <Stat label={t.problems} value={report.problems.length} />
          </Stats>
          <div className={styles.result}>
            {report.problems.length > 0 ? (
              <>
                <Alert title={t.fix(report.problems.length)}>{t.fixHint}</Alert>
                <DataTable
                  label={t.problems}
                  columns={columns}
                  rows={report.problems}
                  rowKey={(p) => `${p.row}:${p.column}:${p.message}`}
                />
              </>
            ) : real.data ? (
              <Alert tone="calm" title={t.done(real.data.created, real.data.updated)}>
                {real.data.drafts > 0 && (
                  <p>
                    {t.draftsMade(real.data.drafts)}{' '}
                    <Link to="/manage/instruments" search={{ status: 'draft' }}>
                      {t.toDrafts}
                    </Link>
                  </p>
                )}
              </Alert>
            ) : report.created + report.updated === 0 ? (
              <Alert tone="calm" title={t.same}>
                {t.sameHint}
              </Alert>
            ) : (
              <>
                <Alert tone="calm" title={t.fine}>
                  {t.fineHint}
                </Alert>
                {report.drafts > 0 && (
                  <Alert tone="wait" title={t.drafts(report.drafts)}>
                    <p>{t.draftsHint}</p>
                  </Alert>
                )}
                <Button
                  look="act"
                  busy={real.isPending}
                  onClick={() => file && real.mutate({ query: { dryRun: 'false' }, upload: typed(file) })}
                >
                  {t.import(report.created + report.updated)}
                </Button>
              </>
            )}
            {real.error && <ProblemView error={real.error} />}
          </div>
        </Section>
      )}
    </ManagePage>
  );
}
