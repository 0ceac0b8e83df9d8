import { type JobFailure, type JobKind, jobTitles } from '@hegu/contract/jobs.ts';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { serve } from '../../testing/serve.ts';
import { addValley } from '../audit/testing/index.ts';
import { manualClock } from '../clock/index.ts';
import type { Actor, Query } from '../command.ts';
import type { ValleyScope } from '../db/scope.ts';
import { type TestDb, testDb } from '../db/testing/index.ts';
import { DomainError } from '../errors.ts';
import { createJobs, type Jobs } from './jobs.ts';
import { type CommandDeps, runCommand } from './run-command.ts';
import { getJob, overview, retry } from './service.ts';
import type { JobDefinition } from './types.ts';

/** What an administrator sees of background work, and tries again. */

let test: TestDb;
let here: ValleyScope;
let there: ValleyScope;
const clock = manualClock('2026-07-15T10:00:00+08:00');
const open: Jobs[] = [];

beforeAll(async () => {
  test = await testDb();
  here = await addValley(test, 'here');
  there = await addValley(test, 'there');
});
afterEach(() => Promise.all(open.splice(0).map((jobs) => jobs.stop({ timeoutMs: 2000 }))));
afterAll(() => test.close());

async function having(...definitions: JobDefinition[]): Promise<Jobs> {
  const jobs = createJobs({
    connection: test.connection,
    db: test.db,
    clock,
    log: { info: () => {}, error: () => {} },
    publish: () => {},
  });
  open.push(jobs);
  for (const d of definitions) jobs.define(d);
  await jobs.start({ workers: false });
  return jobs;
}

const admin: Actor = {
  userId: 'root',
  name: '管理员',
  via: 'session',
  memberships: [{ organisationId: 'o', role: 'admin' }],
};
const look = (jobs: Jobs, scope = here, locale: Query['locale'] = 'zh') =>
  test.db.read(scope, (tx) => overview({ tx, scope, actor: admin, now: clock.now(), locale }, jobs));
const kindOf = async (jobs: Jobs, name: string, scope = here): Promise<JobKind | undefined> =>
  (await look(jobs, scope)).kinds.find((k) => k.name === name);
const failuresOf = async (jobs: Jobs, name: string, scope = here): Promise<JobFailure[]> =>
  (await look(jobs, scope)).failures.filter((f) => f.name === name);

const again = (jobs: Jobs, id: string, scope = here, actor = admin) => {
  const deps: CommandDeps = {
    db: test.db,
    now: () => clock.now(),
    publish: () => {},
    enqueue: jobs.enqueue,
    nudge: jobs.nudge,
  };
  return runCommand(deps, scope, (cx) => retry(cx, jobs, { id }), actor);
};

