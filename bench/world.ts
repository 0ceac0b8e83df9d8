import { type BookingRules, bookingRules, openingHours } from '@hegu/contract/labs/booking-rules.ts';
import { PriceBook } from '@hegu/contract/labs/pricing.ts';
import { Temporal } from 'temporal-polyfill';
import { insertAll } from '../demo/store.ts';
import { bookHash } from '../packages/server/src/domains/labs/index.ts';
import type { Tx } from '../packages/server/src/platform/db/db.ts';
import { makeCreditCode } from '../packages/server/src/platform/identity/credit-code.ts';
import { hashToken } from '../packages/server/src/platform/identity/gate.ts';
import { newId } from '../packages/server/src/platform/ids.ts';

/**
 * The valley the benchmarks book in: 200 people of ten organisations in fifty groups, each group with a project that pays,
 * and instruments on which every booking rule is set. Time stands still at `now` (a Wednesday).
 */

export const slug = 'bench';
export const zone = 'Asia/Shanghai';
export const now = Temporal.Instant.from('2026-07-15T10:00:00+08:00');

export interface Person {
  readonly id: string;
  readonly token: string;
  readonly projectId: string;
}

export interface Slot {
  readonly instrumentId: string;
  readonly person: Person;
  readonly startsAt: string;
  readonly endsAt: string;
}

export interface World {
  readonly valleyId: string;
  readonly people: readonly Person[];
  readonly instrumentIds: readonly string[];
  /** Resources without an instrument: what the raw inserts are made on. */
  readonly rawResourceIds: readonly string[];
}

const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const pick = <T>(list: readonly T[], i: number): T => list[i % list.length] as T;

const counts = { organisations: 10, groups: 50, people: 200, instruments: 240, rawResources: 480 } as const;

/** Every rule of the contract, each with a value that is looked at and lets the benchmark's bookings pass. */
const rules = (keptFor: string): BookingRules =>
  bookingRules.parse({
    minMinutes: 30,
    maxMinutes: 240,
    gridMinutes: 30,
    horizonDays: 90,
    noticeMinutes: 120,
    freezeMinutes: 60,
    lateCancelMinutes: 1440,
    noShowMinutes: 30,
    maxFutureReservations: 200,
    maxPerDay: 2,
    maxFutureMinutes: 20_000,
    gapMinutes: 60,
    approval: 'none',
    trainingRequired: true,
    offPeak: [{ weekdays: [1, 2, 3, 4, 5], from: '20:00', to: '08:00', relax: { maxMinutes: 720 } }],
    priorityWindows: [
      {
        weekdays: [1, 2, 3, 4, 5],
        from: '12:00',
        to: '13:00',
        organisationIds: [keptFor],
        untilMinutesBefore: 1440,
      },
    ],
  });

const hours = openingHours.parse({
  weekly: [
    { weekdays: [1, 2, 3, 4, 5], from: '08:00', to: '21:00' },
    { weekdays: [6], from: '09:00', to: '12:00' },
  ],
  exceptions: [{ date: '2026-10-08', hours: [], note: '年度校准' }],
  followHolidays: true,
});

const book = PriceBook.parse({
  currency: 'CNY',
  taxRateBp: 600,
  time: {
    perHour: Object.fromEntries(
      (['own', 'member', 'enterprise', 'public'] as const).map((tier, i) => [
        tier,
        {
          mode: 'graduated',
          steps: [
            { upTo: 180, unitPriceFen: 20_000 + i * 10_000 },
            { upTo: null, unitPriceFen: 16_000 + i * 8_000 },
          ],
        },
      ]),
    ),
    basis: 'larger',
    roundingMinutes: 30,
    minimumMinutes: 30,
    windows: [
      { code: 'night', label: { zh: '夜间', en: 'Night' }, factorBp: 5000, from: '20:00', to: '08:00' },
      {
        code: 'weekend',
        label: { zh: '周末', en: 'Weekend' },
        factorBp: 12_000,
        dayKinds: ['weekend', 'holiday'],
        from: '00:00',
        to: '24:00',
      },
    ],
    dayCapFen: { enterprise: 500_000 },
  },
  lateCancellation: { kind: 'percent', bp: 3000 },
  noShow: { kind: 'percent', bp: 5000 },
});

