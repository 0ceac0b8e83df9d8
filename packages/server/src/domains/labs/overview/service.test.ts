import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../billing/testing/index.ts';
import { updateInstrument } from '../instruments/service.ts';
import { at, type InstrumentFixture, instrumentFixture } from '../instruments/testing/index.ts';
import * as outages from '../outages/service.ts';
import { down } from './service.ts';

let lab: InstrumentFixture;
let broken: string;
let serviced: string;
let elsewhere: string;

const outage = (id: string, from: string, to: string) =>
  lab.as('admin', (cx) =>
    outages.create(cx, id, {
      startsAt: at(from).toString(),
      endsAt: at(to).toString(),
      planned: true,
      reason: '年度保养',
      hits: 'keep',
      dryRun: false,
    }),
  );

beforeAll(async () => {
  lab = await instrumentFixture();
  broken = await lab.create({ nameZh: '坏了的' });
  serviced = await lab.create({ nameZh: '在保养的' });
  elsewhere = await lab.create({ nameZh: '别家的', facilityId: lab.otherFacilityId });
  const retired = await lab.create({ nameZh: '退役的' });
  const draft = await lab.create({ nameZh: '草稿', status: 'draft' });
  await outage(serviced, '2026-07-20T13:00', '2026-07-20T15:00');
  await outage(serviced, '2026-07-21T13:00', '2026-07-21T15:00');
  await outage(elsewhere, '2026-07-20T09:00', '2026-07-20T10:00');
  for (const id of [retired, draft]) await outage(id, '2026-07-20T09:00', '2026-07-20T10:00');
  await lab.as('admin', (cx) => updateInstrument(cx, broken, { status: 'down' }));
  await lab.as('admin', (cx) => updateInstrument(cx, retired, { status: 'retired' }));
});
afterAll(() => lab?.close());

const ask = (who: Person, from = '2026-07-20T00:00', to = '2026-07-21T00:00') =>
  lab.ask(who, (q) => down(q, { from: at(from).toString(), to: at(to).toString() }));

describe('what is out of service today', () => {
  it('is everything that is broken, and the outages of the day, for who looks after the valley', async () => {
    const { items } = await ask('park');
    expect(items.map((d) => [d.nameZh, d.outage?.startsAt ?? null])).toEqual([
      ['坏了的', null],
      ['别家的', at('2026-07-20T09:00').toString()],
      ['在保养的', at('2026-07-20T13:00').toString()],
    ]);
    expect(items[2]).toMatchObject({
      facilityNameZh: '质谱平台',
      outage: { planned: true, reason: '年度保养' },
    });
  });

  it('is what one runs oneself for a facility manager, and nothing for others', async () => {
    expect((await ask('facility')).items.map((d) => d.instrumentId)).toEqual([broken, serviced]);
    await expect(ask('researcher')).rejects.toThrow('access.denied');
  });

  it('may be read by a park, which changes nothing', async () => {
    expect((await ask('officer')).items).toHaveLength(3);
    await expect(lab.as('park', (cx) => updateInstrument(cx, broken, { status: 'active' }))).rejects.toThrow(
      'access.denied',
    );
  });

  it('is half-open, and asked for a month at most', async () => {
    expect(
      (await ask('admin', '2026-07-20T15:00', '2026-07-21T13:00')).items.map((d) => d.instrumentId),
    ).toEqual([broken]);
    await expect(ask('admin', '2026-07-20T00:00', '2026-07-20T00:00')).rejects.toThrow('time.reversed');
    await expect(ask('admin', '2026-07-01T00:00', '2026-09-01T00:00')).rejects.toThrow(
      'availability.range_too_long',
    );
  });
});
