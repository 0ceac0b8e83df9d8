import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestDb, testDb } from '../db/testing/index.ts';
import { createValleys } from './gate.ts';

let t: TestDb;
beforeAll(async () => {
  t = await testDb();
});
afterAll(() => t.close());

it('says that there is no valley at all otherwise than that there is none of a name', async () => {
  const valleys = createValleys(t.db);
  await expect(valleys.find(undefined)).rejects.toMatchObject({ code: 'valley.none' });
  await expect(valleys.find('putuo')).rejects.toMatchObject({ code: 'valley.not_found' });
});
