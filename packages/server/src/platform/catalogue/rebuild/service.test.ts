import { CatalogueQuery } from '@hegu/contract/catalogue.ts';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { addValley } from '../../audit/testing/index.ts';
import { manualClock } from '../../clock/index.ts';
import type { Actor } from '../../command.ts';
import type { ValleyScope } from '../../db/scope.ts';
import { type TestDb, testDb } from '../../db/testing/index.ts';
import { newId } from '../../ids.ts';
import { createJobs, getJob, type Jobs } from '../../jobs/index.ts';
import {
  type CatalogueEntry,
  type CatalogueSource,
  rebuild,
  rebuildJob,
  rebuildOutdated,
  refreshEntries,
  search,
  upsertEntry,
} from '../index.ts';
import { isOutdated } from './service.ts';

const clock = manualClock('2026-07-15T10:00:00+08:00');
const now = clock.now();
let t: TestDb;
let scope: ValleyScope;
let other: ValleyScope;

/** The things of a domain that exists only here. */
let things = new Map<string, { name: string; listed: boolean }>();
let asked = 0;
const source = (version: number): CatalogueSource => ({
  kind: 'reagent',
  version,
  ids: async (_, inValley, after, limit) =>
    inValley.valleyId === scope.valleyId
      ? [...things.keys()]
          .sort()
          .filter((id) => after === null || id > after)
          .slice(0, limit)
      : [],
  entries: async (_, __, ids, at) => {
    asked += ids.length;
    return ids.flatMap((refId): CatalogueEntry[] => {
      const thing = things.get(refId);
      return thing?.listed
        ? [
            {
              kind: 'reagent',
              refId,
              titleZh: thing.name,
              titleEn: '',
              membersOnly: false,
              updatedAt: at,
            },
          ]
        : [];
    });
  },
});
const run = (version: number, options: Partial<Parameters<typeof rebuild>[0]> = {}) =>
  rebuild({ db: t.db, scope, now, sources: [source(version)], everything: false, ...options });
const find = async (q: string, inValley = scope) =>
  (
    await t.db.read(inValley, (tx) =>
      search(
        { tx, scope: inValley, actor: null, now, locale: 'zh' },
        CatalogueQuery.parse({ q, limit: '200' }),
      ),
    )
  ).items.map((i) => i.titleZh);
const thing = (name: string, listed = true) => {
  const id = newId();
  things.set(id, { name, listed });
  return id;
};

beforeAll(async () => {
  t = await testDb();
});
beforeEach(async () => {
  scope = await addValley(t, `a${newId().slice(-8)}`);
  other = await addValley(t, `b${newId().slice(-8)}`);
  things = new Map();
  asked = 0;
});
afterAll(() => t?.close());

test('things that were there before anybody listed them are listed once, and then no more', async () => {
  for (let i = 0; i < 230; i++) thing(`紫杉醇${i}`);
  thing('草稿试剂', false);
  expect(await isOutdated(t.db, scope, now, [source(1)])).toBe(true);
  const seen: (readonly [number, number])[] = [];
  expect(await run(1, { onProgress: (...p) => seen.push(p) })).toEqual({
    kinds: ['reagent'],
    things: 231,
    rows: 0,
  });
  expect(seen).toEqual([
    [0, 231],
    [100, 231],
    [200, 231],
    [231, 231],
    [231, 231],
  ]);
  expect(await find('紫杉醇')).toHaveLength(200);
  expect(await find('草稿试剂')).toEqual([]);
  expect(await isOutdated(t.db, scope, now, [source(1)])).toBe(false);
  expect(await run(1)).toEqual({ kinds: [], things: 0, rows: 0 });
  expect(asked).toBe(231);
});

test('a newer version writes all of them again; an older server leaves that alone; an operator may have everything', async () => {
  const id = thing('甲试剂');
  await run(1);
  things.set(id, { name: '乙试剂', listed: true });
  await run(1);
  expect(await find('试剂')).toEqual(['甲试剂']);
  await run(2);
  expect(await find('试剂')).toEqual(['乙试剂']);
  things.set(id, { name: '丙试剂', listed: true });
  expect(await run(1)).toMatchObject({ kinds: [] });
  expect(await find('试剂')).toEqual(['乙试剂']);
  await run(1, { everything: true });
  expect(await find('试剂')).toEqual(['丙试剂']);
  // Which does not make the entries seem older than they were.
  expect(await isOutdated(t.db, scope, now, [source(2)])).toBe(false);
});

