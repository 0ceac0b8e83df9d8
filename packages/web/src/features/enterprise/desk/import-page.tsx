import {
  type FirmImportReport,
  firmImportTemplate,
  type ImportKind,
  importKinds,
} from '@hegu/contract/enterprise/imports.ts';
import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useT } from '../../../i18n/messages.ts';
import { download } from '../../../lib/api.ts';
import { civilOf } from '../../../lib/format.ts';
import { serverNow, useFormat, useZone } from '../../../lib/session.ts';
import { Button, buttonClass } from '../../../ui/button.tsx';
import { inputClass } from '../../../ui/field.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Section } from '../../../ui/page.tsx';
import { Alert, ProblemView } from '../../../ui/problem-view.tsx';
import { asSheet, SheetDrop, SheetProblems, SheetReport } from '../../../ui/sheet-drop.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { Stat, Stats } from '../../../ui/stat.tsx';
import { Choices } from '../../labs/parts/choices.tsx';
import { DeskPage } from '../parts/desk-page.tsx';
import styles from './desk.module.css';
import { importWords } from './messages.ts';
import { useImport } from './use-import.ts';

/** Template, dry run with every problem at its cell, then the import: all of it or nothing. */
export function ImportPage() {
  const t = useT(importWords);
  const id = useId();
  const zone = useZone();
  const thisYear = civilOf(serverNow(), zone)?.year ?? 0;
  const [kind, setKind] = useState<ImportKind>('returns');
  const [year, setYear] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const [failed, setFailed] = useState<unknown>(null);
  const dry = useImport(true);
  const real = useImport(false);
  const query = { kind, ...(year ? { year: Number(year) } : {}) };
  const check = (next: File, q: typeof query) => {
    real.reset();
    dry.run(asSheet(next), q);
  };
  const take = (next: File) => {
    setFile(next);
    check(next, query);
  };
  return (
    <DeskPage roles={['officer', 'admin']} title={t.title} lead={t.lead}>
      <Section
        title={t.what}
        hint={t.whatHint}
        actions={
          <Button
            onClick={() => {
              setFailed(null);
              void download(firmImportTemplate, `${t.kinds[kind]}.xlsx`, { query: { kind } }).catch(
                setFailed,
              );
            }}
          >
            <Icon name="download" size={18} />
            {t.template}
          </Button>
        }
      >
        <div className={styles.filters}>
          <Choices
            label={t.what}
            value={kind}
            options={importKinds.map((value) => ({ value, label: t.kinds[value] }))}
            onChange={(next) => {
              setKind(next);
              setFile(null);
              dry.reset();
              real.reset();
            }}
          />
          {kind === 'returns' && (
            <label htmlFor={`${id}y`}>
              <span>{t.year}</span>
              <select
                id={`${id}y`}
                className={inputClass}
                value={year}
                onChange={(event) => {
                  setYear(event.target.value);
                  const y = event.target.value;
                  if (file) check(file, { kind, ...(y ? { year: Number(y) } : {}) });
                }}
              >
                <option value="">{t.yearInTable}</option>
                {Array.from({ length: 6 }, (_, i) => thisYear - i).map((y) => (
                  <option key={y} value={y}>
                    {y}
                  </option>
                ))}
              </select>
              <small>{t.yearHint}</small>
            </label>
          )}
        </div>
        {failed !== null && <ProblemView error={failed} />}
      </Section>
      <Section title={t.step2} hint={t.step2Hint}>
        <SheetDrop file={file} ask={t.drop} hint={dry.busy ? t.checking : t.dropHint} onTake={take} />
        {dry.error && <ProblemView error={dry.error} />}
        {dry.busy &&
          (dry.fraction === null ? (
            <Skeleton lines={3} height={40} />
          ) : (
            <Progress label={t.checking} fraction={dry.fraction} />
          ))}
      </Section>
      {dry.report && !dry.busy && (
        <Result
          report={dry.report}
          done={real.report}
          error={real.error}
          busy={real.busy}
          fraction={real.fraction}
          onImport={() => file && real.run(asSheet(file), query)}
        />
      )}
    </DeskPage>
  );
}

/** How far it is; only that it goes on, where that is not known. */
function Progress({ label, fraction }: { label: string; fraction: number | null }) {
  const t = useT(importWords);
  const format = useFormat();
  return (
    <>
      <progress
        className={styles.progress}
        aria-label={label}
        {...(fraction === null ? {} : { value: fraction })}
      />
      {fraction !== null && <p>{t.background(format.percent(fraction))}</p>}
    </>
  );
}

function Result({
  report,
  done,
  error,
  busy,
  fraction,
  onImport,
}: {
  report: FirmImportReport;
  done: FirmImportReport | undefined;
  error: Error | null;
  busy: boolean;
  fraction: number | null;
  onImport: () => void;
}) {
  const t = useT(importWords);
  const format = useFormat();
  return (
    <Section title={t.step3}>
      <Stats>
        <Stat label={t.rows} value={report.rows} />
        <Stat label={t.created} value={report.firmsCreated} />
        <Stat label={t.recorded} value={report.recorded} />
        <Stat label={t.unchanged} value={report.unchanged} />
        <Stat label={t.problems} value={report.problems.length} />
      </Stats>
      <SheetReport>
        {report.problems.length > 0 ? (
          <>
            <Alert title={t.fix(report.problems.length)}>
              <p>{t.fixHint}</p>
            </Alert>
            <SheetProblems words={t} problems={report.problems} />
          </>
        ) : done ? (
          <Alert tone="calm" title={t.done(format.number(done.firmsCreated), format.number(done.recorded))}>
            <p>{t.doneHint}</p>
            <p className={styles.links}>
              <Link to="/firms" className={buttonClass('plain')}>
                {t.toFirms}
              </Link>
              <Link to="/ladder/cohorts" className={buttonClass('plain')}>
                {t.toCohorts}
              </Link>
            </p>
          </Alert>
        ) : report.recorded === 0 && report.firmsCreated === 0 ? (
          <Alert tone="calm" title={t.nothingNew}>
            <p>{t.nothingNewHint}</p>
          </Alert>
        ) : (
          <>
            <Alert tone="calm" title={t.fine}>
              <p>{t.fineHint}</p>
            </Alert>
            <Button look="act" busy={busy} onClick={onImport}>
              {busy ? t.going : t.go(format.number(report.recorded))}
            </Button>
            {busy && <Progress label={t.going} fraction={fraction} />}
          </>
        )}
        {error && <ProblemView error={error} />}
      </SheetReport>
    </Section>
  );
}
