import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Db, Tx } from '../db/db.ts';
import { afterFailure, type FailureCount } from './rules.ts';

declare module '../db/tables.ts' {
  interface Tables {
    sign_in_failures: {
      subject: string;
      failures: number;
      first_at: Temporal.Instant;
      locked_until: Temporal.Instant | null;
    };
  }
}

export interface SignInSubjects {
  readonly name: string | null;
  readonly address: string | null;
}

export interface Lockout {
  /** Seconds this person, name or address must still wait; 0 when it may try. */
  secondsLocked(subjects: SignInSubjects): Promise<number>;
  failed(subjects: SignInSubjects): Promise<void>;
  succeeded(subjects: SignInSubjects): Promise<void>;
}

/** Counts failed sign-ins in the database, so that several servers share the count and a restart does not reset it. */
export function createLockout(db: Db, nowMs: () => number): Lockout {
  /** A person is counted once, whichever of their names is tried; a name that is nobody's is counted as it is. */
  const keys = async (tx: Tx, s: SignInSubjects) => {
    const { name } = s;
    const people = name
      ? await tx
          .selectFrom('users')
          .select('id')
          .where((e) => e.or([e('username', '=', name), e('email', '=', name), e('phone_number', '=', name)]))
          .orderBy('id')
          .execute()
      : [];
    const names = people.length > 0 ? people.map((p) => `person:${p.id}`) : name ? [`name:${name}`] : [];
    return [
      ...names.map((subject) => ({ kind: 'name' as const, subject })),
      ...(s.address ? [{ kind: 'address' as const, subject: `address:${s.address}` }] : []),
    ];
  };
  const find = async (tx: Tx, subject: string): Promise<FailureCount | null> => {
    const row = await tx
      .selectFrom('sign_in_failures')
      .selectAll()
      .where('subject', '=', subject)
      .forUpdate()
      .executeTakeFirst();
    return row
      ? {
          failures: row.failures,
          firstAtMs: row.first_at.epochMilliseconds,
          lockedUntilMs: row.locked_until?.epochMilliseconds ?? null,
        }
      : null;
  };
  return {
    async secondsLocked(subjects) {
      const rows = await db.read(null, async (tx) => {
        const wanted = (await keys(tx, subjects)).map((k) => k.subject);
        if (wanted.length === 0) return [];
        return tx
          .selectFrom('sign_in_failures')
          .select('locked_until')
          .where('subject', 'in', wanted)
          .execute();
      });
      const until = Math.max(0, ...rows.map((r) => r.locked_until?.epochMilliseconds ?? 0));
      return Math.max(0, Math.ceil((until - nowMs()) / 1000));
    },
    async failed(subjects) {
      await db.tx(null, async (tx) => {
        for (const { kind, subject } of await keys(tx, subjects)) {
          await sql`select pg_advisory_xact_lock(hashtextextended(${subject}, 0))`.execute(tx);
          const next = afterFailure(await find(tx, subject), kind, nowMs());
          const at = (ms: number | null) =>
            ms === null ? null : sql<Temporal.Instant>`to_timestamp(${ms / 1000})`;
          const values = {
            failures: next.failures,
            first_at: at(next.firstAtMs)!,
            locked_until: at(next.lockedUntilMs),
          };
          await tx
            .insertInto('sign_in_failures')
            .values({ subject, ...values })
            .onConflict((c) => c.column('subject').doUpdateSet(values))
            .execute();
        }
      });
    },
    async succeeded(subjects) {
      if (!subjects.name) return;
      await db.tx(null, async (tx) => {
        const named = await keys(tx, { name: subjects.name, address: null });
        await tx
          .deleteFrom('sign_in_failures')
          .where(
            'subject',
            'in',
            named.map((k) => k.subject),
          )
          .execute();
      });
    },
  };
}
