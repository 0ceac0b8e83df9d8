import type { Temporal } from 'temporal-polyfill';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { addValley, asOwner } from '../audit/testing/index.ts';
import { manualClock } from '../clock/index.ts';
import type { Actor, DomainEvent } from '../command.ts';
import type { ValleyScope } from '../db/scope.ts';
import { type TestDb, testDb } from '../db/testing/index.ts';
import { DomainError } from '../errors.ts';
import { createJobs, type Jobs } from './jobs.ts';
import { getJob } from './service.ts';
import { forEachValley } from './valleys.ts';

let test: TestDb;
let scope: ValleyScope;
const clock = manualClock('2026-07-15T10:00:00+08:00');
const logged: { data: object; message: string }[] = [];
const events: { valleyId: string; event: DomainEvent }[] = [];
const open: Jobs[] = [];

beforeAll(async () => {
  test = await testDb();
  scope = await addValley(test, 'first');
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((jobs) => jobs.stop({ timeoutMs: 2000 })));
  logged.length = 0;
  events.length = 0;
  clock.set('2026-07-15T10:00:00+08:00');
});
afterAll(() => test.close());

function make(): Jobs {
  const jobs = createJobs({
    connection: test.connection,
    db: test.db,
    clock,
    log: { info: () => {}, error: (data, message) => logged.push({ data, message }) },
    publish: (in_, list) => events.push(...list.map((event) => ({ valleyId: in_.valleyId, event }))),
    pollSeconds: 1,
  });
  open.push(jobs);
  return jobs;
}

const until = async (done: () => boolean | Promise<boolean>, ms = 8000) => {
  for (let waited = 0; !(await done()); waited += 20) {
    if (waited > ms) throw new Error('waited in vain');
    await new Promise((r) => setTimeout(r, 20));
  }
};
const wang: Actor = { userId: 'wang', name: '王芳', via: 'session', memberships: [] };
const look = (id: string, actor: Actor | null = wang) =>
  test.db.read(scope, (tx) => getJob({ tx, scope, actor }, { id }));
const data = z.object({ n: z.number().int() });

describe('asking for a job', () => {
  it('is part of the transaction: it commits with it and vanishes with it', async () => {
    const seen: number[] = [];
    const jobs = make();
    jobs.define({ name: 'test.tx', schema: data, handler: async (job) => void seen.push(job.data.n) });
    await jobs.start({ workers: false });
    await expect(
      test.db.tx(scope, async (tx) => {
        await jobs.enqueue(tx, scope, 'test.tx', { n: 1 });
        throw new Error('refused');
      }),
    ).rejects.toThrow('refused');
    expect(await jobs.runNow('test.tx')).toBe(0);
    const id = await test.db.tx(scope, (tx) => jobs.enqueue(tx, scope, 'test.tx', { n: 2 }));
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    await test.db.tx(scope, (tx) => jobs.enqueue(tx, scope, 'test.tx', { n: 3 }));
    expect(await jobs.runNow('test.tx')).toBe(2);
    expect(seen.sort()).toEqual([2, 3]);
    expect(await jobs.runNow('test.tx')).toBe(0);
  });

  it('refuses unknown names and data that does not fit', async () => {
    const jobs = make();
    jobs.define({ name: 'test.schema', schema: data, handler: async () => {} });
    expect(() => jobs.define({ name: 'test.schema', schema: data, handler: async () => {} })).toThrow(
      'twice',
    );
    await jobs.start({ workers: false });
    await expect(test.db.tx(scope, (tx) => jobs.enqueue(tx, scope, 'test.none', {}))).rejects.toThrow(
      TypeError,
    );
    await expect(
      test.db.tx(scope, (tx) => jobs.enqueue(tx, scope, 'test.schema', { n: 'x' })),
    ).rejects.toThrow(z.ZodError);
    expect(() => jobs.define({ name: 'test.late', schema: data, handler: async () => {} })).toThrow(
      'after the start',
    );
  });

  it('adds one with a key only once while it waits, and any number without', async () => {
    const seen: number[] = [];
    const jobs = make();
    jobs.define({ name: 'test.key', schema: data, handler: async (job) => void seen.push(job.data.n) });
    await jobs.start({ workers: false });
    const ask = (n: number, singletonKey?: string) =>
      test.db.tx(scope, (tx) => jobs.enqueue(tx, scope, 'test.key', { n }, { singletonKey }));
    expect(await ask(1, 'r-1')).not.toBeNull();
    expect(await ask(2, 'r-1')).toBeNull();
    expect(await ask(3, 'r-2')).not.toBeNull();
    await ask(4);
    await ask(5);
    expect(await jobs.runNow('test.key')).toBe(4);
    expect(seen.sort()).toEqual([1, 3, 4, 5]);
    expect(await ask(6, 'r-1')).not.toBeNull();
    expect(await jobs.runNow('test.key')).toBe(1);
  });

  it('keeps a job until its time, by the server’s own clock', async () => {
    const jobs = make();
    jobs.define({ name: 'test.later', schema: data, handler: async () => {} });
    await jobs.start({ workers: false });
    const ask = (startAfter: Temporal.Instant) =>
      test.db.tx(scope, (tx) => jobs.enqueue(tx, scope, 'test.later', { n: 1 }, { startAfter }));
    await ask(clock.now().add({ hours: 2 }));
    await ask(clock.now().subtract({ hours: 2 }));
    expect(await jobs.runNow('test.later')).toBe(1);
    expect(await jobs.runNow('test.later')).toBe(0);
    expect(await jobs.runNow('test.later', { early: true })).toBe(1);
  });
});

