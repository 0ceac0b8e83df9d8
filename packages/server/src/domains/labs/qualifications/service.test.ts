import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noon, type Person } from '../billing/testing/index.ts';
import { loadPerson } from '../booking/standing/store.ts';
import { list as listOverrides, put as putOverride } from '../instruments/overrides/service.ts';
import { qrCode } from '../instruments/qr/service.ts';
import { at, type InstrumentFixture, instrumentFixture, reasons } from '../instruments/testing/index.ts';
import { list as listOutages } from '../outages/listing/service.ts';
import { create as createOutage } from '../outages/service.ts';
import * as service from './service.ts';

let lab: InstrumentFixture;
let id: string;
beforeAll(async () => {
  lab = await instrumentFixture();
  id = await lab.create();
});
afterAll(() => lab?.close());

const grant = (username: string, more = {}, who: Person = 'facility', when = noon) =>
  lab.as(who, (cx) => service.grant(cx, id, { username, superuser: false, note: '', ...more }), { at: when });
const nameOf = (who: Person) => lab.people[who].userId.toLowerCase();
const qualified = (who: Person, when = noon) =>
  lab.ask(
    'admin',
    async (q) => (await loadPerson(q.tx, q.scope, lab.people[who].userId, [id], when))?.qualifications ?? [],
  );

describe('qualifications', () => {
  it('are granted once, withdrawn, and granted again', async () => {
    const q = await grant(nameOf('researcher'), { note: '已完成培训' });
    expect(q).toMatchObject({
      personName: 'researcher',
      grantedByName: 'facility',
      expiresAt: null,
      note: '已完成培训',
    });
    expect(await reasons(grant(nameOf('researcher')))).toEqual(['qualification.exists']);
    expect(await qualified('researcher')).toEqual([{ instrumentId: id, until: null, superuser: false }]);
    await lab.as('facility', (cx) => service.revoke(cx, q.id));
    expect(await reasons(lab.as('facility', (cx) => service.revoke(cx, q.id)))).toEqual(['record.not_found']);
    expect(await qualified('researcher')).toEqual([]);
    expect(await reasons(grant(nameOf('researcher')))).toEqual([]);
    const notices = await lab.ask('researcher', (x) =>
      x.tx
        .selectFrom('notices')
        .select('kind')
        .where('user_id', '=', lab.people.researcher.userId)
        .orderBy('id')
        .execute(),
    );
    expect(notices.map((n) => n.kind)).toEqual([
      'qualification.granted',
      'qualification.revoked',
      'qualification.granted',
    ]);
  });

  it('one that has expired makes room for the next', async () => {
    await grant(nameOf('colleague'), { expiresAt: '2026-08-01T00:00:00+08:00' });
    expect(await reasons(grant(nameOf('colleague')))).toEqual(['qualification.exists']);
    expect(await reasons(grant(nameOf('colleague'), {}, 'facility', at('2026-08-02T09:00')))).toEqual([]);
    expect(await reasons(grant(nameOf('pi'), { expiresAt: '2026-07-01T00:00:00+08:00' }))).toEqual([
      'request.invalid',
    ]);
  });

  it('ten grants at once give one', async () => {
    const all = await Promise.all(Array.from({ length: 10 }, () => reasons(grant(nameOf('otherPi')))));
    expect(all.filter((r) => r.length === 0)).toHaveLength(1);
  });

  it('are the facility’s to give and to see', async () => {
    expect(await reasons(grant(nameOf('pi'), {}, 'otherFacility'))).toEqual(['access.denied']);
    expect(await reasons(grant('nobody'))).toEqual(['user.not_found']);
    const seen = await lab.ask('facility', (q) => service.list(q, id, { limit: 2 }));
    expect(seen.items).toHaveLength(2);
    const rest = await lab.ask('facility', (q) =>
      service.list(q, id, { limit: 50, cursor: seen.nextCursor ?? '' }),
    );
    expect(new Set([...seen.items, ...rest.items].map((i) => i.id)).size).toBe(3);
    expect(await reasons(lab.ask('researcher', (q) => service.list(q, id, { limit: 2 })))).toEqual([
      'access.denied',
    ]);
  });
});

describe('rules for some', () => {
  const put = (level: 'organisation' | 'group' | 'person', subjectId: string, rules = {}) =>
    lab.as('facility', (cx) => putOverride(cx, id, { level, subjectId, rules }));
  it('are set, changed, named and taken away', async () => {
    const { customer } = lab.organisations;
    expect((await put('organisation', customer, { maxMinutes: 120 })).items).toMatchObject([
      {
        level: 'organisation',
        subjectId: customer,
        subjectName: '芝兰医药',
        rules: { maxMinutes: 120 },
        version: 1,
      },
    ]);
    await put('person', lab.people.researcher.userId, { maxMinutes: null });
    const { items } = await put('organisation', customer, { maxMinutes: 60 });
    expect(items.map((i) => [i.level, i.rules.maxMinutes, i.version])).toEqual([
      ['organisation', 60, 2],
      ['person', null, 1],
    ]);
    expect((await put('organisation', customer)).items).toHaveLength(1);
    expect(await reasons(lab.ask('researcher', (q) => listOverrides(q, id)))).toEqual(['access.denied']);
  });
  it('need somebody they are for', async () => {
    expect(await reasons(put('organisation', 'nobody', { maxMinutes: 1 }))).toEqual(['record.not_found']);
    expect(await reasons(put('group', id, { maxMinutes: 1 }))).toEqual(['record.not_found']);
    expect(await reasons(put('person', 'nobody', { maxMinutes: 1 }))).toEqual(['user.not_found']);
  });
});

describe('on the instrument', () => {
  it('a QR code leads to its page', async () => {
    const svg = await lab.ask(null, (q) => qrCode(q, id, 'https://hegu.example/'));
    expect(svg.mediaType).toBe('image/svg+xml');
    expect(new TextDecoder().decode(svg.bytes as Uint8Array)).toMatch(/^<svg[^>]*xmlns=/);
    const draft = await lab.create({ status: 'draft' });
    expect(await reasons(lab.ask(null, (q) => qrCode(q, draft, 'https://hegu.example')))).toEqual([
      'record.not_found',
    ]);
  });

  it('outages are listed, the latest first, page by page', async () => {
    const outage = {
      startsAt: '2026-07-20T08:00:00+08:00',
      endsAt: '2026-07-20T10:00:00+08:00',
      planned: true,
      reason: '每周校准',
      recurrence: 'FREQ=WEEKLY;COUNT=3',
      hits: 'keep' as const,
      dryRun: false,
    };
    await lab.as('facility', (cx) => createOutage(cx, id, outage));
    const first = await lab.ask(null, (q) => listOutages(q, id, { limit: 2 }));
    expect(first.items.map((o) => o.startsAt)).toEqual(['2026-08-03T00:00:00Z', '2026-07-27T00:00:00Z']);
    const rest = await lab.ask(null, (q) => listOutages(q, id, { limit: 2, cursor: first.nextCursor ?? '' }));
    expect(rest.items.map((o) => o.startsAt)).toEqual(['2026-07-20T00:00:00Z']);
    expect(rest.nextCursor).toBeNull();
    const from = '2026-07-27T09:00:00+08:00';
    expect((await lab.ask(null, (q) => listOutages(q, id, { limit: 9, from }))).items).toHaveLength(2);
    expect(await reasons(lab.ask(null, (q) => listOutages(q, id, { limit: 9, from, to: from })))).toEqual([
      'time.reversed',
    ]);
  });
});