test('entries whose thing is gone or no longer listed are taken out; other kinds and valleys are left alone', async () => {
  const gone = thing('消失的试剂');
  const hidden = thing('下架的试剂');
  thing('留下的试剂');
  await run(1);
  const entry = (kind: string) => ({
    kind,
    refId: gone,
    titleZh: `别处的试剂 ${kind}`,
    titleEn: '',
    membersOnly: false,
    updatedAt: now,
  });
  await t.db.tx(scope, (tx) => upsertEntry(tx, scope, entry('space')));
  await t.db.tx(other, (tx) => upsertEntry(tx, other, entry('reagent')));
  things.delete(gone);
  things.set(hidden, { name: '下架的试剂', listed: false });
  await run(1, { everything: true });
  expect((await find('试剂')).sort()).toEqual(['别处的试剂 space', '留下的试剂']);
  expect(await find('试剂', other)).toEqual(['别处的试剂 reagent']);
});

test('rows of an older tokenizer are made again from the entries, also of kinds nobody can write again', async () => {
  const title = (n: number) => `旧词${n}`;
  for (let n = 0; n < 120; n++)
    await t.db.tx(scope, (tx) =>
      upsertEntry(tx, scope, {
        kind: 'space',
        refId: newId(),
        titleZh: title(n),
        titleEn: '',
        membersOnly: false,
        updatedAt: now,
      }),
    );
  await run(1);
  const made = (change: string) =>
    t.db.tx(scope, (tx) =>
      sql`UPDATE catalogue_index SET made_with = ${sql.raw(change)}, tokens = ''
          WHERE valley_id = ${scope.valleyId}`.execute(tx),
    );
  await made('made_with - 1');
  expect(await find('旧词7')).toEqual([]);
  expect(await isOutdated(t.db, scope, now, [source(1)])).toBe(true);
  expect(await run(1)).toEqual({ kinds: [], things: 0, rows: 120 });
  expect(await find('旧词7')).toContain('旧词7');
  // Made by a newer server: this one would only undo it.
  await made('made_with + 1');
  expect(await isOutdated(t.db, scope, now, [source(1)])).toBe(false);
});

test('stopped half way, it is not taken for done; the next run does the rest', async () => {
  for (let i = 0; i < 250; i++) thing(`半途试剂${i}`);
  const stop = new AbortController();
  const result = await run(1, {
    signal: stop.signal,
    onProgress: (done) => {
      if (done >= 100) stop.abort();
    },
  });
  expect(result).toEqual({ kinds: [], things: 100, rows: 0 });
  expect(await isOutdated(t.db, scope, now, [source(1)])).toBe(true);
  expect(await run(1)).toMatchObject({ kinds: ['reagent'], things: 250 });
});

test('what a domain calls after a change does the same for one thing', async () => {
  const id = thing('单个试剂');
  const refresh = () => t.db.tx(scope, (tx) => refreshEntries(tx, scope, source(1), [id], now));
  await refresh();
  expect(await find('单个')).toEqual(['单个试剂']);
  things.set(id, { name: '单个试剂', listed: false });
  await refresh();
  expect(await find('单个')).toEqual([]);
});

let jobs: Jobs | undefined;
afterEach(async () => {
  await jobs?.stop({ timeoutMs: 2000 });
  jobs = undefined;
});

test('a server asks for it after it starts, only where something is old, and an administrator can watch', async () => {
  thing('任务里的试剂');
  jobs = createJobs({
    connection: t.connection,
    db: t.db,
    clock,
    log: { info: () => {}, error: () => {} },
    publish: () => {},
  });
  const sources = [source(1)];
  jobs.define(rebuildJob(sources));
  await jobs.start({ workers: false });
  expect(await rebuildOutdated(t.db, jobs, now, sources)).toBeGreaterThanOrEqual(2);
  // A second server that starts meanwhile does not ask twice.
  await rebuildOutdated(t.db, jobs, now, sources);
  await jobs.runNow('catalogue.reindex');
  expect(await find('任务里的')).toEqual(['任务里的试剂']);
  expect(await rebuildOutdated(t.db, jobs, now, sources)).toBe(0);
  const admin: Actor = {
    userId: 'a',
    name: '管理员',
    via: 'session',
    memberships: [{ organisationId: newId(), role: 'admin' }],
  };
  const watched = await t.db.read(scope, async (tx) => {
    const { rows } = await sql<{ job_id: string }>`
      SELECT job_id FROM job_progress WHERE valley_id = ${scope.valleyId}`.execute(tx);
    return Promise.all(rows.map((r) => getJob({ tx, scope, actor: admin }, { id: r.job_id })));
  });
  expect(watched).toMatchObject([
    { name: 'catalogue.reindex', state: 'succeeded', fraction: 1, result: { kinds: ['reagent'], things: 1 } },
  ]);
});
