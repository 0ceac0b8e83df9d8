import { Temporal } from 'temporal-polyfill';
import { addOrganisation, addValley, joinValley } from '../../../testing/rows.ts';
import type { Actor, AuditInput, Command, DomainEvent, Query, Role } from '../../command.ts';
import type { Db } from '../../db/db.ts';
import type { ValleyScope } from '../../db/scope.ts';
import type {} from '../../identity/store.ts';
import { newId } from '../../ids.ts';

/** A valley with people and organisations in it, and commands run there, for the tests of the platform's rooms. */
export interface Place {
  readonly scope: ValleyScope;
  person(name: string, options?: { locale?: 'zh' | 'en'; email?: string }): Promise<string>;
  organisation(): Promise<string>;
  join(userId: string, organisationId: string, role: Role): Promise<void>;
  actor(userId: string): Promise<Actor>;
  /** Runs a command and commits; what it asked for besides SQL is recorded. */
  run<T>(
    actor: Actor,
    now: string,
    fn: (cx: Command) => Promise<T>,
  ): Promise<{ result: T; audits: AuditInput[]; events: DomainEvent[]; jobs: string[] }>;
  ask<T>(actor: Actor | null, now: string, fn: (q: Query) => Promise<T>): Promise<T>;
}

export const system: Actor = { userId: 'system', name: 'system', via: 'system', memberships: [] };

let count = 0;

export async function makePlace(db: Db): Promise<Place> {
  const serial = ++count;
  const created = Temporal.Instant.from('2026-01-01T00:00:00Z');
  const scope = await db.tx(null, (tx) => addValley(tx, { nameZh: '试验谷', nameEn: 'Trial Valley' }));
  let people = 0;
  let organisations = 0;
  const place: Place = {
    scope,
    async person(name, options = {}) {
      const id = `user-${serial}-${++people}`;
      await db.tx(null, (tx) =>
        tx
          .insertInto('users')
          .values({
            id,
            name,
            email: options.email ?? `${id}@example.org`,
            email_verified: true,
            image: null,
            username: null,
            display_username: null,
            phone_number: null,
            locale: options.locale ?? 'zh',
            disabled_at: null,
            created_at: created,
            updated_at: created,
          })
          .execute(),
      );
      return id;
    },
    async organisation() {
      const code = `9131${String(serial).padStart(4, '0')}${String(++organisations).padStart(10, '0')}`;
      return db.tx(scope, async (tx) => {
        const id = await addOrganisation(tx, { creditCode: code, nameZh: `机构${code}`, nameEn: code });
        await joinValley(tx, scope, id, 'member');
        return id;
      });
    },
    async join(userId, organisationId, role) {
      await db.tx(scope, (tx) =>
        tx
          .insertInto('memberships')
          .values({
            valley_id: scope.valleyId,
            id: newId(),
            user_id: userId,
            organisation_id: organisationId,
            role,
            access_until: null,
            created_at: created,
          })
          .execute(),
      );
    },
    actor: (userId) =>
      db.read(scope, async (tx) => {
        const user = await tx
          .selectFrom('users')
          .select('name')
          .where('id', '=', userId)
          .executeTakeFirstOrThrow();
        const rows = await tx
          .selectFrom('memberships')
          .select(['organisation_id', 'role'])
          .where('valley_id', '=', scope.valleyId)
          .where('user_id', '=', userId)
          .execute();
        return {
          userId,
          name: user.name,
          via: 'session',
          memberships: rows.map((r) => ({ organisationId: r.organisation_id, role: r.role })),
        };
      }),
    async run(actor, now, fn) {
      const audits: AuditInput[] = [];
      const events: DomainEvent[] = [];
      const jobs: string[] = [];
      const result = await db.tx(scope, (tx) =>
        fn({
          tx,
          scope,
          actor,
          now: Temporal.Instant.from(now),
          locale: 'zh',
          audit: async (entry) => void audits.push(entry),
          emit: (event) => void events.push(event),
          enqueue: async (name) => {
            jobs.push(name);
            return null;
          },
        }),
      );
      return { result, audits, events, jobs };
    },
    ask: (actor, now, fn) =>
      db.read(scope, (tx) => fn({ tx, scope, actor, now: Temporal.Instant.from(now), locale: 'zh' })),
  };
  return place;
}