describe('running', () => {
  it('works in the background, is woken by a nudge, and stops cleanly', async () => {
    const begun: number[] = [];
    const seen: number[] = [];
    const jobs = make();
    jobs.define({
      name: 'test.work',
      schema: data,
      concurrency: 2,
      handler: async (job) => {
        expect(job.scope?.valleyId).toBe(scope.valleyId);
        begun.push(job.data.n);
        await new Promise((r) => setTimeout(r, 200));
        seen.push(job.data.n);
      },
    });
    await jobs.start();
    const ask = (n: number) => test.db.tx(scope, (tx) => jobs.enqueue(tx, scope, 'test.work', { n }));
    for (let n = 0; n < 4; n++) await ask(n);
    jobs.nudge(['test.work', 'test.unknown']);
    await until(() => seen.length === 4);
    await ask(9);
    jobs.nudge(['test.work']);
    await until(() => begun.includes(9));
    await jobs.stop();
    expect(seen.at(-1)).toBe(9);
    await expect(ask(1)).rejects.toThrow('not started');
  });

  it('runs a use case as the system: audited, published, and its jobs enqueued', async () => {
    const jobs = make();
    const followed: number[] = [];
    jobs.define({
      name: 'test.follow',
      schema: data,
      handler: async (job) => void followed.push(job.data.n),
    });
    jobs.define({
      name: 'test.command',
      schema: data,
      handler: (job) =>
        job.command(job.scope as ValleyScope, async (cx) => {
          expect(cx.now.equals(clock.now())).toBe(true);
          await cx.audit({ action: 'reservation.expire', entity: 'reservation', entityId: 'r-77' });
          cx.emit({ type: 'reservation.changed', entityId: 'r-77', rooms: ['valley'] });
          await cx.enqueue('test.follow', { n: 7 });
        }),
    });
    await jobs.start({ workers: false });
    await test.db.tx(scope, (tx) => jobs.enqueue(tx, scope, 'test.command', { n: 1 }));
    await jobs.runNow('test.command');
    await jobs.runNow('test.follow');
    expect(followed).toEqual([7]);
    expect(events).toEqual([
      {
        valleyId: scope.valleyId,
        event: { type: 'reservation.changed', entityId: 'r-77', rooms: ['valley'] },
      },
    ]);
    const entries = await test.db.read(scope, (tx) =>
      tx.selectFrom('audit_entries').selectAll().where('entity_id', '=', 'r-77').execute(),
    );
    expect(entries).toMatchObject([{ actor_id: 'system', via: 'system', action: 'reservation.expire' }]);
  });

  it('tries again after an accident and not after a refusal', async () => {
    const attempts: [number, boolean][] = [];
    const jobs = make();
    jobs.define({
      name: 'test.retry',
      schema: data,
      retryLimit: 2,
      handler: async (job) => {
        attempts.push([job.attempt, job.lastAttempt]);
        if (job.data.n === 1) throw new DomainError('record.not_found', { id: 'x' });
        throw new Error('accident');
      },
    });
    await jobs.start({ workers: false });
    await test.db.tx(scope, (tx) => jobs.enqueue(tx, scope, 'test.retry', { n: 0 }));
    await expect(jobs.runNow('test.retry', { early: true })).rejects.toThrow(AggregateError);
    expect(attempts).toEqual([
      [1, false],
      [2, false],
      [3, true],
    ]);
    attempts.length = 0;
    await test.db.tx(scope, (tx) => jobs.enqueue(tx, scope, 'test.retry', { n: 1 }));
    await expect(jobs.runNow('test.retry', { early: true })).rejects.toMatchObject({
      code: 'record.not_found',
    });
    expect(attempts).toEqual([[1, false]]);
    expect(logged.map((l) => l.message)).toEqual(Array(4).fill('job failed'));
  });

  it('does not retry a refusal in the background either', async () => {
    let attempts = 0;
    const jobs = make();
    jobs.define({
      name: 'test.final',
      schema: data,
      watch: true,
      retryDelaySeconds: 1,
      handler: async () => {
        attempts++;
        throw new DomainError('record.not_found', { id: 'x' });
      },
    });
    await jobs.start();
    const id = await test.db.tx(scope, (tx) =>
      jobs.enqueue(tx, scope, 'test.final', { n: 0 }, { createdBy: 'wang' }),
    );
    jobs.nudge(['test.final']);
    await until(async () => (await look(id as string)).state === 'failed');
    await new Promise((r) => setTimeout(r, 2500));
    expect(attempts).toBe(1);
    expect((await look(id as string)).error).toEqual({ code: 'record.not_found', data: { id: 'x' } });
  });
});

