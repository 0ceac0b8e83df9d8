import { bookingRules, openingHours } from '@hegu/contract/labs/booking-rules.ts';
import { customerTiers, PriceBook } from '@hegu/contract/labs/pricing.ts';
import { Temporal } from 'temporal-polyfill';
import { beforeAll, describe, expect, it } from 'vitest';
import { isCreditCode } from '../packages/server/src/platform/identity/credit-code.ts';
import taxonomy from '../packs/taxonomy/instruments.json' with { type: 'json' };
import { makeDemoValley } from './index.ts';
import type { DemoInstrument, DemoValley } from './types.ts';

// A Monday, and a Friday before a weekend; the checks that depend on the calendar run on several days.
const now = Temporal.Instant.from('2026-11-23T12:29:00+08:00');

let valley: DemoValley;
let instruments: Map<string, DemoInstrument>;

beforeAll(() => {
  valley = makeDemoValley(now);
  instruments = new Map(valley.instruments.map((i) => [i.id, i]));
});

const twice = <T>(items: readonly T[]) => items.filter((item, i) => items.indexOf(item) !== i);
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Every {zh, en} anywhere below. */
function texts(value: unknown, path = ''): [string, { zh: unknown; en: unknown }][] {
  if (value === null || typeof value !== 'object' || value instanceof Temporal.Instant) return [];
  if (Array.isArray(value)) return value.flatMap((v, i) => texts(v, `${path}[${i}]`));
  if ('zh' in value && 'en' in value) return [[path, value as { zh: unknown; en: unknown }]];
  return Object.entries(value).flatMap(([key, v]) => texts(v, `${path}.${key}`));
}

describe('the whole', () => {
  it('has the size it promises', () => {
    expect(valley.organisations).toHaveLength(40);
    expect(valley.organisations.filter((o) => o.ownsInstruments)).toHaveLength(12);
    expect(valley.instruments.length).toBeGreaterThanOrEqual(290);
    expect(valley.instruments.length).toBeLessThanOrEqual(330);
    expect(new Set(valley.instruments.map((i) => i.templateKey)).size).toBeGreaterThanOrEqual(90);
    expect(valley.facilities.length).toBeGreaterThanOrEqual(20);
    const platform = valley.instruments.filter((i) => i.organisationId === valley.highlights.platformId);
    expect(platform.length).toBeGreaterThanOrEqual(185);
    // 近 200 台, as reported
    expect(platform.length).toBeLessThan(200);
    const start = valley.today.epochMilliseconds;
    const past = valley.reservations.filter((r) => r.startsAt.epochMilliseconds < start);
    expect(past.length).toBeGreaterThanOrEqual(6000);
    expect(past.length).toBeLessThanOrEqual(8500);
    const upcoming = valley.reservations.filter(
      (r) =>
        r.startsAt.epochMilliseconds >= now.epochMilliseconds && ['confirmed', 'pending'].includes(r.status),
    );
    expect(upcoming.length).toBeGreaterThanOrEqual(450);
    expect(upcoming.length).toBeLessThanOrEqual(800);
  });

  it('comes out the same for the same instant, with the same bookings for the same day', () => {
    expect(JSON.stringify(makeDemoValley(now))).toBe(JSON.stringify(valley));
    const morning = makeDemoValley(Temporal.Instant.from('2026-11-23T00:00:00+08:00'));
    const times = (v: DemoValley) =>
      v.reservations.map(
        (r) => `${r.id} ${r.instrumentId} ${r.lane} ${r.startsAt} ${r.endsAt} ${r.personId} ${r.createdAt}`,
      );
    expect(times(morning)).toEqual(times(valley));
    const tomorrow = makeDemoValley(now.add({ hours: 24 }));
    expect(times(tomorrow)).not.toEqual(times(valley));
    expect(tomorrow.instruments.map((i) => i.id)).toEqual(valley.instruments.map((i) => i.id));
  });

  it('says everything in both languages', () => {
    const all = texts(valley);
    expect(all.length).toBeGreaterThan(5000);
    const bad = all.filter(([, t]) =>
      [t.zh, t.en].some((s) => typeof s !== 'string' || s.trim() === '' || s.includes('undefined')),
    );
    expect(bad).toEqual([]);
    // No Chinese characters or full-width punctuation in English.
    const mixed = all.filter(([, t]) => /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u.test(String(t.en)));
    expect(mixed.map(([path, t]) => `${path}: ${t.en}`)).toEqual([]);
  });

  it('has no id twice, and every id is a UUID', () => {
    const ids = [
      ...valley.organisations,
      ...valley.facilities,
      ...valley.instruments,
      ...valley.people,
      ...valley.groups,
      ...valley.projects,
      ...valley.ruleOverrides,
      ...valley.qualifications,
      ...valley.outages,
      ...valley.reservations,
      ...valley.payments,
      ...valley.disputes,
      ...valley.instruments.flatMap((i) => [...i.priceBooks, ...i.accessories]),
    ].map((x) => x.id);
    expect(ids.length - new Set(ids).size).toBe(0);
    expect(ids.filter((id) => !uuid.test(id))).toEqual([]);
  });
});

