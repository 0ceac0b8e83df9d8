import { describe, expect, it } from 'vitest';
import {
  badEmail,
  badPlace,
  type Draft,
  emptyDraft,
  missingIn,
  oddPlace,
  patchOf,
  readPair,
} from './draft.ts';

const before: Draft = {
  ...emptyDraft('o'),
  nameZh: '质谱平台',
  nameEn: 'MS core',
  district: '嘉定区',
  contactPhone: '021-1',
  descriptionZh: '说明',
};

describe('a facility that is edited', () => {
  it('sends only what changed, and nothing for blanks at the ends', () => {
    expect(patchOf(before, { ...before, nameZh: ' 质谱平台 ' })).toEqual({});
    expect(patchOf(before, { ...before, nameEn: 'Mass core', address: '1 号楼' })).toEqual({
      nameEn: 'Mass core',
      address: '1 号楼',
    });
  });

  it('says that what was emptied is not known; a description is then empty', () => {
    expect(patchOf(before, { ...before, contactPhone: ' ', district: '', descriptionZh: '' })).toEqual({
      contactPhone: null,
      district: null,
      descriptionZh: '',
    });
  });

  it('has a place on the map, or none', () => {
    const at = (latitude: string, longitude: string) => ({ ...before, latitude, longitude });
    expect(patchOf(before, at('31.2304', '121.4737'))).toEqual({ latitude: 31.2304, longitude: 121.4737 });
    expect(patchOf(at('31.2', '121.4'), at('', ' '))).toEqual({ latitude: null, longitude: null });
    expect(badPlace(at('', ''))).toEqual([]);
    expect(badPlace(at('31.2', ''))).toEqual(['longitude']);
    expect(badPlace(at('北纬31', '181'))).toEqual(['latitude', 'longitude']);
    expect(readPair(' 31.2304, 121.4737')).toEqual({ latitude: '31.2304', longitude: '121.4737' });
    expect(readPair('31.2304')).toBeNull();
    expect([
      oddPlace(at('31.2', '121.4')),
      oddPlace(at('121.4', '31.2')),
      oddPlace(at('48.8', '2.3')),
      oddPlace(before),
    ]).toEqual([null, 'swapped', 'abroad', null]);
  });

  it('wants an owner, both names, and an e-mail address only if there is one', () => {
    expect(missingIn(emptyDraft(''))).toEqual(['organisationId', 'nameZh', 'nameEn']);
    expect(missingIn(before)).toEqual([]);
    expect(badEmail(before)).toBe(false);
    expect(badEmail({ ...before, contactEmail: 'lab@hegu' })).toBe(true);
    expect(badEmail({ ...before, contactEmail: ' lab@hegu.example ' })).toBe(false);
  });
});