describe('watching', () => {
  it('shows progress and then the result, to whoever asked for it', async () => {
    const jobs = make();
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    jobs.define({
      name: 'test.watch',
      schema: data,
      watch: true,
      handler: async (job) => {
        // Reported from inside a transaction, which neither blocks it nor takes it along when it fails.
        await job.db
          .tx(scope, async () => {
            job.progress(0.25, 'import.reading');
            await held;
            throw new Error('rolled back');
          })
          .catch(() => {});
        return ['第一行', { rows: 3 }];
      },
    });
    await jobs.start({ workers: false });
    const id = (await test.db.tx(scope, (tx) =>
      jobs.enqueue(tx, scope, 'test.watch', { n: 1 }, { createdBy: 'wang' }),
    )) as string;
    expect(await look(id)).toMatchObject({ state: 'queued', fraction: 0, name: 'test.watch', result: null });
    clock.advance({ minutes: 1 });
    const run = jobs.runNow('test.watch');
    await until(async () => (await look(id)).fraction === 0.25);
    expect(await look(id)).toMatchObject({ state: 'running', message: 'import.reading' });
    release();
    await run;
    expect(await look(id)).toEqual({
      id,
      name: 'test.watch',
      state: 'succeeded',
      fraction: 1,
      message: null,
      result: ['第一行', { rows: 3 }],
      error: null,
      createdAt: '2026-07-15T02:00:00Z',
      updatedAt: '2026-07-15T02:01:00Z',
    });
    expect(events.at(-1)).toEqual({
      valleyId: scope.valleyId,
      event: { type: 'job.progress', entityId: id, rooms: ['user:wang'] },
    });
    await expect(look(id, { ...wang, userId: 'li' })).rejects.toMatchObject({ code: 'job.not_found' });
    await expect(look(id, null)).rejects.toMatchObject({ code: 'job.not_found' });
    const admin: Actor = { ...wang, userId: 'root', memberships: [{ organisationId: 'o', role: 'admin' }] };
    expect((await look(id, admin)).state).toBe('succeeded');
  });

  it('waits again between attempts, and says only that it failed when the last one did', async () => {
    const jobs = make();
    jobs.define({
      name: 'test.sorry',
      schema: data,
      watch: true,
      retryLimit: 1,
      handler: async () => {
        throw new Error('password is hunter2');
      },
    });
    await jobs.start({ workers: false });
    const id = (await test.db.tx(scope, (tx) =>
      jobs.enqueue(tx, scope, 'test.sorry', { n: 1 }, { createdBy: 'wang' }),
    )) as string;
    await expect(jobs.runNow('test.sorry')).rejects.toThrow('hunter2');
    expect(await look(id)).toMatchObject({ state: 'queued', message: 'job.retrying', error: null });
    await expect(jobs.runNow('test.sorry', { early: true })).rejects.toThrow('hunter2');
    expect(await look(id)).toMatchObject({ state: 'failed', error: { code: 'job.failed', data: {} } });
  });

  it('closes what was lost and forgets what is old', async () => {
    const jobs = make();
    jobs.define({ name: 'test.lost', schema: data, watch: true, handler: async () => 'done' });
    await jobs.start({ workers: false });
    const ask = () =>
      test.db.tx(scope, (tx) =>
        jobs.enqueue(tx, scope, 'test.lost', { n: 1 }, { createdBy: 'wang' }),
      ) as Promise<string>;
    const [lost, waiting] = [await ask(), await ask()];
    await asOwner(test, (c) => c.query('DELETE FROM pgboss.job WHERE id = $1', [lost]));
    clock.advance({ minutes: 4 });
    await jobs.runNow('jobs.sweep');
    expect((await look(lost)).state).toBe('queued');
    clock.advance({ minutes: 2 });
    await jobs.runNow('jobs.sweep');
    expect(await look(lost)).toMatchObject({ state: 'failed', error: { code: 'job.lost' } });
    expect((await look(waiting)).state).toBe('queued');
    await jobs.runNow('test.lost');
    clock.advance({ hours: 24 * 31 });
    await jobs.runNow('jobs.sweep');
    await expect(look(lost)).rejects.toMatchObject({ code: 'job.not_found' });
    await expect(look(waiting)).rejects.toMatchObject({ code: 'job.not_found' });
  });
});

