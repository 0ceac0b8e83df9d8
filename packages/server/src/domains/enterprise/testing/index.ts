import { randomBytes } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import { record } from '../../../platform/audit/index.ts';
import type { Actor, AuditInput, Command, Query, Role } from '../../../platform/command.ts';
import type { ValleyScope } from '../../../platform/db/scope.ts';
import { testDb } from '../../../platform/db/testing/index.ts';
import { makeCreditCode } from '../../../platform/identity/credit-code.ts';
import { addOrganisation, addValley, joinValley } from '../../../testing/rows.ts';

/** A small valley with an officer, a park and the people of two firms, for the tests of the enterprise counter. */

/** Wed 2026-07-15 10:00 in Shanghai. */
export const noon = Temporal.Instant.from('2026-07-15T02:00:00Z');

let codes = 0;
/** A credit code with both check characters right. */
export const nextCode = (): string => makeCreditCode(`91310114MA${String(++codes).padStart(6, '0')}`);

export type Person = 'member' | 'pi' | 'rival' | 'park' | 'officer' | 'admin';
export type EnterpriseFixture = Awaited<ReturnType<typeof enterpriseFixture>>;

export async function enterpriseFixture() {
  const test = await testDb();
  const { db } = test;
  const suffix = randomBytes(4).toString('hex');
  const valley = () => db.tx(null, (tx) => addValley(tx));
  const scope = await valley();
  const otherValley = await valley();
  const organisation = async (nameZh: string, kind: 'company' | 'district') => {
    const creditCode = nextCode();
    const id = await db.tx(null, (tx) => addOrganisation(tx, { creditCode, nameZh, kind }));
    await db.tx(scope, (tx) => joinValley(tx, scope, id, 'enterprise'));
    return { id, creditCode };
  };
  const company = await organisation('芝兰医药', 'company');
  const rivalCompany = await organisation('海桐生物', 'company');
  const district = await organisation('嘉定区经委', 'district');
  const person = (name: string, organisationId: string, role: Role): Actor => ({
    userId: `u-${suffix}-${name}`,
    name,
    via: 'session',
    memberships: [{ organisationId, role }],
  });
  const people: Readonly<Record<Person, Actor>> = {
    member: person('member', company.id, 'researcher'),
    pi: person('pi', company.id, 'pi'),
    rival: person('rival', rivalCompany.id, 'pi'),
    park: person('park', district.id, 'park'),
    officer: person('officer', district.id, 'officer'),
    admin: person('admin', district.id, 'admin'),
  };
  interface Options {
    readonly at?: Temporal.Instant;
    readonly scope?: ValleyScope;
    readonly locale?: 'zh' | 'en';
    readonly jobs?: string[];
  }
  const as = <T>(who: Person | Actor, fn: (cx: Command) => Promise<T>, options: Options = {}): Promise<T> => {
    const s = options.scope ?? scope;
    const actor = typeof who === 'string' ? people[who] : who;
    const at = options.at ?? noon;
    return db.tx(s, (tx) =>
      fn({
        tx,
        scope: s,
        actor,
        now: at,
        locale: options.locale ?? 'zh',
        audit: async (entry: AuditInput) => {
          await record(tx, s, { ...entry, actor, at, requestId: null });
        },
        emit: () => {},
        enqueue: async (name) => {
          options.jobs?.push(name);
          return null;
        },
      }),
    );
  };
  const ask = <T>(who: Person | null, fn: (q: Query) => Promise<T>, options: Options = {}): Promise<T> => {
    const s = options.scope ?? scope;
    return db.read(s, (tx) =>
      fn({
        tx,
        scope: s,
        actor: who === null ? null : people[who],
        now: options.at ?? noon,
        locale: options.locale ?? 'zh',
      }),
    );
  };
  return { db, scope, otherValley, company, rivalCompany, district, people, as, ask, close: test.close };
}

/** The codes of a refusal, in order; empty when it went through. */
export async function reasons(work: Promise<unknown>): Promise<string[]> {
  try {
    await work;
    return [];
  } catch (error) {
    const { reasons: all } = error as { reasons?: { code: string }[] };
    if (!all) throw error;
    return all.map((r) => r.code);
  }
}
