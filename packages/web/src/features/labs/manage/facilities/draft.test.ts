import { describe, expect, it } from 'vitest';
import { badEmail, type Draft, emptyDraft, missingIn, patchOf } from './draft.ts';

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

  it('wants an owner, both names, and an e-mail address only if there is one', () => {
    expect(missingIn(emptyDraft(''))).toEqual(['organisationId', 'nameZh', 'nameEn']);
    expect(missingIn(before)).toEqual([]);
    expect(badEmail(before)).toBe(false);
    expect(badEmail({ ...before, contactEmail: 'lab@hegu' })).toBe(true);
    expect(badEmail({ ...before, contactEmail: ' lab@hegu.example ' })).toBe(false);
  });
});