describe('organisations and people', () => {
  it('have valid credit codes that belong to nobody', () => {
    expect(valley.organisations.filter((o) => !isCreditCode(o.creditCode))).toEqual([]);
    expect(valley.organisations.every((o) => o.creditCode.slice(8, 12) === 'DEM0')).toBe(true);
    expect(twice(valley.organisations.map((o) => o.creditCode))).toEqual([]);
  });

  it('have names of their own', () => {
    expect(twice(valley.organisations.map((o) => o.name.zh))).toEqual([]);
    expect(twice(valley.organisations.map((o) => o.name.en))).toEqual([]);
    expect(twice(valley.people.map((p) => p.name.zh))).toEqual([]);
    expect(twice(valley.people.map((p) => p.email))).toEqual([]);
    expect(twice(valley.people.map((p) => p.phone))).toEqual([]);
    expect(twice(valley.projects.map((p) => p.code))).toEqual([]);
  });

  it('mark what is news and what is invented', () => {
    const news = valley.organisations.filter((o) => o.provenance.source === 'news');
    expect(news.map((o) => o.kind).sort()).toEqual([
      ...Array(5).fill('district'),
      'institute',
      ...Array(5).fill('park'),
    ]);
    for (const o of valley.organisations) expect(o.provenance.note.zh).toContain('演示');
  });

  it('have the sign-ins, each with its role', () => {
    const roles = Object.fromEntries(
      valley.people
        .filter((p) => p.username)
        .map((p) => [p.username, p.memberships.map((m) => m.role).join()]),
    );
    expect(roles).toEqual({
      researcher: 'researcher',
      researcher2: 'researcher',
      pi: 'pi',
      facility: 'facility',
      park: 'park',
      officer: 'officer',
      officer2: 'officer',
      officer3: 'officer',
      admin: 'admin',
    });
    const home = (name: string) => valley.people.find((p) => p.username === name)?.organisationId;
    expect(home('pi')).toBe(home('researcher'));
    expect(home('researcher2')).not.toBe(home('researcher'));
    expect(home('facility')).toBe(valley.highlights.platformId);
  });
});

describe('references', () => {
  it('all resolve', () => {
    const organisations = new Map(valley.organisations.map((o) => [o.id, o]));
    const people = new Map(valley.people.map((p) => [p.id, p]));
    const groups = new Map(valley.groups.map((g) => [g.id, g]));
    const projects = new Map(valley.projects.map((p) => [p.id, p]));
    const facilities = new Map(valley.facilities.map((f) => [f.id, f]));
    const reservations = new Map(valley.reservations.map((r) => [r.id, r]));
    const missing: string[] = [];
    const need = (map: ReadonlyMap<string, unknown>, id: string | null, what: string) => {
      if (id !== null && !map.has(id)) missing.push(`${what} ${id}`);
    };
    need(organisations, valley.valley.operatorOrganisationId, 'operator');
    for (const o of valley.organisations) need(organisations, o.parkId, 'park');
    for (const f of valley.facilities) {
      need(organisations, f.organisationId, 'facility organisation');
      for (const p of [f.managerId, ...f.operatorIds]) {
        need(people, p, 'facility person');
        // Who runs a facility belongs to its owner and holds the role.
        expect(people.get(p)?.memberships).toContainEqual({
          organisationId: f.organisationId,
          role: 'facility',
        });
      }
    }
    for (const p of valley.people)
      for (const m of p.memberships) need(organisations, m.organisationId, 'membership');
    for (const g of valley.groups) {
      need(organisations, g.organisationId, 'group');
      for (const p of [g.piId, ...g.memberIds]) {
        need(people, p, 'group person');
        expect(people.get(p)?.organisationId).toBe(g.organisationId);
      }
      expect(g.memberIds).toContain(g.piId);
      expect(people.get(g.piId)?.memberships[0]?.role).toBe('pi');
    }
    for (const p of valley.projects) {
      need(groups, p.groupId, 'project group');
      need(people, p.piId, 'project lead');
    }
    for (const i of valley.instruments) {
      need(facilities, i.facilityId, 'facility');
      need(people, i.contact.personId, 'contact');
      expect(facilities.get(i.facilityId)?.organisationId).toBe(i.organisationId);
      for (const l of i.linkedInstrumentIds) need(instruments, l, 'linked');
      for (const w of i.bookingRules.priorityWindows ?? []) {
        for (const id of w.organisationIds ?? []) need(organisations, id, 'priority organisation');
        for (const id of w.groupIds ?? []) need(groups, id, 'priority group');
      }
    }
    for (const o of valley.ruleOverrides) {
      need(instruments, o.instrumentId, 'override');
      need(
        { organisation: organisations, group: groups, person: people }[o.subject.kind],
        o.subject.id,
        'subject',
      );
      bookingRules.parse(o.rules);
    }
    for (const q of valley.qualifications) {
      need(people, q.personId, 'qualified');
      need(people, q.grantedById, 'granter');
      need(instruments, q.instrumentId, 'qualification');
    }
    for (const o of valley.outages) {
      need(instruments, o.instrumentId, 'outage');
      need(people, o.reportedById, 'reporter');
    }
    for (const r of valley.reservations) {
      need(instruments, r.instrumentId, 'reserved');
      need(people, r.personId, 'holder');
      need(people, r.createdById, 'creator');
      need(people, r.operatorId, 'operator');
      need(people, r.cancelledById, 'canceller');
      for (const a of r.approvals) need(people, a.personId, 'approver');
      const project = projects.get(r.projectId);
      expect(project?.memberIds).toContain(r.personId);
      expect(project?.groupId).toBe(r.groupId);
      expect(project?.active).toBe(true);
    }
    for (const s of valley.statements) need(projects, s.projectId, 'statement');
    for (const p of valley.payments) {
      need(projects, p.projectId, 'payment');
      expect(p.amountFen === null).toBe(p.kind === 'statement');
    }
    for (const d of valley.disputes) need(reservations, d.reservationId, 'dispute');
    expect(missing).toEqual([]);
  });
});