describe('schedules', () => {
  it('run once a period over all servers', async () => {
    const runs: string[] = [];
    const server = (name: string) => {
      const jobs = make();
      jobs.define({
        name: 'test.tick',
        schema: z.object({}),
        schedule: { everySeconds: 1 },
        handler: async () => void runs.push(name),
      });
      return jobs;
    };
    const [a, b] = [server('a'), server('b')];
    await a.start();
    await b.start();
    const before = runs.length;
    await new Promise((r) => setTimeout(r, 4000));
    const during = runs.length - before;
    expect(during).toBeGreaterThanOrEqual(2);
    expect(during).toBeLessThanOrEqual(5);
  });

  it('are kept as defined: cron lines come and go with their jobs', async () => {
    const first = make();
    first.define({
      name: 'test.cron',
      schema: z.object({}),
      schedule: { cron: '0 2 * * *' },
      handler: async () => {},
    });
    await first.start();
    await first.stop();
    const read = () =>
      asOwner(test, async (c) => (await c.query('SELECT name, cron, timezone FROM pgboss.schedule')).rows);
    expect(await read()).toEqual([{ name: 'test.cron', cron: '0 2 * * *', timezone: 'Asia/Shanghai' }]);
    const second = make();
    await second.start();
    expect(await read()).toEqual([]);
  });

  it('changes a queue when its definition changed', async () => {
    const read = () =>
      asOwner(
        test,
        async (c) =>
          (await c.query(`SELECT retry_limit FROM pgboss.queue WHERE name = 'test.settings'`)).rows,
      );
    for (const retryLimit of [1, 4]) {
      const jobs = make();
      jobs.define({ name: 'test.settings', schema: data, retryLimit, handler: async () => {} });
      await jobs.start({ workers: false });
      expect(await read()).toEqual([{ retry_limit: retryLimit }]);
    }
  });

  it('can be run by hand', async () => {
    let runs = 0;
    const jobs = make();
    jobs.define({
      name: 'test.hand',
      schema: z.object({}),
      schedule: { everySeconds: 3600 },
      handler: async () => void runs++,
    });
    await jobs.start({ workers: false });
    expect(await jobs.runNow('test.hand')).toBe(1);
    expect(await jobs.runNow('test.hand')).toBe(1);
    expect(runs).toBe(2);
  });

  it('go over every valley, also past one that fails', async () => {
    const second = await addValley(test, 'second');
    const seen: string[] = [];
    await expect(
      forEachValley(test.db, async (each, { slug }) => {
        seen.push(slug);
        if (each.valleyId === scope.valleyId) throw new Error('no');
      }),
    ).rejects.toThrow('first: no');
    expect(seen).toEqual(['first', 'second']);
    expect(second.zone).toBe('Asia/Shanghai');
  });
});
