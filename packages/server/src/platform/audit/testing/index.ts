import pg from 'pg';
import { Temporal } from 'temporal-polyfill';
import type { AuditInput } from '../../command.ts';
import { openScope, type ValleyScope } from '../../db/scope.ts';
import { type TestDb, testDb } from '../../db/testing/index.ts';
import { newId } from '../../ids.ts';
import { newAuditKey } from '../keys.ts';
import { record } from '../record.ts';

/** A valley with a log of its own, for tests of this room. */
export const start = Temporal.Instant.from('2026-07-15T02:00:00.123456Z');

export async function addValley(test: TestDb, slug = `v-${newId().slice(-12)}`): Promise<ValleyScope> {
  const valleyId = newId();
  await asOwner(test, (client) =>
    client.query(
      `INSERT INTO valleys (id, slug, name_zh, name_en, zone, created_at) VALUES ($1, $2, '测试谷', 'Test valley', 'Asia/Shanghai', $3)`,
      [valleyId, slug, start.toString()],
    ),
  );
  return openScope({ valleyId, zone: 'Asia/Shanghai' });
}

/** As the superuser, past row-level security and (in tampering) past foreign keys. */
export async function asOwner<T>(test: TestDb, fn: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(test.connection);
  await client.connect();
  try {
    await client.query('SET session_replication_role = replica');
    return await fn(client);
  } finally {
    await client.end();
  }
}

export async function auditLab() {
  const test = await testDb();
  const key = newAuditKey();
  return { test, key, keys: new Map([[key.keyId, key.publicKey]]) };
}

export const actor = { userId: 'u-wang', name: '王芳', via: 'session' } as const;

export const change = (n: number): AuditInput => ({
  action: n % 2 ? 'reservation.create' : 'reservation.cancel',
  entity: 'reservation',
  entityId: `r-${n}`,
  ...(n % 3 ? { before: { state: '待审批', n } } : {}),
  after: { state: '已确认', n, fee: { amountFen: n * 100 }, ratio: 0.1 * n },
});

/** One command: one entry in one transaction. */
export const write = (test: TestDb, scope: ValleyScope, n: number): Promise<string> =>
  test.db.tx(scope, (tx) =>
    record(tx, scope, { ...change(n), actor, at: start.add({ milliseconds: n }), requestId: `req-${n}` }),
  );
