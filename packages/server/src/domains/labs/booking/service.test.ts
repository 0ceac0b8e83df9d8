import { afterAll, beforeAll, expect, it } from 'vitest';
import { type InstrumentFixture, instrumentFixture } from '../instruments/testing/index.ts';
import { createProject } from '../projects/service.ts';
import * as listing from './listing/service.ts';
import { create } from './service.ts';

let lab: InstrumentFixture;
beforeAll(async () => {
  lab = await instrumentFixture();
});
afterAll(() => lab?.close());

it('answers a booking as it is read back, though it does not read it back', async () => {
  const instrumentId = await lab.create();
  const { id: projectId } = await lab.as('pi', (cx) =>
    createProject(cx, {
      code: 'P-1',
      nameZh: '代谢组学',
      nameEn: 'Metabolomics',
      organisationId: lab.organisations.customer,
      piUserId: lab.people.pi.userId,
      memberIds: [lab.people.researcher.userId],
    }),
  );
  const answer = await lab.as('researcher', async (cx) => {
    const row = await create(cx, {
      instrumentId,
      projectId,
      startsAt: '2026-07-20T09:00:00+08:00',
      endsAt: '2026-07-20T10:00:00+08:00',
    } as Parameters<typeof create>[1]);
    return listing.view(cx, row);
  });
  expect(answer.personName).toBe('researcher');
  expect(await lab.ask('researcher', (q) => listing.viewOf(q, answer.id))).toEqual(answer);
});
