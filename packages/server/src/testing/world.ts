import type { BookingRules, OpeningHours } from '@hegu/contract/labs/booking-rules.ts';
import { PriceBook, type PriceBookInput } from '@hegu/contract/labs/pricing.ts';
import type { Insertable } from 'kysely';
import { bookHash } from '../domains/labs/pricing/versions/rules.ts';
import type { Role } from '../platform/command.ts';
import type { Db, Tx } from '../platform/db/db.ts';
import type { ValleyScope } from '../platform/db/scope.ts';
import type { Tables } from '../platform/db/tables.ts';
import { newId } from '../platform/ids.ts';
import { putResource } from '../platform/occupancy/service.ts';
import { addPerson, type Person } from './people.ts';
import { addProject, type Project } from './projects.ts';
import { addOrganisation, addValley, joinValley, next } from './rows.ts';
import { start } from './start.ts';

/**
 * A valley to try to break over HTTP: one organisation that runs instruments, two companies that book them, people with
 * every role, and projects with money. Rows are written here directly, so that a test may begin from any state; what is then
 * asked of the server goes through the server.
 */

export type PersonName =
  | 'researcher'
  | 'colleague'
  | 'pi'
  | 'rival'
  | 'rivalPi'
  | 'facility'
  | 'rivalFacility'
  | 'park'
  | 'officer'
  | 'admin';

export interface World {
  readonly db: Db;
  readonly scope: ValleyScope;
  readonly slug: string;
  /** Runs instruments · another that does · books them · its competitor. */
  readonly organisations: Readonly<Record<'owner' | 'rivalOwner' | 'company' | 'competitor', string>>;
  readonly facilityId: string;
  readonly people: Readonly<Record<PersonName, Person>>;
  /** `company` is led by `pi` and charged by `researcher` and `colleague`; `rival` is of the competitor. */
  readonly projects: Readonly<Record<'company' | 'rival', Project>>;
}

export interface InstrumentInput {
  readonly capacity?: number;
  readonly status?: 'draft' | 'active' | 'down' | 'retired';
  readonly visibility?: 'public' | 'members';
  readonly rules?: BookingRules;
  readonly openingHours?: OpeningHours | null;
  readonly superuserBypass?: boolean;
  readonly links?: readonly string[];
  readonly configurations?: readonly {
    code: string;
    noticeMinutes: number;
    selfConfigured: boolean;
  }[];
  /** 分 per hour for every tier; null: free of charge. */
  readonly perHourFen?: number | null;
  readonly book?: Partial<PriceBookInput>;
  readonly facilityId?: string;
  readonly nameZh?: string;
}

const rate = (unitPriceFen: number) => ({
  mode: 'graduated' as const,
  steps: [{ upTo: null, unitPriceFen }],
});

export const bookOf = (perHourFen: number, more: Partial<PriceBookInput> = {}) =>
  PriceBook.parse({
    currency: 'CNY',
    taxRateBp: 600,
    time: {
      perHour: {
        own: rate(perHourFen),
        member: rate(perHourFen),
        enterprise: rate(perHourFen),
        public: rate(perHourFen),
      },
      basis: 'reserved',
    },
    ...more,
  });

async function organisation(tx: Tx, scope: ValleyScope, label: string, tier: 'member' | 'enterprise') {
  const id = await addOrganisation(tx, {
    creditCode: `HEGU${String(next()).padStart(14, '0')}`,
    nameZh: `${label}机构`,
    nameEn: `${label} organisation`,
  });
  await joinValley(tx, scope, id, tier);
  return id;
}

export async function addFacility(
  db: Db,
  scope: ValleyScope,
  organisationId: string,
  nameZh: string,
): Promise<string> {
  const id = newId();
  await db.tx(scope, (tx) =>
    tx
      .insertInto('facilities')
      .values({
        valley_id: scope.valleyId,
        id,
        organisation_id: organisationId,
        name_zh: nameZh,
        name_en: `${nameZh} facility`,
        district: '310114',
        address: null,
        latitude: null,
        longitude: null,
        contact_name: null,
        contact_phone: null,
        contact_email: null,
        description_zh: '',
        description_en: '',
        source: null,
        created_at: start,
      })
      .execute(),
  );
  return id;
}

