import { randomBytes } from 'node:crypto';
import type { ErrorData } from '@hegu/contract/errors.ts';
import type { Quote } from '@hegu/contract/labs/pricing.ts';
import { Temporal } from 'temporal-polyfill';
import { record } from '../../../../platform/audit/index.ts';
import type { Actor, AuditInput, Command, DomainEvent, Query, Role } from '../../../../platform/command.ts';
import type { ValleyScope } from '../../../../platform/db/scope.ts';
import { testDb } from '../../../../platform/db/testing/index.ts';
import type { DomainError } from '../../../../platform/errors.ts';
import { newId } from '../../../../platform/ids.ts';
import * as ledger from '../../../../platform/ledger/index.ts';
import { addOrganisation, addValley, joinValley } from '../../../../testing/rows.ts';
import { findReservation, insertReservation, loadInstruments, projectPayer } from '../../booking/store.ts';
import { settleCharge } from '../../usage/settlement/service.ts';

/**
 * A small valley on a real database for the tests of the labs counter: two owners of instruments, two customers, and the people
 * who meet over them. Everything goes through the services except what other counters own (organisations, people,
 * instruments), which is inserted.
 */

/** Wed 2026-07-15 10:00 in Shanghai. */
export const noon = Temporal.Instant.from('2026-07-15T02:00:00Z');

export type Person =
  | 'researcher'
  | 'colleague'
  | 'pi'
  | 'otherPi'
  | 'facility'
  | 'otherFacility'
  | 'park'
  | 'officer'
  | 'admin';

export interface Refusal extends ErrorData {
  readonly code: string | undefined;
}

/** The first reason of a refusal with its data; code undefined when nothing was refused. Other errors are thrown on. */
export async function refusal(promise: Promise<unknown>): Promise<Refusal> {
  try {
    await promise;
  } catch (error) {
    const e = error as DomainError;
    if (e.name !== 'DomainError') throw error;
    return { ...e.reasons[0]?.data, code: e.code };
  }
  return { code: undefined };
}

/** A quote of one line. */
export const quoteOf = (fen: number): Quote => ({
  tier: 'enterprise',
  basis: 'reserved',
  lines: [
    {
      kind: 'time',
      code: 'time',
      label: { zh: '机时', en: 'Machine time' },
      quantity: 60,
      unit: 'minute',
      unitLabel: null,
      per: 60,
      unitPriceFen: fen,
      factors: [],
      amountFen: fen,
    },
  ],
  totalFen: fen,
  netFen: fen,
  taxFen: 0,
  taxRateBp: 0,
  bookHash: '0'.repeat(64),
});

export interface Run {
  readonly projectId: string;
  readonly instrumentId: string;
  readonly userId: string;
  readonly fen: number;
  /** What was held for it before; default all of it. */
  readonly heldFen?: number;
  readonly at?: Temporal.Instant;
}

export type LabsFixture = Awaited<ReturnType<typeof labsFixture>>;

