import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { testDb } from '../testing/index.ts';
import { copyIn, copyOut } from './copy.ts';

async function withClient<T>(connection: pg.ClientConfig, fn: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ ...connection, options: '-c timezone=UTC -c extra_float_digits=1' });
  await client.connect();
  try {
    return await fn(client);
  } finally {
    await client.end();
  }
}

describe('COPY over pg', () => {
  it('carries every type there and back, whatever the server’s settings are', async () => {
    const test = await testDb();
    try {
      await withClient(test.connection, async (c) => {
        await c.query(`CREATE TABLE kinds (u uuid, j jsonb, ja jsonb[], ta text[], ts timestamptz, tsa timestamptz[], r tstzrange, dr daterange, mr int8multirange,
          b bytea, n bigint, f float8, nu numeric, d date, i interval, t tsvector, bo boolean, ip inet, tm time, e text)`);
        await c.query(`INSERT INTO kinds VALUES
          ('00000000-0000-0000-0000-000000000000', '{"a": [1.10, 1e-7, "\\u0001\\\\ \\" 合"]}', ARRAY['{"x":"a,b}"}'::jsonb, NULL], ARRAY['', NULL, 'NULL', '{', '\\', E'\\t\\n'],
           '2026-07-15 10:00:00.123456+08', ARRAY['infinity'::timestamptz], '[2026-01-01 00:00:00.000001+00,)', 'empty', '{[1,3),[7,9)}', '\\x00ff5c0a09', -9223372036854775808, 0.1::float8 + 0.2::float8,
           123456789012345678901234567890.123456789, '0044-03-15 BC', '1 year -2 days 03:04:05.000006', '''a\\b'':1A ''it''''s'':2', true, 'fe80::1/64', '23:59:59.999999', ''),
          (NULL, 'null', '{}', '{}', '-infinity', NULL, NULL, '[2026-01-01,2026-02-01)', '{}', '', 9223372036854775807, 'NaN', 'Infinity', 'infinity', '-178000000 years', '', NULL, NULL, '24:00:00', E'\\\\N')`);
        await c.query('CREATE TABLE copies (LIKE kinds)');
        await c.query(`SET datestyle = 'ISO'; SET intervalstyle = 'postgres'`);
        const parts: Buffer[] = [];
        for await (const part of copyOut(c, 'COPY kinds TO STDOUT', 100, () => {})) parts.push(part);
        async function* source() {
          yield* parts;
        }
        expect(await copyIn(c, 'COPY copies FROM STDIN', source())).toBe(2);
        const { rows } = await c.query(
          'SELECT (SELECT count(*)::int FROM kinds) AS n, (SELECT count(*)::int FROM (SELECT k::text FROM kinds k INTERSECT SELECT c::text FROM copies c) s) AS same',
        );
        expect(rows).toEqual([{ n: 2, same: 2 }]);
      });
    } finally {
      await test.close();
    }
  });

  it('reports what the server refuses, on either side, and leaves the connection usable', async () => {
    const test = await testDb();
    try {
      await withClient(test.connection, async (c) => {
        async function* bad() {
          yield Buffer.from('not a number\n');
        }
        async function* broken(): AsyncGenerator<Buffer> {
          yield Buffer.from('1\n');
          throw new Error('the source broke');
        }
        await c.query('CREATE TABLE numbers (n int)');
        await expect(copyIn(c, 'COPY numbers FROM STDIN', bad())).rejects.toThrow('invalid input syntax');
        await expect(copyIn(c, 'COPY numbers FROM STDIN', broken())).rejects.toThrow('the source broke');
        await expect(copyIn(c, 'COPY nowhere FROM STDIN', bad())).rejects.toThrow('does not exist');
        const read = async () => {
          for await (const _ of copyOut(c, 'COPY nowhere TO STDOUT', 10, () => {}));
        };
        await expect(read()).rejects.toThrow('does not exist');
        for await (const _ of copyOut(c, 'COPY (SELECT generate_series(1, 100000)) TO STDOUT', 10, () => {}))
          break;
        expect((await c.query('SELECT count(*)::int AS n FROM numbers')).rows).toEqual([{ n: 0 }]);
      });
    } finally {
      await test.close();
    }
  });
});