export async function loadWorld(tx: Tx): Promise<World> {
  const valleyId = newId();
  const at = now.subtract({ hours: 24 * 200 }).toString();
  const in_ = <T extends object>(row: T) => ({ valley_id: valleyId, ...row });
  const valley = {
    id: valleyId,
    slug,
    name_zh: '测速谷',
    name_en: 'Bench valley',
    zone,
    demo: false,
    is_default: true,
    settings: {},
    created_at: at,
  };
  await insertAll(tx, 'valleys', [valley]);

  const organisations = range(counts.organisations).map((i) => ({
    id: newId(),
    credit_code: makeCreditCode(`91310114BEN${String(i).padStart(5, '0')}`),
    name_zh: `测速机构${i + 1}`,
    name_en: `Bench organisation ${i + 1}`,
    kind: i === 0 ? 'institute' : 'company',
    demo: false,
    created_at: at,
  }));
  await insertAll(tx, 'organisations', organisations);
  await insertAll(
    tx,
    'valley_organisations',
    organisations.map((o) =>
      in_({ organisation_id: o.id, status: 'active', tier: 'enterprise', version: 1, created_at: at }),
    ),
  );
  const people = await loadPeople(tx, in_, at, organisations);
  const instruments = await loadInstruments(tx, in_, at, organisations, people);
  const rawResourceIds = range(counts.rawResources).map(() => newId());
  await insertAll(
    tx,
    'resources',
    rawResourceIds.map((id) => in_({ id, kind: 'instrument', capacity: 1 })),
  );
  return { valleyId, people, instrumentIds: instruments, rawResourceIds };
}

type In = <T extends object>(row: T) => { valley_id: string } & T;

async function loadPeople(
  tx: Tx,
  in_: In,
  at: string,
  organisations: readonly { id: string }[],
): Promise<(Person & { organisationId: string })[]> {
  const people = range(counts.people).map((i) => ({
    id: newId(),
    group: i % counts.groups,
    organisationId: pick(organisations, i % counts.groups).id,
    token: `hegu_${slug}_${String(i).padStart(40, 'k')}`,
  }));
  await insertAll(
    tx,
    'users',
    people.map((p, i) => ({
      id: p.id,
      name: `测速员${i + 1}`,
      email: `bench-${i + 1}@example.invalid`,
      email_verified: true,
      username: `bench${i + 1}`,
      locale: 'zh',
      platform_admin: false,
      demo: false,
      created_at: at,
      updated_at: at,
    })),
  );
  await insertAll(
    tx,
    'api_keys',
    people.map((p) => ({
      id: newId(),
      token_hash: hashToken(p.token),
      for_valley: in_({}).valley_id,
      user_id: p.id,
      name: 'bench',
      hint: '…',
      created_at: at,
    })),
  );
  await insertAll(
    tx,
    'memberships',
    people.map((p) =>
      in_({
        id: newId(),
        user_id: p.id,
        organisation_id: p.organisationId,
        role: 'researcher',
        created_at: at,
      }),
    ),
  );
  await insertAll(
    tx,
    'people',
    people.map((p) => in_({ user_id: p.id, site_training_required: true, site_trained_at: at })),
  );
  const groups = range(counts.groups).map((g) => ({
    id: newId(),
    projectId: newId(),
    accountId: newId(),
    heldAccountId: newId(),
    organisationId: pick(organisations, g).id,
    lead: people[g]?.id ?? '',
    members: people.filter((p) => p.group === g).map((p) => p.id),
  }));
  await insertAll(
    tx,
    'groups',
    groups.map((g, i) =>
      in_({
        id: g.id,
        organisation_id: g.organisationId,
        name_zh: `课题组${i + 1}`,
        name_en: `Group ${i + 1}`,
        pi_user_id: g.lead,
        version: 1,
        created_at: at,
      }),
    ),
  );
  await insertAll(
    tx,
    'group_members',
    groups.flatMap((g) => g.members.map((user_id) => in_({ group_id: g.id, user_id, created_at: at }))),
  );
  const creditFen = 100_000_000_000;
  const account = (g: (typeof groups)[number], id: string, kind: string, floor_fen: number) =>
    in_({
      id,
      kind,
      owner_kind: 'project',
      owner_id: g.projectId,
      name: kind,
      floor_fen,
      balance_fen: 0,
      opened_at: at,
    });
  await insertAll(
    tx,
    'ledger_accounts',
    groups.flatMap((g) => [
      account(g, g.accountId, 'project', -creditFen),
      account(g, g.heldAccountId, 'held', 0),
    ]),
  );
  await insertAll(
    tx,
    'projects',
    groups.map((g, i) =>
      in_({
        id: g.projectId,
        code: `B${i + 1}`,
        name_zh: `课题${i + 1}`,
        name_en: `Project ${i + 1}`,
        organisation_id: g.organisationId,
        group_id: g.id,
        pi_user_id: g.lead,
        active: true,
        starts_on: '2026-01-01',
        ends_on: '2026-12-31',
        credit_limit_fen: creditFen,
        account_id: g.accountId,
        held_account_id: g.heldAccountId,
        version: 1,
        created_at: at,
      }),
    ),
  );
  await insertAll(
    tx,
    'project_members',
    groups.flatMap((g) => g.members.map((user_id) => in_({ project_id: g.projectId, user_id }))),
  );
  return people.map((p) => ({ ...p, projectId: groups[p.group]?.projectId ?? '' }));
}