describe('instruments', () => {
  it('have names of their own and a class of the taxonomy', () => {
    expect(twice(valley.instruments.map((i) => i.name.zh))).toEqual([]);
    expect(twice(valley.instruments.map((i) => i.name.en))).toEqual([]);
    expect(twice(valley.instruments.map((i) => i.assetNumber))).toEqual([]);
    const leaves = new Set(taxonomy.data.classes.map((c) => c.code).filter((c) => c.length === 6));
    expect(valley.instruments.filter((i) => !leaves.has(i.classCode))).toEqual([]);
    expect(new Set(valley.instruments.map((i) => i.classCode)).size).toBeGreaterThan(80);
  });

  it('have hours, rules and prices that the contract accepts, a price for every tier', () => {
    for (const i of valley.instruments) {
      openingHours.parse(i.openingHours);
      bookingRules.parse(i.bookingRules);
      expect(i.priceBooks.length).toBeGreaterThan(0);
      for (const [n, version] of i.priceBooks.entries()) {
        const book = PriceBook.parse(version.book);
        const next = i.priceBooks[n + 1];
        expect(version.validTo).toBe(next ? next.validFrom : null);
        for (const tier of customerTiers) {
          if (book.time) expect(book.time.perHour[tier], i.key).toBeDefined();
          for (const item of Object.values(book.items)) expect(item.rates[tier], i.key).toBeDefined();
        }
        // Nobody pays less than those to whom it belongs.
        const hour = customerTiers.map((tier) => book.time?.perHour[tier]?.steps[0]?.unitPriceFen ?? 0);
        expect([...hour].sort((a, b) => a - b)).toEqual(hour);
      }
      expect(i.priceBooks[0]?.validFrom).toBe(i.commissionedOn);
      expect(i.purchasedOn < i.commissionedOn).toBe(true);
      expect(i.specs.length).toBeGreaterThan(0);
      expect(i.contact.phone).toMatch(/^021-5555 \d{4}$/);
      if (!i.serviceModes.includes('self_run')) expect(i.bookingRules.trainingRequired).toBe(false);
    }
  });

  it('show every kind of opening, rule and price somewhere', () => {
    const has = (test: (i: DemoInstrument) => boolean) => expect(valley.instruments.some(test)).toBe(true);
    has((i) => i.openingHours.weekly.some((w) => w.to === '24:00'));
    has((i) => i.openingHours.followHolidays);
    has((i) => i.openingHours.weekly.some((w) => w.to === '21:00'));
    has((i) => i.openingHours.exceptions.length > 0);
    has((i) => i.access === 'members');
    has((i) => i.capacity > 1);
    has((i) => i.linkedInstrumentIds.length > 0);
    has((i) => i.priceBooks.length > 1);
    for (const approval of ['none', 'facility', 'pi', 'pi+facility'])
      has((i) => i.bookingRules.approval === approval);
    has((i) => (i.bookingRules.priorityWindows?.length ?? 0) > 0);
    has((i) => (i.bookingRules.offPeak?.length ?? 0) > 0);
    has((i) => i.accessories.some((a) => a.itemCode !== null));
    has((i) => i.configurations.some((c) => c.required));
  });

  it('link only to instruments beside them, which stand alone', () => {
    const linked = valley.instruments.flatMap((i) => i.linkedInstrumentIds);
    expect(twice(linked)).toEqual([]);
    for (const i of valley.instruments)
      for (const l of i.linkedInstrumentIds) {
        expect(instruments.get(l)?.facilityId).toBe(i.facilityId);
        expect(instruments.get(l)?.linkedInstrumentIds).toEqual([]);
      }
  });
});
