import { allNotices } from '@hegu/contract/all-notices.ts';
import { expect, it } from 'vitest';
import { noticeKinds } from './notice-kinds.ts';

it('names every kind of notice that somebody can choose about, in both languages, and no other', () => {
  const kinds = Object.entries(allNotices).flatMap(([kind, def]) =>
    'visitors' in def && def.visitors ? [] : [kind],
  );
  expect(Object.keys(noticeKinds.zh).sort()).toEqual(kinds.sort());
  expect(Object.keys(noticeKinds.en).sort()).toEqual(kinds.sort());
  expect(Object.values(noticeKinds.zh).filter((word) => /^[\w.-]+$/.test(word))).toEqual([]);
});
