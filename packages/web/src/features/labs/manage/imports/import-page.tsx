import { exportInstruments, importInstruments, importTemplate } from '@hegu/contract/labs/instruments.ts';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useT } from '../../../../i18n/messages.ts';
import { download } from '../../../../lib/api.ts';
import { useRouteMutation } from '../../../../lib/query.ts';
import { Button } from '../../../../ui/button.tsx';
import { Section } from '../../../../ui/page.tsx';
import { Alert, ProblemView } from '../../../../ui/problem-view.tsx';
import { asSheet, SheetDrop, SheetProblems, SheetReport } from '../../../../ui/sheet-drop.tsx';
import { Stat, Stats } from '../../../../ui/stat.tsx';
import { ManagePage } from '../parts/manage-page.tsx';
import { imports as words } from './messages.ts';

/** Template, dry run with every problem by row and column, then the import: all of it or nothing. */
export function ImportPage() {
  const t = useT(words);
  const [file, setFile] = useState<File | null>(null);
  const [failed, setFailed] = useState<unknown>(null);
  const dry = useRouteMutation(importInstruments);
  const real = useRouteMutation(importInstruments, { invalidate: ['catalogue'] });
  const take = (next: File) => {
    setFile(next);
    real.reset();
    dry.mutate({ query: { dryRun: 'true' }, upload: asSheet(next) });
  };
  const save = (what: Promise<void>) => {
    setFailed(null);
    what.catch(setFailed);
  };
  const report = dry.data;
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
        <SheetDrop file={file} ask={t.drop} hint={dry.isPending ? t.checking : t.dropHint} onTake={take} />
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
          <SheetReport>
            {report.problems.length > 0 ? (
              <>
                <Alert title={t.fix(report.problems.length)}>{t.fixHint}</Alert>
                <SheetProblems words={t} problems={report.problems} />
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
                  onClick={() => file && real.mutate({ query: { dryRun: 'false' }, upload: asSheet(file) })}
                >
                  {t.import(report.created + report.updated)}
                </Button>
              </>
            )}
            {real.error && <ProblemView error={real.error} />}
          </SheetReport>
        </Section>
      )}
    </ManagePage>
  );
}
