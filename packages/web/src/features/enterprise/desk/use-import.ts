import {
  type FirmImportReport,
  type ImportKind,
  importFirms,
  startFirmImport,
} from '@hegu/contract/enterprise/imports.ts';
import { getJob, type Job } from '@hegu/contract/jobs.ts';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { useEvents } from '../../../lib/events.ts';
import { ApiProblem } from '../../../lib/problem.ts';
import { useRouteMutation, useRouteQuery } from '../../../lib/query.ts';
import { useSession } from '../../../lib/session.ts';
import { importFault } from './import-fault.ts';

/** A table from here on is worked through in the background: longer than two seconds, and nobody should have to keep the page open. */
const largeBytes = 200 * 1024;

const over = (state: Job['state'] | undefined) => state === 'succeeded' || state === 'failed';

export interface ImportRun {
  readonly run: (table: Blob, query: { kind: ImportKind; year?: number }) => void;
  readonly reset: () => void;
  readonly report: FirmImportReport | undefined;
  readonly error: Error | null;
  readonly busy: boolean;
  /** 0 to 1; null where it is not known how far it is. */
  readonly fraction: number | null;
}

/** Sends a table, a small one with its answer, a large one as a job that is watched. */
export function useImport(dryRun: boolean): ImportRun {
  const locale = useLocale();
  const { problem } = useT();
  const { me } = useSession();
  const client = useQueryClient();
  const [jobId, setJobId] = useState<string | null>(null);
  const options = dryRun ? {} : { invalidate: ['catalogue'] };
  const small = useRouteMutation(importFirms, options);
  const large = useRouteMutation(startFirmImport, { onSuccess: (made) => setJobId(made.jobId) });
  const rooms = me?.user ? [`user:${me.user.id}`] : [];
  useEvents(rooms);
  const { data: job, error: lost } = useRouteQuery(
    getJob,
    { params: { id: jobId ?? '' } },
    { enabled: jobId !== null, refetchInterval: (j) => (over(j?.state) ? false : 700), rooms },
  );
  const state = jobId === null ? undefined : job?.state;
  useEffect(() => {
    if (state === 'succeeded' && !dryRun)
      void client.invalidateQueries({
        predicate: (query) => query.queryKey.includes('enterprise') || query.queryKey.includes('catalogue'),
      });
  }, [state, dryRun, client]);

  // Columns that are not those of the kind are told before the job begins, in the same shape
  const told = large.error instanceof ApiProblem ? large.error.extra.report : undefined;
  const failed = state === 'failed' && job?.error ? importFault(job.error, locale, problem.server) : null;
  return {
    run: (table, query) => {
      setJobId(null);
      small.reset();
      large.reset();
      const input = {
        query: { ...query, dryRun: dryRun ? ('true' as const) : ('false' as const) },
        upload: table,
      };
      if (table.size > largeBytes) large.mutate(input);
      else small.mutate(input);
    },
    reset: () => {
      setJobId(null);
      small.reset();
      large.reset();
    },
    report:
      jobId === null
        ? (small.data ?? (told as FirmImportReport | undefined))
        : state === 'succeeded'
          ? (job?.result as FirmImportReport)
          : undefined,
    error: failed ?? small.error ?? (told ? null : large.error) ?? (lost instanceof ApiProblem ? lost : null),
    busy:
      small.isPending || large.isPending || (jobId !== null && !over(state) && !(lost instanceof ApiProblem)),
    fraction: jobId !== null && job && !over(state) ? job.fraction : null,
  };
}
