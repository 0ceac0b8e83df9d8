import { describe, expect, it } from 'vitest';
import { type Draft, emptyDraft, missingIn, patchOf, piecesOf } from './draft.ts';

const before: Draft = {
  ...emptyDraft('f', 'i1'),
  nameZh: '转子',
  nameEn: 'Rotor',
  capacity: '2',
};
const second = { instrumentId: 'i2', required: true, itemCode: null };

describe('an accessory that is edited', () => {
  it('sends only what changed', () => {
    expect(patchOf(before, { ...before, nameZh: ' 转子 ', capacity: '2 ' })).toEqual({});
    expect(patchOf(before, { ...before, capacity: '3', status: 'down' })).toEqual({
      capacity: 3,
      status: 'down',
    });
  });

  it('sends the instruments whole when one of them changed, in whatever order they stand', () => {
    const two: Draft = { ...before, instruments: [...before.instruments, second] };
    expect(patchOf(two, { ...two, instruments: [...two.instruments].reverse() })).toEqual({});
    expect(patchOf(two, { ...two, instruments: [second] })).toEqual({ instruments: [second] });
    const charged = two.instruments.map((f) => ({ ...f, itemCode: 'acc_rotor' }));
    expect(patchOf(two, { ...two, instruments: charged })).toEqual({ instruments: charged });
  });

  it('wants a facility, both names and a whole number of pieces', () => {
    expect(missingIn(emptyDraft('', undefined))).toEqual(['facilityId', 'nameZh', 'nameEn']);
    expect(missingIn(before)).toEqual([]);
    expect(['', '0', '1.5', 'x', '1001', ' 12 '].map(piecesOf)).toEqual([null, null, null, null, null, 12]);
  });
});