export async function labsFixture() {
  const test = await testDb();
  const { db } = test;
  const suffix = randomBytes(4).toString('hex');
  const valley = () => db.tx(null, (tx) => addValley(tx));
  const scope = await valley();
  const otherValley = await valley();

  let organisations = 0;
  const organisation = async (
    nameZh: string,
    nameEn: string,
    kind: 'company' | 'university' | 'district',
    tier: 'member' | 'enterprise' = 'enterprise',
  ): Promise<string> => {
    const creditCode = `91310000MA${String(++organisations).padStart(8, '0')}`;
    const id = await db.tx(null, (tx) => addOrganisation(tx, { creditCode, nameZh, nameEn, kind }));
    for (const s of [scope, otherValley]) await db.tx(s, (tx) => joinValley(tx, s, id, tier));
    return id;
  };
  const owner = await organisation('同济大学', 'Tongji University', 'university', 'member');
  const otherOwner = await organisation('瑞金医院', 'Ruijin Hospital', 'university', 'member');
  const customer = await organisation('芝兰医药', 'Zhilan Pharma', 'company');
  const otherCustomer = await organisation('海桐生物', 'Haitong Bio', 'company');
  const district = await organisation('嘉定区科委', 'Jiading District', 'district');

  const person = async (
    name: string,
    memberships: readonly { organisationId: string; role: Role }[],
    scopes: readonly ValleyScope[] = [scope],
  ): Promise<Actor> => {
    const userId = `u-${suffix}-${name}`;
    await db.tx(null, (tx) =>
      tx
        .insertInto('users')
        .values({
          id: userId,
          name,
          email: `${userId.toLowerCase()}@example.org`,
          email_verified: true,
          image: null,
          username: userId.toLowerCase(),
          display_username: null,
          phone_number: null,
          disabled_at: null,
          created_at: noon,
          updated_at: noon,
        })
        .execute(),
    );
    for (const s of scopes) {
      await db.tx(s, (tx) =>
        tx
          .insertInto('memberships')
          .values(
            memberships.map((m) => ({
              valley_id: s.valleyId,
              id: newId(),
              user_id: userId,
              organisation_id: m.organisationId,
              role: m.role,
              access_until: null,
              created_at: noon,
            })),
          )
          .execute(),
      );
    }
    return { userId, name, via: 'session', memberships };
  };
  const people: Readonly<Record<Person, Actor>> = {
    researcher: await person('researcher', [{ organisationId: customer, role: 'researcher' }]),
    colleague: await person('colleague', [{ organisationId: customer, role: 'researcher' }]),
    pi: await person('pi', [
      { organisationId: customer, role: 'pi' },
      { organisationId: customer, role: 'researcher' },
    ]),
    otherPi: await person('otherPi', [{ organisationId: otherCustomer, role: 'pi' }]),
    facility: await person('facility', [{ organisationId: owner, role: 'facility' }]),
    otherFacility: await person('otherFacility', [{ organisationId: otherOwner, role: 'facility' }]),
    park: await person('park', [{ organisationId: district, role: 'park' }]),
    officer: await person('officer', [{ organisationId: district, role: 'officer' }]),
    // Also in the other valley, so that nothing but the valley keeps them out
    admin: await person('admin', [{ organisationId: district, role: 'admin' }], [scope, otherValley]),
  };

  const instrument = async (ownerOrganisationId: string, nameZh: string, nameEn: string): Promise<string> => {
    const id = newId();
    const facilityId = newId();
    const valley_id = scope.valleyId;
    await db.tx(scope, async (tx) => {
      await tx
        .insertInto('facilities')
        .values({
          valley_id,
          id: facilityId,
          organisation_id: ownerOrganisationId,
          name_zh: '平台',
          name_en: 'Core facility',
          district: null,
          address: null,
          latitude: null,
          longitude: null,
          contact_name: null,
          contact_phone: null,
          contact_email: null,
          description_zh: '',
          description_en: '',
          source: null,
          created_at: noon,
        })
        .execute();
      await tx.insertInto('resources').values({ valley_id, id, kind: 'instrument', capacity: 1 }).execute();
      await tx
        .insertInto('instruments')
        .values({
          valley_id,
          id,
          facility_id: facilityId,
          name_zh: nameZh,
          name_en: nameEn,
          model: 'M-1',
          maker: 'Maker',
          class_code: '0101',
          asset_number: null,
          status: 'active',
          visibility: 'public',
          modes: ['self-run'],
          capacity: 1,
          specs: JSON.stringify([]),
          accessories: JSON.stringify([]),
          configurations: JSON.stringify([]),
          contact: null,
          room: null,
          purchase_value_fen: null,
          purchased_on: null,
          commissioned_on: null,
          description_zh: '',
          description_en: '',
          sample_requirements_zh: '',
          sample_requirements_en: '',
          safety_notes_zh: '',
          safety_notes_en: '',
          photo_ids: [],
          opening_hours: null,
          booking_rules: JSON.stringify({}),
          price_book_id: null,
          source: null,
          created_at: noon,
          updated_at: noon,
        } as never)
        .execute();
    });
    return id;
  };
  const instruments = {
    lcms: await instrument(owner, '液质联用仪', 'LC-MS'),
    mri: await instrument(otherOwner, '小动物核磁', 'Small-animal MRI'),
  };

  const actorOf = (who: Person | Actor): Actor => (typeof who === 'string' ? people[who] : who);

  /** One command in a transaction of its own; `events` hears what it would publish. */
  const as = <T>(
    who: Person | Actor,
    fn: (cx: Command) => Promise<T>,
    options: {
      at?: Temporal.Instant;
      scope?: ValleyScope;
      events?: DomainEvent[];
      locale?: 'zh' | 'en';
    } = {},
  ): Promise<T> => {
    const s = options.scope ?? scope;
    const actor = actorOf(who);
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
        emit: (event) => {
          options.events?.push(event);
        },
        enqueue: async () => null,
      }),
    );
  };

  /** A question in a read-only transaction. */
  const ask = <T>(
    who: Person | Actor | null,
    fn: (q: Query) => Promise<T>,
    options: { at?: Temporal.Instant; scope?: ValleyScope; locale?: 'zh' | 'en' } = {},
  ): Promise<T> => {
    const s = options.scope ?? scope;
    const actor = who === null ? null : actorOf(who);
    return db.read(s, (tx) =>
      fn({ tx, scope: s, actor, now: options.at ?? noon, locale: options.locale ?? 'zh' }),
    );
  };

  /** A run that is over: held for, used, settled. @returns the ids of the charge and its reservation */
  const used = (run: Run): Promise<{ chargeId: string; reservationId: string }> =>
    as(
      { ...people.admin, userId: run.userId },
      async (cx) => {
        const payer = await projectPayer(cx.tx, cx.scope, run.projectId);
        const [loaded] = await loadInstruments(cx.tx, cx.scope, [run.instrumentId]);
        if (!payer || !loaded) throw new Error('no such project or instrument');
        const id = newId();
        const heldFen = run.heldFen ?? run.fen;
        const startsAt = cx.now.subtract({ hours: 2 });
        const endsAt = cx.now.subtract({ hours: 1 });
        await insertReservation(cx.tx, cx.scope, {
          id,
          root_id: id,
          replaces: null,
          instrument_id: run.instrumentId,
          starts_at: startsAt,
          ends_at: endsAt,
          status: 'finished',
          user_id: run.userId,
          created_by: run.userId,
          organisation_id: customer,
          project_id: run.projectId,
          tier: 'enterprise',
          configuration: null,
          short_notice: false,
          extras: {},
          note: '',
          approvals_due: [],
          approval_deadline: null,
          hold_expires_at: null,
          rules: {},
          price_book_version_id: null,
          quote: quoteOf(run.fen),
          estimate_fen: heldFen,
          held_fen: heldFen,
          created_at: startsAt,
        });
        if (heldFen > 0)
          await ledger.hold(cx.tx, cx.scope, {
            ...payer,
            ref: { kind: 'reservation', id },
            amountFen: heldFen,
            at: cx.now,
            memo: '',
          });
        const row = await findReservation(cx.tx, cx.scope, id);
        if (!row) throw new Error('no reservation');
        const chargeId = await settleCharge(cx, {
          row,
          instrument: loaded,
          payer,
          kind: 'use',
          quote: quoteOf(run.fen),
          usedFrom: startsAt,
          usedTo: endsAt,
        });
        if (chargeId === null) throw new Error('nothing was charged');
        return { chargeId, reservationId: id };
      },
      { ...(run.at ? { at: run.at } : {}) },
    );

  return {
    db,
    scope,
    otherValley,
    organisations: { owner, otherOwner, customer, otherCustomer, district },
    people,
    person,
    instruments,
    as,
    ask,
    used,
    close: test.close,
  };
}
