import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, type InstrumentFixture, instrumentFixture } from '../instruments/testing/index.ts';
import { list } from './listing/service.ts';
import * as outages from './service.ts';

let lab: InstrumentFixture;
let id: string;
beforeAll(async () => {
  lab = await instrumentFixture();
  id = await lab.create({ nameZh: '每周保养的' });
});
afterAll(() => lab?.close());

const weekly = (from: string, to: string, recurrence?: string) =>
  lab.as('facility', (cx) =>
    outages.create(cx, id, {
      startsAt: at(from).toString(),
      endsAt: at(to).toString(),
      planned: true,
      reason: '每周保养',
      ...(recurrence ? { recurrence } : {}),
      hits: 'keep',
      dryRun: false,
    }),
  );
const standing = async () => {
  const { items } = await lab.ask('facility', (q) => list(q, id, { limit: 50 }));
  return items
    .filter((o) => o.endedAt === null)
    .map((o) => o.startsAt)
    .reverse();
};

describe('calling off a recurring outage', () => {
  it('is of the one alone, or of it and all that were recorded with it and come after', async () => {
    const made = await weekly('2026-07-20T13:00', '2026-07-20T15:00', 'FREQ=WEEKLY;COUNT=5');
    const [first, second, third, fourth, fifth] = made.outages;
    if (!first || !second || !third || !fourth || !fifth) throw new Error('five were asked for');
    expect(new Set(made.outages.map((o) => o.seriesId)).size).toBe(1);
    const other = await weekly('2026-08-12T09:00', '2026-08-12T10:00');
    expect(other.outages[0]?.seriesId).toBeNull();

    await lab.as('facility', (cx) => outages.endNow(cx, second.id));
    expect(await standing()).toEqual(
      [first, third, fourth, fifth, ...other.outages].map((o) => o.startsAt).sort(),
    );
    await lab.as('facility', (cx) => outages.endNow(cx, third.id, true));
    expect(await standing()).toEqual([first, ...other.outages].map((o) => o.startsAt));
    // The time can be recorded again: nothing of the series stands on it any more
    const again = await weekly('2026-08-03T13:00', '2026-08-03T15:00');
    expect(again.hits).toEqual([]);
    expect(await standing()).toHaveLength(3);
  });

  it('is refused to who does not run the instrument, and of what has ended', async () => {
    const made = await weekly('2026-09-07T13:00', '2026-09-07T15:00', 'FREQ=WEEKLY;COUNT=2');
    const first = made.outages[0]?.id ?? '';
    await expect(lab.as('researcher', (cx) => outages.endNow(cx, first, true))).rejects.toThrow(
      'access.denied',
    );
    await lab.as('facility', (cx) => outages.endNow(cx, first, true));
    await expect(lab.as('facility', (cx) => outages.endNow(cx, first, true))).rejects.toThrow('outage.ended');
  });
});
