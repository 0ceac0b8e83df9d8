import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../../platform/ids.ts';
import { take } from '../../../platform/occupancy/service.ts';
import {
  at,
  type InstrumentFixture,
  instrumentFixture,
  priceBook,
  reasons,
} from '../instruments/testing/index.ts';
import { searchJointSlots } from './service.ts';

type Body = Parameters<typeof searchJointSlots>[1];
let lab: InstrumentFixture;
let a: string;
let b: string;
let imaging: string;
beforeAll(async () => {
  lab = await instrumentFixture();
  a = await lab.create({ nameZh: '甲液质', priceBook: priceBook(), bookingRules: { gridMinutes: 30 } });
  b = await lab.create({ nameZh: '乙液质', bookingRules: { gridMinutes: 30 } });
  imaging = await lab.create({
    nameZh: '共聚焦',
    classCode: '010301',
    facilityId: lab.otherFacilityId,
    bookingRules: { gridMinutes: 30 },
  });
  await book(a, '2026-07-16T09:00', '2026-07-16T11:00');
  await book(imaging, '2026-07-16T09:00', '2026-07-16T13:00');
});
afterAll(() => lab?.close());

const book = (id: string, from: string, to: string) =>
  lab.as('admin', (cx) =>
    take(cx.tx, cx.scope, [
      {
        resourceId: id,
        capacity: 1,
        startsAt: at(from),
        endsAt: at(to),
        kind: 'reservation',
        refKind: 'reservation',
        refId: newId(),
      },
    ]),
  );
const find = (body: Partial<Body>, who: 'researcher' | null = 'researcher') =>
  lab.ask(who, (q) =>
    searchJointSlots(q, {
      steps: [],
      from: '2026-07-16T09:00:00+08:00',
      to: '2026-07-16T18:00:00+08:00',
      limit: 10,
      ...body,
    }),
  );
const times = (plans: Awaited<ReturnType<typeof find>>['plans']) =>
  plans.map((p) => p.steps.map((s) => [s.instrumentId, s.startsAt.slice(11, 16), s.endsAt.slice(11, 16)]));

describe('who is free', () => {
  it('gives the earliest slots of a class, named and priced', async () => {
    const { plans } = await find({ steps: [{ class: '0102', minutes: 120 }], limit: 4 });
    const found = times(plans).map((p) => p[0]);
    expect(found.map((f) => f?.[1])).toEqual(['01:00', '03:00', '03:00', '05:00']);
    expect(found[0]).toEqual([b, '01:00', '03:00']);
    expect(found.slice(1, 3).map((f) => f?.[0])).toEqual(expect.arrayContaining([a, b]));
    const first = plans.find((p) => p.steps[0]?.instrumentId === a)?.steps[0];
    expect(first).toMatchObject({
      nameZh: '甲液质',
      ownerNameZh: '同济大学',
      district: '310114',
      pricePerHourFen: 30_000,
      estimateFen: 60_000,
    });
  });

  it('estimates what the booking would cost: with the operator nobody runs it without, by the prices of that hour', async () => {
    const operator = { perHourFen: { enterprise: 6000 }, roundingMinutes: 60 };
    const windows = [
      { code: 'noon', label: { zh: '午间', en: 'Noon' }, factorBp: 5000, from: '12:00', to: '14:00' },
    ];
    const time = priceBook().time;
    const book = priceBook({ operator, ...(time ? { time: { ...time, windows } } : {}) });
    const byOperator = await lab.create({ classCode: '0301', modes: ['operator_run'], priceBook: book });
    const byAnybody = await lab.create({
      classCode: '0301',
      modes: ['operator_run', 'self_run'],
      priceBook: book,
    });
    const ask = async (instrumentId: string, who: 'researcher' | null = 'researcher') => {
      const { plans } = await find(
        { steps: [{ instrumentId, minutes: 90 }], from: '2026-07-16T12:00:00+08:00', limit: 1 },
        who,
      );
      return plans[0]?.steps[0];
    };
    // An hour and a half at half price, and an operator for two
    expect(await ask(byOperator)).toMatchObject({ estimateFen: 34_500, pricePerHourFen: 36_000 });
    expect(await ask(byAnybody)).toMatchObject({ estimateFen: 22_500, pricePerHourFen: 30_000 });
    // No operator is priced for visitors
    expect(await ask(byOperator, null)).toMatchObject({ estimateFen: null, pricePerHourFen: null });
    expect(await ask(byAnybody, null)).toMatchObject({ estimateFen: 30_000, pricePerHourFen: 40_000 });
  });

  it('narrows by district', async () => {
    const { plans } = await find({ steps: [{ class: '01', district: '普陀区', minutes: 60 }] });
    expect(new Set(plans.flatMap((p) => p.steps.map((s) => s.instrumentId)))).toEqual(new Set([imaging]));
    expect(plans[0]?.startsAt).toBe('2026-07-16T05:00:00Z');
  });

  it('joins steps: one after the other, not too far apart', async () => {
    const steps = [
      { instrumentId: a, minutes: 60 },
      { instrumentId: imaging, minutes: 60, after: 0, maxGapMinutes: 30 },
    ];
    const { plans } = await find({ steps, limit: 2 });
    expect(times(plans)[0]).toEqual([
      [a, '03:30', '04:30'],
      [imaging, '05:00', '06:00'],
    ]);
    expect(plans).toHaveLength(2);
    for (const p of plans) {
      const [one, two] = p.steps;
      const gap = Date.parse(two?.startsAt ?? '') - Date.parse(one?.endsAt ?? '');
      expect(gap).toBeGreaterThanOrEqual(0);
      expect(gap).toBeLessThanOrEqual(30 * 60_000);
    }
  });

  it('says nothing of what the reader may not see, and refuses nonsense', async () => {
    const hidden = await lab.create({ nameZh: '成员液质', visibility: 'members' });
    expect(await reasons(find({ steps: [{ instrumentId: hidden, minutes: 60 }] }, null))).toEqual([
      'record.not_found',
    ]);
    const seen = (await find({ steps: [{ class: '0102', minutes: 60 }], limit: 50 }, null)).plans;
    expect(JSON.stringify(seen)).not.toContain(hidden);
    expect(await reasons(find({ steps: [{ instrumentId: a, minutes: 60, after: 0 }] }))).toEqual([
      'request.invalid',
    ]);
    expect(
      await reasons(find({ steps: [{ class: '01', minutes: 60 }], to: '2026-07-16T09:00:00+08:00' })),
    ).toEqual(['time.reversed']);
    expect(
      await reasons(find({ steps: [{ class: '01', minutes: 60 }], to: '2026-10-16T09:00:00+08:00' })),
    ).toEqual(['availability.range_too_long']);
    // That nobody is free would be no answer
    expect(await reasons(find({ steps: [{ class: '1399', minutes: 60 }] }))).toEqual([
      'instrument.class_unknown',
    ]);
  });
});