export async function addInstrument(
  world: Pick<World, 'db' | 'scope' | 'facilityId'>,
  input: InstrumentInput = {},
): Promise<string> {
  const { db, scope } = world;
  const id = newId();
  await db.tx(scope, async (tx) => {
    await putResource(tx, scope, { id, kind: 'instrument', capacity: input.capacity ?? 1 });
    const perHour = input.perHourFen === undefined ? 10_000 : input.perHourFen;
    let bookId: string | null = null;
    if (perHour !== null || input.book) {
      bookId = newId();
      const book = bookOf(perHour ?? 0, input.book);
      const row: Omit<Insertable<Tables['price_books']>, 'book'> = {
        valley_id: scope.valleyId,
        id: newId(),
        book_id: bookId,
        version: 1,
        valid_from: '2020-01-01',
        valid_to: null,
        hash: bookHash(book),
        used_at: null,
        note: '',
      };
      await tx
        .insertInto('price_books')
        .values({ ...row, book: JSON.stringify(book) as never })
        .execute();
    }
    const n = next();
    await tx
      .insertInto('instruments')
      .values({
        valley_id: scope.valleyId,
        id,
        facility_id: input.facilityId ?? world.facilityId,
        name_zh: input.nameZh ?? `仪器${n}`,
        name_en: `Instrument ${n}`,
        model: `M-${n}`,
        maker: 'Maker',
        class_code: '010201',
        asset_number: null,
        status: input.status ?? 'active',
        visibility: input.visibility ?? 'public',
        modes: ['self_run'],
        capacity: input.capacity ?? 1,
        specs: '[]' as never,
        accessories: '[]' as never,
        configurations: JSON.stringify(
          (input.configurations ?? []).map((c) => ({ ...c, nameZh: c.code, nameEn: c.code })),
        ) as never,
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
        opening_hours: (input.openingHours ? JSON.stringify(input.openingHours) : null) as never,
        booking_rules: JSON.stringify(input.rules ?? {}) as never,
        superuser_bypass: input.superuserBypass ?? false,
        price_book_id: bookId,
        source: null,
        created_at: start,
        updated_at: start,
      })
      .execute();
    for (const linked of input.links ?? []) {
      await tx
        .insertInto('instrument_links')
        .values({ valley_id: scope.valleyId, instrument_id: id, linked_id: linked })
        .execute();
    }
  });
  return id;
}

export interface WorldInput {
  readonly slug?: string;
  readonly zone?: string;
  readonly isDefault?: boolean;
  /** Stands in every name, so that a leak into another valley's answer can be recognised. */
  readonly mark?: string;
}

export async function makeWorld(db: Db, input: WorldInput = {}): Promise<World> {
  const slug = input.slug ?? 'valley-a';
  const mark = input.mark ?? '甲';
  const scope = await db.tx(null, (tx) =>
    addValley(tx, {
      slug,
      zone: input.zone ?? 'Asia/Shanghai',
      nameZh: `${mark}谷`,
      nameEn: `${mark} valley`,
      isDefault: input.isDefault ?? false,
    }),
  );
  const organisations = await db.tx(scope, async (tx) => {
    return {
      owner: await organisation(tx, scope, `${mark}医院`, 'member'),
      rivalOwner: await organisation(tx, scope, `${mark}研究所`, 'member'),
      company: await organisation(tx, scope, `${mark}生物`, 'enterprise'),
      competitor: await organisation(tx, scope, `${mark}药业`, 'enterprise'),
    };
  });
  const base = { scope, slug };
  const person = (name: string, role: Role, organisationId: string) =>
    addPerson(db, base, { name: `${mark}${name}`, role, organisationId });
  const people: Record<PersonName, Person> = {
    researcher: await person('研究', 'researcher', organisations.company),
    colleague: await person('同事', 'researcher', organisations.company),
    pi: await person('课题', 'pi', organisations.company),
    rival: await person('对手', 'researcher', organisations.competitor),
    rivalPi: await person('对头', 'pi', organisations.competitor),
    facility: await person('机组', 'facility', organisations.owner),
    rivalFacility: await person('外机组', 'facility', organisations.rivalOwner),
    park: await person('园区', 'park', organisations.owner),
    officer: await person('政府', 'officer', organisations.owner),
    admin: await person('管理', 'admin', organisations.owner),
  };
  const facilityId = await addFacility(db, scope, organisations.owner, `${mark}平台`);
  const projects = {
    company: await addProject(
      { db, scope },
      {
        organisationId: organisations.company,
        piUserId: people.pi.userId,
        memberIds: [people.researcher.userId, people.colleague.userId],
        nameZh: `${mark}课题一`,
      },
    ),
    rival: await addProject(
      { db, scope },
      {
        organisationId: organisations.competitor,
        piUserId: people.rivalPi.userId,
        memberIds: [people.rival.userId],
        nameZh: `${mark}课题二`,
      },
    ),
  };
  return { db, scope, slug, organisations, facilityId, people, projects };
}
