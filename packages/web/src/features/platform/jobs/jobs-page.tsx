import { type JobFailure, type JobKind, jobTitles, listJobs, retryJob } from '@hegu/contract/jobs.ts';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { useRouteMutation, useRouteQuery } from '../../../lib/query.ts';
import { useFormat } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Section } from '../../../ui/page.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { StatusTag, type Tone } from '../../../ui/status-tag.tsx';
import styles from '../../identity/admin/admin.module.css';
import { AdminPage, useMaySee } from '../../identity/admin/admin-page.tsx';
import { jobs as words } from './messages.ts';
import { scheduleWords } from './schedule.ts';

const refreshMs = 10_000;

/** Of an older server a kind may come that has no words yet. */
function useTitle(): (name: string) => string {
  const locale = useLocale();
  return (name) => jobTitles[name]?.[locale] ?? name;
}

/** What failed last stands first, what only runs when asked for last. */
const weight = (k: JobKind) => (k.last?.state === 'failed' ? 0 : k.schedule ? 1 : 2);

export function JobsPage() {
  const t = useT(words);
  const { data, error } = useRouteQuery(
    listJobs,
    {},
    { enabled: useMaySee('jobs'), refetchInterval: refreshMs },
  );
  return (
    <AdminPage page="jobs" title={t.title} lead={t.lead}>
      {error && <ProblemView error={error} />}
      {!(error && !data) && (
        <>
          <Section title={t.failures}>
            <Failures rows={data?.failures} />
          </Section>
          <Section title={t.kinds}>
            <Kinds rows={data?.kinds.toSorted((a, b) => weight(a) - weight(b))} />
          </Section>
        </>
      )}
    </AdminPage>
  );
}

function Failures({ rows }: { rows: readonly JobFailure[] | undefined }) {
  const t = useT(words);
  const format = useFormat();
  const titleOf = useTitle();
  const retry = useRouteMutation(retryJob);
  const columns: readonly Column<JobFailure>[] = [
    { key: 'what', title: t.what, card: 'title', render: (f) => titleOf(f.name) },
    { key: 'at', title: t.at, card: 'subtitle', render: (f) => format.dateTime(f.failedAt) },
    { key: 'attempts', title: t.attempts, align: 'end', render: (f) => format.number(f.attempts) },
    { key: 'error', title: t.error, render: (f) => <span className={styles.said}>{f.error}</span> },
    {
      key: 'actions',
      title: '',
      align: 'end',
      card: 'actions',
      render: (f) =>
        f.again ? (
          <Button
            look="quiet"
            busy={retry.isPending && retry.variables.params.id === f.id}
            onClick={() => retry.mutate({ params: { id: f.id } })}
          >
            {t.retry}
          </Button>
        ) : (
          <span className={styles.hint}>{t.retried}</span>
        ),
    },
  ];
  return (
    <>
      {retry.error && <ProblemView error={retry.error} />}
      <DataTable
        label={t.failures}
        columns={columns}
        rows={rows}
        rowKey={(f) => f.id}
        tone={(f) => (f.again ? 'wrong' : undefined)}
        empty={<Empty icon="check" title={t.none} />}
      />
    </>
  );
}

const tones: Readonly<Record<NonNullable<JobKind['last']>['state'], Tone>> = {
  running: 'wait',
  succeeded: 'act',
  failed: 'wrong',
};

function Kinds({ rows }: { rows: readonly JobKind[] | undefined }) {
  const t = useT(words);
  const format = useFormat();
  const titleOf = useTitle();
  const took = ({ startedAt, endedAt }: NonNullable<JobKind['last']>) => {
    if (endedAt === null) return '–';
    const seconds = Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / 1000);
    if (seconds < 1) return t.instantly;
    return seconds < 60 ? t.seconds(seconds) : format.duration(Math.round(seconds / 60));
  };
  const columns: readonly Column<JobKind>[] = [
    { key: 'what', title: t.what, card: 'title', render: (k) => titleOf(k.name) },
    {
      key: 'when',
      title: t.when,
      card: 'subtitle',
      render: (k) => scheduleWords(k.schedule, t, format.zone),
    },
    { key: 'last', title: t.last, render: (k) => (k.last ? format.dateTime(k.last.startedAt) : t.never) },
    { key: 'took', title: t.took, align: 'end', render: (k) => (k.last ? took(k.last) : '–') },
    {
      key: 'state',
      title: t.state,
      card: 'corner',
      render: (k) =>
        k.last ? <StatusTag tone={tones[k.last.state]}>{t.states[k.last.state]}</StatusTag> : '–',
    },
    {
      key: 'queue',
      title: t.queue,
      align: 'end',
      render: (k) =>
        k.running > 0 ? `${format.number(k.waiting)} · ${t.running(k.running)}` : format.number(k.waiting),
    },
    { key: 'failed', title: t.failed, align: 'end', render: (k) => format.number(k.failed) },
  ];
  return (
    <DataTable
      label={t.kinds}
      columns={columns}
      rows={rows}
      rowKey={(k) => k.name}
      tone={(k) => (k.last?.state === 'failed' ? 'wrong' : undefined)}
    />
  );
}
