import { type FirmImportReport, importKinds } from '@hegu/contract/enterprise/imports.ts';
import { z } from 'zod';
import { record } from '../../../../platform/audit/index.ts';
import type { Actor, Command } from '../../../../platform/command.ts';
import type { ValleyScope } from '../../../../platform/db/scope.ts';
import { DomainError } from '../../../../platform/errors.ts';
import type { Files } from '../../../../platform/files/index.ts';
import type { RequestInfo } from '../../../../platform/http/route.ts';
import { findActorByUser } from '../../../../platform/identity/index.ts';
import { type JobContext, type JobDefinition, systemActor } from '../../../../platform/jobs/index.ts';
import { access } from '../../access.ts';
import { type ImportOptions, importTable, lookAt } from '../service.ts';

/**
 * A large table is imported in the background: kept as a file, read by a job that a person watches, and gone when it is done. The
 * work is that of whoever sent it: their name stands in the log, and their role is asked again when it begins.
 */

const jobName = 'firm.import';

const schema = z.strictObject({
  fileId: z.uuid(),
  kind: z.enum(importKinds),
  year: z.int().optional(),
  dryRun: z.boolean(),
  userId: z.string(),
  locale: z.enum(['zh', 'en']),
});
type Data = z.output<typeof schema>;

/** @throws `access.denied`, `import.unreadable`, `import.empty`, `import.too_many_rows`, `import.has_errors`, and what `files.save` refuses */
export async function startImport(
  cx: Command,
  files: Files,
  request: Pick<RequestInfo, 'bytes' | 'contentType' | 'fileName'>,
  options: Pick<ImportOptions, 'kind' | 'year' | 'dryRun'>,
): Promise<{ jobId: string }> {
  access.assert(cx.actor, 'firm.import');
  // What is no table, or one of something else, is refused while its sender is still there
  await lookAt(cx, request.bytes ?? new Uint8Array(), options.kind);
  const file = await files.save(cx, {
    bytes: request.bytes ?? new Uint8Array(),
    name: request.fileName ?? 'import',
    declaredType: request.contentType,
    purpose: 'import',
  });
  const { kind, year, dryRun } = options;
  const jobId = await cx.enqueue(jobName, {
    fileId: file.id,
    kind,
    dryRun,
    ...(year === undefined ? {} : { year }),
    userId: cx.actor.userId,
    locale: cx.locale,
  } satisfies Data);
  if (jobId === null) throw new Error('an import that nobody will run');
  return { jobId };
}

export const importJob = (files: Files): JobDefinition<typeof schema> => ({
  name: jobName,
  schema,
  watch: true,
  timeoutSeconds: 1800,
  // What was recorded is not recorded again, so a second attempt after a crash does no harm
  retryLimit: 1,
  handler: async (job) => {
    const { scope } = job;
    if (!scope) throw new TypeError(`${jobName} is asked for in a valley`);
    let over = job.lastAttempt;
    try {
      const report = await run(job, scope, files);
      over = true;
      return report;
    } catch (error) {
      if (error instanceof DomainError) over = true;
      throw error;
    } finally {
      if (over) await job.command(scope, (cx) => files.remove(cx, job.data.fileId));
    }
  },
});

async function run(job: JobContext<Data>, scope: ValleyScope, files: Files): Promise<FirmImportReport> {
  const { fileId, userId, locale, ...options } = job.data;
  const bytes = await job.db.read(scope, async (tx) => {
    const { body } = await files.open({ tx, scope, now: job.now, actor: systemActor, locale }, fileId);
    const parts: Uint8Array[] = [];
    for await (const part of body) parts.push(part as Uint8Array);
    return Buffer.concat(parts);
  });
  try {
    return await job.command(scope, async (cx) => {
      const found = await findActorByUser(cx.tx, scope, userId, cx.now);
      if (!found) throw new DomainError('access.denied', { action: 'firm.import' });
      const actor: Actor = { ...found, via: 'session' };
      const theirs: Command = {
        ...cx,
        actor,
        locale,
        audit: async (entry) => {
          await record(cx.tx, scope, { ...entry, actor, at: cx.now, requestId: null });
        },
      };
      return importTable(theirs, bytes, { ...options, onProgress: (fraction) => job.progress(fraction) });
    });
  } catch (error) {
    // A table with mistakes is an answer, not a failure: what is wrong stands in the report, and nothing was written
    const report = error instanceof DomainError && error.code === 'import.has_errors' && error.extra.report;
    if (report) return report as FirmImportReport;
    throw error;
  }
}