async function loadInstruments(
  tx: Tx,
  in_: In,
  at: string,
  organisations: readonly { id: string }[],
  people: readonly Person[],
): Promise<string[]> {
  const [owner, favoured, strict] = organisations.map((o) => o.id);
  if (!owner || !favoured || !strict) throw new Error('too few organisations');
  const facilityId = newId();
  const facility = {
    id: facilityId,
    organisation_id: owner,
    name_zh: '测速平台',
    name_en: 'Bench facility',
    description_zh: '',
    description_en: '',
    demo: false,
    version: 1,
    created_at: at,
  };
  await insertAll(tx, 'facilities', [in_(facility)]);
  const instruments = range(counts.instruments).map((i) => ({ id: newId(), bookId: newId(), i }));
  await insertAll(
    tx,
    'resources',
    instruments.map(({ id }) => in_({ id, kind: 'instrument', capacity: 1 })),
  );
  const configuration = (code: string, noticeMinutes: number, selfConfigured: boolean) => ({
    code,
    nameZh: code,
    nameEn: code,
    noticeMinutes,
    selfConfigured,
  });
  await insertAll(
    tx,
    'instruments',
    instruments.map(({ id, bookId, i }) =>
      in_({
        id,
        facility_id: facilityId,
        name_zh: `液质联用仪 ${i + 1}`,
        name_en: `LC-MS ${i + 1}`,
        model: `BENCH-${i + 1}`,
        maker: 'Hegu',
        class_code: '010101',
        status: 'active',
        visibility: 'members',
        modes: ['self-run'],
        capacity: 1,
        specs: [],
        accessories: [],
        configurations: [configuration('esi', 0, true), configuration('apci', 240, false)],
        description_zh: '',
        description_en: '',
        sample_requirements_zh: '',
        sample_requirements_en: '',
        safety_notes_zh: '',
        safety_notes_en: '',
        photo_ids: [],
        opening_hours: hours,
        booking_rules: rules(favoured),
        superuser_bypass: false,
        price_book_id: bookId,
        demo: false,
        version: 1,
        created_at: at,
        updated_at: at,
      }),
    ),
  );
  const hash = bookHash(book);
  const version = (book_id: string, n: number, valid_from: string, valid_to: string | null) =>
    in_({ id: newId(), book_id, version: n, valid_from, valid_to, hash, used_at: at, note: '', book });
  await insertAll(
    tx,
    'price_books',
    instruments.flatMap(({ bookId }) => [
      version(bookId, 1, '2025-01-01', '2026-01-01'),
      version(bookId, 2, '2026-01-01', null),
    ]),
  );
  await insertAll(
    tx,
    'rule_overrides',
    instruments.map(({ id }) =>
      in_({
        id: newId(),
        instrument_id: id,
        level: 'organisation',
        subject_id: strict,
        rules: { maxPerDay: 1 },
        version: 1,
      }),
    ),
  );
  const lead = people[0]?.id ?? '';
  await insertAll(
    tx,
    'qualifications',
    instruments.flatMap(({ id }) =>
      people.map((p) =>
        in_({
          id: newId(),
          instrument_id: id,
          user_id: p.id,
          granted_by: lead,
          granted_at: at,
          expires_at: now.add({ hours: 24 * 365 }).toString(),
          superuser: false,
          note: '',
        }),
      ),
    ),
  );
  await insertAll(
    tx,
    'outages',
    instruments.map(({ id }) =>
      in_({
        id: newId(),
        instrument_id: id,
        starts_at: '2026-07-26T09:00:00+08:00',
        ends_at: '2026-07-26T12:00:00+08:00',
        planned: true,
        reason: '保养',
        created_by: lead,
        created_at: at,
      }),
    ),
  );
  return instruments.map(({ id }) => id);
}

const firstDay = Temporal.PlainDate.from('2026-07-20');
const lastDay = Temporal.PlainDate.from('2026-09-24');
const startHours = [8, 9, 10, 11, 13, 14, 15, 16, 17, 18, 19, 20];

/** Hours that touch and never overlap, one instrument after the other; nobody has two on one instrument in one day. */
export function* disjointSlots(world: World, resources: readonly string[]): Generator<Slot> {
  let k = 0;
  for (let day = firstDay; Temporal.PlainDate.compare(day, lastDay) <= 0; day = day.add({ days: 1 })) {
    if (day.dayOfWeek > 5) continue;
    for (const hour of startHours) {
      const from = day.toZonedDateTime({ timeZone: zone, plainTime: { hour } }).toInstant();
      const startsAt = from.toString();
      const endsAt = from.add({ hours: 1 }).toString();
      for (const [i, instrumentId] of resources.entries()) {
        yield { instrumentId, person: pick(world.people, k * 7 + i * 13), startsAt, endsAt };
      }
      k++;
    }
  }
}

/** An hour that is booked nowhere else, on an instrument of its own in each round. */
export function raceSlot(world: World, round: number): Omit<Slot, 'person'> {
  return {
    instrumentId: pick(world.instrumentIds, round),
    startsAt: '2026-09-28T09:00:00+08:00',
    endsAt: '2026-09-28T10:00:00+08:00',
  };
}