it('what was asked for in a valley: how much waits, what failed and why, and trying it again', async () => {
  let broken = true;
  const jobs = await having({
    name: 'test.asked',
    schema: z.object({ n: z.int() }),
    watch: true,
    retryLimit: 0,
    handler: async () => {
      if (broken) throw new Error('磁盘已满');
      return 'done';
    },
  });
  const ask = (scope: ValleyScope) =>
    test.db.tx(scope, (tx) =>
      jobs.enqueue(tx, scope, 'test.asked', { n: 1 }, { createdBy: 'root' }),
    ) as Promise<string>;
  const id = await ask(here);
  expect(await kindOf(jobs, 'test.asked')).toEqual({
    name: 'test.asked',
    schedule: null,
    waiting: 1,
    running: 0,
    failed: 0,
    last: null,
  });
  expect((await kindOf(jobs, 'test.asked', there))?.waiting).toBe(0);
  await expect(again(jobs, id)).rejects.toMatchObject({ code: 'job.not_failed' });

  await expect(jobs.runNow('test.asked')).rejects.toThrow();
  expect(await kindOf(jobs, 'test.asked')).toMatchObject({
    waiting: 0,
    failed: 1,
    last: { state: 'failed' },
  });
  expect(await failuresOf(jobs, 'test.asked')).toMatchObject([
    { id, attempts: 1, error: '磁盘已满', again: true },
  ]);

  // Another valley neither sees it nor touches it, and nor does somebody who is no administrator
  expect(await failuresOf(jobs, 'test.asked', there)).toEqual([]);
  await expect(again(jobs, id, there)).rejects.toMatchObject({ code: 'job.not_found' });
  const nobody: Actor = { ...admin, memberships: [{ organisationId: 'o', role: 'facility' }] };
  await expect(again(jobs, id, here, nobody)).rejects.toMatchObject({ code: 'access.denied' });

  broken = false;
  await again(jobs, id);
  const watched = () => test.db.read(here, (tx) => getJob({ tx, scope: here, actor: admin }, { id }));
  expect(await watched()).toMatchObject({ state: 'queued', error: null, message: 'job.retrying' });
  await expect(again(jobs, id)).rejects.toMatchObject({ code: 'job.not_failed' });
  expect(await jobs.runNow('test.asked')).toBe(1);
  expect(await watched()).toMatchObject({ state: 'succeeded', result: 'done' });
  expect(await failuresOf(jobs, 'test.asked')).toEqual([]);
  const last = (await kindOf(jobs, 'test.asked'))?.last;
  expect(last).toMatchObject({ state: 'succeeded' });
  expect(Date.parse(last?.endedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(last?.startedAt ?? ''));
  const entries = await test.db.read(here, (tx) =>
    tx.selectFrom('audit_entries').select(['action', 'entity']).where('entity_id', '=', id).execute(),
  );
  expect(entries).toEqual([{ action: 'job.retry', entity: 'job' }]);
});

it('a run over all valleys: each reads of its own failure only, the last one, until it has run again', async () => {
  let broken: readonly ValleyScope[] = [];
  const jobs = await having({
    name: 'test.everywhere',
    schema: z.object({}),
    schedule: { cron: '20 3 * * *' },
    handler: (job) =>
      job.forEachValley(async (scope) => {
        if (broken.some((b) => b.valleyId === scope.valleyId))
          throw scope.valleyId === here.valleyId
            ? new DomainError('job.not_found', {})
            : new Error('there only');
      }),
  });
  const run = () => jobs.runNow('test.everywhere').catch((error: Error) => error.message);
  broken = [there];
  await run();
  expect(await kindOf(jobs, 'test.everywhere')).toMatchObject({
    schedule: { cron: '20 3 * * *', zone: 'Asia/Shanghai' },
    failed: 0,
    last: { state: 'succeeded' },
  });
  expect(await failuresOf(jobs, 'test.everywhere')).toEqual([]);
  const [seen] = await failuresOf(jobs, 'test.everywhere', there);
  expect(seen).toMatchObject({ error: 'there only', again: true });

  broken = [here, there];
  await run();
  expect(await kindOf(jobs, 'test.everywhere', there)).toMatchObject({
    failed: 2,
    last: { state: 'failed' },
  });
  // Only the last of them, and a refusal in the reader's words
  const theirs = await failuresOf(jobs, 'test.everywhere', there);
  expect(theirs.map((f) => f.error)).toEqual(['there only']);
  expect(theirs[0]?.id).not.toBe(seen?.id);
  expect((await failuresOf(jobs, 'test.everywhere')).map((f) => f.error)).toEqual(['没有这项后台任务']);
  const english = (await look(jobs, here, 'en')).failures.find((f) => f.name === 'test.everywhere');
  expect(english?.error).toBe('No such job');

  broken = [];
  const id = theirs[0]?.id ?? '';
  await again(jobs, id, there);
  expect(await kindOf(jobs, 'test.everywhere')).toMatchObject({ waiting: 1 });
  expect(await failuresOf(jobs, 'test.everywhere', there)).toMatchObject([{ again: false }]);
  await expect(again(jobs, id, there)).rejects.toMatchObject({ code: 'job.not_failed' });
  expect(await run()).toBe(1);
  expect(await kindOf(jobs, 'test.everywhere', there)).toMatchObject({
    waiting: 0,
    last: { state: 'succeeded' },
  });
});

it('every job of the server has its words', async () => {
  const server = await serve();
  try {
    const names = server.server.jobs.known().map((d) => d.name);
    expect(names.sort()).toEqual(Object.keys(jobTitles).sort());
  } finally {
    await server.close();
  }
});
