import type { InstrumentPatch, NewInstrument } from '@hegu/contract/labs/instruments.ts';
import { flatRate } from '@hegu/contract/labs/pricing.ts';
import type { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { search } from '../../../platform/catalogue/index.ts';
import type { DomainEvent } from '../../../platform/command.ts';
import { newId } from '../../../platform/ids.ts';
import { take } from '../../../platform/occupancy/service.ts';
import { noon, type Person } from '../billing/testing/index.ts';
import { loadInstruments, markPriceUsed } from '../booking/store.ts';
import { create as createOutage } from '../outages/service.ts';
import * as service from './service.ts';
import { at, type InstrumentFixture, instrumentFixture, lcms, priceBook, reasons } from './testing/index.ts';

let lab: InstrumentFixture;
beforeAll(async () => {
  lab = await instrumentFixture();
});
afterAll(() => lab?.close());

const create = (changes: Partial<NewInstrument> = {}, who: Person = 'facility') =>
  lab.as(who, (cx) => service.createInstrument(cx, lcms(lab.facilityId, changes)));
const get = (id: string, who: Person | null = 'facility', when = noon) =>
  lab.ask(who, (q) => service.getInstrument(q, id), { at: when });
const update = (
  id: string,
  body: InstrumentPatch,
  options: { who?: Person; ifMatch?: number; at?: Temporal.Instant } = {},
) =>
  lab.as(options.who ?? 'facility', (cx) => service.updateInstrument(cx, id, body, options.ifMatch), {
    at: options.at ?? noon,
  });
const book = (id: string, from: string, to: string, capacity = 1, refId = newId()) =>
  lab.as('facility', (cx) =>
    take(cx.tx, cx.scope, [
      {
        resourceId: id,
        capacity,
        startsAt: at(from),
        endsAt: at(to),
        kind: 'reservation',
        refKind: 'reservation',
        refId,
      },
    ]),
  );
const found = (q: string, who: Person | null = null) =>
  lab.ask(who, async (query) => {
    const { items } = await search(query, { q, kind: ['instrument'], limit: 50 });
    return items.map((i) => i.refId);
  });

describe('registering', () => {
  it('keeps what was said, prices it for each reader and tells who looks', async () => {
    const events: DomainEvent[] = [];
    const id = await lab.as(
      'facility',
      (cx) =>
        service.createInstrument(
          cx,
          lcms(lab.facilityId, {
            assetNumber: 'A-1',
            purchaseValueFen: 320_000_000,
            specs: [{ nameZh: '质量范围', nameEn: 'Mass range', value: 'm/z 5–2000' }],
            bookingRules: { minMinutes: 30, gridMinutes: 30 },
            priceBook: priceBook(),
          }),
        ),
      { events },
    );
    expect(await get(id)).toMatchObject({
      nameZh: '三重四极杆液质联用仪',
      classNameZh: '液相色谱-质谱联用仪',
      district: '310114',
      ownerOrganisationId: lab.organisations.owner,
      assetNumber: 'A-1',
      purchaseValueFen: 320_000_000,
      bookingRules: { minMinutes: 30, gridMinutes: 30 },
      status: 'active',
      version: 1,
      tier: 'own',
      pricePerHourFen: 10_000,
      priceBook: { version: 1, validFrom: '2026-07-15', validTo: null, usedAt: null },
      may: { book: true, manage: true, bookForOthers: true },
    });
    expect(await get(id, 'researcher')).toMatchObject({
      tier: 'enterprise',
      pricePerHourFen: 30_000,
      assetNumber: null,
      purchaseValueFen: null,
      may: { book: true, manage: false, bookForOthers: false },
    });
    expect(await get(id, null)).toMatchObject({
      tier: 'public',
      pricePerHourFen: 40_000,
      may: { book: false, manage: false, bookForOthers: false },
    });
    expect(events).toEqual([
      {
        type: 'instrument.changed',
        entityId: id,
        rooms: [`instrument:${id}`, `facility:${lab.facilityId}`, 'valley'],
      },
    ]);
    const audited = await lab.ask('admin', (q) =>
      q.tx.selectFrom('audit_entries').select(['action', 'actor_id']).where('entity_id', '=', id).execute(),
    );
    expect(audited).toEqual([{ action: 'instrument.create', actor_id: lab.people.facility.userId }]);
    expect(await found('TSQ Altis')).toContain(id);
    expect(await found('yzly')).toContain(id);
  });

  it('says everything that is wrong at once', async () => {
    await create({ assetNumber: 'A-2' });
    const body = {
      classCode: '999999',
      assetNumber: 'A-2',
      linkedInstrumentIds: [newId()],
      photoIds: [newId()],
    };
    expect(await reasons(create(body))).toEqual([
      'instrument.class_unknown',
      'instrument.asset_exists',
      'request.reference',
      'instrument.link_unknown',
    ]);
    expect(await reasons(create({ facilityId: newId() }))).toEqual(['instrument.facility_unknown']);
  });

  it('is for who runs the facility', async () => {
    expect(await reasons(create({}, 'otherFacility'))).toEqual(['access.denied']);
    expect(await reasons(create({}, 'researcher'))).toEqual(['access.denied']);
    expect(await reasons(create({}, 'admin'))).toEqual([]);
  });

  it('lets one of two at the same moment have an asset number', async () => {
    const tries = await Promise.all(
      Array.from({ length: 6 }, () => reasons(create({ assetNumber: 'RACE-1' }))),
    );
    expect(tries.filter((t) => t.length === 0)).toHaveLength(1);
    expect(tries.filter((t) => t[0] === 'instrument.asset_exists')).toHaveLength(5);
    // Another facility may have the same number
    expect(
      await reasons(create({ assetNumber: 'RACE-1', facilityId: lab.otherFacilityId }, 'admin')),
    ).toEqual([]);
  });

  it('does not take time on what somebody else runs', async () => {
    const theirs = await create({ facilityId: lab.otherFacilityId }, 'admin');
    expect(await reasons(create({ linkedInstrumentIds: [theirs] }))).toEqual(['access.denied']);
    expect(await reasons(create({ linkedInstrumentIds: [theirs] }, 'admin'))).toEqual([]);
  });
});

describe('who sees it', () => {
  it('members only, drafts, other valleys', async () => {
    const members = await create({ visibility: 'members', nameZh: '保密质谱仪' });
    const draft = await create({ status: 'draft', nameZh: '草稿质谱仪' });
    expect(await reasons(get(members, null))).toEqual(['record.not_found']);
    expect(await reasons(get(members, 'researcher'))).toEqual([]);
    expect(await reasons(get(draft, 'researcher'))).toEqual(['record.not_found']);
    expect(await reasons(get(draft, 'otherFacility'))).toEqual(['record.not_found']);
    expect(await reasons(get(draft, 'facility'))).toEqual([]);
    expect(await reasons(update(draft, { nameEn: 'x' }, { who: 'otherFacility' }))).toEqual([
      'record.not_found',
    ]);
    expect(await found('保密质谱仪')).toEqual([]);
    expect(await found('保密质谱仪', 'researcher')).toEqual([members]);
    expect(await found('草稿质谱仪', 'facility')).toEqual([]);
    const elsewhere = { scope: lab.otherValley };
    const over = lab.ask('admin', (q) => service.getInstrument(q, members), elsewhere);
    expect(await reasons(over)).toEqual(['record.not_found']);
    const change = lab.as('admin', (cx) => service.updateInstrument(cx, members, { nameEn: 'x' }), elsewhere);
    expect(await reasons(change)).toEqual(['record.not_found']);
  });
});

describe('changing', () => {
  it('writes what changed, once, and knows who saw an older version', async () => {
    const id = await create({ assetNumber: 'C-1' });
    expect(await update(id, { nameZh: '改名仪', room: 'B201' }, { ifMatch: 1 })).toBe(true);
    expect(await get(id)).toMatchObject({ nameZh: '改名仪', room: 'B201', version: 2 });
    expect(await update(id, { nameZh: '改名仪' }, { ifMatch: 2 })).toBe(false);
    expect((await get(id)).version).toBe(2);
    expect(await reasons(update(id, { room: 'C1' }, { ifMatch: 1 }))).toEqual(['request.stale']);
    expect(await reasons(update(id, { room: 'C1' }, { who: 'otherFacility' }))).toEqual(['access.denied']);
    const audited = await lab.ask('admin', (q) =>
      q.tx
        .selectFrom('audit_entries')
        .select(['before', 'after'])
        .where('entity_id', '=', id)
        .where('action', '=', 'instrument.update')
        .execute(),
    );
    expect(audited).toHaveLength(1);
    expect(JSON.stringify(audited[0])).toContain('改名仪');
    expect(await found('改名仪')).toEqual([id]);
  });

  it('two editors of one version: one wins', async () => {
    const id = await create();
    const both = await Promise.all(['B1', 'B2'].map((room) => reasons(update(id, { room }, { ifMatch: 1 }))));
    expect(both.flat()).toEqual(['request.stale']);
  });

  it('refuses a circle of links, directly, around, and from two sides at once', async () => {
    const a = await create({ nameZh: '甲' });
    const b = await create({ nameZh: '乙', linkedInstrumentIds: [a] });
    const c = await create({ nameZh: '丙', linkedInstrumentIds: [b] });
    expect(await reasons(update(a, { linkedInstrumentIds: [a] }))).toEqual(['instrument.link_circular']);
    expect(await reasons(update(a, { linkedInstrumentIds: [b] }))).toEqual(['instrument.link_circular']);
    expect(await reasons(update(a, { linkedInstrumentIds: [c] }))).toEqual(['instrument.link_circular']);
    expect((await get(b)).linkedInstruments.map((l) => l.id)).toEqual([a]);
    const d = await create({ nameZh: '丁' });
    const e = await create({ nameZh: '戊' });
    const both = await Promise.all([
      reasons(update(d, { linkedInstrumentIds: [e] })),
      reasons(update(e, { linkedInstrumentIds: [d] })),
    ]);
    expect(both.flat()).toEqual(['instrument.link_circular']);
  });

  it('retires what is still booked only when told to', async () => {
    const id = await create({ nameZh: '待退役仪' });
    await book(id, '2026-07-14T08:00', '2026-07-14T10:00');
    expect(await reasons(update(id, { status: 'down' }))).toEqual([]);
    await book(id, '2026-07-16T08:00', '2026-07-16T10:00');
    expect(await reasons(update(id, { status: 'retired' }))).toEqual(['instrument.has_future_bookings']);
    expect(await reasons(update(id, { status: 'retired', override: true }))).toEqual([]);
    expect(await found('待退役仪')).toEqual([]);
    expect((await get(id, null)).status).toBe('retired');
  });

  it('a new owner must be run by the one who moves it', async () => {
    const id = await create();
    expect(await reasons(update(id, { facilityId: lab.otherFacilityId }))).toEqual(['access.denied']);
    await update(id, { facilityId: lab.otherFacilityId }, { who: 'admin' });
    expect(await get(id, null)).toMatchObject({ district: '310107', ownerNameZh: '瑞金医院' });
  });
});

describe('capacity', () => {
  it('does not go below what is booked at once, and moves bookings to the lanes that stay', async () => {
    const id = await create({ capacity: 3 });
    await book(id, '2026-07-16T08:00', '2026-07-16T12:00', 3);
    await book(id, '2026-07-16T09:00', '2026-07-16T10:00', 3);
    const late = newId();
    await book(id, '2026-07-16T11:00', '2026-07-16T13:00', 3);
    await book(id, '2026-07-16T09:30', '2026-07-16T09:45', 3, late);
    expect(await reasons(update(id, { capacity: 2 }))).toEqual(['instrument.capacity_in_use']);
    await lab.as('facility', (cx) =>
      cx.tx
        .updateTable('occupancies')
        .set({ live: false })
        .where('valley_id', '=', cx.scope.valleyId)
        .where('ref_id', '=', late)
        .execute(),
    );
    expect(await reasons(update(id, { capacity: 2 }))).toEqual([]);
    const lanes = await lab.ask('facility', (q) =>
      q.tx
        .selectFrom('occupancies')
        .select('lane')
        .where('resource_id', '=', id)
        .where('live', '=', true)
        .execute(),
    );
    expect(lanes.every((l) => l.lane < 2)).toBe(true);
    expect(lanes).toHaveLength(3);
    const loaded = await lab.ask('facility', (q) => loadInstruments(q.tx, q.scope, [id]));
    expect(loaded[0]?.capacity).toBe(2);
  });

  it('an outage holds all lanes, however many there come to be', async () => {
    const id = await create({ capacity: 2 });
    await lab.as('facility', (cx) =>
      createOutage(cx, id, {
        startsAt: at('2026-07-17T08:00').toString(),
        endsAt: at('2026-07-17T18:00').toString(),
        planned: true,
        reason: '年度保养',
        hits: 'keep',
        dryRun: false,
      }),
    );
    const lanes = () =>
      lab.ask('facility', async (q) => {
        const rows = await q.tx
          .selectFrom('occupancies')
          .select('lane')
          .where('resource_id', '=', id)
          .where('live', '=', true)
          .orderBy('lane')
          .execute();
        return rows.map((r) => r.lane);
      });
    expect(await lanes()).toEqual([0, 1]);
    await update(id, { capacity: 3 });
    expect(await lanes()).toEqual([0, 1, 2]);
    await update(id, { capacity: 1 });
    expect(await lanes()).toEqual([0]);
  });
});

describe('prices', () => {
  const cheaper = (fen: number) =>
    priceBook({ time: { perHour: { public: flatRate(fen) }, basis: 'reserved' } });
  const versions = (id: string) =>
    lab.ask('facility', async (q) => {
      const { items } = await service.priceBooks(q, id);
      return items.map((v) => [v.version, v.validFrom, v.validTo]);
    });
  const use = (id: string, when = noon) =>
    lab.as('facility', async (cx) => {
      const [loaded] = await loadInstruments(cx.tx, cx.scope, [id]);
      for (const v of loaded?.prices ?? []) await markPriceUsed(cx.tx, cx.scope, v.id, when);
    });

  it('a version that nothing was priced with may be said again the same day', async () => {
    const id = await create({ priceBook: priceBook() });
    await update(id, { priceBook: cheaper(500) });
    expect(await versions(id)).toEqual([[1, '2026-07-15', null]]);
    expect((await get(id, null)).pricePerHourFen).toBe(500);
    expect(await update(id, { priceBook: cheaper(500) })).toBe(false);
  });

  it('a used one is closed and the next opens; what was agreed keeps its version', async () => {
    const id = await create({ priceBook: priceBook() });
    await use(id);
    expect(await reasons(update(id, { priceBook: cheaper(600) }))).toEqual(['price.version_in_use']);
    await update(id, { priceBook: cheaper(600), priceBookFrom: '2026-08-01' });
    expect(await versions(id)).toEqual([
      [2, '2026-08-01', null],
      [1, '2026-07-15', '2026-08-01'],
    ]);
    expect((await get(id, null)).pricePerHourFen).toBe(40_000);
    expect((await get(id, null, at('2026-08-01T00:00'))).pricePerHourFen).toBe(600);
    // Between the two: takes over where the first ends
    await update(id, { priceBook: cheaper(700), priceBookFrom: '2026-07-20' });
    expect(await versions(id)).toEqual([
      [2, '2026-08-01', null],
      [3, '2026-07-20', '2026-08-01'],
      [1, '2026-07-15', '2026-07-20'],
    ]);
  });

  it('a planned one can be said otherwise, and withdrawn: the one before goes on', async () => {
    const id = await create({ priceBook: cheaper(400) });
    await update(id, { priceBook: cheaper(600), priceBookFrom: '2026-08-01' });
    await update(id, { priceBook: cheaper(650), priceBookFrom: '2026-08-01' });
    expect((await get(id, null, at('2026-08-02T00:00'))).pricePerHourFen).toBe(650);
    await update(id, { priceBook: cheaper(400), priceBookFrom: '2026-08-01' });
    expect(await versions(id)).toEqual([[1, '2026-07-15', null]]);
    // What is changed today then holds in August too
    await use(id);
    await update(id, { priceBook: cheaper(450), priceBookFrom: '2026-07-16' });
    expect((await get(id, null, at('2026-08-02T00:00'))).pricePerHourFen).toBe(450);

    // Somebody has booked for that day meanwhile
    await update(id, { priceBook: cheaper(700), priceBookFrom: '2026-09-01' });
    await use(id);
    expect(await reasons(update(id, { priceBook: cheaper(450), priceBookFrom: '2026-09-01' }))).toEqual([
      'price.version_in_use',
    ]);
  });

  it('becomes free without forgetting what it cost', async () => {
    const plain = await create();
    expect((await get(plain, null)).pricePerHourFen).toBeNull();
    const id = await create({ priceBook: priceBook() });
    await use(id);
    await update(id, { priceBook: null }, { at: at('2026-07-20T09:00') });
    expect((await get(id, null, at('2026-07-20T09:00'))).pricePerHourFen).toBe(0);
    expect(await versions(id)).toHaveLength(2);
  });

  it('comes with its history when it is loaded from elsewhere', async () => {
    const id = await lab.create(
      {},
      {
        priceVersions: [
          { version: 1, validFrom: '2026-01-01', validTo: '2026-07-01', book: cheaper(100) },
          { version: 2, validFrom: '2026-07-01', validTo: null, book: cheaper(200) },
        ],
      },
    );
    expect((await get(id, null)).pricePerHourFen).toBe(200);
    expect((await get(id, null, at('2026-03-01T00:00'))).pricePerHourFen).toBe(100);
  });
});
